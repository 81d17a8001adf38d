"""Writes the numbers that `linmil doctor` compares itself with: Sources/Command/Doctor/SelfTestNumbers.swift.

    pip install torch lin_mil timm numpy matplotlib
    python make_self_test.py            writes the file
    python make_self_test.py --check    compares the file with what PyTorch says now, and ends with 1 if they differ

The models and the slide follow the rule that SelfTestModel.swift states. lin_mil 1.0.1 runs them in float64. Its logits, and its
gradient by autograd, are those of explicit_forward.py, which also forms the class token's attention and `relevance`
(../../LinMILTests/Fixtures/scores). Dilated attention runs as ../../LinMILTests/Fixtures/dilated/exact_attention.py says.
"""

import hashlib
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent.parent / "LinMILTests" / "Fixtures"
sys.path[:0] = [str(FIXTURES / "dilated"), str(FIXTURES / "scores")]
import exact_attention  # changes the package
import matplotlib
import numpy as np
import torch
from explicit_forward import Bag, run
from lin_mil import Config, Lin_MIL
from score_definitions import gradient_times_input, log_odds, package_gradient

OUTPUT = HERE.parent.parent.parent / "Sources" / "Command" / "Doctor" / "SelfTestNumbers.swift"
ATTENTIONS = ["linear", "softmax", "nystrom", "dilated"]
TILES, WIDTH, CLASS = 180, 16, 1
SHOWN = [0, 1, 84, 167, 168, 179]


def units(seed):
    """SplitMix64's upper 24 bits as numbers of -1 ..< 1, exact in float32."""
    mask, state = (1 << 64) - 1, seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        yield ((z >> 40) - (1 << 23)) / (1 << 23)


def law(name, shape):
    if name.endswith("weight") and ("norm" in name or name.startswith("mlp_head.0")) or name.endswith("temperature"):
        return 1, 0.25
    if len(shape) != 2:
        return 0, 0.25
    return 0, (2 if "qkv" in name else 1) / shape[1] ** 0.5


def fill(model):
    numbers = units(18)
    state = model.state_dict()
    for name in sorted(state):
        offset, scale = (np.float32(x) for x in law(name, state[name].shape))
        values = [offset + scale * np.float32(next(numbers)) for _ in range(state[name].numel())]
        state[name] = torch.tensor(np.array(values, np.float32)).reshape(state[name].shape)
    model.load_state_dict(state)
    return model.double().eval()


def close(found, expected, what):
    """Both computed in float64 from the same numbers: only the order of sums differs."""
    error = (found - expected).abs().max() / expected.abs().max().clamp(min=1)
    assert error < 1e-11, f"{what}: {error}"


def expected(attention):
    config = Config(
        latent_dim=64, transformer_depth=2, act="GeLU", attention=attention, pooling="cls",
        ablation=attention != "linear")
    model = fill(Lin_MIL(num_classes=2, input_dim=WIDTH, config=config, heads=4))
    numbers = units(19)
    features = torch.tensor([[2 * next(numbers) for _ in range(WIDTH)] for _ in range(TILES)]).double()
    bag = Bag(features, torch.zeros(TILES, 2).double())
    p = run(model, bag)
    logits = model(features[None])[0][0]
    close(p.logits, logits, "logits")
    # The package merges the branches of dilated attention without gradient; ours is held here for the comparison alone.
    held = run(model, bag, merge_held=True)
    (derivative,) = torch.autograd.grad(log_odds(held.logits, CLASS), held.projected)
    close(derivative, package_gradient(model, bag, CLASS), "gradient")
    for denominators in p.denominators:
        print(f"  {(denominators < 100).double().mean():.2f} of the rows are clamped")
    scores = {
        "cls": p.attention[-1][:, 0, 1:].mean(0),
        "relevance": gradient_times_input(model, bag, CLASS, held=True)[0],
        "gradient": gradient_times_input(model, bag, CLASS, held=False)[0],
    }
    print(attention, logits.tolist(), {name: score.abs().max().item() for name, score in scores.items()})
    return logits, scores


def picture():
    """The digest of the heatmap that SelfTestPicture.swift draws, as OpenCV's addWeighted blends."""
    y, x, c = np.mgrid[:64, :64, :3]
    background = (3 * x + 5 * y + 80 * c) % 256
    values = (y // 16 * 4 + x // 16) / 15
    table = (matplotlib.colormaps["viridis"](range(256))[:, :3] * 255).astype(np.uint8)
    color = table[np.minimum((values * 256).astype(int), 255)[..., 0], :]
    weight, rest = np.float32(0.4), background.astype(np.float32) * np.float32(1 - 0.4)
    blended = (color.astype(np.float64) * np.float64(weight) + rest).astype(np.float32)
    return "sha256:" + hashlib.sha256(np.rint(blended).astype(np.uint8).tobytes()).hexdigest()


def text_of(numbers):
    return ", ".join(f"{x:.10f}" for x in numbers)


lines = [
    "internal import LinMIL",
    "",
    "/// What lin_mil 1.0.1 says of the self-test's models in float64, written by",
    "/// Tests/CommandTests/Fixtures/make_self_test.py. Do not edit.",
    "enum SelfTestNumbers {",
    "    /// The tiles whose scores are compared. The last number of each score is the sum over all tiles.",
    f"    static let tiles = [{', '.join(map(str, SHOWN))}]",
    "",
    "    /// The logits. [classes]",
    "    static let logits: [Configuration.Attention: [Double]] = [",
]
results = {attention: expected(attention) for attention in ATTENTIONS}
for attention, (logits, _) in results.items():
    lines.append(f"        .{attention}: [{text_of(logits.tolist())}],")
lines += [
    "    ]",
    "",
    "    /// The scores of class 1. [tiles + 1]",
    "    static let scores: [Configuration.Attention: [Score.Kind: [Double]]] = [",
]
for attention, (_, scores) in results.items():
    lines.append(f"        .{attention}: [")
    for name, score in scores.items():
        lines.append(f"            .{name}: [")
        numbers = [*score[SHOWN].tolist(), score.sum().item()]
        lines.append(f"                {text_of(numbers[:4])},")
        lines.append(f"                {text_of(numbers[4:])},")
        lines.append("            ],")
    lines.append("        ],")
lines += [
    "    ]",
    "",
    "    /// The digest of the picture's pixels.",
    "    static let picture =",
    f'        "{picture()}"',
    "}",
    "",
]
text = "\n".join(lines)
if "--check" in sys.argv:
    print("the same" if OUTPUT.read_text() == text else "different")
    sys.exit(OUTPUT.read_text() != text)
OUTPUT.write_text(text)
