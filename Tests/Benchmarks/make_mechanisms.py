"""Makes a default-size model of each attention mechanism with the published package.

    python make_mechanisms.py FOLDER linear softmax ...
"""

import sys
from pathlib import Path

import torch
from lin_mil import Config, Lin_MIL
from safetensors.torch import save_file

for mechanism in sys.argv[2:]:
    torch.manual_seed(1)
    config = Config(attention=mechanism, ablation=True)
    model = Lin_MIL(num_classes=2, input_dim=1024, config=config)
    save_file(model.state_dict(), Path(sys.argv[1]) / f"{mechanism}.safetensors")
