"""Tests two slides side by side, and the scores of a slide, in real browsers:  python Tests/Browser/test_comparison.py

As for test_report.py, LINMIL gives the command, and a missing browser is not tested.
"""

import base64
import json
import unittest

import chromium
import page_test
from browser import Placement
from cohort import HOSTILE, HOSTILE_FILE, make_measured_cohort, make_pair_cohort, make_report


def setUpModule():
    path = page_test.make_folder("comparison")
    ComparisonTest.cohort = make_pair_cohort(path / "pairs")
    ComparisonTest.page = make_report(ComparisonTest.cohort, path / "pairs.html")
    ComparisonTest.measured_cohort = make_measured_cohort(path / "measured")
    ComparisonTest.measured = make_report(ComparisonTest.measured_cohort, path / "measured.html")
    out = make_pair_cohort(path / "range", "--score", "relevance", "--normalize", "minmax", "--scale", "cohort")
    ComparisonTest.of_one_range = make_report(out, path / "range.html")


class ComparisonTest:
    """The tests for every browser."""

    size = 1440, 900

    def tearDown(self):
        # For the next test, the pointer is over no tile.
        self.browser.act("pointer", {"type": "pointerMove", "x": 0, "y": 0})
        self.browser.restore()
        super().tearDown()

    def scores(self, slide):
        return json.loads((self.cohort / f"scores/{slide}.json").read_text())

    def address(self):
        return self.browser.run("return location.hash")

    def words(self, selector):
        """The texts of the elements that are visible."""
        return self.browser.run(
            "return [...document.querySelectorAll(arguments[0])].filter((e) => e.offsetParent).map((e) => e.textContent)",
            selector)

    def bars(self):
        """What the scale bars say, and how long they are."""
        return self.browser.run(
            "return ['scale-bar', 'scale-bar-2'].map((id) => document.getElementById(id)).map((e) =>"
            "[e.querySelector('span').textContent, e.querySelector('b').getBoundingClientRect().width])")

    def check_equal_bars(self):
        (first, length), (second, other) = self.bars()
        self.assertEqual(first, second)
        self.assertAlmostEqual(length, other, delta=0.5)

    # From the table, the slide's page and the address.

    def test_two_slides_are_selected_in_the_table(self):
        self.browser.open(self.page)
        self.browser.click("#compare-two")
        self.assertEqual(self.words("#picked-text"), ["Tick the boxes of two slides to compare them."])
        pick = "[...document.querySelectorAll('#slides tbody tr')].find((r) => r.querySelector('bdi').textContent" \
            " === arguments[0]).querySelector('.pick').click()"
        self.browser.run(pick, HOSTILE)
        self.assertEqual(
            self.words("#picked-text"), [f"{HOSTILE} is selected. Tick the box of another slide to compare them."])
        self.assertEqual(self.words("#picked-compare"), [])
        self.browser.run(pick, "tumor-01")
        self.browser.run(pick, "tumor-02")
        self.assertEqual(self.words("#picked-text"), ["tumor-01 and tumor-02"], "the third takes the place of the first")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.pick:checked').length"), 2)
        self.browser.click("#picked-compare")
        self.browser.wait("document.documentElement.dataset.shown === 'tumor-01 tumor-02'")
        self.assertEqual(self.address(), "#compare=tumor-01&tumor-02")
        self.assertEqual(self.words(".view h2"), ["tumor-01", "tumor-02"])
        self.browser.run("history.back()")
        self.browser.wait("!document.getElementById('cohort').hidden")
        self.browser.click("#picked-clear")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.pick:checked').length"), 0)

    def test_a_slide_is_compared_from_its_page(self):
        self.browser.open(self.page, "tumor-01")
        options = self.browser.run(
            "return [...document.querySelectorAll('#compare-with optgroup')].map((g) =>"
            "[g.label, ...[...g.children].map((o) => o.textContent)])")
        self.assertEqual(options[0], ["This slide", "Relevance for tumor"])
        self.assertEqual(options[1][0], "Other slides")
        self.assertEqual(sorted(options[1][1:]), sorted([HOSTILE, "normal-01", "tumor-02"]))
        self.browser.set("#compare-with", "normal-01")
        self.browser.click("#compare-form button")
        self.browser.wait("document.documentElement.dataset.shown === 'tumor-01 normal-01'")
        self.assertEqual(self.words("#previous, #compare-form, #slide-place"), [])
        self.browser.set("#second-slide", HOSTILE_FILE)
        self.browser.wait("document.documentElement.dataset.shown?.startsWith('tumor-01 %3C')")
        self.assertEqual(self.words(".view h2"), ["tumor-01", HOSTILE])
        self.browser.click("#alone-2")
        self.browser.wait("document.documentElement.dataset.shown?.startsWith('%3C')")
        self.assertEqual(self.words(".view h2"), [HOSTILE])
        self.assertEqual(self.words("#comparison, #alone"), [])
        self.browser.run("history.back()")
        self.browser.wait("document.documentElement.dataset.shown?.startsWith('tumor-01 %3C')")
        self.assertEqual(self.words(".view h2"), ["tumor-01", HOSTILE])

    def test_everything_is_reached_with_keys_alone(self):
        self.browser.open(self.page)
        focus = "const e = document.activeElement; return e.className === 'pick' ? e.ariaLabel : e.id"

        def reach(name):
            for _ in range(60):
                self.browser.keys("Tab")
                if self.browser.run(focus) == name:
                    return
            self.fail(f"{name} is not reached")

        for slide in ["normal-01", "tumor-01"]:
            reach(f"Select {slide} to compare")
            self.browser.keys("Space")
        reach("picked-compare")
        self.browser.keys("Enter")
        self.browser.wait("document.documentElement.dataset.shown === 'normal-01 tumor-01'")
        self.assertEqual(self.browser.run(focus), "compare-title")
        for name in ["first-slide", "second-slide", "linked", "alone", "zoom-in", "canvas", "opacity", "alone-2", "canvas-2"]:
            reach(name)
        before = self.browser.extent(), self.browser.extent("canvas-2")
        self.browser.keys("ArrowLeft")
        after = self.browser.extent(), self.browser.extent("canvas-2")
        for (was, *_), (now, *_) in zip(before, after):
            self.assertAlmostEqual(now - was, 60, delta=1)

    def test_addresses_that_name_no_pair_are_the_table(self):
        for address in ["compare=tumor-01", "compare=tumor-01&nothing", "compare=tumor-01&tumor-02&tumor-01", "compare=",
                        "slide=tumor-01&tumor-02", "compare=%"]:
            self.browser.go("about:blank")
            self.browser.go(self.page.as_uri() + "#" + address)
            self.assertFalse(self.browser.run("return document.getElementById('cohort').hidden"), address)
        for name in ["nothing", "%", "%E0%A4%A", ""]:
            self.browser.open(self.page, f"tumor-01;{name}")
            self.assertEqual(self.browser.run("return document.getElementById('maps').value"), "0", name)

    # Linked viewers.

    def test_two_slides_have_one_magnification(self):
        self.browser.open(self.page, compare="tumor-01&tumor-02")
        self.assertEqual(self.words("#linked-note"), ["Same magnification in micrometres."])

        def lengths():
            """Micrometres in a pixel of each view, from the widths of the pictures."""
            return [self.scores(slide)["slideSize"][0] * mpp / (right - left) for slide, mpp, (left, right, *_) in [
                ("tumor-01", 0.5, self.browser.extent()), ("tumor-02", 0.25, self.browser.extent("canvas-2"))]]

        first, second = lengths()
        self.assertAlmostEqual(first / second, 1, delta=0.01)
        self.check_equal_bars()
        for canvas in ["canvas", "canvas-2"]:
            left, right, top, bottom = self.browser.extent(canvas)
            width, height = self.browser.canvas(canvas)
            self.assertTrue(0 < left < right < width and 0 < top < bottom < height, "both are seen as a whole")
            self.assertAlmostEqual((left + right) / 2, width / 2, delta=1.5)
        self.browser.click("#zoom-out-2")
        self.assertAlmostEqual(lengths()[0] / first, 1.25, delta=0.02)
        self.assertAlmostEqual(lengths()[1] / first, 1.25, delta=0.02)
        width, height = self.browser.canvas()
        self.browser.wheel(width / 3, height / 2, -400)
        self.check_equal_bars()
        self.browser.click("#fit-2")
        self.assertAlmostEqual(lengths()[0], first, delta=first / 100)
        self.assertAlmostEqual(lengths()[1], first, delta=first / 100)

    def test_two_slides_move_together_until_they_are_unlinked(self):
        self.browser.open(self.page, compare="tumor-01&tumor-02")

        def moved(act):
            before = self.browser.extent(), self.browser.extent("canvas-2")
            act()
            after = self.browser.extent(), self.browser.extent("canvas-2")
            return [(now[0] - was[0], now[3] - was[3]) for was, now in zip(before, after)]

        self.browser.click("#zoom-out")
        self.browser.click("#zoom-out")
        for act in [lambda: self.browser.drag(20, 12), lambda: self.browser.drag(20, 12, "canvas-2")]:
            for x, y in moved(act):
                self.assertAlmostEqual(x, 20, delta=1)
                self.assertAlmostEqual(y, 12, delta=1)
        self.browser.click("#linked")
        first, second = moved(lambda: self.browser.drag(-30, 0, "canvas-2"))
        self.assertEqual(first, (0, 0))
        self.assertAlmostEqual(second[0], -30, delta=1)
        self.browser.click("#zoom-in-2")
        self.assertNotEqual(self.bars()[0], self.bars()[1])
        self.browser.click("#linked")
        self.check_equal_bars()

    def test_zooming_far_keeps_both_together(self):
        self.browser.open(self.page, compare="tumor-01&tumor-02")
        for button in ["#zoom-in", "#zoom-out-2"]:
            for _ in range(30):
                self.browser.click(button)
                self.check_equal_bars()
        self.browser.resize(1100, 700, density=1)
        self.browser.settle()
        self.check_equal_bars()

    def test_without_micrometres_both_show_the_same_share(self):
        self.browser.open(self.page, compare="tumor-01&normal-01")
        self.assertIn("micrometres per pixel are not known", self.words("#linked-note")[0])
        self.assertEqual(self.words("#scale-bar-2"), [])

        def shares():
            """How much of each view its picture takes along the axis that limits it."""
            for canvas in ["canvas", "canvas-2"]:
                left, right, top, bottom = self.browser.extent(canvas)
                width, height = self.browser.canvas(canvas)
                yield max((right - left) / width, (bottom - top) / height)

        for share in [0.98, 0.98 / 1.25]:
            for seen in shares():
                self.assertAlmostEqual(seen, share, delta=0.01)
            self.browser.click("#zoom-out")

    def test_a_top_tile_of_one_slide_leaves_the_place_in_the_other(self):
        self.browser.open(self.page, compare="tumor-01&tumor-02")
        width, height = self.browser.canvas("canvas-2")

        def middle():
            self.browser.point(width / 2, height / 2, "canvas-2")
            return self.words("#tile-place-2")

        before = middle()
        self.assertNotEqual(before, ["-"])
        self.browser.click("#strip button")
        self.assertEqual(middle(), before)
        self.check_equal_bars()
        self.assertEqual(self.browser.run("return document.querySelectorAll('#strip-2 [aria-pressed=true]').length"), 0)

    # One range.

    def check_colors(self, canvas, slide, values, colors):
        """Compares the map in a view with the colours of values, at some tiles."""
        scores = self.scores(slide)
        place = Placement(self.browser, *scores["slideSize"], canvas)
        for tile in range(0, len(values), 83):
            x, y = [corner + scores["tileSize"] / 2 for corner in scores["coords"][tile]]
            seen, expected = self.browser.pixel(*place(x, y), canvas), colors[min(int(values[tile] * 256), 255)]
            self.assertLessEqual(max(abs(a - b) for a, b in zip(seen, expected)), 3, (slide, tile))

    def test_one_colour_is_one_score_in_both(self):
        try:
            import matplotlib
            import numpy
            from scipy.stats import rankdata
        except ImportError as error:
            self.skipTest(f"{error.name} is not installed: pip install numpy scipy matplotlib")

        def look(pair):
            self.browser.open(self.page, compare=pair)
            self.assertEqual(self.words("#range-note"), ["Both maps have one range and the same colours."])
            # Each picture fills its view.
            self.browser.click("#linked")
            for view in ["", "-2"]:
                self.browser.click(f"#fit{view}")
                self.browser.click(f"input[name=view{view}][value=map]")
                self.browser.set(f"#colormap{view}", "viridis")

        colors = numpy.uint8(matplotlib.colormaps["viridis"](range(256)) * 255)[:, :3].tolist()
        both = [numpy.float32(self.scores(slide)["scores"]["cls"]) for slide in ["tumor-01", "tumor-02"]]
        look("tumor-01&tumor-02")
        values = rankdata(numpy.concatenate(both)) / sum(map(len, both))
        self.check_colors("canvas", "tumor-01", values[:len(both[0])], colors)
        self.check_colors("canvas-2", "tumor-02", values[len(both[0]):], colors)
        for title in self.words(".legend-title"):
            self.assertIn("by rank among the tiles of both maps. One colour means the same score in both.", title)
        ticks = self.words("#ticks li")
        self.assertEqual(ticks, self.words("#ticks-2 li"))
        self.assertEqual(float(ticks[-1]), float(f"{max(map(max, both)):.3g}"))

        ranges = [json.loads((self.cohort / f"records/{slide}.json").read_text())["otherPictures"][0]["range"]
                  for slide in ["tumor-01", "tumor-02"]]
        most = max(abs(end) for ends in ranges for end in (ends["low"], ends["high"]))
        look("tumor-01;relevance&tumor-02;relevance")
        for slide, canvas in [("tumor-01", "canvas"), ("tumor-02", "canvas-2")]:
            values = (numpy.float32(self.scores(slide)["scores"]["relevance"]) + most) / (2 * most)
            self.check_colors(canvas, slide, numpy.clip(values, 0, 1), colors)
        self.assertEqual(self.words("#ticks li"), self.words("#ticks-2 li"))
        for title in self.words(".legend-title"):
            self.assertIn("from both robust ranges. One colour means the same score in both.", title)

    def test_the_range_of_a_cohort_stays(self):
        self.browser.open(self.of_one_range, "tumor-01")
        ticks = self.words("#ticks li")
        self.browser.open(self.of_one_range, compare="tumor-01&tumor-02")
        self.assertEqual([self.words("#ticks li"), self.words("#ticks-2 li")], [ticks, ticks])
        for title in self.words(".legend-title"):
            self.assertIn("over the given range. Can be compared", title)

    def test_the_colours_of_both_change_together(self):
        self.browser.open(self.page, compare="tumor-01&tumor-02")
        for name, value in [("opacity", "0.5"), ("threshold", "0.6"), ("colormap", "cividis"), ("scale", "extremes")]:
            before = self.browser.pixels()
            self.browser.set(f"#{name}-2", value)
            self.assertNotEqual(self.browser.pixels(), before, name)
            self.assertEqual(self.browser.run("return document.getElementById(arguments[0]).value", name), value)
        self.assertEqual(self.words("#ticks li"), self.words("#ticks-2 li"))
        for title in self.words(".legend-title"):
            self.assertIn("lowest to highest of both maps", title)
        self.browser.set("#scale", "own")
        self.assertEqual(self.browser.run("return document.getElementById('scale-2').value"), "own")
        self.assertNotEqual(self.words("#ticks li"), self.words("#ticks-2 li"))
        for title in self.words(".legend-title"):
            self.assertIn("Cannot be compared between slides.", title)
        self.browser.click("#restore-2")
        self.assertEqual(self.words("#ticks li"), self.words("#ticks-2 li"))
        self.browser.click("input[name=view-2][value=thumbnail]")
        self.assertTrue(self.browser.run("return document.querySelector('input[name=view][value=overlay]').checked"))
        self.browser.open(self.page, "tumor-01")
        self.assertIn("among the tiles of this slide. Cannot", self.words("#legend-title")[0])

    # The scores of a slide.

    def test_the_same_slide_is_shown_with_two_scores(self):
        self.browser.open(self.page, compare="tumor-01&tumor-01;relevance")
        self.assertEqual(self.words("#linked-note") + self.words("#range-note"), [
            "Same place.", "The maps show different scores, so each has its own range and colours."])
        scores = self.scores("tumor-01")
        place = Placement(self.browser, *scores["slideSize"])
        for tile in [0, 131, 500]:
            x, y = scores["coords"][tile]
            self.browser.point(*place(x + 256, y + 256))
            self.assertEqual(self.words("#tile-place") + self.words("#tile-place-2"), [f"{x:g}, {y:g}"] * 2)
        ranks = sorted(range(len(scores["coords"])), key=lambda tile: (-scores["scores"]["relevance"][tile], tile))
        self.assertEqual(self.words("#tile-rank-2"), [f"{ranks.index(500) + 1} of {len(ranks)}"])
        self.browser.click("#strip-2 button")
        x, y = scores["coords"][ranks[0]]
        self.assertEqual(self.words("#tile-place") + self.words("#tile-place-2"), [f"{x:g}, {y:g}"] * 2)
        width, height = self.browser.canvas()
        self.browser.point(width / 2, height / 2)
        self.assertEqual(self.words("#tile-place"), [f"{x:g}, {y:g}"], "the other view has gone there too")
        self.browser.set("#maps", "1")
        self.browser.wait("location.hash === '#compare=tumor-01;relevance&tumor-01;relevance'")
        self.assertIn("Both maps have one range", self.words("#range-note")[0])
        self.assertEqual(self.browser.pixels(), self.browser.pixels("canvas-2"))

    def test_one_slide_under_two_names_is_the_same_place(self):
        self.browser.open(self.page, compare=f"tumor-01&{HOSTILE_FILE}")
        self.assertEqual(self.words("#linked-note"), ["Same place."])

    def test_a_switched_score_has_the_colours_of_its_overlay(self):
        scores = self.scores("tumor-01")
        seen = []
        for number, name in enumerate(["cls", "relevance"]):
            self.browser.open(self.page, "tumor-01")
            self.browser.set("#maps", str(number))
            place = Placement(self.browser, *scores["slideSize"])
            overlay = base64.b64encode((self.cohort / f"overlays/{name}/tumor-01.png").read_bytes()).decode()
            self.browser.run(
                "const i = new Image(); i.src = arguments[0]; return i.decode().then(() => {"
                "const c = Object.assign(document.createElement('canvas'), {width: i.width, height: i.height});"
                "window.overlay = c.getContext('2d', {willReadFrequently: true}); overlay.drawImage(i, 0, 0); })",
                "data:image/png;base64," + overlay)
            seen.append(self.browser.pixels())
            for tile in range(0, len(scores["coords"]), 41):
                x, y = [corner + scores["tileSize"] / 2 for corner in scores["coords"][tile]]
                expected = self.browser.run(
                    "const {width, height} = overlay.canvas;"
                    "return [...overlay.getImageData(arguments[0] * width, arguments[1] * height, 1, 1).data].slice(0, 3)",
                    x / scores["slideSize"][0], y / scores["slideSize"][1])
                pixel = self.browser.pixel(*place(x, y))
                self.assertLessEqual(max(abs(a - b) for a, b in zip(pixel, expected)), 3, (name, tile))
        self.assertNotEqual(seen[0], seen[1])

    def test_a_switched_score_keeps_its_place_and_its_address(self):
        self.browser.open(self.page, "tumor-01")
        steps = self.browser.run("return history.length")
        for _ in range(3):
            self.browser.click("#zoom-in")
        zoom = self.words("#zoom")
        self.browser.set("#maps", "1")
        self.assertEqual(self.words("#zoom"), zoom)
        self.assertEqual(self.address(), "#slide=tumor-01;relevance")
        self.assertEqual(self.browser.run("return history.length"), steps, "the way back leads to the table")
        settings = dict(zip(self.words("#settings dt"), self.words("#settings dd")))
        self.assertEqual([settings["Score"], settings["Normalisation"]], ["Relevance for tumor", "robust"])
        self.assertIn("--score relevance", self.browser.text("#command"))
        statistics = dict(zip(self.words("#statistics dt"), self.words("#statistics dd")))
        self.assertEqual(float(statistics["Highest"]), float(f"{max(self.scores('tumor-01')['scores']['relevance']):.3g}"))
        # Firefox draws a picture at a new size better the second time.
        self.browser.click("#fit")
        self.browser.click("#fit")
        seen = self.browser.pixels()
        self.browser.open(self.page, "tumor-01;relevance")
        self.assertEqual(self.browser.pixels(), seen)
        self.assertEqual(self.browser.run("return document.getElementById('maps').value"), "1")
        self.assertTrue(self.browser.run("return document.getElementById('next').hash").endswith(";relevance"))

    def test_a_switched_score_has_its_own_verdict_and_curves(self):
        self.browser.open(self.measured, "tumor-01")
        self.assertEqual(self.words("figcaption b"), ["attn", "relevance"])
        self.assertIn("does not explain the prediction", self.browser.text("#slide-prediction"))
        self.browser.set("#maps", "1")
        self.assertEqual(self.words("figcaption b"), ["relevance", "attn"])
        self.assertIn("this map explains the prediction", self.browser.text("#slide-prediction"))
        self.browser.open(self.measured, compare="tumor-01&tumor-01;relevance")
        self.assertEqual(self.words("figcaption b"), ["attn", "relevance"], "each view has the curves of its map")

    # Every window and reader.

    def test_both_fit_every_window(self):
        for width in [400, 800, 1440, 3840]:
            self.browser.resize(width, 900, density=1)
            self.browser.open(self.measured, compare="tumor-01;relevance&tumor-02")
            self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), width)
            first, second = self.browser.run(
                "return ['viewer', 'viewer-2'].map((id) => document.getElementById(id).getBoundingClientRect())"
                ".map((r) => [r.left, r.top, r.right, r.bottom])")
            if width <= 800:
                self.assertGreaterEqual(second[1], first[3], "one above the other")
                self.assertLess(second[3] - first[1], 900, "both are seen at once")
            else:
                self.assertGreater(second[0], first[2], "side by side")
                self.assertAlmostEqual(second[1], first[1], delta=0.5)

    def test_ids_are_unique_and_labels_belong_to_their_controls(self):
        self.browser.open(self.measured, compare="tumor-01&tumor-02")
        ids = self.browser.run("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
        self.assertEqual(len(ids), len(set(ids)))
        for name in ["for", "aria-labelledby", "aria-describedby"]:
            missing = self.browser.run(
                "return [...document.querySelectorAll(`[${arguments[0]}]`)].filter((e) => {"
                "const other = document.getElementById(e.getAttribute(arguments[0])), view = e.closest('.view');"
                "return !other || view && other.closest('.view') !== view; }).map((e) => e.outerHTML)", name)
            self.assertEqual(missing, [], name)

    def test_both_are_printed(self):
        self.browser.open(self.measured, compare="tumor-01&tumor-02")
        self.assertLessEqual(self.browser.printed_pages(), 2)


@unittest.skipIf(chromium.missing(), chromium.missing())
class InChromium(ComparisonTest, page_test.InChromium):
    def test_a_screen_reader_has_a_name_for_everything(self):
        self.browser.open(self.measured, compare="tumor-01&tumor-02")
        nodes = [n for n in self.browser.ask("Accessibility.getFullAXTree")["nodes"] if not n["ignored"]]
        roles = {"button", "link", "combobox", "slider", "radio", "checkbox", "application", "image", "article", "region"}
        nodes = [n for n in nodes if n["role"]["value"] in roles]
        self.assertEqual([n["role"]["value"] for n in nodes if not n.get("name", {}).get("value")], [])
        names = [n["name"]["value"] for n in nodes if n["role"]["value"] == "article"]
        self.assertEqual(names, ["tumor-01", "tumor-02"])


class InFirefox(ComparisonTest, page_test.InFirefox):
    pass


if __name__ == "__main__":
    unittest.main()
