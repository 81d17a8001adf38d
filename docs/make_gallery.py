"""Draws docs/gallery.md: the ways to draw a heatmap, each with its picture and the command that made it.

    python3 docs/make_gallery.py

Builds linmil, runs each command over samples/ and writes the pictures into docs/gallery/, in place of what is there. A
second run writes the same bytes; figures have the machine's fonts. Needs nothing but Python and Swift, and for the
figures librsvg (`librsvg2-2`).
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
SIDE = 480  # pixels of a picture, if it does not say otherwise
LINE = 100  # characters of a command that are read at a glance

INTRODUCTION = """\
# Gallery

The ways to draw a heatmap, and when to choose them; [scores.md](scores.md) says what the colours mean, exactly. Slides
and model are [the samples](../samples/README.md): synthetic, so what is drawn here says how pictures look and nothing of
a disease. The lesion of `tumor-01` lies at the upper left.

Each command is run as it stands in the repository's folder by `python3 docs/make_gallery.py`, which writes this page.
"""


@dataclass
class Picture:
    """One picture: its file's name, when to choose it, and what is asked for beside the usual three files."""

    name: str
    sentence: str
    options: str = ""
    slide: str = "tumor-01"
    side: int | None = SIDE
    ending: str = "png"
    thumbnail: str | None = None
    shown: str | None = None  # another file of the folder than the one that is named by -o

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
    """All maps that the program lists, in a table with its own words for them."""

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
    "With a score that has no sign, any of these; with a signed one a diverging map, whose middle is 0. "
    "`linmil render --list-colormaps` shows them in a terminal."
)

SECTIONS = {
    "Without any option": [
        Picture(
            "overlay",
            "To find the regions of this slide that the model looked at most. The defaults are `--score cls "
            "--normalize rank --colormap coolwarm --alpha 0.4 --style tiles --background thumbnail`; the pictures "
            "below change one or two of them.",
        ),
    ],
    "How scores become colours": [
        Picture(
            "rank",
            "**rank**, the default: to see the order of the tiles of one slide. This slide has no lesion, and half of "
            "its tiles are warm all the same: never compare slides by ranks.",
            "--normalize rank",
            slide="normal-01",
        ),
        Picture(
            "minmax",
            "**minmax**: to see how far apart scores lie. Here two tiles at a follicle outdo all others and leave "
            "them cold.",
            "--normalize minmax",
            slide="normal-01",
        ),
        Picture(
            "robust",
            "**robust**: the same, where such outliers must not hide the rest; they are clipped.",
            "--normalize robust",
            slide="normal-01",
        ),
        Picture(
            "zscore",
            "**zscore**: to see only what is unusual for this slide. Grey is its mean score.",
            "--normalize zscore",
        ),
        Picture(
            "range",
            "**none with a range**: to compare slides, since a colour is then the same score on all of them. Here the "
            "range ends at the highest score of this slide.",
            "--normalize none --range 0 0.0112",
        ),
        Picture(
            "range-normal",
            "The same range on the slide without a lesion: hardly any tile gets as much attention as those of the "
            "lesion above.",
            "--normalize none --range 0 0.0112",
            slide="normal-01",
        ),
    ],
    "Another score": [
        Picture(
            "attn",
            "**attn**, what the `lin_mil` package returns: to reproduce pictures that were made with it. It is "
            "signed, grey is 0, and red is not where the class token looked: here the lesion is blue.",
            "--score attn",
        ),
    ],
    "Colour maps": [COLOR_MAPS],
    "How tiles lie on the picture": [
        Picture(
            "smooth",
            "**smooth**: to see regions rather than tiles, in a talk or at low magnification; read no single tile "
            "from it. `--style tiles`, the default, has the picture at the top.",
            "--style smooth",
        ),
        Picture(
            "threshold",
            "**threshold**: to keep the stain visible wherever values are low. Under ranks, 0.8 leaves a fifth of the "
            "tiles.",
            "--threshold 0.8",
        ),
        Picture(
            "top",
            "**top**: to choose a given number or share of tiles for a second look.",
            "--top 5%",
        ),
        Picture(
            "outline",
            "**outline at a level**: to judge the morphology of the strongest region in its own stain, with no colour "
            "over it.",
            "--outline 0.9",
        ),
        Picture(
            "outline-tiles",
            "**outline of the tiles**: to check what was tiled at all; the model saw nothing outside.",
            "--outline tiles",
        ),
        Picture(
            "alpha",
            "**alpha**: to see more of the colours and less of the stain, or the other way round.",
            "--alpha 0.7",
        ),
    ],
    "What the colours lie on": [
        Picture(
            "white",
            "**white**: to read the colours by themselves, here at full opacity; `--background thumbnail`, the "
            "default, has the picture at the top.",
            "--background white --alpha 1",
        ),
        Picture(
            "none",
            "**none**: to lay the colours over the slide in another program; what is not tile is transparent.",
            "--background none",
        ),
    ],
    "Figures": [
        Picture(
            "legend",
            "**legend**: whenever the picture leaves your hands. It says which score is drawn, what the colours mean, "
            "and, where `--mpp` or the slide gives the resolution, how large things are.",
            "--mpp 0.25 --legend",
        ),
        Picture(
            "panels",
            "**panels**: for a report, with the untouched tissue and the bare map beside the overlay.",
            "--mpp 0.25 --panels --legend",
            side=300,
        ),
        Picture(
            "figure",
            "**A file called .svg**: where text must stay text. It always has the legend. A figure for a manuscript has a "
            "size on paper too: [figures.md](figures.md).",
            "--mpp 0.25",
            ending="svg",
        ),
    ],
    "Single tiles": [
        Picture(
            "top-tiles",
            "**top tiles**: to see what the model prefers and what it passes over. The tiles and this contact sheet "
            "are put into a folder beside the picture. Give `--slide` for sharp ones: this thumbnail has 17 pixels "
            "for the side of a tile.",
            "--top-tiles 4",
            side=300,
            shown="top-tiles.tiles/contact-sheet.png",
        ),
    ],
    "The pixels of other tools": [
        Picture(
            "slide",
            "To compare with a picture that TRIDENT or CLAM made. Both draw at a level of the slide, which `--slide` "
            "has; a thumbnail will do for TRIDENT if it is the slide by exactly one number. This one is: 1 : 64, "
            "without any colours.",
            "--alpha 0",
            side=575,
        ),
        Picture(
            "trident",
            "**trident**: glass turns dark, as it does in TRIDENT.",
            "--compatible trident",
            side=None,
            thumbnail=f"{FOLDER}/slide.png",
        ),
        Picture(
            "clam",
            "**clam**: whole tiles are coloured, as CLAM does without a tissue mask.",
            "--compatible clam",
            side=None,
            thumbnail=f"{FOLDER}/slide.png",
        ),
    ],
}


def command(words):
    """A command for the shell, broken before an option where it is long."""
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
    """Lines of a width that a diff can show, with options in one piece."""
    joined = re.sub("`[^`]*`", lambda match: match[0].replace(" ", "\0"), text)
    return textwrap.fill(joined, 120, break_long_words=False, break_on_hyphens=False).replace("\0", " ")


def listed_color_maps(linmil):
    """What the program says of its colour maps: [(name, kind, note)]"""
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
    parser.add_argument("--linmil", type=Path, help="the program, in place of building it")
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
