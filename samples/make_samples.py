"""Makes the samples: three synthetic slides, and a Lin-MIL model trained on other slides of the same kind.

    pip install -r requirements.txt
    python make_samples.py

Writes slides/*.h5, slides/*.png, model.pt and model.safetensors into this folder, and prints the figures of README.md.
"""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import h5py
import numpy as np
from PIL import Image
from scipy.stats import rankdata

import training
from histology import draw_section
from tiles import CANVAS_DOWNSAMPLE, Encoder, cut

HERE = Path(__file__).parent
SEED = 20240620
TRAINING_SLIDES, HELD_OUT_SLIDES = 160, 60

# name: canvas height and width, tissue thickness, lesion radius, thumbnail downsample, seed
SAMPLES = {
    "tumor-01": ((1200, 2300), 600, 210, 30.7, 1),
    "tumor-02": ((1200, 2300), 530, 110, 31.3, 2),
    "normal-01": ((1200, 2300), 480, 0, 31.9, 3),
}


def draw_cohort_slide(index):
    """Draws a small slide for training or testing. Every second slide has a lesion. Returns its tiles."""
    rng = np.random.default_rng([SEED, index])
    radius = rng.uniform(45, 130) if index % 2 else 0
    return cut(draw_section(736, 1216, rng.uniform(280, 440), radius, rng))


def draw_sample(name):
    """Draws a sample slide. Returns its section and tiles."""
    (height, width), thickness, radius, _, seed = SAMPLES[name]
    section = draw_section(height, width, thickness, radius, np.random.default_rng([SEED, 10**6, seed]))
    return section, cut(section)


def write_features(path, features, tiles, width, height):
    """Writes a features file as TRIDENT does (trident/IO.py, `save_h5`): resizable, uncompressed, one tile a chunk."""
    assets = {"features": features, "coords": tiles.coords}
    attributes = {
        "features": {"name": path.stem, "savetodir": "features_synthetic", "encoder": "synthetic"},
        "coords": {
            "patch_size": 256,
            "patch_size_level0": 256 * 40 // 20,
            "level0_magnification": 40,
            "target_magnification": 20,
            "overlap": 0,
            "name": path.stem,
            "savetodir": "20x_256px_0px_overlap",
            "level0_width": width,
            "level0_height": height,
        },
    }
    with h5py.File(path, "w") as file:
        for name, values in assets.items():
            rest = values.shape[1:]
            dataset = file.create_dataset(
                name, shape=values.shape, maxshape=(None,) + rest, chunks=(1,) + rest, dtype=values.dtype
            )
            dataset[:] = values
            for key, value in attributes[name].items():
                dataset.attrs[key] = value


def write_thumbnail(path, section, downsample):
    """Writes the slide's thumbnail at a downsample that is not a whole number."""
    height, width = (side * CANVAS_DOWNSAMPLE for side in section.tissue.shape)
    size = round(width / downsample), round(height / downsample)
    Image.fromarray(section.pixels).resize(size, Image.Resampling.BOX).save(path, optimize=True)


def auroc(scores, positive):
    """The probability that a random positive tile scores higher than a random negative one."""
    ranks, count = rankdata(scores), int(positive.sum())
    return (ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(scores) - count))


def main():
    folder = HERE / "slides"
    folder.mkdir(exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        samples = dict(zip(SAMPLES, pool.map(draw_sample, SAMPLES)))
        cohort = list(pool.map(draw_cohort_slide, range(TRAINING_SLIDES + HELD_OUT_SLIDES), chunksize=4))

    encoder = Encoder(np.concatenate([t.measures for t in cohort[:TRAINING_SLIDES]]), np.random.default_rng(SEED))
    slides = [
        training.Slide(encoder(t.measures, np.random.default_rng([SEED, 1, i])), i % 2, t.lesion)
        for i, t in enumerate(cohort)
    ]
    model = training.train(slides[:TRAINING_SLIDES], seed=1)
    training.save(model, HERE)

    held_out = slides[TRAINING_SLIDES:]
    right = sum(int(training.infer(model, s.features)[0].argmax()) == s.label for s in held_out)
    areas = [auroc(training.infer(model, s.features)[1], s.lesion > 0.5) for s in held_out if (s.lesion > 0.5).any()]
    print(f"held out: {right} of {len(held_out)} slides right; CLS attention finds lesion tiles with a mean AUROC of")
    print(f"  {np.mean(areas):.3f} ({min(areas):.3f} to {max(areas):.3f})")

    for index, (name, (section, tiles)) in enumerate(samples.items()):
        height, width = (side * CANVAS_DOWNSAMPLE for side in section.tissue.shape)
        features = encoder(tiles.measures, np.random.default_rng([SEED, 2, index]))
        write_features(folder / f"{name}.h5", features, tiles, width, height)
        write_thumbnail(folder / f"{name}.png", section, SAMPLES[name][3])
        logits, attention = training.infer(model, features)
        lesion = tiles.lesion > 0.5
        area = f"{auroc(attention, lesion):.3f}" if lesion.any() else "-"
        print(f"{name}: {len(features)} tiles, {lesion.sum()} of lesion, {width} x {height}, logits {logits}, AUROC {area}")


if __name__ == "__main__":
    main()
