"""Checks default-size models (1024 -> 512, 4 blocks, 8 heads) against the published lin_mil in float64.

    python check_default_model.py LINMIL [--tiles 3000] [--seeds 1 2 3] [--activations ReLU GeLU]

The models are not stored, because each has 52 MB. Norms and temperatures are changed from their initial values, so a
port that ignores them fails. The script prints the largest error of logits, CLS attention and `attn`, each relative to
the tensor's largest magnitude, and exits with 1 if one is above the bound. benchmark.py runs it first.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

import h5py
import numpy as np
import torch

from make_inputs import default_model, write_slide

# Single precision rounds by 6e-8. The error of some hundred roundings in a row stays well below the bound.
BOUND = 1e-5


def model_off_its_start(seed, activation, pooling):
    """A default model whose norms and temperatures differ from their initial values."""
    model = default_model(seed, act=activation, pooling=pooling)
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if "norm" in name or name.startswith("mlp_head.0"):
                tensor += 0.3 * torch.randn_like(tensor)
            elif name.endswith("temperature"):
                tensor *= torch.empty_like(tensor).uniform_(0.5, 2)
    return model


@torch.inference_mode()
def expected(model, features):
    """Logits, `attn` and, if there is a class token, its attention in the last block, all in float64."""
    model = model.double()
    last, inputs = model.transformer[-1].attn, []
    hook = last.register_forward_pre_hook(lambda _, arguments: inputs.append(arguments[0]))
    logits, attn = model(torch.from_numpy(features).double()[None])
    hook.remove()
    tensors = {"logits": logits[0].numpy(), "attn": attn[0].numpy()}
    if model.pool == "cls":
        q, k, _ = last.qkv(inputs[0])[0].unflatten(-1, (3, last.num_heads, -1)).permute(1, 2, 0, 3)
        weights = (last.act(k) @ last.act(q)[:, 0, :, None])[..., 0]
        tensors["cls"] = (weights / weights.sum(1, keepdim=True).clamp(min=100)).mean(0)[1:].numpy()
    return tensors


def found(linmil, slide, model, activation, score):
    """The JSON that `linmil score` writes."""
    output = slide.with_suffix(f".{score}.json")
    command = [linmil, "score", slide, "--model", model, "--activation", activation, "--score", score, "-o", output]
    subprocess.run(command, check=True, stderr=subprocess.PIPE, text=True)
    return json.loads(output.read_text())


def largest_error(values, reference):
    """The largest error, relative to the largest magnitude. It is not pointwise, because `attn` crosses zero."""
    return np.abs(np.array(values) - reference).max() / np.abs(reference).max()


def check(linmil, slide, features, seed, activation, pooling):
    """Compares one model. Returns the errors by name."""
    model = model_off_its_start(seed, activation, pooling)
    path = slide.with_name("model.pt")
    torch.save(model.state_dict(), path)
    reference = expected(model, features)
    errors = {}
    for score in reference.keys() - {"logits"}:
        report = found(linmil, slide, path, activation, score)
        errors[score] = largest_error(report["scores"], reference[score])
        errors["logits"] = largest_error(report["logits"], reference["logits"])
    return dict(sorted(errors.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("linmil", type=Path, help="the binary")
    parser.add_argument("--tiles", type=int, default=3000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--activations", nargs="+", default=["ReLU", "GeLU"])
    options = parser.parse_args()

    errors_of_all = []
    with tempfile.TemporaryDirectory() as folder:
        slide = Path(folder) / "slide.h5"
        write_slide(slide, options.tiles)
        with h5py.File(slide) as file:
            features = file["features"][:]
        for activation, pooling, seed in product(options.activations, ("cls", "mean"), options.seeds):
            errors = check(options.linmil.resolve(), slide, features, seed, activation, pooling)
            figures = ", ".join(f"{name} {error:.1e}" for name, error in errors.items())
            print(f"{activation}, pooling {pooling}, seed {seed}: {figures}", flush=True)
            errors_of_all += errors.values()
    print(f"largest error {np.max(errors_of_all):.1e}, bound {BOUND:.0e}")
    # Written so that NaN fails too.
    if not all(error <= BOUND for error in errors_of_all):
        sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(map(str, error.cmd))}: {error.stderr}")
