"""Folders as TRIDENT, CLAM, STAMP and MMP write them, and files that do not fit together.

The writers follow the programs' own code: TRIDENT's and CLAM's `save_h5` (resizable, chunks of one row), STAMP's
`h5_fp["coords"] = ...` with attributes of the file.
"""

import h5py
import numpy as np

from slide_files import RESULTS, SIDE, TILES, case, coords, fault, features

MPP = 0.2485


def save_h5(path, assets, attributes=None):
    """Writes a file with the calls that TRIDENT and CLAM use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w", libver="earliest") as file:
        for key, values in assets.items():
            chunks = (1,) + values.shape[1:]
            dataset = file.create_dataset(
                key, data=values, chunks=chunks, maxshape=(None,) + values.shape[1:], track_times=False)
            dataset.attrs.update((attributes or {}).get(key, {}))
    return path


def trident_attributes(side=256, source=40, target=20, overlap=0, size=(5200, 3700), name="slide"):
    """`coords_to_h5`. Its floor division gives a float side if a magnification is a float."""
    return {
        "patch_size": side, "patch_size_level0": side * source // target, "level0_magnification": source,
        "target_magnification": target, "overlap": overlap, "name": name, "savetodir": "out",
        "level0_width": size[0], "level0_height": size[1],
    }


def without(attributes, *names):
    return {name: value for name, value in attributes.items() if name not in names}


def text(*values):
    """UTF-8 texts of fixed length, as linmil writes them: one text, or a list."""
    encoded = [value.encode() for value in values]
    kind = h5py.string_dtype("utf-8", max(map(len, encoded)))
    return np.array(encoded if len(values) > 1 else encoded[0], dtype=kind)


def linmil_scores(path, points, **changes):
    """The file of `linmil score -o X.h5`, with some attributes changed, or left out if None."""
    attributes = {
        "linmil_version": text("0.2.0"), "score": text("cls"), "block": np.int64(1), "slide": text("h5/slide-7.h5"),
        "model": text("model.safetensors"), "model_fingerprint": text("sha256:" + 64 * "0"),
        "attention": text("linear"), "pooling": text("cls"), "classes": text("normal", "tum\u00f6r"),
        "logits": np.array([-1, 1], "f4"), "probabilities": np.array([0.125, 0.875], "f4"),
        "predicted_class": np.int64(1),
    } | changes
    with h5py.File(path, "w", libver="earliest") as file:
        scores = np.arange(TILES, dtype="f4")[:, None]
        file.create_dataset("attention_scores", data=scores, track_times=False)
        file.create_dataset("coords", data=points.astype("i4"), track_times=False)
        file["coords"].attrs.update(
            {"patch_size_level0": np.int64(SIDE), "level0_width": np.int64(20000), "level0_height": np.int64(20000)})
        file.attrs.update({name: value for name, value in attributes.items() if value is not None})


def trident_features(path, points=coords, attributes=None, values=features):
    """`extract_patch_features` copies the attributes of the coordinates."""
    attributes = trident_attributes() if attributes is None else attributes
    own = {"name": "slide", "savetodir": "out/features_uni_v1", "encoder": "uni_v1"}
    return save_h5(path, {"features": values, "coords": points}, {"features": own, "coords": attributes})


def clam_attributes(level=1, downsample=(4.0001, 4.0003), level_size=(3000, 2000), side=256):
    """`process_contour` of WholeSlideImage."""
    return {
        "patch_size": side, "patch_level": level, "downsample": downsample, "downsampled_level_dim": level_size,
        "level_dim": level_size, "name": "slide", "save_path": "results/patches",
    }


def clam_patches(path, points, attributes=None):
    return save_h5(path, {"coords": points}, {"coords": attributes or clam_attributes()})


def clam_features(path, points, values=features):
    return save_h5(path, {"features": values, "coords": points})


def stamp(path, points, attributes, values=features.astype("f2"), name="feats", **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w", libver="earliest") as file:
        for key, data in {"coords": points, name: values, **more}.items():
            if data is not None:
                file.create_dataset(key, data=data, track_times=False)
        file.attrs.update({"extractor": "uni-2a5b6c", **attributes})
    return path


# STAMP 2 uses micrometres. The tiles of a row are not at whole pixels.
MICROMETRES = np.array([(256 * (i % 10), 256 * (i // 10)) for i in range(TILES)], dtype="f4")
STAMP_21 = {"stamp_version": "2.1.1", "unit": "um", "tile_size_um": 256.0, "tile_size_px": 224, "code_hash": "ab", "feat_type": "tile"}
STAMP_20 = {"stamp_version": "2.0.0", "unit": "um", "tile_size": 256.0, "code_hash": "ab"}


def expect(side, source, slide_size=None, first=(0, 0), last=(9 * SIDE, 6 * SIDE), unit="level-0 px", warnings=()):
    return {
        "side": side, "from": source, "slideSize": slide_size, "first": list(first), "last": list(last), "unit": unit,
        "warnings": [list(words) for words in warnings],
    }


def trident_cases():
    sure = expect(512, "patch_size_level0", "5200x3700")
    trident_features(case("trident", expect=sure) / "slide.h5")
    floats = trident_attributes(source=40.0, target=20.0)
    trident_features(case("trident-float64-attributes", expect=sure) / "slide.h5", attributes=floats)
    # 224 * 40 // 15 = 597, while the tiles that it cut are round(224 * 2.67) = 597 wide
    odd = coords // SIDE * 597
    last = expect(597, "patch_size_level0", "6000x4200", last=(9 * 597, 6 * 597))
    trident_features(case("trident-odd-magnification", expect=last) / "slide.h5", odd,
                     trident_attributes(224, 40, 15, size=(6000, 4200)))
    older = without(trident_attributes(), "level0_width", "level0_height")
    trident_features(case("trident-before-slide-size", expect=expect(512, "patch_size_level0")) / "slide.h5", attributes=older)
    oldest = without(older, "patch_size_level0")
    by_magnification = expect(512, "patch_size, level0_magnification, target_magnification")
    trident_features(case("trident-before-tile-side", expect=by_magnification) / "slide.h5", attributes=oldest)
    # Tiles of 256 px at 20x that overlap by 64 are 384 level-0 px apart.
    trident_features(case("trident-overlap", expect=expect(512, "patch_size_level0", "5200x3700", last=(9 * 384, 6 * 384))) / "slide.h5",
                     coords // SIDE * 384, trident_attributes(overlap=64))
    # The folders of a job: features without their own attributes, or without coordinates.
    job = "20x_256px_0px_overlap"
    folder = case("trident-job", file=f"{job}/features_uni_v1/slide.h5", expect=sure) / job
    save_h5(folder / "features_uni_v1" / "slide.h5", {"features": features, "coords": coords})
    save_h5(folder / "patches" / "slide_patches.h5", {"coords": coords}, {"coords": trident_attributes()})
    folder = case("trident-job-without-coordinates", file=f"{job}/features_uni_v1/slide.h5", expect=sure) / job
    save_h5(folder / "features_uni_v1" / "slide.h5", {"features": features})
    save_h5(folder / "patches" / "slide_patches.h5", {"coords": coords}, {"coords": trident_attributes()})
    # Coordinates that were made again after the features.
    cut_again = expect(512, "patch_size_level0", "5200x3700", warnings=[["was not used", "coordinates of 60 tiles"]])
    folder = case("trident-job-cut-again", file=f"{job}/features_uni_v1/slide.h5", expect=cut_again) / job
    trident_features(folder / "features_uni_v1" / "slide.h5")
    save_h5(folder / "patches" / "slide_patches.h5", {"coords": coords[:60]}, {"coords": trident_attributes()})
    folder = case("trident-job-damaged-coordinates", file=f"{job}/features_uni_v1/slide.h5",
                  expect=expect(512, "patch_size_level0", "5200x3700", warnings=[["was not used", "not an HDF5 file"]])) / job
    trident_features(folder / "features_uni_v1" / "slide.h5")
    (folder / "patches").mkdir()
    (folder / "patches" / "slide_patches.h5").write_bytes(b"")

    # A slide without tissue, with an encoder that does not record the width of its features.
    trident_features(fault("trident-no-tissue", "[0, 8]", "no tile"), coords[:0], values=features[:0])
    trident_features(fault("trident-no-tissue-no-width", "[0]", "no tile"), coords[:0], values=np.zeros(0, "f4"))
    wrong = trident_attributes(source=20)
    trident_features(fault("trident-side-of-another-magnification", "256 px by patch_size_level0", "neighbours lie 512 px apart",
                           "a tile side of 512 px", "256 px if that is right"), attributes=wrong)
    trident_features(fault("trident-overlap-that-is-none", "512 px by patch_size_level0", "neighbours lie 512 px apart",
                           "expected 384 px"), attributes=trident_attributes(overlap=64))


def clam_cases():
    level1 = 2 * coords.astype("i4")
    # 3000 * 4.0001, 2000 * 4.0003
    by_downsample = expect(1024, "patch_size, downsample", "12000x8001", last=(9 * 1024, 6 * 1024))
    folder = case("clam-named-coordinates", coords="patches.h5", expect=by_downsample)
    clam_features(folder / "slide.h5", level1)
    clam_patches(folder / "patches.h5", level1)
    results = case("clam-results", file="features/h5_files/slide.h5", expect=by_downsample)
    clam_features(results / "features" / "h5_files" / "slide.h5", level1)
    clam_patches(results / "patches" / "slide.h5", level1)
    plain = case("clam-level-0", file="h5_files/slide.h5", expect=expect(512, "patch_size, downsample", "6000x4000"))
    clam_features(plain / "h5_files" / "slide.h5", coords.astype("i4"))
    clam_patches(plain / "patches" / "slide.h5", coords.astype("i4"), clam_attributes(0, (1.0, 1.0), (6000, 4000), 512))
    # int(16.07) = 16, not 16.07: CLAM cuts whole pixels.
    deep = (coords // SIDE * 4096).astype("i4")
    folder = case("clam-level-2", file="h5_files/slide.h5",
                  expect=expect(4096, "patch_size, downsample", "48210x32140", last=(9 * 4096, 6 * 4096)))
    clam_features(folder / "h5_files" / "slide.h5", deep)
    clam_patches(folder / "patches" / "slide.h5", deep, clam_attributes(2, (16.07, 16.07), (3000, 2000)))
    folder = case("clam-custom-downsample", file="h5_files/slide.h5", expect=expect(1024, "patch_size, downsample", "12000x8000", last=(9 * 1024, 6 * 1024)))
    clam_features(folder / "h5_files" / "slide.h5", level1)
    clam_patches(folder / "patches" / "slide.h5", level1,
                 clam_attributes(0, (1.0, 1.0), (12000, 8000), 512) | {"custom_downsample": 2})
    # The grid of each piece of tissue begins at its own corner, so the smallest distance is 1.
    pieces = coords.astype("i4").copy()
    pieces[35:] += np.array([137, 1], "i4")
    inferred = expect(512, "the distance of neighbouring tiles", last=(9 * 512 + 137, 6 * 512 + 1),
                      warnings=[["512 level-0 px were inferred", "overlap cannot be seen", "the tile side"]])
    clam_features(case("clam-pieces-without-attributes", expect=inferred) / "slide.h5", pieces)
    # Tiles that overlap by half, without any attribute that says so.
    half = (coords // 2).astype("i4")
    folder = case("clam-step-of-half-a-tile", file="h5_files/slide.h5",
                  expect=expect(512, "patch_size, downsample", "6000x4000", last=(9 * 256, 6 * 256),
                                warnings=[["tiles of 512 px lie 256 px apart", "overlap", "a tile side of 256 px"]]))
    clam_features(folder / "h5_files" / "slide.h5", half)
    clam_patches(folder / "patches" / "slide.h5", half, clam_attributes(0, (1.0, 1.0), (6000, 4000), 512))
    # Scores that CLAM computed: its blockmap.
    scores = np.linspace(-3, 5, TILES, dtype="f4")[:, None]
    folder = case("clam-blockmap", file="slide_blockmap.h5", tileSize=1024,
                  expect=expect(1024, "the caller", last=(9 * 1024, 6 * 1024)))
    save_h5(folder / "slide_blockmap.h5", {"attention_scores": scores, "coords": level1})
    folder = case("clam-blockmap-beside-patches", file="heatmaps/slide_blockmap.h5", expect=by_downsample)
    save_h5(folder / "heatmaps" / "slide_blockmap.h5", {"attention_scores": scores, "coords": level1})
    clam_patches(folder / "patches" / "slide.h5", level1)
    folder = case("scores-as-a-list", tileSize=1024, expect=expect(1024, "the caller", last=(9 * 1024, 6 * 1024)))
    save_h5(folder / "slide.h5", {"attention_scores": scores[:, 0].astype("f8"), "coords": level1})

    save_h5(fault("blockmap-of-two-classes", "'attention_scores'", "[70, 2]", "one score for each tile"),
            {"attention_scores": np.hstack([scores, scores]), "coords": level1})
    broken = scores.copy()
    broken[[3, 9]] = np.nan
    save_h5(fault("blockmap-with-nan", "2 of 70 scores", "nan", "tile 3"), {"attention_scores": broken, "coords": level1})
    save_h5(fault("blockmap-without-coordinates", "no dataset 'coords'", "the tiles' coordinates"), {"attention_scores": scores})
    save_h5(fault("blockmap-of-other-tiles", "coordinates of 60 tiles"), {"attention_scores": scores, "coords": level1[:60]})
    # Features whose coordinates are from another level: number and order agree, positions do not.
    folder = fault("clam-coordinates-of-another-level", "69 tiles lie elsewhere", "tile 1",
                   coords="patches.h5").parent
    clam_features(folder / "slide.h5", coords.astype("i4"))
    clam_patches(folder / "patches.h5", level1)
    folder = fault("clam-coordinates-in-another-order", "lie elsewhere", "tile 0", coords="patches.h5").parent
    clam_features(folder / "slide.h5", level1)
    clam_patches(folder / "patches.h5", level1[::-1])
    path = fault("clam-results-of-other-tiles", "patches/slide.h5", "coordinates of 60 tiles", "features of 70",
                 file="h5_files/slide.h5")
    save_h5(path.parent / "h5_files" / "slide.h5", {"features": features})
    clam_patches(path.parent / "patches" / "slide.h5", level1[:60])


def stamp_cases():
    def places(unit):
        return (round(9 * unit / MPP, 6), round(6 * unit / MPP, 6))

    side = round(256 / MPP, 6)
    micrometres = {"last": places(256), "unit": "micrometres"}
    stamp(case("stamp-2.1", mpp=MPP, expect=expect(side, "tile_size_um", **micrometres)) / "slide.h5", MICROMETRES, STAMP_21)
    stamp(case("stamp-2.0", mpp=MPP, expect=expect(side, "tile_size", **micrometres)) / "slide.h5", MICROMETRES, STAMP_20)
    slide = {"size": "12000x9000", "mpp": MPP}
    stamp(case("stamp-with-the-slide", slide=slide, expect=expect(side, "tile_size_um", "12000x9000", **micrometres)) / "slide.h5",
          MICROMETRES, STAMP_21)
    unit = np.bytes_("um")
    stamp(case("stamp-unit-of-fixed-length", mpp=MPP, expect=expect(side, "tile_size_um", **micrometres)) / "slide.h5",
          MICROMETRES, STAMP_21 | {"unit": unit})
    # STAMP 1: coordinates in pixels of tiles that are 224 px and 256 micrometres wide.
    first = (MICROMETRES / 256 * 224).astype("i8")
    pixels = {"last": places(256), "unit": "units of 1.1429 micrometres"}
    words = "STAMP 1's tiles of 256 micrometres"
    augmented = np.zeros((TILES, 8), "f2")
    stamp(case("stamp-1", mpp=MPP, expect=expect(side, words, **pixels)) / "slide.h5", first, {}, augmented=augmented)
    # Tiles that are too far apart to infer their side, which the file gives.
    sparse = {"last": (0, places(256)[1]), "unit": pixels["unit"]}
    stamp(case("stamp-1-with-tile-size", mpp=MPP, expect=expect(side, words, **sparse)) / "slide.h5", first[[0, 60]],
          {"tile_size": 224}, values=features[:2].astype("f2"))
    stamp(case("patch-embeddings", tileSize=512, expect=expect(512, "the caller")) / "slide.h5", coords, {}, name="patch_embeddings")

    stamp(fault("stamp-without-resolution", "micrometres of a level-0 pixel", "the slide itself"), MICROMETRES, STAMP_21)
    stamp(fault("stamp-1-without-resolution", "micrometres of a level-0 pixel", "the slide itself"), first, {})
    stamp(fault("stamp-slide-without-resolution", "micrometres of a level-0 pixel", slide={"size": "12000x9000"}), MICROMETRES, STAMP_21)
    stamp(fault("stamp-in-pixels", "'unit' of the file", '"px"', '"um"', mpp=MPP), MICROMETRES, STAMP_21 | {"unit": np.bytes_("px")})
    stamp(fault("stamp-side-of-zero", "'tile_size_um' of the file", "is 0", mpp=MPP), MICROMETRES, STAMP_21 | {"tile_size_um": 0.0})
    stamp(fault("stamp-side-as-text", "'tile_size_um' of the file", "the tile side", mpp=MPP), MICROMETRES,
          STAMP_21 | {"tile_size_um": "256"})
    stamp(fault("stamp-wrong-resolution", "outside the slide of 12000x9000 px", "the resolution", mpp=0.1, slideSize="12000x9000"),
          MICROMETRES, STAMP_21)
    stamp(fault("stamp-resolution-of-a-radiograph", "tile of at least one pixel", "the resolution", mpp=1000.0), MICROMETRES, STAMP_21)
    stamp(fault("stamp-slide-embedding", "[8]", "slide-level embedding"), None, {"feat_type": "slide"}, values=features[0])
    stamp(fault("stamp-multiplex", "no dataset 'coords'", "multiplex", "the tiles' coordinates"), None, {}, name="patch_embeddings")


def linmil_cases():
    # linmil checked the tile positions before it wrote this file, so gaps are not an error.
    for name, factor in (("linmil-scores", 1), ("linmil-scores-with-gaps", 3)):
        folder = case(name, file="scores.h5", expect=expect(
            SIDE, "patch_size_level0", "20000x20000", last=(factor * 9 * SIDE, factor * 6 * SIDE)))
        linmil_scores(folder / "scores.h5", factor * coords)
    for name, changes, words in (
        ("without-classes", {"classes": None}, ["'classes'", "missing", "again"]),
        ("with-numbers-for-classes", {"classes": np.array([1, 2])}, ["'classes'", "[1, 2]", "texts"]),
        ("with-a-probability-too-many", {"probabilities": np.array([0.1, 0.1, 0.8], "f4")},
         ["'probabilities'", "2 numbers from 0 to 1"]),
        ("with-a-nan-logit", {"logits": np.array([np.nan, 1], "f4")}, ["'logits'", "nan"]),
        ("of-a-class-that-is-not-there", {"predicted_class": np.int64(2)},
         ["'predicted_class'", "2", "a number from 0 to 1"]),
        ("of-a-negative-class", {"predicted_class": np.int64(-1)}, ["'predicted_class'", "-1"]),
        ("with-a-number-for-version", {"linmil_version": np.int64(2)}, ["'linmil_version'", "a text"]),
        ("with-a-list-for-score", {"score": text("cls", "attn")}, ["'score'", "a text"]),
    ):
        linmil_scores(fault(name, *words, cases=RESULTS), coords, **changes)


def other_cases():
    leading = case("mmp", expect=expect(512, "the distance of neighbouring tiles", warnings=[["inferred"]])) / "slide.h5"
    save_h5(leading, {"features": features[None], "coords": coords[None]})
    trident_features(case("one-tile", expect=expect(512, "patch_size_level0", "5200x3700", last=(0, 0))) / "slide.h5",
                     coords[:1], values=features[:1])
    trident_features(
        case("option-against-attribute", tileSize=500,
             expect=expect(500, "the caller", "5200x3700", warnings=[
                 ["the tile side is given as 500 px", "patch_size_level0 says 512 px"],
                 ["tiles of 500 px lie 512 px apart", "a tile side of 512 px"]])) / "slide.h5")
    trident_features(
        case("slide-size-against-attribute", slideSize="5300x3700",
             expect=expect(512, "patch_size_level0", "5300x3700", warnings=[
                 ["the slide's size is given as 5300x3700 px", "says 5200x3700 px"]])) / "slide.h5")
    trident_features(case("slide-and-attributes-agree", slide={"size": "5200x3700", "mpp": 0.25},
                          expect=expect(512, "patch_size_level0", "5200x3700")) / "slide.h5")
    trident_features(case("resolution-against-the-slide", mpp=0.5, slide={"size": "5200x3700", "mpp": 0.25},
                          expect=expect(512, "patch_size_level0", "5200x3700", warnings=[
                              ["the resolution is given as 0.5 micrometres a pixel", "scan.svs says 0.25 micrometres"]])) / "slide.h5")
    # A few tiles on every second position of the grid: too few to say that the side is wrong.
    few = coords[[0, 2, 4, 6]]
    trident_features(case("few-tiles-with-gaps", expect=expect(512, "patch_size_level0", "5200x3700", last=(6 * 512, 0), warnings=[
        ["tiles of 512 px lie 1024 px apart"]])) / "slide.h5", few, values=features[:4])

    trident_features(fault("slide-of-another-size", "5200x3700 px by level0_width, level0_height", "9000x9000 px by scan.svs",
                           "one slide", "the right size", slide={"size": "9000x9000"}))
    path = fault("sides-of-two-files", "1024 px by patch_size_level0 but 512 px by patch_size_level0", "the tile side", coords="coords.h5")
    trident_features(path)
    save_h5(path.parent / "coords.h5", {"coords": coords},
            {"coords": trident_attributes(512) | {"overlap": 256}})
    random = np.random.default_rng(3)
    scattered = random.integers(0, 20000, (TILES, 2))
    clam_features(fault("scattered-tiles-without-side", "how large a tile is", "the tile side"), scattered)
    clam_features(fault("one-tile-without-side", "how large a tile is", "the tile side"), coords[:1], features[:1])


def make():
    trident_cases()
    clam_cases()
    stamp_cases()
    linmil_cases()
    other_cases()
