"""Scores of arrays are bit for bit those of the command on the same numbers."""

import sys
import tempfile
import unittest
from pathlib import Path

from environment import LinmilTests, checkpoint, linmil, np, random_features, samples, scored, slide, state_dict


class ScoreTests(LinmilTests):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.model = linmil.load(checkpoint)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def saved(self, features, coords):
        """Saves arrays for the command."""
        path = Path(self.folder.name) / "slide.npz"
        np.savez(path, features=features, coords=coords)
        return path

    def test_every_score_is_the_commands(self):
        features, coords = random_features()
        kinds = ["cls", "relevance", "single", "evidence", "rollout", "attn", "gradient"]
        facts = scored(self.saved(features, coords), "--tile-size", 512, "--score", ",".join(kinds))
        result = self.model.score(features, coords, score=kinds)
        self.assertEqual(result.names, kinds)
        self.assert_same(result, facts)
        self.assertEqual(result.classes, facts["model"]["classes"])
        self.assertEqual(result.prediction, result.classes[facts["predictedClass"]])
        for array in [result.scores, result.logits, result.probabilities]:
            self.assertEqual(array.dtype, np.float32)
        relevance = result.maps["relevance"]
        self.assertEqual(np.float32(relevance.log_odds), np.float32(facts["logOdds"]["relevance"]))
        self.assertEqual(np.float32(relevance.parts["classToken"]), np.float32(facts["classToken"]["relevance"]))

    def test_every_number_format_is_the_commands(self):
        features, coords = random_features(seed=2)
        for element in [np.float32, np.float16, np.float64]:
            with self.subTest(element=element.__name__):
                stored = features.astype(element)
                facts = scored(self.saved(stored, coords), "--tile-size", 512)
                self.assert_same(self.model.score(stored, coords), facts)

    def test_bfloat16_is_float32_of_the_same_value(self):
        features, coords = random_features(seed=3)
        bits = (features.view(np.uint32) >> 16).astype(np.uint16)
        widened = (bits.astype(np.uint32) << 16).view(np.float32)
        expected = self.model.score(widened, coords)
        given = []
        try:
            import ml_dtypes

            given.append(bits.view(ml_dtypes.bfloat16))
        except ImportError:
            pass
        try:
            import torch

            given.append(torch.from_numpy(widened.copy()).bfloat16())
        except ImportError:
            pass
        if not given:
            self.skipTest("neither ml_dtypes nor torch is installed")
        for values in given:
            np.testing.assert_array_equal(self.model.score(values, coords).scores, expected.scores)

    def test_precision_bf16_is_the_commands(self):
        features, coords = random_features(seed=4)
        facts = scored(self.saved(features, coords), "--tile-size", 512, "--precision", "bf16")
        self.assert_same(self.model.score(features, coords, precision="bf16"), facts)
        self.assert_same(linmil.load(checkpoint, precision="bf16").score(features, coords), facts)
        other = self.model.score(features, coords).scores
        self.assertFalse(np.array_equal(np.float32(facts["scores"]), other))

    def test_class_block_and_head_are_the_commands(self):
        features, coords = random_features(seed=5)
        path = self.saved(features, coords)
        for words, options in [
            (["--score", "relevance", "--class", "normal"], dict(score="relevance", class_="normal")),
            (["--score", "relevance", "--class", "1"], dict(score="relevance", class_=1)),
            (["--score", "relevance,evidence", "--class", "all"], dict(score=["relevance", "evidence"], class_="all")),
            (["--block", "0", "--head", "max"], dict(block=0, head="max")),
            (["--head", "3", "--threads", "1", "--memory", "1M"], dict(head=3, threads=1, memory="1M")),
        ]:
            with self.subTest(words=words):
                self.assert_same(
                    self.model.score(features, coords, **options), scored(path, "--tile-size", 512, *words)
                )

    def test_a_path_is_scored_as_the_command_scores_it(self):
        result = self.model.score(slide)
        self.assert_same(result, scored(slide))
        self.assertEqual(result.coords.tolist(), scored(slide)["coords"])

    def test_arrays_that_are_parts_of_others_are_read_in_place(self):
        features, coords = random_features(seed=6)
        wide = np.zeros((600, 1500), np.float32)
        wide[::2, 100:1124] = features
        expected = self.model.score(features, coords).scores
        for name, view in [
            ("rows and columns of a larger one", wide[::2, 100:1124]),
            ("a batch of one", features[None]),
            ("columns first", np.asfortranarray(features)),
            ("the other byte order", features.astype(features.dtype.newbyteorder())),
            ("a list", features.tolist() and features.copy()),
        ]:
            with self.subTest(name):
                np.testing.assert_array_equal(self.model.score(view, coords).scores, expected)
        turned = self.model.score(features[::-1], coords).scores
        np.testing.assert_array_equal(turned, self.model.score(features[::-1].copy(), coords).scores)

    def test_features_are_not_copied(self):
        from linmil._arrays import matrix

        features, _ = random_features()
        self.assertEqual(matrix(features[5:, 3:]).address, features[5:, 3:].ctypes.data)
        self.assertEqual(matrix(features[::-1]).row_bytes, -features.strides[0])

    def test_a_state_dict_is_the_same_model(self):
        features, coords = random_features(seed=7)
        expected = self.model.score(features, coords, score="relevance")
        for name, state in [
            ("as it is", state_dict()),
            ("inside a checkpoint", {"epoch": 3, "state_dict": state_dict(), "arguments": {"lr": 0.1}}),
            ("behind a prefix", {"module." + key: value for key, value in state_dict().items()}),
        ]:
            with self.subTest(name):
                model = linmil.load(state, classes=["normal", "tumor"])
                np.testing.assert_array_equal(
                    model.score(features, coords, score="relevance").scores, expected.scores
                )
                self.assertEqual(model.classes, ["normal", "tumor"])

    def test_a_model_says_its_shape(self):
        shape = self.model.configuration
        self.assertEqual((shape.input_dim, shape.num_classes, shape.attention), (1024, 2, "linear"))
        self.assertEqual((shape.pooling, shape.act, shape.heads), ("cls", "ReLU", 8))
        self.assertEqual(linmil.load(samples / "model.pt", activation="GELU").configuration.act, "GeLU")
        self.assertIn("normal, tumor", repr(self.model))

    def test_a_result_of_several_maps_gives_each_alone(self):
        features, coords = random_features()
        result = self.model.score(features, coords, score=["cls", "relevance"], class_="all")
        self.assertEqual(result.names, ["cls", "relevance class 0", "relevance class 1"])
        alone = result["relevance class 1"]
        self.assertIs(alone, result["relevance class 1"])
        self.assertIs(alone.scores, result.maps["relevance class 1"].scores)
        self.assertEqual(alone.maps["relevance class 1"].class_, 1)
        self.assert_refused(
            "the result has no score 'single', expected one of cls, relevance class 0, relevance class 1",
            result.__getitem__, "single",
        )

    def test_what_is_doubtful_is_a_warning(self):
        features, coords = random_features()
        features[7] = 0
        with self.assertWarnsRegex(linmil.LinmilWarning, "^features: 1 of 300 tiles have features that are all zero"):
            result = self.model.score(features, coords)
        self.assertEqual(len(result.warnings), 1)

    def test_a_torch_tensor_is_read_in_place(self):
        try:
            import torch
        except ImportError:
            self.skipTest("torch is not installed")
        from linmil._arrays import matrix

        features, coords = random_features(seed=8)
        tensor = torch.from_numpy(features.copy()).requires_grad_()
        self.assertEqual(matrix(tensor).address, tensor.data_ptr())
        expected = self.model.score(features, coords).scores
        np.testing.assert_array_equal(self.model.score(tensor, torch.from_numpy(coords)).scores, expected)
        half = tensor.detach().half()
        np.testing.assert_array_equal(
            self.model.score(half, coords).scores, self.model.score(half.numpy(), coords).scores
        )
        state = {key: torch.from_numpy(value.copy()) for key, value in state_dict().items()}
        np.testing.assert_array_equal(linmil.load(state).score(tensor, coords).scores, expected)

    def test_torch_is_not_imported(self):
        import subprocess

        code = "import linmil, sys; linmil.load(sys.argv[1]); print('torch' in sys.modules)"
        line = [sys.executable, "-c", code, str(checkpoint)]
        environment = dict(__import__("os").environ, PYTHONPATH=str(Path(linmil.__file__).parents[1]))
        self.assertEqual(subprocess.check_output(line, env=environment).strip(), b"False")


if __name__ == "__main__":
    unittest.main()
