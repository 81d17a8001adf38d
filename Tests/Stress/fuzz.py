"""Fuzzes every reader: changes files where their structure is, and looks how the command takes them.

    python3 Tests/Stress/fuzz.py --inputs 100000

Readers: HDF5 features (inspect, score), checkpoints, PNG and JPEG pictures (inspect), records and scores of a cohort folder
(report), lists of slides (cohort). Several inputs go to one process where a command takes several. Wrong is: an end by a signal, an
exit code other than 0 and 1, more than 20 s or 2 GB, an input that is neither shown nor refused in one sentence, a control
character in what is printed, a file that is left though the command failed. What went wrong is kept in the current folder, and
the exit code is 1. The last line also counts the inputs that ended a supervised process: each of them was one sentence.
"""

import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
import zlib
from pathlib import Path

import checkpoints
import cohorts
import hdf5

TESTS = cohorts.PACKAGE / "Tests"
SECONDS, BYTES, BATCH = 20, 2 << 30, 40
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NUMBERS = [2**63 - 1, -(2**63), 2**62, 2**53, 10**19, -(10**19), 1e308, -1e308, 1e300, 1e-308, 0, -1, 3, 10_000_001, "NaN", None, [], {}, "", True]


class Fuzz:
    def __init__(self, chosen, folder):
        self.linmil, self.seed, self.folder = chosen.linmil, chosen.seed, folder
        self.inputs = self.faults = self.ended = 0

    def run(self, arguments, count, cwd=None):
        """Runs the command on `count` inputs; returns (exit code, output, errors), or None after it reported a fault."""
        start = time.monotonic()
        # A process group of its own, so that its workers end with it.
        process = subprocess.Popen([self.linmil, *arguments], cwd=cwd or self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            output, errors = process.communicate(timeout=SECONDS * count)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.communicate()
            return None, "", f"took more than {SECONDS} s"
        output, errors = output.decode(errors="replace"), errors.decode(errors="replace")
        self.ended += errors.count("a library crashed") + errors.count("made no progress") + errors.count("the process that read this file")
        fault = None
        if process.returncode not in (0, 1):
            fault = f"exit code {process.returncode}"
        elif count == 1 and time.monotonic() - start > SECONDS:
            fault = f"took more than {SECONDS} s"
        elif resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10 > BYTES:
            fault = "took more than 2 GB, or an earlier input did"
        elif CONTROL.search(output + errors):
            fault = "printed a control character"
        return process.returncode, output, fault or errors if fault is None else fault

    def keep(self, paths, fault):
        self.faults += 1
        for path in paths:
            target = Path.cwd() / f"fuzz-{self.seed}-{self.inputs}-{path.name}"
            shutil.copytree(path, target, dirs_exist_ok=True) if path.is_dir() else shutil.copy(path, target)
            print(f"{target.name}: {fault}", flush=True)

    def inspect(self, files):
        """Files that one process shows or refuses; one by one where something is wrong with all of them."""
        code, output, errors = self.run(["inspect", "--stall-timeout", "5", *[path.name for path in files]], len(files))
        wrong = code is None or code not in (0, 1) or "took more" in errors[:20] or errors.startswith("printed a control")
        if not wrong:
            for path in files:
                shown = len(re.findall(rf"^{re.escape(path.name)}: ", output, re.M))
                refused = len(re.findall(rf"^linmil: {re.escape(path.name)}: ", errors, re.M))
                if shown + refused != 1:
                    wrong = True
                    errors = f"{shown} pages and {refused} sentences"
                    if len(files) == 1:
                        break
        if wrong and len(files) > 1:
            for path in files:
                self.inspect([path])
        elif wrong:
            self.keep(files, errors)

    def write(self, path, *more):
        """One command with an output file, which is whole or not there."""
        out = self.folder / "out.json"
        code, _, errors = self.run([*more, "-o", out.name, "--stall-timeout", "5"], 1)
        left = [entry for entry in os.listdir(self.folder) if entry.startswith(".linmil")]
        if code == 0 and out.exists():
            json.loads(out.read_text())
            out.unlink()
        elif code == 1 and not out.exists() and not left:
            sentences = [line for line in errors.splitlines() if not line.startswith("linmil: warning: ")]
            if len(sentences) != 1:
                self.keep([path], f"{len(sentences)} sentences: {sentences[:2]}")
        else:
            self.keep([path], f"code {code}, {'a file' if out.exists() else 'no file'}, left {left}: {errors[:200]}")
            out.unlink(missing_ok=True)


# Readers: each makes up to `count` inputs and gives them to the command.

def fuzz_hdf5(fuzz, rng, count):
    seeds = sorted(path for part in ("SlidesTests/Fixtures/whole", "SlidesTests/Fixtures/structures", "CommandTests/Fixtures/layouts", "CommandTests/Fixtures/reported")
                   for path in (TESTS / part).rglob("*.h5") if path.stat().st_size < 100_000)
    files = written(fuzz, rng, seeds, hdf5.changed, count)
    fuzz.inspect(files)


def fuzz_scores(fuzz, rng, count):
    seeds = sorted((cohorts.SMALL).glob("*.h5"))
    model = cohorts.SMALL / "model.safetensors"
    for path in written(fuzz, rng, seeds, hdf5.changed, count):
        fuzz.write(path, "score", path.name, "--model", str(model))


def fuzz_checkpoints(fuzz, rng, count):
    seeds = sorted(path for part in ("valid", "models") for path in (checkpoints.FIXTURES / part).iterdir() if path.suffix != ".json")
    fuzz.inspect(written(fuzz, rng, seeds, checkpoints.changed, count))


def fuzz_pictures(fuzz, rng, count):
    seeds = [path for path in (TESTS / "ImagesTests" / "Fixtures").rglob("*") if path.suffix in (".png", ".jpg", ".jpeg") and path.stat().st_size < 200_000]
    seeds += [cohorts.SMALL / "thumbnail.png"]
    fuzz.inspect(written(fuzz, rng, sorted(seeds), changed_picture, count))


def written(fuzz, rng, seeds, change, count):
    files = []
    for number in range(count):
        seed = rng.choice(seeds)
        path = fuzz.folder / f"input-{number}{seed.suffix}"
        path.write_bytes(change(seed.read_bytes(), rng))
        files.append(path)
    fuzz.inputs += count
    return files


def changed_picture(contents, rng):
    """A PNG chunk by chunk with good checksums, a JPEG segment by segment."""
    if contents[:4] == b"\x89PNG" and rng.random() < 0.9:
        place, chunks = 8, []
        while place + 12 <= len(contents):
            size = int.from_bytes(contents[place : place + 4], "big")
            chunks.append((contents[place + 4 : place + 8], contents[place + 8 : place + 8 + size]))
            place += 12 + size
        for _ in range(rng.randint(1, 3)):
            if not chunks:
                break
            one, other, kind = rng.randrange(len(chunks)), rng.randrange(len(chunks)), rng.randrange(5)
            if kind == 0:
                del chunks[one]
            elif kind == 1:
                chunks[other:other] = [chunks[one]] * rng.choice([1, 1, 300])
            elif kind == 2:
                chunks[one], chunks[other] = chunks[other], chunks[one]
            else:
                name, data = chunks[one]
                chunks[one] = (name, checkpoints.changed_bytes(data, rng, 32))
        parts = [len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in chunks]
        return contents[:8] + b"".join(parts)
    return checkpoints.changed_bytes(contents, rng, rng.choice([32, 700, len(contents)]))


def fuzz_records(fuzz, rng, count):
    """A cohort folder in which numbers of records and scores are changed, several slides at a time."""
    folder = fuzz.folder / "cohort"
    if not folder.exists():
        folder.mkdir()
        (folder / "features").mkdir()
        for number in range(8):
            shutil.copy(cohorts.SMALL / "contiguous-f4.h5", folder / "features" / f"s{number}.h5")
        line = ["cohort", "features", "--model", str(cohorts.SMALL / "model.safetensors"), "-o", "out", "--top", "5%", "--tile-size", "256", "--quiet"]
        subprocess.run([fuzz.linmil, *line], cwd=folder, check=False, capture_output=True)
        shutil.copytree(folder / "out", folder / "good")
    for _ in range(max(1, count // 8)):
        shutil.rmtree(folder / "out")
        shutil.copytree(folder / "good", folder / "out")
        for path in sorted(p for part in ("records", "scores") for p in (folder / "out" / part).glob("*.json")):
            if rng.random() < 0.5:
                path.write_text(changed_json(path.read_text(), rng))
                fuzz.inputs += 1
        for arguments in (["report", "out", "-o", "page.html"], ["cohort", "--merge", "out"], ["report", "out", "--format", "figure", "--only", "s1", "-o", "figure.svg"]):
            code, _, errors = fuzz.run(arguments, 8, cwd=folder)
            left = list(folder.glob(".linmil*"))
            if code not in (0, 1) or left or "crashed" in errors or "no progress" in errors or errors.startswith(("took", "printed a")):
                fuzz.keep([folder / "out"], f"{arguments}: {code} {errors[:200]} {left}")


def changed_json(text, rng):
    if rng.random() < 0.1:
        return checkpoints.changed_bytes(text.encode(), rng, len(text)).decode(errors="replace")
    value = json.loads(text)
    for _ in range(rng.choice([1, 1, 1, 2])):
        places = list(leaves(value))
        place = rng.choice(places)
        holder = value
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = rng.choice(NUMBERS)
    return json.dumps(value)


def leaves(value, path=()):
    parts = value.items() if isinstance(value, dict) else list(enumerate(value))[:6] if isinstance(value, list) else []
    for key, part in parts:
        yield (*path, key)
        yield from leaves(part, (*path, key))


def fuzz_lists(fuzz, rng, count):
    """A list of slides with changed cells. The slides do not exist, so that the list is all that is read."""
    header = ["slide_id", "features", "thumbnail", "label", "mpp", "tile-size", "split", "case_id"]
    cells = ["a", "b.h5", "", '"', '"a,b"', "a;b", "\t", "-1", "1e400", "nan", "0", "999999999999999999999", "../x", "C:\\a.h5", "\u202e", "\x1b[2J", "\ufffe", "=1+1", "'", "x" * 5000]
    for number in range(max(1, count // 4)):
        separator = rng.choice([",", ",", ";", "\t"])
        names = [rng.choice([name, name, name, rng.choice(cells)]) for name in rng.sample(header, rng.randint(1, len(header)))]
        rows = [names] + [[rng.choice(cells) for _ in range(len(names) + rng.choice([0, 0, 0, 1, -1]))] for _ in range(rng.randint(0, 4))]
        text = rng.choice(["\n", "\r\n", "\r"]).join(separator.join(row) for row in rows)
        path = fuzz.folder / "list.csv"
        path.write_bytes(rng.choice([b"", b"", b"\xef\xbb\xbf"]) + text.encode() if rng.random() < 0.8 else checkpoints.changed_bytes(text.encode(), rng, len(text)))
        fuzz.inputs += 1
        shutil.rmtree(fuzz.folder / "listed", ignore_errors=True)
        code, _, errors = fuzz.run(["cohort", "list.csv", "--model", str(cohorts.SMALL / "model.safetensors"), "-o", "listed", "--jobs", "1"], 1)
        if code not in (0, 1, 64) or errors.startswith(("took", "printed a", "exit code")):
            fuzz.keep([path], f"{code} {errors[:200]}")


READERS = [(fuzz_hdf5, 45), (fuzz_checkpoints, 25), (fuzz_pictures, 20), (fuzz_records, 5), (fuzz_scores, 3), (fuzz_lists, 2)]


def main():
    chosen = cohorts.options(__doc__, inputs=5000, seed=1)
    with cohorts.scratch(chosen.folder) as name:
        fuzz = Fuzz(chosen, Path(name))
        rng = random.Random(chosen.seed)
        shown, counts = 0, {}
        while fuzz.inputs < chosen.inputs:
            reader = rng.choices([reader for reader, _ in READERS], [weight for _, weight in READERS])[0]
            before = fuzz.inputs
            reader(fuzz, rng, BATCH)
            counts[reader.__name__] = counts.get(reader.__name__, 0) + fuzz.inputs - before
            if fuzz.inputs - shown >= 5000:
                shown = fuzz.inputs
                print(f"{fuzz.inputs} inputs, {fuzz.faults} faults, {fuzz.ended} ended a process", file=sys.stderr, flush=True)
        print(f"{fuzz.inputs} inputs {counts}, {fuzz.faults} faults, {fuzz.ended} ended a supervised process")
        sys.exit(fuzz.faults > 0)


if __name__ == "__main__":
    main()
