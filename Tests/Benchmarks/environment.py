"""What the benchmark runs: the peer's Python environment and this package's binaries. Standard library only."""

import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent
REQUIREMENTS = HERE / "requirements.txt"
RUNTIMES = HERE / "requirements-peers.txt"
DEFAULT_ENVIRONMENT = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "linmil-benchmark"


def prepare_python(environment):
    """Returns the interpreter of a virtual environment with the requirements. Makes it if it is missing or outdated."""
    python = environment / "bin" / "python"
    installed = environment / "installed-requirements.txt"
    if not installed.exists() or installed.read_text() != REQUIREMENTS.read_text():
        say(f"installing requirements.txt into {environment}; PyTorch is large")
        venv.create(environment, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS], check=True)
        installed.write_text(REQUIREMENTS.read_text())
    return python


def prepare_runtimes(environment):
    """Returns the interpreter of that environment with the other runtimes too."""
    python = prepare_python(environment)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", RUNTIMES], check=True)
    return python


def build_binaries(products=("linmil", "ForwardBenchmark")):
    """Builds products of the package in release and returns the folder of its binaries."""
    swift_build = ["swift", "build", "-c", "release", "--package-path", PACKAGE]
    for product in products:
        say(f"building {product}")
        subprocess.run([*swift_build, "--product", product], check=True, stdout=sys.stderr)
    shown = subprocess.run([*swift_build, "--show-bin-path"], check=True, capture_output=True, text=True)
    return Path(shown.stdout.strip())


def say(line):
    """Prints a progress line to standard error. Standard output contains only the results."""
    print(line, file=sys.stderr, flush=True)
