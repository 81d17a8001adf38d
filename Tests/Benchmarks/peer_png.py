"""Times PNG encoding with Pillow or OpenCV, with default settings. PNGBenchmark does the same for linmil.

    python peer_png.py pillow|opencv PICTURE.raw WIDTH HEIGHT OUTPUT.png

Reads RGB pixels into memory, writes the picture once, and prints that it is ready. For each line on standard input, it
then prints the seconds of one encoding in memory.
"""

import sys
import time
from io import BytesIO
from pathlib import Path

import numpy as np


def pillow(pixels):
    """Returns the function that encodes. pixels: [height, width, RGB]"""
    from PIL import Image

    picture = Image.fromarray(pixels)

    def encode():
        file = BytesIO()
        picture.save(file, "PNG")
        return file.getbuffer()

    return encode


def opencv(pixels):
    """Returns the function that encodes. pixels: [height, width, RGB]"""
    import cv2

    reversed_pixels = np.ascontiguousarray(pixels[..., ::-1])  # OpenCV's channel order
    return lambda: cv2.imencode(".png", reversed_pixels)[1]


def main():
    side, path, width, height, output = sys.argv[1:]
    pixels = np.fromfile(path, np.uint8).reshape(int(height), int(width), 3)
    encode = {"pillow": pillow, "opencv": opencv}[side](pixels)
    Path(output).write_bytes(encode())
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        encode()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
