"""Measures the encoding of an overlay as PNG: ours on one thread and on two, Pillow's and OpenCV's default.

    python3 Tests/Benchmarks/png.py --write docs/performance.md

A picture of 3000 x 2200 pixels, in memory; all sides stay alive and encode in turn. Every file is decoded by Pillow and
has to be the picture. Writes the table between two marker lines of the document. Options are those of benchmark.py.
Exits with 1 if a target is missed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import machine
from environment import DEFAULT_ENVIRONMENT, HERE, build_binaries, prepare_python, say
from processes import Resident, SideFailed, run
from results import has_markers, quantity, verdict, write_between_markers

WIDTH, HEIGHT = 3000, 2200
PEER = "Pillow, default"
FASTER = 4  # times than Pillow, at least, and no larger


def ours(threads):
    """The name of our side."""
    return f"linmil, {threads} thread{'' if threads == 1 else 's'}"


def sides(python, binaries, folder, threads):
    """What encodes, by name, as commands that lack the output."""
    picture = [folder / "picture.raw", WIDTH, HEIGHT]
    peer = [python, HERE / "peer_png.py"]
    commands = {PEER: [*peer, "pillow", *picture], "OpenCV, default": [*peer, "opencv", *picture]}
    for count in sorted({1, threads}):
        commands[ours(count)] = [binaries / "PNGBenchmark", *picture, count]
    return commands


def measure(commands, folder, rounds):
    """Returns {side: ([seconds], MB)} and {side: file}; each round asks every side once."""
    with ExitStack() as stack:
        files = {name: folder / f"{number}.png" for number, name in enumerate(commands)}
        residents = {name: stack.enter_context(Resident([*commands[name], files[name]])) for name in commands}
        seconds = {name: [] for name in commands}
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            for name, resident in residents.items():
                seconds[name].append(resident.seconds())
    return {name: (seconds[name], files[name].stat().st_size / 1e6) for name in commands}, files


def check(python, files):
    """Compares what every file decodes to with what Pillow's does: other encoders are right or they are nothing."""
    for name, file in files.items():
        command = [python, HERE / "compare_pictures.py", files[PEER], file]
        likeness = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        if likeness["equal"] != 1:
            raise SideFailed(f"{name}: its file decodes to another picture")


def ratios(results, name):
    """How many times faster than Pillow a side was, in each round."""
    return [peer / ours for peer, ours in zip(results[PEER][0], results[name][0])]


def table(results):
    """The figures as Markdown: a row for each side."""
    lines = [f"| {WIDTH} x {HEIGHT} RGB | time | size | than {PEER} |", "|---|---|---|---|"]
    for name, (seconds, megabytes) in results.items():
        cells = [name, quantity(median(seconds), "s"), f"{megabytes:.2f} MB"]
        against = ratios(results, name)
        cells.append("" if name == PEER else f"{median(against):.1f}x ({min(against):.1f} to {max(against):.1f})")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path, default=DEFAULT_ENVIRONMENT, help="the Python environment's folder")
    parser.add_argument("--python", type=Path, help="an interpreter that has the requirements, in place of it")
    parser.add_argument("--binaries", type=Path, help="folder of PNGBenchmark, in place of building")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", type=Path, metavar="MD", help="put the table into a document")
    options = parser.parse_args()
    if options.write and not has_markers(options.write, "png"):
        parser.error(f"{options.write}: lacks the lines '<!-- png -->' and '<!-- /png -->'")
    return options


def main():
    options = read_options()
    load = machine.load_average()
    python = options.python or prepare_python(options.environment)
    binaries = options.binaries or build_binaries(["PNGBenchmark"])
    with tempfile.TemporaryDirectory(prefix="linmil-png-") as name:
        folder = Path(name)
        say("making the picture")
        run([python, HERE / "make_picture.py", folder / "picture.raw", WIDTH, HEIGHT])
        results, files = measure(sides(python, binaries, folder, options.threads), folder, options.rounds)
        check(python, files)
    best = ours(options.threads)
    holds = median(ratios(results, best)) >= FASTER and results[best][1] <= results[PEER][1]
    facts = machine.facts(python, load, ["numpy", "pillow", "opencv-python-headless"])
    facts["target"] = verdict(f"{best}: at least {FASTER}x as fast as Pillow's default and no larger", holds)
    text = "\n".join([table(results), "", *(f"- {key}: {value}" for key, value in facts.items())])
    print(text)
    if options.write:
        write_between_markers(options.write, text, "png")
    if load > machine.BUSY:
        say("warning: something else was running at the start; these figures are noise")
    return 0 if holds else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SideFailed, subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"png: {error}")
