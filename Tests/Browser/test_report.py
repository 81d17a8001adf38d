"""Tests the report in real browsers:  python Tests/Browser/test_report.py

LINMIL gives the command; by default, it is the debug build. A missing browser is not tested, and the tests say so. To
test one browser only:  python Tests/Browser/test_report.py InFirefox
"""

import json
import os
import re
import struct
import unittest
import zlib

import chromium
import cohort
import page_test
from browser import Placement
from cohort import (
    HOSTILE, HOSTILE_FILE, HOSTILE_LABEL, draw_cohort, draw_flat_cohort, make_class_cohort, make_cohort, make_measured_cohort,
    make_model_cohort, make_report, multiply)


def setUpModule():
    ReportTest.path = page_test.make_folder("report")
    ReportTest.cohort = make_cohort(ReportTest.path)
    ReportTest.page = make_report(ReportTest.cohort, ReportTest.path / "report.html")
    ReportTest.measured_cohort = make_measured_cohort(ReportTest.path / "measured")
    ReportTest.measured = make_report(ReportTest.measured_cohort, ReportTest.path / "measured.html")
    ReportTest.of_models = make_report(make_model_cohort(ReportTest.path / "models"), ReportTest.path / "models.html")
    ReportTest.of_class = make_report(make_class_cohort(ReportTest.path / "classes"), ReportTest.path / "classes.html")


class ReportTest:
    """The tests for every browser."""

    def scores(self, slide):
        return json.loads((self.cohort / f"scores/{slide}.json").read_text())

    def test_nothing_is_asked_of_the_network(self):
        loud = self.path / "loud.html"
        loud.write_text("<link rel=icon href=data:,><img src=http://127.0.0.1:65535/x.png>")
        self.browser.open(loud)
        self.assertIn("http://127.0.0.1:65535/x.png", self.browser.requests(), "a browser tells what it asks for")
        self.browser.complaints()
        self.browser.open(self.page)
        self.browser.wait("document.documentElement.dataset.pictures === 'done'")
        self.browser.open(self.page, "tumor-01")
        own = self.page.as_uri()
        others = [a for a in self.browser.requests() if a.split("#")[0] != own and not a.startswith(("data:", "blob:"))]
        self.assertEqual(others, [])

    def picture(self, address):
        """Whether the page may load this picture: "loaded" or "refused"."""
        return self.browser.run(
            "return new Promise((done) => { const i = new Image(); i.onload = () => done('loaded');"
            "i.onerror = () => done('refused'); i.src = arguments[0]; })", address)

    def test_the_policy_forbids_the_network(self):
        self.browser.open(self.page)
        self.assertEqual(self.picture("https://example.org/x.png"), "refused")
        self.assertEqual(self.browser.run("return fetch('data:,x').then(() => 'loaded', () => 'refused')"), "refused")
        self.assertTrue(self.browser.complaints(), "a browser reports what its policy forbids")

    def test_the_map_has_the_colours_of_matplotlib(self):
        try:
            import matplotlib
            import numpy
            from scipy.stats import rankdata
        except ImportError as error:
            self.skipTest(f"{error.name} is not installed: pip install numpy scipy matplotlib")
        scores = self.scores("tumor-01")
        values = rankdata(scores["scores"]) / len(scores["scores"])
        self.browser.open(self.page, "tumor-01")
        self.browser.click("input[value=map]")
        place = Placement(self.browser, *scores["slideSize"])
        for name in ["coolwarm", "viridis"]:
            self.browser.set("#colormap", name)
            table = numpy.uint8(matplotlib.colormaps[name](range(256)) * 255)
            for tile in range(0, len(values), 83):
                x, y = [corner + scores["tileSize"] / 2 for corner in scores["coords"][tile]]
                expected = table[min(int(values[tile] * 256), 255), :3].tolist()
                # The map is shown smaller than it is, so its pixels are filtered.
                seen = self.browser.pixel(*place(x, y))
                self.assertLessEqual(max(abs(a - b) for a, b in zip(seen, expected)), 2, (name, tile))

    def test_the_pointer_tells_the_tile(self):
        scores = self.scores("tumor-01")
        self.browser.open(self.page, "tumor-01")
        place = Placement(self.browser, *scores["slideSize"])
        order = sorted(range(len(scores["scores"])), key=lambda tile: (-scores["scores"][tile], tile))
        for rank in [1, 2, 10, 100, 500]:
            tile = order[rank - 1]
            x, y = scores["coords"][tile]
            self.browser.point(*place(x + 256, y + 256))
            self.assertEqual(self.browser.text("#tile-place"), f"{x:g}, {y:g}")
            self.assertEqual(self.browser.text("#tile-rank"), f"{rank} of {len(order)}")
            digits, power = self.browser.text("#tile-score").replace("×10", "|").partition("|")[::2]
            power = int(power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or 0)
            self.assertAlmostEqual(float(digits) * 10**power / scores["scores"][tile], 1, delta=1e-3)
        self.browser.point(*place(100, 100))
        self.assertEqual(self.browser.text("#tile-score"), "-")

    def test_sliders_change_the_pixels(self):
        self.browser.open(self.page, "tumor-01")
        seen = [self.browser.pixels()]
        steps = [("#opacity", 0.9), ("#threshold", 0.9), ("#colormap", "cividis"), ("#scale", "extremes")]
        for selector, value in steps:
            self.browser.set(selector, value)
            seen.append(self.browser.pixels())
            self.assertEqual(len(set(seen)), len(seen), selector)
        self.assertRegex(self.browser.text("#drawn"), r"^\d{1,2} of 997 tiles drawn$")
        self.browser.click("#restore")
        self.assertEqual(self.browser.pixels(), seen[0])

    def test_views_differ_and_no_opacity_is_the_thumbnail(self):
        self.browser.open(self.page, "tumor-01")
        self.browser.click("input[value=thumbnail]")
        thumbnail = self.browser.pixels()
        self.browser.click("input[value=map]")
        self.assertNotEqual(self.browser.pixels(), thumbnail)
        self.browser.click("input[value=overlay]")
        self.assertNotEqual(self.browser.pixels(), thumbnail)
        self.browser.set("#opacity", 0)
        self.assertEqual(self.browser.pixels(), thumbnail)

    def test_the_overlay_and_its_legend_have_the_colours_of_the_command(self):
        try:
            from matplotlib.image import imread
        except ImportError as error:
            self.skipTest(f"{error.name} is not installed: pip install matplotlib")
        tissue = (214, 150, 190)
        for score in ["cls", "relevance"]:
            folder = self.path / f"flat-{score}-{type(self).__name__}"
            draw_flat_cohort(folder, tissue, "--score", score)
            overlay = (imread(folder / "out/overlays/flat.png")[..., :3] * 255).round().astype(int)
            scores = json.loads((folder / "out/scores/flat.json").read_text())
            self.browser.open(make_report(folder / "out", folder / "report.html"), "flat")
            place = Placement(self.browser, *scores["slideSize"])
            seen = {}
            order = sorted(range(len(scores["scores"])), key=lambda tile: scores["scores"][tile])
            for tile in order[::100] + order[-60::4]:
                x, y = [corner + scores["tileSize"] / 2 for corner in scores["coords"][tile]]
                row, column = [int(a * n / b) for a, n, b in zip((y, x), overlay.shape, scores["slideSize"][::-1])]
                drawn, shown = overlay[row, column].tolist(), self.browser.pixel(*place(x, y))
                self.assertLessEqual(max(abs(a - b) for a, b in zip(shown, drawn)), 2, (score, tile))
                seen[tuple(drawn)] = tile
            self.assertGreater(len(seen), 5)
            bar = self.browser.run(
                "return [...document.getElementById('legend').getContext('2d').getImageData(0, 0, 256, 1).data]")
            colors = [bar[i : i + 3] for i in range(0, 1024, 4)]
            for drawn, tile in seen.items():
                near = min(max(abs(a - b) for a, b in zip(color, drawn)) for color in colors)
                self.assertLessEqual(near, 2, (score, tile))
            # A constant opacity is the same for all.
            self.assertRegex(self.browser.text("#opacity-text"), r"^\d+ % to 70 %$")
            self.browser.click("#grows")
            self.assertEqual(self.browser.text("#opacity-text"), "70 %")
            self.browser.click("#restore")
            self.assertRegex(self.browser.text("#opacity-text"), r"^\d+ % to 70 %$")

    def test_the_legend_marks_tiles_where_their_rank_puts_them(self):
        scores = sorted(self.scores("tumor-01")["scores"])
        tied = scores.count(scores[0])
        self.assertGreater(tied, 100, "the sample has many tiles of the lowest score")
        self.browser.open(self.page, "tumor-01")
        ticks = self.browser.run(
            "return [...document.querySelectorAll('#ticks li')].map((e) => [parseFloat(e.style.left), e.textContent])")
        self.assertEqual([text for _, text in ticks][::2], ["0", "0.0112"])
        self.assertAlmostEqual(ticks[0][0], 100 * (1 + tied) / 2 / len(scores), places=3)
        self.assertEqual(ticks[-1][0], 100)
        self.browser.set("#scale", "extremes")
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('#ticks li')].map((e) => parseFloat(e.style.left))"), [0, 50, 100])

    def test_a_picture_that_asks_to_be_turned_stays_where_the_tiles_are(self):
        folder = self.path / f"turned-{self.kind.__name__}"
        folder.mkdir()
        # After the PNG's header, insert a chunk that asks for a rotation by 180 degrees.
        thumbnail = (cohort.SAMPLES / "slides/tumor-01.png").read_bytes()
        tags = b"eXIfMM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0"
        chunk = struct.pack(">I", len(tags) - 4) + tags + struct.pack(">I", zlib.crc32(tags))
        (folder / "thumbnail.png").write_bytes(thumbnail[:33] + chunk + thumbnail[33:])
        (folder / "slides.csv").write_text(
            f"slide_id,features,thumbnail\ntumor-01,{cohort.SAMPLES}/slides/tumor-01.h5,thumbnail.png\n")
        out = draw_cohort(folder)
        seen = []
        for page in [self.page, make_report(out, folder / "report.html")]:
            self.browser.open(page, "tumor-01")
            self.browser.click("input[value=thumbnail]")
            seen.append(self.browser.pixels())
        self.assertEqual(seen[0], seen[1])
        self.assertIn("EXIF orientation 3", self.browser.text("#slide-warnings"))
        make_report(out, folder / "linked.html", "--linked")
        self.assertEqual((folder / "linked-pictures/tumor-01.png").read_bytes(), thumbnail)

    def test_zoom_keeps_the_place_under_the_pointer(self):
        scores = self.scores("tumor-01")
        self.browser.open(self.page, "tumor-01")
        x, y = scores["coords"][131]
        at = Placement(self.browser, *scores["slideSize"])(x + 256, y + 256)
        before, zoom = self.browser.pixels(), self.browser.text("#zoom")
        for _ in range(3):
            self.browser.wheel(*at, -300)
        self.assertNotEqual(self.browser.pixels(), before)
        power, before = (float(text.split("x")[0]) for text in [self.browser.text("#zoom"), zoom])
        self.assertGreater(power, 4 * before, "nine tiles fill the view")
        self.browser.point(*at)
        self.assertEqual(self.browser.text("#tile-place"), f"{x:g}, {y:g}")
        self.browser.click("#fit")
        self.assertEqual(self.browser.text("#zoom"), zoom)

    def test_zooming_in_ends_where_the_picture_ends(self):
        self.browser.open(self.page, "tumor-01")
        self.assertEqual(self.browser.text("#picture-end"), "")
        for _ in range(40):
            self.browser.click("#zoom-in")
        seen = self.browser.pixels()
        self.browser.click("#zoom-in")
        self.assertEqual(self.browser.pixels(), seen)
        tile = self.browser.run("return document.querySelector('#scale-bar').style.width")
        self.assertRegex(self.browser.text("#picture-end"), "^The picture ends here, at [0-9.]+ \u00b5m a pixel. .*report --deep")
        # Nine tiles of 256 um fill the shorter side.
        label = self.browser.text("#scale-bar span").split()
        length = float(label[0]) * (1000 if label[1] == "mm" else 1)
        width, height = self.browser.canvas()
        scale = float(tile[:-1]) / 100 * width / length
        self.assertAlmostEqual(min(width, height) / scale, 9 * 256, delta=9 * 256 * 0.02)

    def test_the_scale_bar_is_as_long_as_it_says(self):
        self.browser.open(self.page, "tumor-01")
        self.assertEqual(self.browser.text("#scale-bar span"), "2 mm")
        scale = Placement(self.browser, *self.scores("tumor-01")["slideSize"]).scale
        width = self.browser.run("return document.querySelector('#scale-bar b').getBoundingClientRect().width")
        self.assertAlmostEqual(width, 2000 / 0.5 * scale, delta=0.5)
        self.browser.open(self.page, HOSTILE_FILE)
        self.assertTrue(self.browser.run("return document.getElementById('scale-bar').hidden"), "mpp is not known")

    def test_a_tile_of_the_strip_leads_to_it(self):
        self.browser.open(self.page, "tumor-01")
        self.browser.click("#strip li:nth-child(3) button")
        self.assertEqual(self.browser.text("#tile-rank"), "3 of 997")
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('#strip [aria-pressed=true] b')].map((e) => e.textContent)"), ["3"])
        width, height = self.browser.canvas()
        self.browser.point(width / 2, height / 2)
        self.assertEqual(self.browser.text("#tile-rank"), "3 of 997")

    def words(self, selector):
        """The texts of the elements that are visible."""
        return self.browser.run(
            "return [...document.querySelectorAll(arguments[0])].filter((e) => e.offsetParent).map((e) => e.textContent)",
            selector)

    def test_a_score_of_a_class_says_what_it_speaks_for(self):
        self.browser.open(self.of_class, "tumor-01")
        self.assertEqual(self.words(".ends span"), [f"speaks against {HOSTILE}", f"speaks for {HOSTILE}"])
        self.assertEqual(self.words(".stage h3"), [
            f"Tiles that speak most strongly for {HOSTILE}", f"Tiles that speak most strongly against {HOSTILE}"])
        scores = json.loads((self.path / "classes/tumor-01.json").read_text())["scores"]
        self.assertEqual(self.words("#strip b"), [str(rank) for rank in range(1, 25)])
        self.assertEqual(self.words("#against-strip b"), [str(len(scores) - place) for place in range(24)])
        self.assertEqual(self.words("#ticks li")[1], "0")
        self.browser.click("#against-strip button")
        self.assertEqual(self.words("#tile-says"), [f"speaks against {HOSTILE}"])
        self.browser.click("#strip button")
        self.assertEqual(self.words("#tile-says"), [f"speaks for {HOSTILE}"])

    def test_a_score_of_a_class_has_0_in_the_middle_whatever_its_signs(self):
        self.browser.open(self.of_class, "normal-01")
        for scale in ["recorded", "extremes"]:
            self.browser.set("#scale", scale)
            self.assertEqual(self.words("#ticks li")[1], "0", scale)
        self.browser.click("#strip button")
        self.assertEqual(self.words("#tile-value"), ["1.000"])
        self.assertEqual(self.words("#against-strip li"), [f"No tile speaks against {HOSTILE}."])

    def test_a_score_without_a_class_has_one_list_and_no_words(self):
        self.browser.open(self.of_class, "tumor-01")
        self.browser.open(self.page, "tumor-01")
        self.assertEqual(self.words(".stage h3"), ["Highest scores"])
        self.assertEqual(self.words(".ends span") + self.words("#tile-says"), [])

    def test_what_models_disagree_on_is_a_map_of_its_own(self):
        self.browser.open(self.of_models)
        self.assertEqual(self.words("#slides thead th")[6:8], ["Models agree", "Rank correlation"])
        self.assertTrue(all(" of 2" in words for words in self.words("#slides tbody tr td:nth-of-type(6)")))
        self.browser.open(self.of_models, "tumor-01")
        options = self.browser.run("return [...document.getElementById('maps').options].map((e) => e.textContent)")
        self.assertEqual(options, ["CLS attention", "Models' disagreement: CLS attention"])
        scores = json.loads((self.path / "models/out/scores/tumor-01.json").read_text())["scores"]
        before = self.browser.pixels()
        self.browser.set("#maps", "1")
        self.assertNotEqual(self.browser.pixels(), before)
        self.assertEqual(self.words(".ends span"), ["models agree", "models disagree"])
        self.assertEqual(self.words("#ticks li"), ["0", "0.250", "0.500"])
        self.assertIn("over the fixed range", self.words("#legend-title")[0])
        self.assertEqual(self.words("#statistics dt"), [])
        self.assertEqual(self.browser.run("return document.getElementById('colormap').value"), "cividis")
        self.browser.set("#maps", "0")
        self.assertEqual(self.browser.pixels(), before)
        self.assertEqual(self.words(".ends span"), [])
        self.browser.set("#maps", "1")
        self.browser.click("#strip button")
        highest = max(scores["cls disagreement"])
        self.assertEqual(float(self.words("#tile-score")[0]), float(f"{highest:.4g}"))
        self.assertEqual(self.words("#tile-value"), [f"{2 * highest:.3f}"])
        self.browser.open(self.page, "tumor-01")
        self.assertEqual(self.words("#choice"), [])

    def test_everything_is_done_with_keys_alone(self):
        self.browser.open(self.page)
        reached = []
        for _ in range(60):
            self.browser.keys("Tab")
            reached.append(self.browser.run(
                "const e = document.activeElement; return [e.id || e.textContent,"
                "getComputedStyle(e).outlineStyle !== 'none']"))
            if reached[-1][0] == "tumor-01":
                break
        for name in ["filter-text", "filter-prediction", "Probability", "tumor-01"]:
            self.assertIn([name, True], reached)
        self.browser.keys("Enter")
        self.browser.wait("document.documentElement.dataset.shown === 'tumor-01'")
        self.assertEqual(self.browser.run("return document.activeElement.id"), "slide-title")
        for _ in range(20):
            self.browser.keys("Tab")
            if self.browser.run("return document.activeElement.id") == "canvas":
                break
        seen = [self.browser.pixels()]
        for key in ["+", "ArrowLeft", "ArrowDown", "-", "0", "n", "n", "p"]:
            self.browser.keys(key)
            seen.append(self.browser.pixels())
            self.assertNotEqual(seen[-1], seen[-2], key)
        self.browser.wait("document.getElementById('announcement').textContent"
                          " === 'Tile of rank 1 of 997, score 0.01124, at 7168, 7168'")

    def test_the_table_is_sorted(self):
        self.browser.open(self.page)
        names = "return [...document.querySelectorAll('#slides tbody tr:not([hidden]) th bdi')].map((e) => e.textContent)"
        self.assertEqual(self.browser.run(names), [HOSTILE, "normal-01", "tumor-01", "tumor-02"])
        top = "#slides th:nth-child(11) button"
        self.browser.click(top)
        self.assertEqual(self.browser.run(names), ["tumor-02", HOSTILE, "normal-01", "tumor-01"])
        sorting = "return document.querySelector('#slides th:nth-child(11)').getAttribute('aria-sort')"
        self.assertEqual(self.browser.run(sorting), "descending")
        self.browser.click(top)
        self.assertEqual(self.browser.run(names), ["tumor-01", HOSTILE, "normal-01", "tumor-02"])
        self.assertEqual(self.browser.run(sorting), "ascending")
        self.browser.click("#slides th:nth-child(2) button")
        self.browser.click("#slides th:nth-child(2) button")
        self.assertEqual(self.browser.run(names), ["tumor-02", "tumor-01", "normal-01", HOSTILE])

    def test_the_table_is_filtered(self):
        self.browser.open(self.page)
        names = "return [...document.querySelectorAll('#slides tbody tr:not([hidden]) th bdi')].map((e) => e.textContent)"
        self.browser.set("#filter-text", "TUMOR")
        self.assertEqual(self.browser.run(names), ["tumor-01", "tumor-02"])
        self.assertEqual(self.browser.text("#filter-count"), "2 of 4 slides")
        self.browser.set("#filter-agreement", "differs")
        self.assertEqual(self.browser.run(names), ["tumor-02"])
        self.browser.set("#filter-text", "no such slide")
        self.assertFalse(self.browser.run("return document.getElementById('no-slides').hidden"))
        self.browser.click("#filters [type=reset]")
        self.browser.wait("document.getElementById('filter-count').textContent === '4 slides'")
        self.browser.set("#filter-prediction", "=normal")
        self.assertEqual(self.browser.run(names), [HOSTILE, "normal-01"])

    def evaluation(self, slide):
        return json.loads((self.measured_cohort / f"scores/{slide}.json").read_text())["evaluation"]

    def slides(self):
        return self.browser.run(
            "return [...document.querySelectorAll('#slides tbody tr:not([hidden]) th bdi')].map((e) => e.textContent)")

    def test_slides_whose_map_does_not_explain_come_first(self):
        self.browser.open(self.measured)
        self.assertEqual(self.slides(), ["tumor-01", "normal-01", "tumor-02"])
        verdicts = [self.evaluation(slide)["scores"][score]["verdict"]
                    for slide, score in [("tumor-01", "attn"), ("normal-01", "cls"), ("tumor-02", "relevance")]]
        self.assertEqual(verdicts, ["does not explain", "saturated", "explains"])
        for shown, verdict in zip(self.words("#slides td.verdict"), verdicts, strict=True):
            self.assertTrue(shown.startswith(verdict), shown)
        header = "[...document.querySelectorAll('#slides th')].find((e) => e.textContent === arguments[0])"
        sorting = f"return {header}.getAttribute('aria-sort')"
        self.assertEqual(self.browser.run(sorting, "Verdict"), "descending")
        self.assertEqual(self.browser.run(sorting, "Slide"), "none")
        click = f"{header}.querySelector('button').click()"
        self.browser.run(click, "Verdict")
        self.assertEqual(self.slides(), ["tumor-02", "normal-01", "tumor-01"])
        self.assertEqual(self.browser.run(sorting, "Verdict"), "ascending")
        self.browser.run(click, "SRG")
        gains = {slide: self.evaluation(slide)["scores"][score]["srg"]
                 for slide, score in [("tumor-01", "attn"), ("normal-01", "cls"), ("tumor-02", "relevance")]}
        self.assertEqual(self.slides(), sorted(gains, key=gains.get, reverse=True))

    def test_the_means_stand_above_the_table(self):
        self.browser.open(self.measured)
        gains = [self.evaluation(slide)["scores"]["relevance"]["srg"] for slide in ["tumor-01", "tumor-02"]]
        mean, error = sum(gains) / 2, abs(gains[0] - gains[1]) / 2
        self.assertIn(
            f"relevance: the map explains the prediction of 2 of 2 slides, mean SRG {mean:.2f} ± {error:.2f} (standard error).",
            self.words("#means li"))

    def test_the_page_of_a_slide_has_its_curves(self):
        self.browser.open(self.measured, "tumor-01")
        self.assertEqual(self.words("figcaption b"), ["attn", "relevance"], "the map that is shown comes first")
        self.assertIn("this map does not explain the prediction", self.browser.text("#slide-prediction"))
        self.assertEqual(len(self.words(".plot")), 2)
        self.assertEqual(self.words("#curves-about"), [f"How probable {HOSTILE} remains while tiles are removed."])
        evaluation = self.evaluation("tumor-01")
        relevance = evaluation["scores"]["relevance"]
        # The curve is where its numbers put it: the frame's height is a probability of 1.
        points = self.browser.run(
            "return [...document.querySelectorAll('.plots figure:nth-child(2) polyline')]"
            ".filter((e) => e.points.length === arguments[0]).map((e) => [...e.points].map((p) => [p.x, p.y]))",
            len(evaluation["kept"]))
        grid = self.browser.run(
            "return [...document.querySelectorAll('.plots figure:nth-child(2) rect')].map((e) => e.y.baseVal.value + 0.5)")
        bottom, top = max(grid), min(grid)
        for curve, values in zip(points, [evaluation["random"]["mean"], relevance["most"], relevance["least"]], strict=True):
            for (_, y), value in zip(curve, values, strict=True):
                self.assertAlmostEqual((bottom - y) / (bottom - top), value, delta=0.01)
        self.browser.open(self.measured, "normal-01")
        verdict, = self.words("figcaption span")
        self.assertTrue(verdict.startswith("no verdict: "), verdict)

    def test_the_values_of_the_curves_are_a_table(self):
        self.browser.open(self.measured, "tumor-02")
        is_open = "return document.querySelector('details').open"
        self.assertFalse(self.browser.run(is_open))
        self.browser.run("document.querySelector('summary').focus()")
        self.browser.keys("Enter")
        self.assertTrue(self.browser.run(is_open))
        rows = self.browser.run(
            "return [...document.querySelectorAll('details tbody tr')].map((r) => [...r.cells].map((c) => c.textContent))")
        evaluation = self.evaluation("tumor-02")
        self.assertEqual(len(rows), len(evaluation["kept"]))
        count = evaluation["kept"][0]
        self.assertEqual([row[0] for row in rows], [f"{100 * (1 - kept / count):.1f} %" for kept in evaluation["kept"]])

    def test_a_page_without_measures_claims_nothing(self):
        text = self.page.read_text()
        for words in ["explain the prediction", "Verdict", "curves", "SRG"]:
            self.assertNotIn(words, text)
        self.browser.open(self.measured, "tumor-01")
        self.browser.open(self.page, "tumor-01")
        self.assertEqual(self.words("figure"), [])

    def test_curves_are_printed(self):
        self.browser.open(self.measured)
        self.browser.wait("document.documentElement.dataset.pictures === 'done'")
        self.browser.run("window.print = () => {}")
        self.browser.click("#print-slides")
        self.browser.wait("document.documentElement.dataset.paper === 'ready'")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.sheet figure svg').length"), 3)
        self.assertEqual(self.browser.printed_pages(), 4, "the table and three slides")
        self.browser.open(self.measured, "tumor-01")
        self.assertEqual(self.browser.printed_pages(), 2, "a slide, and its curves and record")

    def test_curves_fit_every_window(self):
        for width in [400, 800, 1440, 3840]:
            self.browser.resize(width, 900, density=1)
            self.browser.open(self.measured, "tumor-01")
            self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), width)
            sides = self.browser.run(
                "return [...document.querySelectorAll('.plot svg')].map((e) => [e.getBoundingClientRect().left,"
                "e.getBoundingClientRect().right, e.getBoundingClientRect().width])")
            for left, right, size in sides:
                self.assertTrue(0 <= left and right <= width and size >= 280, (width, left, right))
        self.browser.restore()

    def test_a_slide_without_a_picture_is_marked(self):
        self.browser.open(self.page)
        marks = "return [...document.querySelectorAll('#slides tbody th')].map((e) => e.textContent)"
        self.assertEqual([name for name in self.browser.run(marks) if name.endswith(" no picture")], [HOSTILE + " no picture"])

    def test_failures_have_their_reasons(self):
        self.browser.open(self.page)
        self.assertIn("<b>missing.h5: there is no such file", self.browser.text("#failures tbody tr"))

    def test_markup_in_names_is_text(self):
        self.browser.open(self.page, HOSTILE_FILE)
        self.assertEqual(self.browser.text("#slide-title"), HOSTILE)
        self.assertIn(HOSTILE_LABEL, self.browser.text("#slide-prediction"))
        self.assertEqual(self.browser.run("return document.querySelectorAll('img, b b, #failures b').length"), 0)
        self.assertEqual(self.browser.run(
            "return [...document.scripts].filter((s) => !['', 'application/json', 'text/plain'].includes(s.type)"
            "|| /alert/.test(s.textContent) && s.type !== 'application/json').length"), 0)

    def test_it_is_printed_on_whole_pages(self):
        self.browser.open(self.page)
        self.browser.wait("document.documentElement.dataset.pictures === 'done'")
        self.assertEqual(self.browser.printed_pages(), 1, "the table")
        self.browser.run("window.print = () => {}")
        self.browser.click("#print-slides")
        self.browser.wait("document.documentElement.dataset.paper === 'ready'")
        self.assertEqual(self.browser.printed_pages(), 5, "the table and four slides")
        self.browser.open(self.page, "tumor-01")
        self.assertEqual(self.browser.printed_pages(), 2, "a slide, and its record")
        self.browser.resize(800, 1000, density=1)
        self.browser.settle()
        self.assertEqual(self.browser.printed_pages(), 2, "a window that is higher than wide")
        self.browser.restore()

    def test_it_is_dark_where_the_reader_likes_it(self):
        self.browser.open(self.page)
        ground = "return getComputedStyle(document.documentElement).backgroundColor"
        self.browser.prefer("light")
        self.assertEqual(self.browser.run(ground), "rgb(255, 255, 255)")
        self.browser.prefer("dark")
        self.assertEqual(self.browser.run(ground), "rgb(20, 23, 26)")
        self.browser.prefer()

    def test_text_has_contrast(self):
        def luminance(color):
            channels = [c / 255 for c in color]
            linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

        self.browser.open(self.page)
        for scheme in ["light", "dark"]:
            self.browser.prefer(scheme)
            colors = self.browser.run(
                "const s = getComputedStyle(document.documentElement);"
                "return Object.fromEntries(['ground', 'raised', 'text', 'quiet', 'accent', 'on-accent', 'warn',"
                "'warn-ground'].map((n) => [n, s.getPropertyValue('--' + n).trim()]))")
            colors = {n: luminance(bytes.fromhex(c[1:])) for n, c in colors.items()}
            for text, ground in [("text", "ground"), ("quiet", "ground"), ("accent", "ground"), ("text", "raised"),
                                 ("quiet", "raised"), ("on-accent", "accent"), ("warn", "warn-ground")]:
                low, high = sorted([colors[text], colors[ground]])
                self.assertGreaterEqual((high + 0.05) / (low + 0.05), 4.5, (scheme, text, ground))
        self.browser.prefer()

    def test_it_is_read_at_twice_the_size(self):
        # At 200 %, a window of 1280 pixels has 640 CSS pixels.
        for slide in [None, "tumor-01"]:
            self.browser.resize(640, 450, density=2)
            self.browser.open(self.page, slide)
            self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), 640)
        self.browser.restore()

    def test_pictures_beside_the_page_are_shown(self):
        page = make_report(self.cohort, self.path / "linked page.html", "--linked")
        self.assertLess(os.path.getsize(page), 150_000)
        self.browser.open(page)
        self.browser.wait("document.documentElement.dataset.pictures === 'done'")
        self.assertEqual(self.browser.run("return document.querySelectorAll('canvas[data-failed]').length"), 0)
        self.browser.open(page, "tumor-01")
        self.assertEqual(self.browser.text("#slide-warnings"), "")
        self.assertFalse(self.browser.run("return document.querySelector('input[value=thumbnail]').disabled"))

    def test_two_hundred_slides_open_at_once(self):
        page = self.path / "many.html"
        if not page.exists():
            make_report(multiply(self.cohort, self.path / "many", 200), page)
        times = []
        for _ in range(3):
            self.browser.open(page)
            self.browser.wait("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
            times.append(self.browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"))
        print(f"\n200 slides, {os.path.getsize(page) / 1e6:.0f} MB: open after {min(times):.2f} s")
        self.assertLess(min(times), 2)


class ScriptTest(unittest.TestCase):
    def test_its_parts_share_no_name(self):
        # They are one script, in which a second function of the same name replaces the first.
        parts = sorted((cohort.ROOT / "Sources/Reports/Pages/Resources").glob("*.js"))
        names = [name for part in parts for name in re.findall(
            r"^(?:async )?(?:function\*?|class|const|let) ([A-Za-z0-9_$]+)", part.read_text(), re.MULTILINE)]
        self.assertGreater(len(names), 100)
        self.assertEqual([name for name in set(names) if names.count(name) > 1], [])


@unittest.skipIf(chromium.missing(), chromium.missing())
class InChromium(ReportTest, page_test.InChromium):
    def test_the_policy_forbids_other_files(self):
        # Firefox does not apply the policy to files.
        self.browser.open(self.page)
        self.assertEqual(self.picture((self.cohort / "overlays/tumor-01.png").as_uri()), "refused")
        self.assertTrue(self.browser.complaints())

    def test_a_screen_reader_has_a_name_for_everything(self):
        pages = [(page, slide) for page in [self.page, self.measured] for slide in [None, "tumor-01"]]
        for page, slide in pages:
            self.browser.open(page, slide)
            tree = self.browser.ask("Accessibility.getFullAXTree")["nodes"]
            roles = {"button", "link", "textbox", "searchbox", "combobox", "slider", "radio", "application", "image",
                     "table", "columnheader", "rowheader", "dialog"}
            nodes = [n for n in tree if not n["ignored"] and n["role"]["value"] in roles]
            self.assertGreater(len(nodes), 20)
            unnamed = [n["role"]["value"] for n in nodes if not n.get("name", {}).get("value")]
            self.assertEqual(unnamed, [])
        # The images of the curves say what the curves say.
        names = [n["name"]["value"] for n in nodes if n["role"]["value"] == "image"]
        for score in ["attn", "relevance"]:
            self.assertTrue(any(name.startswith(f"Flipping curves of {score}. The mean probability of {HOSTILE} is ")
                                for name in names), names)


class InFirefox(ReportTest, page_test.InFirefox):
    def test_pictures_are_printed_where_a_canvas_is_read_as_noise(self):
        self.browser.choose("privacy.resistFingerprinting", True)
        self.addCleanup(self.browser.choose, "privacy.resistFingerprinting", False)
        self.browser.open(self.page)
        self.browser.run("window.print = () => {}")
        self.browser.click("#print-slides")
        self.browser.wait("document.documentElement.dataset.paper === 'ready'")
        self.assertEqual(self.browser.run("return document.querySelectorAll('#paper img').length"), 0)
        self.assertEqual(self.browser.run("return document.querySelectorAll('.sheet > canvas:not(.bar)').length"), 4)


if __name__ == "__main__":
    unittest.main()
