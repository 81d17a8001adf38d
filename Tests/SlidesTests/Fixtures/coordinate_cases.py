"""Coordinates that cannot be used, and attributes that make no sense."""

import h5py
import numpy as np

from slide_files import CLAM, TILES, TRIDENT, coords, fault, features, trident, write


def make():
    # Coordinates
    write(fault("no-coordinates", "no dataset 'coords'", "the tiles' coordinates"), {"features": (features, {})})
    trident(fault("other-tile-count", "coordinates of 60 tiles", "features of 70"), points=coords[:60])
    trident(fault("three-columns", "[70, 3]", "[tiles, 2]"), points=np.zeros((TILES, 3), "i8"))
    trident(fault("flat-coordinates", "'coords'", "[140]", "[tiles, 2]"), points=coords.ravel())
    trident(fault("text-coordinates", "'coords'", "holds strings"), points=np.full((TILES, 2), b"12"))
    broken = coords.astype("f8")
    broken[[5, 9], 1] = np.nan
    trident(fault("nan-coordinates", "2 coordinates", "tile 5", "(2560, nan)"), points=broken)
    broken = coords.copy()
    broken[3] = (-512, 0)
    trident(fault("negative-coordinates", "1 coordinates", "tile 3", "(-512, 0)"), points=broken)
    trident(fault("absurd-coordinates", "coordinates are no level-0 pixels"), points=coords + 2**52)
    trident(fault("outside-the-slide", "tiles of 512 px lie outside the slide of 2000x3700 px", "tile 4", "(2048, 0)",
                  "the slide's size", "the tile side"), attributes={"level0_width": 2000})
    path = fault("other-coordinates", "coords.h5", "1 tile lies elsewhere", "tile 69", coords="coords.h5")
    trident(path)
    moved = coords.copy()
    moved[69, 0] += 1
    write(path.parent / "coords.h5", {"coords": (moved, {})}, TRIDENT)
    path = fault("coordinates-file-without-coordinates", "coords.h5", "no dataset 'coords'", "'points'", coords="coords.h5")
    trident(path)
    write(path.parent / "coords.h5", {"points": (coords, {})})
    path = fault("coordinates-file-of-another-kind", "coords.h5", "a PNG image", coords="coords.h5")
    trident(path)
    (path.parent / "coords.h5").write_bytes(b"\x89PNG\r\n\x1a\n")

    # Attributes
    trident(fault("text-as-side", "'patch_size_level0'", "\"512\"", "a number of pixels", "the tile side"),
            attributes={"patch_size_level0": "512"})
    trident(fault("negative-side", "'patch_size_level0'", "-512"), attributes={"patch_size_level0": -512})
    trident(fault("infinite-side", "'patch_size_level0'", "inf"), attributes={"patch_size_level0": np.inf})
    trident(fault("empty-side", "'patch_size_level0'", "empty"), attributes={"patch_size_level0": h5py.Empty("f4")})
    trident(fault("long-list-as-side", "'patch_size_level0'", "int64 [1000]"),
            attributes={"patch_size_level0": np.zeros(1000, "i8")})
    trident(fault("zero-magnification", "patch_size, level0_magnification, target_magnification", "a number of pixels"),
            attributes={"target_magnification": 0.0}, without=("patch_size_level0",))
    trident(fault("disagreeing-sides", "256 px by patch_size_level0 but 512 px by patch_size", "the tile side"),
            attributes={"patch_size_level0": 256})
    trident(fault("zero-slide-size", "'level0_width, level0_height'", "0, 3700", "the slide's size"), attributes={"level0_width": 0})
    path = fault("clam-oblong-tiles", "patch_size, downsample", "256, [4, 2]")
    write(path, {"features": (features, {}), "coords": (coords, {})},
          CLAM | {"downsample": np.array([4.0, 2.0]), "level_dim": np.array([3000, 4000])})
    trident(fault("control-characters", "'patch_size_level0'", "\"\ufffd[31m"), attributes={"patch_size_level0": np.bytes_("\x1b[31m\n")})
