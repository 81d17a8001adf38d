"""Measures `--precision bf16` beside Python and beside linmil's own float32, in turn.

    python3 Tests/Benchmarks/bfloat16.py --write docs/performance.md

One slide of 10,000 tiles from its features file to the overlay, its relevance and the evaluation of one score; softmax attention;
and the memory of a slide of 1,000,000 tiles of float16 features, which takes 2 GB in the temporary folder. The forward pass beside
other runtimes is in peers.py, a cohort in cohort.py, what is lost in precision.py. Exits with 1 if a target is missed.
"""

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import machine
import options
from benchmark import Bench, alternate
from environment import say
from processes import Resident, SideFailed, run
from results import Comparison, Limit

PRODUCTS = ["linmil", "ForwardBenchmark"]
HEADER = "| | beside | its figure | linmil bf16 | ratio | target |\n|---|---|---|---|---|---|"
HALF = ["--precision", "bf16"]
MOST_MEMORY = 1_300  # MB, for 1,000,000 tiles


def process(bench, name, command, rounds, target):
    """The same command in float32 and in bfloat16."""
    say(name)
    whole, half = command, [*command, *HALF]
    run(whole), run(half)
    pairs = alternate(lambda: run(whole).seconds, lambda: run(half).seconds, rounds)
    return "linmil float32", Comparison(name, "s", pairs, target)


def overlay(bench, tiles, rounds):
    name = f"features file to overlay, {tiles:,} tiles"
    say(name)
    peer, half = bench.peers(tiles), [*bench.ours(tiles), *HALF]
    run(peer), run(half)
    return "Python", Comparison(name, "s", alternate(lambda: run(peer).seconds, lambda: run(half).seconds, rounds), 10)


def softmax(bench, tiles, rounds):
    name = f"forward pass of softmax attention, {tiles:,} tiles"
    say(name)
    command = [bench.binaries / "ForwardBenchmark", bench.folder / "softmax.safetensors", tiles, bench.threads]
    with ExitStack() as stack:
        whole, half = (stack.enter_context(Resident([*command, precision])) for precision in ("float32", "bf16"))
        return "linmil float32", Comparison(name, "s", alternate(whole.seconds, half.seconds, rounds), 1.5)


def memory(bench, tiles):
    name = f"peak memory, {tiles:,} tiles of float16 features"
    say(name)
    run(bench.script("make_inputs.py", bench.folder, "--tiles", tiles, "--element", "float16", "--chunk", 1024))
    command = [bench.binaries / "linmil", "score", bench.folder / f"slide-{tiles}.h5", "--model", bench.model, "-o",
               bench.folder / "scores.h5", "--threads", bench.threads]
    whole, half = run(command), run([*command, *HALF])
    say(f"{whole.seconds:.1f} s in float32, {half.seconds:.1f} s in bf16")
    return "linmil float32", Limit(name, "MB", half.megabytes, MOST_MEMORY, whole.megabytes)


def main():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--softmax-tiles", type=int, default=50_000)
    parser.add_argument("--huge", type=int, default=1_000_000, help="tiles of the slide whose memory is measured")
    chosen = options.read(parser, "bfloat16")
    tiles, rounds = 10_000, 5
    if chosen.quick:
        tiles, rounds = 1_000, 1
        chosen.softmax_tiles, chosen.huge = 1_000, 2_000
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    with tempfile.TemporaryDirectory(prefix="linmil-bfloat16-") as name:
        bench = Bench(python, binaries, Path(name), chosen.threads)
        run(bench.script("make_inputs.py", bench.folder, "--tiles", tiles))
        run(bench.script("make_mechanisms.py", bench.folder, "softmax"))
        slide = bench.folder / f"slide-{tiles}.h5"
        scored = [binaries / "linmil", "score", slide, "--model", bench.model, "-o", bench.folder / "scores.json",
                  "--threads", chosen.threads, "--score", "relevance"]
        measured = [binaries / "linmil", "evaluate", slide, "--model", bench.model, "--threads", chosen.threads,
                    "--score", "cls", "--steps", "20", "--seeds", "1"]
        found = [
            overlay(bench, tiles, rounds),
            process(bench, f"`score --score relevance`, {tiles:,} tiles", scored, rounds, 1.67),
            process(bench, f"`evaluate` of one score, 20 steps, {tiles:,} tiles", measured, 1, 1.67),
            softmax(bench, chosen.softmax_tiles, 1),
            memory(bench, chosen.huge),
        ]
    facts = machine.facts(python, load)
    facts["threads of each program"] = chosen.threads
    rows = [f"| {' | '.join([result.name, beside, *result.cells()])} |" for beside, result in found]
    text = "\n".join([HEADER, *rows, "", *(f"- {key}: {value}" for key, value in facts.items())])
    options.publish(chosen, "bfloat16", text, load)
    missed = [result.name for _, result in found if not result.holds]
    if missed:
        sys.exit(f"missed: {'; '.join(missed)}")


if __name__ == "__main__":
    try:
        main()
    except (SideFailed, subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"bfloat16: {error}")
