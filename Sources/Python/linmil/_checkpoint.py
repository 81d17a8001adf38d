"""A state dict as the bytes of a safetensors file, which the library reads."""

from __future__ import annotations

import json
import sys
from typing import Any, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

_dtypes = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "bfloat16": "BF16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint64": "U64",
    "uint32": "U32",
    "uint16": "U16",
    "uint8": "U8",
    "bool": "BOOL",
}


def safetensors(state: Mapping[Any, Any]) -> bytes:
    """Returns the bytes of a file with all tensors of a state dict, also of dicts inside it."""
    header: dict[str, Any] = {}
    parts: list[bytes] = []
    end = 0
    for name, dtype, shape, data in _tensors(state, ""):
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + len(data)]}
        parts.append(data)
        end += len(data)
    if not header:
        raise ValueError("state_dict: holds no tensors, expected the weights of a Lin-MIL model by their names")
    text = json.dumps(header).encode()
    return b"".join([len(text).to_bytes(8, "little"), text, *parts])


def _tensors(state: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, str, list[int], bytes]]:
    for key, value in state.items():
        name = prefix + str(key)
        if isinstance(value, Mapping):
            yield from _tensors(value, name + ".")
            continue
        array = _array(value)
        if array is None:
            continue
        values, dtype = array
        yield name, dtype, list(values.shape), values.tobytes()


def _array(value: Any) -> tuple[NDArray[Any], str] | None:
    """Returns a tensor's numbers in little-endian order, and their type; None for what is not a tensor."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        tensor = value.detach().cpu().contiguous()
        element = str(tensor.dtype).replace("torch.", "")
        # NumPy has no bfloat16, so its bits travel as integers.
        numbers = (tensor.view(torch.int16) if element == "bfloat16" else tensor).numpy()
    elif isinstance(value, (np.ndarray, np.generic)):
        numbers, element = np.asarray(value), value.dtype.name
        if element == "bfloat16":
            numbers = numbers.view(np.uint16)
    else:
        return None
    if element not in _dtypes:
        return None
    return np.ascontiguousarray(numbers, numbers.dtype.newbyteorder("<")).reshape(numbers.shape), _dtypes[element]
