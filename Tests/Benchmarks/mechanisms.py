"""Measures the four attention mechanisms for growing numbers of tiles: the paper's Figure 2, on this machine.

    python3 Tests/Benchmarks/mechanisms.py --write docs/performance.md

The models have the default size (1024 -> 512, 4 blocks, 8 heads) and random weights. The script measures the seconds of
one forward pass with everything in memory, and the peak memory of `linmil score` from a features file. It writes the
table between two marker lines of the document, and the picture next to the document. The options are the same as in
benchmark.py.
"""

import math
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import options
from environment import HERE, say
from processes import Resident, SideFailed, run
from results import quantity

PRODUCTS = ["linmil", "ForwardBenchmark"]
MECHANISMS = ["linear", "nystrom", "dilated", "softmax"]
TILES = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]
FITTED_FROM = 10_000  # below this, the constant part of the time is still visible
PATIENCE = 10  # if a pass takes more seconds than this, it runs only once


def measure(python, binaries, folder, mechanism, tiles, threads):
    """Returns the median seconds of a forward pass, and the peak MB of the whole command."""
    say(f"{mechanism}, {tiles:,} tiles")
    model = folder / f"{mechanism}.safetensors"
    with Resident([binaries / "ForwardBenchmark", model, tiles, threads]) as resident:
        seconds = [resident.seconds()]
        if seconds[0] < PATIENCE:
            seconds = [resident.seconds() for _ in range(3)]
    scores = folder / "scores.json"
    command = [binaries / "linmil", "score", folder / f"slide-{tiles}.h5", "--model", model, "-o", scores]
    return statistics.median(seconds), run([*command, "--threads", threads]).megabytes


def exponent(figures):
    """The least-squares slope of log seconds over log tiles. figures: {tiles: (seconds, MB)}"""
    points = [(math.log(tiles), math.log(seconds)) for tiles, (seconds, _) in figures.items() if tiles >= FITTED_FROM]
    if len(points) < 2:
        return math.nan
    return statistics.linear_regression(*zip(*points)).slope


def table(results):
    """The figures as Markdown, with one row for each number of tiles. results: {mechanism: {tiles: (seconds, MB)}}"""
    lines = ["| tiles | " + " | ".join(results) + " |", "|---" * (len(results) + 1) + "|"]
    for tiles in next(iter(results.values())):
        cells = [f"{quantity(figures[tiles][0], 's')}, {quantity(figures[tiles][1], 'MB')}" for figures in results.values()]
        lines.append(f"| {tiles:,} | " + " | ".join(cells) + " |")
    slopes = [f"n^{exponent(figures):.2f}" for figures in results.values()]
    lines.append("| **time grows as** | " + " | ".join(slopes) + " |")
    return "\n".join(lines)


def read_options():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--most-tiles", type=int, default=TILES[-1])
    chosen = options.read(parser, "mechanisms")
    if chosen.quick:
        chosen.most_tiles = TILES[0]
    return chosen


def main():
    chosen = read_options()
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    sizes = [tiles for tiles in TILES if tiles <= chosen.most_tiles]
    with tempfile.TemporaryDirectory(prefix="linmil-mechanisms-") as name:
        folder = Path(name)
        say("making the inputs")
        run([python, "-W", "ignore", HERE / "make_mechanisms.py", folder, *MECHANISMS])
        run([python, "-W", "ignore", HERE / "make_inputs.py", folder, "--tiles", *sizes])
        results = {
            mechanism: {tiles: measure(python, binaries, folder, mechanism, tiles, chosen.threads) for tiles in sizes}
            for mechanism in MECHANISMS
        }
    facts = machine.facts(python, load)
    text = table(results) + f"\n\n- processor: {facts['processor']}; {chosen.threads} threads\n- {facts['compiler']}"
    options.publish(chosen, "mechanisms", text, load)
    if chosen.write:
        rows = [f"{mechanism},{tiles},{seconds},{megabytes}" for mechanism, figures in results.items()
                for tiles, (seconds, megabytes) in figures.items()]
        picture = chosen.write.parent / "mechanisms.png"
        command = [python, HERE / "draw_lines.py", picture, "peak memory of linmil score"]
        subprocess.run(command, input="\n".join(rows), text=True, check=True)


if __name__ == "__main__":
    try:
        main()
    except (SideFailed, subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"mechanisms: {error}")
