"""Draws the heatmaps of a folder of slides in one Python process: what `linmil cohort` is compared with.

    python peer_cohort.py FEATURES MODEL.pt THUMBNAILS OUT THREADS

It does the work of peer_render.py for each slide, but imports and reads the model only once, and lets PyTorch use both
cores. At the end, it writes a table.
"""

import csv
import sys
from pathlib import Path

import numpy as np
import torch
from lin_mil import Config, Lin_MIL
from PIL import Image

import peer_render


def main():
    features, model_path, thumbnails, out, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    model = Lin_MIL(num_classes=2, input_dim=1024, config=Config()).eval()
    model.load_state_dict(torch.load(model_path, weights_only=True))
    rows = []
    for path in sorted(Path(features).glob("*.h5")):
        slide, coords, side, size = peer_render.read_slide(path)
        logits, scores = peer_render.attend(model, slide)
        picture = np.asarray(Image.open(Path(thumbnails) / f"{path.stem}.png").convert("RGB"))
        Image.fromarray(peer_render.overlay(picture, scores, coords, side, size)).save(Path(out) / f"{path.stem}.png")
        np.savez(Path(out) / f"{path.stem}.npz", coords=coords, scores=scores)
        rows.append([path.stem, len(scores), *logits.tolist()])
    with open(Path(out) / "cohort.csv", "w", newline="") as file:
        csv.writer(file).writerows([["slide_id", "tiles", "normal", "tumor"], *rows])


if __name__ == "__main__":
    main()
