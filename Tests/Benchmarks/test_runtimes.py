"""Programs take turns, are watched, and what they use is counted.

    python3 -m unittest discover -s Tests/Benchmarks
"""

import io
import sys
import unittest
from contextlib import redirect_stderr

import counters
import peers
from processes import SideFailed
from runtimes import Figures, measure
from watcher import Limits, Watched, available, peak, resident, total

PLENTY = total()
ANSWERS = "import sys\nprint('ready', flush=True)\nfor _ in sys.stdin: print(0.5, flush=True)"
TAKES_MEMORY = "import time\nkept = []\nfor _ in range(100): kept.append(bytearray(b'x') * 10_000_000); time.sleep(0.02)"
SLEEPS = "import time\ntime.sleep(20)"


def program(code):
    return [sys.executable, "-c", code]


class WatcherTests(unittest.TestCase):
    def reason(self, code, limits):
        watched = Watched(program(code), limits)
        with self.assertRaises(SideFailed) as caught, watched:
            pass
        return watched.reason(caught.exception)

    def test_a_program_that_takes_too_much_memory_is_ended(self):
        self.assertEqual(self.reason(TAKES_MEMORY, Limits(100)), "memory")

    def test_a_program_is_ended_before_the_machine_is_full(self):
        self.assertEqual(self.reason(SLEEPS, Limits(PLENTY, available=PLENTY)), "memory")

    def test_a_program_that_takes_too_long_is_ended(self):
        self.assertEqual(self.reason(SLEEPS, Limits(PLENTY, available=0, seconds=0.1)), "time")

    def test_a_refused_allocation_is_a_lack_of_memory(self):
        self.assertEqual(self.reason("raise MemoryError", Limits(PLENTY, available=0)), "memory")

    def test_a_program_that_fails_otherwise_does_not_run(self):
        self.assertEqual(self.reason("import nothing_of_that_name", Limits(PLENTY, available=0)), "does not run")

    def test_the_kernel_counts_memory(self):
        with Watched(program(ANSWERS), Limits(PLENTY, available=0)) as watched:
            self.assertEqual(watched.seconds(), 0.5)
            self.assertGreater(resident(watched.process.pid), 1)
            self.assertGreaterEqual(peak(watched.process.pid), resident(watched.process.pid))
        self.assertEqual(resident(watched.process.pid), 0)
        self.assertLess(available(), total())


class TurnTests(unittest.TestCase):
    def test_a_program_that_fails_leaves_the_others(self):
        slow = ANSWERS.replace("0.5", "100")  # so long that one pass is all
        ends = "print('ready', flush=True)"
        with redirect_stderr(io.StringIO()):
            found = measure(
                {"one": program(slow), "two": program("exit(1)"), "three": program(ends)}, Limits(PLENTY, available=0))
        self.assertEqual([found["two"], found["three"]], ["does not run"] * 2)
        self.assertEqual(found["one"].seconds, 100)
        self.assertGreater(found["one"].megabytes, 1)


class CounterTests(unittest.TestCase):
    def test_what_perf_could_not_count_is_left_out(self):
        printed = "123456,,cycles:u,1000,100.00,,\n<not supported>,,instructions:u,0,100.00,,\n<not counted>,,faults,0,0.00,,\n"
        self.assertEqual(counters.parse(printed), {"cycles:u": 123456})
        self.assertEqual(counters.parse("142.47,msec,task-clock,142470000,100.00,0.8,CPUs utilized\n"), {"task-clock": 142.47})
        self.assertEqual(counters.parse("Error:\nNo permission to enable cycles event.\n"), {})

    def test_the_kernel_counts_what_a_process_used(self):
        before = counters.Usage.of("self")
        sum(range(3_000_000)), bytearray(50_000_000)
        used = counters.Usage.of("self") - before
        self.assertGreater(used.user, 0)
        self.assertGreater(used.faults, 0)

    def test_counters_are_rows_where_they_can_be_read(self):
        self.assertEqual(peers.counted({"linmil": Figures(1, 1, 1.5, 12)}, 1_000), [
            "| processors busy, 1,000 | 1.50 |", "| page faults, 1,000 | 12 |",
        ])
        events = {"cycles:u": 6e9, "instructions:u": 9e9, "user": 2}
        self.assertEqual(peers.counted({"linmil": Figures(1, 1, 1.5, 12, events)}, 1_000)[2:], [
            "| instructions per cycle, 1,000 | 1.50 |", "| GHz, 1,000 | 3.00 |",
        ])


if __name__ == "__main__":
    unittest.main()
