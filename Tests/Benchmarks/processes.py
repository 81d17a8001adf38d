"""Runs a program and measures its time and memory."""

import os
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass


class SideFailed(Exception):
    """A program ended without a result. The message contains its last output."""


@dataclass
class Run:
    """Wall-clock seconds, peak resident memory in MB (10^6 bytes), and processor seconds of a process and its children."""

    seconds: float
    megabytes: float
    processor: float


def run(command):
    """Runs a command to its end and measures it.

    The kernel counts the peak memory from the fork on, so it includes a few MB of this script. All programs need far
    more."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            raise SideFailed(f"{' '.join(command)}: exit {process.returncode}\n{output.read().decode()[-2000:]}")
    return Run(seconds, usage.ru_maxrss * 1024 / 1e6, usage.ru_utime + usage.ru_stime)


class Resident:
    """A process that keeps its model and features in memory and times one forward pass on request."""

    def __init__(self, command):
        self.command = [str(part) for part in command]

    def __enter__(self):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, bufsize=1
        )
        try:
            self.wait_until_ready()
        except SideFailed:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with suppress(BrokenPipeError):  # a program that ended early has not read the last request
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.kill()
        self.process.wait()
        self.errors.close()

    def wait_until_ready(self):
        if not self.answer().startswith("ready"):
            self.fail()

    def seconds(self):
        """Requests one forward pass. Returns its seconds."""
        try:
            self.process.stdin.write("again\n")
        except BrokenPipeError:
            self.fail()
        return float(self.answer())

    def answer(self):
        return self.process.stdout.readline() or self.fail()

    def fail(self):
        self.process.wait()
        self.errors.seek(0)
        raise SideFailed(f"{' '.join(self.command)}: ended early\n{self.errors.read().decode()[-2000:]}")
