"""Compares the decoded pixels of two pictures: prints the share of equal pixels and the largest difference.

    python compare_pictures.py ONE.png OTHER.png
"""

import json
import sys

import numpy as np
from PIL import Image


def main():
    one, other = (np.asarray(Image.open(path).convert("RGB")).astype(int) for path in sys.argv[1:])
    if one.shape != other.shape:
        sys.exit(f"{sys.argv[1]} has the shape {one.shape}, {sys.argv[2]} {other.shape}")
    difference = np.abs(one - other).max(-1)
    print(json.dumps({"equal": float((difference == 0).mean()), "largest": int(difference.max())}))


if __name__ == "__main__":
    main()
