"""Kills cohorts and their workers at random moments, and compares the next run's output with an undisturbed run's.

    python3 Tests/Stress/kill.py --rounds 50

Each round starts with an empty folder, or with the output of another colour map. It kills the cohort (kill -9) one to
three times at random moments, or in other rounds some of its workers. Then it runs the cohort to its end. All files
must equal the undisturbed run's, byte for byte, except for `seconds` in records and tables. No temporary file and no
process may remain. In every fourth round, two runs share the folder from the start. Exits with 1 if there was any
difference.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import cohorts

SETTINGS = [[], ["--scale", "cohort"], ["--colormap", "viridis", "--legend"]]


def start(line, folder):
    return subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill(process):
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass


def kill_parent(line, folder, moment):
    """Kills the cohort after `moment` seconds. Returns whether its workers then end by themselves."""
    process = start(line, folder)
    time.sleep(moment)
    workers = cohorts.workers(process.pid)
    kill(process.pid)
    process.wait()
    end = time.monotonic() + 5
    while any(map(cohorts.is_alive, workers)) and time.monotonic() < end:
        time.sleep(0.01)
    return not any(map(cohorts.is_alive, workers))


def kill_workers(line, folder, dice, period):
    """Runs a cohort to its end, and kills a worker now and then, but less often than a slide is retried."""
    process = start(line, folder)
    for _ in range(3):
        time.sleep(dice.uniform(0, period))
        workers = cohorts.workers(process.pid)
        if workers:
            kill(dice.choice(workers))
    process.wait()


def main():
    options = cohorts.options(__doc__, rounds=50, slides=16, seed=1)
    dice = random.Random(options.seed)
    with cohorts.scratch(options.folder) as name:
        folder = Path(name)
        cohorts.make_slides(folder, options.slides)
        out, failed = folder / "out", 0
        lines, expected, seconds = [], [], []
        for settings in SETTINGS:
            lines.append(cohorts.command(options.linmil, "--quiet", "--retries", "10", *settings))
            begun = time.monotonic()
            cohorts.run(lines[-1], folder)
            seconds.append(time.monotonic() - begun)
            expected.append(cohorts.outputs(out))
            shutil.rmtree(out)
        # Pictures record that they were drawn from existing scores, so the output depends on the settings before.
        cohorts.run(lines[0], folder)
        shutil.copytree(out, folder / "old")
        cohorts.run(lines[2], folder)
        redrawn = cohorts.outputs(out)
        shutil.rmtree(out)

        for number in range(options.rounds):
            kind = number % 4
            choice = 2 if kind == 3 else dice.randrange(2)
            line, wanted, length = lines[choice], expected[choice], seconds[choice]
            if kind == 3:
                shutil.copytree(folder / "old", out)
                wanted = redrawn
            tidy = True
            other = start(line, folder) if kind == 2 else None
            if kind == 1:
                kill_workers(line, folder, dice, length / 3)
            else:
                for _ in range(dice.randint(1, 3)):
                    tidy = kill_parent(line, folder, dice.uniform(0, length)) and tidy
            code, words = cohorts.run(line, folder)
            if other:
                other.wait()
                # The run that ends last removes the temporary files.
                code, words = cohorts.run(line, folder)
            wrong = cohorts.differences(wanted, cohorts.outputs(out))
            if wrong or code != 1 or not tidy:
                failed += 1
                print(f"round {number}: kind {kind}, exit {code}, tidy {tidy}, different: {wrong}\n{words}")
                if options.folder:
                    shutil.copytree(out, options.folder / f"round-{number}", dirs_exist_ok=True)
            shutil.rmtree(out)
        print(f"{options.rounds - failed} of {options.rounds} rounds gave the same output as an undisturbed run")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
