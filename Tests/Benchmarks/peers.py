"""Compares the forward pass with PyTorch (eager and compiled), ONNX Runtime and OpenVINO, in turn.

    python3 Tests/Benchmarks/peers.py --write docs/performance.md

Every program keeps the default model and random features in memory. In each round each one runs once, in turn, so that a busy
moment meets all of them. The script prints a table of medians with the processor's family and model. It makes its own Python
environment from requirements.txt and requirements-peers.txt.
"""

import argparse
import statistics
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

import machine
from environment import DEFAULT_ENVIRONMENT, HERE, build_binaries, prepare_python, say
from processes import Resident, SideFailed
from results import has_markers, write_between_markers

RUNTIMES = {
    "PyTorch bf16": "torch-bf16", "torch.compile": "compile", "ONNX Runtime": "onnx", "OpenVINO f32": "openvino-f32", "OpenVINO bf16": "openvino-bf16",
}
PEERS = HERE / "requirements-peers.txt"


def commands(python, binaries, model, tiles, threads):
    """The programs by name, linmil first."""
    found = {"linmil": [binaries / "ForwardBenchmark", model, tiles, threads],
             "linmil bf16": [binaries / "ForwardBenchmark", model, tiles, threads, "bf16"],
             "PyTorch": [python, HERE / "peer_forward.py", model, tiles, threads]}
    for name, runtime in RUNTIMES.items():
        found[name] = [python, HERE / "peer_runtime.py", runtime, model, tiles, threads]
    return found


def measure(programs, rounds):
    """The median seconds of each program that runs at all."""
    with ExitStack() as stack:
        residents = {}
        for name, command in programs.items():
            say(f"starting {name}")
            try:
                residents[name] = stack.enter_context(Resident(command))
                residents[name].seconds()
            except SideFailed as failure:
                residents.pop(name, None)
                say(f"{name} does not run: {str(failure)[-300:]}")
        seconds = {name: [] for name in residents}
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            for name, resident in residents.items():
                seconds[name].append(resident.seconds())
    return {name: statistics.median(times) for name, times in seconds.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path, default=DEFAULT_ENVIRONMENT, help="the Python environment's folder")
    parser.add_argument("--python", type=Path, help="an interpreter that has the requirements")
    parser.add_argument("--binaries", type=Path, help="folder with ForwardBenchmark, already built")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tiles", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--write", type=Path, metavar="MD", help="put the table into a document")
    options = parser.parse_args()
    if options.write and not has_markers(options.write, "peers"):
        parser.error(f"{options.write}: the lines '<!-- peers -->' and '<!-- /peers -->' are missing")
    load = machine.load_average()
    python = options.python
    if python is None:
        python = prepare_python(options.environment)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", PEERS], check=True)
    binaries = options.binaries or build_binaries(["ForwardBenchmark"])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, HERE / "make_inputs.py", folder, "--tiles", "100"], check=True)
        results = {
            tiles: measure(commands(python, binaries, Path(folder) / "model.pt", tiles, options.threads), options.rounds)
            for tiles in options.tiles
        }
    names = [name for name in ["linmil", "linmil bf16", "PyTorch", *RUNTIMES] if all(name in seconds for seconds in results.values())]
    lines = ["| tiles | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for tiles, seconds in results.items():
        cells = [f"{seconds[name]:.3f} s ({seconds[name] / seconds['linmil']:.2f}x)" for name in names]
        lines.append(f"| {tiles:,} | " + " | ".join(cells) + " |")
    facts = machine.facts(python, load, machine.PEER + ["onnxruntime", "openvino"])
    lines += ["", *(f"- {fact}: {value}" for fact, value in facts.items()), f"- threads of each program: {options.threads}"]
    print("\n".join(lines))
    if options.write:
        write_between_markers(options.write, "\n".join(lines), "peers")


if __name__ == "__main__":
    main()
