"""Makes the fixtures of patch flipping by a plain loop over the published package.

    pip install torch lin_mil timm safetensors
    python make_flipping.py

For each pooling and number of tiles: the probability of each class and its log-odds while tiles are removed by random scores
(rounded, so that some are equal), highest first and lowest first, in float64. At step k, `n - k ceil(n / 100)` tiles are left.
Then the probability of each class by every score that the model has for that class, as ../scores defines them.
"""

import math
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "scores"))
import torch
from explicit_forward import Bag, run
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file
from score_definitions import evidence, gradient_times_input, rollout, single

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


def orders_by(scores):
    """The tiles, those with the highest scores in front, and those with the lowest. Ties stand in the file's order."""
    numbers = range(len(scores))
    return {
        "most": sorted(numbers, key=lambda tile: (-scores[tile].item(), tile)),
        "least": sorted(numbers, key=lambda tile: (scores[tile].item(), tile)),
    }


def scores_of(model, features):
    """Every score of the model: one list for each class that the score speaks of. {name: [C or 1, N]}"""
    bag, classes = Bag(features, None), range(3)
    p = run(model, bag)
    scores = {
        "attn": model(features[None])[1],
        "rollout": rollout(p)[None],
        "relevance": torch.stack([gradient_times_input(model, bag, of, held=True)[0] for of in classes]),
        "single": single(model, Bag(features, features)),
        "gradient": torch.stack([gradient_times_input(model, bag, of, held=False)[0] for of in classes]),
    }
    if model.pool == "cls":
        scores["cls"] = p.attention[-1][:, 0, 1:].mean(0)[None]
        scores["evidence"] = torch.stack([evidence(model, bag, of)[0] for of in classes])
    return {name: values.detach().float() for name, values in scores.items()}


def curves_by_scores(model, features):
    """Each score, and the class's probability by its order. {NAME: [C or 1, N], NAME.ORDER: [C, steps]}"""
    curves = {}
    for name, values in scores_of(model, features).items():
        curves[name] = values
        found = [
            {order: curve(model, features, tiles)[0].T for order, tiles in orders_by(one).items()} for one in values]
        for order in found[0]:
            rows = [found[min(of, len(found) - 1)][order][of] for of in range(3)]
            curves[f"{name}.{order}"] = torch.stack(rows)
    return curves


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
        orders = orders_by(scores)
        expected[f"{n}.features"], expected[f"{n}.scores"] = features, scores
        for name, order in orders.items():
            probabilities, log_odds = curve(model, features.double(), order)
            expected[f"{n}.{name}"], expected[f"{n}.{name}.logOdds"] = probabilities.float(), log_odds.float()
    save_file({name: tensor.contiguous() for name, tensor in expected.items()}, HERE / f"{pooling}.expected.safetensors")
    by_scores = {}
    for n in TILES:
        for name, curves in curves_by_scores(model, expected[f"{n}.features"].double()).items():
            by_scores[f"{n}.{name}"] = curves.float()
    save_file({name: tensor.contiguous() for name, tensor in by_scores.items()}, HERE / f"{pooling}.scores.safetensors")
