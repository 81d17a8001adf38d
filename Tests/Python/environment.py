"""The package and the command that are tested: those of a build in .build.

The debug build is taken. LINMIL_LIBRARY names another library, which has the command `linmil` beside it.
"""

import json
import os
import subprocess
import sys
import unittest
import warnings
from pathlib import Path

repository = Path(__file__).resolve().parents[2]
library = Path(os.environ.get("LINMIL_LIBRARY", repository / ".build/debug/liblinmil-c.so"))
samples = repository / "samples"

if not library.exists():
    raise unittest.SkipTest(f"{library} is not built; run swift build --product linmil-c")
os.environ["LINMIL_LIBRARY"] = str(library)
sys.path.insert(0, str(repository / "Sources/Python"))

import numpy as np  # noqa: E402

import linmil  # noqa: E402

slide = samples / "slides/tumor-01.h5"
thumbnail = samples / "slides/tumor-01.png"
checkpoint = samples / "model.safetensors"


def command(*words):
    """Runs the command and returns what it prints."""
    line = [library.with_name("linmil"), *map(str, words)]
    return subprocess.run(line, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def scored(features, *words, model=checkpoint):
    """Returns what `linmil score` says of a file of features."""
    return json.loads(command("score", features, "--model", model, "-o", "-", *words))


def random_features(tiles=300, seed=1):
    """Returns features that no slide has, and corners on a grid."""
    generator = np.random.default_rng(seed)
    places = np.stack(np.meshgrid(np.arange(20), np.arange(tiles // 20 + 1)), axis=-1).reshape(-1, 2)[:tiles]
    return generator.standard_normal((tiles, 1024)).astype(np.float32), places * 512.0


def state_dict():
    """Returns the tensors of the samples' model."""
    data = checkpoint.read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, stop = entry["data_offsets"]
        dtype = {"F32": np.float32, "I64": np.int64}[entry["dtype"]]
        tensors[name] = np.frombuffer(data[end + start : end + stop], dtype).reshape(entry["shape"])
    return tensors


class LinmilTests(unittest.TestCase):
    """Comparisons with the command, and refusals."""

    def setUp(self):
        # A warning is a part of what is tested, and no news.
        block = warnings.catch_warnings()
        block.__enter__()
        self.addCleanup(block.__exit__, None, None, None)
        warnings.simplefilter("ignore", linmil.LinmilWarning)

    def assert_same(self, result, facts):
        """A result is bit for bit what the command says."""
        scores = facts["scores"] if isinstance(facts["scores"], dict) else {result.names[0]: facts["scores"]}
        self.assertEqual(set(scores), set(result.maps))
        for name, values in scores.items():
            np.testing.assert_array_equal(np.float32(values), result.maps[name].scores, name)
        np.testing.assert_array_equal(np.float32(facts["logits"]), result.logits)
        np.testing.assert_array_equal(np.float32(facts["probabilities"]), result.probabilities)

    def assert_refused(self, sentence, call, *arguments, **options):
        """A call raises a ValueError of exactly this sentence."""
        with self.assertRaises(ValueError) as caught:
            call(*arguments, **options)
        self.assertEqual(str(caught.exception), sentence)
