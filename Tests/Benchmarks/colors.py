"""Measures how well the colours of a heatmap can be told apart over H&E, and writes the tables of docs/colors.md.

    pip install -r Tests/Benchmarks/requirements-colors.txt
    python3 Tests/Benchmarks/colors.py --linmil .build/release/linmil

Distances are CIEDE2000 (scikit-image). They are measured for normal vision and for the three kinds of dichromacy, which are
simulated as in Machado, Oliveira and Fernandes (2009), severity 1. The colours of tissue are pixels of the three samples'
thumbnails, of the pictures that --picture gives, and some that are made up: pale, pink, purple and nearly black. The
colours are blended with numpy, and the script first compares this with pixels that the program draws. --all prints every
look that was measured.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/colors.md"
VALUES = np.array([0, 0.25, 0.5, 0.75, 1])
PAIRS = [(i, j) for i in range(5) for j in range(i + 1, 5)]
CONSTANT = [(alpha, alpha) for alpha in (0.3, 0.4, 0.5, 0.6)]
GROWING = [(low, high) for low in (0.1, 0.2, 0.3) for high in (0.5, 0.6, 0.7)]
MADE_UP = [
    (245, 230, 238), (236, 205, 222), (225, 190, 200), (235, 175, 195), (222, 160, 190), (200, 120, 165), (178, 110, 170),
    (150, 90, 155), (120, 80, 150), (95, 65, 130), (70, 45, 105), (55, 35, 85),
]
VISIONS = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def tissue_pixels(path, count, random):
    """Some colours of the tissue in a picture, without the glass and without pens. [count, 3]"""
    image = Image.open(path).convert("RGB")
    image = image.resize((800, round(800 * image.height / image.width)), Image.BOX)
    pixels = np.asarray(image).reshape(-1, 3).astype(int)
    red, green, blue = pixels.T
    stained = (pixels.max(1) - pixels.min(1) > 20) & (pixels.min(1) < 220)
    # Both stains take green away first; ink of pens does not.
    stained &= (green <= np.minimum(red, blue)) & (red > blue * 0.6)
    return pixels[stained][random.integers(0, stained.sum(), count)]


def tissue_colors(pictures):
    random = np.random.default_rng(0)
    samples = sorted((ROOT / "samples/slides").glob("*.png"))
    parts = [tissue_pixels(path, 40, random) for path in samples]
    return np.concatenate(parts + [tissue_pixels(path, 60, random) for path in pictures] + [MADE_UP])


def seen(colors, vision):
    """CIELAB of sRGB colours as a reader sees them. [..., 3]"""
    samples = np.asarray(colors) / 255
    linear = np.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear @ np.array(VISIONS[vision]).T, 0, 1)
    return rgb2lab(np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055))


def table(name):
    return (matplotlib.colormaps[name](np.arange(256))[:, :3] * 255).astype(np.uint8)


def overlaid(tissue, name, alpha, signed, values=VALUES):
    """The colours of values over tissue, as the program draws them. [tissue, values, 3]"""
    entries = np.minimum((values * 256).astype(int), 255)
    place = np.abs(2 * entries - 255) if signed else entries
    opacity = (alpha[0] + (alpha[1] - alpha[0]) * (place / 255))[:, None]
    rest = (tissue[:, None].astype(np.float32) * (1 - opacity).astype(np.float32)).astype(float)
    return np.rint((rest + table(name)[entries] * opacity.astype(np.float32).astype(float)).astype(np.float32))


class Look:
    """A colour map and its opacity, with what was measured for each vision."""

    def __init__(self, tissue, name, alpha, signed):
        self.name, self.alpha, self.signed = name, alpha, signed
        colors = overlaid(tissue, name, alpha, signed)
        hue = np.degrees(np.arctan2(*seen(tissue, "normal").T[[2, 1]]))
        purple, pink = (hue > -80) & (hue < -30), (hue > -22) & (hue < 30)
        neutral, ends = (2, [0, 4]) if signed else (0, [4])
        self.smallest, self.own, self.top, self.blue = {}, {}, {}, {}
        for vision in VISIONS:
            bare, lab = seen(tissue, vision), seen(colors, vision)
            pairs = np.stack([deltaE_ciede2000(lab[:, i], lab[:, j]) for i, j in PAIRS])
            nearest = deltaE_ciede2000(lab[:, ends, None], bare[None, None]).min(2)
            to_purple = deltaE_ciede2000(lab[pink][:, :, None], bare[purple][None, None]).min(2)
            was = deltaE_ciede2000(bare[pink][:, None], bare[purple][None]).min(1)
            self.smallest[vision] = np.median(pairs.min(0))
            self.own[vision] = np.median(deltaE_ciede2000(lab, bare[:, None]), 0)
            self.top[vision] = np.percentile(nearest, 25, axis=0).min()
            self.blue[vision] = np.median(to_purple, 0).min() - np.median(was)
        self.low = max(own[neutral] for own in self.own.values())
        self.middle = min(own[2] for own in self.own.values())

    @property
    def rarest(self):
        """The smallest step for the visions that are not as rare as tritanopia."""
        return min(self.smallest[vision] for vision in ("normal", "protan", "deutan"))

    @property
    def keeps_pink(self):
        """Whether no value brings pink nearer to purple than it is without colours, but for two units, which few notice."""
        return bool(min(self.blue.values()) >= -2)

    @property
    def words(self):
        low, high = self.alpha
        return f"{low}" if low == high else f"{low} to {high}"

    def row(self, mark=""):
        steps = " | ".join(f"{self.smallest[vision]:.1f}" for vision in VISIONS)
        top, blue = min(self.top.values()), min(self.blue.values())
        return f"| {mark}`{self.name}`{mark} | {self.words} | {steps} | {self.low:.1f} | {top:.1f} | {blue:+.1f} |"


def color_maps(linmil):
    """The program's colour maps and their kinds."""
    run = subprocess.run([linmil, "render", "--list-colormaps"], check=True, capture_output=True, text=True)
    return {line.split()[0]: line.split()[1] for line in run.stdout.splitlines()}


def check_program(linmil, tissue, looks):
    """Compares the blend with the program's: five tiles over a picture that has every colour of tissue."""
    side = 16
    colors = np.resize(tissue, (side * side, 3)).reshape(side, side, 3).astype(np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        Image.fromarray(np.tile(colors, (1, 5, 1))).save(path / "t.png")
        for name, alpha, signed in looks:
            scores = 2 * VALUES - 1 if signed else VALUES
            rows = [f"{side * i},0,{score}" for i, score in enumerate(scores)]
            (path / "s.csv").write_text("\n".join(["x,y,score", *rows]) + "\n")
            words = f"render s.csv --tile-size {side} --slide-size {5 * side}x{side} --thumbnail t.png --normalize none"
            words += f" --colormap {name} --alpha {alpha[0]},{alpha[1]} -o o.png --quiet"
            subprocess.run([linmil, *words.split()], check=True, cwd=folder)
            drawn = np.asarray(Image.open(path / "o.png"))
            flat = overlaid(colors.reshape(-1, 3), name, alpha, signed)
            expected = flat.reshape(side, side, 5, 3).transpose(0, 2, 1, 3).reshape(side, 5 * side, 3)
            if (drawn != expected).any():
                raise SystemExit(f"colors: {name} at {alpha}: the program's pixels differ from numpy's")


def best(looks):
    """The look with the largest smallest step, of those that leave tissue readable and pink pink, if there are any."""
    fit = [look for look in looks if look.keeps_pink and look.low <= 6] or looks
    return max(fit, key=lambda look: look.rarest)


def written(looks, usual, default):
    """A table: the field's usual look, the default, and the best of each map."""
    lines = [
        "| map | opacity | normal | protan | deutan | tritan | at 0 | top | pink |",
        "|---|---|---|---|---|---|---|---|---|",
        usual.row(), default.row("**"),
    ]
    for name in dict.fromkeys(look.name for look in looks):
        look = best([look for look in looks if look.name == name])
        if look.alpha != default.alpha or look.name != default.name:
            lines.append(look.row())
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--linmil", required=True, type=lambda path: Path(path).resolve(), help="the built program")
    parser.add_argument("--picture", type=Path, nargs="*", default=[], help="more pictures of H&E slides")
    parser.add_argument("--all", action="store_true", help="print every look")
    parser.add_argument("--dry", action="store_true", help="do not write the tables")
    options = parser.parse_args()
    tissue, maps = tissue_colors(options.picture), color_maps(options.linmil)
    diverging = [name for name, kind in maps.items() if kind == "diverging"]
    check_program(options.linmil, tissue, [("YlOrRd", (0.1, 0.7), False), ("coolwarm", (0.2, 0.7), True)])
    text = PAGE.read_text() if PAGE.exists() else ""
    for title, names, signed, default in [
        ("unsigned", maps, False, ("YlOrRd", (0.1, 0.7))), ("signed", diverging, True, ("coolwarm", (0.2, 0.7))),
    ]:
        looks = {
            (name, alpha): Look(tissue, name, alpha, signed) for name in names for alpha in CONSTANT + GROWING
        }
        if options.all:
            print(title, *(look.row() + " yes" * look.keeps_pink for look in looks.values()), sep="\n")
        written_table = written(list(looks.values()), looks["coolwarm", (0.4, 0.4)], looks[default])
        print(written_table)
        if best(list(looks.values())) is not looks[default]:
            print(f"colors: the rule of docs/colors.md chooses {best(list(looks.values())).row()}", file=sys.stderr)
        marked = f"<!-- {title} -->\n{written_table}\n<!-- end -->"
        text = re.sub(rf"<!-- {title} -->.*?<!-- end -->", lambda _: marked, text, flags=re.DOTALL)
    if text and not options.dry:
        PAGE.write_text(text)


if __name__ == "__main__":
    try:
        main()
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"colors: {error}")
