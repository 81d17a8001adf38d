"""Makes the HDF5 files for SlidesTests, as TRIDENT, CLAM, STAMP and MMP write them, both good and faulty.

    pip install h5py numpy
    python make_fixtures.py

Deterministic. `whole/` contains files in every storage layout. `cases/NAME/` is a folder as a program writes it; its
case.json gives the input and the expected result:

    file, coords, tileSize, slideSize, mpp, slide, coordsScale   the file to open, and the options
    refused                                         words of the expected error, or
    expect                                          side, from, slideSize, first and last corner, unit, warnings

`storage_cases.py` has faulty files, `coordinate_cases.py` has faulty coordinates, and `schema_cases.py` has the layouts
of each program and files that do not fit together.
"""

import shutil

import h5py
import numpy as np

import coordinate_cases
import reported_cases
import scale_cases
import schema_cases
import storage_cases
from slide_files import CLAM, HERE, RESULTS, TRIDENT, WIDTH, coords, features, trident, write


def whole():
    root = HERE / "whole"
    for kind in ("f2", "f4", "f8"):
        trident(root / f"contiguous-{kind}.h5", features.astype(kind))
        trident(root / f"rows-{kind}.h5", features.astype(kind), chunks=(1, WIDTH))
        trident(root / f"gzip-{kind}.h5", features.astype(kind), chunks=(32, 5), compression="gzip", shuffle=True)
    trident(root / "gzip-without-shuffle.h5", chunks=(32, WIDTH), compression="gzip")
    trident(root / "shuffle-without-gzip.h5", chunks=(32, WIDTH), shuffle=True)
    trident(root / "big-endian.h5", features.astype(">f4"), coords.astype(">i4"))
    trident(root / "big-endian-half.h5", features.astype(">f2"), chunks=(32, WIDTH), compression="gzip")
    trident(root / "leading-one.h5", features[None], coords[None])
    trident(root / "leading-one-gzip.h5", features[None], chunks=(1, 32, WIDTH), compression="gzip")
    with h5py.File(root / "latest-format.h5", "w", libver=("v110", "v110")) as file:
        file.create_dataset("features", data=features, chunks=(32, WIDTH), maxshape=(None, WIDTH))
        file.create_dataset("coords", data=coords, chunks=(32, 2), compression="gzip")
        file["coords"].attrs.update(TRIDENT)
    # chunks in another order than the rows, behind bytes of another program
    with h5py.File(root / "backwards.h5", "w", libver="earliest", userblock_size=512) as file:
        stored = file.create_dataset("features", features.shape, "f4", chunks=(8, WIDTH), track_times=False)
        for first in reversed(range(0, len(features), 8)):
            stored[first : first + 8] = features[first : first + 8]
        file.create_dataset("coords", data=coords, track_times=False).attrs.update(TRIDENT)
    # a dataset that had more rows, in chunks that reach beyond its end
    with h5py.File(root / "shrunk.h5", "w", libver="earliest") as file:
        longer = np.concatenate([features, features])
        stored = file.create_dataset(
            "features", data=longer, chunks=(48, WIDTH), maxshape=(None, WIDTH), track_times=False)
        stored.resize(len(features), axis=0)
        file.create_dataset("coords", data=coords, track_times=False).attrs.update(TRIDENT)
    # TRIDENT's variants of the same attributes
    trident(root / "side-as-float.h5", attributes={"patch_size_level0": 512.0})
    trident(root / "side-as-list.h5", attributes={"patch_size_level0": np.array([512])})
    trident(root / "side-from-magnifications.h5", without=("patch_size_level0",))
    trident(root / "no-slide-size.h5", without=("level0_width", "level0_height"))
    trident(root / "name-as-bytes.h5", attributes={"name": np.bytes_("slide-7")})
    write(root / "trident_patches.h5", {"coords": (coords, {})}, TRIDENT)
    # CLAM: features without attributes, and its coordinates file
    write(root / "clam.h5", {
        "features": (features, {"chunks": (32, WIDTH), "maxshape": (None, WIDTH)}),
        "coords": (2 * coords.astype("i4"), {"chunks": (32, 2), "maxshape": (None, 2)}),
    })
    write(root / "clam_patches.h5", {"coords": (2 * coords.astype("i4"), {})}, CLAM)
    write(root / "features-only.h5", {"features": (features, {})})
    schema_cases.stamp(root / "stamp.h5", schema_cases.MICROMETRES, schema_cases.STAMP_21)
    with h5py.File(root / "many.h5", "w", libver=("v110", "v110")) as file:
        for i in range(210):
            file.create_group(f"group-{i:03}")
        file["group-000"]["self"] = file["/"]
        file["elsewhere"] = h5py.ExternalLink("other.h5", "/features")
        file["aloof"] = h5py.SoftLink("/group-001")
        file.attrs["name"] = np.bytes_("x\n" * 2500)


for folder in (HERE / "whole", HERE / "cases", RESULTS):
    shutil.rmtree(folder, ignore_errors=True)
whole()
storage_cases.make()
coordinate_cases.make()
schema_cases.make()
reported_cases.make()
scale_cases.make()
