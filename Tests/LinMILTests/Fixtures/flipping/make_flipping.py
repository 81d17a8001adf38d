"""Makes the fixtures of patch flipping by a plain loop over the published package.

    pip install torch lin_mil timm safetensors
    python make_flipping.py

For each pooling and number of tiles: the probability of each class and its log-odds while tiles are removed by random scores
(rounded, so that some are equal), highest first and lowest first, in float64. At step k, `n - k ceil(n / 100)` tiles are left.
"""

import math
import pathlib
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
TILES = [7, 101, 143, 260]


def kept_counts(n):
    return list(range(n, 0, -math.ceil(n / 100)))


def curve(model, features, order):
    """Probabilities and log-odds of every class while tiles are removed in an order. [steps, C]"""
    probabilities, log_odds = [], []
    with torch.no_grad():
        for kept in kept_counts(len(order)):
            left = sorted(order[len(order) - kept :])
            logits = model(features[left][None])[0][0]
            probabilities.append(logits.softmax(0))
            others = [torch.cat([logits[:c], logits[c + 1 :]]).logsumexp(0) for c in range(len(logits))]
            log_odds.append(logits - torch.stack(others))
    return torch.stack(probabilities), torch.stack(log_odds)


for pooling in ["cls", "mean"]:
    torch.manual_seed(5)
    config = Config(latent_dim=16, transformer_depth=2, act="ReLU", pooling=pooling)
    model = Lin_MIL(num_classes=3, input_dim=6, config=config, heads=2).eval()
    for parameter in model.parameters():
        parameter.data += 0.2 * torch.randn(parameter.shape)
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, HERE / f"{pooling}.safetensors")
    model = model.double()
    expected = {}
    for n in TILES:
        features = torch.randn(n, 6).float()
        scores = (torch.randn(n) * 8).round() / 8
        numbers = range(n)
        orders = {
            "most": sorted(numbers, key=lambda tile: (-scores[tile].item(), tile)),
            "least": sorted(numbers, key=lambda tile: (scores[tile].item(), tile)),
        }
        expected[f"{n}.features"], expected[f"{n}.scores"] = features, scores
        for name, order in orders.items():
            probabilities, log_odds = curve(model, features.double(), order)
            expected[f"{n}.{name}"], expected[f"{n}.{name}.logOdds"] = probabilities.float(), log_odds.float()
    save_file({name: tensor.contiguous() for name, tensor in expected.items()}, HERE / f"{pooling}.expected.safetensors")
