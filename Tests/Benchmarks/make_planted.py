"""Trains small Lin-MIL models on slides with planted tiles, and draws other slides for them.

    python make_planted.py FOLDER SEED [SEED ...]

For each seed, task and pooling: FOLDER/TASK-POOLING-SEED/model.safetensors, and features files of slides that the model was not
trained on. Models learn from slide labels alone. Beside each slide is a folder of maps, as CSV: `planted` is 1 for a tile that
speaks for the slide's class, -1 for one that speaks against it, and 0 for the rest; `half` marks half of the planted tiles, and
has random numbers below them for the rest; two have random numbers; `constant` is constant. Slides without planted tiles have
no maps. Slides of which the model predicts another class are left out.

| task | slide |
|---|---|
| rare | class 1 if a few tiles show a lesion |
| subtypes | a lesion of one of two kinds; a quarter of the slides for training have none, and either label |
| three | no lesion, or a lesion of one of two kinds |
| contrary | class 1 if a few tiles show a lesion and none shows scar |
| unsure | as rare, with logits that are five times smaller |

Ten seconds a model on one core.
"""

import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

warnings.filterwarnings("ignore", category=FutureWarning)
import h5py
import numpy as np
import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

WIDTH, BLOCKS, HEADS, FEATURES = 64, 2, 8, 24
TILES = 90  # of a slide for training
STEPS, BAGS = 250, 8
TASKS = ["rare", "subtypes", "three", "contrary", "unsure"]
POOLINGS = ["cls", "mean"]
SLIDES = 5  # to measure, for each model
RANDOM_MAPS = 2
SIZES = 60, 200  # tiles of a slide to measure
TILE = 256  # pixels


class Tissue:
    """Kinds of tile, as points in the space of features: five of tissue, two of lesion."""

    def __init__(self, rng):
        self.usual = rng.normal(0, 1, (5, FEATURES))
        self.kinds = rng.normal(0, 1.5, (2, FEATURES))

    def slide(self, rng, tiles, counts):
        """A slide with some tiles of each kind, in random places. -> features [tiles, F], kind [tiles], -1 for tissue"""
        mixture = rng.dirichlet(np.ones(len(self.usual)))
        centres = self.usual[rng.choice(len(self.usual), tiles, p=mixture)]
        kinds = np.full(tiles, -1)
        kinds[: sum(counts)] = np.repeat([0, 1], counts)
        rng.shuffle(kinds)
        centres = np.where(kinds[:, None] >= 0, self.kinds[np.maximum(kinds, 0)], centres)
        return (centres + rng.normal(0, 0.7, centres.shape)).astype(np.float32), kinds


def share(rng, tiles, low, high):
    """A number of tiles between two shares of the slide, small ones as often as large ones."""
    return max(1, round(tiles * np.exp(rng.uniform(np.log(low), np.log(high)))))


def draw(task, tissue, rng, tiles, label, blank=False):
    """A slide of a class, or one without a lesion. -> features [tiles, F], planted [tiles]"""
    few = share(rng, tiles, 0.02, 0.1)
    if task == "subtypes":
        counts = [0, 0]
        counts[label] = share(rng, tiles, 0.1, 0.4)
    elif task == "three":
        counts = [0, 0]
        if label:
            counts[label - 1] = share(rng, tiles, 0.03, 0.2)
    elif task == "contrary":
        # Class 0: nothing, or lesion and scar.
        counts = [few, 0] if label else [few, share(rng, tiles, 0.02, 0.1)] if rng.random() < 0.7 else [0, 0]
    else:
        counts = [few if label else 0, 0]
    features, kinds = tissue.slide(rng, tiles, [0, 0] if blank else counts)
    planted = (kinds >= 0).astype(int)
    if task == "contrary" and not label:
        planted = np.select([kinds == 1, kinds == 0], [1, -1], 0)
    return features, planted


def classes_of(task):
    return 3 if task == "three" else 2


def train(task, pooling, tissue, seed):
    rng, classes = np.random.default_rng([seed, 1]), classes_of(task)
    torch.manual_seed(seed)
    config = Config(latent_dim=WIDTH, transformer_depth=BLOCKS, act="ReLU", pooling=pooling)
    model = Lin_MIL(num_classes=classes, input_dim=FEATURES, config=config, heads=HEADS)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=STEPS)
    model.train()
    for _ in range(STEPS):
        labels = rng.integers(0, classes, BAGS)
        bags = np.stack([
            draw(task, tissue, rng, TILES, label, blank=task == "subtypes" and rng.random() < 0.25)[0]
            for label in labels])
        logits = model(torch.from_numpy(bags))[0]
        loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    if task == "unsure":
        model.mlp_head[1].weight.data /= 5
        model.mlp_head[1].bias.data /= 5
    return model.eval(), loss.item()


def write_maps(folder, coords, planted, rng):
    """Writes maps of a slide. coords [tiles, 2], planted [tiles]"""
    half = rng.random(len(planted)) * 0.9
    marked = rng.permutation(np.flatnonzero(planted > 0))
    half[marked[: (len(marked) + 1) // 2]] = 1
    maps = {"planted": planted, "half": half, "constant": np.ones(len(planted))}
    maps |= {f"random-{number}": rng.random(len(planted)) for number in range(RANDOM_MAPS)}
    folder.mkdir(exist_ok=True)
    for name, scores in maps.items():
        rows = [f"{x},{y},{TILE},{score}" for (x, y), score in zip(coords, scores)]
        (folder / f"{name}.csv").write_text("\n".join(["x,y,tile_size,score", *rows, ""]))


def make(folder, task, pooling, seed):
    torch.set_num_threads(1)
    tissue = Tissue(np.random.default_rng([seed, 0]))
    model, loss = train(task, pooling, tissue, seed)
    target = folder / f"{task}-{pooling}-{seed}"
    target.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: tensor.contiguous() for name, tensor in model.state_dict().items()}, target / "model.safetensors",
        {"activation": "ReLU", "heads": str(HEADS)})
    rng, right = np.random.default_rng([seed, 2]), 0
    for index in range(SLIDES):
        label = index % classes_of(task)
        tiles = int(rng.integers(*SIZES))
        features, planted = draw(task, tissue, rng, tiles, label)
        with torch.inference_mode():
            is_right = model(torch.from_numpy(features)[None])[0][0].argmax().item() == label
        right += is_right
        if not is_right:
            continue
        side = int(np.ceil(np.sqrt(tiles)))
        coords = TILE * np.stack([np.arange(tiles) % side, np.arange(tiles) // side], 1)
        with h5py.File(target / f"slide-{index}.h5", "w") as file:
            file["features"], file["coords"] = features, coords
            file["coords"].attrs["patch_size_level0"] = TILE
        if planted.any():
            write_maps(target / f"slide-{index}-maps", coords, planted, rng)
    return f"{target.name}: loss {loss:.3f}, {right} of {SLIDES} slides right"


def main():
    folder, seeds = Path(sys.argv[1]), [int(word) for word in sys.argv[2:]]
    jobs = [(folder, task, pooling, seed) for seed in seeds for task in TASKS for pooling in POOLINGS]
    with ProcessPoolExecutor(2) as pool:
        for line in pool.map(make, *zip(*jobs)):
            print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
