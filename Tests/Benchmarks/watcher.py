"""Ends a program before the machine has no memory left, or when it takes too long."""

import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from processes import Resident

PERIOD = 0.05  # seconds between two looks; a program fills a few hundred MB in that time


@dataclass
class Limits:
    """The resident MB of one program, the MB that the machine keeps available, and the seconds of one answer."""

    megabytes: float
    available: float = 1_500
    seconds: float = 600


class Watcher:
    """Watches a process while the `with` block runs, and kills it if it goes beyond the limits.

    `reason` is then "memory" or "time"."""

    def __init__(self, process, limits):
        self.process, self.limits, self.reason = process, limits, None
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        with suppress(OSError):  # should the watcher be too late, the kernel ends this process and not another
            Path(f"/proc/{self.process.pid}/oom_score_adj").write_text("1000")
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def watch(self):
        end = time.monotonic() + self.limits.seconds
        while not self.done.wait(PERIOD):
            if resident(self.process.pid) > self.limits.megabytes or available() < self.limits.available:
                self.reason = "memory"
            elif time.monotonic() > end:
                self.reason = "time"
            if self.reason:
                return self.process.kill()


class Watched(Resident):
    """A resident program that is watched while it answers."""

    def __init__(self, command, limits):
        super().__init__(command)
        self.limits = limits

    def answer(self):
        with Watcher(self.process, self.limits) as self.watcher:
            return super().answer()

    def reason(self, failure):
        """Why the program failed: "memory", "time" or "does not run"."""
        killed = self.process.returncode == -signal.SIGKILL
        refused = any(word in str(failure).lower() for word in ("alloc", "memoryerror", "out of memory"))
        return self.watcher.reason or ("memory" if killed or refused else "does not run")


def resident(pid):
    """The resident memory of a process in MB (10^6 bytes)."""
    return kernel_megabytes(f"/proc/{pid}/status", "VmRSS")


def peak(pid):
    """The highest resident memory of a process in MB since its start, or since `forget_peak`."""
    return kernel_megabytes(f"/proc/{pid}/status", "VmHWM")


def forget_peak(pid):
    """Lets the kernel count the peak of a process from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def available():
    """The MB that programs can still take."""
    return kernel_megabytes("/proc/meminfo", "MemAvailable")


def total():
    """The MB of the machine."""
    return kernel_megabytes("/proc/meminfo", "MemTotal")


def kernel_megabytes(path, name):
    """A line of the kernel such as `VmRSS: 1024 kB` in MB, or 0 if the process has ended."""
    with suppress(OSError):
        for line in Path(path).read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0
