"""Draws figures of the samples, puts them into LaTeX, Word, HTML and Markdown, and measures them there.

    apt-get install texlive-latex-base pandoc libreoffice-writer librsvg2-bin poppler-utils chromium chromium-driver
    apt-get install python3-selenium texlive-latex-recommended lmodern
    swift build -c release
    /usr/bin/python3 docs/figures/try_figures.py [FOLDER]

The files stay in FOLDER, so that you can look at them.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SLIDES = HERE.parents[1] / "samples/slides"
LINMIL = HERE.parents[1] / ".build/release/linmil"


def run(*command, cwd):
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def draw(folder):
    (folder / "slides.csv").write_text(
        "slide_id,features,thumbnail,mpp\n" + f"tumor-01,{SLIDES}/tumor-01.h5,{SLIDES}/tumor-01.png,0.25\n")
    run(LINMIL, "cohort", "slides.csv", "--model", HERE.parents[1] / "samples/model.safetensors", "-o", "out", cwd=folder)
    run(LINMIL, "report", "out", "--format", "figure", "--width", "88", "-o", ".", cwd=folder)
    run(LINMIL, "report", "out", "--format", "figure", "--only", "tumor-01", "--panels", "-o", "panels.svg", cwd=folder)
    for name in ["paper.tex", "page.html", "report.md"]:
        shutil.copy(HERE / name, folder)


def widths_in_pdf(path):
    """Returns width (mm) and pixels per inch of each picture in a PDF, as poppler reads them."""
    lines = run("pdfimages", "-list", path, cwd=path.parent).splitlines()[2:]
    rows = [line.split() for line in lines if " image " in line]
    return [(round(int(row[3]) / float(row[12]) * 25.4, 1), int(row[12])) for row in rows]


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="linmil-figures-"))
    folder.mkdir(exist_ok=True)
    draw(folder)

    run("rsvg-convert", "-f", "pdf", "panels.svg", "-o", "panels.pdf", cwd=folder)
    size = re.search(r"Page size: +([\d.]+) x ([\d.]+) pts", run("pdfinfo", "panels.pdf", cwd=folder))
    print("panels.svg as PDF:", f"{float(size[1]) / 72 * 25.4:.1f} x {float(size[2]) / 72 * 25.4:.1f} mm,",
          "text" if "CLS attention" in run("pdftotext", "panels.pdf", "-", cwd=folder) else "NO TEXT")
    run("pdflatex", "-interaction=nonstopmode", "paper.tex", cwd=folder)
    print("LaTeX, width (mm) and pixels per inch:", widths_in_pdf(folder / "paper.pdf"))

    for name in ["report.docx", "report.pdf"]:
        run("pandoc", "report.md", "-o", name, cwd=folder)
    print("Markdown by pandoc to PDF:", widths_in_pdf(folder / "report.pdf"))
    document = zipfile.ZipFile(folder / "report.docx").read("word/document.xml").decode()
    print("Markdown by pandoc to Word (mm):",
          [round(int(width) / 36000, 1) for width in re.findall(r'<wp:extent cx="(\d+)"', document)])
    run("soffice", "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", "word", "report.docx", cwd=folder)
    print("the Word file in LibreOffice:", widths_in_pdf(folder / "word/report.pdf"))

    sys.path.insert(0, str(HERE.parents[1] / "Tests/Browser"))
    from chromium import Chromium

    browser = Chromium(900, 900)
    browser.go((folder / "page.html").as_uri())
    print("HTML in Chromium (mm):", browser.run(
        "return ['vector', 'pixels'].map((id) => Math.round(document.getElementById(id).getBoundingClientRect().width"
        " / 96 * 254) / 10)"))
    (folder / "page.png").write_bytes(browser.screenshot())
    browser.close()
    print("the files:", folder)


if __name__ == "__main__":
    main()
