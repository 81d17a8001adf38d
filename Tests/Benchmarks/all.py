"""Runs every benchmark of docs/performance.md, one after another, on the same binaries and Python environment.

    python3 Tests/Benchmarks/all.py --write docs/performance.md
    python3 Tests/Benchmarks/all.py --only peers growth
    python3 Tests/Benchmarks/all.py --quick

The document says which benchmarks there are, and with which options: all commands in it that end in `--write docs/performance.md`. Before
each one the script waits until the machine does nothing else. It goes on after a benchmark that misses a target or fails. At
the end it lists what held and what was missed, and the tables that another processor measured. Exits with 1 if a target was
missed, a benchmark failed, or there is such a table. With `--quick`, each benchmark only shows that it works.
"""

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

import machine
from environment import DEFAULT_ENVIRONMENT, HERE, PACKAGE, build_binaries, prepare_runtimes, say
from results import markers

DOCUMENT = PACKAGE / "docs" / "performance.md"
COMMAND = re.compile(r"^    python3 Tests/Benchmarks/(\w+)\.py(.*) --write docs/performance\.md$", re.MULTILINE)
PRODUCTS = ["linmil", "linmil-c", "ForwardBenchmark", "PNGBenchmark", "PrecisionBenchmark"]
PATIENCE = 600  # seconds to wait for a quiet machine


def benchmarks(text):
    """The options of each benchmark that a document names, by its name, in order."""
    return {name: options.split() for name, options in COMMAND.findall(text) if name != Path(__file__).stem}


def wait_until_quiet():
    """Waits until the load average is low, or says that it stays high."""
    end = time.monotonic() + PATIENCE
    while machine.load_average() > machine.BUSY:
        if time.monotonic() > end:
            return say(f"warning: the load average is still {machine.load_average():.2f}")
        time.sleep(5)


def outcome(status, printed, quick=False):
    """What became of a benchmark. It prints its table after it has measured, whether its targets hold or not."""
    if not printed:
        return "**failed**"
    if quick:
        return "works"
    held = f"targets held: {printed.count(': holds')}"
    return f"**missed** a target; {held}" if status else held


def other_processors(text, names):
    """The processors of the tables that were not measured on the same one as the first table, by the table's name."""
    found = {}
    for name in names:
        table = markers(name).search(text)
        processor = table and re.search(r"^- processor: ([^;\n]+)", table[0], re.MULTILINE)
        if processor:
            found[name] = processor[1]
    return {name: processor for name, processor in found.items() if processor != next(iter(found.values()))}


def main():
    known = benchmarks(DOCUMENT.read_text())
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path, default=DEFAULT_ENVIRONMENT, help="the Python environment's folder")
    parser.add_argument("--python", type=Path, help="an interpreter that has the requirements")
    parser.add_argument("--binaries", type=Path, help=f"folder with {', '.join(PRODUCTS)}, already built")
    parser.add_argument("--only", nargs="+", choices=known, default=list(known), metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--write", type=Path, metavar="MD", help="put the tables into a document, the pictures next to it")
    parser.add_argument("--quick", action="store_true", help="few tiles, one round: only a test that all benchmarks work")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("--quick gives no valid figures, so it cannot be used with --write")
    python = options.python or prepare_runtimes(options.environment)
    binaries = options.binaries or build_binaries(PRODUCTS)
    common = ["--python", python, "--binaries", binaries.resolve()]
    if options.write:
        common += ["--write", options.write]
    if options.quick:
        common += ["--quick"]
    report, bad = [], False
    for name in options.only:
        if not options.quick:
            wait_until_quiet()
        say(f"{name}.py")
        start = time.monotonic()
        done = subprocess.run([sys.executable, HERE / f"{name}.py", *known[name], *common], stdout=subprocess.PIPE, text=True)
        print(done.stdout, flush=True)
        bad |= not done.stdout if options.quick else done.returncode != 0
        minutes = (time.monotonic() - start) / 60
        report.append(f"- {name}: {outcome(done.returncode, done.stdout, options.quick)} ({minutes:.1f} min)")
        if not options.quick:
            report += [f"  - {line.strip('| -')}" for line in done.stdout.splitlines() if "**missed**" in line]
    if options.write:
        for name, processor in other_processors(options.write.read_text(), known).items():
            bad = True
            report.append(f"- {name}: the table is of another processor, {processor}")
    print("\n".join(report))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
