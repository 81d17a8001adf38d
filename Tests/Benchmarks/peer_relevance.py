"""Computes the relevance of every tile with PyTorch's autograd on the published package, as a script would.

    python peer_relevance.py FEATURES.h5 MODEL.pt SCORES.json THREADS

Reads features, loads the model, runs it, goes back from the predicted class's log-odds, and writes one score for each tile:
gradient times input at the projected tile, with LayerNorm's 1/std, q, k and GELU's gate held constant by `detach()`.
"""

import json
import math
import sys

import h5py
import torch
import torch.nn as nn
from lin_mil.attention.linear_attention import LinearAttention

from make_inputs import default_model


class ConstantScaleNorm(nn.LayerNorm):
    """LayerNorm whose 1/std is a constant for autograd."""

    def forward(self, x):
        centred = x - x.mean(-1, keepdim=True)
        scale = (centred.square().mean(-1, keepdim=True) + self.eps).rsqrt().detach()
        return centred * scale * self.weight + self.bias


class ConstantGateGELU(nn.Module):
    """Exact GELU whose gate is a constant for autograd."""

    def forward(self, x):
        return x * (0.5 * (1 + torch.erf(x / math.sqrt(2)))).detach()


class ConstantActivation(nn.Module):
    """The activation of queries and keys, which are constants for autograd."""

    def __init__(self, activation):
        super().__init__()
        self.activation = activation

    def forward(self, x):
        return self.activation(x).detach()


def hold_constants(module):
    """Replaces what is held constant, in place."""
    for name, child in module.named_children():
        if isinstance(child, nn.LayerNorm):
            child.__class__ = ConstantScaleNorm
        elif isinstance(module, LinearAttention) and name == "act":
            setattr(module, name, ConstantActivation(child))
        elif isinstance(child, nn.GELU):
            setattr(module, name, ConstantGateGELU())
        else:
            hold_constants(child)


def main():
    features_path, model_path, output_path, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    torch.set_num_threads(threads)
    model = default_model()
    model.load_state_dict(torch.load(model_path, weights_only=True))
    model.requires_grad_(False)
    hold_constants(model)
    with h5py.File(features_path) as file:
        features = torch.from_numpy(file["features"][:])[None]
    projected = []
    model.projection.register_forward_hook(lambda _, __, output: projected.append(output.requires_grad_()))
    logits = model(features)[0][0]
    explained = int(logits.argmax())
    others = torch.cat([logits[:explained], logits[explained + 1 :]])
    (logits[explained] - others.logsumexp(0)).backward()
    tiles = projected[0]
    scores = (tiles.grad * (tiles.detach() - model.projection.bias)).sum(-1)[0]
    with open(output_path, "w") as file:
        json.dump({"class": explained, "scores": scores.tolist()}, file)


if __name__ == "__main__":
    main()
