"""Makes one-output/: models with one output, and what PyTorch says of small/contiguous-f4.h5.

    pip install torch h5py lin_mil
    python make_one_output.py

One output is the logit of a class after BCEWithLogitsLoss, or a risk or an amount:
https://github.com/microsoft/InnerEye-DeepLearning/pull/679, https://github.com/binli123/dsmil-wsi/issues/52,
https://github.com/KatherLab/STAMP/pull/168. The softmax of one number is always 1:
https://github.com/vllm-project/vllm/pull/18313.

one-output/0.3.0.json and .h5 are what linmil 0.3.0 wrote, with a probability of 1 and the predicted class 0:

    linmil score small/contiguous-f4.h5 --model one-output/negative.pt -o one-output/0.3.0.json
"""

import json
import pathlib

import h5py
import torch
from lin_mil import Config, Lin_MIL

HERE = pathlib.Path(__file__).parent
OUT = HERE / "one-output"
OUT.mkdir(exist_ok=True)

with h5py.File(HERE / "small" / "contiguous-f4.h5") as file:
    features = torch.tensor(file["features"][:])[None]

said = {}
for name, bias in (("positive", 4.0), ("negative", -4.0)):
    torch.manual_seed(0)
    model = Lin_MIL(num_classes=1, input_dim=8, config=Config(latent_dim=16, transformer_depth=2)).eval()
    with torch.no_grad():
        model.mlp_head[1].bias[:] = bias
        logit = model(features)[0].double()
    torch.save(model.state_dict(), OUT / f"{name}.pt")
    said[name] = {"logit": logit.item(), "sigmoid": logit.sigmoid().item()}
(OUT / "pytorch.json").write_text(json.dumps(said, indent=1) + "\n")
