"""Coordinates that are not counted in level-0 pixels: at another level, or as rows and columns of tiles."""

import numpy as np

from schema_cases import MICROMETRES, STAMP_21, clam_attributes, clam_patches, expect, stamp, trident_attributes, trident_features
from slide_files import TILES, case, coords, fault, features, write

SURE = ("patch_size_level0", "5200x3700")
WIDE = np.array([(1024 * (i % 10), 1024 * (i // 10)) for i in range(TILES)], "i8")


def scaled(name, points, scale, *refused, file=trident_features, side=512, last=(9 * 512, 6 * 512), said=SURE, **more):
    """Refused as it is, and read with the scale."""
    file(fault(f"coords-{name}", *refused), points, **more)
    said = expect(side, *said, last=last)
    file(case(f"coords-{name}-scaled", coordsScale=scale, expect=said) / "slide.h5", points, **more)


def levels():
    # https://github.com/mahmoodlab/CLAM/issues/289: savePatchIter_bag_hdf5 stores x // downsample.
    should = "should lie 512 px apart by patch_size_level0, but lie "
    scaled("of-level-1", coords // 4, 4, should + "128 px", "tiles reach to 1280x896 px of a slide of 5200x3700 px",
           "at another level", "multiply them by 4")
    scaled("of-level-2", coords // 16, 16, should + "32 px", "at another level", "multiply them by 16")
    # The size of the slide is unknown before August 2025.
    older = {name: value for name, value in trident_attributes().items() if not name.startswith("level0_w") and not name.startswith("level0_h")}
    scaled("without-slide-size", coords // 4, 4, should + "128 px", "multiply them by 4",
           said=("patch_size_level0", None), attributes=older)
    # Neighbours that overlap by 64 of 256 px: 384 px apart.
    near = coords * 3 // 4
    scaled("with-overlap", near // 4, 4, "should lie 384 px apart", "lie 96 px apart", "multiply them by 4",
           last=(9 * 384, 6 * 384), attributes=trident_attributes() | {"overlap": np.int64(64)})
    scaled("of-clam-level-1", WIDE // 4, 4, "should lie 1024 px apart by patch_size, downsample", "lie 256 px apart",
           "multiply them by 4", file=clam_tiles, side=1024, last=(9 * 1024, 6 * 1024),
           said=("patch_size, downsample", "12000x8001"))
    # Counted at 40x where everything else is counted at 20x: beyond the slide's border.
    scaled("of-twice-the-slide", WIDE, 0.5, should + "1024 px", "tiles reach to 10240x7168 px", "multiply them by 0.5")


def tiles():
    scaled("in-tiles", coords // 512, 512, "but lie 1 px apart", "counted in tiles", "multiply them by 512")
    write(fault("coords-in-tiles-without-side", "nothing says how large a tile is", "1 px apart", "counted in tiles"),
          {"features": (features, {}), "coords": (coords // 512, {})})
    # A given side does not make tiles lie one pixel apart.
    write(fault("coords-in-tiles-with-given-side", "by the given tile side", "counted in tiles", "multiply them by 512", tileSize=512),
          {"features": (features, {}), "coords": (coords // 512, {})})
    write(case("coords-in-tiles-without-side-scaled", coordsScale=512,
               expect=expect(512, "the distance of neighbouring tiles", warnings=[["512 level-0 px were inferred"]])) / "slide.h5",
          {"features": (features, {}), "coords": (coords // 512, {})})


def kept():
    # Three quarters of overlap are possible where the tiles fill the slide.
    full = expect(2048, "patch_size_level0", "5200x3700", warnings=[["tiles of 2048 px lie 512 px apart"]])
    own = {"patch_size_level0": np.int64(2048), "level0_width": np.int64(5200), "level0_height": np.int64(3700)}
    write(case("overlap-of-three-quarters", expect=full) / "slide.h5", {"features": (features, {}), "coords": (coords, {})}, own)
    # Sides that are no whole number of distances have nothing to do with levels.
    trident_features(fault("side-of-no-level", "neighbours lie 512 px apart", "a tile side of 512 px"),
                     attributes={"patch_size_level0": np.int64(700), "patch_size": np.int64(350), "overlap": np.int64(0)})
    stamp(case("stamp-coords-in-millimetres-scaled", coordsScale=1000, mpp=0.5,
               expect=expect(512, "tile_size_um", last=(9 * 512, 6 * 512), unit="micrometres")) / "slide.h5",
          MICROMETRES / 1000, STAMP_21)


def clam_tiles(path, points):
    clam_patches(path, points, clam_attributes())
    import h5py
    with h5py.File(path, "a") as file:
        file.create_dataset("features", data=features, track_times=False)


def make():
    levels()
    tiles()
    kept()
