"""Makes the fixtures of positional encoding with the published package's own hook, `pos_enc(x, coords)`.

    pip install torch lin_mil timm safetensors
    python make_positions.py

For each pooling, the script writes one checkpoint and the output of lin_mil 1.0.1 in float64 with two encodings:
`sinusoidal`, which is MAE's get_2d_sincos_pos_embed for coordinates, and `warped`, an arbitrary function.
"""

import pathlib
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
INPUTS, LATENT, TILES, SIDE = 6, 26, 200, 512.0  # two channels remain after the four quarters


class Sinusoidal(torch.nn.Module):
    def forward(self, x, coords):
        quarter = x.shape[-1] // 4
        omega = 1 / 10_000 ** (torch.arange(quarter, dtype=torch.float64) / quarter)
        waves = []
        for axis in (0, 1):
            angle = coords[..., axis : axis + 1] / SIDE * omega
            waves += [angle.sin(), angle.cos()]
        encoded = torch.cat(waves, dim=-1)
        return x + torch.nn.functional.pad(encoded, (0, x.shape[-1] - 4 * quarter)).to(x)


class Warped(torch.nn.Module):
    def forward(self, x, coords):
        return x * (1 + coords[..., :1] / 65536).to(x) - (coords[..., 1:] / 32768).to(x)


for pooling in ["cls", "mean"]:
    torch.manual_seed(7)
    model = Lin_MIL(
        num_classes=2, input_dim=INPUTS, heads=2, config=Config(latent_dim=LATENT, transformer_depth=2, pooling=pooling)
    ).eval()
    for name, parameter in model.named_parameters():
        parameter.data += (0.3 if "norm" in name else 0.1) * torch.randn(parameter.shape)
    save_file(model.state_dict(), HERE / f"{pooling}.safetensors")
    features = torch.randn(TILES, INPUTS)
    coords = 512 * torch.randint(0, 150, (TILES, 2)) + 37
    expected = {"features": features, "coords": coords.float()}
    model = model.double()
    for name, encoding in {"sinusoidal": Sinusoidal(), "warped": Warped()}.items():
        model.pos_enc = encoding
        with torch.no_grad():
            logits, attn = model(features[None].double(), coords[None].double())
        expected |= {f"{name}.logits": logits[0].float(), f"{name}.attn": attn[0].float()}
    save_file(expected, HERE / f"{pooling}.expected.safetensors")
