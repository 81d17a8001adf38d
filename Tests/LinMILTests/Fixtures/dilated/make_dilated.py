"""Makes the fixtures of dilated attention with the published package.

    pip install torch lin_mil timm safetensors
    python make_dilated.py

The package runs dilated attention on a GPU only, in float16, by flash-attn. Here an exact attention stands in
flash-attn's place and nothing is rounded to half precision: lin_mil 1.0.1 in float64. For each model below one checkpoint
is written, with and without a class token, and for each number of tiles what the package computes of the first tiles of
one bag: the logits, and the class token's attention in the last block. The latter is not returned by the package: it is
its own dilated attention, given the unit vectors as values, so that the output is the attention matrix itself.
Norms are moved off their initial values, else a port that ignores them would pass.
"""

import pathlib
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
import exact_attention  # changes the package
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
# Below, at and above the segments' 32, 64 and 128, with the class token in front; the last segment full and cut short.
TILES = [1, 5, 31, 37, 63, 64, 65, 127, 128, 389, 3000]
INPUTS, DEPTH, CLASSES = 8, 2, 3
# name: latent D, heads H, factor of the first norm's gain
MODELS = {
    "eight-heads": (24, 8, 1),
    "three-heads": (18, 3, 1),  # heads are padded to a multiple of the dilation
    "large-products": (24, 8, 6),  # products past the range of exp
}
# The class token sees the first 128 positions at most; what is stored shows that nothing follows them.
STORED = 160


def class_attention(attn, y):
    """What the class token gives to each of the first positions, by the package's own dilated attention."""
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
    # The matrix that was found must give what the package gives.
    output = attn(y)[0][0]
    if n == shown:
        product = torch.einsum("ihj,jhd->ihd", matrix, y.reshape(n, heads, -1)).reshape(n, -1)
        assert torch.allclose(product, output, rtol=0, atol=1e-12)
    return matrix[0].mean(0)


def disturb(model, gain):
    """Moves every parameter off its initial value."""
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
        # No tensor tells the number of heads; the package's default is 8.
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
