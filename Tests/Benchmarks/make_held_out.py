"""Draws slides like the samples that their model was not trained on, all with a lesion.

    python make_held_out.py FOLDER COUNT

Writes COUNT features files as samples/make_samples.py does, with the tiles' share of lesion in a third dataset. The
features need the training slides' measures, so these are drawn again: two minutes. Needs samples/requirements.txt.
"""

import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

warnings.filterwarnings("ignore", category=FutureWarning)
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "samples"))
import h5py
import numpy as np
from make_samples import SEED, TRAINING_SLIDES, draw_cohort_slide, write_features
from tiles import Encoder


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    # Every second slide has a lesion.
    held_out = [TRAINING_SLIDES + 2 * index + 1 for index in range(count)]
    with ProcessPoolExecutor(2) as pool:
        drawn = list(pool.map(draw_cohort_slide, [*range(TRAINING_SLIDES), *held_out], chunksize=4))
    training = np.concatenate([tiles.measures for tiles in drawn[:TRAINING_SLIDES]])
    encoder = Encoder(training, np.random.default_rng(SEED))
    for index, tiles in zip(held_out, drawn[TRAINING_SLIDES:]):
        path = folder / f"held-out-{index:03}.h5"
        write_features(path, encoder(tiles.measures, np.random.default_rng([SEED, 1, index])), tiles, 19456, 11776)
        with h5py.File(path, "a") as file:
            file["lesion"] = tiles.lesion


if __name__ == "__main__":
    main()
