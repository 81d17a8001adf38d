"""Tests the cases in the report in real browsers:  python Tests/Browser/test_cases.py"""

import json
import os
import unittest

import chromium
import page_test
from cohort import HOSTILE_CASE, make_case_cohort, make_report, multiply


def setUpModule():
    CaseTest.path = page_test.make_folder("cases")
    CaseTest.cohort = make_case_cohort(CaseTest.path / "cases")
    CaseTest.page = make_report(CaseTest.cohort, CaseTest.path / "cases.html")


class CaseTest:
    """The tests for every browser."""

    def lines(self):
        """The first header of each visible line: a slide, or a case with its slides' number."""
        return self.browser.run(
            "return [...document.querySelectorAll('#slides tbody tr')].filter((e) => e.offsetParent)"
            ".map((e) => e.querySelector('th').textContent.replace(/\\s+/g, ' ').trim())")

    def cells(self, case):
        """The texts of a case's line."""
        return self.browser.run(
            "const line = [...document.querySelectorAll('tr.case')].find((e) => e.dataset.case === arguments[0]);"
            "return [...line.cells].map((e) => e.innerText.replace(/\\s+/g, ' ').trim())", case)

    def test_a_case_has_one_line_with_what_its_slides_predict(self):
        self.browser.open(self.page)
        self.assertEqual(self.lines(), [
            "P 1 3 slides", "a-1", "a-2", "b-1", f"{HOSTILE_CASE} 1 slide", "c-1", "P 3 2 slides, 1 failed", "d-1", "e-1"])
        self.assertEqual(self.cells("P 1")[2:5], ["tumor 2, normal 1 slides disagree", "tumor 3", "2 of 3 agree"])
        self.assertEqual(self.cells("P 3")[2:5], ["tumor 1", "tumor 1", ""])
        facts = self.browser.run("return [...document.querySelectorAll('.facts div')].map((e) => e.textContent)")
        self.assertIn("Cases3", facts)
        self.assertIn("Cases whose slides disagree1", facts)

    def test_cases_open_and_close_by_key(self):
        self.browser.open(self.page)
        self.browser.run("document.querySelector('tr.case button').focus()")
        self.browser.keys("Enter")
        self.assertEqual(self.lines()[:2], ["P 1 3 slides", f"{HOSTILE_CASE} 1 slide"])
        self.assertEqual(self.browser.run("return document.activeElement.getAttribute('aria-expanded')"), "false")
        self.browser.click("#fold-cases")
        self.assertEqual(self.lines(), ["P 1 3 slides", f"{HOSTILE_CASE} 1 slide", "P 3 2 slides, 1 failed", "e-1"])
        self.browser.click("#fold-cases")
        self.assertEqual(len(self.lines()), 9)
        self.browser.click("#by-case")
        self.assertEqual(self.lines(), ["a-1", "a-2", "b-1", "c-1", "d-1", "e-1"])

    def test_cases_are_sorted_and_filtered(self):
        self.browser.open(self.page)
        self.browser.click("#slides th:nth-child(3) button")
        self.browser.click("#slides th:nth-child(3) button")
        self.assertEqual([line.split(" ")[0] for line in self.lines()][:5], ["P", "d-1", "P", "a-1", "a-2"])
        self.browser.set("#filter-case", "=" + HOSTILE_CASE)
        self.assertEqual(self.lines(), [f"{HOSTILE_CASE} 1 slide", "c-1"])
        self.browser.set("#filter-case", "disagree")
        self.assertEqual(self.lines(), ["P 1 3 slides", "a-1", "a-2", "b-1"])
        self.browser.set("#filter-agreement", "differs")
        self.assertEqual(self.lines(), ["P 1 1 shown of 3 slides", "b-1"])
        self.browser.click("#filters [type=reset]")
        self.browser.wait("document.getElementById('filter-count').textContent === '6 slides'")
        self.assertEqual(len(self.lines()), 9)

    def test_a_slide_leads_to_the_other_slides_of_its_case(self):
        self.browser.open(self.page, "a-1")
        links = "return [...document.querySelectorAll('#case li')].map((e) => e.textContent)"
        self.assertEqual(self.browser.run(links), ["a-1 tumor", "a-2 tumor", "b-1 normal"])
        self.assertEqual(self.browser.text("#case-title"), "Case P 1 slides disagree")
        self.browser.click("#case li:nth-child(3) a")
        self.browser.wait("document.documentElement.dataset.shown === 'b-1'")
        self.assertEqual(self.browser.text("#case [aria-current]"), "b-1")
        self.browser.open(self.page, "e-1")
        self.assertTrue(self.browser.run("return document.getElementById('case').hidden"))

    def test_markup_in_a_case_is_text(self):
        self.browser.open(self.page, "c-1")
        self.assertEqual(self.browser.text("#case-title bdi"), HOSTILE_CASE)
        self.assertEqual(self.browser.run("return document.images.length"), 0)

    def test_cases_are_printed(self):
        self.browser.open(self.page)
        self.browser.wait("document.documentElement.dataset.pictures === 'done'")
        self.browser.run("window.print = () => {}")
        self.browser.click("#fold-cases")
        self.browser.click("#print-slides")
        self.browser.wait("document.documentElement.dataset.paper === 'ready'")
        heads = self.browser.run("return [...document.querySelectorAll('.sheet h2')].map((e) => e.textContent)")
        self.assertEqual(heads[0], "a-1, case P 1")
        self.assertEqual(self.browser.printed_pages(), 7, "the table and six slides")

    def test_a_cohort_without_cases_has_no_word_of_them(self):
        folder = self.path / f"plain-{self.kind.__name__}"
        page = make_report(multiply(self.cohort, folder, 2, source="e-1"), self.path / f"{folder.name}.html")
        record = json.loads((folder / "records/slide-000.json").read_text())
        self.assertIn({"name": "Patient", "text": ""}, record["columns"])
        for words in ["by-case", "Cases", "fold-cases"]:
            self.assertNotIn(words, page.read_text())

    def test_two_hundred_slides_in_sixty_cases_open_at_once(self):
        folder = self.path / "many"
        page = self.path / "many.html"
        if not page.exists():
            make_report(multiply(self.cohort, folder, 200, source="a-1", cases=60), page)
        times = []
        for _ in range(3):
            self.browser.open(page)
            self.browser.wait("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
            times.append(self.browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"))
        took = self.browser.run(
            "const start = performance.now(); document.getElementById('by-case').click();"
            "document.getElementById('by-case').click(); document.getElementById('fold-cases').click();"
            "document.body.offsetHeight; return performance.now() - start")
        print(f"\n200 slides in 60 cases, {os.path.getsize(page) / 1e6:.0f} MB: open after {min(times):.2f} s, grouped in {took:.0f} ms")
        self.assertEqual(len(self.lines()), 60)
        self.assertLess(min(times), 2)
        self.assertLess(took, 500)


@unittest.skipIf(chromium.missing(), chromium.missing())
class InChromium(CaseTest, page_test.InChromium):
    pass


class InFirefox(CaseTest, page_test.InFirefox):
    pass


if __name__ == "__main__":
    unittest.main()
