"""The table of growing slides tells how far each program got."""

import unittest

import growth
from runtimes import Figures
from watcher import Limits


def figures(seconds, megabytes):
    return Figures(seconds, megabytes, 1.5, 12)


class GrowthTests(unittest.TestCase):
    def test_growth_tells_how_far_a_program_got(self):
        results = {
            "linmil": {1_000: figures(0.05, 64.096), 3_000: figures(0.15, 72.288)},
            "PyTorch bf16": {1_000: figures(0.5, 102.048), 3_000: "memory"},
        }
        self.assertEqual(growth.table(results).splitlines()[2:], [
            "| 1,000 | 0.05 s, 60 MB | 0.5 s, 100 MB |",
            "| 3,000 | 0.15 s, 60 MB | memory |",
        ])

    def test_a_size_out_of_reach_is_not_tried(self):
        limits = Limits(10_000, seconds=10)
        self.assertIsNone(growth.out_of_reach(1_000, {}, limits))
        self.assertIsNone(growth.out_of_reach(3_000, {1_000: figures(3, 10)}, limits))
        self.assertEqual(growth.out_of_reach(10_000, {1_000: figures(3, 10)}, limits), "time")
        self.assertEqual(growth.out_of_reach(10_000, {1_000: "memory"}, limits), "not tried")


if __name__ == "__main__":
    unittest.main()
