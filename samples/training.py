"""Trains the published Lin-MIL (`pip install lin_mil`) on slide labels, and computes its class token's attention."""

import json
from dataclasses import dataclass

import numpy as np
import safetensors.torch
import torch
from lin_mil import Config, Lin_MIL

LATENT, BLOCKS, HEADS = 64, 2, 8
EPOCHS = 10


@dataclass
class Slide:
    """Features [tiles, 1024], label (0 normal, 1 tumor), and the share of lesion in each tile (only for testing)."""

    features: np.ndarray
    label: int
    lesion: np.ndarray


def train(slides, seed, epochs=EPOCHS, lr=1e-3, decay=0.02):
    """Trains on slide labels only, without any tile labels."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    model = Lin_MIL(
        num_classes=2,
        input_dim=slides[0].features.shape[1],
        config=Config(latent_dim=LATENT, transformer_depth=BLOCKS),
        heads=HEADS,
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=epochs * len(slides))
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for index in torch.randperm(len(slides)).tolist():
            features = torch.from_numpy(slides[index].features).float()
            kept = torch.rand(len(features)) < 0.7
            logits, _ = model(features[kept][None])
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor([slides[index].label]))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(slides):.4f}", flush=True)
    return model.eval()


@torch.inference_mode()
def infer(model, features):
    """Logits [classes], and the class token's attention in the last block, mean over heads [tiles]."""
    seen = []
    last = model.transformer[-1].attn
    hook = last.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    logits, _ = model(torch.from_numpy(features).float()[None])
    hook.remove()
    q, k, _ = last.qkv(seen[0])[0].unflatten(-1, (3, last.num_heads, -1)).permute(1, 2, 0, 3)
    weight = (last.act(k) @ last.act(q)[:, 0, :, None])[..., 0]  # (heads, 1 + tiles)
    attention = weight[:, 1:] / weight.sum(1, keepdim=True).clamp(min=100)
    return logits[0].numpy(), attention.mean(0).numpy()


def save(model, folder):
    """Writes the weights as a PyTorch file and as safetensors."""
    weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    torch.save(model.state_dict(), folder / "model.pt")
    metadata = {"activation": "ReLU", "classes": json.dumps(["normal", "tumor"])}
    data = safetensors.torch.save(weights, metadata=metadata)
    # The library writes metadata in an order that differs from run to run, so fix the order here.
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size]) | {"__metadata__": metadata}
    ordered = json.dumps(header, separators=(",", ":")).encode().ljust(size)
    (folder / "model.safetensors").write_bytes(len(ordered).to_bytes(8, "little") + ordered + data[8 + size :])
