"""Plots time and memory of a forward pass against the number of tiles, with a line for each program or mechanism.

    python draw_lines.py PICTURE "TITLE OF THE MEMORY" < FIGURES      one line each: name,tiles,seconds,megabytes

A name that ends in bf16 has the colour of the name without it, with dashes and hollow markers.
"""

import math
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# Okabe and Ito's colours: colour-blind readers can tell them apart.
COLORS = ["#D55E00", "#0072B2", "#009E73", "#000000", "#CC79A7", "#56B4E9"]
MARKERS = ["o", "s", "^", "D", "v", "P"]
APART = 0.06  # between two labels, in heights of the axes


def family(name):
    """What a name has in common with the same program in another precision."""
    return name.removesuffix(" bf16").removesuffix(" f32")


def spread(heights):
    """Moves heights, in ascending order, as little apart as labels need, and none above the axes."""
    groups = []  # of labels that touch: the height of the middle, and how many
    for height in heights:
        middle, count = height, 1
        while groups and middle - groups[-1][0] < APART * (count + groups[-1][1]) / 2:
            below, more = groups.pop()
            middle, count = (middle * count + below * more) / (count + more), count + more
        groups.append((middle, count))
    apart = [middle + APART * (index - (count - 1) / 2) for middle, count in groups for index in range(count)]
    return [min(height, 1 - APART * above) for above, height in zip(reversed(range(len(apart))), apart)]


def height_at_edge(axes, tiles, values):
    """Where a line meets the right edge if it goes on from its last two points, in heights of the axes."""
    right, (low, high) = axes.get_xlim()[1], axes.get_ylim()
    at = math.log(values[-1])
    if len(values) > 1:
        at += math.log(values[-1] / values[-2]) / math.log(tiles[-1] / tiles[-2]) * math.log(right / tiles[-1])
    return (at - math.log(low)) / math.log(high / low)


def draw(axes, figures, column, unit, title):
    families = list(dict.fromkeys(map(family, figures)))
    lines = {}
    for name, points in figures.items():
        number = families.index(family(name))
        tiles, values = [point[0] for point in points], [point[column] for point in points]
        half = name.endswith(" bf16")
        axes.loglog(
            tiles, values, "--" if half else "-", color=COLORS[number], marker=MARKERS[number], markersize=5, linewidth=1.4,
            markerfacecolor="white" if half else COLORS[number])
        lines[name] = tiles, values, COLORS[number]
    axes.set(xlabel="tiles", ylabel=unit)
    axes.set_title(title, loc="left")
    axes.grid(True, which="major", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    edges = {name: height_at_edge(axes, tiles, values) for name, (tiles, values, _) in lines.items()}
    order = sorted(edges, key=edges.get)
    for name, height in zip(order, spread([edges[name] for name in order])):
        tiles, values, color = lines[name]
        leader = {"arrowstyle": "-", "color": color, "linewidth": 0.8, "linestyle": ":", "relpos": (0, 0.5), "shrinkB": 4}
        axes.annotate(
            name, (tiles[-1], values[-1]), (1.06, height), textcoords="axes fraction", color=color, va="center", arrowprops=leader)


figures = {}
for line in sys.stdin:
    name, *numbers = line.strip().split(",")
    figures.setdefault(name, []).append([float(number) for number in numbers])

picture, (time, memory) = plt.subplots(1, 2, figsize=(11, 5), layout="constrained")
draw(time, figures, 1, "seconds", "one forward pass")
draw(memory, figures, 2, "MB", sys.argv[2])
picture.savefig(sys.argv[1], dpi=150)
