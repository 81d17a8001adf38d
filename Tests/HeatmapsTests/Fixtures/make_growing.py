"""Makes growing/ of HeatmapsTests: pip install numpy matplotlib opencv-python-headless. Deterministic.

growing/SIGN.raw           YlOrRd blended with some background samples, where the opacity grows from 0.15 to 0.7 with the
                           value (unsigned) or the distance from the middle (signed). uint8 [256, 3, BACKGROUNDS]
growing/SIGN.GROUND.raw    the picture pictures/overlapping.json drawn in the same way
"""

import json
from pathlib import Path

import cv2
import matplotlib
import numpy as np

HERE = Path(__file__).parent
FOLDER = HERE / "growing"
FROM, TO = 0.15, 0.7
BACKGROUNDS = np.array([0, 1, 77, 128, 200, 254, 255], np.uint8)
TABLE = (matplotlib.colormaps["YlOrRd"](np.arange(256))[:, :3] * 255).astype(np.uint8)


def opacities(signed):
    """The opacity of each entry. [256]"""
    entries = np.arange(256)
    place = np.abs(2 * entries - 255) if signed else entries
    return FROM + (TO - FROM) * (place / 255)


def blended(color, alpha, background):
    """Single precision with one rounding, as a fused multiply-add: the sum of these products is exact in float64."""
    rest = (background.astype(np.float32) * (1 - alpha).astype(np.float32)).astype(float)
    return np.rint((rest + color.astype(float) * alpha.astype(np.float32)).astype(np.float32)).astype(np.uint8)


def overlapping(case):
    """The mean value and the number of tiles at each pixel. [height, width]"""
    width, height = case["canvas"]
    sums, counts = np.zeros((height, width)), np.zeros((height, width), int)
    scale = np.array([width / case["slide"][0], height / case["slide"][1]])
    for corner, value in zip(np.array(case["tiles"]), case["values"]):
        left, top = np.floor(corner * scale + 0.5).astype(int)
        right, bottom = np.floor((corner + case["side"]) * scale + 0.5).astype(int)
        sums[top:bottom, left:right] += value
        counts[top:bottom, left:right] += 1
    return sums / np.maximum(counts, 1), counts > 0


FOLDER.mkdir(exist_ok=True)
CASE = json.loads((HERE / "pictures/overlapping.json").read_text())
MEAN, COVERED = overlapping(CASE)
ENTRY = np.minimum((MEAN * 256).astype(int), 255)
Y, X = np.mgrid[0 : MEAN.shape[0], 0 : MEAN.shape[1]]
THUMBNAIL = np.dstack([(5 * X + Y) % 256, (3 * X * Y) % 256, (X + 7 * Y) % 256]).astype(np.uint8)
for name, signed in [("unsigned", False), ("signed", True)]:
    alpha = opacities(signed)
    table = blended(TABLE[:, :, None], alpha[:, None, None], BACKGROUNDS[None, None])
    for entry in range(256):
        color, ground = np.meshgrid(TABLE[entry], BACKGROUNDS, indexing="ij")
        assert (table[entry] == cv2.addWeighted(color, alpha[entry], ground, 1 - alpha[entry], 0)).all()
    (FOLDER / f"{name}.raw").write_bytes(table.tobytes())
    here = alpha[ENTRY][..., None]
    for ground_name, ground in [("thumbnail", THUMBNAIL), ("white", np.full_like(THUMBNAIL, 255))]:
        picture = np.where(COVERED[..., None], blended(TABLE[ENTRY], here, ground), ground)
        (FOLDER / f"{name}.{ground_name}.raw").write_bytes(picture.astype(np.uint8).tobytes())
    clear = np.where(COVERED[..., None], np.dstack([TABLE[ENTRY], np.floor(here * 255 + 0.5)]), 0)
    (FOLDER / f"{name}.transparent.raw").write_bytes(clear.astype(np.uint8).tobytes())
