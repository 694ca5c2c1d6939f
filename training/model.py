"""LLaDA's network in PyTorch: a bidirectional Llama with untied head. Reference and trainer alike."""
import dataclasses
import math

import torch
from torch import nn
from torch.nn import functional as F


@dataclasses.dataclass(frozen=True)
class Shape:
    d_model: int = 512
    n_layers: int = 8
    n_heads: int = 8
    mlp_hidden_size: int = 1024
    vocab_size: int = 2048
    rope_theta: float = 10000.0
    rms_norm_eps: float = 1e-5
    max_sequence_length: int = 512

    @property
    def head_size(self) -> int:
        return self.d_model // self.n_heads


def rope_tables(shape: Shape, length: int, device) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines, [length, head_size / 2], in float32 from float64 angles."""
    half = torch.arange(0, shape.head_size, 2, dtype=torch.float64)
    frequencies = shape.rope_theta ** (-half / shape.head_size)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * frequencies
    return angles.cos().float().to(device), angles.sin().float().to(device)


def rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Half-split rotary embedding of [tokens, heads, head_size]."""
    a, b = x.float().chunk(2, -1)
    cos, sin = cos[:, None], sin[:, None]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1).to(x.dtype)


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, seen=None) -> torch.Tensor:
    """Full attention within each sequence; [batch, heads, length, head_size]. seen: keys, [batch, length]."""
    mask = None if seen is None else seen[:, None, None, :]
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return torch.softmax(scores, -1) @ v


class RmsNorm(nn.Module):
    def __init__(self, size: int, eps: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x):
        y = x.float()
        y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + self.eps)
        return (y * self.weight).to(x.dtype)


class Block(nn.Module):
    """Names are the checkpoint's (model.transformer.blocks.N.*)."""

    def __init__(self, shape: Shape):
        super().__init__()
        d, ff = shape.d_model, shape.mlp_hidden_size
        self.shape = shape
        self.attn_norm = RmsNorm(d, shape.rms_norm_eps)
        self.q_proj = nn.Linear(d, d, bias=False)
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d, bias=False)
        self.attn_out = nn.Linear(d, d, bias=False)
        self.ff_norm = RmsNorm(d, shape.rms_norm_eps)
        self.ff_proj = nn.Linear(d, ff, bias=False)
        self.up_proj = nn.Linear(d, ff, bias=False)
        self.ff_out = nn.Linear(ff, d, bias=False)

    def forward(self, x, cos, sin, rows: tuple[tuple[int, int], ...], seen=None):
        """x: [tokens, d]; rows: (sequences, length) groups that lie one after the other in x.
        seen: with a single group, the tokens that may be attended to, [sequences, length]."""
        y = self.attn_norm(x)
        heads = (-1, self.shape.n_heads, self.shape.head_size)
        q = rotate(self.q_proj(y).view(heads), cos, sin)
        k = rotate(self.k_proj(y).view(heads), cos, sin)
        v = self.v_proj(y).view(heads)
        x = x + self.attn_out(self._attention(q, k, v, rows, seen))
        y = self.ff_norm(x)
        return x + self.ff_out(F.silu(self.ff_proj(y)) * self.up_proj(y))

    def _attention(self, q, k, v, rows, seen):
        out, start = [], 0
        for count, length in rows:
            end = start + count * length
            split = [t[start:end].view(count, length, *t.shape[1:]).transpose(1, 2) for t in (q, k, v)]
            out.append(attend(*split, seen).transpose(1, 2).reshape(count * length, self.shape.d_model))
            start = end
        return torch.cat(out) if len(out) > 1 else out[0]


class Llada(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.wte = nn.Embedding(shape.vocab_size, shape.d_model)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.n_layers))
        self.ln_f = RmsNorm(shape.d_model, shape.rms_norm_eps)
        self.ff_out = nn.Linear(shape.d_model, shape.vocab_size, bias=False)
        self._tables: dict = {}

    def forward(self, tokens, rows: tuple[tuple[int, int], ...]):
        """Logits [tokens, vocab] of flat tokens made of `rows` (see Block)."""
        return self.ff_out(self.hidden(tokens, rows))

    def hidden(self, tokens, rows, seen=None):
        cos, sin = self._angles(rows, tokens.device)
        x = self.wte(tokens)
        if torch.is_autocast_enabled():
            x = x.to(torch.bfloat16)
        for block in self.blocks:
            x = block(x, cos, sin, rows, seen)
        return self.ln_f(x)

    def _angles(self, rows, device):
        if rows not in self._tables:
            if len(self._tables) > 64:
                self._tables.clear()
            cos, sin = rope_tables(self.shape, max(length for _, length in rows), device)
            order = torch.cat([torch.arange(length).repeat(count) for count, length in rows]).to(device)
            self._tables[rows] = (cos[order], sin[order])
        return self._tables[rows]


def initialise(model: Llada, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    depth = math.sqrt(2 * model.shape.n_layers)
    for name, weight in model.named_parameters():
        if weight.dim() < 2:
            continue
        scale = 1 / math.sqrt(weight.shape[1])
        if name == "wte.weight":
            scale = 0.5
        elif name == "ff_out.weight":
            scale = 0.02
        elif name.endswith(("attn_out.weight", "ff_out.weight")):
            scale /= depth
        weight.data.copy_(torch.randn(weight.shape, generator=generator) * scale)
