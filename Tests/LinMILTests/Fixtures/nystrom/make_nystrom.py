"""Makes the fixtures of Nystrom attention with the published package.

    pip install torch lin_mil timm safetensors
    python make_nystrom.py

The script writes one checkpoint with and one without a class token. For bags with sizes below, at and far above the 64
landmarks, it writes the output of lin_mil 1.0.1 in float64: the logits, the input tokens of each block (every eighth
tile, only for small bags), and the class token's attention in the last block, which is its row of the dense A1 pinv(A2)
A3. A bag of N tiles has the first N features. Parameters are changed from their initial values. Queries and keys are
enlarged, because attention would otherwise be almost uniform.
"""

import pathlib
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
SIZES = [1, 37, 63, 64, 65, 389, 3000]


def disturb(model):
    """Changes every parameter from its initial value."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape)
        if "norm" in name or name.startswith("mlp_head.0"):
            parameter.data += 0.3 * noise
        elif "to_qkv" in name:
            parameter.data *= 1.5
        else:
            parameter.data += 0.05 * noise


def run(model, features):
    """Returns the package's logits, and the intermediates to compare the port with."""
    inputs, attentions = [], []
    hooks = [block.register_forward_pre_hook(lambda _, args: inputs.append(args[0][0])) for block in model.transformer]
    hooks.append(model.transformer[-1].attn.register_forward_pre_hook(lambda _, args: attentions.append(args[0])))
    with torch.no_grad():
        logits, _ = model(features[None])
        _, dense = model.transformer[-1].attn(attentions[0], return_attn=True)
    for hook in hooks:
        hook.remove()

    with_token = model.pool == "cls"
    tensors = {"logits": logits[0]}
    if with_token:
        n = inputs[0].shape[0]
        tensors["cls"] = dense[0].mean(0)[-n, -n:][1:]
    if len(features) <= 389:
        for index, tokens in enumerate(inputs):
            tensors[f"block.{index}.tiles"] = (tokens[1:] if with_token else tokens)[::8]
            if with_token:
                tensors[f"block.{index}.token"] = tokens[0]
    return {name: tensor.float().contiguous() for name, tensor in tensors.items()}


torch.manual_seed(5)
features = torch.randn(max(SIZES), 4)
for pooling in ["cls", "mean"]:
    config = Config(latent_dim=16, transformer_depth=2, attention="nystrom", pooling=pooling, ablation=True)
    model = Lin_MIL(num_classes=3, input_dim=4, config=config, heads=2).eval()
    disturb(model)
    save_file(model.state_dict(), HERE / f"{pooling}.safetensors")
    model.double()
    expected = {} if pooling == "mean" else {"features": features}
    for size in SIZES:
        for name, tensor in run(model, features[:size].double()).items():
            expected[f"{size}.{name}"] = tensor
        print(pooling, size, expected[f"{size}.logits"].tolist())
    save_file(expected, HERE / f"{pooling}.expected.safetensors")
