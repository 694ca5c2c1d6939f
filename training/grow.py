"""A checkpoint to go on from: python3 grow.py MODEL.gguf OUT [LAYERS]

The weights of a GGUF file of ours, dequantised, with its tokenizer. With more LAYERS than the file has, the new
ones are spread among the upper ones and add nothing at first (their output matrices are 0), so that the network
computes the same until it is trained on.
"""
import dataclasses
import pathlib
import sys

import torch

import checkpoint
import reference
import tokenizer as bpe
from gguf import Reader
from model import Llada, initialise

SILENT = ("attn_out.weight", "ff_out.weight")
SEED = 1


def places(old: int, new: int) -> list[int]:
    """Where the old layers go: the new ones lie between the upper ones, the last one stays the last."""
    added = new - old
    if not 0 <= added < old:
        raise ValueError(f"{old} layers cannot become {new}")
    return [i + max(0, i - (old - 1 - added)) for i in range(old)]


def grown(model: Llada, layers: int) -> Llada:
    """Raises ValueError where there is no room for the new layers."""
    deeper = Llada(dataclasses.replace(model.shape, n_layers=layers))
    initialise(deeper, SEED)
    kept = places(model.shape.n_layers, layers)
    state = deeper.state_dict()
    for name in state:
        if name.startswith("blocks.") and int(name.split(".")[1]) not in kept and name.endswith(SILENT):
            state[name] = torch.zeros_like(state[name])
    for name, value in model.state_dict().items():
        if name.startswith("blocks."):
            _, block, rest = name.split(".", 2)
            name = f"blocks.{kept[int(block)]}.{rest}"
        state[name] = value
    deeper.load_state_dict(state)
    return deeper


def tokenizer_of(path: pathlib.Path, out: pathlib.Path) -> None:
    values = Reader(path).values
    merges = [tuple(merge.split(" ")) for merge in values["tokenizer.ggml.merges"]]
    bpe.save(out, merges, len(values["tokenizer.ggml.tokens"]))


def main(path: pathlib.Path, out: pathlib.Path, layers: int | None = None) -> None:
    model = reference.load(path)
    tokenizer_of(path, out)
    checkpoint.export(grown(model, layers or model.shape.n_layers), out, out)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), *map(int, sys.argv[3:]))
