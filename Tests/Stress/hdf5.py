"""Changes HDF5 files where their structure is: fields of trees, heaps, lists and headers. Checksums are made good again, so
that the change is read. Standard library only."""

import struct

MARKS = [b"TREE", b"HEAP", b"SNOD", b"OHDR", b"OCHK", b"FRHP", b"FHDB", b"FHIB", b"BTHD", b"BTLF", b"BTIN", b"EAHD", b"EAIB", b"EADB",
         b"EASB", b"FAHD", b"FADB", b"GCOL"]
NUMBERS = [0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 40, (1 << 63) - 1, (1 << 64) - 1]


def changed(contents, rng):
    """The file with a few changes where they matter."""
    original, contents = contents, bytearray(contents)
    places = structures(original)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        if not places or rng.random() < 0.15:
            place = rng.randrange(len(contents))
        else:
            start, length = rng.choice(places)
            place = min(start + 4 + rng.randrange(max(length - 4, 1)), len(contents) - 1)
        kind = rng.randrange(5)
        if kind == 0:
            contents[place] ^= 1 << rng.randrange(8)
        elif kind == 1:
            put(contents, place, rng.choice(NUMBERS), rng.choice([1, 2, 4, 8]))
        elif kind == 2 and places:
            # An address of another structure, or of this one: trees that point to themselves or to each other.
            put(contents, place - place % 8 if rng.random() < 0.5 else place, rng.choice(places)[0], 8)
        elif kind == 3:
            put(contents, place, len(contents) + rng.choice([-8, -1, 0, 1, 4096]), 8)
        else:
            other, count = rng.randrange(len(contents)), rng.choice([1, 4, 8, 24, 100])
            contents[place : place + count] = contents[other : other + count][: len(contents) - place].ljust(
                min(count, len(contents) - place), b"\0")
    if rng.random() < 0.05:
        del contents[rng.randrange(len(contents)) :]
    for start, length in places:
        if is_checked(original, start, length) and start + length <= len(contents):
            put(contents, start + length - 4, lookup3(contents[start : start + length - 4]), 4)
    return bytes(contents)


def put(contents, place, number, width):
    contents[place : place + width] = number.to_bytes(8, "little")[:width][: max(0, len(contents) - place)]


known = {}


def structures(contents):
    """[(start, length)] of the structures of a file. A length is known where a checksum ends it."""
    key = hash(contents)
    if key not in known:
        known[key] = [(0, 48)] if contents[8] >= 2 else [(0, 96)]
        for mark in MARKS:
            start = contents.find(mark)
            while start >= 0:
                known[key].append((start, length(contents, start)))
                start = contents.find(mark, start + 1)
    return known[key]


def length(contents, start):
    """Where a structure ends with its own checksum, or a guess."""
    for size in range(8, min(700, len(contents) - start - 4)):
        stored = struct.unpack_from("<I", contents, start + size)[0]
        if stored > 0xFFFF and lookup3(contents[start : start + size]) == stored:
            return size + 4
    return 64


def is_checked(contents, start, length):
    return start + length <= len(contents) and lookup3(contents[start : start + length - 4]) == struct.unpack_from(
        "<I", contents, start + length - 4)[0]


def lookup3(data):
    """Bob Jenkins' hashlittle, begun with 0."""
    mask = 0xFFFFFFFF

    def rotated(value, count):
        return (value << count | value >> (32 - count)) & mask

    data = bytes(data)
    a = b = c = (0xDEADBEEF + len(data)) & mask
    place = 0
    while len(data) - place > 12:
        x, y, z = struct.unpack_from("<III", data, place)
        a, b, c = (a + x) & mask, (b + y) & mask, (c + z) & mask
        a = (a - c) & mask ^ rotated(c, 4); c = (c + b) & mask
        b = (b - a) & mask ^ rotated(a, 6); a = (a + c) & mask
        c = (c - b) & mask ^ rotated(b, 8); b = (b + a) & mask
        a = (a - c) & mask ^ rotated(c, 16); c = (c + b) & mask
        b = (b - a) & mask ^ rotated(a, 19); a = (a + c) & mask
        c = (c - b) & mask ^ rotated(b, 4); b = (b + a) & mask
        place += 12
    if len(data) == place:
        return c
    x, y, z = struct.unpack("<III", data[place:].ljust(12, b"\0"))
    a, b, c = (a + x) & mask, (b + y) & mask, (c + z) & mask
    for one, other, count in (("c", "b", 14), ("a", "c", 11), ("b", "a", 25), ("c", "b", 16), ("a", "c", 4), ("b", "a", 14), ("c", "b", 24)):
        values = {"a": a, "b": b, "c": c}
        values[one] = ((values[one] ^ values[other]) - rotated(values[other], count)) & mask
        a, b, c = values["a"], values["b"], values["c"]
    return c
