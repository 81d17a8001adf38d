"""Makes the small slide in the folder layouts of other programs, and slides for alignment. Run make_fixtures.py first.

    pip install h5py numpy pillow
    python make_layouts.py

Deterministic.

layouts/    the tiles of small/contiguous-f4.h5 as TRIDENT, CLAM, STAMP and MMP write them, and as scores. All of them
            give golden/small.png
alignment/  tiles at random positions on slides of odd sizes. Each pixel of the thumbnail tells how much of its width
            (red) and height (green) is on a tile, of 255
"""

import json
import shutil
from pathlib import Path

import h5py
import numpy as np
from PIL import Image

HERE = Path(__file__).parent
with h5py.File(HERE / "small" / "contiguous-f4.h5") as small:
    features, coords, attributes = small["features"][:], small["coords"][:], dict(small["coords"].attrs)
scores = np.array(json.loads((HERE / "golden" / "small.json").read_text())["cls"], dtype="f4")
SIDE, SLIDE = 640, (4800, 4500)


def write(path, datasets, of_coords=None, of_file=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w", libver="earliest") as file:
        for name, values in datasets.items():
            file.create_dataset(name, data=values, track_times=False)
        file["coords"].attrs.update(of_coords or {}) if of_coords else None
        file.attrs.update(of_file or {})


def layouts():
    root = HERE / "layouts"
    job = root / "trident" / "20x_320px_64px_overlap"
    write(job / "features_uni_v1" / "small.h5", {"features": features, "coords": coords})
    write(job / "patches" / "small_patches.h5", {"coords": coords}, attributes)
    (root / "trident" / "thumbnails").mkdir()
    shutil.copy(HERE / "small" / "thumbnail.png", root / "trident" / "thumbnails" / "small.png")
    clam = {"patch_size": SIDE, "patch_level": 0, "downsample": (1.0, 1.0), "level_dim": SLIDE, "name": "small",
            "downsampled_level_dim": SLIDE, "save_path": "results/patches"}
    write(root / "clam" / "features" / "h5_files" / "small.h5", {"features": features, "coords": coords.astype("i4")})
    write(root / "clam" / "patches" / "small.h5", {"coords": coords.astype("i4")}, clam)
    write(root / "clam" / "small_blockmap.h5", {"attention_scores": scores[:, None], "coords": coords.astype("i4")})
    stamp = {"stamp_version": "2.1.1", "extractor": "uni", "unit": "um", "tile_size_um": SIDE / 4, "tile_size_px": 224}
    write(root / "stamp" / "small.h5", {"feats": features.astype("f2"), "coords": (coords / 4).astype("f4")}, of_file=stamp)
    # Coordinates at another level, and as rows and columns of tiles.
    write(root / "level1" / "small.h5", {"features": features, "coords": coords // 4}, attributes)
    write(root / "in-tiles" / "small.h5", {"features": features, "coords": coords // 512}, attributes)
    write(root / "mmp" / "small.h5", {"features": features[None], "coords": coords[None]})


def leica():
    """Tiles in the scanned part of SlidesTests' leica.scn, 320x192 at (120, 60)."""
    points = np.array([(120 + 32 * x, 60 + 32 * y) for y in range(6) for x in range(10) if (x + y) % 3])
    values = (np.random.default_rng(7).integers(-64, 65, (len(points), 8)) / 16).astype("f4")
    write(HERE / "layouts" / "leica.h5", {"features": values, "coords": points}, {"patch_size_level0": 32})


def alignment():
    random = np.random.default_rng(11)
    for name, slide, thumbnail, side in [
        ("of-32.02", (102461, 35513), (3200 // 8, 1108 // 8), 4096), ("of-7.77", (3107, 2331), (400, 300), 131),
        ("of-0.6", (301, 203), (500, 337), 17), ("of-13.1-narrow", (1310, 5240), (100, 400), 97),
    ]:
        places = [np.sort(random.choice(np.arange(0, length - side, side + side // 3), 4, replace=False)) for length in slide]
        points = np.array([(x, y) for y in places[1] for x in places[0]]) + random.integers(0, side // 4, (16, 2))
        # The part of each column and row that is on each tile, exact in float64.
        share = []
        for axis in (0, 1):
            edges = np.arange(thumbnail[axis] + 1) * slide[axis] / thumbnail[axis]
            first, last = points[:, axis, None], points[:, axis, None] + side
            overlap = np.minimum(edges[1:], last) - np.maximum(edges[:-1], first)
            share.append(np.clip(overlap / (edges[1] - edges[0]), 0, 1))  # [tiles, pixels]
        picture = np.full((thumbnail[1], thumbnail[0], 3), 0, np.uint8)
        for columns, rows in zip(*share):
            x, y = np.flatnonzero(columns), np.flatnonzero(rows)
            picture[np.ix_(y, x, [0])] = np.maximum(picture[np.ix_(y, x, [0])], np.round(columns[x] * 255)[None, :, None])
            picture[np.ix_(y, x, [1])] = np.maximum(picture[np.ix_(y, x, [1])], np.round(rows[y] * 255)[:, None, None])
        folder = HERE / "alignment" / name
        values = (random.integers(-64, 65, (16, 8)) / 16).astype("f4")
        write(folder / "slide.h5", {"features": values, "coords": points},
              {"patch_size_level0": side, "level0_width": slide[0], "level0_height": slide[1]})
        Image.fromarray(picture).save(folder / "thumbnail.png", optimize=True)


for name in ("layouts", "alignment"):
    shutil.rmtree(HERE / name, ignore_errors=True)
layouts()
leica()
alignment()
