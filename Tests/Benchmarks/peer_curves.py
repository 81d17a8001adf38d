"""Follows a prediction with the published package while tiles are removed, as a script would.

    python peer_curves.py FEATURES.h5 MODEL.pt CURVES.json THREADS STEPS

Reads features, loads the model, and removes tiles by the last block's class attention: the highest first, the lowest first,
and in one random order. Writes the predicted class's probability at each step.
"""

import json
import sys

import h5py
import torch
from make_inputs import default_model


def main():
    features, checkpoint, output, threads, steps = sys.argv[1:]
    torch.set_num_threads(int(threads))
    model = default_model()
    model.load_state_dict(torch.load(checkpoint, weights_only=True))
    model.eval()
    with h5py.File(features) as file:
        x = torch.from_numpy(file["features"][:])
    kept = []
    hook = model.transformer[-1].attn.register_forward_hook(lambda module, inputs, result: kept.append((module, inputs[0])))
    with torch.no_grad():
        logits = model(x[None])[0][0]
        module, y = kept[0]
        hook.remove()
        q, k, _ = module.qkv(y).reshape(1, y.shape[1], 3, module.num_heads, -1).permute(2, 0, 3, 1, 4)
        q, k = module.act(q)[:, :, :1], module.act(k)
        weights = q @ k.transpose(-1, -2)  # [1, heads, 1, tokens]
        scores = (weights / weights.sum(-1, keepdim=True).clamp(min=100))[0, :, 0, 1:].mean(0)
        number = int(logits.argmax())
        tiles = len(x)
        size = -(-tiles // int(steps))
        orders = {
            "most": torch.argsort(scores, stable=True), "least": torch.argsort(-scores, stable=True),
            "random": torch.randperm(tiles, generator=torch.Generator().manual_seed(0))}
        curves = {}
        for name, order in orders.items():
            curve = []
            for left in range(tiles, 0, -size):
                part = order[:left].sort().values
                curve.append(float(model(x[part][None])[0][0].softmax(-1)[number]))
            curves[name] = curve
    with open(output, "w") as file:
        json.dump(curves, file)


if __name__ == "__main__":
    main()
