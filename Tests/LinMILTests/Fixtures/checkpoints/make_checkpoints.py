"""Makes the checkpoints that test the readers: python make_checkpoints.py (needs torch, numpy, safetensors, lin_mil).

valid/    files as torch.save and safetensors write them; expected.json has each tensor's float32 bits, from torch, and
          fingerprints.json the SHA-256 of each file
models/   one Lin-MIL model in many places and forms, by make_models.py
refused/  one folder for each fault: `checkpoint`, and in `message` a part of the expected error

With torch 2.15, safetensors 0.8 and numpy 2.4, the files are the same in every run, byte for byte, except for
refused/torchscript, because PyTorch writes memory addresses into it.
"""

import hashlib
import io
import json
import shutil
import struct
import tarfile
import zipfile
from argparse import Namespace
from collections import OrderedDict
from pathlib import Path

import numpy
import make_models
import torch
from safetensors.torch import save as save_safetensors

HERE = Path(__file__).parent
FLOATS = [torch.float32, torch.float16, torch.bfloat16, torch.float64]
expected = {}
fingerprints = {}


def main():
    for folder in ("valid", "refused", "models"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    (HERE / "valid").mkdir()
    make_valid()
    make_refused_archives()
    make_refused_zips()
    make_refused_pickles()
    make_refused_safetensors()
    make_refused_others()
    make_models.make()
    for name, values in (("expected", expected), ("fingerprints", fingerprints)):
        (HERE / "valid" / f"{name}.json").write_text(json.dumps(values, separators=(",", ":"), sort_keys=True) + "\n")


# --- valid files ---------------------------------------------------------------------------------------------------


def weights(dtype=torch.float32):
    """A state dict with a matrix, a vector, a scalar, an empty tensor and special numbers such as NaN."""
    torch.manual_seed(1)
    unusual = torch.tensor([0.0, -0.0, float("inf"), -float("inf"), float("nan"), 6e-8, -3.1e-5, 65504.0, 1 / 3, 1e-40, 1e38])
    state = OrderedDict(
        [
            ("projection.weight", torch.randn(3, 4)),
            ("projection.bias", torch.randn(3)),
            ("cls_token", torch.randn(1, 1, 3)),
            ("scale", torch.tensor(0.125)),
            ("empty", torch.zeros(0, 3)),
            ("unusual", unusual),
        ]
    )
    return OrderedDict((name, tensor.to(dtype)) for name, tensor in state.items())


def prefixed(state, prefix):
    return OrderedDict((prefix + name, tensor) for name, tensor in state.items())


def torch_bytes(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def valid(name, contents, state):
    (HERE / "valid" / name).write_bytes(contents)
    fingerprints[name] = "sha256:" + hashlib.sha256(contents).hexdigest()
    expected[name] = {
        key: {
            "type": str(tensor.dtype).removeprefix("torch."),
            "shape": list(tensor.shape),
            "bits": tensor.detach().float().contiguous().numpy().view(numpy.uint32).flatten().tolist(),
        }
        for key, tensor in state.items()
    }


def make_valid():
    for dtype in FLOATS:
        name = str(dtype).removeprefix("torch.")
        valid(f"{name}.pt", torch_bytes(weights(dtype)), weights(dtype))
        valid(f"{name}.safetensors", save_safetensors(weights(dtype), {"activation": "GELU"}), weights(dtype))

    state = weights()
    for protocol in (3, 4, 5):
        valid(f"protocol-{protocol}.pt", torch_bytes(state, pickle_protocol=protocol), state)
    valid("plain-dict.pt", torch_bytes(dict(state)), state)

    model = torch.nn.Linear(4, 3)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 4)).sum().backward()
    optimizer.step()
    extras = {"epoch": 7, "optimizer": optimizer.state_dict(), "best_auc": numpy.float64(0.9), "rng": torch.get_rng_state()[:8]}
    for key in ("state_dict", "model", "model_state_dict"):
        valid(f"wrapped-{key}.pt", torch_bytes({**extras, key: state}), state)
    valid("wrapped-twice.pt", torch_bytes({"model": {"state_dict": state}}), state)
    valid("module-without-weights.pt", torch_bytes({"model": {"width": 3}, "state_dict": state}), state)
    valid("prefix-module.pt", torch_bytes(prefixed(state, "module.")), state)
    valid("prefix-module-model.pt", torch_bytes({"state_dict": prefixed(state, "module.model.")}), state)
    valid("prefix-model.safetensors", save_safetensors(prefixed(state, "model.")), state)
    valid(
        "lightning.pt",
        torch_bytes(
            {
                "epoch": 3,
                "global_step": 1 << 40,
                "pytorch-lightning_version": "2.4.0",
                "state_dict": prefixed(state, "model."),
                "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 4}}}},
                "callbacks": {"EarlyStopping{'monitor': 'val_loss'}": {"best_score": torch.tensor(0.5), "stopped": None}},
                "optimizer_states": [optimizer.state_dict()],
                "lr_schedulers": [],
                "hparams_name": "kwargs",
                "hyper_parameters": {
                    "lr": 1e-4, "heads": [1, 2], "path": Path("/data"), "options": Namespace(depth=4),
                    "tags": {"a"}, "size": torch.Size([2]), "device": torch.device("cpu"), "big": 1 << 80,
                    "classes": numpy.arange(2), "dtype": torch.float16, "flag": True, "raw": b"\x00\x01",
                },
            }
        ),
        state,
    )

    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    views = {
        "whole": base,
        "transposed": base.T,
        "columns": base[:, 1::2],
        "row": base[2],
        "swapped": base.reshape(2, 3, 4).permute(2, 0, 1),
        "expanded": torch.tensor([1.5, 2.5]).expand(3, 2),
        "half": base.half().T[1:3],
        "single": torch.as_strided(base, (1, 2, 1), (1 << 40, 6, 1 << 50), 3),
        "nothing": base[2:2, 1:],
        "parameter": torch.nn.Parameter(base[1]),
    }
    valid("views.pt", torch_bytes(views), views)

    integers = {
        "bn.weight": torch.ones(2),
        "bn.num_batches_tracked": torch.tensor(123456789),
        **{str(t): torch.tensor([0, 1, 100]).to(t) for t in (torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)},
        "negative": torch.tensor([-1, -(1 << 40)]),
        "unsigned": torch.tensor([1, 65535]).to(torch.uint16),
    }
    valid("integers.pt", torch_bytes(integers), integers)
    valid("integers.safetensors", save_safetensors(integers), integers)

    state_and_function = archive(pickled(("x", b"cbuiltins\neval\n"), ("w", tensor())), [numpy.arange(4, dtype="f4").tobytes()])
    valid("function-beside.pt", state_and_function, {"w": torch.arange(4, dtype=torch.float32)})
    order = archive(pickled(("w", tensor(shape=(2, 2), strides=(1, 2)))), [numpy.arange(4, dtype=">f4").tobytes()], b"big")
    valid("big-endian.pt", order, {"w": torch.arange(4, dtype=torch.float32).reshape(2, 2).T})
    for name in ("views", "integers"):
        valid(f"legacy-{name}.pt", make_models.legacy(locals()[name]), locals()[name])

    # The directory's size fields are at their maximum; the zip64 extra has the sizes, as in archives over 4 GiB.
    wide = zipfile.ZipInfo("a/data/0")
    wide.extra = struct.pack("<HHQQ", 1, 16, 16, 16)
    contents = bytearray(zip_bytes([("a/data.pkl", pickled(("w", tensor()))), ("a/version", b"3\n"), (wide, numpy.arange(4, dtype="f4").tobytes())]))
    struct.pack_into("<II", contents, contents.rindex(b"PK\x01\x02") + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    valid("zip64.pt", bytes(contents), {"w": torch.arange(4, dtype=torch.float32)})


# --- refused files -------------------------------------------------------------------------------------------------


def refused(fault, contents, message):
    folder = HERE / "refused" / fault
    folder.mkdir(parents=True)
    (folder / "checkpoint").write_bytes(contents)
    (folder / "message").write_text(message + "\n")


def zip_bytes(records, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, contents in records:
            entry = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            archive.writestr(entry, contents, compression)
    return buffer.getvalue()


def archive(pickle, storages=(bytes(16),), byteorder=b"little"):
    records = [("a/data.pkl", pickle), ("a/byteorder", byteorder), ("a/version", b"3\n")]
    return zip_bytes(records + [(f"a/data/{index}", contents) for index, contents in enumerate(storages)])


def text(value):
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def integer(value):
    size = value.to_bytes(10, "little", signed=True)
    return b"\x8a\x0a" + size if abs(value) >= 1 << 63 else b"\x8a\x08" + size[:8]


def numbers(values):
    return b"(" + b"".join(map(integer, values)) + b"t"


def tensor(shape=(4,), strides=(1,), offset=0, count=4, key="0", storage=b"ctorch\nFloatStorage\n"):
    """The pickle of one float32 tensor, by default all four elements of storage 0."""
    identity = b"(" + text("storage") + storage + text(key) + text("cpu") + integer(count) + b"tQ"
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n(" + identity + integer(offset) + numbers(shape) + numbers(strides)
        + b"\x89ccollections\nOrderedDict\n)RtR"
    )


def pickled(*entries):
    return b"\x80\x02}(" + b"".join(text(name) + value for name, value in entries) + b"u."


class OwnModel(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(2, 2)


def quantised():
    state = make_models.network(0).state_dict()
    state["projection.weight"] = torch.quantize_per_tensor(state["projection.weight"], 0.1, 0, torch.qint8)
    return prefixed(state, "model.")


def make_refused_archives():
    save = "torch.save(model.state_dict(), 'model.pt')"
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), buffer)
    refused("torchscript", buffer.getvalue(), "torch.save(torch.jit.load('script.pt'")
    refused("whole-module", torch_bytes(torch.nn.Linear(2, 2)), "holds a whole module, expected its weights (nothing was executed); where its class can be imported, run model = torch.load('whole.pt', map_location='cpu', weights_only=False) and torch.save(model.state_dict(), 'model.pt')")
    refused("whole-own-module", torch_bytes(OwnModel()), "holds a whole module")
    refused("whole-module-in-dict", torch_bytes({"epoch": 3, "ema": [OwnModel()]}), "weights_only=False)['ema'][0] and torch.save")
    refused("whole-module-legacy", make_models.legacy(OwnModel()), "holds a whole module")
    refused("whole-module-compiled", torch_bytes({"model": torch.nn.DataParallel(OwnModel())}), "weights_only=False)['model'] and")
    refused("sparse-tensor", torch_bytes({"w": torch.eye(2).to_sparse()}), "tensor 'w' is a sparse tensor, expected plain numbers")
    refused("complex-tensor", torch_bytes({"w": torch.ones(2, dtype=torch.cfloat)}), "tensor 'w' has elements of type 'complex64', expected one of float64")
    refused("quantised-projection", torch_bytes(quantised()), "tensor 'model.projection.weight' is a quantised tensor")
    refused("single-tensor", torch_bytes(torch.ones(2)), f"holds a single tensor, expected tensors by name; save the weights alone with {save}")
    refused("list-of-tensors", torch_bytes([torch.ones(2)]), "holds a list")
    refused("no-tensors", torch_bytes({"epoch": 1, "lr": 0.1}), "holds no tensors but 'epoch', 'lr'")
    refused("empty-dict", torch_bytes({}), "holds an empty dict")
    refused("two-state-dicts", torch_bytes({"model": weights(), "state_dict": weights()}), "under 'model' and 'state_dict'")
    state = make_models.network(0).state_dict()
    refused("two-models", torch_bytes({"net": state, "best": {"ema": make_models.network(1).state_dict()}}), "holds Lin-MIL models under 'net' and 'best.ema', expected one; choose one by its prefix")
    refused("two-models-safetensors", save_safetensors({**prefixed(state, "a."), **prefixed(make_models.network(1).state_dict(), "module.b.")}), "under 'a' and 'module.b'")
    refused("a-tensor-twice", torch_bytes({**state, "projection.module.weight": torch.ones(4, 3)}), "tensor 'projection.weight' is there twice, once in a wrapper")
    refused("byte-order-unknown", archive(pickled(("w", tensor())), byteorder=b"middle"), "its byte order is 'middle'")
    deep_speed = {"optimizer_state_dict": {"zero_stage": 2, "base_optimizer_state": {"step": torch.ones(3)}}, "ds_version": "0.14"}
    refused("deepspeed-optimizer", torch_bytes(deep_speed), "is a part of a DeepSpeed checkpoint, which spreads the weights over files, expected a state dict in one file; convert the folder with")
    stage_3 = {"module": {name: torch.zeros(0) for name in state}, "ds_config": {}, "ds_version": "0.14"}
    refused("deepspeed-stage-3", torch_bytes(stage_3), "is a part of a DeepSpeed checkpoint")


def make_refused_zips():
    good = archive(pickled(("w", tensor())))
    records = [("a/data.pkl", pickled(("w", tensor()))), ("a/data/0", bytes(16))]
    refused("zip-compressed", zip_bytes(records, zipfile.ZIP_DEFLATED), "record 'a/data.pkl' is compressed")
    directory = good.index(b"PK\x01\x02")
    end = good.index(b"PK\x05\x06")
    last = good.rindex(b"PK\x01\x02")

    def patched(position, layout, *values):
        contents = bytearray(good)
        struct.pack_into(layout, contents, position, *values)
        return bytes(contents)

    refused("zip-encrypted", patched(directory + 8, "<H", 1), "is encrypted")
    refused("zip-record-past-end", patched(last + 20, "<II", 1 << 30, 1 << 30), "no record 'a/data/0' of 1073741824 bytes")
    refused("zip-record-in-directory", patched(last + 42, "<I", directory), "no record 'a/data/0'")
    refused("zip-records-overlap", patched(directory + 20, "<II", len(records[0][1]) + 9, len(records[0][1]) + 9), "records overlap")
    refused("zip-sizes-differ", patched(last + 20, "<I", 1), "equal sizes for a stored record")
    refused("zip-record-larger-than-storage", patched(last + 20, "<II", 12, 12), "storage '0' has 12 bytes, expected 4 elements of float32")
    refused("zip-wide-size-missing", patched(last + 20, "<II", 0xFFFFFFFF, 0xFFFFFFFF), "claims 4294967295 bytes")
    refused("zip-name-unlike-header", patched(directory + 46, "<B", 98), "no record 'b/data.pkl'")
    refused("zip-name-past-directory", patched(last + 28, "<H", 0xFFFF), "directory breaks off")
    refused("zip-directory-past-end", patched(end + 12, "<II", 1 << 20, 0), "directory claims 1048576 bytes")
    refused("zip-directory-size-cut", patched(end + 12, "<I", 60), "directory breaks off")
    refused("zip-directory-empty", patched(end + 12, "<I", 0), "without PyTorch's data.pkl")
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, (1 << 64) - 8, 1)
    refused("zip64-end-past-end", good[:end] + locator + good[end:], "zip64 end record is missing")
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 62, 1 << 62, 1 << 62, 1 << 62)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    refused("zip64-sizes-overflow", good[:end] + wide + locator + good[end:], "directory claims 4611686018427387904 bytes")
    refused("zip-two-equal-names", zip_bytes(records[:1] * 2), "two records 'a/data.pkl'")
    refused("zip-without-pickle", zip_bytes([("weights.npy", b"x")]), "a zip archive without PyTorch's data.pkl")
    refused("zip-two-pickles", zip_bytes([("a/data.pkl", b"."), ("b/data.pkl", b".")]), "without PyTorch's data.pkl")


def make_refused_pickles():
    malicious = b"\x80\x02cos\nsystem\n" + text("touch executed") + b"\x85R."
    refused("pickle-os-system", archive(malicious), "holds an object of 'os.system' (nothing was executed), expected tensors by name")
    stack_global = b"\x80\x04" + b"\x8c\x05posix" + b"\x8c\x06system" + b"\x93."
    refused("pickle-stack-global", archive(stack_global), "holds the class or function 'posix.system' (nothing was executed)")
    refused("pickle-control-characters", archive(b"\x80\x02c\x1b[31mred\n\x07bell\n."), r"function '\u{1b}[31mred.\u{7}bell'")
    refused("pickle-instance-opcode", archive(b"\x80\x02(ios\nsystem\n."), "holds an object of 'os.system' (nothing was executed)")
    refused("pickle-extension-opcode", archive(b"\x80\x02\x82\x01."), "holds an object, expected tensors by name")
    refused("pickle-unknown-opcode", archive(b"\x80\x02\xff."), "opcode 0xff at offset 2")
    refused("pickle-calls-storage-class", archive(b"\x80\x02ctorch\nFloatStorage\n)R."), "holds an object of 'torch.FloatStorage'")
    refused("pickle-empty", archive(b""), "makes no sense at byte 0")
    refused("pickle-without-stop", archive(b"\x80\x02}"), "makes no sense")
    refused("pickle-pops-empty-stack", archive(b"\x80\x02."), "makes no sense")
    refused("pickle-pops-below-mark", archive(b"\x80\x02K\x01(\x85."), "makes no sense")
    refused("pickle-tuple-without-mark", archive(b"\x80\x02t."), "makes no sense")
    refused("pickle-memo-unset", archive(b"\x80\x02h\x05."), "makes no sense")
    refused("pickle-text-past-end", archive(b"\x80\x02X\xff\xff\xff\x7f."), "makes no sense")
    refused("pickle-text-of-2-to-64", archive(b"\x80\x05\x8d" + b"\xff" * 8 + b"."), "makes no sense")
    refused("pickle-odd-items", archive(b"\x80\x02}(K\x01u."), "makes no sense")
    refused("pickle-items-of-number", archive(b"\x80\x02K\x01K\x02K\x03s."), "makes no sense")
    doubling = b"\x80\x02)q\x00" + b"h\x00h\x00\x86q\x00" * 200 + b"h\x00."
    refused("pickle-tuple-doubling", archive(doubling), "holds a tuple")
    refused("pickle-circular-wrapper", archive(b"\x80\x02}q\x00" + text("model") + b"h\x00s."), "holds no tensors but 'model'")

    def bad_tensor(fault, message, **changes):
        refused("tensor-" + fault, archive(pickled(("w", tensor(**changes)))), message)

    outside = "expected a view inside its storage of 16 bytes"
    bad_tensor("longer-than-storage", outside, shape=(5,))
    bad_tensor("stride-past-end", outside, shape=(2, 2), strides=(3, 1))
    bad_tensor("stride-overflows", outside, shape=(3,), strides=((1 << 63) - 1,))
    bad_tensor("negative-stride", outside, strides=(-1,), offset=3)
    bad_tensor("negative-offset", outside, offset=-1)
    bad_tensor("offset-past-end", outside, offset=1)
    bad_tensor("offset-overflows", outside, offset=(1 << 63) - 1)
    bad_tensor("negative-size", outside, shape=(-4,))
    bad_tensor("sizes-overflow", outside, shape=(1 << 32, 1 << 32), strides=(0, 0))
    bad_tensor("size-beyond-64-bits", "makes no sense", shape=(1 << 70,))
    bad_tensor("fewer-strides", outside, shape=(2, 2), strides=(1,))
    bad_tensor("too-many-dimensions", "makes no sense", shape=(1,) * 65, strides=(1,) * 65)
    bad_tensor("repeats-one-element", "repeats its few stored elements", shape=(1 << 30, 1 << 30), strides=(0, 0))
    bad_tensor("storage-missing", "storage '7', which the file lacks", key="7")
    bad_tensor("storage-smaller-than-said", "storage '0' has 16 bytes, expected 5 elements of float32", count=5)
    bad_tensor("storage-count-overflows", "storage '0' has 16 bytes", count=(1 << 63) - 1)
    bad_tensor("storage-count-negative", "makes no sense", count=-4)
    bad_tensor("storage-outside-folder", "storage '../data.pkl'", key="../data.pkl")
    bad_tensor("storage-name-endless", "makes no sense", key="0" * 1025)
    bad_tensor("untyped-storage", "makes no sense", storage=b"ctorch.storage\nUntypedStorage\n")
    repeats = [(f"w{index}", tensor(shape=(32, 16), strides=(0, 0))) for index in range(16)]
    refused("tensors-repeat-in-all", archive(pickled(*repeats)), "repeats its few stored elements")


def make_refused_safetensors():
    def with_header(fault, header, message, data=bytes(16)):
        header = header if isinstance(header, bytes) else json.dumps(header).encode()
        refused("safetensors-" + fault, struct.pack("<Q", len(header)) + header + data, message)

    def entry(dtype="F32", shape=(4,), offsets=(0, 16)):
        return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}

    good = json.dumps({"w": entry()}).encode()
    undecodable = "header cannot be decoded"
    refused("safetensors-header-past-end", struct.pack("<Q", len(good) + 17) + good + bytes(16), "header claims")
    refused("safetensors-header-of-2-to-64", b"\xff" * 8 + good + bytes(16), "header claims 18446744073709551615 bytes")
    refused("safetensors-header-of-2-to-63", struct.pack("<Q", 1 << 63) + good, "header claims 9223372036854775808 bytes")
    refused("safetensors-header-empty", bytes(8) + good, undecodable)
    with_header("header-not-json", b"{nonsense", undecodable)
    with_header("header-not-utf8", b'{"\xff":' + json.dumps(entry()).encode() + b"}", undecodable)
    with_header("header-array", b'{"w":[1]}', undecodable)
    with_header("nested-json", b'{"w":' + b"[" * 2000 + b"]" * 2000 + b"}", undecodable)
    with_header("nested-objects", b'{"w":' * 1000 + b"1" + b"}" * 1000, undecodable)
    with_header("metadata-not-text", {"__metadata__": {"a": 1}, "w": entry()}, undecodable)
    with_header("no-tensors", {}, "holds no tensors", b"")
    with_header("no-dtype", {"w": {"shape": [4], "data_offsets": [0, 16]}}, undecodable)
    with_header("dtype-unknown", {"w": entry("F8_E4M3", (16,))}, "tensor 'w' has elements of type 'F8_E4M3'")
    with_header("shape-fraction", {"w": entry(shape=(1.5,))}, undecodable)
    with_header("shape-beyond-64-bits", {"w": entry(shape=(1 << 64,))}, undecodable)
    with_header("shape-negative", {"w": entry(shape=(-4,))}, "has shape [-4]")
    with_header("shape-overflows", {"w": entry(shape=(1 << 32, 1 << 32))}, "has shape [4294967296, 4294967296]")
    with_header("bytes-overflow", {"w": entry(shape=(1 << 62,))}, "has shape [4611686018427387904]")
    with_header("too-many-dimensions", {"w": entry(shape=(1,) * 65)}, "has 65 dimensions")
    with_header("shape-unlike-bytes", {"w": entry(shape=(3,))}, "expected 12 bytes for shape [3] of F32")
    with_header("three-offsets", {"w": entry(offsets=(0, 8, 16))}, "3 data_offsets")
    with_header("offset-past-end", {"w": entry(shape=(8,), offsets=(0, 32))}, "lies at bytes [0, 32] of 16")
    with_header("offset-negative", {"w": entry(offsets=(-16, 0))}, "expected it to begin at byte 0")
    with_header("offsets-reversed", {"w": entry(offsets=(16, 0))}, "expected it to begin at byte 0")
    with_header("overlap", {"a": entry(shape=(3,), offsets=(0, 12)), "b": entry(shape=(2,), offsets=(8, 16))}, "tensor 'b' lies at bytes [8, 16], expected it to begin at byte 12")
    with_header("same-bytes-twice", {"a": entry(), "b": entry()}, "expected it to begin at byte 16")
    with_header("gap", {"a": entry(shape=(1,), offsets=(0, 4)), "b": entry(shape=(2,), offsets=(8, 16))}, "expected it to begin at byte 4")
    with_header("bytes-left-over", {"a": entry(shape=(3,), offsets=(0, 12))}, "its tensors end at byte 12 of 16")
    one, two = (json.dumps(entry(shape=(2,), offsets=o)) for o in ((0, 8), (8, 16)))
    with_header("equal-names", f'{{"a":{one},"a":{two}}}'.encode(), "expected")
    with_header("equal-names-in-unicode", f'{{"\u00e9":{one},"e\u0301":{two}}}'.encode(), "expected")
    with_header("control-characters", {"\x1b[2J\n": entry("F99")}, r"tensor '\u{1b}[2J\u{a}' has elements")


def make_refused_others():
    old = make_models.legacy({"w": torch.ones(4)})
    refused("legacy-cut", old[:-1], "storage '10000000000000' lies at byte")
    refused("legacy-storage-larger-than-said", old[:-24] + struct.pack("<q", 5) + bytes(20), "storage '10000000000000' has 20 bytes, expected 4 elements")
    refused("legacy-storage-of-2-to-63", old[:-24] + struct.pack("<q", (1 << 63) - 1) + bytes(16), "and is cut")
    refused("legacy-version", old.replace(b"M\xe9\x03.", b"M\xea\x03.", 1), "expected version 1001")
    refused("legacy-keys-missing", old[: old.rindex(b"\x80\x02]")] + b"\x80\x02N.", "it has no list of its storages")
    refused("legacy-key-unknown", old.replace(b"10000000000000", b"10000000000001", 1), "one that no tensor lies in")
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive_of_files:
        for name in ("sys_info", "pickle", "tensors", "storages"):
            archive_of_files.addfile(tarfile.TarInfo(name))
    refused("tar-format", tar.getvalue(), "is in PyTorch's tar format from before version 0.1.10, expected a state dict in one file; convert it with torch.save(torch.load(")
    def index(*files, ending):
        shards = {f"t{number}": f"model-{number}-of-{len(files)}{ending}" for number in files}
        return json.dumps({"metadata": {"total_size": 8}, "weight_map": shards}).encode()
    refused("sharded-index", index(1, 2, ending=".safetensors"), "is an index that lists 2 files of weights, expected a state dict in one file; join the files into one: w = {}; for f in ['model-1-of-2.safetensors', 'model-2-of-2.safetensors']: w.update(safetensors.torch.load_file(f)); torch.save(w, 'model.pt')")
    refused("sharded-index-pytorch", index(1, 2, 3, 4, ending=".bin"), "'model-3-of-4.bin', ...]: w.update(torch.load(f, map_location='cpu', weights_only=True))")
    refused("sharded-index-of-one", index(1, ending=".safetensors"), "give 'model-1-of-1.safetensors' itself, which has the weights")
    metadata = b"\x80\x04\x95" + bytes(8) + b"\x8c\x28torch.distributed.checkpoint.metadata\x94"
    refused("distributed-metadata", metadata, "is a part of a torch.distributed.checkpoint, expected a state dict in one file; convert the folder with torch.distributed.checkpoint")
    refused("empty-file", b"", "is empty, expected a .safetensors file or a PyTorch .pt archive")
    refused("bare-pickle", b"\x80\x04}.", "is a bare Python pickle")
    refused("hdf5-file", b"\x89HDF\r\n\x1a\n" + bytes(64), "is an HDF5 file")
    refused("git-lfs-pointer", b"version https://git-lfs.github.com/spec/v1\n", "run git lfs pull")
    refused("text-file", b"not a checkpoint\n", "is a file of unknown format")


if __name__ == "__main__":
    main()
