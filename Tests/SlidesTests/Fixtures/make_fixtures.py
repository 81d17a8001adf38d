"""Makes the HDF5 files that SlidesTests reads, as TRIDENT and CLAM write them, whole and faulty.

    pip install h5py numpy
    python make_fixtures.py

Deterministic. `whole/` holds files that open; `faults/NAME/` holds one fault each: slide.h5, perhaps coords.h5, and
expected.txt, whose lines must all be in the error's sentence.
"""

import pathlib
import shutil
import zlib

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
TILES, WIDTH, SIDE = 70, 8, 512

# Every value is a float16, so that the rows are the same in every precision.
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
    """Writes {name: (values, options)} and the attributes of 'coords'."""
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
    with h5py.File(root / "many.h5", "w", libver=("v110", "v110")) as file:
        for i in range(210):
            file.create_group(f"group-{i:03}")
        file["group-000"]["self"] = file["/"]
        file["elsewhere"] = h5py.ExternalLink("other.h5", "/features")
        file["aloof"] = h5py.SoftLink("/group-001")
        file.attrs["name"] = np.bytes_("x\n" * 2500)


def short_chunk(path, data):
    """A gzip chunk that unpacks to `data`, not to its own size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        stored = file.create_dataset("features", (TILES, WIDTH), "f4", chunks=(TILES, WIDTH), compression="gzip")
        stored.id.write_direct_chunk((0, 0), zlib.compress(data))
        file.create_dataset("coords", data=coords)
        file["coords"].attrs.update(TRIDENT)
    return path


def faults():
    root = HERE / "faults"

    def fault(name, *expected):
        folder = root / name
        folder.mkdir(parents=True)
        (folder / "expected.txt").write_text("\n".join(expected) + "\n")
        return folder / "slide.h5"

    def raw(name, data, *expected):
        fault(name, *expected).write_bytes(data)

    # Not HDF5
    raw("empty-file", b"", "not an HDF5 file", "it is empty")
    raw("pytorch-file", b"PK\x03\x04" + bytes(60), "not an HDF5 file", "PyTorch")
    raw("png-image", b"\x89PNG\r\n\x1a\n" + bytes(60), "not an HDF5 file", "a PNG image")
    raw("text-file", b"tile,x,y\n", "not an HDF5 file", "no kind that we know")
    raw("only-the-signature", b"\x89HDF\r\n\x1a\n", "damaged or cut short")

    # Features
    write(fault("stamp", "no dataset 'features'", "'feats'", "STAMP"), {
        "feats": (features.astype("f2"), {}), "coords": (coords.astype("f4"), {})})
    write(fault("coordinates-file", "no dataset 'features'", "'coords'", "coordinates file", "--coords"),
          {"coords": (coords, {})}, TRIDENT)
    write(fault("blockmap", "no dataset 'features'", "'attention_scores'", "blockmap"),
          {"attention_scores": (features[:, :1], {}), "coords": (coords, {})})
    write(fault("nothing-inside", "no dataset 'features'", "holds nothing"), {})
    write(fault("slide-level-embedding", "[8]", "slide-level embedding", "[tiles, width]"), {"features": (features[0], {})})
    trident(fault("three-dimensions", "3 dimensions [2, 35, 8]", "[tiles, width]"), features.reshape(2, 35, WIDTH))
    write(fault("scalar", "[]", "[tiles, width]"), {"features": (np.float32(1), {})})
    trident(fault("no-tiles", "[0, 8]", "no tile"), features[:0], coords[:0])
    trident(fault("integer-features", "holds int32", "float16, float32 or float64"), features.astype("i4"))
    write(fault("text-features", "holds strings", "numbers"), {"features": (np.full((4, 2), b"abc"), {})})
    trident(fault("compound-features", "holds compound"), np.zeros((TILES, 2), dtype=[("a", "f4"), ("b", "f4")]))
    with h5py.File(fault("features-is-a-group", "is a group"), "w") as file:
        file.create_group("features")
    with h5py.File(fault("bfloat16-features", "not an IEEE one"), "w") as file:
        kind = h5py.h5t.IEEE_F32LE.copy()
        kind.set_fields(15, 7, 8, 0, 7)
        kind.set_size(2)
        kind.set_ebias(127)
        space = h5py.h5s.create_simple((4, 8))
        list_ = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        list_.set_obj_track_times(False)
        h5py.h5d.create(file.id, b"features", kind, space, list_)

    # Storage
    with h5py.File(fault("never-written", "claims the shape [5000000, 1024]", "none was written"), "w") as file:
        file.create_dataset("features", (5_000_000, 1024), "f4", chunks=(1, 1024))
    with h5py.File(fault("never-written-in-one-piece", "none was written"), "w") as file:
        file.create_dataset("features", (5_000_000, 1024), "f4")
    with h5py.File(fault("partly-written", "1 of 3 chunks"), "w") as file:
        stored = file.create_dataset("features", (TILES, WIDTH), "f4", chunks=(32, WIDTH))
        stored[:10] = 1
    with h5py.File(fault("absurd-shape", "more than any slide"), "w") as file:
        file.create_dataset("features", (10**12, 1024), "f4", chunks=(1, 1024))
    with h5py.File(fault("enormous-chunks", "256 MB"), "w") as file:
        file.create_dataset("features", (TILES, WIDTH), "f4", chunks=(2**24, WIDTH), maxshape=(None, WIDTH))
    trident(fault("lzf", "'lzf'", "rewrite the file with gzip"), chunks=(32, WIDTH), compression="lzf")
    trident(fault("checksums", "'fletcher32'", "rewrite the file with gzip"), chunks=(32, WIDTH), fletcher32=True)
    with h5py.File(fault("unknown-filter", "number 32001", "not read here"), "w") as file:
        list_ = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        list_.set_obj_track_times(False)
        list_.set_chunk((4, 8))
        list_.set_filter(32001, h5py.h5z.FLAG_OPTIONAL, ())
        space = h5py.h5s.create_simple((4, 8))
        h5py.h5d.create(file.id, b"features", h5py.h5t.IEEE_F32LE, space, list_)
    with h5py.File(fault("values-in-another-file", "in another file"), "w") as file:
        file.create_dataset("features", (4, 8), "f4", external=[("coords.h5", 0, 128)])
    with h5py.File(fault("virtual-features", "virtual"), "w") as file:
        list_ = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        list_.set_obj_track_times(False)
        space = h5py.h5s.create_simple((TILES, WIDTH))
        list_.set_virtual(space, b"coords.h5", b"features", space)
        h5py.h5d.create(file.id, b"features", h5py.h5t.IEEE_F32LE, space, list_)
    with h5py.File(fault("external-link", "link to another place"), "w") as file:
        file["features"] = h5py.ExternalLink("coords.h5", "/features")
    with h5py.File(fault("soft-link", "link to another place"), "w") as file:
        file["features"] = h5py.SoftLink("/elsewhere")
    short_chunk(fault("chunk-too-short", "rows 0 to 69", "another size"), bytes(100))
    short_chunk(fault("chunk-too-long", "rows 0 to 69", "another size"), bytes(1_000_000))
    short_chunk(fault("chunk-bomb", "rows 0 to 69", "another size"), bytes(4_000_000))
    whole_file = trident(HERE / "faults" / "whole.h5").read_bytes()
    (HERE / "faults" / "whole.h5").unlink()
    raw("truncated", whole_file[: len(whole_file) // 2], "damaged or cut short", "truncated file")

    # Coordinates
    write(fault("no-coordinates", "no dataset 'coords'", "--coords"), {"features": (features, {})})
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
                  "--slide-size", "--tile-size"), attributes={"level0_width": 2000})
    path = fault("other-coordinates", "coords.h5", "1 tile lies elsewhere", "tile 69")
    trident(path)
    moved = coords.copy()
    moved[69, 0] += 1
    write(path.parent / "coords.h5", {"coords": (moved, {})}, TRIDENT)
    path = fault("coordinates-file-without-coordinates", "coords.h5", "no dataset 'coords'", "'points'")
    trident(path)
    write(path.parent / "coords.h5", {"points": (coords, {})})
    path = fault("coordinates-file-of-another-kind", "coords.h5", "a PNG image")
    trident(path)
    (path.parent / "coords.h5").write_bytes(b"\x89PNG\r\n\x1a\n")

    # Attributes
    write(fault("no-tile-side", "how large a tile is", "--coords patches/ID.h5", "--tile-size"),
          {"features": (features, {}), "coords": (coords.astype("i4"), {})})
    trident(fault("text-as-side", "'patch_size_level0'", "a text", "a number of pixels", "--tile-size"),
            attributes={"patch_size_level0": "512"})
    trident(fault("negative-side", "'patch_size_level0'", "-512"), attributes={"patch_size_level0": -512})
    trident(fault("infinite-side", "'patch_size_level0'", "inf"), attributes={"patch_size_level0": np.inf})
    trident(fault("empty-side", "'patch_size_level0'", "empty"), attributes={"patch_size_level0": h5py.Empty("f4")})
    trident(fault("long-list-as-side", "'patch_size_level0'", "int64 [1000]"),
            attributes={"patch_size_level0": np.zeros(1000, "i8")})
    trident(fault("zero-magnification", "patch_size, level0_magnification, target_magnification", "a number of pixels"),
            attributes={"target_magnification": 0.0}, without=("patch_size_level0",))
    trident(fault("disagreeing-sides", "disagree", "256 px by patch_size_level0", "512 px by patch_size", "--tile-size"),
            attributes={"patch_size_level0": 256})
    trident(fault("zero-slide-size", "'level0_width, level0_height'", "0, 3700", "--slide-size"), attributes={"level0_width": 0})
    path = fault("clam-oblong-tiles", "patch_size, downsample", "256, [4, 2]")
    write(path, {"features": (features, {}), "coords": (coords, {})},
          CLAM | {"downsample": np.array([4.0, 2.0]), "level_dim": np.array([3000, 4000])})
    trident(fault("control-characters", "'patch_size_level0'", "\"\ufffd[31m"), attributes={"patch_size_level0": np.bytes_("\x1b[31m\n")})


for folder in ("whole", "faults"):
    shutil.rmtree(HERE / folder, ignore_errors=True)
whole()
faults()
