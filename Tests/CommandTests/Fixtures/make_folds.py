"""Makes folds/: models as of one training, models that do not fit them, and what lin_mil, numpy and scipy say of three of
them together on small/contiguous-f4.h5.

    pip install torch h5py lin_mil scipy
    python make_folds.py

The first of the three is small/model.pt. The others are that model with random changes of its weights, large enough that
they predict other classes and rank the tiles in other ways.
"""

import json
import pathlib

import h5py
import numpy as np
import torch
from lin_mil import Config, Lin_MIL
from scipy.stats import rankdata, spearmanr

torch.set_num_threads(1)
HERE = pathlib.Path(__file__).parent
OUT = HERE / "folds"
OUT.mkdir(exist_ok=True)

with h5py.File(HERE / "small" / "contiguous-f4.h5") as file:
    features = torch.tensor(file["features"][:])[None].float()

first = torch.load(HERE / "small" / "model.pt")
latent, depth = first["projection.weight"].shape[0], sum(name.endswith("norm1.weight") for name in first)


def model(state, classes=3, width=8):
    config = Config(latent_dim=latent, transformer_depth=depth)
    model = Lin_MIL(num_classes=classes, input_dim=width, config=config, heads=2)
    if state:
        model.load_state_dict(state)
    return model.eval()


def changed(seed):
    """The model with random changes of each tensor, and with other biases of the head."""
    random = torch.Generator().manual_seed(seed)
    state = {name: value + 0.4 * value.std() * torch.randn(value.shape, generator=random) if value.numel() > 1 else value
             for name, value in first.items()}
    state["mlp_head.1.bias"] = torch.randn(3, generator=random)
    return state


models = [first, changed(1), changed(2)]
said = []
for number, weights in enumerate(models):
    if number > 0:
        torch.save(weights, OUT / f"fold{number}.pt")
    with torch.no_grad():
        logits, attn = model(weights)(features)
    said.append((logits[0].double().numpy(), attn.reshape(-1).double().numpy()))

torch.manual_seed(5)
torch.save(model(None, classes=2).state_dict(), OUT / "two-classes.pt")
torch.save(model(None, width=6).state_dict(), OUT / "six-features.pt")

logits = np.array([logits for logits, _ in said])
attn = np.array([attn for _, attn in said])
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
ranks = rankdata(attn, axis=1)
(OUT / "expected.json").write_text(json.dumps({
    "logits": logits.tolist(),
    "probabilities": probabilities.mean(0).tolist(),
    "predictedClasses": probabilities.argmax(1).tolist(),
    "predictedClass": int(probabilities.mean(0).argmax()),
    "attn": attn.mean(0).tolist(),
    "disagreement": ((ranks - 1) / (ranks.shape[1] - 1)).std(axis=0).tolist(),
    "rankCorrelation": spearmanr(attn.T).statistic.tolist(),
}, indent=1) + "\n")
print(probabilities.round(3), spearmanr(attn.T).statistic.round(3))
