"""What a model says of one slide."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Union

import numpy as np
from numpy.typing import NDArray

from ._png import png
from ._words import in_python

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Tiles:
    """Where the tiles come from, for a picture of them."""

    #: The path of the features, or what messages call them.
    name: str
    is_file: bool
    #: The corners in level-0 pixels, if they are known. [tiles, 2]
    coords: Optional[NDArray[np.float64]]
    #: What was said of the slide when it was scored.
    geometry: Mapping[str, Any]


@dataclass(frozen=True)
class Map:
    """One score for each tile, and what is known of that score."""

    #: The map's name: ``cls``, or ``relevance class 0`` if there are several of a kind.
    name: str
    #: One number for each tile, in the order of the features. [tiles]
    scores: Floats
    #: The number of the class that the score speaks of, if it speaks of one.
    class_: Optional[int]
    #: The log-odds of that class.
    log_odds: Optional[float]
    #: What the class token and the biases have of the score, and the sum of all: ``classToken``, ``biases``, ``target``.
    parts: Optional[Mapping[str, float]]


class Result:
    """The prediction for one slide and a score for each tile, of one kind or several.

    ``scores`` are those of the first map. ``result["relevance"]`` is the result with that map alone.
    """

    #: The maps by their names, in the order that was asked for.
    maps: dict[str, Map]
    #: One logit for each class. [classes]
    logits: Floats
    #: One probability for each class; ``None`` if the model's one output is a value. [classes]
    probabilities: Optional[Floats]
    #: The classes' names in the order of the logits.
    classes: list[str]
    #: The name of the predicted class; ``None`` for a model with one output.
    prediction: Optional[str]
    #: The tiles' corners in level-0 pixels; ``None`` if they are not known. [tiles, 2]
    coords: Optional[NDArray[np.float64]]
    #: What a person should know of features and scores, a sentence each.
    warnings: list[str]
    #: The picture that was drawn last, if there is one. [height, width, 3 or 4]
    overlay: Optional[NDArray[np.uint8]]

    def __init__(
        self,
        facts: Mapping[str, Any],
        scores: list[Floats],
        logits: Floats,
        probabilities: Optional[Floats],
        tiles: Tiles,
        name: Optional[str],
    ) -> None:
        self._facts, self._tiles, self._name = facts, tiles, name
        self.maps = {
            known["name"]: Map(
                known["name"], values, known["score"]["class"], known.get("logOdds"), known.get("parts")
            )
            for known, values in zip(facts["maps"], scores)
        }
        self.logits, self.probabilities = logits, probabilities
        self.classes = list(facts["prediction"]["classes"])
        predicted = facts["prediction"].get("predictedClass")
        self.prediction = None if predicted is None else self.classes[predicted]
        self.coords = tiles.coords
        self.warnings = [
            in_python(sentence)
            for sentence in facts["warnings"] + [words for known in facts["maps"] for words in known["warnings"]]
        ]
        self.overlay = None
        self._alone: dict[str, Result] = {}

    @property
    def scores(self) -> Floats:
        """The first map's scores, one for each tile in the order of the features. [tiles]"""
        return next(iter(self.maps.values())).scores

    @property
    def names(self) -> list[str]:
        """The names of the maps."""
        return list(self.maps)

    def __getitem__(self, name: str) -> Result:
        """Returns the result of one of the maps alone, the same object each time."""
        if name not in self.maps:
            raise ValueError(f"the result has no score '{name}', expected one of {', '.join(self.maps)}")
        if len(self.maps) == 1:
            return self
        if name not in self._alone:
            place = list(self.maps).index(name)
            self._alone[name] = Result(
                dict(self._facts, maps=[self._facts["maps"][place]]),
                [self.maps[name].scores], self.logits, self.probabilities, self._tiles, self._name,
            )
        return self._alone[name]

    def __repr__(self) -> str:
        tiles = len(self.scores)
        said = f"predicted {self.prediction}" if self.prediction is not None else f"output {self.logits[0]:.4g}"
        if self.probabilities is not None:
            at = self._facts["prediction"].get("predictedClass") or 0
            said += f" ({self.probabilities[at]:.3f})"
        text = f"<linmil.Result of {tiles} tiles: {', '.join(self.maps)}; {said}"
        if self.overlay is not None:
            height, width = self.overlay.shape[:2]
            return f"{text}; overlay of {width} x {height} pixels>"
        if len(self.maps) > 1:
            return f"{text}; choose a map with result['{next(iter(self.maps))}'] and draw it with linmil.render>"
        return f"{text}; linmil.render(result, thumbnail=...) draws it>"

    def save(self, path: Union[str, os.PathLike[str]], **options: Any) -> None:
        """Draws the heatmap and writes it to a file, as ``linmil.save`` does with the same options."""
        from ._render import save

        save(self, path, **options)

    def _repr_png_(self) -> Optional[bytes]:
        """Shows the overlay in a notebook, once it is drawn."""
        return None if self.overlay is None else png(self.overlay)
