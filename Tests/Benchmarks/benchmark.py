"""Compares linmil with the published lin_mil on PyTorch CPU: time and memory, both sides alternated in one run.

    python3 Tests/Benchmarks/benchmark.py

Makes its own Python environment, builds the package in release, makes its inputs, checks that both sides compute the
same, and prints a table. Exits with 1 if a target is missed. Needs nothing but Python and Swift to start.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import machine
from environment import DEFAULT_ENVIRONMENT, HERE, build_binaries, prepare_python, say
from processes import Resident, SideFailed, run
from results import Comparison, Limit, has_markers, table, write_between_markers

REST = 0.3  # seconds between measurements, in which the other side's threads fall asleep
LARGEST_DIFFERENCE = 3  # levels of 255: near-equal scores may swap ranks when they are rounded differently


@dataclass
class Plan:
    """What is measured: rounds by number of tiles for the forward pass, and the sizes of the slides."""

    forward: dict
    slide: int = 10_000
    crowded: int | None = 50_000
    huge: int | None = 200_000

    @property
    def sizes(self):
        return [size for size in (self.slide, self.crowded, self.huge) if size]


@dataclass
class Bench:
    """Where everything is."""

    python: Path
    binaries: Path
    folder: Path
    threads: int

    def script(self, name, *arguments):
        """The command of a script beside this one; lin_mil's import of a deprecated name is not our news."""
        return [str(part) for part in (self.python, "-W", "ignore", HERE / name, *arguments)]

    @property
    def model(self):
        return self.folder / "model.pt"

    def ours(self, tiles):
        """The command that draws a slide with linmil."""
        slide = self.folder / f"slide-{tiles}.h5"
        return [
            self.binaries / "linmil", "render", slide, "--model", self.model, "--thumbnail", slide.with_suffix(".png"),
            "-o", self.folder / "ours.png", "--threads", self.threads,
        ]

    def peers(self, tiles):
        """The command that draws a slide with Python."""
        slide = self.folder / f"slide-{tiles}.h5"
        overlay = self.folder / "peer.png"
        return self.script("peer_render.py", slide, self.model, slide.with_suffix(".png"), overlay, self.threads)


def alternate(peer, ours, rounds):
    """Calls both in turn, each first in every second round. Returns the pairs of what they returned."""
    pairs = []
    for turn in range(rounds):
        figures = {}
        for side in (peer, ours) if turn % 2 == 0 else (ours, peer):
            time.sleep(REST)
            figures[side] = side()
        pairs.append((figures[peer], figures[ours]))
    return pairs


def measure_forward(bench, tiles, rounds, target):
    """The forward pass alone, with both processes resident and warm."""
    say(f"forward pass, {tiles:,} tiles")
    arguments = (bench.model, tiles, bench.threads)
    with ExitStack() as stack:
        ours = stack.enter_context(Resident([bench.binaries / "ForwardBenchmark", *arguments]))
        peer = stack.enter_context(Resident(bench.script("peer_forward.py", *arguments)))
        alternate(peer.seconds, ours.seconds, 1)
        pairs = alternate(peer.seconds, ours.seconds, rounds)
    return Comparison(f"forward pass, {tiles:,} tiles", "s", pairs, target)


def measure_process(bench, tiles, rounds, target):
    """From the features file to the overlay, everything included. Returns it, and how alike the pictures are."""
    say(f"whole process, {tiles:,} tiles")
    commands = bench.peers(tiles), bench.ours(tiles)
    for command in commands:
        run(command)  # brings files and libraries into memory
    likeness = compare_pictures(bench)
    pairs = alternate(*(lambda command=command: run(command).seconds for command in commands), rounds)
    return Comparison(f"features file to overlay, {tiles:,} tiles", "s", pairs, target), likeness


def compare_pictures(bench):
    """Compares the decoded pixels of the two overlays that were drawn last."""
    command = bench.script("compare_pictures.py", bench.folder / "peer.png", bench.folder / "ours.png")
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_memory(bench, tiles, target):
    """Peak memory of both whole processes, once each: it hardly varies."""
    say(f"peak memory, {tiles:,} tiles")
    pair = run(bench.peers(tiles)).megabytes, run(bench.ours(tiles)).megabytes
    return Comparison(f"peak memory, {tiles:,} tiles", "MB", [pair], target)


def measure_limit(bench, tiles, bound, with_peer):
    """Our peak memory for a slide that few Python processes would survive beside others."""
    say(f"peak memory, {tiles:,} tiles")
    peer = run(bench.peers(tiles)).megabytes if with_peer else None
    return Limit(f"peak memory, {tiles:,} tiles", "MB", run(bench.ours(tiles)).megabytes, bound, peer)


def measure_all(bench, plan, rounds, options):
    """Everything of the plan, in the order of the table. Returns the results and the pictures' likeness."""
    targets = {10_000: 1.6, 50_000: 2.0}
    results = [
        measure_forward(bench, tiles, rounds or usual, targets.get(tiles))
        for tiles, usual in plan.forward.items()
    ]
    result, likeness = measure_process(bench, plan.slide, rounds or 5, None if options.quick else 5.0)
    results.append(result)
    if plan.crowded:
        results.append(measure_memory(bench, plan.crowded, 7.0))
    if plan.huge:
        results.append(measure_limit(bench, plan.huge, 600, options.peer_at_200000))
    return results, likeness


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--environment", type=Path, default=DEFAULT_ENVIRONMENT, help="folder of the Python environment (%(default)s)"
    )
    parser.add_argument("--python", type=Path, help="an interpreter that has the requirements, in place of it")
    parser.add_argument("--binaries", type=Path, help="folder of linmil and ForwardBenchmark, in place of building")
    parser.add_argument("--threads", type=int, default=2, help="threads of either side (%(default)s)")
    parser.add_argument("--rounds", type=int, help="rounds of each comparison (5; 3 at 50,000 tiles)")
    parser.add_argument("--peer-at-200000", action="store_true", help="also run the peer at 200,000 tiles (8 GB)")
    parser.add_argument("--write", type=Path, metavar="MD", help="put the table between the markers of a document")
    parser.add_argument("--quick", action="store_true", help="1,000 tiles, one round: whether it works, no figures")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("--quick measures nothing worth writing down")
    # Found out now, not after half an hour.
    if options.write and not has_markers(options.write):
        parser.error(f"{options.write}: lacks the lines '<!-- benchmark -->' and '<!-- /benchmark -->' to write between")
    if options.threads < 1 or (options.rounds or 1) < 1:
        parser.error("--threads and --rounds are at least 1")
    return options


def main():
    options = read_options()
    # Before the build, which would be the load.
    load = machine.load_average()
    python = options.python or prepare_python(options.environment)
    binaries = options.binaries or build_binaries()
    plan = Plan(forward={1_000: 5, 10_000: 5, 50_000: 3})
    if options.quick:
        plan = Plan(forward={1_000: 1}, slide=1_000, crowded=None, huge=None)
    rounds = 1 if options.quick else options.rounds

    with tempfile.TemporaryDirectory(prefix="linmil-benchmark-") as folder:
        bench = Bench(python, binaries.resolve(), Path(folder), options.threads)
        check = ["--tiles", "300", "--seeds", "1"] if options.quick else []
        say("checking that both sides compute the same")
        subprocess.run(
            bench.script("check_default_model.py", bench.binaries / "linmil", *check), check=True, stdout=sys.stderr
        )
        say("making the inputs")
        run(bench.script("make_inputs.py", bench.folder, "--tiles", *plan.sizes))
        results, likeness = measure_all(bench, plan, rounds, options)

    facts = machine.facts(python, load)
    facts["threads of either side"] = options.threads
    facts["overlays"] = (
        f"{likeness['equal']:.2%} of the pixels equal, the others by at most {likeness['largest']} levels of 255"
    )
    text = table(results) + "\n\n" + "\n".join(f"- {name}: {fact}" for name, fact in facts.items())
    print(text)
    if options.write:
        write_between_markers(options.write, text)
    if load > machine.BUSY:
        say("warning: something else was running at the start; these figures are noise")
    missed = [result.name for result in results if not result.holds]
    if likeness["largest"] > LARGEST_DIFFERENCE:
        missed.append("equal overlays")
    if missed:
        sys.exit(f"missed: {'; '.join(missed)}")


if __name__ == "__main__":
    try:
        main()
    except (SideFailed, subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"benchmark: {error}")
