"""lin_mil's forward pass once more, with every attention matrix formed, so that factors of it can be held constant.

`run(model, bag, held=False)` computes what the package computes. With `held=True`, the values are the same, but
autograd takes LayerNorm's 1/std, queries and keys, and GELU's gate Phi(a) for constants: `.detach()` stands on them.
"""

from dataclasses import dataclass, field

import torch
from lin_mil.attention.nystrom_attention import moore_penrose_iter_pinv


@dataclass
class Bag:
    """The tiles of one slide."""

    features: torch.Tensor  # [N, F]
    coords: torch.Tensor  # [N, 2], seen by models with a positional encoding alone


@dataclass
class Pass:
    """What a forward pass formed, all in one graph. N' tokens: the class token, if there is one, then N tiles."""

    model: torch.nn.Module
    held: bool
    projected: torch.Tensor = None  # [N, D], with the projection's bias
    encoded: torch.Tensor = None  # [N, D], the same with the positional encoding, if there is one
    logits: torch.Tensor = None  # [C]
    # One of each for every block:
    attention: list = field(default_factory=list)  # [H, N', N'], of queries (rows) to tokens
    mixing: list = field(default_factory=list)  # [H, N', N'], what values are multiplied by: mixed = mixing values
    values: list = field(default_factory=list)  # [H, N', d]
    mixed: list = field(default_factory=list)  # [H, N', d], the heads' outputs
    denominators: list = field(default_factory=list)  # [H, N'], before the clamp; linear attention alone has them

    def constant(self, x):
        return x.detach() if self.held else x


def run(model, bag, held=False, merge_held=False):
    """Runs a model. merge_held: dilated attention's branches are merged without gradient, as in the package."""
    p = Pass(model, held)
    p.projected = model.projection(bag.features)
    p.encoded = x = p.projected if model.pos_enc is None else model.pos_enc(p.projected, bag.coords)
    if model.pool == "cls":
        x = torch.cat((model.cls_token[0], x))
    for block in model.transformer:
        x = x + attend(p, block.attn, layer_norm(p, block.norm1, x), merge_held)
        a = block.mlp.fc1(layer_norm(p, block.norm2, x))
        x = x + block.mlp.fc2(a * p.constant((1 + torch.erf(a / 2**0.5)) / 2))
    x = x[0] if model.pool == "cls" else x.mean(0)
    norm, head = model.mlp_head
    p.logits = head(layer_norm(p, norm, layer_norm(p, model.norm, x)))
    return p


def layer_norm(p, norm, x):
    std = (x.var(-1, keepdim=True, unbiased=False) + norm.eps).sqrt()
    return (x - x.mean(-1, keepdim=True)) * p.constant(1 / std) * norm.weight + norm.bias


def attend(p, layer, y, merge_held):
    kind = type(layer).__name__
    if kind == "LinearAttention":
        attention, mixing, v = linear(p, layer, y)
    elif kind == "Attention":
        q, k, v = heads(layer.to_qkv(y).chunk(3, -1), layer.heads)
        mixing = attention = (p.constant(q) @ p.constant(k).mT * layer.scale).softmax(-1)
    elif kind == "NystromAttention":
        attention, mixing, v = nystrom(p, layer, y)
    else:
        (v,) = heads([y], layer.num_heads)
        mixing = attention = dilated(p, layer, v, merge_held)
    mixed = mixing @ v
    p.attention.append(attention), p.mixing.append(mixing), p.values.append(v), p.mixed.append(mixed)
    joined = mixed.transpose(0, 1).flatten(1)  # [N', H d]
    if kind == "LinearAttention":
        return layer.proj(joined)
    return layer.to_out(joined) if hasattr(layer, "to_out") else joined


def heads(parts, count):
    """Each [N', H d] -> [H, N', d]"""
    return [part.unflatten(-1, (count, -1)).transpose(0, 1) for part in parts]


def linear(p, layer, y):
    q, k, v = heads(layer.qkv(y).chunk(3, -1), layer.num_heads)
    products = p.constant(layer.act(q)) @ p.constant(layer.act(k)).mT
    p.denominators.append(products.sum(-1))
    attention = products / p.denominators[-1].clamp(min=100)[..., None]
    return attention, attention * layer.temperature, v


def nystrom(p, layer, y):
    """Zero tokens in front fill 64 segments of equal length. Their values are zero: their columns are left out."""
    n, length = len(y), -(-len(y) // layer.num_landmarks)
    padded = torch.cat((y.new_zeros(length * layer.num_landmarks - n, y.shape[1]), y))
    q, k, v = heads(layer.to_qkv(padded).chunk(3, -1), layer.heads)
    q, k = p.constant(q * layer.scale), p.constant(k)
    q_landmarks, k_landmarks = (x.unflatten(1, (-1, length)).mean(2) for x in (q, k))
    a1, a2, a3 = (
        (a @ b.mT).softmax(-1) for a, b in [(q, k_landmarks), (q_landmarks, k_landmarks), (q_landmarks, k)])
    attention = (a1 @ moore_penrose_iter_pinv(a2[None], layer.pinv_iterations)[0] @ a3)[:, -n:, -n:]
    # The convolution along the sequence is a band of a matrix: 33 weights around the diagonal.
    kernel = layer.res_conv.weight[:, 0, :, 0]  # [H, 33]
    offsets = torch.arange(n)[None] - torch.arange(n)[:, None] + kernel.shape[1] // 2
    inside = (offsets >= 0) & (offsets < kernel.shape[1])
    convolution = kernel[:, offsets.clamp(0, kernel.shape[1] - 1)] * inside
    return attention, attention + convolution, v[:, -n:]


def dilated(p, layer, y, merge_held):
    """A token's weights over all that it sees in each branch, where it is seen. Zeros that fill a segment are keys too.

    Branches are merged in proportion to their sums of exponentials, so a position that two branches show counts twice.
    """
    n, count = y.shape[1], layer.num_heads
    products = p.constant(y) @ p.constant(y).mT * y.shape[-1] ** -0.5
    branches, sums = [], []
    for length, dilation in zip(layer.args.segment_length, layer.args.dilated_ratio):
        length = min(length, n)
        group = torch.arange(count) // -(-count // dilation)  # the offset of a head's positions
        position = torch.arange(n)
        visible = (position % length % dilation)[None] == group[:, None]  # [H, N']
        same = position[:, None] // length == position[None] // length
        mask = visible[:, :, None] & visible[:, None] & same  # [H, N', N']
        # Positions of the segment, beyond the tokens or beyond the segment's own end, that hold zeros.
        slots = -(-length // dilation)
        zeros = (slots - mask.sum(-1)) * visible
        exponentials = products.exp() * mask
        branches.append(exponentials)
        sums.append(exponentials.sum(-1) + zeros)
    own = [exponentials / total.clamp(min=1e-300)[..., None] for exponentials, total in zip(branches, sums)]
    total = sum(sums).clamp(min=1e-300)
    shares = [part / total for part in sums]
    if merge_held:
        shares = [share.detach() for share in shares]
    return sum(weights * share[..., None] for weights, share in zip(own, shares))
