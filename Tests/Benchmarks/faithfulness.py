"""Measures how faithful each score is to the samples' model, by patch flipping.

    python3 Tests/Benchmarks/faithfulness.py --write docs/scores.md

For each slide and each score, tiles are removed in steps of a hundredth (rounded up), those with the highest scores
first, and then once more those with the lowest first. The published lin_mil on PyTorch says each time how probable the
class still is that it predicts for the whole slide. The mean over the steps is the area under that curve (AUPC). A
score that names the tiles which the prediction rests on has a low area one way and a high one the other way; the
difference is the symmetric relevance gain (SRG, arXiv 2401.06654), 0 for a random order. The scores are the command's.

The samples are three slides, and their normal one keeps its prediction whatever is removed. So the script also draws
slides of the same kind that the model was not trained on, all with a lesion. It knows which of their tiles are lesion,
and measures how well each score finds them. Prints a Markdown table, and writes it between two marker lines of a
document. Takes ten minutes.
"""

import argparse
import json
import math
import subprocess
import tempfile
from pathlib import Path
from statistics import mean, stdev

from environment import DEFAULT_ENVIRONMENT, HERE, PACKAGE, build_binaries, prepare_python, say
from results import has_markers, write_between_markers

SAMPLES = PACKAGE / "samples"
# What the table says of a score, and the command's options for it.
SCORES = {
    "`relevance`": ["relevance"],
    "`single`": ["single"],
    "`evidence`": ["evidence"],
    "`cls`": ["cls"],
    "`cls --block 0`": ["cls", "--block", "0"],
    "`rollout`": ["rollout"],
    "`attn`": ["attn"],
    "`gradient`": ["gradient"],
}


def scores_of(linmil, model, slide, folder):
    """The command's scores of one slide, by name."""
    scores = {}
    for name, (kind, *options) in SCORES.items():
        path = folder / "scores.json"
        subprocess.run(
            [linmil, "score", slide, "--model", model, "--score", kind, *options, "-o", path, "--quiet"], check=True)
        scores[name] = json.loads(path.read_text())["scores"]
    return scores


def flip(python, model, scores):
    """The figures of all slides. {slide: {score: [tiles]}} -> {slide: {score: figures}}"""
    flipping = subprocess.run(
        [python, "-W", "ignore", HERE / "peer_flipping.py", model], input=json.dumps(scores), check=True,
        stdout=subprocess.PIPE, text=True)
    return json.loads(flipping.stdout)


def gain(figures):
    """The symmetric relevance gain."""
    return figures["last"] - figures["first"]


def spread(values):
    """Mean and standard error over slides."""
    return f"{mean(values):.3f} ± {stdev(values) / math.sqrt(len(values)):.3f}"


def table(found, held_out):
    """A row for each score: SRG of each sample, then everything of the other slides. found {slide: {score: figures}}"""
    samples = [slide for slide in found if slide not in held_out]
    names = [Path(slide).stem for slide in samples]
    lines = [
        f"| score | {' | '.join(f'SRG, `{name}`' for name in names)} | SRG, {len(held_out)} other slides | "
        "AUPC, highest first | AUPC, lowest first | AUROC of lesion tiles |",
        f"|---|{'---|' * (len(names) + 4)}",
    ]
    scores = found[samples[0]]
    for score in sorted(scores, key=lambda score: -mean(gain(found[slide][score]) for slide in held_out)):
        # Adding 0 takes the sign off a rounded zero.
        cells = [f"{round(gain(found[slide][score]), 3) + 0.0:.3f}" for slide in samples]
        cells.append(spread([gain(found[slide][score]) for slide in held_out]))
        cells += [spread([found[slide][score][name] for slide in held_out]) for name in ("first", "last", "auroc")]
        lines.append(f"| {score} | {' | '.join(cells)} |")
    lines += [
        "",
        f"The {len(held_out)} other slides are drawn as the samples were, all with a lesion, and the model was not trained on",
        "them: mean ± standard error over slides. `normal-01` keeps its prediction whatever is removed.",
    ]
    return "\n".join(lines)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path, default=DEFAULT_ENVIRONMENT)
    parser.add_argument("--python", type=Path, help="an interpreter that has the requirements")
    parser.add_argument("--binaries", type=Path, help="folder with linmil, already built")
    parser.add_argument("--slides", type=int, default=20, help="how many other slides to draw")
    parser.add_argument("--drawn", type=Path, metavar="FOLDER", help="slides that make_held_out.py has drawn already")
    parser.add_argument("--write", type=Path, metavar="MD", help="put the table into a document")
    options = parser.parse_args()
    if options.write and not has_markers(options.write, "faithfulness"):
        parser.error(f"{options.write}: the lines '<!-- faithfulness -->' and '<!-- /faithfulness -->' are missing")
    return options


def main():
    options = read_options()
    python = options.python or prepare_python(options.environment)
    linmil = (options.binaries or build_binaries(["linmil"])).resolve() / "linmil"
    model = SAMPLES / "model.safetensors"
    with tempfile.TemporaryDirectory(prefix="linmil-faithfulness-") as name:
        folder, drawn = Path(name), options.drawn
        if drawn is None:
            say("drawing slides")
            drawn = folder
            subprocess.run([python, "-W", "ignore", HERE / "make_held_out.py", drawn, str(options.slides)], check=True)
        held_out = [str(slide) for slide in sorted(drawn.glob("*.h5"))]
        slides = [*(str(slide) for slide in sorted((SAMPLES / "slides").glob("*.h5"))), *held_out]
        say("scoring")
        scores = {slide: scores_of(linmil, model, slide, folder) for slide in slides}
        say("removing tiles")
        text = table(flip(python, model, scores), held_out)
    if options.write:
        write_between_markers(options.write, text, "faithfulness")
    print(text)


if __name__ == "__main__":
    main()
