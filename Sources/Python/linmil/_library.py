"""The shared library of linmil, and the functions of its C interface (linmil.h)."""

from __future__ import annotations

import ctypes
import functools
import json
import os
from pathlib import Path
from typing import Any, Sequence

from ._words import in_python


class Features(ctypes.Structure):
    """The struct ``linmil_features``."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("values", ctypes.c_void_p),
        ("tiles", ctypes.c_int64),
        ("width", ctypes.c_int64),
        ("row_bytes", ctypes.c_int64),
        ("element", ctypes.c_int32),
    ]


#: The type ``linmil_progress``.
Progress = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_double)

# Result, then arguments. ctypes would turn a returned `char *` into bytes and lose the address to free, so texts are addresses.
_pointer, _text, _count = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32
_options = ctypes.POINTER(_text)
_error = ctypes.POINTER(_pointer)
_functions: dict[str, tuple[Any, list[Any]]] = {
    "linmil_version": (_text, []),
    "linmil_model_read": (_pointer, [_text, _count, _options, _error]),
    "linmil_model_read_bytes": (_pointer, [_text, _pointer, ctypes.c_int64, _count, _options, _error]),
    "linmil_model_facts": (_pointer, [_pointer, _error]),
    "linmil_model_free": (None, [_pointer]),
    "linmil_score": (
        _pointer,
        [_pointer, ctypes.POINTER(Features), _count, _options, _pointer, _pointer, _error],
    ),
    "linmil_answer_facts": (_pointer, [_pointer, _error]),
    "linmil_answer_scores": (None, [_pointer, _count, _pointer]),
    "linmil_answer_logits": (None, [_pointer, _pointer]),
    "linmil_answer_probabilities": (ctypes.c_bool, [_pointer, _pointer]),
    "linmil_answer_free": (None, [_pointer]),
    "linmil_text_free": (None, [_pointer]),
}


@functools.lru_cache(maxsize=None)
def path() -> Path:
    """Returns where the library is: beside this file, or where ``LINMIL_LIBRARY`` says, for development."""
    named = os.environ.get("LINMIL_LIBRARY")
    return Path(named) if named else Path(__file__).with_name("liblinmil.so")


@functools.lru_cache(maxsize=None)
def library() -> ctypes.CDLL:
    """Loads the library, once. Its calls release the GIL."""
    try:
        loaded = ctypes.CDLL(str(path()))
    except OSError as error:
        raise ImportError(
            f"{path()}: the library of linmil cannot be loaded ({error}); install linmil again"
        ) from None
    for name, (result, arguments) in _functions.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded


def version() -> str:
    """Returns the version of the library."""
    text: bytes = library().linmil_version()
    return text.decode()


def options(words: Sequence[str]) -> Any:
    """Returns words as an array of C strings."""
    return (ctypes.c_char_p * len(words))(*map(os.fsencode, words))


class Failure:
    """The sentence that a call may leave, as its last argument."""

    def __init__(self) -> None:
        self._text = ctypes.c_void_p()

    @property
    def argument(self) -> Any:
        """What the C function is given."""
        return ctypes.byref(self._text)

    def check(self) -> None:
        """Raises ``ValueError`` if there is a sentence."""
        if self._text.value:
            raise ValueError(in_python(taken(self._text.value)))


def taken(address: int) -> str:
    """Copies a text that the library returned, and frees it."""
    try:
        return ctypes.string_at(address).decode("utf-8", "replace")
    finally:
        library().linmil_text_free(address)


def facts(function: Any, address: int) -> Any:
    """Returns what one of the functions says in JSON of an object."""
    failure = Failure()
    text = function(address, failure.argument)
    failure.check()
    return json.loads(taken(text))
