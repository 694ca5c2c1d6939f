"""The mean of the weights of several checkpoints of one run: python3 average.py OUT FOLDER FOLDER ...

Where the rate has come down to nothing more than once, the mean is often better than each of them.
"""
import pathlib
import shutil
import sys

from checkpoint import read_safetensors, write_safetensors


def average(out: pathlib.Path, folders: list[pathlib.Path]) -> None:
    """Raises ValueError where the folders hold different tensors, FileExistsError where OUT is there."""
    models = [read_safetensors(folder / "model.safetensors") for folder in folders]
    shapes = [{name: array.shape for name, array in model.items()} for model in models]
    if any(other != shapes[0] for other in shapes):
        raise ValueError(f"tensors differ between {', '.join(map(str, folders))}")
    out.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(folders[0] / name, out)
    write_safetensors(out / "model.safetensors", {name: sum(model[name] for model in models) / len(models) for name in models[0]})


if __name__ == "__main__":
    average(pathlib.Path(sys.argv[1]), [pathlib.Path(folder) for folder in sys.argv[2:]])
