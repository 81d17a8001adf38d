"""Situations from public bug reports. The addresses stand beside each case."""

import os
import subprocess
import sys

import h5py
import numpy as np

from schema_cases import expect, trident_attributes, trident_features
from slide_files import TILES, case, coords, fault, features

SURE = ("patch_size_level0", "5200x3700")


def matrices(path, attributes=None, **datasets):
    """A file with these datasets beside the coordinates."""
    with h5py.File(path, "w", libver="earliest") as file:
        for name, values in (datasets | {"coords": coords}).items():
            file.create_dataset(name, data=values, track_times=False)
        file["coords"].attrs.update(trident_attributes() if attributes is None else attributes)


def names():
    # HEST-bench writes embeddings, barcodes and coords (bench/benchmark.py, embed_tiles).
    barcodes = np.full((TILES, 1), b"AAACAAGTATCTCCCA-1")
    for name in ("embeddings", "embedding", "feature", "patch_features", "data", "x"):
        said = expect(512, *SURE, warnings=[["read from the dataset", f"'{name}'"]])
        matrices(case(f"features-called-{name}", expect=said) / "slide.h5", **{name: features, "barcodes": barcodes})
    matrices(fault("two-matrices-of-tiles", "'embeddings'", "'more'", "call the right one 'features'"),
             embeddings=features, more=features[:, :4].copy())
    matrices(fault("matrix-of-other-tiles", "no dataset 'features'", "'embeddings'"), embeddings=features[:60])
    matrices(fault("whole-numbers-beside-coords", "no dataset 'features'"), counts=np.ones((TILES, 4), "i4"))


def places():
    # https://github.com/mahmoodlab/TRIDENT/pull/213: two workers on one slide, and h5py's mode "a" appends.
    twice = expect(512, *SURE, warnings=[["70 of 140 tiles lie where another tile begins", "tile 70 at (0, 0), as tile 0",
                                          "written twice"]])
    trident_features(case("tiles-twice", expect=twice) / "slide.h5", np.vstack([coords, coords]),
                     values=np.vstack([features, features]))
    last = expect(512, *SURE, last=(9 * 512, 6 * 512), warnings=[["12 of 82 tiles", "tile 70 at (4096, 2560), as tile 58"]])
    trident_features(case("last-batch-twice", expect=last) / "slide.h5", np.vstack([coords, coords[-12:]]),
                     values=np.vstack([features, features[-12:]]))
    # https://github.com/mahmoodlab/CLAM/issues/308, https://github.com/binli123/dsmil-wsi/issues/49: tiles of 10x after those of 20x
    coarse = np.array([(1024 * (i % 5), 1024 * (i // 5)) for i in range(15)], "i8")
    both = expect(512, *SURE, last=(4096, 2048), warnings=[["15 of 85 tiles", "two magnifications"]])
    trident_features(case("two-magnifications", expect=both) / "slide.h5", np.vstack([coords, coarse]),
                     values=np.vstack([features, features[:15]]))
    trident_features(fault("all-at-one-place", "all 70 tiles lie at one place", "(512, 1024)"),
                     np.tile(np.array([[512, 1024]], "i8"), (TILES, 1)))


def formats():
    # https://github.com/h5py/h5py/issues/2930: HDF5 2.0's new layout message. Needs h5py 3.15 or newer.
    for name, version in (("hdf5-2.0-format", ("v200", "v200")), ("latest-format", "latest")):
        with h5py.File(fault(name, "newer HDF5 format than HDF5 1.", "layout message", "libver='v110'"), "w", libver=version) as file:
            file.create_dataset("features", data=features, chunks=(8, 8), compression="gzip", maxshape=(None, 8), track_times=False)
            file.create_dataset("coords", data=coords, track_times=False).attrs.update(trident_attributes())
    # A writer that was killed leaves the mark of an open file, where the format has one (since HDF5 1.10).
    for name, version in (("killed-writer", "('v110', 'v110')"), ("killed-writer-of-a-stream", "('v110', 'v110'), swmr")):
        path = fault(name, "was killed before it closed the file", "h5clear")
        swmr = version.endswith("swmr")
        script = f"""
import h5py, numpy as np, os
file = h5py.File({str(path)!r}, "w", libver=("v110", "v110"))
file.create_dataset("features", data=np.zeros((4, 8), "f4"), track_times=False)
file.create_dataset("coords", data=np.zeros((4, 2), "i8"), track_times=False)
{"file.swmr_mode = True" if swmr else ""}
file.flush()
os._exit(0)
"""
        subprocess.run([sys.executable, "-c", script], check=True, env=os.environ)


def make():
    names()
    places()
    formats()
