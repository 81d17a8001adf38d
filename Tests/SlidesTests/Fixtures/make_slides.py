"""Makes the whole-slide fixtures of SlidesTests: pip install numpy pillow tifffile openslide-python openslide-bin.

Deterministic. slides/NAME.EXT are slides, and slides/NAME-PART.png is what OpenSlide and Pillow read from them, RGB on
white. slide-faults/NAME/slide.tif are faulty slides; each folder is named after its fault, and expected.txt has words
of the error. Tiles are deflated, so the pixels do not depend on a JPEG decoder.
"""

import shutil
import struct
from pathlib import Path

import numpy as np
import openslide
import tifffile
from PIL import Image

HERE = Path(__file__).parent
TILES = dict(tile=(64, 64), compression="deflate", photometric="rgb", metadata=None, software=False)


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def tissue(height, width, seed):
    """Waves and specks of noise: each pixel shows its position, and the picture deflates well."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [200 + 40 * np.sin(x / 9), 120 + 60 * np.cos(y / 7), 180 + 50 * np.sin((x + y) / 13)]
    specks = 50 * (random.random((height, width, 1)) < 0.02)
    return np.clip(np.dstack(planes).astype(int) // 8 * 8 - specks, 0, 255).astype(np.uint8)


def shrunk(pixels, factor):
    height, width = (side // factor for side in pixels.shape[:2])
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))


slides = folder("slides")


def pictures(name, parts):
    """Writes what OpenSlide reads from a level, on white, unchanged or shrunk by Pillow."""
    with openslide.OpenSlide(slides / name) as slide:
        for part, (location, level, size, target) in parts.items():
            picture = Image.new("RGBA", size, "white")
            picture.alpha_composite(slide.read_region(location, level, size))
            picture = picture.convert("RGB")
            if target:
                picture = picture.resize(target, Image.Resampling.BOX)
            picture.save(slides / f"{name.split('.')[0]}-{part}.png")


# A pyramid without metadata. The second level is smaller by a factor that is not a whole number.
pixels = tissue(301, 402, 1)
with tifffile.TiffWriter(slides / "generic.tif") as file:
    file.write(pixels, **TILES)
    file.write(shrunk(pixels, 4), subfiletype=1, **TILES)
pictures(
    "generic.tif",
    {
        "whole": ((0, 0), 0, (402, 301), None),
        "level1": ((0, 0), 1, (100, 75), None),
        "corner": ((300, 201), 0, (102, 100), None),
        "shrunk": ((0, 0), 1, (100, 75), (57, 43)),
        "finer": ((0, 0), 0, (402, 301), (131, 98)),
        "dot": ((0, 0), 1, (100, 75), (1, 1)),
    },
)  # fmt: skip

# The layout of an Aperio scanner: pyramid, thumbnail, and a description with the resolution.
pixels = tissue(256, 384, 2)
description = "Aperio Image Library v11.2.1\r\n384x256 [0,0 384x256] (64x64) |AppMag = 40|MPP = 0.2501"
with tifffile.TiffWriter(slides / "aperio.svs") as file:
    file.write(pixels, description=description, **TILES)
    strips = dict(TILES, tile=None, rowsperstrip=16)
    file.write(shrunk(pixels, 8), description=description, **strips)
    file.write(shrunk(pixels, 4), description=description, **TILES)
pictures(
    "aperio.svs",
    {
        "whole": ((0, 0), 0, (384, 256), None),
        "level1": ((0, 0), 1, (96, 64), None),
        "part": ((64, 32), 1, (40, 30), None),
        "shrunk": ((0, 0), 1, (96, 64), (50, 33)),
    },
)  # fmt: skip

# The layout of a Leica scanner: a scanned part in a slide that is otherwise transparent.
IMAGE = """<image name="{name}" uuid="urn:uuid:{name}"><creationDate>2020-01-01T00:00:00Z</creationDate>
<device model="Leica SCN400;Leica SCN" version="1.0"/>
<pixels sizeX="{width}" sizeY="{height}">{dimensions}</pixels>
<view sizeX="{view[0]}" sizeY="{view[1]}" offsetX="{view[2]}" offsetY="{view[3]}" spacingZ="0"/>
<scanSettings><objectiveSettings><objective>{power}</objective></objectiveSettings>
<illuminationSettings><illuminationSource>brightfield</illuminationSource></illuminationSettings></scanSettings>
</image>"""


def described(name, sizes, first, view, power):
    dimensions = "".join(
        f'<dimension r="{r}" ifd="{first + r}" sizeX="{w}" sizeY="{h}"/>' for r, (w, h) in enumerate(sizes)
    )
    width, height = sizes[0]
    return IMAGE.format(name=name, width=width, height=height, dimensions=dimensions, view=view, power=power)


pixels = tissue(192, 320, 3)
macro = shrunk(pixels, 4)
collection = (
    '<?xml version="1.0"?><scn xmlns="http://www.leica-microsystems.com/scn/2010/10/01" uuid="urn:uuid:1">'
    '<collection name="c" uuid="urn:uuid:2" sizeX="20000" sizeY="12000"><barcode>none</barcode>'
    + described("macro", [(80, 48), (20, 12)], 0, (20000, 12000, 0, 0), 2)
    + described("tissue", [(320, 192), (80, 48)], 2, (8000, 4800, 3000, 1500), 20)
    + "</collection></scn>"
)
with tifffile.TiffWriter(slides / "leica.scn", bigtiff=True) as file:
    file.write(macro, description=collection, **TILES)
    file.write(shrunk(macro, 4), **TILES)
    file.write(pixels, **TILES)
    file.write(macro, **TILES)
with openslide.OpenSlide(slides / "leica.scn") as slide:
    names = ["x", "y", "width", "height"]
    assert [slide.properties[f"openslide.bounds-{name}"] for name in names] == ["120", "60", "320", "192"]
    assert slide.dimensions == (800, 480)
pictures(
    "leica.scn",
    {
        "scanned": ((120, 60), 1, (80, 48), None),
        "edge": ((100, 40), 0, (90, 70), None),
        "all": ((0, 0), 1, (200, 120), (64, 38)),
        "shrunk": ((120, 60), 1, (80, 48), (33, 20)),
    },
)  # fmt: skip

# Faults.
faults = folder("slide-faults")


def fault(name, data, *words):
    (faults / name).mkdir()
    (faults / name / "slide.tif").write_bytes(data)
    (faults / name / "expected.txt").write_text("\n".join(words) + "\n")


def written(pixels, **options):
    path = faults / "written.tif"
    tifffile.imwrite(path, pixels, **options)
    data = path.read_bytes()
    path.unlink()
    return data


def entry_changed(data, tag, value):
    """The file with another value for a tag in its first directory."""
    at = struct.unpack_from("<I", data, 4)[0]
    for index in range(struct.unpack_from("<H", data, at)[0]):
        entry = at + 2 + 12 * index
        if struct.unpack_from("<H", data, entry)[0] == tag:
            short = struct.unpack_from("<H", data, entry + 2)[0] == 3
            field = struct.pack("<HH", value, 0) if short else struct.pack("<I", value)
            return data[: entry + 8] + field + data[entry + 12 :]
    raise KeyError(tag)


pixels = tissue(150, 200, 4)
whole = written(pixels, **TILES)
path = faults / "whole.tif"
path.write_bytes(whole)
with tifffile.TiffFile(path) as file:
    tile_at, tile_length = file.pages[0].dataoffsets[5], file.pages[0].databytecounts[5]
path.unlink()
fault("empty", b"", "finds no slide", "it is empty")
fault("text", b"these are words, not pixels", "finds no slide")
fault("not-tiled", written(pixels, photometric="rgb", metadata=None, software=False), "finds no slide", "TIFF image")
fault("header-only", whole[:8], "finds no slide")
fault("truncated", whole[: len(whole) * 2 // 3], "damaged or cut short")
fault("damaged-tile", whole[:tile_at] + b"\xff" * tile_length + whole[tile_at + tile_length :], "damaged or cut short")
fault("damaged-inside-tile", whole[: tile_at + 900] + b"\xff" * 40 + whole[tile_at + 940 :], "damaged or cut short")
fault("enormous-tiles", entry_changed(entry_changed(whole, 322, 65520), 323, 65520), "tiles of 65520x65520 px")
fault("enormous-slide", entry_changed(entry_changed(whole, 256, 2**31 - 1), 257, 2**31 - 1), "damaged or cut short")
fault("zero-width", entry_changed(whole, 256, 0), "damaged or cut short")
