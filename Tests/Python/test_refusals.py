"""Every refusal is a ValueError with the command's sentence, and the options' names as they are in Python."""

import os
import tempfile
import unittest
from pathlib import Path

from environment import LinmilTests, checkpoint, library, linmil, np, random_features, slide, thumbnail


class RefusalTests(LinmilTests):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.model = linmil.load(checkpoint)
        cls.features, cls.coords = random_features()
        cls.result = cls.model.score(cls.features, cls.coords)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def damaged(self, path, name):
        """Returns a copy of a file whose second half is missing."""
        data = path.read_bytes()
        copy = Path(self.folder.name) / name
        copy.write_bytes(data[: len(data) // 2])
        return copy

    def test_wrong_options_of_a_score(self):
        for sentence, options in [
            (
                "The value 'foo' is invalid for score: there is no score 'foo'; give 'cls', 'attn', 'rollout', 'evidence', "
                "'relevance', 'single' or 'gradient', or several joined by commas.",
                dict(score="foo"),
            ),
            (
                f"{checkpoint}: the model has no class 'lymph', expected 0 (normal) or 1 (tumor); give one of these with "
                "class_, or leave it out",
                dict(score="relevance", class_="lymph"),
            ),
            (
                "a class is named, and the score 'cls' knows no class; give score evidence, relevance, single or gradient, "
                "or leave class_ out",
                dict(class_="tumor"),
            ),
            (
                f"{checkpoint}: the model has 2 blocks, there is no block -1, expected a number from 0 to 1; give a number "
                "from 0 to 1 with block, or leave it out",
                dict(block=-1),
            ),
            ("'threads=0' is not between 1 and 1024.", dict(threads=0)),
            ("The value 'f8' is invalid for precision. Please provide one of 'float32' and 'bf16'.", dict(precision="f8")),
        ]:
            with self.subTest(options=options):
                self.assert_refused(sentence, self.model.score, self.features, self.coords, **options)

    def test_features_that_do_not_fit(self):
        score, features = self.model.score, self.features
        self.assert_refused(
            "features: the features are 5 wide, the model expects 1024; extract features with the encoder that the model was "
            "trained on",
            score, features[:, :5],
        )
        self.assert_refused(
            "features: have elements of int64, expected float32, float16, float64 or bfloat16; convert them with "
            "features.astype('float32')",
            score, features.astype(np.int64),
        )
        self.assert_refused("features: have the shape [1024], expected [tiles, width]", score, features[0])
        with self.assertRaisesRegex(ValueError, "^slide 7: .* tile"):
            score(np.where(np.arange(300)[:, None] == 3, np.nan, features).astype(np.float32), name="slide 7")
        with self.assertRaisesRegex(ValueError, "^features: there are 0 tiles, expected at least one"):
            score(features[:0])

    def test_coordinates_that_do_not_fit(self):
        score, features, coords = self.model.score, self.features, self.coords
        self.assert_refused(
            "coords: are of 5 tiles, but features are of 300; give those of one slide", score, features, coords[:5]
        )
        self.assert_refused(
            "coords: have the shape [300, 1], expected [tiles, 2]: left and upper borders", score, features, coords[:, :1]
        )
        for bad in [-1, np.nan, np.inf]:
            wrong = coords.copy()
            wrong[4, 1] = bad
            with self.assertRaisesRegex(ValueError, r"^coords: tile 4 is at .*, expected level-0 pixels from 0 on$"):
                score(features, wrong)
        self.assert_refused(
            "coords: are not known, expected the tiles' corners; give coords to score or to render",
            linmil.render, score(features),
        )
        self.assert_refused(
            "coords: is an array, expected a path beside features in a file; give both as arrays", score, slide, coords
        )

    def test_checkpoints_that_hold_no_model(self):
        for path, beginning in [
            ("/no/such.pt", "/no/such.pt: there is no such file"),
            (thumbnail, f"{thumbnail}: is a PNG image, expected a .safetensors file"),
            (self.damaged(checkpoint, "half.safetensors"), f"{self.folder.name}/half.safetensors: "),
            ({}, "state_dict: holds no tensors"),
            ({"weight": np.zeros((3, 4), np.float32)}, "state_dict: "),
        ]:
            with self.subTest(path=str(path)):
                with self.assertRaises(ValueError) as caught:
                    linmil.load(path)
                self.assertTrue(str(caught.exception).startswith(beginning), caught.exception)
        with self.assertRaisesRegex(ValueError, "give 2 names with classes, or leave it out$"):
            linmil.load(checkpoint, classes=["tumor"])
        with self.assertRaisesRegex(ValueError, "^The value 'step' is invalid for activation. Please provide one of.*ReLU"):
            linmil.load(checkpoint, activation="step")

    def test_pictures_that_do_not_fit(self):
        picture = np.zeros((100, 192, 3), np.uint8)
        for sentence, options in [
            ("'alpha=3.0' is not between 0 and 1.", dict(alpha=3)),
            (
                "The value 'blue' is invalid for colormap. Please provide one of the following: YlOrRd, coolwarm, RdBu_r, cividis, "
                "viridis, plasma, inferno, magma, Greys, hot, turbo, jet",
                dict(colormap="blue"),
            ),
            ("range is 5, expected two numbers", dict(range=5)),
            ("'threshold' and 'top' both choose tiles; give one.", dict(threshold=0.5, top=5)),
            (
                "features: 'coords' does not give the slide's size, which is needed to place a thumbnail; give the slide's size "
                "in level-0 pixels (slide_size), the slide itself (slide), or its coordinates file (coords)",
                dict(thumbnail=picture),
            ),
            ("thumbnail: has elements of float64, expected uint8, 0 to 255", dict(thumbnail=picture / 255)),
            (
                "thumbnail: has the shape [100, 192, 2], expected [height, width, 3 or 4]",
                dict(thumbnail=picture[:, :, :2]),
            ),
        ]:
            with self.subTest(options=list(options)):
                self.assert_refused(sentence, linmil.render, self.result, **options)
        with self.assertRaisesRegex(ValueError, "^thumbnail: the thumbnail of 192x100 px has another aspect"):
            linmil.render(self.result, thumbnail=picture, tile_size=512, slide_size=(20000, 50000))

    def test_damaged_files(self):
        half, picture = self.damaged(slide, "half.h5"), self.damaged(thumbnail, "half.png")
        with self.assertRaisesRegex(ValueError, f"^{half}: "):
            self.model.score(half)
        with self.assertRaisesRegex(ValueError, f"^{picture}: "):
            linmil.render(self.result, thumbnail=picture, tile_size=512, slide_size=(36800, 19200))
        # Names that are not options.
        for name in ["/no/a--tile-size.h5", "-o"]:
            with self.assertRaisesRegex(ValueError, f"^{name}: there is no such file, expected the file of one slide"):
                self.model.score(name)
        with self.assertRaisesRegex(ValueError, "^/no/such.svs: there is no such file"):
            linmil.render(self.result, slide="/no/such.svs")

    def test_a_file_that_kills_its_reader(self):
        if "debug" not in str(library):
            self.skipTest("only a debug build's worker fails on purpose")
        self.addCleanup(os.environ.pop, "LINMIL_WORKER_FAULT")
        for fault, sentence in [
            ("crash", r"a library crashed while it read this file \(signal 6\)"),
            ("hang", "made no progress for 0.3 s"),
        ]:
            os.environ["LINMIL_WORKER_FAULT"] = f"{fault}:{slide}"
            with self.assertRaisesRegex(ValueError, f"^{slide}: .*{sentence}"):
                self.model.score(slide, stall_timeout=0.3)
        os.environ["LINMIL_WORKER_FAULT"] = f"crash:read {thumbnail}"
        with self.assertRaisesRegex(ValueError, f"^{thumbnail}: a library crashed"):
            linmil.render(self.result, thumbnail=thumbnail, tile_size=512, slide_size=(36800, 19200))

    def test_a_file_with_other_tiles_than_were_scored(self):
        path = Path(self.folder.name) / "changing.npz"
        np.savez(path, features=self.features, coords=self.coords)
        result = self.model.score(path, tile_size=512)
        np.savez(path, features=self.features[:7], coords=self.coords[:7])
        self.assert_refused(
            f"{path}: has 7 tiles, but 300 were scored; score the slide again", linmil.render, result
        )


if __name__ == "__main__":
    unittest.main()
