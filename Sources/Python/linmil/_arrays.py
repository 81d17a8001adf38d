"""Features as they lie in memory: NumPy's arrays and torch's tensors, read in place."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._library import Features

#: The elements of linmil.h.
_elements = {"float32": 0, "float16": 1, "float64": 2, "bfloat16": 3}
_sizes = {"float32": 4, "float16": 2, "float64": 8, "bfloat16": 2}
#: No slide has so many pixels along a side.
_farthest = 10_000_000
_remedy = "convert them with features.astype('float32')"


@dataclass(frozen=True)
class Matrix:
    """Rows of numbers in memory that `owner` keeps alive. [tiles, width]"""

    owner: Any
    address: int
    tiles: int
    width: int
    row_bytes: int
    element: str

    def features(self, name: bytes) -> Features:
        """Returns the struct that the library reads."""
        return Features(name, self.address, self.tiles, self.width, self.row_bytes, _elements[self.element])


def matrix(values: Any) -> Matrix:
    """Describes features in memory.

    They are read in place where a tile's features lie one after the other in the machine's byte order. Anything else is
    copied once. Leading dimensions of 1 are left out, as programs save batches of one.
    """
    tensor = _tensor(values)
    if tensor is not None:
        return tensor
    array = np.asarray(values)
    element = array.dtype.name
    if element not in _elements:
        raise ValueError(
            f"features: have elements of {element}, expected float32, float16, float64 or bfloat16; {_remedy}"
        )
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    array = array.reshape(_two(array.shape))
    if array.shape[1] > 1 and array.strides[1] != array.itemsize:
        array = np.ascontiguousarray(array)
    return Matrix(array, array.ctypes.data, array.shape[0], array.shape[1], array.strides[0], element)


def _tensor(values: Any) -> Matrix | None:
    """Describes a tensor of torch, which need not be imported; None for anything else."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(values, torch.Tensor):
        return None
    if values.device.type != "cpu":
        raise ValueError(f"features: are on the device {values.device}, expected the CPU; give features.cpu()")
    element = str(values.dtype).replace("torch.", "")
    if element not in _elements:
        raise ValueError(
            f"features: have elements of {element}, expected float32, float16, float64 or bfloat16; "
            "convert them with features.float()"
        )
    tensor = values.detach().reshape(_two(tuple(values.shape)))
    if tensor.shape[1] > 1 and tensor.stride(1) != 1:
        tensor = tensor.contiguous()
    row_bytes = tensor.stride(0) * _sizes[element]
    return Matrix(tensor, tensor.data_ptr(), tensor.shape[0], tensor.shape[1], row_bytes, element)


def _two(shape: tuple[int, ...]) -> tuple[int, int]:
    """Returns the last two dimensions, [tiles, width]."""
    if len(shape) < 2 or any(size != 1 for size in shape[:-2]):
        raise ValueError(f"features: have the shape {list(shape)}, expected [tiles, width]")
    return (shape[-2], shape[-1])


def places(values: Any, tiles: int) -> NDArray[np.float64]:
    """Returns the tiles' corners. [tiles, 2]"""
    torch = sys.modules.get("torch")
    try:
        if torch is not None and isinstance(values, torch.Tensor):
            values = values.detach().cpu().double().numpy()
        corners = np.array(values, dtype=np.float64, order="C")
    except (TypeError, ValueError) as error:
        raise ValueError(f"coords: cannot be read as numbers ({error}), expected an array [tiles, 2]") from None
    if corners.ndim != 2 or corners.shape[1] != 2:
        raise ValueError(f"coords: have the shape {list(corners.shape)}, expected [tiles, 2]: left and upper borders")
    if corners.shape[0] != tiles:
        raise ValueError(f"coords: are of {corners.shape[0]} tiles, but features are of {tiles}; give those of one slide")
    are_pixels = ((corners >= 0) & (corners <= _farthest)).all(axis=1)
    if not are_pixels.all():
        tile = int(np.argmin(are_pixels))
        raise ValueError(f"coords: tile {tile} is at {corners[tile].tolist()}, expected level-0 pixels from 0 on")
    return corners
