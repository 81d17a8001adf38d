"""Checks the curves of `linmil evaluate` against a plain loop over the published lin_mil.

    python check_flipping.py LINMIL

Random models of three classes with both poolings, and slides of 7, 101, 143 and 260 tiles. The command writes every score that the
model has, and the curves by them. The loop removes the tiles in the order of these scores and runs the package on the rest, in
float64. Prints the largest difference of a probability, and exits with 1 if it is above the bound. Half a minute.
"""

import json
import math
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

warnings.filterwarnings("ignore", category=FutureWarning)
import h5py
import numpy as np
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

BOUND = 2e-5
TILES = [7, 101, 143, 260]
CLASSES, FEATURES, WIDTH, HEADS = 3, 24, 64, 8


def make_model(pooling, path):
    torch.manual_seed(3)
    config = Config(latent_dim=WIDTH, transformer_depth=3, act="ReLU", pooling=pooling)
    model = Lin_MIL(num_classes=CLASSES, input_dim=FEATURES, config=config, heads=HEADS).eval()
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape)
    save_file(
        {name: tensor.contiguous() for name, tensor in model.state_dict().items()}, path,
        {"activation": "ReLU", "heads": str(HEADS)})
    return model.double()


def write_slide(tiles, path):
    features = np.random.default_rng(tiles).normal(size=(tiles, FEATURES)).astype(np.float32)
    with h5py.File(path, "w") as file:
        file["features"] = features
        file["coords"] = 256 * np.stack([np.arange(tiles) % 20, np.arange(tiles) // 20], 1)
        file["coords"].attrs["patch_size_level0"] = 256
    return torch.from_numpy(features).double()


def plain_loop(model, features, scores, of, sign):
    """The probability of a class while tiles are removed: the highest scores first if `sign` is -1, else the lowest."""
    order = np.argsort(sign * np.asarray(scores), kind="stable")
    probabilities = []
    with torch.no_grad():
        for gone in range(0, len(order), math.ceil(len(order) / 100)):
            left = np.sort(order[gone:])
            probabilities.append(model(features[left][None])[0][0].softmax(0)[of].item())
    return probabilities


def run(*command):
    return json.loads(subprocess.run(
        [str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout)


def main():
    torch.set_num_threads(1)
    linmil, worst, curves = sys.argv[1], 0.0, 0
    with tempfile.TemporaryDirectory() as name:
        path, slide = Path(name) / "model.safetensors", Path(name) / "slide.h5"
        for pooling in ["cls", "mean"]:
            model = make_model(pooling, path)
            for tiles in TILES:
                features = write_slide(tiles, slide)
                inputs = [slide, "--model", path, "--quiet"]
                for of in range(CLASSES):
                    found = run(linmil, "evaluate", *inputs, "--class", of, "--seeds", 1, "--json")["scores"]
                    for score, curve in found.items():
                        of_class = [] if score in ("cls", "attn", "rollout") else ["--class", of]
                        scores = run(linmil, "score", *inputs, "--score", score, *of_class, "-o", "-")["scores"]
                        for key, sign in [("most", -1), ("least", 1)]:
                            expected = plain_loop(model, features, scores, of, sign)
                            worst = max(worst, np.abs(np.array(curve[key]) - expected).max())
                            curves += 1
    print(f"{curves} curves, largest difference of a probability {worst:.1e}, bound {BOUND:.0e}")
    sys.exit(1 if worst > BOUND else 0)


if __name__ == "__main__":
    main()
