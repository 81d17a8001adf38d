"""Files that are not HDF5, or whose contents differ from their headers."""

import zlib

import h5py
import numpy as np

from slide_files import HERE, TILES, TRIDENT, WIDTH, coords, fault, features, trident, write


def short_chunk(path, data):
    """A gzip chunk that unpacks to `data`, not to the chunk's size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        stored = file.create_dataset("features", (TILES, WIDTH), "f4", chunks=(TILES, WIDTH), compression="gzip")
        stored.id.write_direct_chunk((0, 0), zlib.compress(data))
        file.create_dataset("coords", data=coords)
        file["coords"].attrs.update(TRIDENT)
    return path


def make():
    def raw(name, data, *expected):
        fault(name, *expected).write_bytes(data)

    # Not HDF5
    raw("empty-file", b"", "not an HDF5 file", "it is empty")
    raw("pytorch-file", b"PK\x03\x04" + bytes(60), "not an HDF5 file", "PyTorch")
    raw("png-image", b"\x89PNG\r\n\x1a\n" + bytes(60), "not an HDF5 file", "a PNG image")
    raw("text-file", b"tile,x,y\n", "not an HDF5 file", "no known kind of file")
    raw("only-the-signature", b"\x89HDF\r\n\x1a\n", "damaged or cut short")

    # Features
    write(fault("coordinates-file", "no dataset 'features'", "'coords'", "coordinates file", "features file"),
          {"coords": (coords, {})}, TRIDENT)
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
    whole_file = trident(HERE / "whole.h5").read_bytes()
    (HERE / "whole.h5").unlink()
    raw("truncated", whole_file[: len(whole_file) // 2], "damaged or cut short", "truncated file")
