"""Tests notes and saved views in real browsers:  python Tests/Browser/test_notes.py"""

import base64
import io
import json
import shutil
import unittest

import chromium
import cohort
import page_test
from browser import Placement
from cohort import make_cohort, make_report

HOSTILE_NOTE = "</script><img src=x onerror=alert(4)> \u202e\u05d0 \"quoted\"\nsecond line"


def setUpModule():
    NoteTest.path = page_test.make_folder("notes")
    NoteTest.cohort = make_cohort(NoteTest.path)
    NoteTest.page = make_report(NoteTest.cohort, NoteTest.path / "report.html")


class NoteTest:
    """The tests for every browser."""

    def setUp(self):
        self.open("tumor-01")
        self.browser.run("localStorage.clear()")
        self.open("tumor-01")

    def open(self, slide=None, page=None):
        self.browser.open(page or self.page, slide)
        # What the page saves is kept for the test.
        self.browser.run(
            "window.saved = []; const make = URL.createObjectURL.bind(URL);"
            "HTMLAnchorElement.prototype.click = function () { window.saved.push([this.download, window.blob]); };"
            "URL.createObjectURL = (blob) => { window.blob = blob; return make(blob); }")

    def saved(self):
        """The name and the bytes of the file that was saved last."""
        self.browser.wait("window.saved.length")
        name, data = self.browser.run(
            "const [name, blob] = window.saved.pop(); return new Promise((done) => { const reader = new FileReader();"
            "reader.onload = () => done([name, reader.result.split(',')[1]]); reader.readAsDataURL(blob); })")
        return name, base64.b64decode(data)

    def load(self, text):
        """Chooses a file of this text, and returns what the page says of it."""
        self.browser.run(
            "for (const line of document.querySelectorAll('.told')) line.textContent = '';"
            "const files = new DataTransfer(); files.items.add(new File([arguments[0]], 'notes.json'));"
            "const input = document.getElementById('notes-file'); input.files = files.files;"
            "input.dispatchEvent(new Event('change'))", text)
        self.browser.wait("document.getElementById('told').textContent")
        return self.browser.text("#told")

    def write(self, text):
        self.browser.set("#note-text", text)
        self.browser.click("#note-keep")

    def note_on_tile(self, text, rank=1):
        self.browser.click(f"#strip li:nth-child({rank}) button")
        self.browser.click("#note-tile")
        self.write(text)

    def notes(self):
        return self.browser.run("return [...document.querySelectorAll('#note-list .note')].map((e) => e.textContent)")

    def test_a_note_on_a_tile_survives_a_reload(self):
        self.note_on_tile(HOSTILE_NOTE)
        self.assertEqual(self.notes(), [HOSTILE_NOTE])
        self.assertEqual(self.browser.text("#note-list .small"), "Tile at 7168, 7168 px (level 0); 3584, 3584 \u00b5m")
        before = self.browser.pixels()
        self.open("tumor-01")
        self.assertEqual(self.notes(), [HOSTILE_NOTE])
        self.browser.click("#note-list li > button")
        self.assertEqual(self.browser.pixels(), before, "the pin is selected, and its tile is shown")
        self.assertEqual(self.browser.text("#tile-rank"), "1 of 997")
        self.assertEqual(self.browser.run("return document.images.length"), 0)
        self.open()
        self.assertEqual(self.browser.text("tr[data-file=tumor-01] .noted"), " 1 note")
        self.assertIn("1 note. Notes are kept in this browser", self.browser.text("#all-notes-count"))
        self.open("tumor-02")
        self.assertEqual(self.notes(), [], "another slide has its own")

    def test_a_place_is_marked_where_it_is_clicked(self):
        place = Placement(self.browser, *json.loads((self.cohort / "scores/tumor-01.json").read_text())["slideSize"])
        before = self.browser.pixels()
        self.browser.click("#note-place")
        at = self.browser.on_viewer(*place(20000, 9000))
        self.browser.act("pointer", {"type": "pointerMove", **at}, {"type": "pointerDown", "button": 0},
                         {"type": "pointerUp", "button": 0})
        self.write("here")
        text = self.browser.text("#note-list .small")
        x, y = [float(part) for part in text.split(" px")[0].removeprefix("Place at ").split(", ")]
        # The pointer is on whole pixels of the screen.
        self.assertLess(max(abs(x - 20000), abs(y - 9000)), 1 / place.scale)
        self.assertNotEqual(self.browser.pixels(), before, "a pin")
        self.browser.click("#fit")
        # A click on the pin selects its note.
        head = self.browser.on_viewer(*[a - b for a, b in zip(place(x, y), (0, 18))])
        self.browser.act("pointer", {"type": "pointerMove", **head}, {"type": "pointerDown", "button": 0},
                         {"type": "pointerUp", "button": 0})
        self.assertEqual(self.browser.text("#told"), "Note 1: here")

    def test_notes_are_written_changed_and_deleted_with_keys_alone(self):
        self.browser.run("document.getElementById('canvas').focus()")
        for key in ["n", "n", "m"]:
            self.browser.keys(key)
        self.assertEqual(self.browser.run("return document.activeElement.id"), "note-text")
        self.browser.keys("a", "b")
        self.browser.keys("Tab", "Enter")
        self.assertEqual(self.notes(), ["ab"])
        name = "return document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
        reached = [self.browser.run(name)]
        for _ in range(3):
            self.browser.keys("Tab")
            reached.append(self.browser.run(name))
        self.assertEqual(reached, ["Show note 1", "Edit note 1", "Copy the coordinates of note 1", "Delete note 1"])
        self.browser.keys("Enter")
        self.assertEqual((self.notes(), self.browser.run(name)), ([], "Undo"))
        self.browser.keys("Enter")
        self.assertEqual((self.notes(), self.browser.run(name)), (["ab"], "Show note 1"))
        self.browser.keys("Tab", "Enter")
        self.browser.keys("c")
        self.browser.keys("Tab", "Enter")
        self.assertEqual(len(self.notes()[0]), 3)

    def test_an_open_form_is_kept_when_the_slide_changes(self):
        self.browser.click("#strip li:nth-child(1) button")
        self.browser.click("#note-tile")
        self.browser.set("#note-text", "not yet kept")
        self.browser.run("location.hash = '#slide=tumor-02'")
        self.browser.wait("document.documentElement.dataset.shown === 'tumor-02'")
        self.assertEqual(self.notes(), [])
        self.assertTrue(self.browser.run("return document.getElementById('note-form').hidden"))
        self.open("tumor-01")
        self.assertEqual(self.notes(), ["not yet kept"])
        self.browser.click("#note-list .acts button")
        self.browser.set("#note-text", "changed")
        self.open("tumor-01")
        self.assertEqual(self.notes(), ["changed"])

    def test_two_slides_side_by_side_have_their_own_notes(self):
        self.browser.go("about:blank")
        self.browser.go(self.page.as_uri() + "#compare=tumor-01&tumor-02")
        self.browser.wait("document.documentElement.dataset.shown")
        self.browser.click("#strip-2 li:nth-child(1) button")
        self.browser.click("#note-tile-2")
        self.browser.set("#note-text-2", "on the second")
        self.browser.click("#note-keep-2")
        self.assertEqual(self.notes(), [])
        self.assertEqual(self.browser.text("#note-list-2 .note"), "on the second")
        self.open("tumor-02")
        self.assertEqual(self.notes(), ["on the second"])

    def test_notes_survive_saving_and_loading(self):
        self.note_on_tile(HOSTILE_NOTE)
        self.note_on_tile("second", rank=2)
        self.open("tumor-02")
        self.note_on_tile("other slide")
        self.browser.click("#notes-save")
        name, data = self.saved()
        self.assertEqual(name, "out-notes.json")
        file = json.loads(data)
        self.assertEqual([(note["slide"], note["x"], note["y"], note["side"]) for note in file["notes"]][:1],
                         [("tumor-01", 7168, 7168, 512)])
        self.browser.run("localStorage.clear()")
        self.open("tumor-01")
        self.assertEqual(self.notes(), [])
        self.assertEqual(self.load(data.decode()), "3 notes loaded.")
        self.assertEqual(self.notes(), [HOSTILE_NOTE, "second"])
        self.assertEqual(self.load(data.decode()), "0 notes loaded; 3 here already.")
        # Of two versions, the one that was changed last stays.
        file["notes"][0] |= {"text": "newer", "changed": "2999-01-01T00:00:00.000Z"}
        file["notes"][1] |= {"text": "older", "changed": "2000-01-01T00:00:00.000Z"}
        self.assertEqual(self.load(json.dumps(file)), "1 note loaded; 2 here already.")
        self.assertEqual(self.notes(), ["newer", "second"])

    def test_a_file_that_is_not_right_is_refused(self):
        refusal = "The file is not one that \u201cSave notes\u201d writes. No note was loaded."
        for text in ["", "{", "[]", "null", '{"format": "linmil notes", "version": 2, "notes": []}',
                     '{"format": "linmil notes", "version": 1, "notes": {}}',
                     json.dumps({"format": "linmil notes", "version": 1, "notes": [0] * 10001})]:
            self.assertEqual(self.load(text), refusal, text[:60])
        self.note_on_tile("good")
        self.browser.click("#notes-save")
        file = json.loads(self.saved()[1])
        good = file["notes"][0]
        bad = [{"x": "1"}, {"x": 1e300}, {"side": -1}, {"side": 0}, {"text": ""}, {"text": 5}, {"text": "x" * 4001},
               {"id": "1"}, {"id": "__proto__"}, {"y": None}]
        entries = [None, 3, [], *(good | change for change in bad)]
        foreign = good | {"id": "00000000-0000-4000-8000-000000000000", "identity": "0", "slide": "none"}
        named = good | {"id": "00000000-0000-4000-8000-000000000001", "identity": "0", "text": "by name",
                        "__proto__": {"x": 1}, "changed": "yesterday"}
        said = self.load(json.dumps(file | {"notes": [*entries, foreign, named]}))
        self.assertEqual(
            said, "1 note loaded; 1 of slides that this page does not have; 13 not valid; 1 matched by the slide\u2019s name "
            "alone, because its features differ.")
        self.assertEqual(self.notes(), ["good", "by name"])
        # What another page puts into the browser's store is checked too.
        self.browser.run("const key = Object.keys(localStorage)[0]; localStorage.setItem(key, '[{\"x\":1},7]')")
        self.open("tumor-01")
        self.assertEqual(self.notes(), [])

    def test_qupath_gets_annotations_in_level_0_pixels(self):
        self.note_on_tile(HOSTILE_NOTE)
        self.browser.run("document.getElementById('canvas').focus()")
        self.browser.click("#note-place")
        self.browser.run("document.getElementById('canvas').focus()")
        self.browser.keys("m")
        self.write("a place")
        self.browser.click("#notes-geojson")
        name, data = self.saved()
        self.assertEqual(name, "tumor-01-notes.geojson")
        tile, place = json.loads(data)["features"]
        self.assertEqual(tile["geometry"], {"type": "Polygon", "coordinates": [
            [[7168, 7168], [7680, 7168], [7680, 7680], [7168, 7680], [7168, 7168]]]})
        self.assertEqual(tile["properties"]["objectType"], "annotation")
        self.assertEqual(tile["properties"]["metadata"], {"ANNOTATION_DESCRIPTION": HOSTILE_NOTE})
        self.assertEqual(tile["properties"]["name"], HOSTILE_NOTE.split("\n")[0])
        self.assertEqual(place["geometry"], {"type": "Point", "coordinates": [7424, 7424]})
        for feature in [tile, place]:
            self.assertRegex(feature["id"], r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")

    def test_coordinates_are_copied(self):
        self.browser.run("window.text = null; navigator.clipboard.writeText = async (text) => { window.text = text; }")
        self.browser.click("#strip li:nth-child(1) button")
        self.browser.click("#copy-place")
        self.browser.wait("window.text")
        self.assertEqual(self.browser.run("return window.text"), "tumor-01: 7168, 7168 px (level 0); 3584, 3584 \u00b5m")
        self.open(cohort.HOSTILE_FILE)
        self.browser.run("window.text = null; navigator.clipboard.writeText = async (text) => { window.text = text; }")
        self.browser.click("#copy-place")
        self.browser.wait("window.text")
        self.assertRegex(self.browser.run("return window.text"), r": \d+, \d+ px \(level 0\)$", "mpp is not known")

    def test_a_browser_without_a_store_says_so(self):
        text = self.page.read_bytes().decode()
        page = self.path / f"closed-{self.kind.__name__}.html"
        # A script before the page's own takes the store away; the policy of this page allows it.
        script = "<script>Object.defineProperty(window, 'localStorage', {get() { throw new Error(); }})</script>"
        start, end = text.index("<meta http-equiv"), text.index("<meta name=\"viewport")
        page.write_bytes((text[:start] + script + text[end:]).encode())
        self.open("tumor-01", page)
        self.note_on_tile("kept while the page is open")
        self.assertEqual(len(self.notes()), 1)
        self.assertIn("This browser keeps no notes", self.browser.text("#notes-kept"))
        asks = ("const event = new Event('beforeunload', {cancelable: true}); window.dispatchEvent(event);"
                "return event.defaultPrevented")
        self.assertTrue(self.browser.run(asks))
        # A file that is saved keeps them, so the page may be closed without a question.
        self.browser.click("#notes-save")
        self.assertEqual(len(json.loads(self.saved()[1])["notes"]), 1)
        self.assertFalse(self.browser.run(asks))

    def test_pages_do_not_mix_their_slides(self):
        self.note_on_tile("mine")
        folder = self.path / f"twin-{self.kind.__name__}"
        folder.mkdir()
        # A slide of the same name with other features.
        shutil.copy(cohort.SAMPLES / "slides/normal-01.h5", folder / "tumor-01.h5")
        (folder / "slides.csv").write_text("slide_id\ntumor-01\n")
        twin = make_report(cohort.draw_cohort(folder), folder / "report.html")
        self.open("tumor-01", twin)
        self.assertEqual(self.notes(), [])
        # The same slides in another place and under another title are the same slides.
        moved = make_report(self.cohort, folder / "moved.html", "--title", "Other")
        self.open("tumor-01", moved)
        self.assertEqual(self.notes(), ["mine"])

    def picture(self):
        from PIL import Image

        self.browser.click("#save-view")
        name, data = self.saved()
        self.assertEqual(name, "tumor-01-view.png")
        return Image.open(io.BytesIO(data)).convert("RGB")

    def test_the_view_is_saved_with_its_legend(self):
        try:
            import numpy
        except ImportError as error:
            self.skipTest(f"{error.name} is not installed: pip install numpy pillow")
        self.note_on_tile("a pin")
        self.browser.click("#fit")
        picture = numpy.asarray(self.picture()).astype(int)
        width, height = self.browser.canvas()
        self.assertEqual(picture.shape[1], width)
        shown = self.browser.run(
            "const c = document.getElementById('canvas');"
            "return [...c.getContext('2d').getImageData(0, 200, c.width, 1).data]")
        shown = numpy.array(shown).reshape(-1, 4)[:, :3]
        # The row is in the picture as it is on the screen, where the slide is.
        rows = (numpy.abs(picture[:, 100:-100] - shown[100:-100]).max(axis=(1, 2)) == 0).nonzero()[0]
        self.assertTrue(len(rows) and 200 < rows[0] < 300, rows)
        colors = self.browser.run(
            "return [...document.getElementById('legend').getContext('2d').getImageData(0, 0, 256, 1).data]")
        ends = numpy.array(colors).reshape(-1, 4)[[2, -3], :3]
        below = picture[rows[0] - 200 + height + 12:]
        for end in ends:
            self.assertTrue((numpy.abs(below - end).max(axis=2) <= 4).any(), end)
        self.browser.click("input[value=thumbnail]")
        self.assertLess(self.picture().height, picture.shape[0], "a thumbnail has no legend")


@unittest.skipIf(chromium.missing(), chromium.missing())
class InChromium(NoteTest, page_test.InChromium):
    def test_a_view_with_pictures_from_beside_the_page_is_not_saved(self):
        page = make_report(self.cohort, self.path / f"linked-{self.kind.__name__}.html", "--linked")
        self.open("tumor-01", page)
        self.browser.click("#save-view")
        self.browser.wait("document.getElementById('told').textContent")
        self.assertIn("take a screenshot, or write the report without --linked", self.browser.text("#told"))
        self.assertEqual(self.browser.run("return window.saved.length"), 0)


class InFirefox(NoteTest, page_test.InFirefox):
    def test_no_noise_is_saved(self):
        self.browser.choose("privacy.resistFingerprinting", True)
        self.addCleanup(self.browser.choose, "privacy.resistFingerprinting", False)
        self.open("tumor-01")
        self.browser.click("#save-view")
        self.assertIn("would save noise", self.browser.text("#told"))
        self.assertEqual(self.browser.run("return window.saved.length"), 0)


if __name__ == "__main__":
    unittest.main()
