"""Dumps what the published package forms inside each block.

    pip install torch lin_mil timm safetensors
    python make_intermediates.py

Takes checkpoints and features of the folders beside this one, runs lin_mil 1.0.1 in float64 on the first 200 tiles, and
writes what forward hooks see of every 24th token: q, k, v, denominators, sums over tokens, the heads' outputs before the
projection, the tokens after attention, the perceptron's hidden layer and the block's output. Names are
`block.INDEX.NAME`, as in Swift's `Intermediate`. Dilated attention runs as ../dilated/exact_attention.py says.
"""

import pathlib
import sys
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "dilated"))
import exact_attention  # changes the package
import torch
from lin_mil import Config, Lin_MIL
from lin_mil.attention import nystrom_attention
from safetensors.torch import load_file, save_file

TILES, EVERY = 200, 24
# name: checkpoint, without its pooling, and the file with features
MODELS = {
    "linear": ("models/common", "models/common-cls-ReLU.expected"),
    "softmax": ("softmax/two-heads", "softmax/slide"),
    "nystrom": ("nystrom/", "nystrom/cls.expected"),
    "dilated": ("dilated/three-heads", "dilated/features"),
}
HEADS = {"linear": 3, "softmax": 2, "nystrom": 2, "dilated": 3}


def load(name, pooling):
    prefix, _ = MODELS[name]
    path = HERE.parent / (f"{prefix}{pooling}" if prefix.endswith("/") else f"{prefix}-{pooling}")
    state = load_file(path.with_suffix(".safetensors"))
    config = Config(
        latent_dim=state["projection.weight"].shape[0],
        transformer_depth=sum(key.endswith("norm1.weight") for key in state),
        attention=name, pooling=pooling, ablation=name != "linear")
    model = Lin_MIL(
        num_classes=state["mlp_head.1.weight"].shape[0], input_dim=state["projection.weight"].shape[1], config=config,
        heads=HEADS[name])
    model.load_state_dict(state)
    return model.double().eval()


def joined(x):
    """[1, H, n, d] -> [n, H d]"""
    return x[0].transpose(0, 1).flatten(1)


def hook(block, name, note):
    """Notes what one block forms. `note` takes an intermediate's name, its rows, and whether they are tokens."""
    attn = block.attn
    block.norm1.register_forward_pre_hook(lambda _, args: note("input", args[0][0]))
    block.norm2.register_forward_pre_hook(lambda _, args: note("attended", args[0][0]))
    block.mlp.act.register_forward_hook(lambda _, args, out: note("hidden", out[0]))
    block.register_forward_hook(lambda _, args, out: note("output", out[0][0]))
    if name == "linear":
        activated = []

        def act(_, args, out):
            activated.append(joined(out))
            note("queries" if len(activated) == 1 else "keys", activated[-1])
            if len(activated) == 2:
                note("keySum", activated[1].sum(0, keepdim=True), of_tokens=False)

        attn.act.register_forward_hook(act)
        attn.qkv.register_forward_hook(lambda _, args, out: note("values", out[0].chunk(3, -1)[2]))
        attn.qk_mul.register_forward_hook(lambda _, args, out: note("denominators", joined(out)))
        attn.kv_mul.register_forward_hook(lambda _, args, out: note("keyValue", out[0].flatten(0, 1), of_tokens=False))
    if name == "softmax":

        def to_qkv(_, args, out):
            q, k, v = out[0].chunk(3, -1)
            for what, rows in ("queries", q * attn.scale), ("keys", k), ("values", v):
                note(what, rows)

        def attend(_, args, out):
            largest = args[0].amax(-1, keepdim=True)
            note("largestLogits", joined(largest))
            note("exponentialSums", joined((args[0] - largest).exp().sum(-1, keepdim=True)))

        attn.to_qkv.register_forward_hook(to_qkv)
        attn.attend.register_forward_hook(attend)
        attn.to_out.register_forward_pre_hook(lambda _, args: note("headOutputs", args[0][0]))
    if name == "nystrom":
        lengths = []
        attn.register_forward_pre_hook(lambda _, args: lengths.append(args[0].shape[1]))
        attn.to_qkv.register_forward_hook(lambda _, args, out: note("values", out[0, -lengths[0] :].chunk(3, -1)[2]))
        attn.to_out.register_forward_pre_hook(lambda _, args: note("headOutputs", args[0][0, -lengths[0] :]))
    if name == "dilated":
        attn.register_forward_hook(lambda _, args, out: note("headOutputs", out[0][0]))


original_inverse = nystrom_attention.moore_penrose_iter_pinv
for name, (_, features) in MODELS.items():
    features = load_file(HERE.parent / f"{features}.safetensors")["features"][:TILES].double()
    for pooling in ["cls", "mean"]:
        model, dump, inverses = load(name, pooling), {}, []
        for index, block in enumerate(model.transformer):

            def note(what, rows, of_tokens=True, index=index):
                dump[f"block.{index}.{what}"] = rows[::EVERY] if of_tokens else rows

            hook(block, name, note)

        def inverse(*arguments):
            inverses.append(original_inverse(*arguments))
            return inverses[-1]

        nystrom_attention.moore_penrose_iter_pinv = inverse
        with torch.no_grad():
            dump["logits"] = model(features[None])[0][0]
        for index, matrices in enumerate(inverses):
            # [1, H, 64, 64], transposed as the engine holds them; every 24th row.
            dump[f"block.{index}.inverse"] = matrices[0].transpose(1, 2).flatten(0, 1)[::EVERY]
        save_file(
            {what: rows.detach().float().contiguous() for what, rows in dump.items()},
            HERE / f"{name}-{pooling}.safetensors")
