"""Plots time and memory of the mechanisms against the number of tiles.

    python draw_mechanisms.py PICTURE < FIGURES      one line each: mechanism,tiles,seconds,megabytes
"""

import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# Okabe and Ito's colours: colour-blind readers can tell them apart.
COLORS = {"linear": "#D55E00", "nystrom": "#0072B2", "dilated": "#009E73", "softmax": "#000000"}
MARKERS = {"linear": "o", "nystrom": "s", "dilated": "^", "softmax": "D"}

figures = {}
for line in sys.stdin:
    mechanism, *numbers = line.strip().split(",")
    figures.setdefault(mechanism, []).append([float(number) for number in numbers])

picture, (time, memory) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
for mechanism, points in figures.items():
    tiles, seconds, megabytes = zip(*points)
    style = {"color": COLORS[mechanism], "marker": MARKERS[mechanism], "markersize": 4}
    time.loglog(tiles, seconds, label=mechanism, **style)
    memory.loglog(tiles, megabytes, label=mechanism, **style)
time.set(xlabel="tiles", ylabel="seconds", title="one forward pass")
memory.set(xlabel="tiles", ylabel="MB", title="peak memory of linmil score")
for axes in (time, memory):
    axes.grid(True, which="major", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
time.legend(frameon=False)
picture.savefig(sys.argv[1], dpi=110)
