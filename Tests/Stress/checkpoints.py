"""Fuzzes checkpoints: changes pickles instruction by instruction, zip directories and safetensors headers field by field,
and looks whether 'linmil inspect' reads or refuses each.

    python3 Tests/Stress/checkpoints.py --inputs 20000

It starts from the checkpoints under Tests/LinMILTests/Fixtures. An input that ends the command by a signal, takes longer than
20 s, more than 2 GB, or leaves more or less than one sentence is kept in the working folder, and the exit code is 1.
"""

import io
import pickletools
import random
import resource
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import cohorts

FIXTURES = cohorts.PACKAGE / "Tests" / "LinMILTests" / "Fixtures" / "checkpoints"
SECONDS = 20
BYTES = 2 << 30
NUMBERS = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF]
GLOBALS = [b"torch\nFloatStorage\n", b"torch._utils\n_rebuild_tensor_v2\n", b"torch._utils\n_rebuild_tensor_v3\n", b"os\nsystem\n",
           b"collections\nOrderedDict\n", b"torch._tensor\n_rebuild_from_type_v2\n", b"torch.storage\nUntypedStorage\n"]
TEXTS = [b"storage", b"module", b"state_dict", b"_parameters", b"a.projection.weight", b"0", b"", b"\xff"]


def main():
    chosen = cohorts.options(__doc__, inputs=5000, seed=1)
    seeds = sorted(path for part in ("valid", "models") for path in (FIXTURES / part).iterdir() if path.suffix != ".json")
    folder = cohorts.scratch(chosen.folder)
    found = 0
    with folder as name:
        for number in range(chosen.inputs):
            rng = random.Random(f"{chosen.seed} {number}")
            seed = rng.choice(seeds)
            path = Path(name) / f"input{seed.suffix}"
            path.write_bytes(changed(seed.read_bytes(), rng))
            fault = inspect(chosen.linmil, path)
            if fault:
                found += 1
                kept = Path.cwd() / f"checkpoint-{chosen.seed}-{number}{seed.suffix}"
                kept.write_bytes(path.read_bytes())
                print(f"{kept.name} (from {seed.name}): {fault}")
            if (number + 1) % 1000 == 0:
                print(f"{number + 1} inputs, {found} faults", file=sys.stderr)
    print(f"{chosen.inputs} inputs, {found} faults")
    sys.exit(found > 0)


def inspect(linmil, path):
    """What is wrong with the way that a file is read or refused, if anything."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

    try:
        outcome = subprocess.run([linmil, "inspect", path], capture_output=True, timeout=SECONDS, preexec_fn=limit)
    except subprocess.TimeoutExpired:
        return f"took more than {SECONDS} s"
    if outcome.returncode not in (0, 1):
        return f"exit code {outcome.returncode}"
    sentences = outcome.stderr.decode(errors="replace").splitlines()
    if outcome.returncode == 1 and len(sentences) != 1:
        return f"{len(sentences)} sentences: {sentences[:2]}"
    return None


def changed(contents, rng):
    """The file with a few changes where they matter."""
    if contents[:2] == b"PK":
        return changed_archive(contents, rng)
    if contents[:1] == b"\x80":
        return changed_stream(contents, rng)
    return changed_bytes(contents, rng, 8 + struct.unpack_from("<Q", contents)[0])


def changed_archive(contents, rng):
    if rng.random() < 0.3:
        places = [place for mark in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06") for place in all_places(contents, mark)]
        contents = bytearray(contents)
        for _ in range(rng.randint(1, 3)):
            place, width = rng.choice(places) + rng.randrange(4, 46), rng.choice([1, 2, 4])
            field = struct.pack("<I", rng.choice([*NUMBERS, len(contents)]))[:width]
            contents[place : place + width] = field
        return bytes(contents)
    records = []
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        for record in archive.infolist():
            data = archive.read(record)
            if record.filename.endswith("data.pkl"):
                data = changed_pickle(data, rng)
            records.append((record.filename, data))
    if rng.random() < 0.1:
        records.remove(rng.choice(records))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in dict(records).items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def changed_stream(contents, rng):
    """Changes one of the five pickles in front of the storages, or the storages."""
    ends, stream = [], io.BytesIO(contents)
    for _ in range(5):
        for _ in pickletools.genops(stream):
            pass
        ends.append(stream.tell())
    part = rng.choice([3, 3, 3, 4, 5])
    if part == 5:
        return contents[: ends[4]] + changed_bytes(contents[ends[4] :], rng, 64)
    start = ends[part - 1]
    return contents[:start] + changed_pickle(contents[start : ends[part]], rng) + contents[ends[part] :]


def changed_pickle(code, rng):
    places = [place for _, _, place in pickletools.genops(code)] + [len(code)]
    program = [code[start:end] for start, end in zip(places, places[1:])]
    for _ in range(rng.randint(1, 5)):
        one, other = rng.randrange(len(program)), rng.randrange(len(program))
        kind = rng.randrange(6)
        if kind == 0 and len(program) > 1:
            del program[one]
        elif kind == 1:
            # A run of instructions many times over: what is small in the file and large in memory.
            program[other:other] = program[min(one, other) : min(one, other) + rng.randint(1, 8)] * rng.choice([1, 1, 50, 2000])
        elif kind == 2:
            program[one], program[other] = program[other], program[one]
        elif kind == 3:
            program[one] = instruction(rng)
        elif kind == 4:
            program.insert(one, instruction(rng))
        else:
            program[one] = changed_bytes(program[one], rng, len(program[one]))
    return b"".join(program)


def instruction(rng):
    """An instruction with an operand of the right form."""
    opcode = rng.choice(pickletools.opcodes)
    code, text = opcode.code.encode("latin-1"), rng.choice(TEXTS)
    if opcode.name in ("GLOBAL", "INST"):
        return code + rng.choice(GLOBALS)
    size = opcode.arg.n if opcode.arg else 0
    if size == pickletools.UP_TO_NEWLINE:
        return code + rng.choice([b"1\n", b"01\n", b"'a'\n", b"9" * 40 + b"\n"])
    widths = {pickletools.TAKEN_FROM_ARGUMENT1: 1, pickletools.TAKEN_FROM_ARGUMENT4: 4, pickletools.TAKEN_FROM_ARGUMENT4U: 4,
              pickletools.TAKEN_FROM_ARGUMENT8U: 8}
    if size in widths:
        length = rng.choice([len(text), len(text), 1 << 31])
        return code + (length & (1 << 8 * widths[size]) - 1).to_bytes(widths[size], "little") + text
    return code + (rng.choice(NUMBERS) & (1 << 8 * size) - 1).to_bytes(size, "little") if size else code


def changed_bytes(contents, rng, end):
    """Some of the first bytes, or all of them, changed."""
    contents = bytearray(contents)
    for _ in range(rng.randint(1, 4)):
        if contents:
            place = rng.randrange(min(max(end, 1), len(contents)))
            contents[place] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, contents[place] ^ 1 << rng.randrange(8)])
    return bytes(contents)


def all_places(contents, mark):
    place = contents.find(mark)
    while place >= 0:
        yield place
        place = contents.find(mark, place + 1)


if __name__ == "__main__":
    main()
