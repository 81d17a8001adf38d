"""Makes the inputs of render.py: a thumbnail, and a scores file in the layout of CLAM's blockmap.

    python make_scores.py PICTURE.raw WIDTH HEIGHT THUMBNAIL.png SCORES.h5

The thumbnail is the picture, saved by Pillow with default settings. Tiles cover the tissue in the picture; scores are
random. Deterministic. Prints the number of tiles.
"""

import sys

import h5py
import numpy as np
from PIL import Image

SEED = 20240620
DOWNSAMPLE = 32  # level-0 pixels per pixel of the thumbnail
TILE = 512  # level-0 pixels
COLOURED = 3  # smallest difference between a pixel's channels, of 255 levels; background is grey


def corners(pixels):
    """Level-0 corners of the tiles that are at least half tissue, row by row. [tiles, 2] int64"""
    side = TILE // DOWNSAMPLE
    rows, columns = pixels.shape[0] // side, pixels.shape[1] // side
    tissue = np.ptp(pixels[: rows * side, : columns * side], axis=-1) >= COLOURED
    share = tissue.reshape(rows, side, columns, side).mean(axis=(1, 3))
    return np.argwhere(share >= 0.5)[:, ::-1].astype(np.int64) * TILE


def main():
    picture, width, height, thumbnail, scores = sys.argv[1:]
    pixels = np.fromfile(picture, np.uint8).reshape(int(height), int(width), 3)
    Image.fromarray(pixels).save(thumbnail)
    coords = corners(pixels)
    with h5py.File(scores, "w") as file:
        values = np.random.default_rng(SEED).random((len(coords), 1), np.float32)
        file.create_dataset("attention_scores", data=values)
        file.create_dataset("coords", data=coords)
    print(len(coords))


if __name__ == "__main__":
    main()
