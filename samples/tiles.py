"""Cuts a section into tiles and computes a feature vector for each, in place of a pathology foundation model."""

from dataclasses import dataclass

import cv2
import numpy as np

from histology import EOSIN, GLASS, HAEMATOXYLIN

CANVAS_DOWNSAMPLE = 16  # level-0 pixels per canvas pixel
TILE = 32  # canvas pixels: 512 level-0 pixels, 256 pixels at 20x
WIDTH = 1024  # as in UNI
MINIMUM_TISSUE = 0.25


@dataclass
class Tiles:
    """For each tile: measures of its pixels [tiles, measures], level-0 corner [tiles, 2], share of lesion [tiles]."""

    measures: np.ndarray
    coords: np.ndarray
    lesion: np.ndarray


def cut(section):
    """The tiles that contain tissue, on a grid that starts at the slide's corner, column by column."""
    rows, columns = (side // TILE for side in section.tissue.shape)
    tissue = blocks(section.tissue, rows, columns).mean(-1)
    row, column = np.nonzero(tissue >= MINIMUM_TISSUE)
    order = np.lexsort((row, column))
    row, column = row[order], column[order]
    return Tiles(
        measures=measure(section.pixels, rows, columns)[row, column],
        coords=np.stack([column, row], axis=1).astype(np.int64) * TILE * CANVAS_DOWNSAMPLE,
        lesion=blocks(section.lesion, rows, columns).mean(-1)[row, column],
    )


def blocks(image, rows, columns):
    """[rows * 32, columns * 32] -> [rows, columns, pixels of a tile]"""
    image = image[: rows * TILE, : columns * TILE].astype(np.float32)
    return image.reshape(rows, TILE, columns, TILE).swapaxes(1, 2).reshape(rows, columns, TILE * TILE)


def measure(pixels, rows, columns):
    """Colour and texture of the pixels only, without the drawing's masks. [rows, columns, measures]"""
    density = -np.log(np.clip(pixels, 1, 255) / GLASS).astype(np.float32)
    stains = density @ np.linalg.pinv(np.stack([HAEMATOXYLIN, EOSIN]).astype(np.float32))
    haematoxylin, eosin = (np.ascontiguousarray(stains[..., i]) for i in range(2))
    found = []
    for channel in (haematoxylin, eosin, density.sum(-1)):
        values = blocks(channel, rows, columns)
        found += [values.mean(-1), values.std(-1)]
        found += list(np.quantile(values, [0.1, 0.5, 0.9], axis=-1))
        for sigma in (0.8, 1.6, 3.2, 6.4):
            band = cv2.GaussianBlur(channel, (0, 0), sigma) - cv2.GaussianBlur(channel, (0, 0), 2 * sigma)
            found.append(np.sqrt((blocks(band, rows, columns) ** 2).mean(-1)))
    across = blocks(cv2.Sobel(haematoxylin, cv2.CV_32F, 1, 0), rows, columns)
    down = blocks(cv2.Sobel(haematoxylin, cv2.CV_32F, 0, 1), rows, columns)
    found += [np.log1p((across**2).mean(-1)), np.log1p((down**2).mean(-1)), (across * down).mean(-1)]
    found.append((blocks(haematoxylin, rows, columns) * blocks(eosin, rows, columns)).mean(-1))
    return np.stack(found, axis=-1)


class Encoder:
    """A fixed random two-layer network with noise. It gives 1024 mixed features; no single one has a meaning."""

    NOISE = 0.35

    def __init__(self, measures, rng):
        self.mean, self.spread = measures.mean(0), measures.std(0) + 1e-6
        self.first = rng.standard_normal((measures.shape[1], 256)) / np.sqrt(measures.shape[1])
        self.bias = rng.standard_normal(256) * 0.5
        self.second = rng.standard_normal((256, WIDTH)) / 16

    def __call__(self, measures, rng):
        """[tiles, measures] -> [tiles, 1024] float16"""
        standard = np.clip((measures - self.mean) / self.spread, -4, 4)
        features = np.tanh(standard @ self.first + self.bias) @ self.second
        return (features + self.NOISE * rng.standard_normal(features.shape)).astype(np.float16)
