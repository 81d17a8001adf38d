"""Makes the fixtures of dilated attention with the published package.

    pip install torch lin_mil timm safetensors
    python make_dilated.py

The package runs dilated attention only on a GPU, in float16, with flash-attn. This script replaces flash-attn by an
exact attention and rounds nothing to half precision: it runs lin_mil 1.0.1 in float64. For each model below, it writes
one checkpoint with and one without a class token. For each number of tiles, it writes the package's output for the
first tiles of one bag: the logits, and the class token's attention in the last block. The package does not return this
attention. The script calls the package's own dilated attention with unit vectors as values, so the output is the
attention matrix itself. Norms are changed from their initial values, so that a port that ignores them fails.
"""

import pathlib
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
import exact_attention  # changes the package
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
# Below, at and above the segment sizes 32, 64 and 128, including the class token; the last segment full or shorter.
TILES = [1, 5, 31, 37, 63, 64, 65, 127, 128, 389, 3000]
INPUTS, DEPTH, CLASSES = 8, 2, 3
# name: latent D, heads H, factor of the first norm's gain
MODELS = {
    "eight-heads": (24, 8, 1),
    "three-heads": (18, 3, 1),  # heads are padded to a multiple of the dilation
    "large-products": (24, 8, 6),  # products outside the range of exp
}
# The class token sees at most the first 128 positions. A few more are stored to show that their attention is 0.
STORED = 160


def class_attention(attn, y):
    """The class token's attention to each of the first positions, from the package's own dilated attention."""
    n, heads, shown = y.shape[1], attn.num_heads, min(y.shape[1], STORED + 1)

    def apply(values):  # [1, n, H, width] -> [n, H, width]
        tokens = y.reshape(1, n, heads, -1)
        outputs = []
        for length, ratio in zip(attn.args.segment_length, attn.args.dilated_ratio):
            parts = [attn.gathering(part, ratio, length, is_causal=False) for part in (tokens, tokens, values)]
            outputs.append(attn.attention_ops(*parts))
        return attn.scattering(*zip(*outputs), n, 1)[0].reshape(n, heads, -1)

    units = torch.eye(n, shown, dtype=y.dtype)[None, :, None].expand(1, n, heads, shown)
    matrix = apply(units)
    # The computed matrix must give the package's output.
    output = attn(y)[0][0]
    if n == shown:
        product = torch.einsum("ihj,jhd->ihd", matrix, y.reshape(n, heads, -1)).reshape(n, -1)
        assert torch.allclose(product, output, rtol=0, atol=1e-12)
    return matrix[0].mean(0)


def disturb(model, gain):
    """Changes every parameter from its initial value."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape)
        parameter.data += (0.3 if "norm" in name or name.startswith("mlp_head.0") else 0.1) * noise
        if "norm1.weight" in name:
            parameter.data *= gain


torch.manual_seed(30)
features = torch.randn(max(TILES), INPUTS)
save_file({"features": features}, HERE / "features.safetensors")
for name, (latent, heads, gain) in MODELS.items():
    for pooling in ["cls", "mean"]:
        config = Config(latent_dim=latent, transformer_depth=DEPTH, attention="dilated", pooling=pooling, ablation=True)
        model = Lin_MIL(num_classes=CLASSES, input_dim=INPUTS, config=config, heads=heads).eval()
        disturb(model, gain)
        # No tensor shows the number of heads; the package's default is 8.
        metadata = {} if heads == 8 else {"heads": str(heads)}
        save_file(model.state_dict(), HERE / f"{name}-{pooling}.safetensors", metadata)
        model = model.double()
        inputs = []
        model.transformer[-1].attn.register_forward_pre_hook(lambda _, args: inputs.append(args[0]))
        expected = {}
        for tiles in TILES:
            inputs.clear()
            with torch.no_grad():
                logits, _ = model(features[None, :tiles].double())
                expected[f"{tiles}.logits"] = logits[0]
                if tiles == 389:
                    expected["389.attended"] = model.transformer[-1].attn(inputs[0])[0][0, ::8]
                if pooling == "cls":
                    expected[f"{tiles}.cls"] = class_attention(model.transformer[-1].attn, inputs[0])
        save_file(
            {name: tensor.float().contiguous() for name, tensor in expected.items()},
            HERE / f"{name}-{pooling}.expected.safetensors")
