"""Makes the fixtures of HeatmapsTests: pip install numpy scipy matplotlib opencv-python-headless. Deterministic.

colormaps/NAME.raw     matplotlib's table. uint8 [256, 3]
normalized/NAME.json   scores, and their values from scipy and numpy
blend/ALPHA.raw        cv2.addWeighted of every colour sample with every background sample. uint8 [256, 256]
pictures/NAME.json     a slide, its tiles and values; in NAME.FORMAT.raw the heatmap on thumbnail, white, nothing
smooth/NAME-SIGMA.f32  a picture's values, smoothed by scipy; NaN outside the tiles. float32 [height, width]
outlines/NAME-LEVEL-WIDTH.raw  the line inside a picture's region, from scipy's distances. uint8 [height, width]
"""

import json
import shutil
from pathlib import Path

import cv2
import matplotlib
import matplotlib.colors
import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter
from scipy.stats import rankdata

HERE = Path(__file__).parent
RANDOM = np.random.default_rng(20)


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


tables = folder("colormaps")
MAPS = "YlOrRd coolwarm RdBu_r cividis viridis plasma inferno magma Greys hot turbo jet".split()
for name in MAPS:
    table = (matplotlib.colormaps[name](np.arange(256)) * 255).astype(np.uint8)[:, :3]
    (tables / f"{name}.raw").write_bytes(table.tobytes())
places = np.array([-1, -1e-9, 0, 1 / 256, np.nextafter(1 / 256, 0), 0.5, np.nextafter(0.5, 0), 0.999, 1, 2.0])
ramp = matplotlib.colors.ListedColormap([(i / 255, 0, 0) for i in range(256)])
entries = [round(ramp(value)[0] * 255) for value in places]
(tables / "entries.json").write_text(json.dumps({"values": places.tolist(), "entries": entries}))

CASES = {
    "distinct": RANDOM.normal(size=37),
    "ties": RANDOM.integers(-3, 4, 50) / 4,
    "signed-zeros": np.array([0.0, -0.0, 1.0, -1.0, -0.0]),
    "constant": np.full(6, -2.5),
    "single": np.array([3.0]),
    "extremes": np.array([3.4028235e38, -3.4028235e38, 1e-45, -1e-45, 0]),
    "positive": np.exp(np.linspace(-3, 4, 61)),
    "mostly-zero": np.r_[np.zeros(300), 1, 2],
    "positive-constant": np.full(7, 0.1),
    "one-negative": np.r_[np.linspace(0.5, 4, 40), -1e-6],
    "unsigned-zeros": np.array([0.0, -0.0, 0.0]),
}
normalized = folder("normalized")


def between(scores, low, high):
    """The clipped position between two scores. In a range without width: 0 below, 0.5 at, and 1 above the score."""
    if low == high:
        return (np.sign(scores - low) + 1) / 2
    return np.clip((scores - low) / (high - low), 0, 1)


def ranges(scores):
    """The ends of each normalisation."""
    if scores.min() < 0:  # signed: equally far from 0 on both sides
        reach = {
            "minmax": np.abs(scores).max(), "robust": np.percentile(np.abs(scores), 99),
            "zscore": 3 * np.sqrt(np.mean(scores**2)), "none": 1.0,
        }
        return {name: [-high, high] for name, high in reach.items()}
    mean, deviation = scores.mean(), scores.std()
    return {
        "minmax": [scores.min(), scores.max()], "robust": np.percentile(scores, [1, 99]).tolist(),
        "zscore": [mean - 3 * deviation, mean + 3 * deviation], "none": [0.0, 1.0],
    }


for name, scores in CASES.items():
    scores = scores.astype(np.float32).astype(float)
    signed = bool(scores.min() < 0)
    count = len(scores)
    ranks = 0.5 + np.sign(scores) * (rankdata(np.abs(scores)) / count / 2) if signed else rankdata(scores) / count
    ends = ranges(scores)
    values = {"rank": ranks} | {kind: between(scores, *pair) for kind, pair in ends.items()}
    (normalized / f"{name}.json").write_text(json.dumps({
        "scores": scores.tolist(), "isSigned": signed, "ranges": ends,
        "values": {kind: numbers.tolist() for kind, numbers in values.items()},
        "given": between(scores, -0.5, 2.0).tolist(),
    }))

blend = folder("blend")
samples = np.arange(256, dtype=np.uint8)
color, background = np.meshgrid(samples, samples, indexing="ij")
for alpha in [0.65]:  # where float32(1 - alpha) is not 1 - float32(alpha)
    (blend / f"{alpha}.raw").write_bytes(cv2.addWeighted(color, alpha, background, 1 - alpha, 0).tobytes())


def borders(position, scale, limit):
    return int(np.clip(np.floor(position * scale + 0.5), 0, limit))


def heatmap(slide, side, tiles, values, canvas):
    """The mean value and number of the tiles at each pixel, computed tile by tile. [height, width]"""
    width, height = canvas
    sums, counts = np.zeros((height, width)), np.zeros((height, width), int)
    sx, sy = width / slide[0], height / slide[1]
    for (x, y), value in zip(tiles, values):
        left, top = min(borders(x, sx, width), width - 1), min(borders(y, sy, height), height - 1)
        right, bottom = max(borders(x + side, sx, width), left + 1), max(borders(y + side, sy, height), top + 1)
        sums[top:bottom, left:right] += value
        counts[top:bottom, left:right] += 1
    return sums / np.maximum(counts, 1), counts


DRAWN = {}


def picture(pictures, name, slide, side, tiles, canvas, colormap, alpha):
    tiles = np.asarray(tiles, float)
    # Values in steps of 2^-20 make every sum exact in any order, so all pixels can be compared for equality.
    values = np.round(RANDOM.random(len(tiles)) * 2**20) / 2**20
    mean, counts = heatmap(slide, side, tiles, values, canvas)
    colors = (matplotlib.colormaps[colormap](mean) * 255).astype(np.uint8)[..., :3]
    y, x = np.mgrid[0 : canvas[1], 0 : canvas[0]]
    thumbnail = np.dstack([(5 * x + y) % 256, (3 * x * y) % 256, (x + 7 * y) % 256]).astype(np.uint8)
    covered = counts[..., None] > 0
    white = np.full_like(thumbnail, 255)
    for ground_name, ground in [("thumbnail", thumbnail), ("white", white)]:
        laid = np.where(covered, cv2.addWeighted(colors, alpha, ground, 1 - alpha, 0), ground)
        (pictures / f"{name}.{ground_name}.raw").write_bytes(laid.astype(np.uint8).tobytes())
    opacity = np.full(counts.shape, round(alpha * 255), np.uint8)
    transparent = np.where(covered, np.dstack([colors, opacity]), 0).astype(np.uint8)
    (pictures / f"{name}.transparent.raw").write_bytes(transparent.tobytes())
    case = {
        "slide": slide, "side": side, "tiles": tiles.tolist(), "values": values.tolist(), "canvas": canvas,
        "colormap": colormap, "alpha": alpha, "mostTilesAtAPixel": int(counts.max()),
    }
    (pictures / f"{name}.json").write_text(json.dumps(case))
    DRAWN[name] = mean, counts > 0


pictures = folder("pictures")
grid = [(x, y) for x in range(0, 10000, 512) for y in range(0, 7000, 512) if (x // 512 + y // 512) % 5]
picture(pictures, "grid", [10000, 7000], 512, grid, [97, 68], "coolwarm", 0.4)
overlapping = [(x, y) for x in range(100, 3000, 150) for y in range(50, 2600, 150) if RANDOM.random() < 0.6]
picture(pictures, "overlapping", [3333, 2777], 448.5, overlapping, [53, 44], "turbo", 0.37)
border = [(-200, -200), (900, 700), (900, -100), (-100, 700), (400.25, 300.75)]
picture(pictures, "border", [1000, 800], 256, border, [50, 40], "jet", 1.0)
specks = [(RANDOM.integers(0, 100000), RANDOM.integers(0, 80000)) for _ in range(60)]
picture(pictures, "smaller-than-a-pixel", [100000, 80000], 256, specks, [40, 32], "viridis", 0.5)
contours = [(17 + x, 31 + y) for x in range(0, 1500, 300) for y in range(0, 900, 300)]
contours += [(1111 + x, 777 + y) for x in range(0, 1500, 300) for y in range(0, 900, 300)]
picture(pictures, "two-contours", [3001, 2003], 300, contours, [60, 40], "magma", 0.25)
picture(pictures, "enlarged", [30, 20], 10, [(0, 0), (10, 5.5), (20, 10)], [61, 41], "inferno", 0.0)

smooth = folder("smooth")
for name, sigma in [("overlapping", 1.3), ("overlapping", 5), ("two-contours", 4), ("two-contours", 12), ("grid", 40)]:
    mean, covered = DRAWN[name]
    options = {"sigma": sigma, "mode": "constant", "truncate": 5}
    sums = gaussian_filter(np.where(covered, mean, 0.0), **options)
    weights = gaussian_filter(covered.astype(float), **options)
    field = np.where(covered, sums / np.maximum(weights, 1e-30), np.nan)
    (smooth / f"{name}-{sigma}.f32").write_bytes(field.astype(np.float32).tobytes())

outlines = folder("outlines")
for name, level, width in [("two-contours", 0, 1), ("two-contours", 0.5, 2), ("overlapping", 0.45, 3), ("grid", 0, 7)]:
    mean, covered = DRAWN[name]
    region = np.pad(covered & (mean >= level), 1)
    line = (region & (distance_transform_edt(region) < width + 0.5))[1:-1, 1:-1]
    (outlines / f"{name}-{level}-{width}.raw").write_bytes(line.astype(np.uint8).tobytes())
