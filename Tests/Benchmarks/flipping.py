"""Measures what it costs to follow a prediction while tiles are removed, beside a loop over the published package, in turn.

    python3 Tests/Benchmarks/flipping.py --write docs/performance.md

Both programs read the same features and the default model, compute class attention, and follow the predicted class through
20 steps three times: highest scores first, lowest first, in one random order. The script checks that both find the same
probabilities, prints a table of medians with the processor's family and model, and exits with 1 if a target is missed.
`--all` also measures every score at 100 steps with its sanity test, which takes up to 20 minutes.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import options
from environment import HERE, say
from processes import run
from results import verdict

PRODUCTS = ["linmil", "ForwardBenchmark"]
STEPS = 20
FASTER = 1.6  # than the loop over the package
CURVE = 48  # forward passes' time, a curve of 100 steps
RENDER_SECONDS, MEGABYTES, ALL_SECONDS = 90, 400, 20 * 60
AGREEMENT = 2e-5  # of probabilities


def forward_seconds(binary, model, tiles, threads, rounds):
    """The median time of a forward pass alone, with features in memory."""
    process = subprocess.Popen(
        [binary, model, str(tiles), str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    times = []
    for _ in range(rounds + 1):
        process.stdin.write("\n")
        process.stdin.flush()
        times.append(float(process.stdout.readline()))
    process.stdin.close()
    process.wait()
    return statistics.median(times[1:])


def main():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tiles", type=int, default=10_000)
    parser.add_argument("--all", action="store_true", help="also measure every score at 100 steps, with sanity")
    chosen = options.read(parser, "flipping")
    if chosen.quick:
        chosen.rounds, chosen.tiles = 1, 500
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([python, HERE / "make_inputs.py", folder, "--tiles", str(chosen.tiles)], check=True)
        model, slide = folder / "model.pt", folder / f"slide-{chosen.tiles}.h5"
        ours, theirs = folder / "ours.json", folder / "theirs.json"

        def linmil(command, *parts):
            return run([
                binaries / "linmil", command, slide, "--model", model, "--threads", chosen.threads, *parts, "--quiet"])

        def evaluated(steps, seeds):
            return linmil("score", "--evaluate", "--steps", steps, "--seeds", seeds, "-o", ours)

        pairs = []
        for number in range(chosen.rounds + 1):
            say(f"round {number} of {chosen.rounds}" if number else "warming up")
            loop = run([python, HERE / "peer_curves.py", slide, model, theirs, chosen.threads, STEPS])
            pair = (loop, evaluated(STEPS, 1))
            if number:
                pairs.append(pair)
        found = json.loads(ours.read_text())["evaluation"]["scores"]["cls"]
        expected = json.loads(theirs.read_text())
        error = max(
            abs(a - b) for name in ["most", "least"] for a, b in zip(found[name], expected[name], strict=True))
        say("curves of 100 steps")
        forward = forward_seconds(binaries / "ForwardBenchmark", model, chosen.tiles, chosen.threads, chosen.rounds)
        curve = (evaluated(100, 3).seconds - evaluated(100, 1).seconds) / 2
        say("a picture with its verdict")
        picture = linmil("render", "--score", "relevance", "--evaluate", "-o", folder / "picture.png")
        whole = linmil("evaluate", "-o", ours) if chosen.all else None

    faster = statistics.median(theirs.seconds / ours.seconds for theirs, ours in pairs)
    seconds = [statistics.median(side.seconds for side in sides) for sides in zip(*pairs)]
    memory = [statistics.median(side.megabytes for side in sides) for sides in zip(*pairs)]
    rows = [
        (f"three curves of {STEPS} steps by `cls`, beside the loop over the package: {seconds[0]:.1f} s, {memory[0]:,.0f} MB",
         f"{seconds[1]:.1f} s, {memory[1]:,.0f} MB, {faster:.2f} times as fast", f"at least {FASTER}", faster >= FASTER),
        (f"a curve of 100 steps, in units of a forward pass of {forward:.2f} s",
         f"{curve:.1f} s, {curve / forward:.1f}", f"at most {CURVE}", curve / forward <= CURVE),
        ("`render --evaluate`: one score, 20 steps, three random orders",
         f"{picture.seconds:.1f} s, {picture.megabytes:,.0f} MB", f"under {RENDER_SECONDS} s",
         picture.seconds < RENDER_SECONDS),
    ]
    if whole:
        rows.append((
            "`evaluate`: every score, 100 steps, three random orders, sanity",
            f"{whole.seconds:.0f} s, {whole.megabytes:,.0f} MB", f"under {ALL_SECONDS} s and {MEGABYTES} MB",
            whole.seconds < ALL_SECONDS and whole.megabytes < MEGABYTES))
    facts = machine.facts(python, load, machine.PEER)
    lines = [f"| {chosen.tiles:,} tiles | linmil | limit |", "|---|---|---|"]
    lines += [f"| {what} | {figure} | {verdict(limit, holds)} |" for what, figure, limit, holds in rows]
    lines += [
        "",
        f"- Largest difference of the curves' probabilities from the package's: {error:.0e} (limit {AGREEMENT:.0e})",
        *(f"- {fact}: {value}" for fact, value in facts.items()),
        f"- threads of each program: {chosen.threads}",
    ]
    options.publish(chosen, "flipping", "\n".join(lines), load)
    sys.exit(0 if error <= AGREEMENT and all(holds for *_, holds in rows) else 1)


if __name__ == "__main__":
    main()
