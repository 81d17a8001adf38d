"""Compares linmil with the published lin_mil on PyTorch CPU: time and memory. The two programs run in turn.

    python3 Tests/Benchmarks/benchmark.py

Makes its own Python environment, builds the package in release, makes its inputs, checks that both programs compute the
same, and prints a table. Exits with 1 if a target is missed. To start, it needs only Python and Swift.
"""

import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import machine
import options
from environment import HERE, say
from processes import Resident, SideFailed, run
from results import Comparison, Limit, table

PRODUCTS = ["linmil", "ForwardBenchmark"]
REST = 0.3  # seconds between measurements, so that the other program's threads fall asleep
LARGEST_DIFFERENCE = 3  # of 255 levels: rounding may swap the ranks of nearly equal scores


@dataclass
class Plan:
    """What to measure: the rounds of the forward pass for each number of tiles, and the sizes of the slides."""

    forward: dict
    slide: int = 10_000
    crowded: int | None = 50_000
    huge: int | None = 200_000

    @property
    def sizes(self):
        return [size for size in (self.slide, self.crowded, self.huge) if size]


@dataclass
class Bench:
    """The paths and settings of one run."""

    python: Path
    binaries: Path
    folder: Path
    threads: int

    def script(self, name, *arguments):
        """The command for a script in this folder. It hides lin_mil's warning about a deprecated import."""
        return [str(part) for part in (self.python, "-W", "ignore", HERE / name, *arguments)]

    @property
    def model(self):
        return self.folder / "model.pt"

    def ours(self, tiles):
        """The command that draws a slide with linmil, in the peer's colours."""
        slide = self.folder / f"slide-{tiles}.h5"
        return [
            self.binaries / "linmil", "render", slide, "--model", self.model, "--thumbnail", slide.with_suffix(".png"),
            "-o", self.folder / "ours.png", "--colormap", "coolwarm", "--threads", self.threads,
        ]

    def peers(self, tiles):
        """The command that draws a slide with Python."""
        slide = self.folder / f"slide-{tiles}.h5"
        overlay = self.folder / "peer.png"
        return self.script("peer_render.py", slide, self.model, slide.with_suffix(".png"), overlay, self.threads)


def alternate(peer, ours, rounds):
    """Calls both in turn; each goes first in every second round. Returns pairs of their results."""
    pairs = []
    for turn in range(rounds):
        figures = {}
        for side in (peer, ours) if turn % 2 == 0 else (ours, peer):
            time.sleep(REST)
            figures[side] = side()
        pairs.append((figures[peer], figures[ours]))
    return pairs


def measure_forward(bench, tiles, rounds, target):
    """Measures only the forward pass, with both processes resident and warm."""
    say(f"forward pass, {tiles:,} tiles")
    arguments = (bench.model, tiles, bench.threads)
    with ExitStack() as stack:
        ours = stack.enter_context(Resident([bench.binaries / "ForwardBenchmark", *arguments]))
        peer = stack.enter_context(Resident(bench.script("peer_forward.py", "torch", *arguments)))
        alternate(peer.seconds, ours.seconds, 1)
        pairs = alternate(peer.seconds, ours.seconds, rounds)
    return Comparison(f"forward pass, {tiles:,} tiles", "s", pairs, target)


def measure_process(bench, tiles, rounds, target):
    """Measures from the features file to the overlay. Returns the times and how similar the two pictures are."""
    say(f"whole process, {tiles:,} tiles")
    commands = bench.peers(tiles), bench.ours(tiles)
    for command in commands:
        run(command)  # brings files and libraries into memory
    likeness = compare_pictures(bench)
    pairs = alternate(*(lambda command=command: run(command).seconds for command in commands), rounds)
    return Comparison(f"features file to overlay, {tiles:,} tiles", "s", pairs, target), likeness


def compare_pictures(bench):
    """Compares the decoded pixels of the last two overlays."""
    command = bench.script("compare_pictures.py", bench.folder / "peer.png", bench.folder / "ours.png")
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_memory(bench, tiles, target):
    """Measures the peak memory of both processes, once each, because it hardly varies."""
    say(f"peak memory, {tiles:,} tiles")
    pair = run(bench.peers(tiles)).megabytes, run(bench.ours(tiles)).megabytes
    return Comparison(f"peak memory, {tiles:,} tiles", "MB", [pair], target)


def measure_limit(bench, tiles, bound, with_peer):
    """Measures linmil's peak memory for a slide that is usually too large for Python."""
    say(f"peak memory, {tiles:,} tiles")
    peer = run(bench.peers(tiles)).megabytes if with_peer else None
    return Limit(f"peak memory, {tiles:,} tiles", "MB", run(bench.ours(tiles)).megabytes, bound, peer)


def measure_all(bench, plan, rounds, chosen):
    """Measures the whole plan, in the order of the table. Returns the results and the similarity of the pictures."""
    targets = {10_000: 1.75, 50_000: 2.0}
    results = [
        measure_forward(bench, tiles, rounds or usual, targets.get(tiles))
        for tiles, usual in plan.forward.items()
    ]
    result, likeness = measure_process(bench, plan.slide, rounds or 5, None if chosen.quick else 6.5)
    results.append(result)
    if plan.crowded:
        results.append(measure_memory(bench, plan.crowded, 7.0))
    if plan.huge:
        results.append(measure_limit(bench, plan.huge, 600, chosen.peer_at_200000))
    return results, likeness


def read_options():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--rounds", type=int, help="rounds of each comparison (5; 3 at 50,000 tiles)")
    parser.add_argument("--peer-at-200000", action="store_true", help="also run the peer at 200,000 tiles (8 GB)")
    return options.read(parser, "benchmark")


def main():
    chosen = read_options()
    # Measure it before the build, which loads the machine itself.
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    plan = Plan(forward={1_000: 5, 10_000: 5, 50_000: 3})
    if chosen.quick:
        plan = Plan(forward={1_000: 1}, slide=1_000, crowded=None, huge=None)
    rounds = 1 if chosen.quick else chosen.rounds

    with tempfile.TemporaryDirectory(prefix="linmil-benchmark-") as folder:
        bench = Bench(python, binaries, Path(folder), chosen.threads)
        check = ["--tiles", "300", "--seeds", "1"] if chosen.quick else []
        say("checking that both programs compute the same")
        subprocess.run(
            bench.script("check_default_model.py", bench.binaries / "linmil", *check), check=True, stdout=sys.stderr
        )
        say("making the inputs")
        run(bench.script("make_inputs.py", bench.folder, "--tiles", *plan.sizes))
        results, likeness = measure_all(bench, plan, rounds, chosen)

    facts = machine.facts(python, load)
    facts["threads of each program"] = chosen.threads
    facts["overlays"] = (
        f"{likeness['equal']:.2%} of the pixels are equal, others differ by at most {likeness['largest']} of 255 levels"
    )
    text = table(results) + "\n\n" + "\n".join(f"- {name}: {fact}" for name, fact in facts.items())
    options.publish(chosen, "benchmark", text, load)
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
