"""native_trainer.cpp through ctypes: the same step as PyTorch's, several times faster on a CPU."""
import ctypes
import pathlib
import platform
import subprocess

import numpy as np
import torch

SOURCE = pathlib.Path(__file__).with_name("native_trainer.cpp")
PRODUCTS = ("f32", "f16", "bf16", "bf16-dot")  # as native_network.h's
FLAGS = ["-std=c++20", "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]
if platform.machine() == "x86_64":
    FLAGS.append("-mprefer-vector-width=512")


def build(folder: pathlib.Path) -> pathlib.Path:
    """Compiles the trainer into the folder, unless it is newer than the sources."""
    library = folder / "native_trainer.so"
    newest = max(path.stat().st_mtime for path in (SOURCE, *SOURCE.parent.glob("*.h")))
    if not library.exists() or library.stat().st_mtime < newest:
        subprocess.run(["g++", *FLAGS, str(SOURCE), "-o", str(library), "-lopenblas", "-lpthread"], check=True)
    return library


def checkpoint_order(names) -> list[str]:
    """Names of the parameters in the order of the flat array."""
    names = list(names)
    blocks = sorted({int(n.split(".")[1]) for n in names if n.startswith("blocks.")})
    parts = ("attn_norm", "q_proj", "k_proj", "v_proj", "attn_out", "ff_norm", "ff_proj", "up_proj", "ff_out")
    middle = [f"blocks.{b}.{part}.weight" for b in blocks for part in parts]
    return ["wte.weight", *middle, "ln_f.weight", "ff_out.weight"]


class NativeTrainer:
    """Holds the weights; `model` is only read at the start and written by store()."""

    def __init__(self, library: pathlib.Path, model, threads: int, products: str = "auto", micro_rows: int = 512):
        """products: "f32", "f16" (needs AVX-512 FP16, sizes that are multiples of 64, lengths of 8), "bf16" (needs
        AMX), "bf16-dot" (needs AVX-512 BF16) or "auto": the first of bf16, f16, bf16-dot, f32 that the processor has."""
        self.lib = ctypes.CDLL(str(library))
        shape = model.shape
        for name in ("trainer_has_halves", "trainer_has_tiles", "trainer_has_dots"):
            getattr(self.lib, name).restype = ctypes.c_bool
        # The fastest first: processors with both sorts of 16-bit products multiply halves faster.
        has = {"bf16": self.lib.trainer_has_tiles(),
               "f16": self.lib.trainer_has_halves(shape.d_model, shape.mlp_hidden_size, shape.vocab_size),
               "bf16-dot": self.lib.trainer_has_dots(), "f32": True}
        if products == "auto":
            products = next(name for name in has if has[name])
        if not has[products]:
            raise ValueError({"f16": "f16 products need AVX-512 FP16 and sizes that are multiples of 64",
                              "bf16": "bf16 products need AMX",
                              "bf16-dot": "bf16-dot products need AVX-512 BF16"}[products])
        self.products = products
        new = self.lib.trainer_new
        new.restype = ctypes.c_void_p
        new.argtypes = [ctypes.c_int] * 5 + [ctypes.c_float] * 2 + [ctypes.c_int] * 3
        self.handle = new(shape.d_model, shape.n_layers, shape.n_heads, shape.mlp_hidden_size, shape.vocab_size,
                          shape.rope_theta, shape.rms_norm_eps, threads, micro_rows, PRODUCTS.index(self.products))
        self.lib.trainer_size.restype = ctypes.c_size_t
        self.lib.trainer_size.argtypes = [ctypes.c_void_p]
        size = self.lib.trainer_size(self.handle)
        self.weights, self.gradient, self.first, self.second = (
            self._array(name, size) for name in ("weights", "gradient", "first", "second"))
        self.lib.trainer_step.restype = ctypes.POINTER(ctypes.c_long)
        self.lib.trainer_step.argtypes = [ctypes.c_void_p]
        self.lib.trainer_gradients.restype = ctypes.c_double
        self.lib.trainer_gradients.argtypes = [ctypes.c_void_p] * 6 + [ctypes.c_int]
        self.lib.trainer_update.restype = ctypes.c_double
        self.lib.trainer_update.argtypes = [ctypes.c_void_p] + [ctypes.c_float] * 3
        self.load(model)

    def _array(self, name: str, size: int) -> np.ndarray:
        function = getattr(self.lib, "trainer_" + name)
        function.restype = ctypes.POINTER(ctypes.c_float)
        function.argtypes = [ctypes.c_void_p]
        return np.ctypeslib.as_array(function(self.handle), (size,))

    def load(self, model) -> None:
        parameters = dict(model.named_parameters())
        flat = [parameters[n].detach().numpy().ravel() for n in checkpoint_order(parameters)]
        self.weights[:] = np.concatenate(flat)

    @torch.no_grad()
    def store(self, model) -> None:
        parameters, at = dict(model.named_parameters()), 0
        for name in checkpoint_order(parameters):
            count = parameters[name].numel()
            parameters[name].copy_(torch.from_numpy(self.weights[at:at + count]).view_as(parameters[name]))
            at += count

    def gradients(self, tokens, targets, weights, lengths) -> float:
        """Weighted loss of flat int32 tokens; the gradient is left in `gradient`, the highest probability of every token
        with a weight in `confidence`."""
        if self.products == "f16" and np.any(np.asarray(lengths) % 8):
            raise ValueError("f16 products need lengths that are multiples of 8")
        self.confidence = np.zeros(len(tokens), np.float32)
        arrays = [np.ascontiguousarray(a, t) for a, t in
                  ((tokens, np.int32), (targets, np.int32), (weights, np.float32), (self.confidence, np.float32),
                   (lengths, np.int32))]
        pointers = [a.ctypes.data_as(ctypes.c_void_p) for a in arrays]
        return self.lib.trainer_gradients(self.handle, *pointers, len(lengths))

    def update(self, rate: float, decay: float, scale: float) -> float:
        """Scales the gradient, clips its norm to 1, updates; the norm before clipping."""
        return self.lib.trainer_update(self.handle, rate, decay, scale)

    def save_state(self, path: pathlib.Path) -> None:
        np.savez(path, weights=self.weights, first=self.first, second=self.second,
                 step=self.lib.trainer_step(self.handle)[0])

    def load_state(self, path: pathlib.Path) -> int:
        state = np.load(path)
        for name in ("weights", "first", "second"):
            getattr(self, name)[:] = state[name]
        self.lib.trainer_step(self.handle)[0] = int(state["step"])
        return int(state["step"])
