"""Times the Python package beside the command and the published package, in turn, and measures memory.

    python3 Tests/Benchmarks/package.py --write docs/performance.md

In each round, one process calls `Model.score` and the published package on the same array, and runs `linmil score` on a file
with the same features. Memory is what a call needs beyond what the process had, features included in the latter.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from environment import DEFAULT_ENVIRONMENT, HERE, PACKAGE, build_binaries, prepare_python
from machine import facts, load_average
from results import has_markers, write_between_markers

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


def measure(folder, threads):
    """Prints the seconds of each round and the memory of each program. Runs in the environment."""
    import h5py
    import numpy as np
    import torch
    from make_inputs import default_model

    import linmil

    torch.set_num_threads(threads)
    with h5py.File(folder / f"slide-{TILES}.h5") as file:
        features = file["features"][:].astype(np.float32)
        coords = file["coords"][:]
    model = linmil.load(folder / "model.pt")
    peer = default_model()
    peer.load_state_dict(torch.load(folder / "model.pt", weights_only=True))
    command = [os.environ["LINMIL_COMMAND"], "score", folder / f"slide-{TILES}.h5", "--model", folder / "model.pt"]
    command += ["-o", folder / "scores.h5", "--quiet", "--threads", str(threads)]

    def package():
        with torch.inference_mode():
            peer(torch.from_numpy(features)[None])

    programs = [
        lambda: model.score(features, coords, threads=threads),
        lambda: subprocess.run(command, check=True),
        package,
        lambda: model.score(folder / f"slide-{TILES}.h5", threads=threads),
    ]
    memory = [peak(programs[0]), peak(package)]
    for program in programs:
        program()
    for _ in range(ROUNDS):
        seconds = []
        for program in programs:
            start = time.perf_counter()
            program()
            seconds.append(time.perf_counter() - start)
        print(*seconds, flush=True)
    print(*memory, features.nbytes / 1e6)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path, default=DEFAULT_ENVIRONMENT, help="the Python environment's folder")
    parser.add_argument("--python", type=Path, help="an interpreter that has the requirements")
    parser.add_argument("--binaries", type=Path, help="folder with linmil and its library, already built")
    parser.add_argument("--threads", type=int, default=2, help="threads of each program")
    parser.add_argument("--write", type=Path, metavar="MD", help="put the table into a document")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        return measure(options.measure, options.threads)
    if options.write and not has_markers(options.write, "package"):
        parser.error(f"{options.write}: the lines '<!-- package -->' and '<!-- /package -->' are missing")
    load = load_average()
    python = options.python or prepare_python(options.environment)
    binaries = options.binaries or build_binaries(["linmil-c", "linmil"])
    environment = dict(
        os.environ, LINMIL_LIBRARY=str(binaries / "liblinmil-c.so"), LINMIL_COMMAND=str(binaries / "linmil"),
        PYTHONPATH=os.pathsep.join([str(PACKAGE / "Sources/Python"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    )
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([python, HERE / "make_inputs.py", name, "--tiles", str(TILES)], check=True)
        line = [python, __file__, "--measure", name, "--threads", str(options.threads)]
        printed = subprocess.run(line, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    *rounds, (own, peer, features) = [list(map(float, line.split())) for line in printed.splitlines()]
    array, command, package, path = map(statistics.median, zip(*rounds))
    ratio = statistics.median(third / first for first, _, third, _ in rounds)
    lines = [
        f"| {TILES:,} tiles | seconds | memory beyond the features |",
        "|---|---|---|",
        f"| `model.score(array)` | {array:.3f} | {own:,.0f} MB |",
        f"| `model.score(path)` | {path:.3f} | |",
        f"| `linmil score`, a process | {command:.3f} | |",
        f"| lin_mil on PyTorch, the same array | {package:.3f} ({ratio:.2f}x) | {peer:,.0f} MB |",
        "",
        f"- the features: {features:.0f} MB, float32",
        *(f"- {key}: {value}" for key, value in facts(python, load).items()),
        f"- threads of each program: {options.threads}",
    ]
    print("\n".join(lines))
    if options.write:
        write_between_markers(options.write, "\n".join(lines), "package")


if __name__ == "__main__":
    main()
