"""Writes Sources/Heatmaps/ColorMap+Tables.swift from matplotlib's colour maps: pip install matplotlib numpy."""

from pathlib import Path

import matplotlib
import numpy as np

NAMES = {
    "yellowOrangeRed": "YlOrRd",
    "coolwarm": "coolwarm", "redBlue": "RdBu_r", "cividis": "cividis", "viridis": "viridis", "plasma": "plasma",
    "inferno": "inferno", "magma": "magma", "greys": "Greys", "hot": "hot", "turbo": "turbo", "jet": "jet",
}
ENTRIES_PER_LINE = 16
TARGET = Path(__file__).parents[3] / "Sources/Heatmaps/ColorMap+Tables.swift"


def table(name):
    return (matplotlib.colormaps[name](np.arange(256))[:, :3] * 255).astype(np.uint8)


lines = [
    "// Written by Tests/HeatmapsTests/Fixtures/make_color_maps.py; do not edit.",
    "",
    "extension ColorMap {",
    "    /// Red, green and blue of the 256 entries, two hexadecimal digits each, 16 entries a line.",
    "    var hexadecimalTable: String {",
    "        switch self {",
]
for case, name in NAMES.items():
    lines += [f"        case .{case}:", '            """']
    rows = table(name).reshape(-1, 3 * ENTRIES_PER_LINE)
    lines += [f"            {row.tobytes().hex()}\\" for row in rows[:-1]]
    lines += [f"            {rows[-1].tobytes().hex()}", '            """']
lines += ["        }", "    }", "}", ""]
TARGET.write_text("\n".join(lines))
