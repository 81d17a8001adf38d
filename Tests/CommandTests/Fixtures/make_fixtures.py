"""Makes the files for CommandTests: a small slide, faulty files, and pictures to compare with.

    pip install -r ../../../samples/requirements.txt matplotlib
    python make_fixtures.py

Deterministic on one machine.

small/        a slide of 64 overlapping tiles with 8 features each, in every storage layout; a thumbnail; a random model
              of 3 classes as .pt and .safetensors, and a model with mean pooling
faults/NAME/  one faulty file, which replaces the small slide's own: slide.h5, model.pt, model.safetensors or
              thumbnail.png. The error must contain each line of expected.txt
golden/       the output of lin_mil, numpy, matplotlib and OpenCV for tumor-01 and for the small slide
"""

import io
import json
import pickle
import shutil
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import cv2
import h5py
import matplotlib
import numpy as np
import torch
from lin_mil import Config, Lin_MIL
from PIL import Image
from safetensors.torch import load_file, save
from scipy.stats import rankdata

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "samples"
sys.path.insert(0, str(SAMPLES))
import make_samples  # noqa: E402
import training  # noqa: E402

TILES, WIDTH, STRIDE, SIDE = 64, 8, 512, 640
SLIDE = (4800, 4500)
RANDOM = np.random.default_rng(12)

# Every value fits float16, so the slide is the same in every precision.
features = (RANDOM.integers(-64, 65, (TILES, WIDTH)) / 16).astype("f4")
coords = np.array([(STRIDE * (i % 8) + 64, STRIDE * (i // 8) + 32) for i in range(TILES)], dtype="i8")
ATTRIBUTES = {
    "patch_size": 320, "patch_size_level0": SIDE, "level0_magnification": 40, "target_magnification": 20, "overlap": 64,
    "name": "small", "savetodir": ".", "level0_width": SLIDE[0], "level0_height": SLIDE[1],
}


def slide(path, values=features, points=coords, **options):
    """Writes features and coordinates as TRIDENT does. Either may be None."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w", libver="earliest") as file:
        if values is not None:
            file.create_dataset("features", data=values, track_times=False, **options)
        if points is not None:
            file.create_dataset("coords", data=points, track_times=False)
            file["coords"].attrs.update(ATTRIBUTES)
    return path


def small_model(pooling="cls"):
    """A model whose norms and temperatures differ from their initial values, so that a port must use them."""
    torch.manual_seed(5)
    config = Config(latent_dim=8, transformer_depth=2, pooling=pooling)
    model = Lin_MIL(num_classes=3, input_dim=WIDTH, config=config, heads=2).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.5 * torch.randn_like(parameter)
    return model


def thumbnail(size):
    """Smooth colours that differ everywhere."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    return np.dstack([255 - x, 120 + y, 200 - (x + y) // 2]).astype(np.uint8)


def borders(position, scale, limit):
    return int(np.clip(np.floor(position * scale + 0.5), 0, limit))


def normalized(scores, normalization):
    """Values between 0 and 1. Signed scores are ranked by magnitude, on both sides of 0.5."""
    if normalization == "minmax":
        return (scores - scores.min()) / np.ptp(scores)
    if scores.min() < 0:
        return 0.5 + np.sign(scores) * (rankdata(np.abs(scores)) / len(scores) / 2)
    return rankdata(scores) / len(scores)


def overlay(scores, points, side, slide_size, ground, name, normalization, alpha):
    """The heatmap, tile by tile. `ground` is the background [height, width, 3], or None for transparency."""
    (height, width), ground = (ground.shape[:2], ground) if isinstance(ground, np.ndarray) else (ground[::-1], None)
    values = normalized(scores.astype(float), normalization)
    sums, counts = np.zeros((height, width)), np.zeros((height, width), int)
    sx, sy = width / slide_size[0], height / slide_size[1]
    for (x, y), value in zip(points.tolist(), values):
        rows = slice(borders(y, sy, height), borders(y + side, sy, height))
        columns = slice(borders(x, sx, width), borders(x + side, sx, width))
        sums[rows, columns] += value
        counts[rows, columns] += 1
    colors = (matplotlib.colormaps[name](sums / np.maximum(counts, 1)) * 255).astype(np.uint8)[..., :3]
    covered = counts[..., None] > 0
    if ground is None:
        return np.where(covered, np.dstack([colors, np.full(counts.shape, round(alpha * 255), np.uint8)]), 0)
    return np.where(covered, cv2.addWeighted(colors, alpha, ground, 1 - alpha, 0), ground)


def save_picture(path, pixels):
    Image.fromarray(pixels.astype(np.uint8)).save(path, optimize=True)


def scores_of(model, values):
    """Logits, CLS attention and the package's `attn`, from PyTorch."""
    logits, attention = training.infer(model, values)
    with torch.inference_mode():
        attn = model(torch.from_numpy(values).float()[None])[1][0].numpy()
    return logits, attention, attn


def whole(model):
    folder = HERE / "small"
    for kind in ("f4", "f2"):
        values = features.astype(kind)
        slide(folder / f"contiguous-{kind}.h5", values)
        slide(folder / f"rows-{kind}.h5", values, chunks=(1, WIDTH))
        slide(folder / f"blocks-{kind}.h5", values, chunks=(32, WIDTH))
        slide(folder / f"gzip-{kind}.h5", values, chunks=(32, WIDTH), compression="gzip", shuffle=True)
    Image.fromarray(thumbnail((96, 90))).save(folder / "thumbnail.png", optimize=True)
    (folder / "model.safetensors").write_bytes(save(model.state_dict()))
    torch.save(model.state_dict(), folder / "model.pt")
    (folder / "mean.safetensors").write_bytes(save(small_model("mean").state_dict()))


def golden(model):
    folder = HERE / "golden"
    folder.mkdir()
    logits, attention, attn = scores_of(model, features)
    report = {"logits": logits.tolist(), "cls": attention.tolist(), "attn": attn.tolist()}
    (folder / "small.json").write_text(json.dumps(report))
    ground = thumbnail((96, 90))
    save_picture(folder / "small.png", overlay(attention, coords, SIDE, SLIDE, ground, "coolwarm", "rank", 0.4))
    picture = overlay(attn, coords, SIDE, SLIDE, (96, 90), "turbo", "rank", 0.6)
    save_picture(folder / "small.attn-turbo-none.png", picture)

    sample = Lin_MIL(num_classes=2, input_dim=1024, config=Config(latent_dim=64, transformer_depth=2), heads=8).eval()
    sample.load_state_dict(load_file(SAMPLES / "model.safetensors"))
    with h5py.File(SAMPLES / "slides" / "tumor-01.h5") as file:
        values, points, attributes = file["features"][:], file["coords"][:], dict(file["coords"].attrs)
    side, size = attributes["patch_size_level0"], (attributes["level0_width"], attributes["level0_height"])
    logits, attention, attn = scores_of(sample, values)
    lesion = np.flatnonzero(make_samples.draw_sample("tumor-01")[1].lesion > 0.5)
    report = {"logits": logits.tolist(), "cls": attention.tolist(), "attn": attn.tolist(), "lesion": lesion.tolist()}
    (folder / "tumor-01.json").write_text(json.dumps(report))
    white = np.full((209, 400, 3), 255, np.uint8)
    picture = overlay(attention, points, side, size, white, "coolwarm", "rank", 0.4)
    save_picture(folder / "tumor-01.white.png", picture)
    picture = overlay(attention, points, side, size, white, "inferno", "minmax", 1.0)
    save_picture(folder / "tumor-01.minmax-inferno.png", picture)
    ground = np.asarray(Image.open(SAMPLES / "slides" / "tumor-01.png").convert("RGB"))
    picture = overlay(attention, points, side, size, ground, "coolwarm", "rank", 0.4)
    save_picture(folder / "tumor-01.crop-200-180.png", picture[180:300, 200:360])


def fault(name, file, content, *expected):
    folder = HERE / "faults" / name
    folder.mkdir(parents=True)
    if callable(content):
        content(folder / file)
    else:
        (folder / file).write_bytes(content)
    (folder / "expected.txt").write_text("\n".join(expected) + "\n")


def changed(values, change):
    values = values.copy()
    change(values)
    return values


def slide_faults():
    def fails(name, *expected, **replacement):
        fault(name, "slide.h5", lambda path: slide(path, **replacement), *expected)

    def holes(value):
        return lambda rows: rows.__setitem__(([5, 9, 40], [0, 7, 3]), value)

    good = (HERE / "small" / "contiguous-f4.h5").read_bytes()
    fault("slide-empty", "slide.h5", b"", "empty")
    fault("slide-text", "slide.h5", b"x,y,feature\n", "not an HDF5 file", "give the features file")
    fault("slide-truncated", "slide.h5", good[: len(good) // 2], "cut short", "again")
    fails("slide-without-features", "no dataset 'features'", "'coords'", values=None)
    fails("slide-without-coordinates", "no dataset 'coords'", "--coords", points=None)
    fails("slide-embedding", "[8]", "expected [tiles, width]", values=features[0])
    fails("slide-of-two-slides", "3 dimensions [2, 64, 8]", "expected [tiles, width]", values=np.stack([features] * 2))
    fails("slide-without-tiles", "[0, 8]", "no tile", values=features[:0], points=coords[:0])
    fails("slide-with-fewer-coordinates", "63 tiles", "features of 64", points=coords[:63])
    fails("slide-with-nan", "3 of 64 tiles", "the first is tile 5", "again", values=changed(features, holes(np.nan)))
    fails("slide-with-infinity", "3 of 64 tiles", "the first is tile 5", values=changed(features, holes(-np.inf)))
    half = changed(features.astype("f2"), holes(np.nan))
    fails("slide-with-nan-in-gzip-float16", "3 of 64 tiles", values=half, chunks=(32, WIDTH), compression="gzip")
    wide = np.concatenate([features, features], axis=1)
    fails("slide-of-another-encoder", "16 wide", "expects 8", "encoder", values=wide)
    outside = changed(coords, lambda points: points.__setitem__((7, 0), 90000))
    fails("slide-with-tiles-outside", "1 tile of", "4800x4500", "tile 7", "90000", points=outside)
    fails("slide-of-words", "features", "expected", values=np.full((TILES, WIDTH), b"word"))


class MakesMarker:
    """A pickle that runs a shell in a reader that executes it."""

    def __reduce__(self):
        import os
        return os.system, ("touch executed",)


def archive(content):
    """A PyTorch archive with a pickle of our own."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as file:
        for name, entry in [("model/data.pkl", content), ("model/version", b"3\n")]:
            file.writestr(zipfile.ZipInfo(name), entry)
    return data.getvalue()


def model_faults(model):
    def fails(name, change, *expected):
        state = dict(model.state_dict())
        change(state)
        fault(name, "model.safetensors", save(state), *expected)

    good = {name: (HERE / "small" / name).read_bytes() for name in ("model.pt", "model.safetensors")}
    fault("model-empty", "model.pt", b"", "empty", "torch.save")
    fault("model-text", "model.pt", b"weights: none\n", "expected a .safetensors file or a PyTorch .pt archive")
    fault("model-truncated-pt", "model.pt", good["model.pt"][:-100], "damaged")
    fault("model-truncated-safetensors", "model.safetensors", good["model.safetensors"][:-100], "damaged")
    far = struct.pack("<Q", 1 << 60) + good["model.safetensors"][8:]
    fault("model-header-past-the-end", "model.safetensors", far, "damaged")
    runs = pickle.dumps({"weight": MakesMarker()}, protocol=2)
    fault("model-that-runs-a-shell", "model.pt", archive(runs), "system'", "nothing was executed")
    fails("model-without-a-norm", lambda state: state.pop("transformer.1.norm2.weight"),
          "lacks transformer.1.norm2.weight")
    fails("model-without-its-first-layer", lambda state: state.pop("projection.weight"), "lacks", "projection.weight")
    fails("model-with-a-gate", lambda state: state.update({"gate.weight": torch.ones(2, 8)}), "gate.weight", "[2, 8]")
    fails("model-of-two-widths", lambda state: state.update({"norm.bias": torch.ones(9)}),
          "'norm.bias' has shape [9]", "[8]")
    fails("model-with-nan", lambda state: state.update({"norm.bias": torch.full((8,), torch.nan)}), "'norm.bias'", "NaN")


def thumbnail_faults():
    def png(pixels, kind="png", **options):
        data = io.BytesIO()
        Image.fromarray(pixels).save(data, kind, **options)
        return data.getvalue()

    good = png(thumbnail((96, 90)), optimize=True)
    fault("thumbnail-empty", "thumbnail.png", b"", "empty")
    fault("thumbnail-text", "thumbnail.png", b"no picture\n", "expected a PNG or JPEG image")
    fault("thumbnail-truncated", "thumbnail.png", good[: len(good) // 2], "damaged")
    fault("thumbnail-tiff", "thumbnail.png", png(thumbnail((96, 90)), "tiff"), "a TIFF image or slide", "--slide")
    header = b"IHDR" + struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)
    huge = good[:12] + header + struct.pack(">I", zlib.crc32(header)) + good[33:]
    fault("thumbnail-of-absurd-size", "thumbnail.png", huge, "2147483647 x 2147483647")
    header = b"IHDR" + struct.pack(">IIBBBBB", 16000, 15000, 8, 2, 0, 0, 0)
    bold = good[:12] + header + struct.pack(">I", zlib.crc32(header)) + good[33:]
    fault("thumbnail-larger-than-its-bytes", "thumbnail.png", bold, "16000 x 15000", "bytes can hold")
    fault("thumbnail-of-another-aspect", "thumbnail.png", png(thumbnail((98, 90)), optimize=True),
          "98x90", "4800x4500", "aspect")


for name in ("small", "faults", "golden"):
    shutil.rmtree(HERE / name, ignore_errors=True)
small = small_model()
whole(small)
golden(small)
slide_faults()
model_faults(small)
thumbnail_faults()
