"""Scores and heatmaps of whole-slide images from tile features and a Lin-MIL model.

    import linmil

    model = linmil.load("model.pt")
    result = model.score(features, coords, score="relevance", class_="tumor")
    image = linmil.render(result, thumbnail="slide.png", tile_size=512, slide_size=(40000, 30000))

Arrays go in and arrays come out. Scores are bit for bit those of the command ``linmil score``, and pictures pixel for pixel
those of ``linmil render``. Every refusal is a ``ValueError`` with one sentence.
"""

from ._library import version as _version
from ._model import Configuration, Model, load
from ._render import render, save
from ._result import Map, Result
from ._words import LinmilWarning

__version__ = _version()
__all__ = ["Configuration", "LinmilWarning", "Map", "Model", "Result", "load", "render", "save"]
