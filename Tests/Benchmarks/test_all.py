"""One command runs all benchmarks of docs/performance.md."""

import re
import tempfile
import unittest
from pathlib import Path

import all as every
from results import has_markers, write_between_markers


class AllTests(unittest.TestCase):
    def test_every_table_of_the_document_has_its_command(self):
        text = every.DOCUMENT.read_text()
        known = every.benchmarks(text)
        self.assertEqual(set(known), set(re.findall(r"<!-- (\w+) -->", text)))
        for name in known:
            self.assertTrue((every.HERE / f"{name}.py").is_file(), name)
            self.assertTrue(has_markers(every.DOCUMENT, name), name)

    def test_the_document_is_of_one_machine(self):
        text = every.DOCUMENT.read_text()
        self.assertEqual(every.other_processors(text, every.benchmarks(text)), {})

    def test_a_table_of_another_machine_is_found(self):
        with tempfile.NamedTemporaryFile("w", suffix=".md") as file:
            file.write("<!-- one -->\n<!-- /one -->\n<!-- two -->\n<!-- /two -->\n")
            file.flush()
            write_between_markers(Path(file.name), "- processor: A; 2 threads", "one")
            write_between_markers(Path(file.name), "- processor: B", "two")
            text = Path(file.name).read_text()
        self.assertEqual(every.other_processors(text, ["one", "two"]), {"two": "B"})

    def test_a_missed_target_is_not_a_failure(self):
        self.assertEqual(every.outcome(0, "| a: holds |\n| b: holds |"), "targets held: 2")
        self.assertEqual(every.outcome(1, "| a: holds |\n| b: **missed** |"), "**missed** a target; targets held: 1")
        self.assertEqual(every.outcome(1, ""), "**failed**")
        self.assertEqual(every.outcome(1, "| a: **missed** |", quick=True), "works")
        self.assertEqual(every.outcome(1, "", quick=True), "**failed**")

    def test_every_benchmark_has_the_options_of_all(self):
        for name in every.benchmarks(every.DOCUMENT.read_text()):
            text = (every.HERE / f"{name}.py").read_text()
            self.assertIn("options.parser(__doc__, PRODUCTS)", text, name)
            self.assertIn(f'options.read(parser, "{name}")', text, name)
            for product in re.findall(r'"([\w-]+)"', re.search(r"^PRODUCTS = \[(.*)\]$", text, re.MULTILINE)[1]):
                self.assertIn(product, every.PRODUCTS, name)


if __name__ == "__main__":
    unittest.main()
