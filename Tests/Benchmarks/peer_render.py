"""Draws one slide's heatmap with the field's Python libraries: what `linmil render` is compared with.

    python peer_render.py FEATURES.h5 MODEL.pt THUMBNAIL.png OVERLAY.png THREADS

The script is written for speed, as an expert of these libraries would do it: no pyplot, no gradients, one slice per
tile. It takes the class token's attention from the forward pass itself, so nothing is computed twice.
"""

import sys

import h5py
import matplotlib
import numpy as np
import torch
from lin_mil import Config, Lin_MIL
from PIL import Image

ALPHA = np.float32(0.4)


def read_slide(path):
    """Features [1, tiles, width], level-0 corners [tiles, 2], tile side and slide size [2] in level-0 pixels."""
    with h5py.File(path) as file:
        coords = file["coords"]
        size = np.array([coords.attrs["level0_width"], coords.attrs["level0_height"]])
        return torch.from_numpy(file["features"][:])[None], coords[:], int(coords.attrs["patch_size_level0"]), size


def predict(path, features):
    """Loads the model and runs it."""
    model = Lin_MIL(num_classes=2, input_dim=features.shape[-1], config=Config()).eval()
    model.load_state_dict(torch.load(path, weights_only=True))
    return attend(model, features)


@torch.inference_mode()
def attend(model, features):
    """Logits [classes], and the class token's attention in the last block, mean over heads [tiles]."""
    last, seen = model.transformer[-1].attn, []

    def watch(_, inputs, qkv):
        q, k, _ = qkv[0].unflatten(-1, (3, last.num_heads, -1)).permute(1, 2, 0, 3)  # (heads, 1 + tiles, d)
        weights = (last.act(k) @ last.act(q[:, 0, :, None]))[..., 0]
        seen.append((weights[:, 1:] / weights.sum(1, keepdim=True).clamp(min=100)).mean(0))

    hook = last.qkv.register_forward_hook(watch)
    logits, _ = model(features)
    hook.remove()
    return logits[0].numpy(), seen[0].numpy()


def average_ranks(scores):
    """scipy.stats.rankdata(scores) / n, without the slow import of scipy."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place] / len(scores)


def rasterise(values, coords, side, size, shape):
    """The mean value of the tiles at each pixel, and a mask of the covered pixels. [rows, columns] each"""
    scale = np.array([shape[1], shape[0]]) / size
    starts = np.floor(coords * scale + 0.5).astype(int)
    ends = np.floor((coords + side) * scale + 0.5).astype(int)
    total, count = np.zeros(shape), np.zeros(shape, np.int32)
    for value, (left, top), (right, bottom) in zip(values, starts.tolist(), ends.tolist()):
        total[top:bottom, left:right] += value
        count[top:bottom, left:right] += 1
    return total / np.maximum(count, 1), count > 0


def overlay(image, scores, coords, side, size):
    """Draws ranks as colours over a thumbnail. [rows, columns, 3] uint8"""
    heat, covered = rasterise(average_ranks(scores), coords, side, size, image.shape[:2])
    colors = matplotlib.colormaps["coolwarm"](heat[covered], bytes=True)[:, :3]
    picture = image.copy()
    picture[covered] = np.rint(colors * ALPHA + image[covered] * (1 - ALPHA)).astype(np.uint8)
    return picture


def main():
    features_path, model, thumbnail, output, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    features, coords, side, size = read_slide(features_path)
    logits, scores = predict(model, features)
    image = np.asarray(Image.open(thumbnail).convert("RGB"))
    Image.fromarray(overlay(image, scores, coords, side, size)).save(output)
    print("logits", logits)


if __name__ == "__main__":
    main()
