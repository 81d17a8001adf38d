"""Makes annotations as GeoJSON, points, and which of the points shapely finds in them, borders included.

Run it in this folder: python3 make_regions.py (needs numpy and shapely 2).
"""

import json
from pathlib import Path

import numpy as np
import shapely
from shapely import geometry

FOLDER = Path(__file__).parent / "regions"


def feature(shape, **properties):
    return {"type": "Feature", "id": "f", "geometry": geometry.mapping(shape), "properties": properties}


def star(rng, corners, centre, radius, decimals):
    """A simple polygon around a centre, with corners at growing angles."""
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radii = rng.uniform(0.3, 1, corners) * radius
    points = np.stack([centre[0] + radii * np.cos(angles), centre[1] + radii * np.sin(angles)], 1)
    return geometry.Polygon(points.round(decimals))


def outline(rng, side):
    """The borders of random pixels, as a pixel classifier draws them: corners on whole numbers, with holes and parts."""
    pixels = rng.random((side, side)) < 0.6
    boxes = [geometry.box(2 * x, 2 * y, 2 * x + 2, 2 * y + 2) for y, x in zip(*np.nonzero(pixels))]
    return shapely.union_all(boxes)


def grid(step, low, high):
    axis = np.arange(low, high + step, step)
    return np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)


def cases():
    rng = np.random.default_rng(16)
    ring = geometry.Polygon(
        [(0, 0), (20, 0), (20, 20), (0, 20)],
        [[(4, 4), (4, 10), (10, 10), (10, 4)], [(12, 12), (18, 12), (15, 18)]])
    yield "holes", feature(ring, objectType="annotation"), ring, grid(1, -2, 22)
    # A hole that touches the outer ring at a corner, and an island in a hole.
    touching = geometry.Polygon([(0, 0), (8, 0), (8, 8), (0, 8)], [[(0, 4), (4, 2), (4, 6)]])
    island = geometry.Polygon([(1.5, 4), (3, 3), (3, 5)])
    parts = geometry.MultiPolygon([touching, island, geometry.box(10, 0, 14, 3)])
    yield "parts", {"type": "FeatureCollection", "features": [feature(parts)]}, parts, grid(0.5, -1, 15)
    # As a script for QuPath writes it: a bare list, with overlapping annotations.
    stars = [star(rng, 12, centre, 9, 0) for centre in [(10, 10), (16, 12), (8, 20)]]
    assert all(star.is_valid for star in stars)
    yield "list", [feature(star, classification={"name": "Tumor"}) for star in stars], stars, grid(0.5, 4, 24)
    # Corners with decimals; sides that go through no point exactly.
    fine = star(rng, 200, (50, 50), 48, 2)
    assert fine.is_valid
    yield "decimals", geometry.mapping(fine), fine, rng.uniform(0, 100, (2000, 2)).round(2)
    pixels = outline(rng, 24)
    collection = {"type": "GeometryCollection", "geometries": [geometry.mapping(part) for part in pixels.geoms]}
    yield "pixels", collection, pixels, grid(1, -1, 50)
    # Points on slanted sides: multiples of the direction of each.
    slanted = geometry.Polygon([(0, 0), (30, 10), (40, 40), (10, 30)])
    on_sides = [np.array([3 * k, k]) for k in range(11)] + [np.array([30 + k, 10 + 3 * k]) for k in range(11)]
    points = np.array(on_sides + [p + d for p in on_sides for d in ([0.25, 0], [-0.25, 0], [0, 1e-9], [0, -1e-9])])
    yield "slanted", geometry.mapping(slanted), slanted, points


FOLDER.mkdir(exist_ok=True)
expected = {}
for name, document, shape, points in cases():
    # Annotations that overlap one by one: their union has rounded corners where they cross.
    shapes = shape if isinstance(shape, list) else [shape]
    inside = np.any([shapely.covers(shape, shapely.points(points)) for shape in shapes], axis=0)
    (FOLDER / f"{name}.geojson").write_text(json.dumps(document, separators=(",", ":")) + "\n")
    expected[name] = {"points": points.tolist(), "inside": "".join(str(int(i)) for i in inside)}
    print(name, len(points), int(inside.sum()))
(FOLDER / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
