"""Makes the fixtures of HeatmapsTests: pip install numpy scipy matplotlib opencv-python-headless. Deterministic.

colormaps/NAME.raw   matplotlib's table. uint8 [256, 3]
ranks/NAME.json      scores with scipy's average ranks divided by their number, and their place between least and greatest
blend/ALPHA.raw      cv2.addWeighted of every colour sample with every background sample. uint8 [256, 256]
pictures/NAME.json   a slide, its tiles and values, with NAME.FORMAT.raw: the heatmap on a thumbnail, on white, on nothing
"""

import json
import shutil
from pathlib import Path

import cv2
import matplotlib
import matplotlib.colors
import numpy as np
from scipy.stats import rankdata

HERE = Path(__file__).parent
RANDOM = np.random.default_rng(20)


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


tables = folder("colormaps")
for name in ["coolwarm", "jet", "viridis", "inferno", "magma", "turbo"]:
    table = (matplotlib.colormaps[name](np.arange(256)) * 255).astype(np.uint8)[:, :3]
    (tables / f"{name}.raw").write_bytes(table.tobytes())
places = np.array([-1, -1e-9, 0, 1 / 256, np.nextafter(1 / 256, 0), 0.5, np.nextafter(0.5, 0), 0.999, 1, 2.0])
ramp = matplotlib.colors.ListedColormap([(i / 255, 0, 0) for i in range(256)])
entries = [round(ramp(value)[0] * 255) for value in places]
(tables / "entries.json").write_text(json.dumps({"values": places.tolist(), "entries": entries}))

ranks = folder("ranks")
CASES = {
    "distinct": RANDOM.normal(size=37),
    "ties": RANDOM.integers(-3, 4, 50) / 4,
    "signed-zeros": np.array([0.0, -0.0, 1.0, -1.0, -0.0]),
    "constant": np.full(6, -2.5),
    "single": np.array([3.0]),
    "extremes": np.array([3.4028235e38, -3.4028235e38, 1e-45, -1e-45, 0]),
}
for name, scores in CASES.items():
    scores = scores.astype(np.float32)
    spread = np.ptp(scores.astype(float))
    minmax = (scores.astype(float) - scores.min()) / spread if spread else np.full(len(scores), 0.5)
    rank = rankdata(scores) / len(scores)
    values = {"scores": scores.astype(float).tolist(), "rank": rank.tolist(), "minmax": minmax.tolist()}
    (ranks / f"{name}.json").write_text(json.dumps(values))

blend = folder("blend")
samples = np.arange(256, dtype=np.uint8)
color, background = np.meshgrid(samples, samples, indexing="ij")
for alpha in [0.65]:  # where float32(1 - alpha) is not 1 - float32(alpha)
    (blend / f"{alpha}.raw").write_bytes(cv2.addWeighted(color, alpha, background, 1 - alpha, 0).tobytes())


def borders(position, scale, limit):
    return int(np.clip(np.floor(position * scale + 0.5), 0, limit))


def heatmap(slide, side, tiles, values, canvas):
    """The mean value and number of the tiles at each pixel, one tile after another. [height, width]"""
    width, height = canvas
    sums, counts = np.zeros((height, width)), np.zeros((height, width), int)
    sx, sy = width / slide[0], height / slide[1]
    for (x, y), value in zip(tiles, values):
        left, top = min(borders(x, sx, width), width - 1), min(borders(y, sy, height), height - 1)
        right, bottom = max(borders(x + side, sx, width), left + 1), max(borders(y + side, sy, height), top + 1)
        sums[top:bottom, left:right] += value
        counts[top:bottom, left:right] += 1
    return sums / np.maximum(counts, 1), counts


def picture(pictures, name, slide, side, tiles, canvas, colormap, alpha):
    tiles = np.asarray(tiles, float)
    # Values in steps of 2^-20 make every sum exact in any order, so that each pixel can be compared for equality.
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
