"""Makes the fixtures of the forward pass with the published package.

    pip install torch lin_mil timm safetensors
    python make_models.py

For each shape below, the script writes one checkpoint with and one without a class token. For each activation, it
writes the output of lin_mil 1.0.1 in float64: logits, `attn`, the class token's attention, and the input tokens of each
block (every eighth tile). Norms and temperatures are changed from their initial values, so that a port that ignores
them fails. Weights are scaled so that the denominators of some heads are below the package's clamp of 100 and some
above.
"""

import pathlib
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
ACTIVATIONS = ["ReLU", "GeLU", "LeakyReLU", "ELU", "TanH", "Softplus"]
# name: inputs F, latent D, depth, heads H, classes C, tiles N
SHAPES = {
    "common": (20, 24, 3, 3, 2, 389),
    "shallow": (7, 40, 1, 5, 1, 1),
    "wide-head": (9, 32, 2, 1, 4, 169),
}


def disturb(model):
    """Changes every parameter from its initial value."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, dtype=parameter.dtype)
        if "norm" in name or name.startswith("mlp_head.0"):
            parameter.data += 0.3 * noise
        elif "temperature" in name:
            parameter.data *= 1 + 0.4 * noise
        else:
            parameter.data += 0.1 * noise


def run(model, features):
    """Returns the package's outputs, and the intermediates to compare the port with."""
    inputs, attentions = [], []
    hooks = [block.register_forward_pre_hook(lambda _, args: inputs.append(args[0][0])) for block in model.transformer]
    hooks += [block.attn.register_forward_pre_hook(lambda _, args: attentions.append(args[0])) for block in model.transformer]
    with torch.no_grad():
        logits, attn = model(features[None])
    for hook in hooks:
        hook.remove()

    tensors = {"logits": logits[0], "attn": attn[0], "probabilities": logits[0].softmax(0)}
    with_token = model.pool == "cls"
    for index, tokens in enumerate(inputs):
        tensors[f"block.{index}.tiles"] = (tokens[1:] if with_token else tokens)[::8]
        if with_token:
            tensors[f"block.{index}.token"] = tokens[0]
    if with_token:
        # The class token's attention, from the last block's own layers, because the package does not return it.
        layer = model.transformer[-1].attn
        y = attentions[-1]
        n, d = y.shape[1], model.dim // layer.num_heads
        with torch.no_grad():
            q, k, _ = layer.qkv(y).reshape(1, n, 3, layer.num_heads, d).permute(2, 0, 3, 1, 4)
            weights = torch.einsum("bhd,bhnd->bhn", layer.act(q)[:, :, 0], layer.act(k))[0]
        denominators = weights.sum(-1, keepdim=True).clamp(min=100)
        tensors["cls"] = (weights / denominators).mean(0)[1:]
        tensors["denominators"] = denominators[:, 0]
    return {name: tensor.float().contiguous() for name, tensor in tensors.items()}


for shape, (inputs, latent, depth, heads, classes, tiles) in SHAPES.items():
    for pooling in ["cls", "mean"]:
        state = None
        for activation in ACTIVATIONS if shape == "common" else ["ReLU"]:
            torch.manual_seed(20)
            config = Config(latent_dim=latent, transformer_depth=depth, act=activation, pooling=pooling)
            model = Lin_MIL(num_classes=classes, input_dim=inputs, config=config, heads=heads).eval()
            disturb(model)
            features = torch.randn(tiles, inputs)
            if state is None:
                state = model.state_dict()
                save_file(state, HERE / f"{shape}-{pooling}.safetensors")
            expected = run(model.double(), features.double())
            if activation == "ReLU":
                expected["features"] = features
            save_file(expected, HERE / f"{shape}-{pooling}-{activation}.expected.safetensors")
            if "denominators" in expected:
                print(shape, pooling, activation, expected["denominators"].tolist())
