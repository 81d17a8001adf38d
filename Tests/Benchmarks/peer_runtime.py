"""Times only the forward pass of the published package in a runtime that a user would pick instead of eager PyTorch.

    python peer_runtime.py RUNTIME MODEL TILES THREADS

RUNTIME is torch-bf16, compile, onnx, openvino-f32 or openvino-bf16. As peer_forward.py does, it loads the model, makes random features in
memory, prints that it is ready, and then prints the seconds of one forward pass for each line on standard input. The model
is exported for exactly this number of tiles.
"""

import sys
import tempfile
import time
from pathlib import Path

import torch

from make_inputs import WIDTH, default_model


def compiled(model, features, threads):
    run = torch.compile(model)
    return lambda: run(features)


def exported(model, features, folder):
    path = Path(folder) / "model.onnx"
    torch.onnx.export(model, (features,), str(path), input_names=["x"], opset_version=17, dynamo=False)
    return path


def onnx(model, features, threads, folder):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        str(exported(model, features, folder)), options, providers=["CPUExecutionProvider"])
    values = features.numpy()
    return lambda: session.run(None, {"x": values})


def openvino(model, features, threads, folder, precision):
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    request = core.compile_model(core.read_model(exported(model, features, folder)), "CPU", settings).create_infer_request()
    values = features.numpy()
    return lambda: request.infer({"x": values})


def main():
    runtime, path, tiles, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    model = default_model()
    model.load_state_dict(torch.load(path, weights_only=True))
    features = torch.rand(1, tiles, WIDTH) * 2 - 1
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        if runtime == "torch-bf16":
            half, values = model.to(torch.bfloat16), features.to(torch.bfloat16)
            run = lambda: half(values)
        elif runtime == "compile":
            run = compiled(model, features, threads)
        elif runtime == "onnx":
            run = onnx(model, features, threads, folder)
        else:
            run = openvino(model, features, threads, folder, runtime.removeprefix("openvino-"))
        run()  # compiles and allocates
        print(f"ready: {tiles} tiles", flush=True)
        for _ in sys.stdin:
            start = time.perf_counter()
            run()
            print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
