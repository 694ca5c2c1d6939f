"""A model as a Hugging Face style LLaDA folder: config.json, model.safetensors, the tokenizer's files."""
import dataclasses
import json
import pathlib
import shutil
import struct

import numpy as np
import torch

from model import Llada, Shape
from tokenizer import Tokenizer

PREFIX = "model.transformer."
DTYPES = {"F32": np.float32, "F16": np.float16}


def config_of(shape: Shape, tokenizer: Tokenizer) -> dict:
    return dict(
        architectures=["LLaDAModelLM"], model_type="llada", d_model=shape.d_model, n_heads=shape.n_heads,
        n_kv_heads=shape.n_heads, n_layers=shape.n_layers, mlp_hidden_size=shape.mlp_hidden_size, mlp_ratio=4,
        vocab_size=shape.vocab_size, embedding_size=shape.vocab_size, rope=True, rope_theta=shape.rope_theta,
        rope_full_precision=True, rms_norm_eps=shape.rms_norm_eps, layer_norm_type="rms",
        layer_norm_with_affine=True, max_sequence_length=shape.max_sequence_length,
        mask_token_id=tokenizer.mask, eos_token_id=tokenizer.eos, pad_token_id=tokenizer.eos,
        bos_token_id=tokenizer.bos, eot_token_id=tokenizer.eot, weight_tying=False, include_bias=False,
        include_qkv_bias=False, bias_for_layer_norm=False, block_type="llama", activation_type="silu",
        input_emb_norm=False, scale_logits=False, attention_dropout=0.0, residual_dropout=0.0,
        embedding_dropout=0.0, alibi=False, flash_attention=False, multi_query_attention=None,
        attention_layer_norm=False, use_cache=False, torch_dtype="float32", precision="fp32", init_device="cpu")


def write_safetensors(path: pathlib.Path, tensors: dict[str, np.ndarray]) -> None:
    """F32, little endian, in the order given."""
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, array in tensors.items():
        header[name] = dict(dtype="F32", shape=list(array.shape), data_offsets=[at, at + array.nbytes])
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array, "<f4").tobytes())


def read_safetensors(path: pathlib.Path) -> dict[str, np.ndarray]:
    """F32, F16 and BF16 tensors, as float32."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        if entry["dtype"] == "BF16":
            array = (np.frombuffer(data[begin:end], "<u2").astype(np.uint32) << 16).view(np.float32)
        else:
            array = np.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).astype(np.float32)
        tensors[name] = array.reshape(entry["shape"])
    return tensors


def export(model: Llada, tokenizer_folder: pathlib.Path, out: pathlib.Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        if tokenizer_folder.resolve() != out.resolve():
            shutil.copy(tokenizer_folder / name, out / name)
    tokenizer = Tokenizer(out / "tokenizer.json")
    (out / "config.json").write_text(json.dumps(config_of(model.shape, tokenizer), indent=1))
    write_safetensors(out / "model.safetensors",
                      {PREFIX + n: p.detach().float().cpu().numpy() for n, p in model.named_parameters()})


def load(folder: pathlib.Path) -> Llada:
    config = json.loads((folder / "config.json").read_text())
    model = Llada(Shape(**{f.name: config[f.name] for f in dataclasses.fields(Shape)}))
    tensors = read_safetensors(folder / "model.safetensors")
    model.load_state_dict({n: torch.from_numpy(tensors[PREFIX + n].copy()) for n in model.state_dict()})
    return model
