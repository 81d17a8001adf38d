"""Measures how fast an overlay is encoded as PNG: linmil with one and two threads, Pillow and OpenCV with defaults.

    python3 Tests/Benchmarks/png.py --write docs/performance.md

The picture has 3000 x 2200 pixels and is in memory. All encoders stay alive and run in turn. Pillow decodes every file,
which must give the picture again. The script writes the table between two marker lines of the document. The options are
the same as in benchmark.py. Exits with 1 if a target is missed.
"""

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import machine
import options
from environment import HERE, say
from processes import Resident, SideFailed, run
from results import quantity, verdict

PRODUCTS = ["PNGBenchmark"]
WIDTH, HEIGHT = 3000, 2200
PEER = "Pillow, default"
FASTER = 4  # linmil is at least this many times as fast as Pillow, with a file that is not larger


def ours(threads):
    """The name of linmil's row."""
    return f"linmil, {threads} thread{'' if threads == 1 else 's'}"


def sides(python, binaries, folder, threads):
    """The encoders by name, as commands without the output file."""
    picture = [folder / "picture.raw", WIDTH, HEIGHT]
    peer = [python, HERE / "peer_png.py"]
    commands = {PEER: [*peer, "pillow", *picture], "OpenCV, default": [*peer, "opencv", *picture]}
    for count in sorted({1, threads}):
        commands[ours(count)] = [binaries / "PNGBenchmark", *picture, count]
    return commands


def measure(commands, folder, rounds):
    """Returns {side: ([seconds], MB)} and {side: file}; each round runs every encoder once."""
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
    """Checks that every file decodes to the same pixels as Pillow's file."""
    for name, file in files.items():
        command = [python, HERE / "compare_pictures.py", files[PEER], file]
        likeness = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        if likeness["equal"] != 1:
            raise SideFailed(f"{name}: the file decodes to other pixels")


def ratios(results, name):
    """How many times faster than Pillow an encoder was, in each round."""
    return [peer / ours for peer, ours in zip(results[PEER][0], results[name][0])]


def table(results):
    """The figures as Markdown, with one row per encoder."""
    lines = [f"| {WIDTH} x {HEIGHT} RGB | time | size | faster than {PEER} |", "|---|---|---|---|"]
    for name, (seconds, megabytes) in results.items():
        cells = [name, quantity(median(seconds), "s"), f"{megabytes:.2f} MB"]
        against = ratios(results, name)
        cells.append("" if name == PEER else f"{median(against):.1f}x ({min(against):.1f} to {max(against):.1f})")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def read_options():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = options.read(parser, "png")
    if chosen.quick:
        chosen.rounds = 1
    return chosen


def main():
    chosen = read_options()
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    with tempfile.TemporaryDirectory(prefix="linmil-png-") as name:
        folder = Path(name)
        say("making the picture")
        run([python, HERE / "make_picture.py", folder / "picture.raw", WIDTH, HEIGHT])
        results, files = measure(sides(python, binaries, folder, chosen.threads), folder, chosen.rounds)
        check(python, files)
    best = ours(chosen.threads)
    holds = median(ratios(results, best)) >= FASTER and results[best][1] <= results[PEER][1]
    facts = machine.facts(python, load, ["numpy", "pillow", "opencv-python-headless"])
    facts["target"] = verdict(f"{best}: at least {FASTER}x as fast as Pillow's default and no larger", holds)
    text = "\n".join([table(results), "", *(f"- {key}: {value}" for key, value in facts.items())])
    options.publish(chosen, "png", text, load)
    return 0 if holds else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SideFailed, subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"png: {error}")
