"""Times only the forward pass of the published package. ForwardBenchmark does the same for linmil.

    python peer_forward.py MODEL TILES THREADS

Loads the model, makes random features in memory, and prints that it is ready. For each line on standard input, it then
prints the seconds of one forward pass. The pass computes logits and `attn`, which is all that the package returns.
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
