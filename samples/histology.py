"""Draws synthetic sections of bowel wall, stained with haematoxylin and eosin (H&E).

Everything is procedural: no patient, no scanner, no photograph. A section is drawn on a canvas with pixels of 4 um.
There, a nucleus is two pixels wide, and a 512-pixel tile of a 40x slide is a square of 32 pixels.

From the lumen outwards a section has mucosa with crypts, a thin muscularis mucosae, pale submucosa with fat, vessels
and lymphoid follicles, and muscularis propria with fibres. A lesion is a lobed region of crowded, irregular, dark
glands in fibrous stroma that begins in the mucosa and grows downwards. Follicles and inflamed mucosa, in sections of
both classes, are as dark as a lesion, so that "purple" alone does not tell a tumour.
"""

from dataclasses import dataclass

import cv2
import numpy as np

cv2.setNumThreads(1)

GLASS = np.array([243.0, 241.0, 244.0])
# Optical density of red, green and blue light for one unit of stain.
HAEMATOXYLIN = np.array([0.60, 0.72, 0.36])
EOSIN = np.array([0.14, 0.83, 0.40])


@dataclass
class Section:
    """A drawn section: pixels [rows, columns, 3] uint8, and masks of tissue and lesion [rows, columns] bool."""

    pixels: np.ndarray
    tissue: np.ndarray
    lesion: np.ndarray


def draw_section(height, width, thickness, lesion_radius, rng):
    """Draws a section. All lengths are in canvas pixels. A `lesion_radius` of 0 draws healthy tissue."""
    shape = (height, width)
    tissue, up = outline(shape, thickness, rng)
    depth, along = wall_coordinates(tissue, up)
    depth = depth + 9 * clouds(shape, 90, rng) + 3 * clouds(shape, 20, rng)
    lesion = lesion_region(tissue, depth, lesion_radius, rng)

    haematoxylin, eosin, empty = paint_wall(shape, depth, along, thickness, rng)
    if lesion_radius > 0:
        paint_lesion(lesion, haematoxylin, eosin, empty, rng)
    empty = np.maximum(empty, tears(shape, depth, along, rng))
    add_folds(shape, haematoxylin, eosin, rng)

    # Stain strength differs from slide to slide, and the thickness of the cut differs within a slide.
    cut = 1 + 0.07 * clouds(shape, 300, rng)
    haematoxylin *= cut * rng.uniform(0.88, 1.12)
    eosin *= cut * rng.uniform(0.88, 1.12)

    cover = cv2.GaussianBlur(tissue.astype(np.float32), (0, 0), 0.9) * (1 - np.clip(empty, 0, 1))
    density = (np.clip(haematoxylin, 0, 2.2) * cover)[..., None] * HAEMATOXYLIN
    density += (np.clip(eosin, 0, 2.0) * cover)[..., None] * EOSIN
    pixels = GLASS * np.exp(-density)
    tissue = cv2.GaussianBlur(cover, (0, 0), 3) > 0.5
    return Section(np.clip(np.rint(pixels), 0, 255).astype(np.uint8), tissue, (lesion > 0.5) & tissue)


# Noise. All shapes and textures are made from it.


def clouds(shape, size, rng, octaves=3):
    """Smooth noise, roughly within -1...1, whose largest features are `size` pixels wide. [rows, columns]"""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        cell = max(size / 2**octave, 1.0)
        grid = (int(shape[0] / cell) + 3, int(shape[1] / cell) + 3)
        coarse = rng.standard_normal(grid).astype(np.float32)
        full = cv2.resize(coarse, (int(grid[1] * cell), int(grid[0] * cell)), interpolation=cv2.INTER_CUBIC)
        total += full[: shape[0], : shape[1]] * 0.5**octave
    return total * 0.6


def warped(image, size, amount, rng):
    """Displaces the points of an image by smooth noise of about `amount` pixels."""
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]].astype(np.float32)
    columns += amount * clouds(image.shape, size, rng)
    rows += amount * clouds(image.shape, size, rng)
    return cv2.remap(image, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def cells(shape, spacing, rng):
    """Voronoi cells of a jittered grid: distance to the nearest centre, and a random number for each cell."""
    rows, columns = np.mgrid[0 : shape[0] : spacing, 0 : shape[1] : spacing].reshape(2, -1)
    jitter = rng.uniform(-0.42, 0.42, (2, rows.size)) * spacing
    rows = np.clip(rows + jitter[0], 0, shape[0] - 1).astype(int)
    columns = np.clip(columns + jitter[1], 0, shape[1] - 1).astype(int)
    centres = np.ones(shape, np.uint8)
    centres[rows, columns] = 0
    distance, label = cv2.distanceTransformWithLabels(centres, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    return distance, rng.random(label.max() + 1).astype(np.float32)[label]


def nuclei(shape, density, rng, sigma=0.75):
    """Haematoxylin of random nuclei, with `density` nuclei per pixel."""
    hits = (rng.random(shape, np.float32) < density).astype(np.float32) * rng.uniform(0.7, 1.5, shape).astype(np.float32)
    return cv2.GaussianBlur(hits, (0, 0), sigma) * (2 * np.pi * sigma**2) * 0.75


def step(x, edge, softness):
    """0 below the edge and 1 above it, with a soft transition."""
    return np.clip((x - edge) / softness + 0.5, 0, 1)


def mix(base, over, where):
    """Blends `over` into `base`, in place."""
    base += (over - base) * where


# Shapes.


def outline(shape, thickness, rng):
    """A lobed, bent strip of tissue, and the direction of the lumen."""
    height, width = shape
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    tilt = rng.uniform(-0.13, 0.13)
    x = (columns - width / 2) * np.cos(tilt) + (rows - height / 2) * np.sin(tilt)
    y = -(columns - width / 2) * np.sin(tilt) + (rows - height / 2) * np.cos(tilt)
    bend = rng.uniform(-0.2, 0.2) * thickness
    half = 0.43 * width
    y = y + bend * ((x / half) ** 2 - 0.4) + 0.10 * thickness * clouds(shape, 420, rng)
    y = y + 0.035 * thickness * clouds(shape, 90, rng)
    x = x + 0.10 * thickness * clouds(shape, 260, rng)
    swell = 1 + 0.22 * clouds(shape, 500, rng, octaves=1)
    inside = (np.abs(x / half) ** 3.2 + np.abs(y / (0.5 * thickness * swell)) ** 3.2) < 1
    # Shallow folds of the mucosa cut into the luminal side.
    across = x + 25 * clouds(shape, 120, rng)
    furrow = np.cos(across * 2 * np.pi / rng.uniform(230, 320)) > 0.93
    inside &= ~(furrow & (y < -0.24 * thickness + 0.08 * thickness * clouds(shape, 150, rng)))
    inside = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    return inside > 0, (np.sin(tilt), -np.cos(tilt))


def wall_coordinates(tissue, up):
    """Distance from the lumen, and position along the wall. [rows, columns], in pixels"""
    rows, columns = np.mgrid[: tissue.shape[0], : tissue.shape[1]].astype(np.float32)
    inside_rows, inside_columns = np.nonzero(tissue)
    above = (columns - inside_columns.mean()) * up[0] + (rows - inside_rows.mean()) * up[1]
    lumen = ~tissue & (above > 0)
    depth = cv2.distanceTransform((~lumen).astype(np.uint8), cv2.DIST_L2, 5)
    return depth, -columns * up[1] + rows * up[0]


def lesion_region(tissue, depth, radius, rng):
    """How much each pixel belongs to the lesion, 0...1."""
    if radius <= 0:
        return np.zeros(tissue.shape, np.float32)
    height, width = tissue.shape
    start = tissue & (depth > 0.3 * radius) & (depth < 0.3 * radius + 60)
    start[:, : width // 5] = start[:, -width // 5 :] = False
    places = np.argwhere(start)
    row, column = places[rng.integers(len(places))]
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    squeeze = rng.uniform(0.75, 1.0)
    distance = np.hypot((columns - column) * squeeze, rows - row) / radius
    distance += 0.26 * clouds(tissue.shape, radius, rng) + 0.10 * clouds(tissue.shape, 30, rng)
    return (1 - step(distance, 1, 0.08)) * tissue


def tears(shape, depth, along, rng):
    """Cracks between fibres and a few holes, which show background. 0...1"""
    stretched = fibres(shape, depth, along, 26, 9, rng)
    cracks = (np.abs(stretched) < 0.045) & (clouds(shape, 260, rng, octaves=2) > 0.55) & (depth > 110)
    holes = clouds(shape, 85, rng) + 0.25 * clouds(shape, 20, rng) > 1.75
    return cv2.GaussianBlur((cracks | holes).astype(np.float32), (0, 0), 0.9)


def fibres(shape, depth, along, width, elongation, rng):
    """Noise that is stretched along the wall. [rows, columns]"""
    texture = clouds((2048, 1024), width, rng, octaves=2)
    rows = (depth + 14 * clouds(shape, 130, rng)) % 2047
    columns = (along / elongation + 2048) % 1023
    return cv2.remap(texture, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR)


# Tissue.


def paint_wall(shape, depth, along, thickness, rng):
    """The stains of the healthy wall, and its empty parts."""
    mucosa_end = rng.uniform(95, 125)
    submucosa_end = mucosa_end + rng.uniform(0.20, 0.30) * thickness
    haematoxylin, eosin, empty = (np.zeros(shape, np.float32) for _ in range(3))

    muscle = fibres(shape, depth, along, 5, 8, rng)
    bundles = fibres(shape, depth, along, 30, 4, rng)
    eosin += 0.66 + 0.13 * muscle + 0.10 * bundles
    haematoxylin += 0.13 + 0.05 * muscle + nuclei(shape, 0.010 + 0.005 * bundles, rng)
    empty += step(np.abs(fibres(shape, depth, along, 44, 5, rng)), 0.05, -0.04) * 0.75

    paint_submucosa(shape, 1 - step(depth, submucosa_end, 12), haematoxylin, eosin, empty, rng)

    muscularis = step(depth, mucosa_end, 3) * (1 - step(depth, mucosa_end + 11, 4))
    mix(eosin, 0.72 + 0.12 * muscle, muscularis)
    mix(haematoxylin, 0.22 + nuclei(shape, 0.02, rng), muscularis)
    mix(empty, 0, muscularis)

    paint_mucosa(shape, depth, 1 - step(depth, mucosa_end, 3), haematoxylin, eosin, empty, rng)
    return haematoxylin, eosin, empty


def paint_submucosa(shape, where, haematoxylin, eosin, empty, rng):
    """Loose collagen with lobules of fat, vessels and lymphoid follicles."""
    strands = np.abs(warped(clouds(shape, 22, rng), 60, 16, rng))
    mix(eosin, 0.20 + 0.42 * np.exp(-strands * 5) + 0.08 * clouds(shape, 80, rng), where)
    mix(haematoxylin, 0.06 + nuclei(shape, 0.008, rng), where)
    mix(empty, 0.45 * step(strands, 0.75, 0.5), where)

    distance, _ = cells(shape, 13, rng)
    fat = where * step(clouds(shape, 170, rng, octaves=2), 0.62, 0.05)
    mix(empty, 1 - step(distance, 5.6, 1.6) * 0.85, fat)
    mix(eosin, 0.42, fat)

    distance, kind = cells(shape, 120, rng)
    distance = warped(distance, 40, 5, rng)
    radius = 9 + 10 * ((kind * 7) % 1)
    vessel = where * (kind < 0.28)
    wall = vessel * step(radius + 6 - distance, 0, 2)
    mix(eosin, 0.80, wall)
    mix(haematoxylin, 0.20 + nuclei(shape, 0.03, rng), wall)
    mix(empty, 0, wall)
    lumen = vessel * step(radius - distance, 0, 2)
    blood = (kind * 13) % 1 > 0.5
    mix(eosin, np.where(blood, 1.05, 0.05), lumen)
    mix(haematoxylin, 0.02, lumen)
    mix(empty, np.where(blood, 0, 1), lumen)
    paint_follicles(shape, where, haematoxylin, eosin, empty, rng)


def paint_follicles(shape, where, haematoxylin, eosin, empty, rng):
    """Round clusters of lymphocytes, some with a pale germinal centre."""
    distance, kind = cells(shape, 210, rng)
    distance = warped(distance, 50, 8, rng)
    radius = 24 + 26 * ((kind * 11) % 1)
    follicle = where * (kind < 0.22) * step(radius - distance, 0, 8)
    centre = step(radius * 0.5 - distance, 0, 9)
    mix(haematoxylin, 0.62 - 0.26 * centre + nuclei(shape, 0.16 - 0.08 * centre, rng) * 0.8, follicle)
    mix(eosin, 0.24, follicle)
    mix(empty, 0, follicle)


def paint_mucosa(shape, depth, where, haematoxylin, eosin, empty, rng):
    """Regular crypts in a lamina propria, which is inflamed in places."""
    inflamed = step(clouds(shape, 220, rng, octaves=2), 0.5, 0.5)
    stroma = nuclei(shape, 0.055 + 0.075 * inflamed, rng)
    mix(eosin, 0.42 + 0.05 * clouds(shape, 12, rng), where)
    mix(haematoxylin, 0.17 + 0.16 * inflamed + stroma, where)
    mix(empty, 0, where)

    distance, kind = cells(shape, 23, rng)
    distance = warped(distance, 26, 3.0, rng)
    outer = 7.0 + 1.8 * kind
    epithelium = where * step(outer - distance, 0, 1.6)
    goblet = where * step(outer - 2.6 - distance, 0, 1.6)
    lumen = where * step(1.9 - distance, 0, 1.4)
    mix(haematoxylin, 0.66 + 0.4 * nuclei(shape, 0.08, rng), epithelium)
    mix(eosin, 0.34, epithelium)
    mix(haematoxylin, 0.20 + 0.06 * kind, goblet)
    mix(eosin, 0.16, goblet)
    mix(empty, 0.8, lumen)
    surface = where * (1 - step(depth, 3 + 3 * clouds(shape, 30, rng), 3))
    mix(haematoxylin, 0.45 + 0.4 * nuclei(shape, 0.1, rng), surface)
    mix(eosin, 0.40, surface)


def paint_lesion(lesion, haematoxylin, eosin, empty, rng):
    """Adenocarcinoma: crowded glands of every size, many fused, in fibrous stroma with lymphocytes; some necrosis."""
    shape = lesion.shape
    strands = warped(clouds(shape, 16, rng), 50, 18, rng)
    rim = np.clip(4 * lesion * (1 - lesion), 0, 1)
    mix(eosin, 0.46 + 0.13 * strands, lesion)
    mix(haematoxylin, 0.24 + 0.25 * rim + nuclei(shape, 0.06 + 0.08 * rim, rng), lesion)
    mix(empty, 0, lesion)

    distance, kind = cells(shape, 30, rng)
    distance = cv2.GaussianBlur(warped(warped(distance, 34, 9, rng), 14, 3, rng), (0, 0), 1.6)
    kind = cv2.GaussianBlur(warped(kind, 34, 6, rng), (0, 0), 2.5)
    outer = 12.0 + 8.0 * kind
    lining = 6.5 + 4.5 * clouds(shape, 45, rng)
    epithelium = lesion * step(outer - distance, 0, 1.6)
    lumen = lesion * step(outer - lining - distance, 0, 2.2) * step(kind, 0.5, 0.1)
    mix(haematoxylin, 0.80 + 0.13 * clouds(shape, 60, rng) + 0.55 * nuclei(shape, 0.12, rng, sigma=0.95), epithelium)
    mix(eosin, 0.36, epithelium)
    necrosis = step(clouds(shape, 90, rng, octaves=2), 0.1, 0.6)
    mix(haematoxylin, 0.10 + 0.5 * nuclei(shape, 0.05, rng) * necrosis, lumen)
    mix(eosin, 0.12 + 0.5 * necrosis, lumen)
    mix(empty, 0.6 * (1 - necrosis), lumen)


def add_folds(shape, haematoxylin, eosin, rng):
    """One or two ridges where the section is folded."""
    ridge = step(np.abs(warped(clouds(shape, 700, rng, octaves=1), 200, 30, rng) - 0.35), 0.006, -0.006)
    ridge *= step(clouds(shape, 300, rng, octaves=1), 0.65, 0.3)
    haematoxylin *= 1 + 0.7 * ridge
    eosin *= 1 + 0.7 * ridge
