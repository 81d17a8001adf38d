"""Makes models/: one small Lin-MIL model in every place and form in which people keep theirs. make_checkpoints.py runs it
(needs torch, numpy, safetensors, lin_mil).

models.json has the features of a slide, and for each file the logits that torch computes with the tensors that are to be
found, a part of what is to be said of the other tensors, and the prefix that chooses the model where there are several.

Where such files come from:
  https://github.com/Lightning-AI/pytorch-lightning/issues/2617  a loss's weights beside the model
  https://github.com/Lightning-AI/torchmetrics/issues/1010       a metric's counts
  https://github.com/Lightning-AI/pytorch-lightning/pull/20545   AveragedModel: module.* and n_averaged
  https://github.com/mahmoodlab/CLAM/issues/54                   instance_loss_fn.labels, .module inside of names
  https://github.com/pytorch/pytorch/issues/117399               _checkpoint_wrapped_module inside of names
  https://github.com/pytorch/torchtitan/issues/2622              _orig_mod inside of names
  https://github.com/mingcv/DSRNet/issues/12                     the state dict under 'weight'
  https://github.com/Haichao-Zhang/FeatureScatter/issues/6       the state dict under 'net'
  https://github.com/Lightning-AI/pytorch-lightning/pull/12068   a module in hyper_parameters
  https://github.com/awslabs/gluonts/pull/3269                   a functools.partial there
"""

import collections
import datetime
import decimal
import enum
import functools
import io
import json
import pathlib
import pickle
import re
import struct
import uuid
import warnings
import zipfile
from argparse import Namespace
from collections import OrderedDict
from unittest import mock

import numpy
import torch

warnings.filterwarnings("ignore")
from lin_mil import Config, Lin_MIL
from safetensors.torch import save as save_safetensors

HERE = pathlib.Path(__file__).parent
FEATURES = [[((7 * tile + 3 * column) % 11) / 5 - 1 for column in range(3)] for tile in range(9)]
expected = {}


class Mode(enum.Enum):
    TRAIN = 1


class Settings:
    """An object that pickle makes with keyword arguments, and fills by its state."""

    def __init__(self, width=0):
        self.width, self.inner = width, {"depth": [1, 2]}

    def __getnewargs_ex__(self):
        return (), {"width": 1}

    def __new__(cls, width=0):
        return super().__new__(cls)


class Attributes(dict):
    """A dict of a class of its own, as Lightning's AttributeDict is."""


class Reduced:
    """An object that pickle makes by any function, and fills as a list and a dict."""

    def __reduce__(self):
        return (print, ("executed",), {"a": 1}, iter([1, 2]), iter({"k": torch.ones(1)}.items()))


def make():
    (HERE / "models").mkdir()
    state = network(0).state_dict()
    make_wrapped(state)
    make_neighbours(state)
    make_inner_wrappers(state)
    make_inert(state)
    make_unusual_tensors(state)
    make_old(state)
    make_several(state, network(1).state_dict())
    text = {"features": FEATURES, "files": expected}
    (HERE / "models" / "models.json").write_text(json.dumps(text, separators=(",", ":"), sort_keys=True) + "\n")


def network(seed):
    torch.manual_seed(seed)
    model = Lin_MIL(num_classes=2, input_dim=3, config=Config(latent_dim=4, transformer_depth=1), heads=2).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return model


def logits(state):
    """What torch computes with a state dict."""
    model = network(2)
    model.load_state_dict(state)
    with torch.no_grad():
        output = model(torch.tensor([FEATURES]))
    return (output[0] if isinstance(output, tuple) else output).flatten().tolist()


def model(name, contents, state, aside=None, prefix=None):
    """Writes a file, and what is to be read from it."""
    contents = contents if isinstance(contents, bytes) else saved(contents)
    (HERE / "models" / name).write_bytes(contents)
    expected[name] = {"logits": logits(state), "aside": aside, "prefix": prefix}


def saved(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def prefixed(state, prefix, extra=()):
    return OrderedDict([(prefix + name, tensor) for name, tensor in state.items()] + list(extra))


# --- where a model lies --------------------------------------------------------------------------------------------


def make_wrapped(state):
    model("plain.pt", state, state)
    model("plain.safetensors", save_safetensors(state), state)
    for key in ("net", "weight", "model_state", "module", "network", "params", "ema", "my own key"):
        model(f"wrapped-{key.replace(' ', '-')}.pt", {key: state, "epoch": 3}, state)
    model("wrapped-deep.pt", {"a": {"b": {"c": {"d": state, "lr": 0.1}}}, "b": {"x": None}}, state)
    model("wrapped-number.pt", {0: state, 1: "best"}, state)
    model("wrapped-list.pt", [3, state, {"lr": 0.1}], state)
    model("wrapped-tuple.pt", (state, None), state)
    model("wrapped-own-dict.pt", Attributes(model=Attributes(state)), state)
    model("wrapped-defaultdict.pt", collections.defaultdict(dict, net=dict(state)), state)
    model("wrapped-module-module.pt", {"module": prefixed(state, "module.")}, state)
    parameters = OrderedDict((name, torch.nn.Parameter(tensor)) for name, tensor in state.items())
    model("parameters.pt", {"net": parameters}, state)


def make_neighbours(state):
    def lightning(*extra):
        return {"epoch": 9, "pytorch-lightning_version": "2.4.0", "state_dict": prefixed(state, "model.", extra)}

    model("beside-pos-weight.ckpt", lightning(("criterion.pos_weight", torch.tensor(3.2))), state, "1 tensor beside the model was left aside ('criterion.pos_weight')")
    model("beside-class-weights.ckpt", lightning(("criterion.weight", torch.tensor([0.3, 0.7]))), state, "('criterion.weight')")
    model("beside-metric.ckpt", lightning(("val_cm.confmat", torch.zeros(2, 2, dtype=torch.long))), state, "('val_cm.confmat')")
    model("beside-metric-in-model.ckpt", lightning(("model.train_acc.tp", torch.zeros(2)), ("model.loss_fn.weight", torch.zeros(2))), state, "2 tensors beside the model were left aside ('model.loss_fn.weight', 'model.train_acc.tp')")
    model("beside-encoder.pt", prefixed(state, "mil.", [("encoder.proj.weight", torch.zeros(4, 3, 2, 2))]), state, "('encoder.proj.weight')")
    projection = [("encoder.projection.weight", torch.zeros(4, 3)), ("encoder.norm.weight", torch.zeros(4))]
    model("beside-encoder-with-projection.pt", prefixed(state, "mil.", projection), state, "2 tensors")
    model("beside-encoder.safetensors", save_safetensors(prefixed(state, "mil.", projection)), state, "2 tensors")
    model("averaged.pt", prefixed(state, "module.", [("n_averaged", torch.tensor(7))]), state, "('n_averaged')")
    model("averaged-without-module.pt", prefixed(state, "", [("n_averaged", torch.tensor(7))]), state, "('n_averaged')")
    model("beside-instance-loss.pt", prefixed(state, "", [("instance_loss_fn.labels", torch.zeros(2, dtype=torch.long))]), state, "('instance_loss_fn.labels')")
    optimizer = {"state": {0: {"step": torch.tensor(3.0), "exp_avg": torch.zeros(4)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}
    model("beside-optimizer.pt", {"net": state, "optimizer": optimizer, "rng": torch.zeros(4, dtype=torch.uint8)}, state, "3 tensors beside the model were left aside ('rng', 'optimizer')")
    model("beside-broken-model.pt", {"net": state, "old": {k: v for k, v in state.items() if "mlp_head" not in k}}, state, "('old')")
    # FSDP's optimizer states have the model's names for keys.
    named = {"state": {name: {"exp_avg": tensor, "exp_avg_sq": tensor} for name, tensor in state.items()}}
    model("beside-named-optimizer.pt", {"model": state, "optim": named}, state, "('optim')")


def make_inner_wrappers(state):
    for word in ("module", "_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module"):
        inner = OrderedDict((name.replace("transformer.0.", f"transformer.0.{word}."), tensor) for name, tensor in state.items())
        model(f"inner-{word.strip('_')}.pt", inner, state)
    def wrapped(name):
        name = name.replace("transformer.0.", "transformer.0._checkpoint_wrapped_module._orig_mod.")
        return "_orig_mod.module." + name.replace("projection.", "projection.module.").replace("mlp_head.1.", "mlp_head.1._fsdp_wrapped_module.")
    everywhere = OrderedDict((wrapped(name), tensor) for name, tensor in state.items())
    model("inner-everywhere.pt", {"state_dict": everywhere}, state)
    model("inner-everywhere.safetensors", save_safetensors(everywhere), state)
    model("inner-beside-loss.pt", OrderedDict([*everywhere.items(), ("criterion.weight", torch.ones(2))]), state, "('criterion.weight')")


# --- what lies beside it and is no tensor ---------------------------------------------------------------------------


def hyper_parameters():
    return {
        "module": network(1), "loss": torch.nn.CrossEntropyLoss(torch.ones(2)), "optimizer": torch.optim.AdamW,
        "partial": functools.partial(torch.optim.AdamW, lr=1e-3), "options": Namespace(depth=4, list=[1]),
        "numpy": [numpy.float64(0.5), numpy.arange(3), numpy.dtype("f4"), numpy.bool_(True)], "mode": Mode.TRAIN,
        "path": pathlib.PurePosixPath("/data"), "now": datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc),
        "price": decimal.Decimal("1.5"), "identifier": uuid.UUID(int=5), "pattern": re.compile("a+"), "settings": Settings(3),
        "attributes": Attributes(a=1), "deque": collections.deque([1, 2]), "counter": collections.Counter("aab"),
        "slice": slice(1, 2), "range": range(3), "complex": 1j, "set": {1}, "frozen": frozenset([2]), "bytes": b"a\n\xff",
        "bytearray": bytearray(b"b"), "big": 1 << 90, "negative": -(1 << 40), "reduced": Reduced(), "function": json.dumps,
        "device": torch.device("cpu"), "dtype": torch.bfloat16, "size": torch.Size([2]), "none": None, "nested": ((),) * 3,
    }


def make_inert(state):
    for protocol in (1, 2, 3, 4, 5):
        value = {"hyper_parameters": hyper_parameters(), "state_dict": prefixed(state, "model.")}
        model(f"hyper-parameters-protocol-{protocol}.ckpt", saved(value, pickle_protocol=protocol), state, "('hyper_parameters')")
    for name, code in {
        "reduce": b"cos\nsystem\n(X\x0e\x00\x00\x00touch executedtR", "instance": b"(X\x0e\x00\x00\x00touch executedios\nsystem\n",
        "object": b"(cos\nsystem\nX\x0e\x00\x00\x00touch executedo", "extension": b"\x82\x07",
        "newobj-ex": b"cos\nsystem\n)}\x92", "persistent-text": b"Psomething\n", "persistent": b"X\x03\x00\x00\x00abcQ",
        "build": b"cos\nsystem\n)R}X\x0b\x00\x00\x00_parametersNsb", "protocol-0": b"(dp901\nS'a'\nI01\nsS'b'\n(lp902\nL7L\naF1.5\nag902\nas",
        "duplicate": b"K\x012\x86(K\x021", "buffer": b"\x97\x98", "state-of-number": b"K\x01Nb", "call-of-number": b"K\x01)R",
    }.items():
        model(f"inert-{name}.pt", spliced(saved({"note": "put-code-here", "net": state}), code), state)
    attack = b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x0etouch executed\x85R"
    model("inert-stack-global.pt", spliced(saved({"note": "put-code-here", "net": state}), attack), state)


def spliced(archive, code):
    """Puts pickle code in the place of a text in an archive's data.pkl."""
    records = []
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        for record in source.infolist():
            contents = source.read(record)
            if record.filename.endswith("data.pkl"):
                text = b"X\x0d\x00\x00\x00put-code-here"
                assert text in contents
                contents = contents.replace(text, code)
            records.append((record.filename, contents))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name, contents in records:
            target.writestr(zipfile.ZipInfo(name), contents)
    return buffer.getvalue()


# --- tensors of other kinds ----------------------------------------------------------------------------------------


def unusual():
    eye = torch.eye(2)
    return {
        "buffer": torch.nn.Buffer(torch.ones(2)), "parameter": torch.nn.Parameter(torch.ones(2)), "complex": torch.ones(2, dtype=torch.cfloat),
        "double": torch.ones(2, dtype=torch.cdouble), "conjugate": torch.ones(2, dtype=torch.cfloat).conj(), "negated": torch.ones(2, dtype=torch.cfloat).conj().imag,
        "float8": torch.ones(2).to(torch.float8_e4m3fn), "float8-e5": torch.ones(2).to(torch.float8_e5m2), "coo": eye.to_sparse(), "csr": eye.to_sparse_csr(),
        "csc": eye.to_sparse_csc(), "quantised": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
        "channels": torch.quantize_per_channel(eye, torch.ones(2), torch.zeros(2), 0, torch.quint8), "meta": torch.ones(2, device="meta"),
        "bool": torch.ones(2, dtype=torch.bool), "uint16": torch.ones(2).to(torch.uint16), "uint64": torch.ones(2).to(torch.uint64), "empty": torch.zeros(0),
    }


def make_unusual_tensors(state):
    model("unusual-beside.pt", {"net": state, "extra": unusual()}, state, "18 tensors beside the model were left aside ('extra')")
    model("unusual-in-dict.ckpt", {"state_dict": prefixed(state, "model.", [("metrics." + k, v) for k, v in unusual().items()])}, state, "18 tensors")
    for kind in ("complex", "float8", "coo", "quantised", "meta", "bool", "uint16"):
        extra = [("val_" + kind, unusual()[kind])]
        model(f"unusual-{kind}.pt", prefixed(state, "", extra), state, f"('val_{kind}')")
    buffers = OrderedDict((name, torch.nn.Buffer(tensor)) for name, tensor in state.items())
    model("buffers.pt", buffers, state)
    odd = save_safetensors(prefixed(state, "net.", [("scale", torch.ones(2).to(torch.float8_e4m3fn)), ("phase", torch.ones(2, dtype=torch.cfloat))]))
    model("unusual.safetensors", odd, state, "2 tensors beside the model were left aside ('phase', 'scale')")


# --- old formats, and other byte orders -----------------------------------------------------------------------------


def legacy(value, **options):
    """What torch.save wrote before version 1.6. Storages have their place for a key, not their address in memory, and
    classes a source of no machine's."""
    numbers = {}
    address = torch._C.StorageBase._cdata
    key = property(lambda storage: numbers.setdefault(address.__get__(storage), 10**13 + len(numbers)))
    source = mock.patch("torch.serialization.get_source_lines_and_file", lambda of: (["class Source: pass"], 0, "source.py"))
    with mock.patch.object(torch.UntypedStorage, "_cdata", key), source:
        return saved(value, _use_new_zipfile_serialization=False, **options)


def make_old(state):
    model("legacy.pt", legacy(state), state)
    for protocol in (2, 3, 4):
        value = {"net": prefixed(state, "module."), "epoch": 3, "options": Namespace(a=1)}
        model(f"legacy-protocol-{protocol}.pt", legacy(value, pickle_protocol=protocol), state)
    model("legacy-unusual.pt", legacy({"net": state, "extra": {k: v for k, v in unusual().items() if k != "negated"}}), state, "17 tensors")
    joined = torch.cat([tensor.flatten() for tensor in state.values()])
    parts = joined.split([tensor.numel() for tensor in state.values()])
    views = OrderedDict((name, part.view(tensor.shape)) for (name, tensor), part in zip(state.items(), parts))
    model("legacy-views.pt", legacy(views), state)
    model("views.pt", views, state)
    model("legacy-module-beside.pt", legacy({"net": state, "loss": torch.nn.CrossEntropyLoss()}), state)
    model("legacy-python-2.pt", python_2(state), state)
    model("big-endian.pt", big_endian(state), state)


def python_2(state):
    """A state dict as Python 2 and PyTorch 0.3 wrote it: texts are bytes, an OrderedDict is a call with a list of pairs, and
    storages are parts of one storage."""

    def text(value):
        return b"U" + bytes([len(value)]) + value.encode()

    def number(value):
        return b"J" + struct.pack("<i", value)

    count = sum(tensor.numel() for tensor in state.values())
    pairs, start = b"", 0
    for name, tensor in state.items():
        view = b"(" + text(f"part{start}") + number(start) + number(tensor.numel()) + b"t"
        storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("root") + text("cpu") + number(count) + view + b"tQ"
        sizes, strides = (b"(" + b"".join(map(number, values)) + b"t" for values in (tensor.shape, tensor.stride()))
        pairs += b"]" + text(name) + b"actorch._utils\n_rebuild_tensor\n(" + storage + number(0) + sizes + strides + b"tRa" + b"a"
        start += tensor.numel()
    program = b"\x80\x02ccollections\nOrderedDict\n]" + pairs + b"\x85R."
    elements = b"".join(tensor.numpy().astype("<f4").tobytes() for tensor in state.values())
    head = b"".join(pickle.dumps(value, 2) for value in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}))
    contents = head + program + pickle.dumps(["root"], 2) + struct.pack("<q", count) + elements
    assert torch.equal(torch.load(io.BytesIO(contents), weights_only=True)["norm.weight"], state["norm.weight"])
    return contents


def big_endian(state):
    """The archive of a big-endian machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(state))) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for record in source.infolist():
            contents = source.read(record)
            if "/data/" in record.filename:
                contents = numpy.frombuffer(contents, "<f4").astype(">f4").tobytes()
            if record.filename.endswith("/byteorder"):
                contents = b"big"
            target.writestr(zipfile.ZipInfo(record.filename), contents)
    assert torch.equal(torch.load(io.BytesIO(buffer.getvalue()))["norm.weight"], state["norm.weight"])
    return buffer.getvalue()


# --- several models -------------------------------------------------------------------------------------------------


def make_several(state, other):
    both = {"net": state, "ema": other}
    model("several-net.pt", both, state, "('ema')", prefix="net")
    model("several-ema.pt", both, other, "('net')", prefix="ema")
    two = {"state_dict": prefixed(state, "model.", prefixed(other, "ema_model.module.").items())}
    model("several-inner.ckpt", two, other, "22 tensors", prefix="ema_model")
    model("several-inner-whole-name.ckpt", two, other, "22 tensors", prefix="state_dict.ema_model.module")
    model("several-inner-with-dot.ckpt", two, state, "22 tensors", prefix="model.")
    model("several-outermost.pt", prefixed(state, "", prefixed(other, "ema.").items()), state, "22 tensors", prefix="")
    model("several.safetensors", save_safetensors(prefixed(state, "a.", prefixed(other, "b.").items())), other, "22 tensors", prefix="b")
    # One model under two names is one model.
    model("twice-the-same-dict.pt", {"net": state, "best": state}, state)
    model("twice-the-same-tensors.pt", prefixed(state, "model.", prefixed(state, "compiled._orig_mod.").items()), state)
