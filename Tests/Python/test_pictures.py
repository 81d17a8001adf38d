"""Pictures are pixel for pixel those of the command."""

import tempfile
import unittest
from pathlib import Path

from environment import LinmilTests, checkpoint, command, linmil, np, slide, thumbnail
from pictures import pixels


class PictureTests(LinmilTests):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.model = linmil.load(checkpoint)
        cls.result = cls.model.score(slide)
        # The same tiles, as if the features came from anywhere.
        from linmil._worker import read_features

        read = read_features(str(slide), {})
        cls.features, cls.coords = read.matrix.owner, read.coords
        cls.picture = pixels(thumbnail)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def drawn(self, *words):
        """Returns the pixels that the command draws."""
        path = Path(self.folder.name) / "overlay.png"
        command("render", slide, "--model", checkpoint, "-o", path, *words)
        return pixels(path)

    def test_arrays_and_paths_give_the_commands_pixels(self):
        in_memory = self.model.score(self.features, self.coords)
        geometry = dict(tile_size=512, slide_size=(36800, 19200))
        for words, options in [
            ([], {}),
            (["--normalize", "minmax", "--colormap", "viridis"], dict(normalize="minmax", colormap="viridis")),
            (["--alpha", "0.7", "--max-side", "500"], dict(alpha=0.7, max_side=500)),
            (["--alpha", "0.1,0.5"], dict(alpha=(0.1, 0.5))),
            (["--range", "0", "0.002", "--normalize", "none"], dict(range=(0, np.float64(0.002)), normalize="none")),
            (["--background", "none"], dict(background="none")),
            (["--top", "5%", "--outline", "tiles"], dict(top="5%", outline="tiles")),
            (
                ["--outline", "0.5", "--outline-color", "yellow", "--outline-area", "3"],
                dict(outline=0.5, outline_color="yellow", outline_area=3),
            ),
            (["--style", "smooth"], dict(style="smooth")),
            (["--compatible", "clam"], dict(compatible="clam")),
        ]:
            with self.subTest(words=words):
                expected = self.drawn("--thumbnail", thumbnail, *words)
                of_path = linmil.render(self.result, thumbnail=thumbnail, **options)
                np.testing.assert_array_equal(of_path, expected)
                of_arrays = linmil.render(in_memory, thumbnail=self.picture, **geometry, **options)
                np.testing.assert_array_equal(of_arrays, expected)
                self.assertEqual(of_arrays.dtype, np.uint8)
                self.assertTrue(of_arrays.flags.writeable)

    def test_without_a_picture_the_tiles_are_drawn_on_white(self):
        np.testing.assert_array_equal(linmil.render(self.result), self.drawn())

    def test_what_was_said_of_the_slide_holds_for_its_pictures(self):
        result = self.model.score(self.features, self.coords, tile_size=512, slide_size="36800x19200")
        np.testing.assert_array_equal(
            linmil.render(result, thumbnail=self.picture), linmil.render(self.result, thumbnail=thumbnail)
        )

    def test_coordinates_may_be_given_later(self):
        result = self.model.score(self.features)
        self.assertIsNone(result.coords)
        geometry = dict(tile_size=512, slide_size=(36800, 19200))
        expected = linmil.render(self.result)
        np.testing.assert_array_equal(linmil.render(result, coords=self.coords, **geometry), expected)
        np.testing.assert_array_equal(linmil.render(result, coords=slide), expected)
        np.testing.assert_array_equal(linmil.render(self.model.score(self.features, slide)), expected)

    def test_the_side_of_tiles_is_inferred_with_a_warning(self):
        result = self.model.score(self.features, self.coords)
        with self.assertWarnsRegex(linmil.LinmilWarning, "give tile_size to be sure"):
            linmil.render(result)

    def test_grey_pictures_are_made_rgb(self):
        grey = self.picture[:, :, 0]
        geometry = dict(tile_size=512, slide_size=(36800, 19200))
        result = self.model.score(self.features, self.coords)
        np.testing.assert_array_equal(
            linmil.render(result, thumbnail=grey, **geometry),
            linmil.render(result, thumbnail=np.stack([grey] * 3, axis=2), **geometry),
        )

    def test_a_notebook_shows_the_overlay_once_it_is_drawn(self):
        result = self.model.score(self.features, self.coords)
        self.assertIsNone(result._repr_png_())
        self.assertIn("linmil.render(result, thumbnail=...) draws it", repr(result))
        for background in ["white", "none"]:
            image = linmil.render(result, tile_size=512, max_side=300, background=background)
            path = Path(self.folder.name) / "shown.png"
            path.write_bytes(result._repr_png_())
            np.testing.assert_array_equal(pixels(path), image)
            self.assertIs(result.overlay, image)
        self.assertIn("overlay of", repr(result))

    def test_a_class_of_several_maps_is_drawn_alone(self):
        result = self.model.score(slide, score=["cls", "relevance"])
        self.assert_refused(
            "the result has the scores cls, relevance, expected one; give result['cls']", linmil.render, result
        )
        np.testing.assert_array_equal(linmil.render(result["relevance"]), self.drawn("--score", "relevance"))


if __name__ == "__main__":
    unittest.main()
