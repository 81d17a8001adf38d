"""Files of pictures are the command's, up to what is known of the inputs."""

import tempfile
import unittest
from pathlib import Path

from environment import LinmilTests, checkpoint, command, linmil, np, slide, thumbnail
from pictures import pixels


class FileTests(LinmilTests):
    @classmethod
    def setUpClass(cls):
        cls.model = linmil.load(checkpoint)
        cls.result = cls.model.score(slide)

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return Path(self.folder.name) / name

    def test_the_ending_says_the_format(self):
        for name, first in [
            ("a.png", b"\x89PNG"), ("a.JPG", b"\xff\xd8\xff"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF"),
            ("a.ome.tif", b"II*\0"),
        ]:
            with self.subTest(name=name):
                result = self.model.score(slide)
                self.assertIsNone(result.save(self.path(name), thumbnail=thumbnail))
                self.assertTrue(self.path(name).read_bytes().startswith(first))
                self.assertIsNone(result.overlay)

    def test_a_png_has_the_pixels_of_render(self):
        linmil.save(self.result, str(self.path("a.png")), thumbnail=thumbnail, alpha=0.7)
        np.testing.assert_array_equal(
            pixels(self.path("a.png")), linmil.render(self.result, thumbnail=thumbnail, alpha=0.7)
        )

    def test_scores_are_those_of_the_command(self):
        self.result.save(self.path("a.ome.tif"), thumbnail=thumbnail, values=True)
        command("render", slide, "--model", checkpoint, "--thumbnail", thumbnail, "--values", "-o", self.path("b.ome.tif"))
        # The records differ, and so do the places of tiles; the tiles themselves are the same.
        a, b = (self.path(name).read_bytes() for name in ("a.ome.tif", "b.ome.tif"))
        self.assertEqual(a[-20_000:], b[-20_000:])

    def test_refusals_are_one_sentence_and_leave_nothing(self):
        for name, options, words in [
            ("a.tif", {}, "a.ome.tif"),
            ("a", {}, "has no ending"),
            ("a.jpg", dict(background="none"), "no transparency"),
            ("a.png", dict(values=True), "only an OME-TIFF"),
            ("a.ome.tif", dict(legend=True), "leave out legend,"),
            ("nowhere/a.png", {}, "is not a folder"),
        ]:
            with self.subTest(name=name), self.assertRaises(ValueError) as error:
                self.result.save(self.path(name), **options)
            self.assertIn(words, str(error.exception))
            self.assertNotIn("\n", str(error.exception))
        with self.assertRaises(TypeError):
            self.result.save(self.path("a.png"), colour="red")
        self.assertEqual(list(Path(self.folder.name).iterdir()), [])


if __name__ == "__main__":
    unittest.main()
