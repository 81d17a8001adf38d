"""Makes docs/gallery.md: every way to draw a heatmap, each with a picture and its command.

    python3 docs/make_gallery.py

The script builds linmil, runs each command on samples/ and replaces the pictures in docs/gallery/. A second run writes
the same bytes. The text in figures uses the machine's fonts. The script needs Python and Swift, and librsvg
(`librsvg2-2`) for the figures.
"""

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "docs/gallery"
PAGE = ROOT / "docs" / "gallery.md"
SIDE = 480  # default side of a picture in pixels
LINE = 100  # longest line of a command, in characters

INTRODUCTION = """\
# Gallery

This page shows every way to draw a heatmap, and when to choose it. [scores.md](scores.md) explains exactly what the
colours mean. The slides and the model are [the samples](../samples/README.md). They are synthetic: the pictures show
what linmil draws, and nothing about a disease. The lesion of `tumor-01` is at the upper left.

`python3 docs/make_gallery.py` writes this page. It runs each command exactly as shown, in the repository's folder.
"""


@dataclass
class Picture:
    """One picture: the file's name, when to choose it, and the options in addition to the usual three files."""

    name: str
    sentence: str
    options: str = ""
    slide: str = "tumor-01"
    side: int | None = SIDE
    ending: str = "png"
    thumbnail: str | None = None
    shown: str | None = None  # the file to show, if not the one named by -o

    @property
    def file(self):
        return f"{FOLDER}/{self.name}.{self.ending}"

    @property
    def words(self):
        """The command, word by word."""
        slide = f"samples/slides/{self.slide}"
        words = ["linmil", "render", f"{slide}.h5", "--model", "samples/model.safetensors"]
        words += ["--thumbnail", self.thumbnail or f"{slide}.png"]
        if self.side:
            words += ["--max-side", str(self.side)]
        return [*words, *shlex.split(self.options), "-o", self.file]

    def markdown(self):
        picture = f"gallery/{self.shown or Path(self.file).name}"
        return f"{paragraph(self.sentence)}\n\n![{self.name}]({picture})\n\n{fenced(command(self.words))}"


@dataclass
class ColorMaps:
    """A table of all colour maps that the program lists, with the program's own notes."""

    sentence: str
    side: int = 300

    def pictures(self, listed):
        return [Picture(f"map-{name}", note, f"--colormap {name}", side=self.side) for name, _, note in listed]

    def markdown(self, listed):
        rows = [
            f"| `{name}`<br>{kind} | ![{name}](gallery/map-{name}.png) | {note} |" for name, kind, note in listed
        ]
        table = "\n".join(["| `--colormap` | | |", "|---|---|---|", *rows])
        lines = command(self.pictures([("MAP", "", "")])[0].words).replace("MAP", "$map")
        names = " ".join(name for name, _, _ in listed)
        loop = f"for map in {names}; do\n{textwrap.indent(lines, '    ')}\ndone"
        return f"{paragraph(self.sentence)}\n\n{table}\n\n{fenced(loop)}"


COLOR_MAPS = ColorMaps(
    "Use a sequential map for a score without a sign. Use a diverging map for a signed score, such as those that speak for or "
    "against a class; its middle is 0. A map that is named has an opacity of 0.4. "
    "`linmil render --list-colormaps` shows the maps in a terminal."
)

SECTIONS = {
    "Without any option": [
        Picture(
            "overlay",
            "Use the defaults to find the regions of one slide that the model looked at most. The defaults are "
            "`--score cls --normalize rank --colormap YlOrRd --alpha 0.1,0.7 --style tiles --background thumbnail`. The "
            "pictures below change one or two of them.",
        ),
        Picture(
            "usual",
            "**The field's usual look**, as in CLAM and TRIDENT: to compare with other papers. It is `coolwarm` at an "
            "opacity of 0.4, which a colour map that you name has. Low values turn pink tissue purple. "
            "[colors.md](colors.md) says what was measured to choose another default.",
            "--colormap coolwarm",
        ),
    ],
    "How scores become colours": [
        Picture(
            "rank",
            "**rank**, the default: to see the order of the tiles within one slide. This slide has no lesion, but "
            "as many of its tiles are red as in any other. Never compare slides by ranks.",
            "--normalize rank",
            slide="normal-01",
        ),
        Picture(
            "minmax",
            "**minmax**: to see how far apart the scores are. Here two tiles at a follicle score much higher than "
            "all others, so the others are pale.",
            "--normalize minmax",
            slide="normal-01",
        ),
        Picture(
            "robust",
            "**robust**: the same, but outliers are clipped, so they do not hide the other tiles.",
            "--normalize robust",
            slide="normal-01",
        ),
        Picture(
            "zscore",
            "**zscore**: to see only what is unusual in this slide. Orange is the slide's mean score.",
            "--normalize zscore",
        ),
        Picture(
            "range",
            "**none with a range**: to compare slides. A colour then means the same score on every slide. Here the "
            "range ends at the highest score of this slide.",
            "--normalize none --range 0 0.0112",
        ),
        Picture(
            "range-normal",
            "The same range on the slide without a lesion: hardly any tile gets as much attention as the lesion "
            "tiles above.",
            "--normalize none --range 0 0.0112",
            slide="normal-01",
        ),
    ],
    "Another score": [
        Picture(
            "relevance",
            "**relevance**: to see what speaks for a class and what speaks against it. Grey is 0. With `robust`, "
            "the colour shows how strongly a tile speaks; ranks also colour tiles that hardly matter.",
            "--score relevance --legend",
        ),
        Picture(
            "signed",
            "The same without a legend, and below it in the field's usual look, in which grey hides as much of the tissue as "
            "red and blue do:",
            "--score relevance",
        ),
        Picture("signed-usual", "`--colormap coolwarm`:", "--score relevance --colormap coolwarm"),
        Picture(
            "relevance-top",
            "**The tiles that speak for the class**, and no tile that speaks against it: for a closer look at the "
            "reasons of a prediction.",
            "--score relevance --top 5% --outline tiles",
        ),
        Picture(
            "attn",
            "**attn**, what the `lin_mil` package returns: to reproduce pictures that were made with the package. "
            "The score is signed, and grey is 0. Red does not mean that the class token looked there: here the "
            "lesion is blue. So linmil draws it with a warning.",
            "--score attn",
        ),
    ],
    "Colour maps": [COLOR_MAPS],
    "How tiles are drawn": [
        Picture(
            "smooth",
            "**smooth**: to see regions instead of tiles, in a talk or at low magnification. You cannot read single "
            "tiles from it. The first picture of this page shows `--style tiles`, the default.",
            "--style smooth",
        ),
        Picture(
            "threshold",
            "**threshold**: to keep the stain visible where values are low. With ranks, 0.8 keeps a fifth of the "
            "tiles.",
            "--threshold 0.8",
        ),
        Picture(
            "top",
            "**top**: to select a given number or percentage of the tiles for a closer look.",
            "--top 5%",
        ),
        Picture(
            "outline",
            "**outline at a level**: to judge the morphology of the strongest region in its stain, without colour "
            "on top. The line is seen on any tissue. Single tiles and single holes have no line; `--outline-area` sets how many tiles "
            "an island needs.",
            "--outline 0.9",
        ),
        Picture(
            "outline-color",
            "The same in another colour, around islands of any size:",
            "--outline 0.9 --outline-color yellow --outline-area 0",
        ),
        Picture(
            "outline-tiles",
            "**outline of the tiles**: to check which part of the slide was tiled. The model saw nothing outside "
            "it.",
            "--outline tiles",
        ),
        Picture(
            "alpha",
            "**alpha**: one opacity for all values, to see low values as well as high ones. Two numbers, such as "
            "`--alpha 0.1,0.7`, are the opacities where it begins and ends to grow.",
            "--alpha 0.5",
        ),
    ],
    "What is under the colours": [
        Picture(
            "white",
            "**white**: to see the colours alone, here at full opacity. The first picture of this page shows "
            "`--background thumbnail`, the default.",
            "--background white --alpha 1",
        ),
        Picture(
            "none",
            "**none**: to lay the colours over the slide in another program. Everything outside the tiles is "
            "transparent, and tiles have the opacity of their value.",
            "--background none",
        ),
    ],
    "Figures": [
        Picture(
            "legend",
            "**legend**: whenever you give the picture to someone else. The legend names the score and shows what "
            "the colours mean. If `--mpp` or the slide gives the resolution, it also has a scale bar.",
            "--mpp 0.25 --legend",
        ),
        Picture(
            "panels",
            "**panels**: for a report. It shows the tissue, the overlay and the heatmap alone, side by side.",
            "--mpp 0.25 --panels --legend",
            side=300,
        ),
        Picture(
            "figure",
            "**A .svg file**: when text must stay text. It always has the legend. For a manuscript, a figure can "
            "have a size on paper: [figures.md](figures.md).",
            "--mpp 0.25",
            ending="svg",
        ),
    ],
    "Single tiles": [
        Picture(
            "top-tiles",
            "**top tiles**: to see which tiles the model looks at most and least, or with a score of a class, which "
            "speak most strongly for it and against it. The tiles and this contact sheet are in a folder next to the picture. Tiles of one place do not fill the sheet (`--spread`). Give `--slide` for sharp tiles: in this thumbnail, the side "
            "of a tile has only 17 pixels.",
            "--top-tiles 4",
            side=300,
            shown="top-tiles.tiles/contact-sheet.png",
        ),
    ],
    "The pixels of other tools": [
        Picture(
            "slide",
            "Use this to compare with a picture from TRIDENT or CLAM. Both tools draw at a level of the slide, "
            "which `--slide` provides. A thumbnail also works for TRIDENT if both of its sides are scaled by "
            "exactly the same number. This one is, by 1 : 64; it is drawn without colours.",
            "--alpha 0",
            side=575,
        ),
        Picture(
            "trident",
            "**trident**: the background turns dark, as in TRIDENT.",
            "--compatible trident",
            side=None,
            thumbnail=f"{FOLDER}/slide.png",
        ),
        Picture(
            "clam",
            "**clam**: whole tiles are coloured, as in CLAM without a tissue mask.",
            "--compatible clam",
            side=None,
            thumbnail=f"{FOLDER}/slide.png",
        ),
    ],
}


def command(words):
    """A shell command; a long one is broken before an option."""
    lines = [""]
    for number, word in enumerate(map(shlex.quote, words)):
        is_option = word.startswith("-") and number + 1 < len(words)
        ahead = len(word) + (len(words[number + 1]) + 1 if is_option else 0)
        if is_option and len(lines[-1]) + 1 + ahead > LINE:
            lines[-1] += " \\"
            lines.append("   ")
        lines[-1] += " " + word if lines[-1] else word
    return "\n".join(lines)


def fenced(text):
    """A block of code."""
    return f"```\n{text}\n```"


def paragraph(text):
    """Text in lines of at most 120 characters that never break inside `code`."""
    joined = re.sub("`[^`]*`", lambda match: match[0].replace(" ", "\0"), text)
    return textwrap.fill(joined, 120, break_long_words=False, break_on_hyphens=False).replace("\0", " ")


def listed_color_maps(linmil):
    """The program's list of its colour maps: [(name, kind, note)]"""
    command = [linmil, "render", "--list-colormaps"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [tuple(line.split(maxsplit=2)) for line in output.splitlines()]


def draw(linmil, picture):
    """Runs a picture's command."""
    subprocess.run([linmil, *picture.words[1:], "--quiet"], check=True, cwd=ROOT)


def built():
    """Builds linmil in release and returns its path."""
    command = ["swift", "build", "-c", "release", "--package-path", ROOT, "--product", "linmil"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    shown = subprocess.run([*command, "--show-bin-path"], check=True, capture_output=True, text=True)
    return Path(shown.stdout.strip()) / "linmil"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--linmil", type=Path, help="a built program; without it, the script builds one")
    options = parser.parse_args()
    linmil = (options.linmil or built()).resolve()
    listed = listed_color_maps(linmil)

    shutil.rmtree(ROOT / FOLDER, ignore_errors=True)
    (ROOT / FOLDER).mkdir()
    parts = [INTRODUCTION]
    for title, entries in SECTIONS.items():
        parts.append(f"## {title}\n")
        for entry in entries:
            is_table = isinstance(entry, ColorMaps)
            for picture in entry.pictures(listed) if is_table else [entry]:
                draw(linmil, picture)
            parts.append((entry.markdown(listed) if is_table else entry.markdown()) + "\n")
    PAGE.write_text("\n".join(parts))


if __name__ == "__main__":
    try:
        main()
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"make_gallery: {error}")
