"""PyTorch, one thread: `torch.nn.LSTM`, in float32 or with dynamic int8 weights."""

import warnings
from typing import Any

import numpy as np
import torch

from .measure import Sample, time_steps
from .weights import Floats, Weights, dense_inputs

INPUTS = 16


class TorchCompetitor:
    """One step a call, with the state that the last one gave."""

    def __init__(self, name: str, weights: Weights, *, int8: bool) -> None:
        self.name = name
        self.facts: dict[str, object] = {}
        torch.set_num_threads(1)
        size = weights.layers[0].input_size
        lstm: Any = torch.nn.LSTM(size, weights.hidden_size, num_layers=len(weights.layers))
        prefix = "lstm."
        lstm.load_state_dict(
            {
                key.removeprefix(prefix): torch.from_numpy(value)
                for key, value in weights.state_dict().items()
                if key.startswith(prefix)
            }
        )
        if int8:
            self.facts["engine"] = torch.backends.quantized.engine
            with warnings.catch_warnings():
                # That this function will have a successor.
                warnings.simplefilter("ignore")
                holder: Any = torch.ao.quantization.quantize_dynamic(
                    torch.nn.Sequential(lstm), {torch.nn.LSTM}, dtype=torch.qint8
                )
            lstm = holder[0]
            if "quantized" not in type(lstm).__module__:
                raise RuntimeError("quantize_dynamic left the LSTM as it was")
        self.lstm: Any = lstm.eval()
        shape = (len(weights.layers), 1, weights.hidden_size)
        self.state: Any = (torch.zeros(shape), torch.zeros(shape))
        self.inputs = [torch.from_numpy(x[None]) for x in dense_inputs(INPUTS, 1, size)]
        self.output: Any = None
        self.steps = 0

    def step(self) -> None:
        self.output, self.state = self.lstm(self.inputs[self.steps % INPUTS], self.state)
        self.steps += 1

    def result(self) -> Floats:
        """What the last step gave: `[1, hidden]`."""
        return np.array(self.output[0].numpy())

    def sample(self, seconds: float) -> Sample:
        with torch.inference_mode():
            return time_steps(self.step, seconds)
