"""Exports the default model of the published package as ONNX, for any number of tiles.

    python make_onnx.py MODEL ONNX

The export runs the model, so it is a step of its own: its time and memory are not the runtimes'.
"""

import sys

import torch

from make_inputs import default_model
from random_features import random_features

model = default_model()
model.load_state_dict(torch.load(sys.argv[1], weights_only=True))
with torch.inference_mode():
    torch.onnx.export(
        model, (torch.from_numpy(random_features(16)),), sys.argv[2], input_names=["x"], dynamic_axes={"x": {1: "tiles"}},
        opset_version=17, dynamo=False)
