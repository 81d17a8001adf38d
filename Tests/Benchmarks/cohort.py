"""Measures a cohort from features to pictures and table, against a Python loop over the same slides.

    python3 Tests/Benchmarks/cohort.py --write docs/performance.md

The cohort has 60 slides of 2,000 to 20,000 tiles. Python loads PyTorch and the model once and uses both cores in each
forward pass; `linmil cohort` uses one worker per core, in float32 and in bfloat16. All read the same files and write an overlay,
the scores and a table. The script needs 4 GB in the temporary folder; slides of equal size are one file under several names. It also
measures how much of linmil's time is not forward pass: ForwardBenchmark gives the seconds for each size with all
threads. The script writes the table between two marker lines of the document. The options are the same as in
benchmark.py. Exits with 1 if a target is missed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import machine
import options
from environment import HERE, say
from processes import Resident, SideFailed, run
from results import HEADER, Comparison, verdict

PRODUCTS = ["linmil", "ForwardBenchmark"]
SIZES = [2_000, 3_000, 4_000, 5_000, 6_000, 8_000, 10_000, 12_000, 15_000, 20_000]
FASTER, HALF_FASTER = 3.2, 5.5  # linmil is at least this many times as fast as the loop, in float32 and in bfloat16
REST = 0.10  # everything else takes at most this share of the forward passes' time


def make_slides(python, folder, count):
    """Makes features/ and thumbnails/ with `count` slides. Returns the slides' sizes."""
    say("making the slides")
    run([python, "-W", "ignore", HERE / "make_inputs.py", folder, "--tiles", *SIZES[:count]])
    for name in ("features", "thumbnails"):
        (folder / name).mkdir()
    sizes = [SIZES[number % len(SIZES)] for number in range(count)]
    for number, size in enumerate(sizes):
        # Hard links save disk space, and keep the files in the page cache for both programs.
        os.link(folder / f"slide-{size}.h5", folder / "features" / f"{number:02}.h5")
        os.link(folder / f"slide-{size}.png", folder / "thumbnails" / f"{number:02}.png")
    return sizes


def fresh(folder):
    """Empties or makes a folder, and returns it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def ours(binaries, folder, jobs, *more):
    """Runs linmil's cohort in the peer's colours, with further options."""
    out = fresh(folder / "ours")
    return run([
        binaries / "linmil", "cohort", folder / "features", "--model", folder / "model.pt", "--thumbnails",
        folder / "thumbnails", "-o", out, "--quiet", "--colormap", "coolwarm", "--jobs", jobs, *more,
    ])


def peers(python, folder, threads):
    """Runs the Python loop."""
    out = fresh(folder / "peer")
    script = [python, "-W", "ignore", HERE / "peer_cohort.py"]
    return run([*script, folder / "features", folder / "model.pt", folder / "thumbnails", out, threads])


def forward_seconds(binaries, folder, sizes, threads):
    """Returns the seconds of only the forward passes of all slides, one after another."""
    total = 0
    for size in sorted(set(sizes)):
        with Resident([binaries / "ForwardBenchmark", folder / "model.pt", size, threads]) as resident:
            resident.seconds()
            total += resident.seconds() * sizes.count(size)
    return total


def read_options():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--slides", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    chosen = options.read(parser, "cohort")
    if chosen.quick:
        chosen.slides, chosen.rounds = 2, 1
    return chosen


def main():
    chosen = read_options()
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    peer, whole, half, forward = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="linmil-cohort-") as name:
        folder = Path(name)
        sizes = make_slides(python, folder, chosen.slides)
        for number in range(chosen.rounds):
            say(f"round {number + 1} of {chosen.rounds}")
            peer.append(peers(python, folder, chosen.threads))
            time.sleep(0.5)
            whole.append(ours(binaries, folder, chosen.threads))
            forward.append(forward_seconds(binaries, folder, sizes, chosen.threads))
            half.append(ours(binaries, folder, chosen.threads, "--precision", "bf16"))
            say(f"Python {peer[-1].seconds:.1f} s, linmil {whole[-1].seconds:.1f} s and {half[-1].seconds:.1f} s in bfloat16, "
                f"forward passes alone {forward[-1]:.1f} s")
    tiles = sum(sizes)
    results = [
        Comparison(name, "s", [(slow.seconds, fast.seconds) for slow, fast in zip(peer, own)], target)
        for name, own, target in [(f"{len(sizes)} slides, {tiles:,} tiles", whole, FASTER), ("with `--precision bf16`", half, HALF_FASTER)]
    ]
    shares = [own.seconds / passes - 1 for own, passes in zip(whole, forward)]
    rest = median(shares)
    facts = machine.facts(python, load)
    facts["everything except the forward passes"] = (
        f"{rest:+.0%} of their time ({min(shares):+.0%} to {max(shares):+.0%}), "
        + verdict(f"at most {REST:+.0%}", rest <= REST)
    )
    both = [f"{median(one.processor for one in side):.0f} s" for side in (peer, whole)]
    facts["processor time"] = (
        f"{both[0]} for Python, {both[1]} for linmil; other load on the machine hardly changes it"
    )
    facts["throughput"] = f"{tiles / median(one.seconds for one in whole):,.0f} tiles/s"
    rows = [f"| {' | '.join([result.name, *result.cells()])} |" for result in results]
    text = "\n".join([HEADER, *rows, "", *(f"- {key}: {value}" for key, value in facts.items())])
    options.publish(chosen, "cohort", text, load)
    return 0 if all(result.holds for result in results) and rest <= REST else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SideFailed, subprocess.CalledProcessError, OSError, ValueError) as error:
        sys.exit(f"cohort: {error}")
