"""Makes products.json: products of bfloat16 with sums in float32, step by step in exact integer arithmetic.

    python3 make_products.py

Needs numpy. Each number stands as its bits. A step is `sum = round(sum + a * b)` with one rounding to float32, the odd
input of a pair first; denormal factors and results are 0; every 512 inputs begin a new sum, which is added to the ones
before. rows are also stored as 16-bit integers with a scale.
"""

import json
from fractions import Fraction

import numpy as np


def round_fraction(value):
    """The nearest float32, ties to even, denormal results as 0."""
    if value == 0:
        return np.float32(0)
    sign, value = (-1, -value) if value < 0 else (1, value)
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    if Fraction(2) ** exponent > value:
        exponent -= 1
    if exponent < -126:  # what rounds up to 2^-126 is still denormal before it is rounded
        return np.float32(0)
    scaled = value / Fraction(2) ** (exponent - 23)
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if twice > 0 or (twice == 0 and whole % 2):
        whole += 1
    return np.float32(sign * float(Fraction(whole) * Fraction(2) ** (exponent - 23)))


def to_bfloat16(values):
    bits = values.astype(np.float32).view(np.uint32).astype(np.uint64)
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(np.uint32)
    denormal = (bits & 0x7F800000) == 0
    return np.where(denormal, rounded & np.uint32(0x80000000), rounded).astype(np.uint32).view(np.float32)


def product(row, weights, bias):
    a, b = to_bfloat16(row), to_bfloat16(weights)
    total = None
    for first in range(0, len(a), 512):
        value = bias if first == 0 else np.float32(0)
        for even in range(first, min(first + 512, len(a)), 2):
            for place in (even + 1, even):
                if place < len(a):
                    value = round_fraction(Fraction(float(value)) + Fraction(float(a[place])) * Fraction(float(b[place])))
        total = value if total is None else np.float32(total + value)
    return total


def stored(rows):
    largest = np.abs(rows).max(axis=1)
    scale = (largest / np.float32(32767)).astype(np.float32)
    inverse = (np.float32(32767) / largest).astype(np.float32)
    integers = np.rint((rows * inverse[:, None]).astype(np.float32)).astype(np.int16)
    return integers, scale


def bits(values):
    return np.asarray(values, np.float32).view(np.uint32).ravel().tolist()


def main():
    random = np.random.default_rng(17)
    cases = []
    for rows, outputs, inputs in [(1, 1, 1), (3, 33, 7), (15, 5, 64), (1, 3, 700)]:
        # Magnitudes over many powers of two, so that every kind of rounding comes.
        def numbers(*shape):
            return (random.standard_normal(shape) * 2.0 ** random.integers(-12, 4, shape)).astype(np.float32)

        x, weights, bias = numbers(rows, inputs), numbers(outputs, inputs), numbers(outputs)
        y = [[product(row, weight, start) for weight, start in zip(weights, bias)] for row in x]
        integers, scales = stored(x)
        cases.append(
            {
                "rows": rows, "outputs": outputs, "inputs": inputs, "x": bits(x), "weights": bits(weights),
                "bias": bits(bias), "product": bits(y), "integers": integers.ravel().tolist(), "scales": bits(scales),
            }
        )
    with open("products.json", "w") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
