"""Checks default-size models (1024 -> 512, 4 blocks, 8 heads) against the published lin_mil in float64.

    python check_default_model.py LINMIL [--tiles 3000] [--seeds 1 2 3] [--activations ReLU GeLU]

The models are not stored, because each has 52 MB. Norms and temperatures are changed from their initial values, so a
port that ignores them fails. The script prints the largest error of logits and scores, each relative to the tensor's
largest magnitude, and exits with 1 if one is above the bound. The exact gradient jumps where a ReLU's input crosses
zero, and rounding can move it across; so its error is the length of the difference, relative to its own. benchmark.py
runs this script first.
"""

import argparse
import copy
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
from peer_relevance import hold_constants

# Single precision rounds by 6e-8. The error of some hundred roundings in a row stays well below the bound.
BOUND = 1e-5
KINKS = 1 / 1000  # so many tiles may lie so near to a kink of ReLU that rounding brings them to its other side


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


@torch.no_grad()
def attention(layer, y, rows):
    """The attention of some rows to all tokens, mean over heads. y [N, D] -> [rows, N]"""
    q, k, _ = layer.act(layer.qkv(y)).unflatten(-1, (3, layer.num_heads, -1)).permute(1, 2, 0, 3)
    total = 0
    for head in range(layer.num_heads):
        weights = q[head][rows] @ k[head].T
        total = total + weights / weights.sum(1, keepdim=True).clamp(min=100)
    return total / layer.num_heads


def gradient_times_input(model, features):
    """The derivative of the predicted class's log-odds at each projected tile, times the tile without the bias. [N]"""
    projected = []
    hook = model.projection.register_forward_hook(lambda _, arguments, output: projected.append(output))
    logits = model(features)[0][0]
    hook.remove()
    explained = logits.argmax()
    others = torch.cat([logits[:explained], logits[explained + 1 :]])
    (derivative,) = torch.autograd.grad(logits[explained] - others.logsumexp(0), projected)
    return (derivative * (projected[0] - model.projection.bias)).sum(-1)[0].detach()


def expected(model, features):
    """Logits and scores, all in float64."""
    model = model.double()
    features = torch.from_numpy(features).double()[None]
    inputs = []
    hooks = [
        block.attn.register_forward_pre_hook(lambda _, arguments: inputs.append(arguments[0][0]))
        for block in model.transformer]
    with torch.no_grad():
        logits, attn = model(features)
    for hook in hooks:
        hook.remove()
    tensors = {"logits": logits[0], "attn": attn[0], "gradient": gradient_times_input(model, features)}
    count = len(inputs[0])
    has_token = model.pool == "cls"
    r = torch.eye(1, count)[0].double() if has_token else torch.full((count,), 1 / count).double()
    for block, y in zip(reversed(model.transformer), reversed(inputs)):
        # In portions, because [N, N] for all heads at once would take gigabytes.
        moved = sum(r[rows] @ attention(block.attn, y, rows) for rows in torch.arange(count).split(500))
        r = (moved + r) / 2
    tensors["rollout"] = r[1:] if has_token else r
    if has_token:
        tensors["cls"] = attention(model.transformer[-1].attn, inputs[-1], slice(0, 1))[0, 1:]
    held = copy.deepcopy(model)
    hold_constants(held)
    tensors["relevance"] = gradient_times_input(held, features)
    return {name: tensor.numpy() for name, tensor in tensors.items()}


def found(linmil, slide, model, activation, score):
    """The JSON that `linmil score` writes."""
    output = slide.with_suffix(f".{score}.json")
    command = [linmil, "score", slide, "--model", model, "--activation", activation, "--score", score, "-o", output]
    subprocess.run(command, check=True, stderr=subprocess.PIPE, text=True)
    return json.loads(output.read_text())


def largest_error(values, reference):
    """The largest error, relative to the largest magnitude. It is not pointwise, because `attn` crosses zero."""
    return np.abs(np.array(values) - reference).max() / np.abs(reference).max()


def error_beside_kinks(values, reference):
    """The length of the difference, relative to that of what is expected. A derivative jumps at a kink, so the tiles that differ
    most are left out."""
    errors = np.sort(np.abs(np.array(values) - reference))
    return np.linalg.norm(errors[: len(errors) - int(KINKS * len(errors))]) / np.linalg.norm(reference)


def check(linmil, slide, features, seed, activation, pooling):
    """Compares one model. Returns the errors by name."""
    model = model_off_its_start(seed, activation, pooling)
    path = slide.with_name("model.pt")
    torch.save(model.state_dict(), path)
    reference = expected(model, features)
    errors = {}
    for score in reference.keys() - {"logits"}:
        report = found(linmil, slide, path, activation, score)
        error = error_beside_kinks if score == "gradient" else largest_error
        errors[score] = error(report["scores"], reference[score])
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
            errors_of_all.append(errors)
    largest = np.max([error for errors in errors_of_all for error in errors.values()])
    print(f"largest error {largest:.1e}, bound {BOUND:.0e}")
    # Written so that NaN fails too.
    if not largest <= BOUND:
        sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(map(str, error.cmd))}: {error.stderr}")
