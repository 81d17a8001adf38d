"""Makes islands/ of HeatmapsTests: pip install numpy scipy. Deterministic.

islands/values.raw     a value of each pixel, in 255ths. uint8 [height, width]
islands/AREA-HALO.raw  the outline at 0.5: 1 on a line of two pixels, 2 on its halo, without holes and islands of fewer
                       pixels than AREA. uint8 [height, width]
"""

from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter, label

FOLDER = Path(__file__).parent / "islands"
WIDTH, HEIGHT, LINE = 120, 90, 2
CROSS, SQUARE = None, np.ones((3, 3))


def without_small(mask, area, touching):
    """A mask without its connected parts of fewer pixels than `area`."""
    numbers, _ = label(mask, touching)
    sizes = np.bincount(numbers.ravel())
    return mask & (sizes[numbers] >= area)


def cleaned(region, area):
    outside = np.pad(~region, 1, constant_values=True)
    # All that touches the border of the canvas is one, and large.
    numbers, _ = label(outside, CROSS)
    sizes = np.bincount(numbers.ravel())
    sizes[numbers[0, 0]] = 1 << 30
    filled = ~(outside & (sizes[numbers] >= area))[1:-1, 1:-1]
    return without_small(filled, area, SQUARE)


FOLDER.mkdir(exist_ok=True)
noise = np.random.default_rng(11).normal(size=(HEIGHT, WIDTH))
smooth = gaussian_filter(noise, 2.2) / gaussian_filter(noise, 2.2).std() + gaussian_filter(noise, 0.6)
values = np.clip(128 + 60 * smooth, 0, 255).astype(np.uint8)
(FOLDER / "values.raw").write_bytes(values.tobytes())
for area, halo in [(0, 1), (2, 0), (12, 0), (40, 2), (400, 1)]:
    region = cleaned(values >= 128, area)
    distance = distance_transform_edt(np.pad(region, 1))[1:-1, 1:-1]
    line = np.zeros(region.shape, np.uint8)
    for width, mark in [(LINE + 2 * halo, 2), (LINE + halo, 1), (halo, 2)] if halo else [(LINE, 1)]:
        line[region & (distance < width + 0.5)] = mark
    (FOLDER / f"{area}-{halo}.raw").write_bytes(line.tobytes())
