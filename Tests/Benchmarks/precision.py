"""Measures what bfloat16 costs: scores and predictions with `--precision bf16` beside those in float32.

    python3 Tests/Benchmarks/precision.py --write docs/performance.md

Every score of the samples' three slides, and of a slide of 10,000 tiles with the package's default model, whose random weights
make it a hard case: all tiles score alike. The script prints a table, and exits with 1 if a predicted class changes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import DEFAULT_ENVIRONMENT, HERE, build_binaries, prepare_python
from results import has_markers, write_between_markers

KINDS = ["cls", "attn", "rollout", "evidence", "relevance", "single", "gradient"]
SAMPLES = HERE.parent.parent / "samples"


def scored(binary, slide, model, precision, output):
    subprocess.run(
        [binary, "score", slide, "--model", model, "--score", ",".join(KINDS), "--precision", precision, "-o", output,
         "--quiet"], check=True)
    return json.loads(output.read_text())


def ranks(values):
    """Ranks from 1, ties at their mean."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found, first = [0.0] * len(values), 0
    while first < len(order):
        end = first
        while end < len(order) and values[order[end]] == values[order[first]]:
            end += 1
        for place in order[first:end]:
            found[place] = (first + end + 1) / 2
        first = end
    return found


def rank_correlation(a, b):
    a, b = ranks(a), ranks(b)
    mean = (len(a) + 1) / 2
    product = sum((x - mean) * (y - mean) for x, y in zip(a, b))
    return product / (sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)) ** 0.5


def top_shared(a, b):
    """The share of the highest 1 % of the tiles that both have."""
    count = max(1, len(a) // 100)
    highest = [set(sorted(range(len(a)), key=lambda tile: -values[tile])[:count]) for values in (a, b)]
    return len(highest[0] & highest[1]) / count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path, default=DEFAULT_ENVIRONMENT, help="the Python environment's folder")
    parser.add_argument("--python", type=Path, help="an interpreter that has the requirements")
    parser.add_argument("--binaries", type=Path, help="folder with linmil, already built")
    parser.add_argument("--write", type=Path, metavar="MD", help="put the table into a document")
    options = parser.parse_args()
    if options.write and not has_markers(options.write, "precision"):
        parser.error(f"{options.write}: the lines '<!-- precision -->' and '<!-- /precision -->' are missing")
    python = options.python or prepare_python(options.environment)
    binary = (options.binaries or build_binaries(["linmil"])) / "linmil"
    cells, predictions, changed = {}, [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([python, HERE / "make_inputs.py", folder, "--tiles", "10000"], check=True)
        slides = [(path.stem, path, SAMPLES / "model.safetensors") for path in sorted((SAMPLES / "slides").glob("*.h5"))]
        slides.append(("default model", folder / "slide-10000.h5", folder / "model.pt"))
        for title, slide, model in slides:
            whole = scored(binary, slide, model, "float32", folder / "whole.json")
            half = scored(binary, slide, model, "bf16", folder / "half.json")
            logits = max(abs(a - b) for a, b in zip(whole["logits"], half["logits"]))
            probabilities = max(abs(a - b) for a, b in zip(whole["probabilities"], half["probabilities"]))
            changed += whole["predictedClass"] != half["predictedClass"]
            predictions.append(f"{title}: logits {logits:.4f} of {max(map(abs, whole['logits'])):.2f}, probabilities {probabilities:.0e}")
            for kind in KINDS:
                a, b = whole["scores"][kind], half["scores"][kind]
                error = max(abs(x - y) for x, y in zip(a, b)) / max(map(abs, a))
                cells.setdefault(kind, []).append(f"{error:.0e}, {rank_correlation(a, b):.5f}, {top_shared(a, b):.0%}")
    lines = ["| score | " + " | ".join(title for title, _, _ in slides) + " |", "|---" * (len(slides) + 1) + "|"]
    lines += [f"| `{kind}` | " + " | ".join(found) + " |" for kind, found in cells.items()]
    lines += ["", *(f"- {line}" for line in predictions), f"- changed predictions: {changed}"]
    print("\n".join(lines))
    if options.write:
        write_between_markers(options.write, "\n".join(lines), "precision")
    sys.exit(1 if changed else 0)


if __name__ == "__main__":
    main()
