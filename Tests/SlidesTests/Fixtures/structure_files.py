"""Makes structures/: whole files with every way in which HDF5 keeps links, attributes and lists of chunks. Needs h5py and numpy.

    python3 Tests/SlidesTests/Fixtures/structure_files.py
"""

from pathlib import Path

import h5py
import numpy as np

FOLDER = Path(__file__).parent / "structures"
TILES = 24


def fill(file, **storage):
    numbers = np.arange(TILES * 8, dtype="f4").reshape(TILES, 8)
    file.create_dataset("features", data=numbers, **storage)
    coords = np.array([(256 * (i % 6), 256 * (i // 6)) for i in range(TILES)])
    file.create_dataset("coords", data=coords).attrs["patch_size_level0"] = 256


def make(name, version=("v110", "v110"), block=0, **storage):
    with h5py.File(FOLDER / f"{name}.h5", "w", libver=version, userblock_size=block) as file:
        fill(file, **storage)


FOLDER.mkdir(exist_ok=True)
growing = {"chunks": (2, 8), "maxshape": (None, 8)}
make("chunk-tree", "earliest", **growing)
make("chunk-tree-gzip", "earliest", compression="gzip", shuffle=True, **growing)
make("fixed-array", chunks=(2, 8))
make("fixed-array-gzip", chunks=(2, 8), compression="gzip")
make("extensible-array", **growing)
make("record-tree", chunks=(2, 4), maxshape=(None, None))
make("single-chunk", chunks=(TILES, 8), compression="gzip")
make("user-block", "earliest", 512)
make("user-block-latest", block=2048)
for version in ("earliest", "v110"):
    with h5py.File(FOLDER / f"many-names-{version}.h5", "w", libver=(version, "v110")) as file:
        fill(file)
        for number in range(40):
            file.create_group(f"group-{number}")
            file["coords"].attrs[f"attribute-{number}"] = "x" * number
        for number in range(0, 40, 3):
            del file[f"group-{number}"], file["coords"].attrs[f"attribute-{number}"]
