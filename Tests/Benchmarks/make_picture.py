"""Makes a picture that compresses like an overlay on a stained section: RGB bytes without a header.

    python make_picture.py OUTPUT.raw WIDTH HEIGHT

Two stains at several scales absorb light (Beer-Lambert law). There is background between the tissue, sensor noise, and
a colour map in squares over the tissue. Deterministic. Run by png.py.
"""

import sys
from pathlib import Path

import numpy as np

SEED = 20240620
HEMATOXYLIN = 0.65, 0.70, 0.29  # absorption of red, green, blue
EOSIN = 0.07, 0.99, 0.11
ALPHA = 0.4  # of the colour map
TILE = 16  # pixels


def hills(random, width, height, cell):
    """Normally distributed numbers on a grid of `cell` pixels, with bilinear interpolation. [height, width]"""
    grid = random.normal(size=(height // cell + 2, width // cell + 2))
    down, across = np.arange(height) / cell, np.arange(width) / cell
    row, column = down.astype(int), across.astype(int)
    below, right = (down - row)[:, None], across - column
    rows = grid[row] * (1 - below) + grid[row + 1] * below
    return rows[:, column] * (1 - right) + rows[:, column + 1] * right


def texture(random, width, height):
    """Tissue, glands, cells and nuclei. [height, width]"""
    scales = (240, 1.0), (60, 0.7), (15, 0.4), (5, 0.25)
    return sum(weight * hills(random, width, height, cell) for cell, weight in scales)


def overlay(width, height):
    """The picture. [height, width, 3] uint8"""
    random = np.random.default_rng(SEED)
    hematoxylin = np.clip(0.4 + 0.6 * texture(random, width, height), 0, None)[..., None] * np.array(HEMATOXYLIN)
    eosin = np.clip(0.6 + 0.5 * texture(random, width, height), 0, None)[..., None] * np.array(EOSIN)
    tissue = (hills(random, width, height, 400) < 0.9)[..., None]
    light = np.where(tissue, 255 * np.exp(-0.5 * (hematoxylin + eosin)), 243)
    light += random.normal(size=(height, width, 1))
    score = hills(random, width, height, 60)[::TILE, ::TILE].repeat(TILE, 0).repeat(TILE, 1)[:height, :width]
    score = 1 / (1 + np.exp(-2 * score))
    colour = np.stack([60 + 180 * score, 80 + 200 * score * (1 - score), 190 - 150 * score], -1)
    blended = np.where(tissue, (1 - ALPHA) * light + ALPHA * colour, light)
    return np.clip(np.rint(blended), 0, 255).astype(np.uint8)


def main():
    path, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    Path(path).write_bytes(overlay(width, height).tobytes())


if __name__ == "__main__":
    main()
