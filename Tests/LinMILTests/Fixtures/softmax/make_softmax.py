"""Makes the fixtures of softmax attention with the published package.

    pip install torch lin_mil timm safetensors
    python make_softmax.py

For each shape below, the script writes one checkpoint. For each number of tiles, it writes the output of lin_mil 1.0.1
in float64: the logits, the number that `attn` has for every tile, the class token's row of the last block's attention
matrix (mean over heads, without the class token itself), and, except for the longest bags, the input tokens of each
block (every eighth tile). All bags are the first tiles of one slide. Norms are changed from their initial values, and
queries are enlarged so that attention is far from uniform.
"""

import pathlib
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
INPUTS, CLASSES = 3, 2
# name: latent D, depth, heads H, poolings, numbers of tiles
SHAPES = {
    "two-heads": (8, 2, 2, ["cls", "mean"], [1, 37, 63, 64, 65, 389]),
    # One head that is as wide as the model has no output projection.
    "bare-head": (64, 1, 1, ["mean"], [65]),
    "long": (8, 2, 1, ["cls"], [3000]),
    "long-shallow": (8, 1, 1, ["mean"], [3000]),
}


def disturb(model):
    """Changes every parameter from its initial value."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, dtype=parameter.dtype)
        if "norm" in name or name.startswith("mlp_head.0"):
            parameter.data += 0.3 * noise
        else:
            parameter.data += 0.1 * noise
        if "to_qkv" in name:
            parameter.data[: len(parameter) // 3] *= 5


def run(model, features):
    """Returns the package's outputs, and the intermediates to compare the port with."""
    inputs, matrices = [], []
    hooks = [block.register_forward_pre_hook(lambda _, args: inputs.append(args[0][0])) for block in model.transformer]
    last = model.transformer[-1].attn
    hooks.append(last.register_forward_hook(lambda _, args, result: matrices.append(result[1][0])))
    with torch.no_grad():
        logits, attn = model(features[None])
    for hook in hooks:
        hook.remove()

    # The package's `attn` is one number, because it averages rows that sum to one.
    assert torch.allclose(attn, attn[0, 0])
    tensors = {"logits": logits[0], "attn": attn[0, :1]}
    with_token = model.pool == "cls"
    for index, tokens in enumerate(inputs if len(features) < 1000 else []):
        tensors[f"block.{index}.tiles"] = (tokens[1:] if with_token else tokens)[::8]
        if with_token:
            tensors[f"block.{index}.token"] = tokens[0]
    if with_token:
        tensors["cls"] = matrices[0][:, 0, 1:].mean(0)
    print(f"largest weight of a row, mean over rows: {matrices[0].amax(-1).mean():.3f} of {matrices[0].shape[-1]} tokens")
    return {name: tensor.float().contiguous() for name, tensor in tensors.items()}


torch.manual_seed(20)
slide = torch.randn(max(tiles for shape in SHAPES.values() for tiles in shape[-1]), INPUTS)
save_file({"features": slide}, HERE / "slide.safetensors")
for shape, (latent, depth, heads, poolings, counts) in SHAPES.items():
    for pooling in poolings:
        torch.manual_seed(21)
        config = Config(
            latent_dim=latent, transformer_depth=depth, attention="softmax", pooling=pooling, ablation=True
        )
        model = Lin_MIL(num_classes=CLASSES, input_dim=INPUTS, config=config, heads=heads).eval()
        disturb(model)
        save_file(model.state_dict(), HERE / f"{shape}-{pooling}.safetensors")
        for tiles in counts:
            expected = run(model.double(), slide[:tiles].double())
            save_file(expected, HERE / f"{shape}-{pooling}-{tiles}.expected.safetensors")
