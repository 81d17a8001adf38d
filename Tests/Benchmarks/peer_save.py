"""Times what any Python program that lays colours over a picture does besides: Pillow decodes it, and saves one.

    python peer_save.py THUMBNAIL.png OUTPUT.png

Does it once, says that it is ready, and then answers each line on standard input with the seconds that it took again.
Starting Python and importing are not counted.
"""

import sys
import time

from PIL import Image


def main():
    thumbnail, output = sys.argv[1:]

    def decode_and_save():
        Image.open(thumbnail).convert("RGB").save(output)

    decode_and_save()
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        decode_and_save()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
