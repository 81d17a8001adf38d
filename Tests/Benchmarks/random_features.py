"""Random features of a slide. This needs only NumPy, so that a runtime's process holds nothing of PyTorch."""

import numpy as np

WIDTH = 1024  # numbers per tile, as in UNI


def random_features(tiles, seed=1):
    """Uniform numbers from -1 to 1. [1, tiles, 1024] float32"""
    features = np.random.default_rng(seed).random((1, tiles, WIDTH), dtype=np.float32)
    features *= 2
    features -= 1
    return features
