"""Measures the whole `linmil render` process, from scores to overlay, against only decoding and saving with Pillow.

    python3 Tests/Benchmarks/render.py --write docs/performance.md

The thumbnail has 3000 x 2200 pixels, and there are about 20,000 tiles. linmil is a new process each time, measured from
start to end. Pillow is resident, so its imports are not counted, and it draws nothing. Both run in turn. The script
writes the table between two marker lines of the document. The options are the same as in benchmark.py. Exits with 1 if
a target is missed.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import machine
import options
from benchmark import alternate
from environment import HERE, say
from processes import Resident, SideFailed, run
from results import quantity, verdict

PRODUCTS = ["linmil"]
WIDTH, HEIGHT = 3000, 2200
SLIDE = "96000x70400"  # level-0 pixels, 32 per pixel of the thumbnail
PICTURE = WIDTH * HEIGHT * 3 / 1e6  # MB of its pixels
FASTER = 3  # linmil is at least this many times as fast as Pillow
LARGER = 5  # linmil's peak memory is at most this many times the picture's pixels


@dataclass
class Inputs:
    """What to draw, and where both programs write."""

    folder: Path
    tiles: int

    @property
    def thumbnail(self):
        return self.folder / "photo.png"

    @property
    def overlay(self):
        """The file that linmil writes."""
        return self.folder / "overlay.png"

    @property
    def copy(self):
        """The file that Pillow writes."""
        return self.folder / "copy.png"

    def ours(self, binaries, threads):
        """The command that draws the overlay."""
        return [
            binaries / "linmil", "render", self.folder / "scores.h5", "--thumbnail", self.thumbnail,
            "--tile-size", 512, "--slide-size", SLIDE, "--colormap", "coolwarm", "--threads", threads, "-o", self.overlay,
        ]


@dataclass
class Result:
    """The seconds of each program in each round; linmil's peak memory and the sizes of the files, in MB."""

    pillow: list
    ours: list
    memory: float
    sizes: tuple

    @property
    def ratios(self):
        """How many times faster than Pillow linmil was, in each round."""
        return [pillow / ours for pillow, ours in zip(self.pillow, self.ours)]

    @property
    def targets(self):
        """Each target in words, and whether it holds."""
        return {
            f"at least {FASTER}x as fast as decoding and saving with Pillow": median(self.ratios) >= FASTER,
            f"peak memory at most {LARGER}x the picture's {PICTURE:.1f} MB": self.memory <= LARGER * PICTURE,
        }


def make_inputs(python, folder):
    """Draws the picture, and makes tiles with scores on it."""
    raw = folder / "picture.raw"
    run([python, HERE / "make_picture.py", raw, WIDTH, HEIGHT])
    arguments = [raw, WIDTH, HEIGHT, folder / "photo.png", folder / "scores.h5"]
    command = [str(part) for part in (python, HERE / "make_scores.py", *arguments)]
    tiles = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    raw.unlink()
    return Inputs(folder, int(tiles))


def measure(python, binaries, inputs, threads, rounds):
    """Runs both programs in turn, after each has run once."""
    command = inputs.ours(binaries, threads)
    with Resident([python, HERE / "peer_save.py", inputs.thumbnail, inputs.copy]) as pillow:
        run(command)
        check(python, inputs)
        pairs = alternate(pillow.seconds, lambda: run(command), rounds)
    sizes = tuple(file.stat().st_size / 1e6 for file in (inputs.copy, inputs.overlay))
    runs = [ours for _, ours in pairs]
    memory = max(ours.megabytes for ours in runs)
    return Result([seconds for seconds, _ in pairs], [ours.seconds for ours in runs], memory, sizes)


def check(python, inputs):
    """Checks that the overlay equals the thumbnail outside the tiles and differs inside them."""
    command = [python, HERE / "compare_pictures.py", inputs.thumbnail, inputs.overlay]
    likeness = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    covered = inputs.tiles * 16 * 16 / (WIDTH * HEIGHT)
    # A few covered pixels stay equal, because the colour happens to be the picture's own.
    if not 1 - covered <= likeness["equal"] < 1 - 0.9 * covered:
        raise SideFailed(f"linmil: {likeness['equal']:.1%} of the overlay is the thumbnail, {1 - covered:.1%} is background")


def table(result):
    """The figures as Markdown, with one row per program."""
    ratios = result.ratios
    against = f"{median(ratios):.1f}x ({min(ratios):.1f} to {max(ratios):.1f})"
    pillow, ours = (f"{size:.2f} MB" for size in result.sizes)
    return "\n".join([
        f"| {WIDTH} x {HEIGHT} RGB | time | faster than Pillow | output file | peak memory |",
        "|---|---|---|---|---|",
        f"| Pillow: decode and save only | {quantity(median(result.pillow), 's')} | | {pillow} | |",
        f"| `linmil render`, the whole process | {quantity(median(result.ours), 's')} | {against} | {ours} "
        f"| {quantity(result.memory, 'MB')} |",
    ])


def read_options():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = options.read(parser, "render")
    if chosen.quick:
        chosen.rounds = 1
    return chosen


def main():
    chosen = read_options()
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    with tempfile.TemporaryDirectory(prefix="linmil-render-") as name:
        say("making the picture")
        inputs = make_inputs(python, Path(name))
        say(f"{chosen.rounds} rounds")
        result = measure(python, binaries, inputs, chosen.threads, chosen.rounds)
    facts = machine.facts(python, load, ["numpy", "pillow", "h5py"])
    facts["tiles"] = f"{inputs.tiles:,}"
    facts["threads of linmil"] = chosen.threads
    lines = [table(result), "", *(f"- {key}: {value}" for key, value in facts.items())]
    lines += [f"- target: {verdict(target, holds)}" for target, holds in result.targets.items()]
    text = "\n".join(lines)
    options.publish(chosen, "render", text, load)
    return 0 if all(result.targets.values()) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SideFailed, subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"render: {error}")
