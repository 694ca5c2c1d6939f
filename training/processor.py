"""Import before torch and numpy: tells OpenBLAS which kernels to use.

OpenBLAS 0.3.21 takes processors it does not know for one of 2004, and is then ten times slower.
"""
import os
import pathlib


def kernels() -> str | None:
    info = pathlib.Path("/proc/cpuinfo")
    flags = info.read_text() if info.exists() else ""
    if "avx512_bf16" in flags:
        return "COOPERLAKE"
    if "avx512bw" in flags:
        return "SKYLAKEX"
    return "HASWELL" if "avx2" in flags else None


if "OPENBLAS_CORETYPE" not in os.environ and kernels():
    os.environ["OPENBLAS_CORETYPE"] = kernels()
