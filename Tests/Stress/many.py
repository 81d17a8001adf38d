"""Runs a cohort of many tiny slides, and prints the memory of the cohort and its workers over time.

    python3 Tests/Stress/many.py --slides 2000

The slides have 64 tiles of 8 features, so this measures the cost of each slide without its forward pass. Exits with 1
if a process has much more memory at the end than after the first tenth of the run.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import cohorts

GROWTH = 16  # MB that a process may grow after the first tenth; the cohort keeps a few hundred bytes per slide


def resident(process):
    """Resident memory in MB; 0 if the process has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
    except (OSError, IndexError):
        return 0


def watch(line, folder, slides):
    """Runs a cohort. Returns [(slides done, MB of the cohort, MB of the largest worker)] and the time in seconds."""
    begun, samples = time.monotonic(), []
    process = subprocess.Popen(line, cwd=folder, stderr=subprocess.DEVNULL)
    records = folder / "out" / "records"
    while process.poll() is None:
        done = len(os.listdir(records)) if records.is_dir() else 0
        workers = [resident(worker) for worker in cohorts.workers(process.pid)]
        samples.append((done, resident(process.pid), max(workers, default=0)))
        time.sleep(0.2)
    return samples, time.monotonic() - begun


def main():
    options = cohorts.options(__doc__, slides=2000)
    grown = False
    with cohorts.scratch(options.folder) as name:
        folder = Path(name)
        broken = cohorts.make_slides(folder, options.slides, [cohorts.SMALL / "contiguous-f4.h5"])
        line = cohorts.command(options.linmil, "--quiet", model=cohorts.SMALL / "model.pt")
        for title, more in [("first run", []), ("second run", []), ("one range", ["--scale", "cohort"])]:
            samples, seconds = watch([*line, *more], folder, options.slides)
            print(f"{title}: {options.slides} slides, {broken} of them broken, in {seconds:.1f} s")
            steps = samples[:: max(1, len(samples) // 10)]
            for done, parent, worker in steps:
                print(f"  {done:6} records  cohort {parent:6.1f} MB  worker {worker:6.1f} MB")
            for place, who in [(1, "cohort"), (2, "worker")]:
                settled = [sample[place] for sample in samples if sample[place] > 0]
                start, end = settled[len(settled) // 10 : ][:1], settled[-3:]
                if start and title == "first run" and max(end) - start[0] > GROWTH:
                    print(f"  {who} grew by {max(end) - start[0]:.1f} MB")
                    grown = True
        wanted = options.slides - broken
        found = len(os.listdir(folder / "out" / "overlays"))
        print(f"{found} pictures of {wanted}")
    sys.exit(1 if grown or found != wanted else 0)


if __name__ == "__main__":
    main()
