"""Times the Python package beside the command and the published package, in turn, and measures memory.

    python3 Tests/Benchmarks/package.py --write docs/performance.md

In each round, one process calls `Model.score` and the published package on the same array, and runs `linmil score` on a file
with the same features. Memory is what a call needs beyond what the process had, features included in the latter.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import options
from environment import HERE, PACKAGE
from machine import facts, load_average

PRODUCTS = ["linmil-c", "linmil"]
TILES = 10_000
ROUNDS = 7


def peak(work):
    """The memory that work takes at its peak beyond what the process has before, in MB."""

    def field(name):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        return 0.0

    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = field("VmRSS")
    work()
    return field("VmHWM") - before


def measure(folder, threads, tiles, rounds):
    """Prints the seconds of each round and the memory of each program. Runs in the environment."""
    import h5py
    import numpy as np
    import torch
    from make_inputs import default_model

    import linmil

    torch.set_num_threads(threads)
    with h5py.File(folder / f"slide-{tiles}.h5") as file:
        features = file["features"][:].astype(np.float32)
        coords = file["coords"][:]
    model = linmil.load(folder / "model.pt")
    peer = default_model()
    peer.load_state_dict(torch.load(folder / "model.pt", weights_only=True))
    command = [os.environ["LINMIL_COMMAND"], "score", folder / f"slide-{tiles}.h5", "--model", folder / "model.pt"]
    command += ["-o", folder / "scores.h5", "--quiet", "--threads", str(threads)]

    def package():
        with torch.inference_mode():
            peer(torch.from_numpy(features)[None])

    programs = [
        lambda: model.score(features, coords, threads=threads),
        lambda: subprocess.run(command, check=True),
        package,
        lambda: model.score(folder / f"slide-{tiles}.h5", threads=threads),
    ]
    memory = [peak(programs[0]), peak(package)]
    for program in programs:
        program()
    for _ in range(rounds):
        seconds = []
        for program in programs:
            start = time.perf_counter()
            program()
            seconds.append(time.perf_counter() - start)
        print(*seconds, flush=True)
    print(*memory, features.nbytes / 1e6)


def main():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    chosen = options.read(parser, "package")
    tiles, rounds = (1_000, 1) if chosen.quick else (TILES, ROUNDS)
    if chosen.measure:
        return measure(chosen.measure, chosen.threads, tiles, rounds)
    load = load_average()
    python, binaries = options.prepare(chosen, PRODUCTS)
    environment = dict(
        os.environ, LINMIL_LIBRARY=str(binaries / "liblinmil-c.so"), LINMIL_COMMAND=str(binaries / "linmil"),
        PYTHONPATH=os.pathsep.join([str(PACKAGE / "Sources/Python"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    )
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([python, HERE / "make_inputs.py", name, "--tiles", str(tiles)], check=True)
        line = [python, __file__, "--measure", name, "--threads", str(chosen.threads), *(["--quick"] if chosen.quick else [])]
        printed = subprocess.run(line, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    *passes, (own, peer, features) = [list(map(float, line.split())) for line in printed.splitlines()]
    array, command, package, path = map(statistics.median, zip(*passes))
    ratio = statistics.median(third / first for first, _, third, _ in passes)
    lines = [
        f"| {tiles:,} tiles | seconds | memory beyond the features |",
        "|---|---|---|",
        f"| `model.score(array)` | {array:.3f} | {own:,.0f} MB |",
        f"| `model.score(path)` | {path:.3f} | |",
        f"| `linmil score`, a process | {command:.3f} | |",
        f"| lin_mil on PyTorch, the same array | {package:.3f} ({ratio:.2f}x) | {peer:,.0f} MB |",
        "",
        f"- the features: {features:.0f} MB, float32",
        *(f"- {key}: {value}" for key, value in facts(python, load).items()),
        f"- threads of each program: {chosen.threads}",
    ]
    options.publish(chosen, "package", "\n".join(lines), load)


if __name__ == "__main__":
    main()
