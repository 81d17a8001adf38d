"""Measures time and memory of a forward pass from 1,000 to 1,000,000 tiles, in linmil and in other runtimes.

    python3 Tests/Benchmarks/growth.py --write docs/performance.md

The programs are those of peers.py. Up to 10,000 tiles they are in memory together and take turns; above, one follows the other. A
program is ended before the machine has no memory left, and a pass that would take too long is not tried; the table then says
"memory" or "time". The script writes the table between two marker lines of the document, and the picture next to the document.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import options
import runtimes
from environment import HERE, say
from results import quantity
from runtimes import Figures
from watcher import Limits, total

PRODUCTS = ["ForwardBenchmark"]
TILES = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
SIDE_BY_SIDE = 10_000  # tiles that all programs can hold in memory together
FEATURES = 4_096  # bytes of a tile: 1,024 float32 numbers
PICTURE = "![Time and memory of a forward pass over the number of tiles, for every program](growth.png)"


def beyond_features(name, figures, tiles):
    """The peak MB of a program without its features, which are float32 except for PyTorch in bfloat16."""
    return figures.megabytes - tiles * FEATURES / (2 if name == "PyTorch bf16" else 1) / 1e6


def out_of_reach(tiles, before, limits):
    """Why a program is not tried with so many tiles, or None. before: {tiles: Figures or reason}"""
    if not before:
        return None
    last, found = list(before.items())[-1]
    if not isinstance(found, Figures):
        return "not tried"
    return "time" if found.seconds * tiles / last > limits.seconds else None


def measure(programs, tiles, results, limits):
    """Adds what the programs take for so many tiles to the results. results: {name: {tiles: Figures or reason}}"""
    reasons = {name: out_of_reach(tiles, results[name], limits) for name in programs}
    tried = {name: command for name, command in programs.items() if not reasons[name]}
    groups = [tried] if tiles <= SIDE_BY_SIDE else [{name: command} for name, command in tried.items()]
    found = {name: reason for name, reason in reasons.items() if reason}
    for group in groups:
        found |= runtimes.measure(group, limits)
    for name, figures in found.items():
        results[name][tiles] = figures


def table(results):
    """The figures as Markdown, with one row for each number of tiles."""
    lines = ["| tiles | " + " | ".join(results) + " |", "|---" * (len(results) + 1) + "|"]
    for tiles in next(iter(results.values())):
        cells = [cell(name, figures[tiles], tiles) for name, figures in results.items()]
        lines.append(f"| {tiles:,} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def cell(name, figures, tiles):
    if not isinstance(figures, Figures):
        return figures
    return f"{quantity(figures.seconds, 's')}, {quantity(beyond_features(name, figures, tiles), 'MB')}"


def draw(python, picture, results):
    """Draws the figures of all programs that have some."""
    rows = [
        f"{name},{tiles},{figures.seconds},{beyond_features(name, figures, tiles)}" for name, found in results.items()
        for tiles, figures in found.items() if isinstance(figures, Figures)
    ]
    command = [python, HERE / "draw_lines.py", picture, "peak memory beyond the features"]
    subprocess.run(command, input="\n".join(rows), text=True, check=True)


def read_options():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--most-tiles", type=int, default=TILES[-1])
    parser.add_argument("--most-memory", type=float, metavar="MB", default=total(), help="of one program (what the machine has)")
    parser.add_argument("--most-seconds", type=float, default=Limits.seconds, help="of one pass (%(default)s)")
    chosen = options.read(parser, "growth")
    if chosen.quick:
        chosen.most_tiles = TILES[0]
    return chosen


def main():
    chosen = read_options()
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS, runtimes=True)
    limits = Limits(chosen.most_memory, seconds=chosen.most_seconds)
    results = {name: {} for name in runtimes.NAMES}
    with tempfile.TemporaryDirectory(prefix="linmil-growth-") as name:
        folder = Path(name)
        runtimes.make_model(python, folder)
        for tiles in TILES:
            if tiles <= chosen.most_tiles:
                say(f"{tiles:,} tiles")
                measure(runtimes.commands(python, binaries, folder, tiles, chosen.threads), tiles, results, limits)
    facts = machine.facts(python, load, machine.PEER + runtimes.VERSIONS)
    facts["threads of each program"] = chosen.threads
    facts["limits"] = (
        f"{limits.megabytes:,.0f} MB a program, on a machine with {total():,.0f} MB of which {limits.available:,.0f} MB stay "
        f"available; {limits.seconds:,.0f} s a pass")
    text = "\n".join([table(results), "", *(f"- {key}: {value}" for key, value in facts.items())])
    options.publish(chosen, "growth", f"{text}\n\n{PICTURE}", load)
    if chosen.write:
        draw(python, chosen.write.parent / "growth.png", results)


if __name__ == "__main__":
    try:
        main()
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"growth: {error}")
