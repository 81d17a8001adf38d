"""Times the published package's forward pass alone; the counterpart of ForwardBenchmark.

    python peer_forward.py MODEL TILES THREADS

Loads the model, makes random features in memory, says that it is ready, and then answers each line on standard input
with the seconds that one forward pass took: logits and `attn`, which is all that the package returns.
"""

import sys
import time

import torch

from make_inputs import WIDTH, default_model


def main():
    path, tiles, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    model = default_model()
    model.load_state_dict(torch.load(path, weights_only=True))
    features = torch.rand(1, tiles, WIDTH) * 2 - 1
    print(f"ready: {tiles} tiles", flush=True)
    with torch.inference_mode():
        for _ in sys.stdin:
            start = time.perf_counter()
            model(features)
            print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
