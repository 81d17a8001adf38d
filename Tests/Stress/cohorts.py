"""Shared by the stress scripts: makes slides from the samples, runs the command, and compares outputs.

Standard library only. The slides are copies of the samples under other names, because the model is not tested here.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent.parent
SAMPLES = PACKAGE / "samples"
SMALL = PACKAGE / "Tests" / "CommandTests" / "Fixtures" / "small"


def options(description, **numbers):
    """Reads --linmil, --folder and numeric options with their defaults."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--linmil", type=Path, help="the built command; without it, it is built in release")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default, help="(default: %(default)s)")
    chosen = parser.parse_args()
    chosen.linmil = (chosen.linmil or build()).resolve()
    return chosen


def build():
    """Builds the command in release and returns its path."""
    command = ["swift", "build", "-c", "release", "--product", "linmil", "--package-path", PACKAGE]
    subprocess.run(command, check=True, stdout=sys.stderr)
    shown = subprocess.run([*command, "--show-bin-path"], check=True, capture_output=True, text=True)
    return Path(shown.stdout.strip()) / "linmil"


def scratch(folder):
    """A temporary working folder, inside `folder` if that is given."""
    return tempfile.TemporaryDirectory(prefix="linmil-stress-", dir=folder)


def make_slides(folder, count, sources=None):
    """Makes features/ and thumbnails/ with `count` slides. Every seventh slide is a broken file."""
    sources = sources or sorted((SAMPLES / "slides").glob("*.h5"))
    (folder / "features").mkdir()
    (folder / "thumbnails").mkdir()
    for number in range(count):
        source = sources[number % len(sources)]
        features = folder / "features" / f"slide-{number:04}.h5"
        if number % 7 == 6:
            features.write_bytes(source.read_bytes()[:1000])
        else:
            shutil.copy(source, features)
        picture = source.with_suffix(".png") if source.with_suffix(".png").exists() else SMALL / "thumbnail.png"
        shutil.copy(picture, folder / "thumbnails" / f"slide-{number:04}.png")
    return sum(number % 7 == 6 for number in range(count))


def command(linmil, *more, model=SAMPLES / "model.safetensors"):
    """The cohort command for a folder from make_slides. Paths are relative, because pictures record them."""
    line = [linmil, "cohort", "features", "--model", model, "--thumbnails", "thumbnails", "-o", "out", *more]
    return [str(part) for part in line]


def run(line, folder):
    """Runs to the end. Returns the exit code and the text on standard error."""
    outcome = subprocess.run(line, cwd=folder, capture_output=True, text=True)
    return outcome.returncode, outcome.stderr


def outputs(folder):
    """{path: hash} of all output files of a cohort, without `seconds`, which differs from run to run."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = str(path.relative_to(folder))
        content = path.read_bytes()
        if name.startswith("records/"):
            record = json.loads(content)
            del record["seconds"]
            content = json.dumps(record, sort_keys=True).encode()
        elif name.endswith(".csv"):
            content = without_seconds(content.decode()).encode()
        found[name] = hashlib.sha256(content).hexdigest()
    return found


def without_seconds(table):
    """A table without that column. Names of stress slides need no quotes, and reasons come after the column."""
    lines = [line.split(",") for line in table.splitlines()]
    place = lines[0].index("seconds")
    return "\n".join(",".join(cells[:place] + cells[place + 1 :]) for cells in lines)


def differences(expected, found):
    """The names of files that are missing, additional or different."""
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))


def workers(parent):
    """The process ids of a cohort's workers."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent:
                    found.append(int(entry))
            except (OSError, IndexError):
                continue
    return found


def is_alive(process):
    """Whether a process runs. A zombie does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
