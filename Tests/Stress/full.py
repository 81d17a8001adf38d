"""Runs a cohort on a disk that is too small, enlarges the disk, and runs it again.

    sudo python3 Tests/Stress/full.py

The output folder is a tmpfs, which only root can mount. Without root, the script says so and ends. A full disk must end
the run at once with one sentence and exit code 1, and all files must be complete. After the disk is enlarged, the same
command must give the same output as an undisturbed run. The script tries sizes from almost nothing to almost enough.
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
    """Incomplete files: pictures without their end, invalid JSON, temporary names."""
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
                    print(f"  wrong: incomplete {broken}, different after the disk was enlarged {wrong}")
            finally:
                subprocess.run(["umount", str(out)], check=True)
            shutil.rmtree(out)
    print("all disk sizes passed" if not failed else f"{failed} disk sizes failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
