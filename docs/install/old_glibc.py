#!/usr/bin/env python3
"""Makes libraries to link with in place of this system's glibc, so that the result also runs with an older one.

    old_glibc.py 2.28 FOLDER
    cc ... -L FOLDER

glibc keeps every function's old versions. A linker takes the newest, although the old one would do: `pthread_create` of
glibc 2.34 is that of 2.2.5. FOLDER/libc.so, libm.so, libpthread.so and libdl.so have no code. They name, for each function,
its newest version that is not newer than the one given, and the library that had it then. A function that is newer is not
there, so the linker reports it.
"""

import re
import subprocess
import sys
from pathlib import Path

SYSTEM = Path("/lib/x86_64-linux-gnu")
# Since glibc 2.34, the functions of libpthread and libdl are in libc. Until then they were not.
MERGED = {"libpthread": re.compile(r"pthread_|sem_"), "libdl": re.compile(r"dl(open|close|sym|vsym|error|addr|info|mopen)")}
SONAMES = {
    "libc": "libc.so.6", "libm": "libm.so.6", "libpthread": "libpthread.so.0", "libdl": "libdl.so.2",
    "loader": "ld-linux-x86-64.so.2",
}  # fmt: skip
LINE = re.compile(r"\s*\d+: \w+\s+(\w+) (\w+)\s+(?:GLOBAL|WEAK)\s+DEFAULT\s+(\d+) ([\w.]+)@@?GLIBC_([\d.]+)$")


def number(version):
    return tuple(int(part) for part in version.split("."))


def symbols(library, limit):
    """Returns the newest permitted version of each symbol: {name: (version, type, size)}, and the versions of all."""
    text = subprocess.run(["readelf", "--dyn-syms", "--wide", SYSTEM / SONAMES[library]], check=True, capture_output=True)
    best, newest = {}, {}
    for line in text.stdout.decode().splitlines():
        match = LINE.match(line)
        if not match:
            continue
        size, kind, _, name, version = match.groups()
        newest[name] = max(number(version), newest.get(name, (0,)))
        if number(version) <= limit and number(version) >= number(best.get(name, ("0",))[0]):
            best[name] = (version, kind, int(size, 0))
    return best, newest


def write(folder, library, chosen):
    """Writes a library without code that has these symbols."""
    lines = []
    for place, (name, (version, kind, size)) in enumerate(sorted(chosen.items())):
        own, bytes_taken = f"s{place}", size if kind == "OBJECT" else 1
        section, type_name = (".bss", "object") if kind == "OBJECT" else (".text", "function")
        lines += [
            section, f".globl {own}", f".type {own}, @{type_name}", f"{own}: .skip {bytes_taken}",
            f".size {own}, {bytes_taken}", f".symver {own}, {name}@@@GLIBC_{version}",
        ]  # fmt: skip
    versions = sorted({version for version, _, _ in chosen.values()} | {"2.2.5"}, key=number)
    source, script = folder / f"{library}.s", folder / f"{library}.map"
    source.write_text("\n".join(lines) + '\n.section .note.GNU-stack,"",@progbits\n')
    script.write_text("".join(f"GLIBC_{version} {{ }};\n" for version in versions))
    subprocess.run(
        ["gcc", "-shared", "-nostdlib", f"-Wl,-soname,{SONAMES[library]}", f"-Wl,--version-script,{script}", source, "-o",
         folder / SONAMES[library]], check=True)  # fmt: skip
    source.unlink()
    script.unlink()


def main(version, folder):
    limit, folder = number(version), Path(folder).resolve()
    folder.mkdir(parents=True)
    libc, newest = symbols("libc", limit)
    for library, names in MERGED.items():
        moved = {name: libc[name] for name in libc if names.match(name) and newest[name] > limit}
        libc = {name: symbol for name, symbol in libc.items() if name not in moved}
        write(folder, library, moved)
        (folder / f"{library}.so").symlink_to(SONAMES[library])
    write(folder, "libc", libc)
    write(folder, "libm", symbols("libm", limit)[0])
    write(folder, "loader", symbols("loader", limit)[0])
    (folder / "libm.so").symlink_to(SONAMES["libm"])
    # The linker takes this text for libc, as it takes the system's own libc.so. `atexit` is in Debian's libc_nonshared.a.
    own = Path(__file__).with_name("old_glibc.c")
    subprocess.run(["gcc", "-O2", "-fPIC", "-c", own, "-o", folder / "old_glibc.o"], check=True)
    parts = [folder / "libc.so.6", folder / "old_glibc.o", "/usr/lib/x86_64-linux-gnu/libc_nonshared.a"]
    (folder / "libc.so").write_text(f"GROUP({' '.join(map(str, parts))} AS_NEEDED({folder / SONAMES['loader']}))\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
