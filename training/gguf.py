"""Reads the tensors of a GGUF file of ours (version 3; F32, F16, Q8_0, Q4_0), as float32.

Format rules only: header, key-value pairs, tensor infos, data aligned to 32 bytes unless
general.alignment says otherwise; Q8_0 is a half and 32 signed bytes, Q4_0 a half and 16 bytes of
nibbles with offset 8, low nibbles first.
"""
import pathlib
import struct

import numpy as np

SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
F32, F16, Q4_0, Q8_0 = 0, 1, 2, 8


class Reader:
    def __init__(self, path: pathlib.Path):
        self.data, self.at = path.read_bytes(), 0
        if self.take("4s") != b"GGUF" or self.take("I") != 3:
            raise ValueError(f"{path}: not a GGUF file of version 3")
        tensors, pairs = self.take("Q"), self.take("Q")
        self.values = {}
        for _ in range(pairs):
            name = self.string()
            self.values[name] = self.value(self.take("I"))
        infos = [self._info() for _ in range(tensors)]
        alignment = self.values.get("general.alignment", 32)
        self.start = -(-self.at // alignment) * alignment
        self.tensors = {name: self._tensor(shape, kind, offset) for name, shape, kind, offset in infos}

    def take(self, code: str):
        value, = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize("<" + code)
        return value

    def string(self) -> str:
        return self.take(f"{self.take('Q')}s").decode()

    def value(self, kind: int):
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            item, count = self.take("I"), self.take("Q")
            return [self.value(item) for _ in range(count)]
        return self.take(SCALARS[kind])

    def _info(self):
        name = self.string()
        shape = [self.take("Q") for _ in range(self.take("I"))]
        return name, tuple(reversed(shape)), self.take("I"), self.take("Q")

    def _tensor(self, shape, kind: int, offset: int) -> np.ndarray:
        count, begin = int(np.prod(shape)), self.start + offset
        if kind in (F32, F16):
            kinds = {F32: "<f4", F16: "<f2"}
            return np.frombuffer(self.data, kinds[kind], count, begin).astype(np.float32).reshape(shape)
        payload = {Q8_0: 32, Q4_0: 16}[kind]
        blocks = np.frombuffer(self.data, np.uint8, count // 32 * (2 + payload), begin).reshape(-1, 2 + payload)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        codes = blocks[:, 2:]
        if kind == Q8_0:
            values = codes.view(np.int8).astype(np.float32)
        else:
            values = np.concatenate((codes & 15, codes >> 4), 1).astype(np.float32) - 8
        return (values * scales).reshape(shape)


def half_split(rows: np.ndarray, heads: int) -> np.ndarray:
    """Undoes the order llama-style files keep queries and keys in: row 2j is j, row 2j + 1 is j + d/2."""
    d = rows.shape[0] // heads
    pairs = rows.reshape(heads, d // 2, 2, -1)
    return np.concatenate((pairs[:, :, 0], pairs[:, :, 1]), 1).reshape(rows.shape)
