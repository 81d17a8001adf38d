"""Makes the fixtures of CompatibleHeatmapTests: pip install numpy scipy matplotlib opencv-python-headless. Deterministic.

compatible/NAME.json       a slide, its tiles and scores, and how to draw them
compatible/NAME.mask.raw   CLAM's tissue mask, 0 or 255, if there is one. uint8 [height, width]
compatible/NAME.raw        the picture that TRIDENT or CLAM draws over the thumbnail. uint8 [height, width, 3]

This script does the same as the two tools (TRIDENT 2026-06, `visualize_heatmap`; CLAM 2025-04, `visHeatmap`), tile by
tile.
"""

import json
import shutil
from pathlib import Path

import cv2
import matplotlib
import numpy as np
from scipy.stats import rankdata

HERE = Path(__file__).parent / "compatible"
RANDOM = np.random.default_rng(5)


def thumbnail(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return np.dstack([(5 * x + y) % 256, (3 * x * y) % 256, (x + 7 * y) % 256]).astype(np.uint8)


def blocks(tiles, side, scale):
    """The pixels of each tile in numpy: corner and side are rounded up separately."""
    size = np.ceil(np.array([side, side]) * scale).astype(int)
    for x, y in np.ceil(np.asarray(tiles) * scale).astype(int):
        yield np.s_[y : y + size[1], x : x + size[0]]


def mean_percentiles(scores, places, shape):
    """The mean of the percentiles at each pixel, 0 to 1, and the number of tiles there."""
    percentiles = rankdata(scores, "average") / len(scores) * 100
    sums, counts = np.zeros(shape), np.zeros(shape, int)
    for place, percentile in zip(places, percentiles / 100):
        sums[place] += percentile
        counts[place] += 1
    return np.divide(sums, counts, out=sums, where=counts > 0), counts


def colors(mean, colormap):
    return (matplotlib.colormaps[colormap](mean) * 255)[..., :3].astype(np.uint8)


def trident(name, slide, side, tiles, scores, colormap, downsample):
    scale = np.array([1 / downsample, 1 / downsample])
    width, height = (np.array(slide) * scale).astype(int)
    mean, counts = mean_percentiles(scores, list(blocks(tiles, side, scale)), (height, width))
    overlay = np.where((counts > 0)[..., None], colors(mean, colormap), 0).astype(np.uint8)
    picture = cv2.addWeighted(thumbnail(width, height), 0.6, overlay, 0.4, 0)
    write(name, slide, side, tiles, scores, colormap, picture, {"downsample": downsample})


def clam(name, slide, side, tiles, scores, colormap, level, alpha=0.4, mask=None):
    width, height = level
    scale = np.array([1 / (slide[0] / float(width)), 1 / (slide[1] / float(height))])
    places = list(blocks(tiles, side, scale))
    mean, _ = mean_percentiles(scores, places, (height, width))
    ground = thumbnail(width, height)
    picture = ground.copy()
    for place in places:
        painted = colors(mean[place], colormap)
        picture[place] = painted if mask is None else np.where(mask[place][..., None], painted, picture[place])
    picture = cv2.addWeighted(picture, alpha, ground, 1 - alpha, 0)
    if mask is not None:
        (HERE / f"{name}.mask.raw").write_bytes((mask * 255).astype(np.uint8).tobytes())
    write(name, slide, side, tiles, scores, colormap, picture, {"alpha": alpha, "hasMask": mask is not None})


def write(name, slide, side, tiles, scores, colormap, picture, more):
    (HERE / f"{name}.raw").write_bytes(picture.tobytes())
    case = {
        "slide": slide, "side": side, "tiles": np.asarray(tiles).tolist(), "scores": scores.astype(float).tolist(),
        "canvas": [picture.shape[1], picture.shape[0]], "colormap": colormap,
    }
    (HERE / f"{name}.json").write_text(json.dumps(case | more))


def grid(left, top, right, bottom, step, share=0.8):
    return [(x, y) for x in range(left, right, step) for y in range(top, bottom, step) if RANDOM.random() < share]


def some_scores(tiles, signed=False):
    """Scores with ties."""
    return (RANDOM.integers(-40 if signed else 0, 60, len(tiles)) / 16).astype(np.float32)


def tissue(width, height):
    """An ellipse with a hole, filled as OpenCV fills contours."""
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(mask, (width // 2, height // 2), (width * 2 // 5, height * 2 // 5), 20, 0, 360, 1, -1)
    cv2.circle(mask, (width // 2, height // 3), height // 8, 0, -1)
    return mask.astype(bool)


shutil.rmtree(HERE, ignore_errors=True)
HERE.mkdir()
GEOMETRIES = {  # slide, side, tiles, TRIDENT's downsample, CLAM's level
    "whole": ([2048, 1536], 256, grid(0, 0, 2048, 1536, 256), 32.0, [64, 48]),
    "fraction": ([3001, 2203], 224, grid(17, 31, 2800, 2000, 224), 47.3, [63, 46]),
    "overlapping": ([2500, 2000], 300, grid(40, 25, 2200, 1700, 97, 0.6), 39.0625, [61, 51]),
    "border": ([1000, 800], 256, [(-200, -100), (900, 700), (900, -3), (-7, 300), (400, 301), (750, 544)], 15.9, [62, 50]),
    "specks": ([100000, 80000], 512, grid(3000, 2000, 90000, 70000, 4321), 2003.7, [49, 39]),
}
for name, (slide, side, tiles, downsample, level) in GEOMETRIES.items():
    scores = some_scores(tiles, signed=name == "fraction")
    trident(f"trident-{name}", slide, side, tiles, scores, "coolwarm", downsample)
    clam(f"clam-{name}", slide, side, tiles, scores, "jet", level)
    clam(f"clam-{name}-masked", slide, side, tiles, scores, "coolwarm", level, 0.65, tissue(*level))
