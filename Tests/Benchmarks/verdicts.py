"""Measures how often the verdict of `linmil evaluate` is right, on slides with planted tiles.

    python3 Tests/Benchmarks/verdicts.py --write docs/evaluate.md

make_planted.py trains small models and draws slides, whose planted tiles it knows. Four kinds of map are measured on each slide,
beside the model's own scores: the planted truth, one that marks half of it, random numbers, and a constant. The planted truth must
be called explaining, and random numbers must not, on at least 19 of 20 slides each. Two slides in a row are also measured in 20
steps in place of 100.

The rule of the verdict was made on the seeds 1, 2, 11 and 12. The table is of other seeds. Prints Markdown tables, writes
them between two marker lines of a document, and exits with 1 if a share is missed. Takes ten minutes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean

from environment import DEFAULT_ENVIRONMENT, HERE, build_binaries, prepare_python, say
from results import has_markers, write_between_markers

SHARE = 0.95
VERDICTS = ["explains", "explains in part", "does not explain", "within chance", "saturated"]


def evaluate(linmil, slide, steps, options=()):
    """What the command says of all scores of a slide and of the maps beside it."""
    maps = [word for path in sorted(slide.parent.glob(f"{slide.stem}-maps/*.csv")) for word in ("--map", path)]
    found = subprocess.run(
        [linmil, "evaluate", slide, "--model", slide.parent / "model.safetensors", *maps, "--steps", str(steps),
         "--threads", "1", "--json", "--quiet", *options],
        check=True, capture_output=True, text=True)
    return json.loads(found.stdout)


def kind(name):
    """The kind of a map: the random ones are one kind."""
    return "random" if name.startswith("random") else name


def least_correlation(score):
    """The smallest correlation over all steps of the sanity test; None if there is none."""
    values = [step["correlation"] for step in score.get("sanity", []) if "correlation" in step]
    return min(values) if values else None


def task(slide):
    return slide.parent.name.split("-")[0]


def verdict_table(found):
    """How often each kind of map got each verdict. found {slide: evaluation}"""
    scores = defaultdict(list)
    for evaluation in found.values():
        for name, score in evaluation["scores"].items():
            scores[kind(name)].append(score)
    first = ["planted", "half", "random", "constant"]
    rest = sorted(set(scores) - set(first), key=lambda name: -mean(one["faithfulness"] for one in scores[name]))
    lines = [
        f"| map | maps | SRG | faithfulness, smallest and largest | {' | '.join(VERDICTS)} |",
        f"|---|---|---|---|{'---|' * len(VERDICTS)}",
    ]
    for name in first + rest:
        measured = scores[name]
        values = [one["faithfulness"] for one in measured]
        counts = Counter(one["verdict"] for one in measured)
        shown = name if name in first else f"`{name}`"
        lines.append(
            f"| {shown} | {len(measured)} | {mean(one['srg'] for one in measured):.2f} | {mean(values):.2f} "
            f"({min(values):.2f} to {max(values):.2f}) | {' | '.join(str(counts[word]) for word in VERDICTS)} |")
    return lines


def task_table(found):
    """How often each task's planted truth and random numbers are called explaining."""
    lines = ["| task | slides | class's probability | planted: explains | random: explains | random: within chance |",
             "|---|---|---|---|---|---|"]
    for name in sorted({task(slide) for slide in found}):
        chosen = [evaluation for slide, evaluation in found.items() if task(slide) == name]
        shares = []
        for of, word in [("planted", "explains"), ("random", "explains"), ("random", "within chance")]:
            verdicts = [one["verdict"] for evaluation in chosen for map_name, one in evaluation["scores"].items()
                        if kind(map_name) == of]
            shares.append(f"{verdicts.count(word)} of {len(verdicts)}")
        probabilities = [evaluation["probability"] for evaluation in chosen]
        lines.append(f"| {name} | {len(chosen)} | {min(probabilities):.2f} to {max(probabilities):.2f} | {' | '.join(shares)} |")
    return lines


def share(found, name, verdict):
    verdicts = [one["verdict"] for evaluation in found.values() for map_name, one in evaluation["scores"].items()
                if kind(map_name) == name]
    return verdicts.count(verdict) / len(verdicts)


def summary(found, coarse):
    """The tables, and whether the shares are as wanted. found and coarse {slide: evaluation}, of 100 steps and of 20"""
    planted = {slide: one for slide, one in found.items() if "planted" in one["scores"]}
    others = [one for slide, one in found.items() if slide not in planted]
    explaining, chance = share(planted, "planted", "explains"), share(planted, "random", "explains")
    saturated = sum(all(score["verdict"] == "saturated" for score in one["scores"].values()) for one in others)
    pairs = [(one["verdict"], found[slide]["scores"][name]["verdict"])
             for slide, evaluation in coarse.items() for name, one in evaluation["scores"].items()]
    same = sum(few == many for few, many in pairs)
    opposed = sum({few, many} == {"explains", "does not explain"} for few, many in pairs)
    correlations = defaultdict(list)
    for evaluation in found.values():
        for name, one in evaluation["scores"].items():
            value = least_correlation(one)
            if value is not None:
                correlations[name].append(value)
    largest = sorted(((max(values), name) for name, values in correlations.items()), reverse=True)
    lines = [
        *verdict_table(planted), "", *task_table(planted), "",
        f"- The planted truth explains on {explaining:.1%} of {len(planted)} slides, random numbers on {chance:.1%} "
        f"(wanted: at least {SHARE:.0%}, at most {1 - SHARE:.0%}).",
        f"- {saturated} of the {len(others)} slides without planted tiles are saturated. On the others the model changes its "
        "prediction while the last tiles are removed.",
        f"- With 20 steps in place of 100, {same} of {len(pairs)} verdicts are the same, and {opposed} turn from "
        "*explains* to *does not explain* or back.",
        "- Sanity: the smallest rank correlation over the steps, at most over all slides: "
        + ", ".join(f"`{name}` {value:.2f}" for value, name in largest) + ".",
    ]
    return lines, explaining >= SHARE and chance <= 1 - SHARE


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path, default=DEFAULT_ENVIRONMENT)
    parser.add_argument("--python", type=Path, help="an interpreter that has the requirements")
    parser.add_argument("--binaries", type=Path, help="folder with linmil, already built")
    parser.add_argument("--seeds", type=int, nargs="+", default=[21, 22], help="of the models and slides")
    parser.add_argument("--planted", type=Path, metavar="FOLDER", help="what make_planted.py has made already")
    parser.add_argument("--keep", type=Path, metavar="JSON", help="write all evaluations, without their curves")
    parser.add_argument("--write", type=Path, metavar="MD", help="put the tables into a document")
    options = parser.parse_args()
    if options.write and not has_markers(options.write, "verdicts"):
        parser.error(f"{options.write}: the lines '<!-- verdicts -->' and '<!-- /verdicts -->' are missing")
    return options


def main():
    options = read_options()
    python = options.python or prepare_python(options.environment)
    linmil = (options.binaries or build_binaries(["linmil"])).resolve() / "linmil"
    with tempfile.TemporaryDirectory(prefix="linmil-verdicts-") as name:
        folder = options.planted or Path(name)
        if options.planted is None:
            say("training")
            subprocess.run([python, HERE / "make_planted.py", folder, *map(str, options.seeds)], check=True)
        slides = sorted(folder.glob("*/slide-*.h5"))
        say(f"measuring {len(slides)} slides")
        with ThreadPoolExecutor(2) as pool:
            found = dict(zip(slides, pool.map(lambda slide: evaluate(linmil, slide, 100), slides)))
            coarse = dict(zip(slides[::2], pool.map(
                lambda slide: evaluate(linmil, slide, 20, ["--score", "relevance"]), slides[::2])))
    if options.keep:
        options.keep.write_text(json.dumps([
            {**found[slide], "slide": f"{slide.parent.name}/{slide.stem}", "coarse": coarse.get(slide)}
            for slide in slides]))
    lines, holds = summary(found, coarse)
    print("\n".join(lines))
    if options.write:
        write_between_markers(options.write, "\n".join(lines), "verdicts")
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
