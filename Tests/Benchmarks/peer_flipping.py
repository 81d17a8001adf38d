"""Removes tiles in the order of scores, and asks the published model what is left of its prediction.

    python peer_flipping.py MODEL.safetensors < scores.json

Reads {slide: {score: [each tile's]}}, and prints {slide: {score: figures}} for these and for `random`. `first` and
`last` are the mean probability of the class that the whole slide is predicted as, while the tiles with the highest
scores are removed first, and while those with the lowest are. `auroc` says how well the score finds lesion tiles, if the
slide's file tells which they are.
"""

import json
import math
import sys
import warnings

warnings.filterwarnings("ignore", category=FutureWarning)
import h5py
import numpy as np
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import load_file

HEADS = 8  # the samples'; no tensor tells
SEEDS = 10  # random orders


def load(path):
    state = load_file(path)
    config = Config(
        latent_dim=state["projection.weight"].shape[0],
        transformer_depth=sum(name.endswith("norm1.weight") for name in state))
    model = Lin_MIL(
        num_classes=state["mlp_head.1.weight"].shape[0], input_dim=state["projection.weight"].shape[1], config=config,
        heads=HEADS)
    model.load_state_dict(state)
    return model.eval()


class Flipping:
    """One slide, from which tiles are removed."""

    def __init__(self, model, path):
        self.model = model
        with h5py.File(path) as file:
            self.features = torch.from_numpy(file["features"][:]).float()
            self.lesion = file["lesion"][:] > 0.5 if "lesion" in file else None
        self.predicted = self.probabilities(range(len(self.features))).argmax().item()

    @torch.inference_mode()
    def probabilities(self, tiles):
        return self.model(self.features[sorted(tiles)][None])[0][0].softmax(0)

    def area(self, order):
        """The mean probability over n, n - s, n - 2s, ... tiles, never none. order: tiles, the first to go in front."""
        step = math.ceil(len(order) / 100)
        left = [self.probabilities(order[gone:])[self.predicted].item() for gone in range(0, len(order), step)]
        return float(np.mean(left))

    def figures(self, scores):
        """Ties stay in the file's order in both directions."""
        scores = np.asarray(scores)
        figures = {
            "first": self.area(np.argsort(-scores, kind="stable").tolist()),
            "last": self.area(np.argsort(scores, kind="stable").tolist()),
        }
        if self.lesion is not None:
            figures["auroc"] = auroc(scores[self.lesion], scores[~self.lesion])
        return figures


def auroc(inside, outside):
    """The probability that a tile from inside has a higher score than one from outside; ties count half."""
    outside = np.sort(outside)
    below, up_to = (np.searchsorted(outside, inside, side) for side in ("left", "right"))
    return float((below + up_to).mean() / 2 / len(outside))


def main():
    torch.set_num_threads(1)
    model, found = load(sys.argv[1]), {}
    for slide, scores in json.load(sys.stdin).items():
        flipping = Flipping(model, slide)
        found[slide] = {name: flipping.figures(values) for name, values in scores.items()}
        random = [
            flipping.figures(np.random.default_rng(seed).random(len(flipping.features))) for seed in range(SEEDS)]
        found[slide]["random"] = {name: float(np.mean([one[name] for one in random])) for name in random[0]}
        print(slide, file=sys.stderr, flush=True)
    json.dump(found, sys.stdout)


main()
