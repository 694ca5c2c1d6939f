"""Records what an engine's exact mode must give: python3 reference.py MODEL.gguf TOKENIZER_FOLDER TASK.jsonl OUT.json

The weights are the file's, dequantised; the forward pass is PyTorch's in float32, confidence is a float64
softmax, and ties go to the lowest index. Every block is decoded, past the end of the answer too.
"""
import processor  # first

import json
import pathlib
import sys

import torch

from gguf import Reader, half_split
from model import Llada, Shape
from sampler import decode
from scoring import final_of
from tokenizer import Tokenizer

COUNT, CANVAS, BLOCK = 20, 128, 32
NAMES = {"attn_norm": "attn_norm", "q_proj": "attn_q", "k_proj": "attn_k", "v_proj": "attn_v",
         "attn_out": "attn_output", "ff_norm": "ffn_norm", "ff_proj": "ffn_gate", "up_proj": "ffn_up",
         "ff_out": "ffn_down"}
OUTER = {"wte.weight": "token_embd.weight", "ln_f.weight": "output_norm.weight", "ff_out.weight": "output.weight"}


def file_name(name: str) -> str:
    if name in OUTER:
        return OUTER[name]
    _, block, part, _ = name.split(".")
    return f"blk.{block}.{NAMES[part]}.weight"


def load(path: pathlib.Path) -> Llada:
    file = Reader(path)
    value = lambda key: file.values["llada." + key]
    vocabulary = file.tensors["token_embd.weight"].shape[0]
    shape = Shape(value("embedding_length"), value("block_count"), value("attention.head_count"),
                  value("feed_forward_length"), vocabulary, value("rope.freq_base"),
                  value("attention.layer_norm_rms_epsilon"), value("context_length"))
    model = Llada(shape)
    for name, parameter in model.named_parameters():
        tensor = file.tensors[file_name(name)]
        if name.endswith(("q_proj.weight", "k_proj.weight")):
            tensor = half_split(tensor, shape.n_heads)
        parameter.data.copy_(torch.from_numpy(tensor.copy()))
    return model.eval()


def cases(model: Llada, tokenizer: Tokenizer, items: list[dict], threshold: float | None) -> list[dict]:
    prompts = [tokenizer.prompt(item["question"]) for item in items]
    outputs, passes = decode(model, prompts, CANVAS, tokenizer.mask, tokenizer.eot, BLOCK, threshold, early_stop=False)
    texts = [tokenizer.decode(output) for output in outputs]
    return [dict(question=item["question"], prompt=prompt, output=output, forwards=count, text=text,
                 correct=final_of(text) == str(item["final"]))
            for item, prompt, output, count, text in zip(items, prompts, outputs, passes, texts)]


def record(model_path: pathlib.Path, tokenizer_folder: pathlib.Path, task: pathlib.Path, out: pathlib.Path) -> None:
    model, tokenizer = load(model_path), Tokenizer(tokenizer_folder / "tokenizer.json")
    items = [json.loads(line) for line in task.read_text().splitlines()[:COUNT]]
    sets = {name: dict(threshold=threshold, block=BLOCK, canvas=CANVAS, cases=cases(model, tokenizer, items, threshold))
            for name, threshold in (("one token a pass", None), ("threshold 0.9", 0.9))}
    for name, recorded in sets.items():
        print(name, sum(case["correct"] for case in recorded["cases"]), "of", COUNT, "right")
    out.write_text(json.dumps(sets))


if __name__ == "__main__":
    record(*map(pathlib.Path, sys.argv[1:]))
