#!/usr/bin/env python3
"""Makes the wheel of the tarball's folder and the Python package's files.

    wheel.py FOLDER PACKAGE VERSION TAG OUT

Python finds the library in the package, and so does the program: it looks into the environment that it is in. auditwheel has
to agree with the tag.
"""

import base64
import hashlib
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

METADATA = """\
Metadata-Version: 2.4
Name: linmil
Version: {version}
Summary: Draws attention heatmaps of whole-slide images from tile features and a Lin-MIL model
License-Expression: MIT
{licences}
Keywords: pathology,whole-slide imaging,multiple instance learning,attention,heatmap
Classifier: Intended Audience :: Science/Research
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3
Classifier: Topic :: Scientific/Engineering :: Medical Science Apps.
Requires-Python: >=3.9
{requirements}Description-Content-Type: text/markdown

{description}"""

WHEEL = """\
Wheel-Version: 1.0
Generator: linmil
Root-Is-Purelib: false
Tag: py3-none-{tag}
"""


def contents(folder, package, version, tag):
    """Returns the wheel's files: {name: (bytes, whether it is a program)}."""
    files = {}

    def add(name, path, program=False):
        files[name] = (path.read_bytes(), program)

    for path in sorted(package.rglob("*")) if package.is_dir() else []:
        if path.is_file() and "__pycache__" not in path.parts and path.suffix in (".py", ".pyi", ".typed"):
            add(f"linmil/{path.relative_to(package)}", path)
    # The Python package runs the command as a worker, and finds it beside the library.
    add("linmil/linmil", folder / "bin/linmil", program=True)
    for path in sorted((folder / "lib").iterdir()):
        add(f"linmil/{path.name}", path, program=path.name == "liblinmil.so")
    data, info = f"linmil-{version}.data", f"linmil-{version}.dist-info"
    add(f"{data}/scripts/linmil", folder / "bin/linmil", program=True)
    licences = {"LICENSE": folder / "LICENSE"}
    for path in sorted((folder / "share").rglob("*")):
        if path.is_file() and path.parent.name == "licences":
            licences[path.name] = path
        elif path.is_file():
            add(f"{data}/data/share/{path.relative_to(folder / 'share')}", path)
    for name, path in licences.items():
        add(f"{info}/licenses/{name}", path)
    needs_numpy = "linmil/__init__.py" in files
    files[f"{info}/METADATA"] = (
        METADATA.format(
            version=version,
            licences="\n".join(f"License-File: {name}" for name in licences),
            requirements="Requires-Dist: numpy\n" if needs_numpy else "",
            description=Path("docs/python.md").read_text(),
        ).encode(),
        False,
    )
    files[f"{info}/WHEEL"] = (WHEEL.format(tag=tag).encode(), False)
    record = [f"{name},sha256={digest(data)},{len(data)}" for name, (data, _) in files.items()]
    files[f"{info}/RECORD"] = ("\n".join([*record, f"{info}/RECORD,,"]).encode() + b"\n", False)
    return files


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def write(path, files):
    """Writes an archive with the same bytes for the same files."""
    date = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (data, is_program) in files.items():
            entry = zipfile.ZipInfo(name, date)
            entry.external_attr = (0o100755 if is_program else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def check(path, tag):
    """Lets auditwheel say which systems the wheel runs on: no newer ones than the tag says, and no library from outside."""
    said = subprocess.run(
        [Path(sys.executable).with_name("auditwheel"), "show", path], check=True, capture_output=True, text=True
    ).stdout
    print(said)
    found = re.search(r'following platform\s+tag:\s+"manylinux_(\d+)_(\d+)_x86_64"', said)
    allowed = re.fullmatch(r"manylinux_(\d+)_(\d+)_x86_64", tag)
    if not found or tuple(map(int, found.groups())) > tuple(map(int, allowed.groups())):
        path.unlink()
        sys.exit(f"wheel.py: {path.name}: auditwheel does not agree with the tag {tag}")


def main(folder, package, version, tag, out):
    path = Path(out) / f"linmil-{version}-py3-none-{tag}.whl"
    write(path, contents(Path(folder), Path(package), version, tag))
    check(path, tag)


if __name__ == "__main__":
    main(*sys.argv[1:])
