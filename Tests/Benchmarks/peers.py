"""Compares the forward pass with PyTorch (eager and compiled), ONNX Runtime and OpenVINO, in turn.

    python3 Tests/Benchmarks/peers.py --write docs/performance.md

Every program keeps the default model and random features in memory. In each round each one runs once, in turn, so that a busy
moment meets all of them. The script prints a table of medians with the processor's family and model, and what the processor's
counters say where they can be read. It makes its own Python environment from requirements.txt and requirements-peers.txt.
"""

import tempfile
from pathlib import Path

import counters
import machine
import options
import runtimes
import watcher

PRODUCTS = ["ForwardBenchmark"]


def counted(figures, tiles):
    """Rows of what was counted in the passes over so many tiles. figures: {name: Figures}"""
    rows = {"processors busy": lambda found: f"{found.processors:.2f}", "page faults": lambda found: f"{found.faults:,.0f}"}
    if all(found.events for found in figures.values()):
        rows["instructions per cycle"] = lambda found: f"{found.instructions_per_cycle:.2f}"
        rows["GHz"] = lambda found: f"{found.gigahertz:.2f}"
    return [f"| {row}, {tiles:,} | " + " | ".join(map(cell, figures.values())) + " |" for row, cell in rows.items()]


def table(results):
    """The figures as Markdown. results: {tiles: {name: Figures}}"""
    names = [name for name in runtimes.NAMES if all(isinstance(found[name], runtimes.Figures) for found in results.values())]
    lines = ["| tiles | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for tiles, found in results.items():
        cells = [f"{found[name].seconds:.3f} s ({found[name].seconds / found['linmil'].seconds:.2f}x)" for name in names]
        lines.append(f"| {tiles:,} | " + " | ".join(cells) + " |")
    most = max(results)
    return "\n".join(lines + counted({name: results[most][name] for name in names}, most))


def main():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--tiles", type=int, nargs="+", default=[1_000, 10_000])
    chosen = options.read(parser, "peers")
    if chosen.quick:
        chosen.tiles = [1_000]
    load = machine.load_average()
    python, binaries = options.prepare(chosen, PRODUCTS, runtimes=True)
    can_count = counters.can_count()
    with tempfile.TemporaryDirectory(prefix="linmil-peers-") as name:
        folder = Path(name)
        runtimes.make_model(python, folder)
        results = {
            tiles: runtimes.measure(
                runtimes.commands(python, binaries, folder, tiles, chosen.threads), watcher.Limits(watcher.total()), can_count)
            for tiles in chosen.tiles
        }
    facts = machine.facts(python, load, machine.PEER + runtimes.VERSIONS)
    facts["threads of each program"] = chosen.threads
    facts["the processor's counters"] = "read with perf" if can_count else "cannot be read on this machine"
    text = "\n".join([table(results), "", *(f"- {fact}: {value}" for fact, value in facts.items())])
    options.publish(chosen, "peers", text, load)


if __name__ == "__main__":
    main()
