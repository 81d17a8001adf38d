"""The command as a worker: a process that opens files and draws, so that no damaged file can end this one.

What goes to a worker and comes back are blocks of memory that both processes have open, and a line of JSON.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import mmap
import os
import subprocess
from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ._arrays import Matrix
from ._library import path
from ._words import in_python, words

_close_on_exec = 1


@dataclass(frozen=True)
class ReadFeatures:
    """Features that a worker has read."""

    matrix: Matrix
    #: Corners in level-0 pixels. [tiles, 2]
    coords: NDArray[np.float64]
    warnings: list[str]


def read_features(features: str, geometry: Mapping[str, Any]) -> ReadFeatures:
    """Reads a file of features, and where its tiles lie."""
    with shared_memory() as memory:
        facts = run("features-worker", [f"--answer={memory}", *words(geometry), "--", features], [memory])
        tiles, width, element = facts["tiles"], facts["width"], facts["element"]
        values = mapped(memory)
    # A copy, so that a result does not keep the features.
    coords = np.frombuffer(values, np.float64, 2 * tiles, 0).reshape(tiles, 2).copy()
    array = np.frombuffer(values, element, tiles * width, facts["features"]).reshape(tiles, width)
    matrix = Matrix(array, array.ctypes.data, tiles, width, width * array.itemsize, element)
    return ReadFeatures(matrix, coords, [in_python(sentence) for sentence in facts["warnings"]])


@contextlib.contextmanager
def shared_memory() -> Iterator[int]:
    """Gives the descriptor of a block of memory that grows as it is written, without a file."""
    # Python has this function only if it was built on a system that has it, and conda's was not.
    system = ctypes.CDLL(None, use_errno=True)
    descriptor = system.memfd_create(b"linmil", _close_on_exec)
    if descriptor < 0:
        raise ValueError(
            f"memory cannot be shared with a worker ({os.strerror(ctypes.get_errno())}); close files or free memory"
        )
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def mapped(descriptor: int) -> mmap.mmap:
    """Returns all bytes of a block of memory. They stay after the descriptor is closed."""
    return mmap.mmap(descriptor, os.fstat(descriptor).st_size)


def command() -> str:
    """Returns the path of the command, which lies beside the library."""
    return str(path().with_name("linmil"))


def run(worker: str, arguments: Sequence[str], memory: Sequence[int]) -> Any:
    """Runs a worker and returns what it prints. Its one sentence is a ``ValueError``.

    Ctrl-C and other exceptions end the worker.
    """
    # A name that is not UTF-8 is in Python's text as the system gave it.
    line = [os.fsencode(word) for word in [command(), worker, *arguments]]
    try:
        process = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=list(memory),
        )
    except OSError as error:
        raise ValueError(f"{command()}: the command cannot be started ({error}); install linmil again") from None
    with process:
        try:
            printed, said = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        sentence = in_python(said.decode("utf-8", "replace").strip())
        raise ValueError(sentence or f"{command()}: ended with {process.returncode} and without a word; try again")
    # Libraries of others may print too, before.
    return json.loads(printed.splitlines()[-1])
