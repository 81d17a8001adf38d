"""The contents of the SlidesTests fixtures: 70 tiles, and the attributes of the programs that make them."""

import json
import pathlib

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
# Files of scores whose facts do not fit together are the business of ResultsTests.
RESULTS = HERE.parent.parent / "ResultsTests" / "Fixtures" / "cases"
TILES, WIDTH, SIDE = 70, 8, 512

# Every value fits float16, so the rows are the same in every precision.
features = ((np.arange(TILES * WIDTH).reshape(TILES, WIDTH) * 37 % 1009) / 16 - 30).astype("f4")
coords = np.array([(SIDE * (i % 10), SIDE * (i // 10)) for i in range(TILES)], dtype="i8")

TRIDENT = {
    "patch_size": 256, "patch_size_level0": 512, "level0_magnification": 40, "target_magnification": 20.0,
    "overlap": 0, "name": "slide-7", "savetodir": ".", "level0_width": 5200, "level0_height": 3700,
}
CLAM = {
    "patch_size": 256, "patch_level": 1, "downsample": np.array([4.0001, 4.0003]),
    "level_dim": np.array([3000, 2000]), "downsampled_level_dim": np.array([3000, 2000]), "name": "slide-7",
    "save_path": ".",
}


def write(path, datasets, attributes=None):
    """Writes {name: (values, options)}, and the attributes of 'coords'."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w", libver="earliest") as file:
        for name, (values, options) in datasets.items():
            file.create_dataset(name, data=values, track_times=False, **options)
        for name, value in (attributes or {}).items():
            file["coords"].attrs[name] = value
    return path


def trident(path, values=features, points=coords, attributes=None, without=(), **options):
    merged = {k: v for k, v in (TRIDENT | (attributes or {})).items() if k not in without}
    return write(path, {"features": (values, options), "coords": (points, {})}, merged)


def case(name, cases=HERE / "cases", **content):
    """Makes the folder of a case, with its input and expected result in case.json."""
    folder = cases / name
    folder.mkdir(parents=True)
    (folder / "case.json").write_text(json.dumps(content, indent=1) + "\n")
    return folder


def fault(name, *refused, **content):
    """A case whose error contains all of these words. The file is slide.h5."""
    return case(name, refused=refused, **content) / "slide.h5"
