"""Measures what a small slide costs from its files on, in units of its forward pass.

    python3 Tests/Benchmarks/small.py --write docs/performance.md

A slide of 1,000 tiles and the default model: each round runs one forward pass in a process that has everything in memory, then
`linmil score`, and `linmil render` on white and over thumbnails of 2000 pixels, as whole processes that begin with the files. So the
figures tell what reading, hashing, packing and drawing add. Exits with 1 if a target is missed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import machine
import options
from environment import HERE, say
from processes import Resident, SideFailed, run
from results import quantity, verdict

PRODUCTS = ["linmil", "ForwardBenchmark"]
TILES = 1_000
MOST = 2  # forward passes
VERSION_SECONDS = 0.02
TO_JPEG = "import sys; from PIL import Image; Image.open(sys.argv[1]).convert('RGB').save(sys.argv[2], quality=90)"


def make_inputs(python, folder):
    say("making the inputs")
    run([python, "-W", "ignore", HERE / "make_inputs.py", folder, "--tiles", TILES])
    run([python, "-c", TO_JPEG, folder / f"slide-{TILES}.png", folder / f"slide-{TILES}.jpg"])


def commands(binary, folder, threads):
    """What is measured, by name. Overlays go to a PNG file."""
    slide = folder / f"slide-{TILES}"
    common = [slide.with_suffix(".h5"), "--model", folder / "model.pt", "--threads", threads, "--quiet"]
    drawn = [binary, "render", *common, "-o", folder / "overlay.png"]
    return {
        "`score`, to JSON": [binary, "score", *common, "-o", folder / "scores.json"],
        "`render`, on white": drawn,
        "`render`, over a JPEG thumbnail": [*drawn, "--thumbnail", slide.with_suffix(".jpg")],
        "`render`, over a PNG thumbnail": [*drawn, "--thumbnail", slide.with_suffix(".png")],
    }


def measure(forward, programs, rounds):
    """The forward passes' seconds, and the runs of each program, after a round that does not count."""
    passes, runs = [], {name: [] for name in programs}
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        seconds = forward.seconds()
        found = {name: run(command) for name, command in programs.items()}
        if number:
            passes.append(seconds)
            for name, figures in found.items():
                runs[name].append(figures)
    return passes, runs


def main():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--rounds", type=int, default=15)
    chosen = options.read(parser, "small")
    rounds = 1 if chosen.quick else chosen.rounds
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    with tempfile.TemporaryDirectory(prefix="linmil-small-") as name:
        folder = Path(name)
        make_inputs(python, folder)
        programs = commands(binaries / "linmil", folder, chosen.threads)
        programs["`--version`"] = [binaries / "linmil", "--version"]
        with Resident([binaries / "ForwardBenchmark", folder / "model.pt", TILES, chosen.threads]) as forward:
            passes, runs = measure(forward, programs, rounds)
    lines = [f"| {TILES:,} tiles | time | in forward passes | peak memory | target |", "|---|---|---|---|---|"]
    lines.append(f"| forward pass alone | {quantity(median(passes), 's')} | 1 | | |")
    all_hold = True
    for name, found in runs.items():
        seconds, memory = median(one.seconds for one in found), median(one.megabytes for one in found)
        ratio = median(one.seconds / alone for one, alone in zip(found, passes))
        if name == "`--version`":
            holds, cells = seconds < VERSION_SECONDS, ["", quantity(memory, "MB")]
            cells.append(verdict(f"under {VERSION_SECONDS} s", holds))
        else:
            holds = ratio <= MOST
            cells = [f"{ratio:.2f}", quantity(memory, "MB"), verdict(f"at most {MOST}", holds)]
        all_hold &= holds
        lines.append(f"| {' | '.join([name, quantity(seconds, 's'), *cells])} |")
    facts = machine.facts(python, load, ["numpy", "h5py", "pillow"])
    facts["threads"] = chosen.threads
    text = "\n".join([*lines, "", *(f"- {key}: {value}" for key, value in facts.items())])
    options.publish(chosen, "small", text, load)
    return 0 if all_hold else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SideFailed, subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"small: {error}")
