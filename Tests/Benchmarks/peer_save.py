"""Times the file work of any Python program that draws over a picture: Pillow decodes one picture and saves one.

    python peer_save.py THUMBNAIL.png OUTPUT.png

Does it once and prints that it is ready. For each line on standard input, it then does it again and prints the seconds.
The start of Python and its imports are not counted.
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
