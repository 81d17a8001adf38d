"""Pictures of a result."""

from __future__ import annotations

import inspect
import json
import os
import warnings
from typing import Any, Literal, Mapping, Optional, Sequence, Union

import numpy as np
from numpy.typing import NDArray

from ._arrays import places
from ._result import Result
from ._words import LinmilWarning, in_python, words
from ._worker import mapped, run, shared_memory

Path = Union[str, "os.PathLike[str]"]
Pixels = NDArray[np.uint8]


def render(
    result: Result,
    *,
    thumbnail: Any = None,
    slide: Optional[Path] = None,
    coords: Any = None,
    tile_size: Optional[float] = None,
    slide_size: Union[tuple[int, int], str, None] = None,
    mpp: Optional[float] = None,
    coords_scale: Optional[float] = None,
    normalize: Optional[Literal["rank", "minmax", "robust", "zscore", "none"]] = None,
    range: Optional[tuple[float, float]] = None,
    colormap: Optional[str] = None,
    alpha: Union[float, tuple[float, float], None] = None,
    style: Optional[Literal["tiles", "smooth"]] = None,
    threshold: Optional[float] = None,
    top: Union[int, str, None] = None,
    outline: Union[float, str, None] = None,
    outline_width: Optional[int] = None,
    outline_color: Optional[str] = None,
    outline_area: Optional[int] = None,
    compatible: Optional[Literal["trident", "clam"]] = None,
    background: Optional[Literal["thumbnail", "white", "none"]] = None,
    max_side: Optional[int] = None,
    legend: bool = False,
    panels: bool = False,
    name: Optional[str] = None,
    stall_timeout: Optional[float] = None,
) -> Pixels:
    """Draws a result's heatmap over a picture of the slide.

    The options are those of ``linmil render``, and so are the pixels.

    Args:
        result: the scores and their tiles. Of several maps, choose one: ``result["relevance"]``.
        thumbnail: a picture of the whole slide: an array [height, width, 3 or 4] of uint8, or the path of a PNG or JPEG.
        slide: the slide itself, opened with OpenSlide; it gives the size, the resolution and a picture.
        coords: the tiles' corners in level-0 pixels, if ``score`` was not given them: an array [tiles, 2] or the path of a file.
        tile_size: the side of a tile in level-0 pixels. By default what the files say, else the distance of neighbours.
        slide_size: width and height of the slide in level-0 pixels. A thumbnail needs it, unless a file or the slide says it.
        mpp: micrometres per level-0 pixel, for the scale bar of a legend.
        coords_scale: what to multiply the coordinates by, if they are counted at another level or in tiles.
        normalize: how scores become values between 0 and 1.
        range: the scores at the two ends of the colour scale.
        colormap: a matplotlib colour map. By default ``YlOrRd``, or ``coolwarm`` for signed scores.
        alpha: opacity of the colours, or a pair such as ``(0.1, 0.7)``: it grows with the value, or with the distance from 0 if
            scores are signed. By default ``(0.1, 0.7)``, or ``(0.2, 0.7)`` for signed scores, or 0.4 if a map is named.
        style: sharp rectangles, or a Gaussian over the tiles.
        threshold: draw only tiles whose normalised value is at least this.
        top: draw only the tiles with the highest values: a number of them, or a share such as ``"5%"``.
        outline: draw a line instead of colours: around what reaches a level, or around all drawn ``"tiles"``.
        outline_width: width of the line in pixels.
        outline_color: colour of the line, a name such as ``"yellow"`` or ``"#rrggbb"``. By default cyan.
        outline_area: no line around islands and holes of fewer tiles than this. By default 2 around a level.
        compatible: draw exactly the pixels that TRIDENT or CLAM draws.
        background: ``"none"`` is transparent outside the tiles, and gives RGBA.
        max_side: the longest side of the picture in pixels. The thumbnail's by default, else 2000.
        legend: add a colour bar, a scale bar, the slide's name and the prediction.
        panels: put the slide, the overlay and the map side by side, with at most 4,000 pixels unless ``max_side`` is given.
        name: the slide's name in a legend.
        stall_timeout: give a file up if there is no progress for so many seconds. 10 by default while it is opened, 60 while it is
            read.

    Returns:
        The picture, [height, width, 3] of uint8; 4 channels if the background is ``"none"``. ``result.overlay`` is the same.

    Raises:
        ValueError: with one sentence, if a file cannot be read, tiles and picture do not fit, or an option is wrong.
    """
    pixels = _drawn(
        result, thumbnail=thumbnail, slide=slide, coords=coords, tile_size=tile_size, slide_size=slide_size, mpp=mpp,
        coords_scale=coords_scale, normalize=normalize, range=range, colormap=colormap, alpha=alpha, style=style,
        threshold=threshold, top=top, outline=outline, outline_width=outline_width, outline_color=outline_color,
        outline_area=outline_area, compatible=compatible, background=background, max_side=max_side, legend=legend,
        panels=panels, name=name, stall_timeout=stall_timeout,
    )
    assert pixels is not None
    result.overlay = pixels
    return pixels


def save(result: Result, path: Path, *, values: bool = False, **options: Any) -> None:
    """Draws a result's heatmap and writes it to a file, with a record of what made it.

    The name's ending says the format: ``.png``, ``.jpg``, ``.svg`` or ``.pdf`` for a figure with editable text, ``.ome.tif``
    for the map alone as a pyramid.

    Args:
        result: the scores and their tiles. Of several maps, choose one: ``result["relevance"]``.
        path: the file to write. It appears whole or not at all.
        values: write the scores themselves as float32 in place of colours, NaN outside the tiles, to a ``.ome.tif`` file.
        options: the options of ``render``.

    Raises:
        ValueError: with one sentence, as ``render`` does, or if the file cannot be written.
    """
    unknown = [name for name in options if name not in inspect.signature(render).parameters]
    if unknown:
        raise TypeError(f"save() got an unexpected option '{unknown[0]}'; its options are those of render()")
    _drawn(result, output=os.path.abspath(os.fspath(path)), values=values, **options)


def _drawn(
    result: Result, *, thumbnail: Any = None, coords: Any = None, name: Optional[str] = None, **options: Any
) -> Optional[Pixels]:
    """Draws a result. Returns the pixels, unless the options name an output."""
    if len(result.maps) != 1:
        first = next(iter(result.maps))
        raise ValueError(f"the result has the scores {', '.join(result.maps)}, expected one; give result['{first}']")
    own = result._tiles
    corners = own.coords
    given: dict[str, Any] = {key: value for key, value in own.geometry.items() if value is not None}
    if isinstance(coords, (str, os.PathLike)):
        given["coords"] = coords
    elif coords is not None:
        if own.is_file:
            raise ValueError("coords: is an array, but the features are of a file; give the path of a file")
        corners = places(coords, len(result.scores))
    given.update({key: value for key, value in options.items() if value is not None})
    given["name"] = name if name is not None else result._name
    if corners is None and not own.is_file and given.get("coords") is None:
        raise ValueError("coords: are not known, expected the tiles' corners; give coords to score or to render")
    picture: Optional[Pixels] = None
    if isinstance(thumbnail, (str, os.PathLike)):
        given["thumbnail"] = thumbnail
    elif thumbnail is not None:
        picture = _picture(thumbnail)
    parts: list[tuple[str, Any]] = [("scores", result.scores)]
    if not own.is_file and corners is not None:
        parts.append(("coords", corners))
    if picture is not None:
        parts.append(("thumbnail", picture))
    facts = dict(features=own.name, isFile=own.is_file, tiles=len(result.scores), answer=result._facts)
    pixels: Optional[Pixels] = None
    with shared_memory() as question, shared_memory() as answer:
        _write(question, facts, parts)
        arguments = [f"--question={question}", f"--answer={answer}", *words(given)]
        drawn = run("picture-worker", arguments, [question, answer])
        if "output" not in given:
            shape = drawn["height"], drawn["width"], drawn["channels"]
            pixels = np.frombuffer(mapped(answer), np.uint8, shape[0] * shape[1] * shape[2]).reshape(shape)
    for sentence in drawn["warnings"]:
        warnings.warn(in_python(sentence), LinmilWarning, stacklevel=3)
    return pixels


def _picture(values: Any) -> Pixels:
    """Returns a picture as RGB or RGBA. A grey one is made RGB."""
    array = np.asarray(values)
    if array.dtype != np.uint8:
        raise ValueError(f"thumbnail: has elements of {array.dtype}, expected uint8, 0 to 255")
    if array.ndim == 2:
        array = np.repeat(array[:, :, None], 3, axis=2)
    if array.ndim != 3 or array.shape[2] not in (3, 4) or 0 in array.shape:
        raise ValueError(f"thumbnail: has the shape {list(array.shape)}, expected [height, width, 3 or 4]")
    return np.ascontiguousarray(array)


def _write(memory: int, facts: Mapping[str, Any], parts: Sequence[tuple[str, Any]]) -> None:
    """Writes a line of JSON and the bytes of arrays, whose places the line says, counted from its end."""
    offset, places = 0, {}
    for key, array in parts:
        places[key] = dict(offset=offset, shape=list(array.shape))
        offset += array.nbytes
    with os.fdopen(os.dup(memory), "wb") as file:
        file.write(json.dumps(dict(facts, arrays=places)).encode() + b"\n")
        for _, array in parts:
            file.write(np.ascontiguousarray(array).data.cast("B"))
