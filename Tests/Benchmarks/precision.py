"""Measures what bfloat16 costs: scores, predictions and faithfulness beside those in float32.

    python3 Tests/Benchmarks/precision.py --write docs/performance.md

Every score of the samples' three slides, of a slide of 10,000 tiles with the package's default model, whose random weights make
it a hard case (all tiles score alike), and of slides with planted tiles with the models that were trained on such slides
(make_planted.py). The script prints a table, and exits with 1 if a predicted class changes, or if a score that linmil computes in
bfloat16 does not keep its order.
"""

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import options
from environment import HERE

PRODUCTS = ["linmil", "PrecisionBenchmark"]
KINDS = ["cls", "attn", "rollout", "evidence", "relevance", "single", "gradient"]
SAMPLES = HERE.parent.parent / "samples"


# As in Score.Kind.holdsInBFloat16: the others are computed in float32, whatever precision is asked for.
HOLDING = ["cls", "relevance"]
LEAST_CORRELATION, LEAST_SHARED = 0.9998, 0.98


def scored(binaries, slide, model, precision, number=0):
    """Logits and scores in a precision. PrecisionBenchmark computes in it also what the command would not."""
    command = [binaries / "PrecisionBenchmark", model, slide, precision, str(number)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def srg(binaries, slide, model, kinds, precision):
    """How well scores explain the prediction, with the flipping too in this precision."""
    command = [binaries / "linmil", "evaluate", slide, "--model", model, "--score", ",".join(kinds), "--steps", "20",
               "--seeds", "1", "--precision", precision, "--json", "--quiet"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {name: one["srg"] for name, one in found["scores"].items()}


def probabilities(logits):
    weights = [math.exp(logit - max(logits)) for logit in logits]
    return [weight / sum(weights) for weight in weights]


def predicted(logits):
    return logits.index(max(logits))


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
    """How many of the highest 1 % of the tiles both have, and how many there are."""
    count = max(1, len(a) // 100)
    highest = [set(sorted(range(len(a)), key=lambda tile: -values[tile])[:count]) for values in (a, b)]
    return len(highest[0] & highest[1]), count


class Compared:
    """Slides of one kind, in both precisions: the worst of each number, and the share of all highest tiles."""

    def __init__(self, title):
        self.title, self.slides, self.changed, self.logits, self.probabilities, self.size = title, 0, 0, 0.0, 0.0, 0.0
        self.errors, self.correlations, self.shared = {}, {}, {}

    def add(self, whole, half):
        self.slides += 1
        gaps = [abs(a - b) for a, b in zip(whole["logits"], half["logits"])]
        self.size = max([self.size, *map(abs, whole["logits"])])
        self.logits = max([self.logits, *gaps])
        pairs = zip(probabilities(whole["logits"]), probabilities(half["logits"]))
        self.probabilities = max([self.probabilities, *(abs(a - b) for a, b in pairs)])
        self.changed += predicted(whole["logits"]) != predicted(half["logits"])
        for kind, a in whole["scores"].items():
            b = half["scores"][kind]
            if len(set(a)) == 1:  # no order to keep
                continue
            error = max(abs(x - y) for x, y in zip(a, b)) / max(map(abs, a))
            self.errors[kind] = max(self.errors.get(kind, 0), error)
            self.correlations[kind] = min(self.correlations.get(kind, 1), rank_correlation(a, b))
            both, count = top_shared(a, b)
            before = self.shared.get(kind, (0, 0))
            self.shared[kind] = (before[0] + both, before[1] + count)

    def cell(self, kind):
        if kind not in self.errors:
            return ""
        both, count = self.shared[kind]
        return f"{self.errors[kind]:.0e}, {self.correlations[kind]:.5f}, {both / count:.0%}"

    def holds(self, kind):
        if kind not in self.errors:
            return True
        both, count = self.shared[kind]
        return self.correlations[kind] >= LEAST_CORRELATION and both / count >= LEAST_SHARED


def main():
    parser = options.parser(__doc__, PRODUCTS)
    parser.add_argument("--seeds", type=int, nargs="+", default=[31], help="of the planted slides and their models")
    chosen = options.read(parser, "precision")
    tiles = 1_000 if chosen.quick else 10_000
    python, binaries = options.prepare(chosen, PRODUCTS)
    groups, gaps = [], {kind: 0.0 for kind in HOLDING}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([python, HERE / "make_inputs.py", folder, "--tiles", str(tiles)], check=True)
        subprocess.run([python, HERE / "make_planted.py", folder / "planted", *map(str, chosen.seeds)], check=True)
        slides = [(path.stem, path, SAMPLES / "model.safetensors") for path in sorted((SAMPLES / "slides").glob("*.h5"))]
        slides.append(("default model", folder / f"slide-{tiles}.h5", folder / "model.pt"))
        planted = sorted((folder / "planted").glob("*/*.h5"))
        slides += [("planted", path, path.parent / "model.safetensors") for path in planted]
        for title, slide, model in slides:
            if not groups or groups[-1].title != title:
                groups.append(Compared(title))
            number = predicted(scored(binaries, slide, model, "float32")["logits"])
            pair = [scored(binaries, slide, model, precision, number) for precision in ("float32", "bf16")]
            groups[-1].add(*pair)
            if title == "planted":
                kinds = [kind for kind in HOLDING if kind in pair[0]["scores"]]  # pooling `mean` has no `cls`
                whole, half = (srg(binaries, slide, model, kinds, precision) for precision in ("float32", "bf16"))
                for kind, value in whole.items():
                    gaps[kind] = max(gaps[kind], abs(value - half[kind]))
    lines = ["| score | " + " | ".join(group.title for group in groups) + " |", "|---" * (len(groups) + 1) + "|"]
    lines += [f"| `{kind}` | " + " | ".join(group.cell(kind) for group in groups) + " |" for kind in KINDS]
    lines += ["", *(f"- {group.title}{f' ({group.slides} slides)' if group.slides > 1 else ''}: logits {group.logits:.4f} of "
                    f"{group.size:.2f}, probabilities {group.probabilities:.0e}" for group in groups)]
    changed = sum(group.changed for group in groups)
    lines.append(f"- changed predictions: {changed}")
    lines.append("- SRG of the planted slides, largest difference: "
                 + ", ".join(f"`{kind}` {gap:.3f}" for kind, gap in gaps.items()))
    options.publish(chosen, "precision", "\n".join(lines))
    broken = [kind for kind in HOLDING if not all(group.holds(kind) for group in groups)]
    if broken:
        print(f"not kept in bfloat16: {', '.join(broken)}", file=sys.stderr)
    sys.exit(1 if changed or broken else 0)


if __name__ == "__main__":
    main()
