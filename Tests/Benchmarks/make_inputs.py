"""Makes the benchmark's inputs: a model, and slides with features and a thumbnail.

    python make_inputs.py FOLDER --tiles 10000 50000

Writes model.pt, and slide-N.h5 and slide-N.png for each number of tiles. Run by benchmark.py.
"""

import argparse
from pathlib import Path

import h5py
import numpy as np
import torch
from lin_mil import Config, Lin_MIL
from PIL import Image

from random_features import WIDTH

SEED = 20240620
TILE = 512  # level-0 pixels: 256 pixels at 20x on a slide scanned at 40x
MARGIN = 8  # tiles of background on each side of the tissue
PIECE = 4096  # tiles to make and write at a time
THUMBNAIL_WIDTH = 2000


def default_model(seed=SEED, **settings):
    """The package's default model: 1024 -> 512, 4 blocks, 8 heads, 2 classes. `settings` go to its Config."""
    torch.manual_seed(seed)
    return Lin_MIL(num_classes=2, input_dim=WIDTH, config=Config(**settings)).eval()


def grid(tiles):
    """Level-0 corners [tiles, 2], row by row, and the slide's width and height, near 4 : 3."""
    columns = int(np.ceil(np.sqrt(tiles * 4 / 3)))
    rows = -(-tiles // columns)
    index = np.arange(tiles)
    corners = np.stack([index % columns, index // columns], axis=1) + MARGIN
    return corners.astype(np.int64) * TILE, (columns + 2 * MARGIN) * TILE, (rows + 2 * MARGIN) * TILE


def features_in_pieces(coords, seed=SEED):
    """Yields the features of a few tiles at a time: patterns shared by neighbours, plus noise. [piece, 1024] float32"""
    rng = np.random.default_rng(seed)
    waves = rng.normal(scale=1 / (24 * TILE), size=(2, 16))
    mixing = rng.normal(scale=0.3, size=(16, WIDTH)).astype(np.float32)
    for start in range(0, len(coords), PIECE):
        patterns = np.sin(coords[start : start + PIECE] @ waves).astype(np.float32)
        noise = rng.standard_normal((len(patterns), WIDTH), dtype=np.float32)
        yield patterns @ mixing + 0.5 * noise


def write_slide(path, tiles, seed=SEED, element=np.float32, chunk=1):
    """Writes a features file as TRIDENT does (trident/IO.py, `save_h5`). Returns the slide's width and height.

    Features and coordinates are resizable and uncompressed, with one tile per chunk. HDF5 keeps kilobytes for each
    chunk in a read. Larger chunks would hide the cost of reading all coordinates at once."""
    coords, width, height = grid(tiles)
    with h5py.File(path, "w") as file:
        features = file.create_dataset(
            "features", (tiles, WIDTH), element, maxshape=(None, WIDTH), chunks=(chunk, WIDTH)
        )
        start = 0
        for piece in features_in_pieces(coords, seed):
            features[start : start + len(piece)] = piece
            start += len(piece)
        dataset = file.create_dataset("coords", data=coords, maxshape=(None, 2), chunks=(1, 2))
        dataset.attrs.update(
            patch_size=256, patch_size_level0=TILE, level0_magnification=40, target_magnification=20, overlap=0,
            name=path.stem, level0_width=width, level0_height=height,
        )
    return width, height


def write_thumbnail(path, width, height, seed=SEED):
    """Writes a picture with the gradients and the grain of a photograph, so that PNG compresses it like one."""
    shape = round(THUMBNAIL_WIDTH * height / width), THUMBNAIL_WIDTH
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32) / THUMBNAIL_WIDTH
    hills = np.sin(9 * across + 4 * down) + np.sin(23 * down - 7 * across) + np.sin(41 * across * down)
    stain = np.array([0.5, 1.0, 0.4], np.float32)
    pixels = 205 - (14 * hills[..., None] + 30) * stain + 4 * rng.standard_normal((*shape, 3), dtype=np.float32)
    Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8)).save(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tiles", type=int, nargs="+", required=True)
    parser.add_argument("--element", choices=["float32", "float16"], default="float32", help="of the features")
    parser.add_argument("--chunk", type=int, default=1, help="tiles of a chunk of features")
    options = parser.parse_args()
    torch.save(default_model().state_dict(), options.folder / "model.pt")
    for tiles in options.tiles:
        width, height = write_slide(
            options.folder / f"slide-{tiles}.h5", tiles, element=options.element, chunk=options.chunk)
        write_thumbnail(options.folder / f"slide-{tiles}.png", width, height)


if __name__ == "__main__":
    main()
