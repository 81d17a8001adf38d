"""Tests how the report uses windows of any size, in real browsers:  python Tests/Browser/test_layout.py"""

import csv
import unittest

import chromium
import page_test
from cohort import SAMPLES, draw_cohort, make_report

LONG = "TCGA-A1-A0SB-01Z-00-DX1.B34C267B-CAAA-4AB6-AD5C-276C26F997A1"
SIZES = [(400, 860), (800, 1000), (1440, 900), (3840, 2000)]


def setUpModule():
    path = page_test.make_folder("layout")
    slide = SAMPLES / "slides/tumor-01"
    with open(path / "slides.csv", "w", newline="") as file:
        csv.writer(file).writerows([
            ("slide_id", "features", "thumbnail", "case_id", "label", "mpp"),
            (LONG, f"{slide}.h5", f"{slide}.png", LONG[:12], "tumor", 0.25),
            ("x" * 60, f"{slide}.h5", f"{slide}.png", LONG[:12], "normal", 0.25)])
    options = ["--evaluate", "--steps", "10", "--seeds", "2", "--score", "relevance"]
    LayoutTest.page = make_report(draw_cohort(path, *options), path / "report.html")


class LayoutTest:
    """The tests for every browser."""

    def tearDown(self):
        self.browser.restore()
        super().tearDown()

    def sizes(self, slide=None):
        for width, height in SIZES:
            self.browser.resize(width, height, density=1)
            self.browser.open(self.page, slide)
            yield width, height

    def box(self, selector):
        """The left, top, right and bottom of an element in the window."""
        return self.browser.run(
            "const r = document.querySelector(arguments[0]).getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]",
            selector)

    def test_nothing_is_wider_than_the_window(self):
        for slide in [None, LONG]:
            for width, _ in self.sizes(slide):
                self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), width, slide)

    def test_long_names_keep_to_few_lines(self):
        for width, _ in self.sizes():
            lines = self.browser.run(
                "return [...document.querySelectorAll('#slides tbody th a')].map((e) =>"
                "e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight))")
            self.assertEqual(len(lines), 2)
            self.assertLess(max(lines), 4.5, width)

    def test_the_picture_uses_the_window(self):
        for width, height in self.sizes(LONG):
            left, top, right, bottom = self.box("#viewer")
            self.assertGreater((right - left) * (bottom - top) / (width * height), 0.4, width)
            self.assertLess(bottom, height, f"{width}: the whole picture is seen at once")

    def test_controls_stay_in_reach_of_the_picture(self):
        for width, height in self.sizes(LONG):
            for control in ["#opacity", "#restore", "#note-tile", "#strip button"]:
                self.browser.run(
                    "document.querySelector(arguments[0]).scrollIntoView({block: 'nearest'})", control)
                self.browser.settle()
                left, top, right, bottom = self.box(control)
                hit = self.browser.run(
                    "const e = document.elementFromPoint(arguments[0], arguments[1]);"
                    "return Boolean(e && e.closest(arguments[2]))", (left + right) / 2, (top + bottom) / 2, control)
                self.assertTrue(hit, f"{width}: {control} is not covered")
                _, top, _, bottom = self.box("#viewer")
                seen = min(bottom, height) - max(top, 0)
                self.assertGreater(seen / (bottom - top), 0.7, f"{width}: the picture is in sight beside {control}")

    def test_text_is_not_tiny_on_a_large_screen(self):
        for width, _ in self.sizes(LONG):
            size = self.browser.run("return parseFloat(getComputedStyle(document.querySelector('.small')).fontSize)")
            self.assertGreaterEqual(size, 17 if width == 3840 else 12 - 0.01, width)


@unittest.skipIf(chromium.missing(), chromium.missing())
class InChromium(LayoutTest, page_test.InChromium):
    pass


class InFirefox(LayoutTest, page_test.InFirefox):
    pass


if __name__ == "__main__":
    unittest.main()
