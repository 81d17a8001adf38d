"""Makes the fixtures of the scores that explain.

    pip install torch lin_mil timm safetensors
    python make_scores.py

Each case is a model, as safetensors with its heads as metadata, and a file of what the scores of one bag must be, with
the model's name and activation as metadata. All is computed in float64: the log-odds, `relevance`, `evidence`,
`gradient` and `single` of every class, `rollout`, the class token's attention `cls` of every block and head, and the
parts of relevance and evidence (class token, biases, target). The streamed backward pass has no part in it.

explicit_forward.py repeats the package's forward with factors detached, and autograd differentiates that. This script
checks first that it equals lin_mil 1.0.1, the logits and the exact gradient. It also checks that the parts add up.
Dilated attention runs as ../dilated/exact_attention.py says.
"""

import pathlib
import sys
import warnings
from dataclasses import dataclass, field

warnings.filterwarnings("ignore", category=FutureWarning)
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "dilated"))
import exact_attention  # changes the package
import torch
from explicit_forward import Bag, run
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file
from score_definitions import evidence, gradient_times_input, log_odds, package_gradient, rollout, single

POOLINGS = ["cls", "mean"]
ACTIVATIONS = ["ReLU", "GeLU", "LeakyReLU", "ELU", "TanH", "Softplus"]


@dataclass
class Model:
    """A model and the bags to run it on, with one checkpoint for each pooling."""

    name: str
    tiles: list
    attention: str = "linear"
    inputs: int = 12
    latent: int = 16
    depth: int = 3
    heads: int = 2
    classes: int = 2
    activations: list = field(default_factory=lambda: ["ReLU"])
    poolings: list = field(default_factory=lambda: POOLINGS)
    enlarged: float = 2  # factor of the queries' and keys' weights
    offset: float = 0  # added to all logits
    zero_biases: bool = False
    encoded: bool = False  # with a positional encoding
    clamped: tuple = (0, 1)  # bounds of the share of rows below the clamp, for each block


MODELS = [
    Model("activations", [45], activations=ACTIVATIONS),
    Model("all-clamped", [7], classes=3, depth=2, clamped=(1, 1)),
    Model("some-clamped", [57], depth=2, activations=["ReLU", "LeakyReLU"], enlarged=1.7, clamped=(0.1, 0.9)),
    Model("none-clamped", [90], depth=2, activations=["Softplus"], clamped=(0, 0)),
    Model("offset", [41], depth=2, offset=50, classes=3),
    Model("one-class", [43], depth=2, classes=1),
    Model("one-block", [47], depth=1, classes=3),
    Model("odd-widths", [1, 33], inputs=7, latent=15, heads=3, depth=2, classes=5),
    Model("one-head", [29], inputs=5, latent=17, heads=1, depth=2),
    Model("many-rows", [168, 389], inputs=4, latent=8, depth=2, activations=["ReLU", "ELU"]),
    Model("zero-biases", [53], depth=2, zero_biases=True, classes=3),
    Model("positions", [51], depth=2, encoded=True),
    Model("softmax", [1, 37, 300], "softmax", inputs=5, latent=9, depth=2, classes=3),
    Model("softmax-one-block", [65], "softmax", inputs=5, latent=9, depth=1),
    Model("softmax-bare-head", [40], "softmax", inputs=3, latent=64, heads=1, depth=1, poolings=["cls"]),
    Model("nystrom", [37, 63, 150], "nystrom", inputs=5, latent=9, depth=2, classes=3, enlarged=1.5),
    Model("nystrom-one-block", [70], "nystrom", inputs=5, latent=9, depth=1),
    Model("dilated-eight-heads", [20, 200], "dilated", inputs=5, latent=24, heads=8, depth=2, classes=3),
    Model("dilated-two-heads", [30, 150], "dilated", inputs=5, latent=16, heads=2, depth=3),
    Model("dilated-three-heads", [90], "dilated", inputs=5, latent=18, heads=3, depth=1),
]


class Sinusoidal(torch.nn.Module):
    """MAE's encoding, as in ../positions/make_positions.py, for tiles of 512 pixels."""

    def forward(self, x, coords):
        omega = 10_000 ** -torch.linspace(0, 1, x.shape[-1] // 4 + 1, dtype=torch.float64)[:-1]
        angles = coords[..., None] / 512 * omega  # [N, 2, D / 4]
        return x + torch.stack([angles.sin(), angles.cos()], -2).flatten(-3)


def disturb(model, shape):
    """Changes every parameter from its initial value."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape)
        if "norm" in name or name.startswith("mlp_head.0"):
            parameter.data += 0.3 * noise
        elif "temperature" in name:
            parameter.data *= 1 + 0.4 * noise
        else:
            parameter.data += 0.1 * noise
        if "qkv.weight" in name:  # attention must matter, so that a wrong derivative of it shows
            parameter.data[: len(parameter) * 2 // 3] *= shape.enlarged
            parameter.data[len(parameter) * 2 // 3 :] *= 3
        if name == "mlp_head.1.bias":
            parameter.data += shape.offset
        if shape.zero_biases and name.endswith(".bias"):
            parameter.data.zero_()


def close(found, expected, what):
    """Both computed in float64 from the same numbers: only the order of sums differs."""
    error = (found - expected).abs().max() / expected.abs().max().clamp(min=1)
    assert error < 1e-11, f"{what}: {error}"


def check_the_oracle(model, bag):
    """The forward pass that factors are detached from is the package's, and so is its derivative."""
    for held in [False, True]:
        p = run(model, bag, held)
        close(p.logits, model(bag.features[None], bag.coords[None])[0][0], "logits")
    # The package merges the branches of dilated attention without gradient; ours is held here for the comparison alone.
    p = run(model, bag, merge_held=True)
    for of in range(len(p.logits)):
        (derivative,) = torch.autograd.grad(log_odds(p.logits, of), p.projected, retain_graph=True)
        close(derivative, package_gradient(model, bag, of), "gradient")


def expected_scores(model, bag):
    """All scores of one bag, by name."""
    p = run(model, bag)
    classes = range(len(p.logits))
    tensors = {
        "logits": p.logits, "logOdds": torch.stack([log_odds(p.logits, of) for of in classes]),
        "rollout": rollout(p), "single": single(model, bag),
        "gradient": torch.stack([gradient_times_input(model, bag, of, held=False)[0] for of in classes]),
    }
    conserved = {"relevance": lambda of: gradient_times_input(model, bag, of, held=True)}
    if model.pool == "cls":
        tensors["cls"] = torch.stack([matrix[:, 0, 1:] for matrix in p.attention])  # [blocks, H, N]
        conserved["evidence"] = lambda of: evidence(model, bag, of)
    for score, compute in conserved.items():
        tiles, parts = zip(*(compute(of) for of in classes))
        tensors[score] = torch.stack(tiles)  # [C, N]
        tensors[f"{score}.parts"] = torch.stack(parts)  # [C, 3]
        for scores, (class_token, biases, target) in zip(tensors[score], tensors[f"{score}.parts"]):
            close(scores.sum() + class_token + biases, target, f"sum of {score}")
    return p, tensors


def check_clamp(p, shape, name):
    low, high = shape.clamped
    for block, denominators in enumerate(p.denominators):
        share = (denominators < 100).double().mean().item()
        assert low <= share <= high, f"{name}: block {block}: {share:.3f} of the rows are clamped"


def make(shape, pooling):
    for activation in shape.activations:
        torch.manual_seed(15)
        config = Config(
            latent_dim=shape.latent, transformer_depth=shape.depth, act=activation, attention=shape.attention,
            pooling=pooling, ablation=shape.attention != "linear")
        model = Lin_MIL(num_classes=shape.classes, input_dim=shape.inputs, config=config, heads=shape.heads).eval()
        disturb(model, shape)
        if activation == shape.activations[0]:
            save_file(model.state_dict(), HERE / f"{shape.name}-{pooling}.safetensors", {"heads": str(shape.heads)})
        slide = torch.randn(max(shape.tiles), shape.inputs).double()
        places = 512 * torch.randint(0, 150, (len(slide), 2)).double()
        model.double()
        model.pos_enc = Sinusoidal() if shape.encoded else None
        for tiles in shape.tiles:
            case = f"{shape.name}-{pooling}-{tiles}" + (f"-{activation}" if shape.attention == "linear" else "")
            bag = Bag(slide[:tiles], places[:tiles])
            check_the_oracle(model, bag)
            p, tensors = expected_scores(model, bag)
            check_clamp(p, shape, case)
            tensors["features"] = bag.features
            if shape.encoded:
                tensors["coords"] = bag.coords
            save_file(
                {name: tensor.detach().float().contiguous() for name, tensor in tensors.items()},
                HERE / f"{case}.expected.safetensors",
                {"model": f"{shape.name}-{pooling} {activation}"})  # one entry: the file has them in any order
            print(case, [round(z, 3) for z in p.logits.tolist()])


for shape in MODELS:
    for pooling in shape.poolings:
        make(shape, pooling)
