"""Makes the JPEG fixtures of ImagesTests: pip install numpy pillow imagecodecs. Deterministic.

jpeg/NAME.jpg, with the pixels of Pillow's convert("RGB") in NAME.raw;
jpeg-faults/NAME/image.jpg, each folder named after its fault.
"""

import io
import shutil
import struct
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

HERE = Path(__file__).parent
RANDOM = np.random.default_rng(21)
WIDTH, HEIGHT = 45, 35


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def encoded(pixels, mode=None, **options):
    file = io.BytesIO()
    Image.fromarray(pixels, mode).save(file, "JPEG", **options)
    return file.getvalue()


y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
photo = np.dstack([128 + 90 * np.sin(x / 3), 5 * x + y, 128 + 100 * np.cos(x * y / 50), 255 - 4 * x])
photo = np.clip(photo + RANDOM.normal(0, 12, photo.shape), 0, 255).astype(np.uint8)
rgb, grey = photo[..., :3].copy(), photo[..., 0].copy()

# Kinds.
kinds = folder("jpeg")


def keep(name, data):
    (kinds / f"{name}.jpg").write_bytes(data)
    seen = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    (kinds / f"{name}.raw").write_bytes(seen.tobytes())


def marked(data, transform):
    """The file with another colour transform in its Adobe marker."""
    at = data.index(b"Adobe\0d") + 11
    return data[:at] + bytes([transform]) + data[at + 1 :]


exif = Image.Exif()
exif[0x0112] = 6  # Orientation: rotate by 90 degrees to show the picture.
cmyk = encoded(photo, "CMYK", quality=90)
keep("grey", encoded(grey))
keep("grey-progressive", encoded(grey, progressive=True))
for subsampling in ["444", "422", "420", "411", "440"]:
    keep(f"ycbcr-{subsampling}", imagecodecs.jpeg8_encode(rgb, level=85, subsampling=subsampling))
keep("ycbcr-progressive", encoded(rgb, progressive=True, quality=90))
keep("ycbcr-optimised-restarts", encoded(rgb, optimize=True, restart_marker_blocks=2))
keep("ycbcr-low-quality", encoded(rgb, quality=5))
keep("rgb", encoded(rgb, keep_rgb=True))
keep("cmyk", cmyk)
keep("ycck", marked(cmyk, 2))
keep("turned-by-exif", encoded(rgb, exif=exif))
keep("with-profile-and-comment", encoded(rgb, icc_profile=b"not read" * 40, comment="nor this"))
keep("one-pixel", encoded(rgb[:1, :1]))
keep("words-after-the-end", encoded(rgb) + b"a comment that some camera leaves")
png = io.BytesIO()
Image.fromarray(rgb).save(png, "PNG")
keep("png-by-another-name", png.getvalue())

# Faults.
faults = folder("jpeg-faults")
whole = encoded(rgb, quality=90)
frame_at, scan_at = whole.index(b"\xff\xc0"), whole.index(b"\xff\xda")


def fault(name, data):
    (faults / name).mkdir()
    (faults / name / "image.jpg").write_bytes(data)


def claiming(width, height, depth=8, kind=0xC0):
    frame = struct.pack(">BBHBHH", 0xFF, kind, 17, depth, height, width)
    return whole[:frame_at] + frame + whole[frame_at + 9 :]


fault("truncated-in-signature", whole[:2])
fault("truncated-after-signature", whole[:3])
fault("truncated-before-frame", whole[:frame_at])
fault("header-only", whole[:scan_at])
fault("truncated-before-data", whole[: scan_at + 14])
fault("truncated-in-data", whole[: scan_at + 300])
fault("truncated-before-end", whole[:-2])
fault("truncated-in-end", whole[:-1])
fault("too-few-rows", claiming(WIDTH, 2 * HEIGHT))
fault("zero-width", claiming(0, HEIGHT))
fault("zero-height", claiming(WIDTH, 0))
fault("largest-claim", claiming(65535, 65535))
fault("too-large-claim", claiming(16384, 16392))
fault("implausible-claim", claiming(16384, 16384))
fault("twelve-bits", claiming(WIDTH, HEIGHT, depth=12))
fault("lossless-frame", claiming(WIDTH, HEIGHT, kind=0xC3))
fault("garbage-after-signature", b"\xff\xd8\xff\xe0" + RANDOM.integers(0, 255, 400, dtype=np.uint8).tobytes())
fault("no-tables", whole[:2] + whole[frame_at : frame_at + 19] + whole[scan_at:])
fault("damaged-data", whole[: scan_at + 60] + b"\xff\x3f" * 20 + whole[scan_at + 100 :])
progressive = encoded(grey[:8, :8], progressive=True)
scan_at = progressive.index(b"\xff\xda")
scan_end = progressive.index(b"\xff", scan_at + 10)
# All bits at once, so that the same scan can be repeated.
scan = progressive[scan_at : scan_at + 9] + b"\0" + progressive[scan_at + 10 : scan_end]
fault("scan-bomb", progressive[:scan_at] + scan * 600 + b"\xff\xd9")
fault("not-an-image", b"\xff\xd9these are words, not pixels")

# A picture that is decoded smaller than it is: waves, as tissue and glass have, and sides that are no multiples of 8.
y, x = np.mgrid[0:130, 0:250]
waves = [200 + 40 * np.sin(x / 40), 120 + 60 * np.cos(y / 40), 180 + 50 * np.sin((x + y) / 50)]
(folder("large") / "waves.jpg").write_bytes(encoded(np.dstack(waves).astype(np.uint8), quality=90))

# The picture of JPEGWritingTests, as Pillow writes it.
state, samples = 7, []
for index in range(45 * 35 * 3):
    state = (state * 1_664_525 + 1_013_904_223) % 2**32
    samples.append((index // 40 + (state >> 28)) % 256)
written = folder("jpeg-written")
same = np.array(samples, np.uint8).reshape(35, 45, 3)
for quality, subsampling in [(90, "4:4:4"), (75, "4:2:0")]:
    name = f"quality-{quality}-{subsampling.replace(':', '')}.jpg"
    (written / name).write_bytes(encoded(same, quality=quality, subsampling=subsampling))
