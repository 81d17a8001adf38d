"""A Lin-MIL model, and scores of tiles by it."""

from __future__ import annotations

import ctypes
import os
import warnings
import weakref
from dataclasses import dataclass
from typing import Any, Callable, Literal, Mapping, Optional, Sequence, Union

import numpy as np

from ._arrays import Matrix, matrix, places
from ._call import Call
from ._checkpoint import safetensors
from ._library import Failure, facts, library, options
from ._result import Floats, Result, Tiles
from ._words import LinmilWarning, in_python, words
from ._worker import read_features

Path = Union[str, "os.PathLike[str]"]
Precision = Literal["float32", "bf16"]


@dataclass(frozen=True)
class Configuration:
    """The shape of a model, with the names of ``lin_mil.Config`` and ``lin_mil.Lin_MIL``."""

    input_dim: int
    num_classes: int
    latent_dim: int
    transformer_depth: int
    heads: int
    act: str
    attention: str
    pooling: str


def load(
    checkpoint: Union[Path, Mapping[str, Any]],
    *,
    prefix: Optional[str] = None,
    activation: Optional[str] = None,
    classes: Optional[Sequence[str]] = None,
    output_as: Optional[Literal["value", "sigmoid"]] = None,
    precision: Optional[Precision] = None,
) -> Model:
    """Reads a model.

    Args:
        checkpoint: a ``.safetensors`` file, a file that ``torch.save`` wrote, or a state dict of arrays or torch tensors.
        prefix: which model to read from a checkpoint that holds several: the keys in front of its tensors' names.
        activation: the activation in the attention, which a PyTorch checkpoint does not record. The checkpoint's own by
            default if it has one, else ReLU.
        classes: the classes' names in the order of the model's outputs.
        output_as: what the one output of a model is: ``"value"``, the default, or ``"sigmoid"``, the logit of a class.
        precision: the numbers in which weights are multiplied: ``"float32"``, the default, or ``"bf16"``.

    Raises:
        ValueError: with one sentence, if there is no Lin-MIL model.
    """
    names = None if classes is None else [classes] if isinstance(classes, str) else list(classes)
    given = options(
        words(
            dict(prefix=prefix, activation=activation, classes=names, output_as=output_as, precision=precision)
        )
    )
    failure = Failure()
    if isinstance(checkpoint, Mapping):
        data = safetensors(checkpoint)
        address = library().linmil_model_read_bytes(
            b"state_dict", data, len(data), len(given), given, failure.argument
        )
    else:
        address = library().linmil_model_read(os.fsencode(checkpoint), len(given), given, failure.argument)
    failure.check()
    return Model(address)


class Model:
    """A Lin-MIL model, ready to run. Any number of threads may use one."""

    #: The file's name, or ``state_dict``.
    name: str
    #: The classes' names in the order of the logits.
    classes: list[str]
    #: The shape of the model.
    configuration: Configuration
    #: Whether the activation is ReLU because neither ``activation`` nor the checkpoint tells it.
    activation_assumed: bool
    #: What the logits are: ``"classes"``, ``"value"`` or ``"sigmoid"``.
    output: str
    #: The numbers in which weights are multiplied.
    precision: Precision

    def __init__(self, address: int) -> None:
        self._address = address
        finalizer = weakref.finalize(self, library().linmil_model_free, address)
        # At the end of the process the system frees all memory, and threads may still compute.
        finalizer.atexit = False
        known = facts(library().linmil_model_facts, address)
        self.name, self.classes, self.output = known["name"], known["classes"], known["output"]
        self.precision = known["precision"]
        self.configuration = Configuration(**known["configuration"])
        self.activation_assumed = known["assumesActivation"]
        for sentence in known["warnings"]:
            warnings.warn(in_python(sentence), LinmilWarning, stacklevel=3)

    def __reduce__(self) -> Any:
        raise TypeError("a linmil.Model cannot be pickled or copied; load it in each process, and share it between threads")

    def __repr__(self) -> str:
        shape = self.configuration
        return (
            f"<linmil.Model {self.name}: {shape.input_dim} features, {shape.transformer_depth} blocks of {shape.attention} "
            f"attention, {len(self.classes)} {'output' if len(self.classes) == 1 else 'classes'} "
            f"({', '.join(self.classes)})>"
        )

    def score(
        self,
        features: Any,
        coords: Any = None,
        *,
        score: Union[str, Sequence[str]] = "cls",
        class_: Union[int, str, None] = None,
        block: Optional[int] = None,
        head: Union[int, str, None] = None,
        precision: Optional[Precision] = None,
        threads: Optional[int] = None,
        memory: Union[int, str, None] = None,
        name: Optional[str] = None,
        slide: Optional[Path] = None,
        tile_size: Optional[float] = None,
        slide_size: Union[tuple[int, int], str, None] = None,
        mpp: Optional[float] = None,
        coords_scale: Optional[float] = None,
        stall_timeout: Optional[float] = None,
        progress: Optional[Callable[[float], object]] = None,
    ) -> Result:
        """Computes the prediction for one slide and a score for each tile.

        Args:
            features: an array or a torch tensor on the CPU, [tiles, width], of float32, float16, float64 or bfloat16; or the
                path of a file of features. Arrays whose rows lie one after the other are read in place, without a copy.
            coords: the tiles' left and upper borders in level-0 pixels, [tiles, 2]; or the path of a file that has them. A file
                of features often has its own.
            score: the kind of score, or several: ``cls``, ``relevance``, ``single``, ``evidence``, ``rollout``, ``attn``,
                ``gradient``. Several share one run of the model.
            class_: the class that ``relevance``, ``single``, ``evidence`` and ``gradient`` speak of, by its name or its number
                from 0; ``"all"`` for one map for each. The predicted class by default.
            block: the transformer block that ``cls`` is read from, counted from 0. The last by default.
            head: what ``cls`` makes of the heads: ``"mean"``, ``"max"``, or one head's number from 0.
            precision: the numbers in which weights are multiplied, the model's own by default.
            threads: the number of threads, one for each core by default. It does not change the result.
            memory: memory for the run, such as ``"2G"``. It does not change the result.
            name: the slide's name in messages and figures.
            slide: the slide itself. With it, or the next four, tiles are placed as with ``linmil score``.
            tile_size: the side of a tile in level-0 pixels.
            slide_size: width and height of the slide in level-0 pixels.
            mpp: micrometres per level-0 pixel.
            coords_scale: what to multiply the coordinates by, if they are counted at another level or in tiles.
            stall_timeout: give a file up if there is no progress for so many seconds. 10 by default while it is opened, 60 while it
                is read.
            progress: is told the share that is done, 0 to 1, a few times a second. An exception ends the computation.

        Raises:
            ValueError: with one sentence, if features and model do not fit or a file cannot be read.
            KeyboardInterrupt: after Ctrl-C, soon.
        """
        kinds = [score] if isinstance(score, str) else list(score)
        geometry = dict(
            slide=slide, tile_size=tile_size, slide_size=slide_size, mpp=mpp, coords_scale=coords_scale
        )
        if isinstance(features, (str, os.PathLike)):
            if coords is not None and not isinstance(coords, (str, os.PathLike)):
                raise ValueError("coords: is an array, expected a path beside features in a file; give both as arrays")
            read = read_features(os.fsdecode(features), dict(geometry, coords=coords, stall_timeout=stall_timeout))
            for sentence in read.warnings:
                warnings.warn(sentence, LinmilWarning, stacklevel=2)
            source = read.matrix
            tiles = Tiles(os.fsdecode(features), True, read.coords, dict(geometry, coords=coords))
        else:
            source = matrix(features)
            is_file = isinstance(coords, (str, os.PathLike))
            corners = None if coords is None or is_file else places(coords, source.tiles)
            tiles = Tiles(name or "features", False, corners, dict(geometry, coords=coords if is_file else None))
        given = words(
            dict(
                score=",".join(kinds), class_=class_, block=block, head=head, precision=precision, threads=threads,
                memory=memory,
            )
        )
        result = Call(lambda call: self._answer(source, tiles.name, given, call)).run(progress)
        known, scores, logits, probabilities = result
        made = Result(known, scores, logits, probabilities, tiles, name)
        for sentence in made.warnings:
            warnings.warn(f"{tiles.name}: {sentence}", LinmilWarning, stacklevel=2)
        return made

    def _answer(
        self, source: Matrix, name: str, given: Sequence[str], call: Any
    ) -> tuple[Any, list[Floats], Floats, Optional[Floats]]:
        """Runs the model. Returns the facts, the scores of each map, the logits and the probabilities."""
        failure, words_ = Failure(), options(given)
        features = source.features(os.fsencode(name))
        answer = library().linmil_score(
            self._address, ctypes.byref(features), len(words_), words_, call, None, failure.argument
        )
        failure.check()
        if not answer:
            raise KeyboardInterrupt
        try:
            known = facts(library().linmil_answer_facts, answer)
            scores = []
            for number in range(len(known["maps"])):
                values = np.empty(source.tiles, np.float32)
                library().linmil_answer_scores(answer, number, values.ctypes.data)
                scores.append(values)
            logits = np.empty(len(self.classes), np.float32)
            library().linmil_answer_logits(answer, logits.ctypes.data)
            probabilities = np.empty_like(logits)
            has_some = library().linmil_answer_probabilities(answer, probabilities.ctypes.data)
            return known, scores, logits, probabilities if has_some else None
        finally:
            library().linmil_answer_free(answer)
