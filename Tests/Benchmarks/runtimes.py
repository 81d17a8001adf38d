"""The programs whose forward pass is compared, and how they take turns."""

import statistics
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

import counters
import watcher
from environment import HERE, say
from processes import SideFailed

RUNTIMES = {
    "PyTorch": "torch", "PyTorch bf16": "torch-bf16", "torch.compile": "compile", "ONNX Runtime": "onnx",
    "OpenVINO f32": "openvino-f32", "OpenVINO bf16": "openvino-bf16",
}
NAMES = ["linmil", "linmil bf16", *RUNTIMES]
VERSIONS = ["onnxruntime", "openvino"]  # of packages whose versions the facts name, beside the usual ones
REST = 0.3  # seconds between passes, so that the other programs' threads fall asleep
MOST_ROUNDS = 7
PATIENCE = 15  # seconds that the slowest program of a turn may take in all rounds


@dataclass
class Figures:
    """What the forward passes of one program took."""

    seconds: float  # median
    megabytes: float  # highest resident memory of the process
    processors: float  # that were busy on average
    faults: float  # of the memory's pages, a pass
    events: dict = field(default_factory=dict)  # counted by the processor, each beside the seconds in the program

    @property
    def instructions_per_cycle(self):
        return self.events["instructions:u"] / self.events["cycles:u"]

    @property
    def gigahertz(self):
        return self.events["cycles:u"] / self.events["user"] / 1e9


class Program(watcher.Watched):
    """A resident program, what its passes took, and what it used meanwhile."""

    def __enter__(self):
        super().__enter__()
        self.times, self.used = [], counters.Usage()
        watcher.forget_peak(self.process.pid)
        return self

    def once(self):
        time.sleep(REST)
        before = counters.Usage.of(self.process.pid)
        self.times.append(self.seconds())
        self.used += counters.Usage.of(self.process.pid) - before

    def forget(self):
        self.times.clear()
        self.used = counters.Usage()

    def figures(self):
        wall, processor = sum(self.times), self.used.user + self.used.system
        return Figures(
            statistics.median(self.times), watcher.peak(self.process.pid), processor / wall, self.used.faults / len(self.times))

    def events(self):
        """What the processor counts in a few more passes."""
        before = self.used
        events = counters.count(self.process.pid, lambda: [self.once() for _ in range(3)])
        return events | {"user": (self.used - before).user}


def make_model(python, folder):
    """Writes the model for `commands`."""
    subprocess.run([python, "-W", "ignore", HERE / "make_inputs.py", folder, "--tiles", "100"], check=True)
    subprocess.run([python, "-W", "ignore", HERE / "make_onnx.py", folder / "model.pt", folder / "model.onnx"], check=True)


def commands(python, binaries, folder, tiles, threads):
    """The programs by name, linmil first."""
    model, onnx = folder / "model.pt", folder / "model.onnx"
    found = {"linmil": [binaries / "ForwardBenchmark", model, tiles, threads],
             "linmil bf16": [binaries / "ForwardBenchmark", model, tiles, threads, "bf16"]}
    for name, runtime in RUNTIMES.items():
        file = onnx if runtime.startswith(("onnx", "openvino")) else model
        found[name] = [python, "-W", "ignore", HERE / "peer_forward.py", runtime, file, tiles, threads]
    return found


def measure(programs, limits, count_events=False):
    """The figures of each program by name, or the reason why it has none. In each round every program runs once, in turn.

    The first pass warms up. Where passes are long it is the only one."""
    found, running = {}, {}

    def attempt(name, program, step):
        try:
            return step()
        except SideFailed as failure:
            found[name] = program.reason(failure)
            running.pop(name, None)
            say(f"{name}: {found[name]}: {str(failure)[-300:]}")

    with ExitStack() as stack:
        for name, command in programs.items():
            say(f"starting {name}")
            program = Program(command, limits)
            if attempt(name, program, lambda: stack.enter_context(program)):
                running[name] = program
                attempt(name, program, program.once)
        slowest = max((program.times[0] for program in running.values()), default=PATIENCE)
        for number in range(min(MOST_ROUNDS, int(PATIENCE / slowest))):
            for name, program in list(running.items()):
                if number == 0:
                    program.forget()
                attempt(name, program, program.once)
        for name, program in list(running.items()):
            figures = program.figures()
            if count_events:
                figures.events = attempt(name, program, program.events) or {}
            found.setdefault(name, figures)
    return found
