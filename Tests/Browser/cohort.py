"""A cohort of the samples, and its report."""

import csv
import json
import os
import struct
import subprocess
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
#: Names and labels that are dangerous if they are read as markup.
HOSTILE = "<script>alert(1)</script>"
HOSTILE_LABEL = "\"'><img src=x onerror=alert(2)></script><!--"
HOSTILE_FILE = "%253Cscript%253Ealert%281%29%253C%252Fscript%253E"


def linmil():
    return Path(os.environ.get("LINMIL", ROOT / ".build/debug/linmil")).absolute()


def missing():
    """Why reports cannot be made, or None."""
    if not linmil().exists():
        return f"{linmil()} is not built: swift build"
    return None


def make_cohort(folder, hostile=True):
    """Three slides with labels and mpp, one with a hostile name and no thumbnail, and one that fails."""
    slides = SAMPLES / "slides"
    rows = [
        ("tumor-01", slides / "tumor-01.h5", slides / "tumor-01.png", "tumor", 0.5),
        ("tumor-02", slides / "tumor-02.h5", slides / "tumor-02.png", "normal", 0.5),
        ("normal-01", slides / "normal-01.h5", slides / "normal-01.png", "normal", 0.5),
        ("no-features", "<b>missing.h5" if hostile else "features/no-features.h5", "", "tumor", ""),
    ]
    if hostile:
        rows.append((HOSTILE, slides / "normal-01.h5", "", HOSTILE_LABEL, ""))
    with open(folder / "slides.csv", "w", newline="") as file:
        csv.writer(file).writerows([("slide_id", "features", "thumbnail", "label", "mpp"), *rows])
    return draw_cohort(folder)


def draw_cohort(folder, *options):
    """Draws the slides in `slides.csv`."""
    command = [
        linmil(), "cohort", "slides.csv", "--model", SAMPLES / "model.safetensors", "-o", "out", "--quiet", *options]
    # The command fails if a slide fails, which is expected here.
    subprocess.run(command, cwd=folder, stderr=subprocess.DEVNULL)
    return folder / "out"


def draw_flat_cohort(folder, color, *options):
    """One slide whose thumbnail has one colour, so that enlarging it changes no pixel."""
    folder.mkdir()
    width, height = 736, 384
    row = b"\0" + bytes(color) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(row * height)), (b"IEND", b"")]
    (folder / "flat.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks))
    features = SAMPLES / "slides/tumor-01.h5"
    (folder / "slides.csv").write_text(f"slide_id,features,thumbnail\nflat,{features},flat.png\n")
    return draw_cohort(folder, *options)


def make_class_cohort(folder):
    """Two slides with scores of a class, changed by hand: of both signs, and of one sign only."""
    folder.mkdir()
    for slide, change in [("tumor-01", lambda score: score - 0.001), ("normal-01", abs)]:
        features, scores = SAMPLES / f"slides/{slide}.h5", folder / f"{slide}.json"
        model = SAMPLES / "model.safetensors"
        subprocess.run([linmil(), "score", features, "--model", model, "-o", scores, "--quiet"], check=True)
        result = json.loads(scores.read_text())
        result["score"] = {"kind": "relevance", "class": 1, "block": None, "head": None}
        result["scores"] = [change(score) for score in result["scores"]]
        result["model"]["classes"] = ["normal", HOSTILE]
        scores.write_text(json.dumps(result))
    subprocess.run([linmil(), "cohort", folder, "-o", folder / "out", "--quiet"], check=True)
    return folder / "out"


def make_measured_cohort(folder):
    """Three slides whose maps were measured: of one with two scores the first explains nothing, one explains the prediction,
    and for one the prediction is saturated. A fourth slide fails. The name of a class is hostile."""
    folder.mkdir()
    slides = SAMPLES / "slides"
    rows = [("tumor-02", "relevance"), ("tumor-01", "attn,relevance"), ("normal-01", "cls"), ("no-features", "cls")]
    with open(folder / "slides.csv", "w", newline="") as file:
        csv.writer(file).writerows(
            [("slide_id", "features", "thumbnail", "score"),
             *((slide, slides / f"{slide}.h5", slides / f"{slide}.png", score) for slide, score in rows)])
    return draw_cohort(folder, "--evaluate", "--steps", "10", "--seeds", "2", "--classes", f"normal,{HOSTILE}")


#: A patient's name that is dangerous if it is read as markup.
HOSTILE_CASE = "\"'><img src=x onerror=alert(3)>\u202e"


def make_case_cohort(folder, hostile=True):
    """Six slides of three patients and one of none. The slides of the first disagree, and two spell him with other blanks; the
    second has a hostile name; of the third, one slide fails."""
    folder.mkdir()
    slides = SAMPLES / "slides"
    rows = [
        ("a-1", "tumor-01", "P 1", "tumor"), ("c-1", "normal-01", HOSTILE_CASE if hostile else "P 2", "tumor"),
        ("a-2", "tumor-02", "P \u00a01", "tumor"),
        ("b-1", "normal-01", "P 1", "tumor"), ("d-1", "tumor-01", "P 3", ""), ("e-1", "normal-01", "", "normal"),
    ]
    with open(folder / "slides.csv", "w", newline="") as file:
        csv.writer(file).writerows([("slide_id", "features", "thumbnail", "Patient", "label", "mpp", "site"), *(
            (name, slides / f"{sample}.h5", slides / f"{sample}.png", case, label, 0.5, "x")
            for name, sample, case, label in rows), ("d-2", "missing.h5", "", "P 3", "tumor", "", "")])
    return draw_cohort(folder)


def make_model_cohort(folder):
    """Two slides that two models scored: the sample's, and that with a part of its weights in another order."""
    folder.mkdir()
    data = (SAMPLES / "model.safetensors").read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    first, last = json.loads(data[8:start])["transformer.1.attn.qkv.weight"]["data_offsets"]
    weights = data[start + first:start + last]
    weights = weights[len(weights) // 6:] + weights[:len(weights) // 6]
    (folder / "other.safetensors").write_bytes(data[:start + first] + weights + data[start + last:])
    slides = SAMPLES / "slides"
    with open(folder / "slides.csv", "w", newline="") as file:
        csv.writer(file).writerows([("slide_id", "features", "thumbnail"), *(
            (name, slides / f"{name}.h5", slides / f"{name}.png") for name in ["tumor-01", "normal-01"])])
    return draw_cohort(folder, "--model", "other.safetensors", "--across", "mean,disagreement")


def make_pair_cohort(folder, *options):
    """Slides of two magnifications and of an unknown one; one slide is there under two names. They have two scores, or what
    the options say. Overlays are opaque, so their colours are the map's."""
    folder.mkdir()
    slides = SAMPLES / "slides"
    rows = [("tumor-01", "tumor-01", 0.5), ("tumor-02", "tumor-02", 0.25), ("normal-01", "normal-01", ""),
            (HOSTILE, "tumor-01", 0.5)]
    with open(folder / "slides.csv", "w", newline="") as file:
        csv.writer(file).writerows(
            [("slide_id", "features", "thumbnail", "mpp"),
             *((name, slides / f"{slide}.h5", slides / f"{slide}.png", mpp) for name, slide, mpp in rows)])
    return draw_cohort(folder, "--alpha", "1", *options or ["--score", "cls,relevance"])


def make_report(cohort, page, *options):
    subprocess.run([linmil(), "report", cohort, "-o", page, "--quiet", *options], check=True)
    return page


def multiply(cohort, folder, count, source="tumor-01", cases=0):
    """Makes a cohort of many slides, all copies of one, perhaps in cases of equal size."""
    for part in ["records", "scores", "overlays"]:
        (folder / part).mkdir(parents=True)
    record = json.loads((cohort / f"records/{source}.json").read_text())
    for number in range(count):
        name = f"slide-{number:03}"
        record["slide"] = record["file"] = name
        if cases:
            record["columns"] = [{"name": "case_id", "text": f"case {number * cases // count:03}"}]
        (folder / f"records/{name}.json").write_text(json.dumps(record))
        os.link(cohort / f"scores/{source}.json", folder / f"scores/{name}.json")
        os.link(cohort / f"overlays/{source}.png", folder / f"overlays/{name}.png")
    return folder
