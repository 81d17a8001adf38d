"""Times only the forward pass of the published package. ForwardBenchmark does the same for linmil.

    python peer_forward.py RUNTIME MODEL TILES THREADS

RUNTIME is torch, torch-bf16, compile, onnx, openvino-f32 or openvino-bf16. MODEL is a checkpoint for the first three and the file of
make_onnx.py for the others, whose process does not import PyTorch. The script makes random features in memory, runs the model once,
and prints that it is ready. For each line on standard input, it then prints the seconds of one forward pass. The pass
computes logits and `attn`, which is all that the package returns.
"""

import sys
import time

from random_features import WIDTH, random_features


def with_torch(path, tiles, threads, runtime):
    import torch

    from make_inputs import default_model

    torch.set_num_threads(threads)
    model = default_model()
    model.load_state_dict(torch.load(path, weights_only=True))
    features = torch.from_numpy(random_features(tiles))
    if runtime == "torch-bf16":
        model, features = model.to(torch.bfloat16), features.to(torch.bfloat16)  # the float32 features are freed
    elif runtime == "compile":
        model = torch.compile(model)
    return torch.inference_mode()(lambda: model(features))


def with_onnx(path, tiles, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_free_dimension_override_by_name("tiles", tiles)
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    features = random_features(tiles)
    return lambda: session.run(None, {"x": features})


def with_openvino(path, tiles, threads, precision):
    import openvino

    core = openvino.Core()
    model = core.read_model(path)
    model.reshape({"x": [1, tiles, WIDTH]})
    settings = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    features = random_features(tiles)
    return lambda: request.infer({"x": features}, share_inputs=True)  # else it copies the features


def main():
    runtime, path, tiles, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    if runtime == "onnx":
        run = with_onnx(path, tiles, threads)
    elif runtime.startswith("openvino-"):
        run = with_openvino(path, tiles, threads, runtime.removeprefix("openvino-"))
    else:
        run = with_torch(path, tiles, threads, runtime)
    run()  # compiles and allocates
    print(f"ready: {tiles} tiles", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        run()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
