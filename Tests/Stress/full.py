"""Runs a cohort onto a disk that is too small, and again when it has grown.

    sudo python3 Tests/Stress/full.py

The output folder is a tmpfs, which only root can mount; without that it says so and ends. A full disk has to end the run
at once with one sentence and exit code 1, with whole files only; when the disk has grown, the same command has to make
what an undisturbed run makes. Sizes are tried from nearly nothing to nearly enough.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import cohorts


def mount(size, folder, option="size"):
    line = ["mount", "-t", "tmpfs", "-o", f"{option}={size}k", "tmpfs", folder]
    return subprocess.run([str(part) for part in line], capture_output=True, text=True)


def grow(folder):
    subprocess.run(["mount", "-o", "remount,size=1g", str(folder)], check=True)


def broken_files(out):
    """Files that are not whole: pictures without their end, JSON that is none, temporary names."""
    found = []
    for path in out.rglob("*"):
        if path.name.startswith(".linmil-") and path.name != ".linmil-lock":
            found.append(path.name)
        elif path.suffix == ".png" and not path.read_bytes().endswith(b"IEND\xaeB`\x82"):
            found.append(path.name)
        elif path.suffix == ".json":
            try:
                json.loads(path.read_text())
            except ValueError:
                found.append(path.name)
    return found


def main():
    options = cohorts.options(__doc__, slides=12)
    failed = 0
    with cohorts.scratch(options.folder) as name:
        folder = Path(name)
        cohorts.make_slides(folder, options.slides)
        out = folder / "out"
        line = cohorts.command(options.linmil)
        cohorts.run(line, folder)
        expected = cohorts.outputs(out)
        total = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) // 1024
        shutil.rmtree(out)
        for part in [0, 0.1, 0.3, 0.5, 0.8, 0.95]:
            out.mkdir()
            size = max(4, int(total * part))
            mounted = mount(size, out)
            if mounted.returncode != 0:
                print(f"skipped: a tmpfs cannot be mounted here ({mounted.stderr.strip()})")
                return
            try:
                code, words = cohorts.run(line, folder)
                last = words.strip().splitlines()[-1]
                broken = broken_files(out)
                pictures = len(list(out.glob("overlays/*.png")))
                print(f"{size} kB of {total}: exit {code}, {pictures} pictures\n  {last}")
                grow(out)
                cohorts.run(line, folder)
                wrong = cohorts.differences(expected, cohorts.outputs(out))
                if code != 1 or not last.startswith("linmil: ") or "No space left" not in last or broken or wrong:
                    failed += 1
                    print(f"  wrong: not whole {broken}, differing when there was room {wrong}")
            finally:
                subprocess.run(["umount", str(out)], check=True)
            shutil.rmtree(out)
    print("all disks" if not failed else f"{failed} disks failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
