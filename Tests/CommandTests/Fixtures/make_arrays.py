"""Makes the small slide's features and scores in files of PyTorch, NumPy, slideflow, wsinfer and spreadsheets.

    pip install h5py numpy torch safetensors
    python make_arrays.py

Run make_layouts.py first. Deterministic, but for the names of the storages in before-1.6.pt, which are addresses.

layouts/clam/features/pt_files/small.pt   as CLAM writes it beside h5_files, https://github.com/mahmoodlab/CLAM/issues/112 and
                                          /309, https://github.com/mahmoodlab/TRIDENT/issues/75,
                                          https://github.com/szc19990412/TransMIL/issues/22
layouts/slideflow/                        https://github.com/slideflow/slideflow/issues/431: an index of the tiles' centres
arrays/features/                          all hold the features of small/contiguous-f4.h5
arrays/scores/                            all hold golden/small.json's scores: alone, or as class 1 of two or three
arrays/faults/                            what is refused
"""

import csv
import json
import zipfile
from pathlib import Path

import h5py
import numpy as np
import torch
from safetensors.torch import save_file

HERE = Path(__file__).parent
with h5py.File(HERE / "small" / "contiguous-f4.h5") as small:
    features, coords = small["features"][:], small["coords"][:]
scores = np.array(json.loads((HERE / "golden" / "small.json").read_text())["cls"], dtype="f4")
SIDE = 640
others = np.linspace(1, 0, len(scores), dtype="f4")


def folder(*names):
    path = HERE.joinpath(*names)
    path.mkdir(parents=True, exist_ok=True)
    return path


def tensors():
    matrix = torch.from_numpy(features)
    torch.save(matrix, folder("layouts", "clam", "features", "pt_files") / "small.pt")
    bags = folder("layouts", "slideflow")
    torch.save(matrix, bags / "small.pt")
    np.savez(bags / "small.index.npz", coords + SIDE // 2)
    (bags / "bags_config.json").write_text(json.dumps({"extractor": {"class": "uni"}, "tile_px": 224, "tile_um": 160}))

    out = folder("arrays", "features")
    torch.save(matrix, out / "tensor.pt")
    torch.save(matrix.half(), out / "half.pt")
    torch.save(matrix.bfloat16(), out / "bfloat16.pt")
    torch.save(matrix.double(), out / "double.pt")
    torch.save(matrix[None], out / "batch-of-one.pt")
    torch.save(matrix.t().contiguous().t(), out / "strided.pt")
    torch.save(matrix, out / "before-1.6.pt", _use_new_zipfile_serialization=False)
    torch.save({"features": matrix, "coords": torch.from_numpy(coords), "slide": "small"}, out / "with-coords.pt")
    save_file({"embeddings": matrix, "coords": torch.from_numpy(coords)}, out / "with-coords.safetensors")
    np.save(out / "array.npy", features)
    np.save(out / "fortran.npy", np.asfortranarray(features))
    np.save(out / "big-endian.npy", features.astype(">f4"))
    np.savez(out / "with-coords.npz", feats=features, coords=coords)
    np.savez_compressed(out / "deflated-with-coords.npz", feats=features, coords=coords)


def table(path, header, rows, delimiter=","):
    with open(path, "w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])


def exact(number):
    return repr(float(number))


def existing_scores():
    out = folder("arrays", "scores")
    np.save(out / "array.npy", scores)
    np.save(out / "row.npy", scores[None])
    np.save(out / "float16-column.npy", scores[:, None].astype("f2"))
    np.savez(out / "small_att.npz", scores)
    np.savez_compressed(out / "with-coords.npz", scores=scores, coords=coords)
    torch.save(torch.from_numpy(scores), out / "tensor.pt")
    three = np.stack([others, scores, 1 - scores])
    np.save(out / "three-rows.npy", three)
    np.save(out / "three-columns.npy", np.asfortranarray(three.T))
    for name, values in {"row": scores[None], "three-rows": three, "three-columns": three.T}.items():
        with h5py.File(out / f"{name}.h5", "w", libver="earliest") as file:
            file.create_dataset("attention_scores", data=values, track_times=False)
            file.create_dataset("coords", data=coords, track_times=False)
    # https://github.com/SBU-BMI/wsinfer writes model-outputs-csv/SLIDE.csv so.
    header = ["minx", "miny", "width", "height", "prob_Other", "prob_Tumor"]
    rows = [[x, y, SIDE, SIDE, exact(o), exact(s)] for (x, y), o, s in zip(coords, others, scores)]
    table(out / "wsinfer.csv", header, rows)
    table(out / "wsinfer-of-one-class.csv", header[:4] + header[5:], [row[:4] + row[5:] for row in rows])
    header = ["tile", "left", "top", "size", "my risk"]
    rows = [[i, x, y, SIDE, exact(s)] for i, ((x, y), s) in enumerate(zip(coords, scores))]
    table(out / "other-columns.csv", header, rows)
    table(out / "other-columns.tsv", header, rows, "\t")
    rows = [[f"{x},0", f"{y},0", SIDE, exact(s).replace(".", ",")] for (x, y), s in zip(coords, scores)]
    table(out / "european.csv", ["x", "y", "tile_size", "score"], rows, ";")
    # Excel's 'Unicode text', and the first line that tells Excel the delimiter.
    (out / "excel.txt").write_bytes((out / "european.csv").read_text().replace(";", "\t").replace(",", ".").encode("utf-16"))
    (out / "sep.csv").write_bytes(b"sep=;\r\n" + (out / "european.csv").read_bytes())


def faults():
    out = folder("arrays", "faults")
    np.save(out / "objects.npy", np.array([{}, 1], dtype=object))
    np.save(out / "words.npy", np.array(["a", "b"]))
    np.save(out / "nan.npy", np.where(np.arange(len(scores)) == 5, np.nan, scores))
    torch.save(torch.from_numpy(features).long(), out / "whole-numbers.pt")
    torch.save(torch.from_numpy(features[0]), out / "one-row.pt")
    np.savez(out / "two-matrices.npz", a=features, b=features)
    np.save(out / "other-tiles.npy", scores[:60])
    whole = (HERE / "arrays" / "scores" / "array.npy").read_bytes()
    (out / "cut.npy").write_bytes(whole[:-4])
    more = b"(9223372036854775807, 9), }"
    (out / "claims-more.npy").write_bytes(whole.replace(b"(64,), }".ljust(len(more)), more))
    # A record that says it unpacks to a gigabyte.
    with zipfile.ZipFile(out / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("arr_0.npy"), whole, zipfile.ZIP_DEFLATED)
    bytes_ = bytearray((out / "bomb.npz").read_bytes())
    place = bytes_.rindex(b"PK\x01\x02")
    bytes_[place + 24:place + 28] = (1 << 30).to_bytes(4, "little")
    (out / "bomb.npz").write_bytes(bytes_)
    table(out / "word.csv", ["x", "y", "score"], [[0, 0, 1], [640, 0, "high"]])
    table(out / "short-row.csv", ["x", "y", "score"], [[0, 0, 1], [640, 0]])
    table(out / "oblong.csv", ["x", "y", "width", "height", "score"], [[0, 0, 640, 320, 1], [640, 0, 640, 320, 2]])
    table(out / "no-tiles.csv", ["x", "y", "score"], [])
    (out / "quote.csv").write_text('x,y,score\n0,0,"1\n')


tensors()
existing_scores()
faults()
