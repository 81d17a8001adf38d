"""Measures what scores that explain cost, in units of `--score cls`, and beside PyTorch's autograd, in turn.

    python3 Tests/Benchmarks/explain.py --write docs/performance.md

Every process reads the same features and the default model, and writes one score for each tile. In each round every one runs
once, in turn. The script checks that both programs agree, prints tables of medians with the processor's family and model, and
exits with 1 if a target is missed.
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

PRODUCTS = ["linmil"]
# The time of `linmil score --score NAME` at most, in units of `--score cls`.
LIMITS = {"cls": None, "rollout": 1.3, "evidence": 1.15, "relevance": 2.6, "single": 2.6, "gradient": 3.2}
FASTER, MEMORY_SHARE = 1.3, 1 / 5  # relevance beside autograd, at the first number of tiles
LARGE_TILES, LARGE_MEGABYTES = 200_000, 1200
AGREEMENT = 1e-4  # both in float32, of the largest magnitude


def command(binary, slide, model, score, output, threads):
    return [binary, "score", slide, "--model", model, "--score", score, "--threads", threads, "-o", output, "--quiet"]


def measure(commands, rounds):
    """Runs all commands in turn, `rounds` times, after one round that does not count."""
    runs = {name: [] for name in commands}
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        for name, parts in commands.items():
            result = run(parts)
            if number:
                runs[name].append(result)
    return runs


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def difference(ours, theirs):
    """The largest difference of both programs' scores, of the largest magnitude."""
    ours, theirs = json.loads(ours.read_text()), json.loads(theirs.read_text())
    pairs = list(zip(ours["scores"], theirs["scores"], strict=True))
    return max(abs(a - b) for a, b in pairs) / max(abs(b) for _, b in pairs)


def main():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tiles", type=int, default=10_000)
    chosen = options.read(parser, "explain")
    large_tiles = LARGE_TILES
    if chosen.quick:
        chosen.rounds, chosen.tiles, large_tiles = 1, 1_000, 2_000
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    binary = binaries / "linmil"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tiles = [chosen.tiles, large_tiles]
        subprocess.run([python, HERE / "make_inputs.py", folder, "--tiles", *map(str, tiles)], check=True)
        model, slide, theirs = folder / "model.pt", folder / f"slide-{chosen.tiles}.h5", folder / "autograd.json"
        commands = {
            score: command(binary, slide, model, score, folder / f"{score}.json", chosen.threads) for score in LIMITS
        }
        commands["autograd"] = [python, HERE / "peer_relevance.py", slide, model, theirs, chosen.threads]
        runs = measure(commands, chosen.rounds)
        error = difference(folder / "relevance.json", theirs)
        say(f"{large_tiles:,} tiles")
        large = run(command(
            binary, folder / f"slide-{large_tiles}.h5", model, "relevance", folder / "large.json", chosen.threads))

    lines = [f"| score of {chosen.tiles:,} tiles | process | in units of `cls` | peak memory | limit |", "|---|---|---|---|---|"]
    missed = False
    for score, limit in LIMITS.items():
        ratio = statistics.median(
            ours.seconds / base.seconds for ours, base in zip(runs[score], runs["cls"], strict=True))
        holds = limit is None or ratio <= limit
        missed |= not holds
        lines.append(
            f"| `{score}` | {median(runs[score], 'seconds'):.2f} s | {ratio:.2f} | {median(runs[score], 'megabytes'):,.0f} MB | "
            + ("" if limit is None else verdict(str(limit), holds)) + " |")
    faster = statistics.median(
        theirs.seconds / ours.seconds for theirs, ours in zip(runs["autograd"], runs["relevance"], strict=True))
    share = median(runs["relevance"], "megabytes") / median(runs["autograd"], "megabytes")
    missed |= faster < FASTER or share > MEMORY_SHARE or error > AGREEMENT or large.megabytes > LARGE_MEGABYTES
    facts = machine.facts(python, load, machine.PEER)
    lines += [
        "",
        f"- relevance by PyTorch's autograd on the package: {median(runs['autograd'], 'seconds'):.2f} s, "
        f"{median(runs['autograd'], 'megabytes'):,.0f} MB. linmil is {faster:.1f} times faster (target {FASTER}) in "
        f"{share:.2f} of the memory (target {MEMORY_SHARE}). Largest difference: {error:.0e} of the largest score.",
        f"- relevance of {large_tiles:,} tiles: {large.seconds:.1f} s, {large.megabytes:,.0f} MB (target {LARGE_MEGABYTES:,} MB)",
        *(f"- {fact}: {value}" for fact, value in facts.items()),
        f"- threads of each program: {chosen.threads}",
    ]
    options.publish(chosen, "explain", "\n".join(lines), load)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
