"""Takes the pictures of docs/report:  python Tests/Browser/take_screenshots.py"""

import io
import tempfile
from pathlib import Path

import chromium
import cohort
from cohort import ROOT, draw_cohort, make_case_cohort, make_cohort, make_report
from PIL import Image


def main():
    if missing := cohort.missing() or chromium.missing():
        raise SystemExit(missing)
    folder = ROOT / "docs/report"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="linmil-report-") as path:
        # Hostile names are only for tests.
        results = make_cohort(Path(path), hostile=False)
        page = make_report(results, Path(path) / "report.html", "--title", "Samples")
        browser = chromium.Chromium(1100, 860)
        browser.resize(1100, 860, 1)

        def shoot(name, height=None):
            picture = Image.open(io.BytesIO(browser.screenshot())).convert("RGB")
            if height:
                picture = picture.crop((0, 0, picture.width, height))
            picture.save(folder / f"{name}.png", optimize=True)

        browser.open(page)
        browser.wait("document.documentElement.dataset.pictures === 'done'")
        shoot("cohort", 560)
        browser.open(page, "tumor-01")
        shoot("slide")
        browser.set("#colormap", "cividis")
        browser.set("#threshold", 0.75)
        browser.set("#opacity", 0.6)
        browser.click("#strip li:nth-child(3) button")
        browser.prefer("dark")
        shoot("dark")
        browser.prefer("light")
        browser.click("#restore")
        browser.click("#note-tile")
        browser.set("#note-text", "Necrosis here? Compare with tumor-02.")
        browser.click("#note-keep")
        browser.run("document.getElementById('notes-kept').scrollIntoView({block: 'end'})")
        browser.run("window.scrollTo(0, 0)")
        shoot("notes")
        page = make_report(make_case_cohort(Path(path) / "cases", hostile=False), Path(path) / "cases.html", "--title", "Samples")
        browser.open(page)
        browser.wait("document.documentElement.dataset.pictures === 'done'")
        shoot("cases", 780)
        draw_cohort(Path(path), "--score", "relevance", "--normalize", "robust")
        page = make_report(results, Path(path) / "relevance.html", "--title", "Samples")
        browser.resize(1100, 1110, 1)
        browser.open(page, "tumor-01")
        browser.click("#strip li:nth-child(1) button")
        browser.click("#fit")
        shoot("relevance")
        browser.close()


if __name__ == "__main__":
    main()
