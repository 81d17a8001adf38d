"""Makes the fixtures of ImagesTests: pip install numpy pillow. Deterministic.

kinds/NAME.png, with the pixels that Pillow reads in NAME.raw, RGB or RGBA;
faults/NAME/image.png, each folder named after its fault;
resize/, a picture and Pillow's box-filtered versions of it;
notes/, texts and other notes as Pillow writes and reads them; note-faults/NAME/image.png, files with faulty notes.
"""

import shutil
import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

HERE = Path(__file__).parent
RANDOM = np.random.default_rng(20)
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, color_type, rows, before=b"", interlace=0):
    """A PNG of rows that are already packed, because Pillow cannot write every kind."""
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, interlace)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return SIGNATURE + chunk(b"IHDR", header) + before + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def adam7(pixels):
    """The packed rows of an interlaced image. [height, width, channels] -> rows"""
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    parts = [pixels[y::dy, x::dx] for y, x, dy, dx in passes]
    return [row.tobytes() for part in parts if part.size for row in part]


# Kinds. numpy computes the pixels as 8-bit RGB or RGBA; they are compared with Pillow's if Pillow agrees.
kinds = folder("kinds")
WIDTH, HEIGHT = 11, 9
grey = RANDOM.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
alpha = RANDOM.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
rgb = RANDOM.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
rgba = np.dstack([rgb, alpha])
grey_rgb = np.dstack([grey] * 3)
deep = RANDOM.integers(0, 65536, (HEIGHT, WIDTH, 3), dtype=np.uint16)
scaled = np.round(deep / 65535 * 255).astype(np.uint8)
gamma = chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"tEXt", b"Comment\0gamma of 1 is ignored")


def keep(name, expected, data=None, image=None, **options):
    if image is not None:
        image.save(kinds / f"{name}.png", **options)
        seen = np.asarray(Image.open(kinds / f"{name}.png").convert("RGBA" if expected.shape[2] == 4 else "RGB"))
        assert (seen == expected).all(), name
    else:
        (kinds / f"{name}.png").write_bytes(data)
    (kinds / f"{name}.raw").write_bytes(expected.tobytes())


keep("rgb", rgb, image=Image.fromarray(rgb))
keep("rgba", rgba, image=Image.fromarray(rgba))
keep("grey", grey_rgb, image=Image.fromarray(grey))
keep("grey-alpha", np.dstack([grey_rgb, alpha]), image=Image.fromarray(np.dstack([grey, alpha]), "LA"))
bits = grey > 127
keep("grey-1-bit", np.dstack([bits * np.uint8(255)] * 3), image=Image.fromarray(bits))
palette = Image.fromarray(grey % 5, "P")
palette.putpalette([200, 30, 60, 10, 20, 30, 255, 255, 255, 0, 0, 0, 90, 80, 70])
keep("palette", np.asarray(palette.convert("RGB")), image=palette)
transparent = np.dstack([np.asarray(palette.convert("RGB")), np.where(grey % 5 == 2, 0, 255).astype(np.uint8)])
keep("palette-trns", transparent, image=palette, transparency=2)
key = tuple(int(v) for v in rgb[3, 4])
keyed = np.dstack([rgb, np.where((rgb == key).all(2), 0, 255).astype(np.uint8)])
keep("rgb-trns", keyed, image=Image.fromarray(rgb), transparency=key)
keep("rgb-gamma", rgb, png(WIDTH, HEIGHT, 8, 2, [r.tobytes() for r in rgb], before=gamma))
keep("rgb-16-bit", scaled, png(WIDTH, HEIGHT, 16, 2, [r.astype(">u2").tobytes() for r in deep]))
keep("grey-16-bit", np.dstack([scaled[..., 0]] * 3), png(WIDTH, HEIGHT, 16, 0, [r.astype(">u2").tobytes() for r in deep[..., 0]]))
keep("rgb-interlaced", rgb, png(WIDTH, HEIGHT, 8, 2, adam7(rgb), interlace=1))
keep("one-pixel", rgb[:1, :1], image=Image.fromarray(rgb[:1, :1]))
flat = Image.new("RGBA", (WIDTH, HEIGHT), (255, 255, 255, 255))
flat.alpha_composite(Image.fromarray(rgba))
(kinds / "rgba.flattened.raw").write_bytes(np.asarray(flat)[..., :3].tobytes())

# Faults.
faults = folder("faults")
whole = png(WIDTH, HEIGHT, 8, 2, [r.tobytes() for r in rgb])
data_at = whole.index(b"IDAT")


def fault(name, data):
    (faults / name).mkdir()
    (faults / name / "image.png").write_bytes(data)


def header(width, height, depth=8, color_type=2):
    fields = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", fields) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


fault("empty", b"")
fault("truncated-in-signature", whole[:5])
fault("truncated-after-signature", whole[:8])
fault("truncated-in-header", whole[:20])
fault("truncated-before-data", whole[: data_at - 4])
fault("truncated-in-data", whole[: data_at + 40])
fault("truncated-before-end", whole[:-12])
fault("bad-header-crc", whole[:29] + bytes([whole[29] ^ 1]) + whole[30:])
fault("bad-data-crc", whole[:-13] + bytes([whole[-13] ^ 1]) + whole[-12:])
fault("bad-data", whole[: data_at + 9] + b"\xff" * 8 + whole[data_at + 17 :])
fault("too-few-rows", png(WIDTH, HEIGHT, 8, 2, [r.tobytes() for r in rgb[:4]]))
fault("zero-width", header(0, 10))
fault("largest-claim", header(2**31 - 1, 2**31 - 1))
fault("overflowing-claim", header(2**32 - 1, 2**32 - 1))
fault("implausible-claim", header(16384, 16384))
fault("palette-missing", header(8, 8, 8, 3))
fault("bad-depth", header(8, 8, 7, 2))
fault("not-an-image", b"these are words, not pixels")
fault("tiff", b"II*\0\x08\0\0\0\0\0\0\0")
fault("bigtiff", b"II+\0\x08\0\0\0\0\0\0\0")
fault("hdf5", b"\x89HDF\r\n\x1a\n\0\0\0\0")
fault("text-mode-transfer", whole.replace(b"\r\n", b"\n"))

# Resizing.
resize = folder("resize")
y, x = np.mgrid[0:31, 0:47]
photo = np.dstack([128 + 90 * np.sin(x / 3), 3 * x + 2 * y, 128 + 100 * np.cos(x * y / 50)])
photo = np.clip(photo + RANDOM.normal(0, 12, photo.shape), 0, 255).astype(np.uint8)
Image.fromarray(photo).save(resize / "photo.png")
for size in [(23, 15), (20, 13), (47, 10), (1, 1), (94, 62)]:
    small = Image.fromarray(photo).resize(size, Image.Resampling.BOX)
    (resize / f"{size[0]}x{size[1]}.raw").write_bytes(np.asarray(small).tobytes())

# Notes. Pillow writes files for PNGSummary to read. This script writes the head of a linmil file for Pillow to read.
notes = folder("notes")
info = PngInfo()
info.add_text("Title", "Schnitt µ")
info.add_text("Comment", "a long text, " * 400, zip=True)
info.add_itxt("Author", "Zoë 山田", lang="de", tkey="Verfasser")
info.add_itxt("Description", "β-catenin, " * 400, lang="en", tkey="", zip=True)
Image.fromarray(rgb).save(notes / "pillow.png", pnginfo=info, dpi=(25400 / 32, 25400 / 16))

head = SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0))
head += chunk(b"sRGB", b"\0") + chunk(b"pHYs", struct.pack(">IIB", 31250, 62500, 1))
head += chunk(b"tEXt", b"Software\0linmil") + chunk(b"tEXt", "Titel\0Schnitt µ\nzwei".encode("latin-1"))
head += chunk(b"iTXt", b"Author\0\0\0\0\0" + "Zoë 山田".encode()) + chunk(b"iTXt", b"Comment\0\0\0\0\0a\tb")
(notes / "head.bin").write_bytes(head)
data = chunk(b"IDAT", zlib.compress(b"\0" + rgb[0, :2].tobytes())) + chunk(b"IEND", b"")
with Image.open(BytesIO(head + data)) as seen:
    seen.load()
    assert seen.info["srgb"] == 0 and seen.info["dpi"] == (31250 * 0.0254, 62500 * 0.0254), seen.info
    texts = {"Software": "linmil", "Titel": "Schnitt µ\nzwei", "Author": "Zoë 山田", "Comment": "a\tb"}
    assert seen.text == texts, seen.text

# Faults in notes, which do not affect the picture.
note_faults = folder("note-faults")


def note_fault(name, *chunks):
    (note_faults / name).mkdir()
    rows = [r.tobytes() for r in rgb[:1, :1]]
    (note_faults / name / "image.png").write_bytes(png(1, 1, 8, 2, rows, before=b"".join(chunks)))


compressed = zlib.compress(b"text")
wrong = chunk(b"tEXt", b"Title\0text")
note_fault("bad-crc", wrong[:-1] + bytes([wrong[-1] ^ 1]))
note_fault("keyword-missing", chunk(b"tEXt", b"\0text"))
note_fault("keyword-without-end", chunk(b"tEXt", b"Title"))
note_fault("keyword-too-long", chunk(b"tEXt", b"T" * 80 + b"\0text"))
note_fault("keyword-with-escape", chunk(b"tEXt", b"\x1b[2J\0text"))
note_fault("empty-text-chunk", chunk(b"zTXt", b""))
note_fault("method-missing", chunk(b"zTXt", b"Title\0"))
note_fault("unknown-method", chunk(b"zTXt", b"Title\0\1" + compressed))
note_fault("damaged-stream", chunk(b"zTXt", b"Title\0\0" + compressed[:5] + b"\xff" + compressed[6:]))
note_fault("truncated-stream", chunk(b"zTXt", b"Title\0\0" + compressed[:-5]))
note_fault("bomb", chunk(b"iTXt", b"Title\0\1\0\0\0" + zlib.compress(bytes([65]) * (1 << 24), 9)))
note_fault("not-utf-8", chunk(b"iTXt", b"Title\0\0\0\0\0\xff\xfe"))
note_fault("language-without-end", chunk(b"iTXt", b"Title\0\0\0de"))
note_fault("too-many", *[chunk(b"tEXt", b"Title\0%d" % number) for number in range(300)])
