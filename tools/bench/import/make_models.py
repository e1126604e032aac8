"""Writes a language model of 1 GB in each format and element type: make_models.py FOLDER."""

import json
import struct
import sys
from collections import OrderedDict
from pathlib import Path

import torch

TYPES = {"F32": torch.float32, "BF16": torch.bfloat16, "F16": torch.float16}


def shapes(scale: int) -> dict[str, tuple[int, ...]]:
    """An embedding, four LSTM layers and a linear layer; `scale` times 262 MB of float32."""
    hidden = 2560
    layers: dict[str, tuple[int, ...]] = {"embedding.weight": (scale * 2500, hidden)}
    for layer in range(scale):
        layers[f"lstm.weight_ih_l{layer}"] = (4 * hidden, hidden)
        layers[f"lstm.weight_hh_l{layer}"] = (4 * hidden, hidden)
        layers[f"lstm.bias_ih_l{layer}"] = (4 * hidden,)
        layers[f"lstm.bias_hh_l{layer}"] = (4 * hidden,)
    layers["output.weight"] = (scale * 2500, hidden)
    layers["output.bias"] = (scale * 2500,)
    return layers


def write_safetensors(path: Path, tensors: dict[str, torch.Tensor], dtype: str) -> None:
    header, offset = {}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": dtype,
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.contiguous().view(torch.uint8).numpy().tobytes())


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(1)
    for name, dtype in TYPES.items():
        scale = 4 if dtype == torch.float32 else 8
        tensors = OrderedDict(
            (array, (torch.rand(shape, generator=generator) - 0.5).to(dtype))
            for array, shape in shapes(scale).items()
        )
        write_safetensors(folder / f"{name}.safetensors", tensors, name)
        if dtype == torch.float32:
            torch.save(tensors, folder / f"{name}.pt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
