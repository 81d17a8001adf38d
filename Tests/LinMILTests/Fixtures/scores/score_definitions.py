"""What each score must be: autograd, and explicit matrices, on explicit_forward's graph."""

import torch
from explicit_forward import run


def log_odds(logits, of):
    """z_c - logsumexp of the others; the output itself if there is one."""
    others = logits[[k for k in range(len(logits)) if k != of]]
    return logits[of] - others.logsumexp(0) if len(others) else logits[of]


def gradient_times_input(model, bag, of, held):
    """The derivative of the log-odds at the projected tiles, times the tiles without the projection's bias.

    What a positional encoding adds to a tile is counted among the biases.

    Returns the tiles' numbers [N], and the parts [3]: the class token's, the biases' (each times its derivative), and
    what a function that is linear in all of them adds up to: the derivative by the logits times the logits.
    """
    p = run(model, bag, held)
    biases = [parameter for name, parameter in model.named_parameters() if name.endswith(".bias")]
    token = [model.cls_token] if model.pool == "cls" else []
    t = log_odds(p.logits, of)
    wanted = [p.logits, p.encoded] + token + biases
    by_logits, by_tiles, *others = torch.autograd.grad(t, wanted, allow_unused=True)
    tiles = (by_tiles * (p.projected - model.projection.bias)).sum(-1)
    zero = t.new_zeros(())
    parts = [zero if g is None else (g * x).sum() for g, x in zip(others, token + biases)]
    class_token = parts.pop(0) if token else zero
    parts.append((by_tiles * (p.encoded - p.projected)).sum())
    return tiles.detach(), torch.stack([class_token, sum(parts), (by_logits * p.logits).sum()]).detach()


def evidence(model, bag, of):
    """What each token's value adds to the class token's attention in the last block, times the derivative there."""
    p = run(model, bag, held=True)
    (derivative,) = torch.autograd.grad(log_odds(p.logits, of), p.mixed[-1])
    assert not derivative[:, 1:].any()
    g = derivative[:, 0]  # [H, d]
    tokens = (p.mixing[-1][:, 0] * torch.einsum("hnd,hd->hn", p.values[-1], g)).sum(0)
    target = (g * p.mixed[-1][:, 0]).sum()
    return tokens[1:].detach(), torch.stack([tokens[0], tokens.new_zeros(()), target]).detach()


def rollout(p):
    """r <- (r A + r) / 2 from the last block to the first."""
    tokens = p.attention[0].shape[1]
    if p.model.pool == "cls":
        r = torch.eye(tokens, dtype=torch.float64)[0]
    else:
        r = torch.full((tokens,), 1 / tokens, dtype=torch.float64)
    for matrix in reversed(p.attention):
        r = (r @ matrix.mean(0) + r) / 2
    return r[1:] if p.model.pool == "cls" else r


def single(model, bag):
    """The log-odds of every class for every tile as a bag of one, by the package. [C, N]"""
    logits = [model(tile[None, None], place[None, None])[0][0] for tile, place in zip(bag.features, bag.coords)]
    return torch.stack([torch.stack([log_odds(z, of) for z in logits]) for of in range(len(logits[0]))])


def package_gradient(model, bag, of):
    """The derivative of the log-odds at the projected tiles by autograd through the package itself. [N, D]"""
    projected = []
    hook = model.projection.register_forward_hook(lambda _, args, out: projected.append(out))
    logits = model(bag.features[None], bag.coords[None])[0][0]
    hook.remove()
    return torch.autograd.grad(log_odds(logits, of), projected)[0][0]
