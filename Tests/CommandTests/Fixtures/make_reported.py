"""Makes reported/: files from public bug reports.

    pip install h5py numpy
    python make_reported.py

Each is small/contiguous-f4.h5 with other features. https://github.com/histocartography/zoommil/issues/12 and
https://github.com/mahmoodlab/CLAM/issues/229: features that are all zero after the extraction, or in copies of sparse files
that lost blocks.
"""

import pathlib
import shutil

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
OUT = HERE / "reported"
OUT.mkdir(exist_ok=True)

for name in ("zero", "half-zero", "alike"):
    path = OUT / f"{name}.h5"
    shutil.copy(HERE / "small" / "contiguous-f4.h5", path)
    with h5py.File(path, "r+") as file:
        features = file["features"]
        values = features[:]
        if name == "zero":
            values[:] = 0
        if name == "half-zero":
            values[3::2] = 0
        if name == "alike":
            values[:] = values[0]
        features[:] = np.asarray(values)
