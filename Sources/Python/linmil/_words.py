"""The words of the command in Python, and Python's values in the words of the command."""

from __future__ import annotations

import itertools
import os
import re
from typing import Any, Mapping


class LinmilWarning(UserWarning):
    """What a person should know before they trust a result: one sentence."""


def _name(option: str) -> str:
    name = option.replace("-", "_")
    return "class_" if name == "class" else name


def in_python(said: str) -> str:
    """Returns a sentence of the command with the options' names as they are in Python: ``--tile-size`` is ``tile_size``.

    The parser says on lines of their own what an option can be, and then how to use the command.
    """
    lines = list(itertools.takewhile(lambda line: not line.startswith(("Help:", "Usage:")), said.splitlines()))
    choices = [line.strip()[2:] for line in lines[1:] if line.strip().startswith("- ")]
    sentence = " ".join([*lines[:1], ", ".join(choices)]).strip()
    for beginning in ("linmil: ", "Error: "):
        if sentence.startswith(beginning):
            sentence = sentence[len(beginning) :]
    # The parser's words: The value 'x' is invalid for '--score <kind,kind>': ...
    sentence = re.sub(r"'--([a-z][a-z-]*) <[^>]*>'", lambda m: _name(m[1]), sentence)
    # '--alpha 2.0' is not between 0 and 1.
    sentence = re.sub(r"'--([a-z][a-z-]*) ([^']*)'", lambda m: f"'{_name(m[1])}={m[2]}'", sentence)
    sentence = re.sub(r"as in --([a-z][a-z-]*) (\S+)", lambda m: f"as in {_name(m[1])}='{m[2]}'", sentence)
    # Not within the name of a file.
    return re.sub(r"(?<![\w/.-])--([a-z][a-z-]*)", lambda m: _name(m[1]), sentence)


def words(options: Mapping[str, Any]) -> list[str]:
    """Returns the words of the command for options by their names in Python. ``None`` and ``False`` are left out."""
    result: list[str] = []
    for name, value in options.items():
        if value is None or value is False:
            continue
        option = "--" + name.rstrip("_").replace("_", "-")
        if value is True:
            result.append(option)
        elif name == "range" or (name == "alpha" and isinstance(value, (list, tuple))):
            low, high = _pair(name, value)
            result.append(f"{option}={low!r},{high!r}")
        elif name == "slide_size" and not isinstance(value, str):
            width, height = _pair(name, value)
            result.append(f"{option}={width}x{height}")
        elif isinstance(value, (list, tuple)):
            result.append(f"{option}={','.join(map(str, value))}")
        elif isinstance(value, os.PathLike):
            result.append(f"{option}={os.fsdecode(value)}")
        else:
            result.append(f"{option}={value}")
    return result


def _pair(name: str, value: Any) -> tuple[Any, Any]:
    try:
        first, second = value
        # repr would write NumPy's own numbers as np.float64(1.0).
        return (_plain(first), _plain(second))
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}, expected two numbers") from None


def _plain(number: Any) -> Any:
    return number.item() if hasattr(number, "item") else number
