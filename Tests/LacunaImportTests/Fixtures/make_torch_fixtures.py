"""Writes the `torch_*.npz` of this folder with PyTorch. Run it here: python3 make_torch_fixtures.py

Each holds the state dictionary of one `torch.nn.LSTM` or `torch.nn.GRU`, a sequence of features,
states to begin with, and what PyTorch then gives: the output of each step and the last states.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).parent
STEPS = 7
INPUTS = 3
HIDDEN = 5


def states(module: nn.LSTM | nn.GRU) -> list[torch.Tensor]:
    count = module.num_layers * (2 if module.bidirectional else 1)
    hidden = torch.rand(count, module.proj_size or HIDDEN) - 0.5
    if isinstance(module, nn.GRU):
        return [hidden]
    return [hidden, torch.rand(count, HIDDEN) - 0.5]


def write(name: str, module: nn.LSTM | nn.GRU) -> None:
    features = torch.rand(STEPS, INPUTS) * 2 - 1
    first = states(module)
    with torch.no_grad():
        output, last = module(features, first[0] if len(first) == 1 else tuple(first))
    ends = [last] if len(first) == 1 else list(last)
    arrays = {key: tensor.numpy() for key, tensor in module.state_dict().items()}
    arrays |= {"features": features.numpy(), "output": output.numpy()}
    for letter, begin, end in zip("hc", first, ends, strict=False):
        arrays |= {f"{letter}_0": begin.numpy(), f"{letter}_n": end.numpy()}
    np.savez(HERE / f"torch_{name}.npz", **arrays)


def main() -> None:
    torch.manual_seed(5)
    write("lstm_bidirectional", nn.LSTM(INPUTS, HIDDEN, 2, bidirectional=True))
    write(
        "gru_bidirectional", nn.GRU(INPUTS, HIDDEN, 2, bidirectional=True, bias=False)
    )
    write("lstm_projected", nn.LSTM(INPUTS, HIDDEN, 2, proj_size=2))
    write(
        "lstm_bidirectional_projected",
        nn.LSTM(INPUTS, HIDDEN, 2, bidirectional=True, proj_size=2),
    )


if __name__ == "__main__":
    main()
