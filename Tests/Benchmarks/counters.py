"""What the kernel and the processor count of a running process."""

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

EVENTS = ("cycles:u", "instructions:u")


@dataclass
class Usage:
    """Processor seconds in the program and in the kernel, and page faults, of all threads of a process."""

    user: float = 0
    system: float = 0
    faults: int = 0

    @classmethod
    def of(cls, pid):
        """What a process has used since its start."""
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        tick = os.sysconf("SC_CLK_TCK")
        return cls(int(fields[11]) / tick, int(fields[12]) / tick, int(fields[7]) + int(fields[9]))

    def __add__(self, other):
        return Usage(self.user + other.user, self.system + other.system, self.faults + other.faults)

    def __sub__(self, other):
        return Usage(self.user - other.user, self.system - other.system, self.faults - other.faults)


def parse(text):
    """The events of perf's comma-separated output by name, without those that perf could not count."""
    rows = [line.split(",") for line in text.splitlines()]
    return {row[2]: float(row[0]) for row in rows if len(row) > 2 and row[0].replace(".", "").isdigit()}


def can_count():
    """Whether perf is installed and counts cycles and instructions here. Virtual machines often cannot."""
    try:
        tried = subprocess.run(["perf", "stat", "-x,", "-e", ",".join(EVENTS), "true"], capture_output=True, text=True)
    except OSError:
        return False
    return set(EVENTS) <= set(parse(tried.stderr))


def count(pid, work, events=EVENTS):
    """Calls `work` and returns the events of the process meanwhile, as `parse` does. Needs `can_count`."""
    (heard, order), (answer, say) = os.pipe(), os.pipe()
    command = ["perf", "stat", "-x,", "-e", ",".join(events), "-p", str(pid), "-D", "-1", "--control", f"fd:{heard},{say}"]
    with subprocess.Popen(command, pass_fds=(heard, say), stderr=subprocess.PIPE, text=True) as perf:
        os.close(heard), os.close(say)
        with suppress(BrokenPipeError):  # perf refused
            for tell, then in (("enable", work), ("disable", lambda: None)):
                os.write(order, f"{tell}\n".encode())
                os.read(answer, 16)  # perf has done it
                then()
        perf.send_signal(signal.SIGINT)
        counted = parse(perf.stderr.read())
    os.close(order), os.close(answer)
    return counted
