"""Tests pages that zoom into the slides themselves, in real browsers:  python Tests/Browser/test_deep.py

They need OpenSlide (libopenslide0) for the command, and matplotlib to read a picture.
"""

import shutil
import subprocess
import unittest

import matplotlib.image
import numpy as np

import chromium
import cohort
import page_test
from browser import Placement

FIXTURES = cohort.ROOT / "Tests/SlidesTests/Fixtures/slides"
SMALL = cohort.ROOT / "Tests/CommandTests/Fixtures"
#: The scanned part of the slide, in level-0 pixels.
SCANNED = (120, 60, 320, 192)


def make_page(folder):
    """A page of a slide whose scanned part is drawn four times smaller, and the slide's tiles."""
    folder.mkdir()
    (folder / "slides.csv").write_text(
        f"slide_id,features,slide,mpp\nleica,{SMALL}/layouts/leica.h5,{FIXTURES}/leica.scn,0.5\n")
    for command in [
        ["cohort", "slides.csv", "--model", SMALL / "small/model.pt", "--max-side", "80", "-o", "out"],
        ["report", "out", "--deep", "-o", "report.html"],
    ]:
        subprocess.run([cohort.linmil(), *command, "--quiet"], cwd=folder, check=True)
    return folder / "report.html"


def setUpModule():
    DeepTest.path = page_test.make_folder("deep")
    DeepTest.page = make_page(DeepTest.path / "deep")


class DeepTest:
    """The tests for every browser."""

    def open(self, page=None, slide="leica"):
        self.browser.open(page or self.page, slide)
        self.browser.click("input[value=thumbnail]")
        self.browser.wait("document.getElementById('canvas').getAttribute('aria-busy') === 'false'")
        self.browser.settle()

    def difference(self, shift=(0, 0)):
        """The mean difference of the view from what openslide-python reads, moved by level-0 pixels."""
        edge = matplotlib.image.imread(FIXTURES / "leica-edge.png") * 255
        place = Placement(self.browser, *SCANNED[2:])
        # The picture begins at (100, 40).
        points = [(x, y) for x in range(24, 86, 4) for y in range(24, 66, 4)]
        seen = [self.browser.pixel(*place(x - 20 + 0.5 + shift[0], y - 20 + 0.5 + shift[1])) for x, y in points]
        return np.abs(np.array(seen) - np.array([edge[y, x, :3] for x, y in points])).mean()

    def test_the_slide_s_own_pixels_are_in_their_place(self):
        self.open()
        here = self.difference()
        self.assertLess(here, 8, "JPEG differs a little")
        for shift in [(1, 0), (-1, 0), (0, 1), (0, -1)]:
            self.assertGreater(self.difference(shift), here + 0.5, shift)

    def test_tiles_have_their_own_borders(self):
        # The map's picture is four times smaller than the slide: its borders would be two level-0 pixels away.
        self.open()
        self.browser.click("input[value=map]")
        self.browser.set("#threshold", "0")
        place = Placement(self.browser, *SCANNED[2:])
        # A tile of 32 px begins wherever (x / 32 + y / 32) % 3 is not 0.
        for column, row in [(1, 0), (2, 2), (7, 3)]:
            self.assertTrue((column + row) % 3 == 1)
            x, y = 32 * column, 32 * row + 16
            outside, inside = (self.browser.pixel(*place(x + step, y)) for step in [-0.7, 0.7])
            self.assertEqual(outside, [255, 255, 255], (column, row))
            self.assertNotEqual(inside, [255, 255, 255], (column, row))

    def test_a_saved_view_has_the_slide_s_pixels(self):
        self.open()
        self.browser.run(
            "HTMLAnchorElement.prototype.click = () => {};"
            "URL.createObjectURL = (blob) => { createImageBitmap(blob).then((image) => { window.view = image; }); return '#'; }")
        self.browser.click("#save-view")
        self.browser.wait("window.view")
        # The canvas is somewhere in the picture: the middle of its middle row is found again there.
        self.assertTrue(self.browser.run(
            "const c = document.getElementById('canvas'), saved = Object.assign(document.createElement('canvas'),"
            " { width: view.width, height: view.height });"
            "saved.getContext('2d').drawImage(view, 0, 0);"
            "const rowOf = (canvas, y) => canvas.getContext('2d').getImageData(c.width >> 2, y, c.width >> 1, 1).data.join();"
            "const row = rowOf(c, c.height >> 1);"
            "return new Set(row.split(',')).size > 30 && [...Array(view.height).keys()].some((y) => rowOf(saved, y) === row)"))

    def test_the_top_tiles_are_the_slide_s(self):
        self.open()
        size = self.browser.run(
            "const c = document.querySelector('#strip canvas');"
            "return new Set(c.getContext('2d').getImageData(60, 60, 50, 50).data).size")
        self.assertGreater(size, 30, "a thumbnail of 8 x 8 pixels a tile has fewer values")

    def test_the_zoom_says_what_a_pixel_shows(self):
        self.open()
        scale = Placement(self.browser, *SCANNED[2:]).scale
        power, _, micrometres, unit = self.browser.text("#zoom").split()
        self.assertEqual(unit, "µm/px")
        self.assertAlmostEqual(float(micrometres), 0.5 / scale, delta=0.006)
        self.assertAlmostEqual(float(power[:-1]), 10 * scale / 0.5, delta=1)
        self.assertEqual(self.browser.text("#picture-end"), "The picture ends here, at 0.50 \u00b5m a pixel.")
        title = self.browser.run("return document.getElementById('zoom').title")
        self.assertIn("Scanners call 0.25 \u00b5m a pixel 40x", title)

    def test_a_slide_without_a_resolution_is_shown_in_percent(self):
        # The file states one, so it is taken out of the page.
        page = self.page.parent / f"bare-{self.kind.__name__}.html"
        page.write_text(self.page.read_text().replace('"mpp":0.5,', ""))
        self.open(page)
        scale = Placement(self.browser, *SCANNED[2:]).scale
        self.assertEqual(self.browser.text("#zoom"), f"{100 * scale:.0f} %")
        self.assertTrue(self.browser.run("return document.getElementById('scale-bar').hidden"))
        self.assertIn("100 % shows one pixel of the slide", self.browser.run("return document.getElementById('zoom').title"))
        self.assertEqual(self.browser.text("#picture-end"), "The picture ends here, at level 0, the slide's finest.")

    def test_a_page_without_its_tiles_says_so(self):
        page = self.path / f"alone-{self.kind.__name__}.html"
        shutil.copy(self.page, page)
        self.open(page)
        self.browser.wait("!document.getElementById('picture-end').hidden")
        self.assertEqual(
            self.browser.text("#picture-end"),
            "The slide's tiles are not beside this page: move the folder \u201creport-deep\u201d together with it.")
        self.browser.complaints()

    def test_no_script_comes_from_elsewhere(self):
        self.open()
        loaded = self.browser.run(
            "return new Promise((done) => { const s = document.createElement('script'); s.onload = () => done(true);"
            "s.onerror = () => done(false); s.src = 'https://127.0.0.1:9/x.js'; document.head.append(s) })")
        self.assertFalse(loaded)
        self.assertIn("Security", str(self.browser.complaints()), "the policy forbids it")


@unittest.skipIf(chromium.missing(), chromium.missing())
class InChromium(DeepTest, page_test.InChromium):
    def test_only_the_slide_s_tiles_are_read(self):
        # Firefox does not tell which files it reads.
        self.browser.requests()
        self.open()
        folder = self.page.parent.as_uri()
        files = {a.removeprefix(folder + "/") for a in self.browser.requests() if a.startswith("file:")}
        self.assertEqual({f.split("#")[0] for f in files}, {"report.html", "report-deep/leica/0-1-0-0.js"})


class InFirefox(DeepTest, page_test.InFirefox):
    pass


if __name__ == "__main__":
    unittest.main()
