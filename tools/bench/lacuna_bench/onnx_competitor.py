"""ONNX Runtime, one thread, its states in memory that it reads and writes in place."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from .measure import Sample, time_steps
from .onnx_graph import cell_name, hidden_name
from .weights import Floats, Weights, dense_inputs

INPUTS = 16


class OnnxCompetitor:
    """A graph of one step. Two sets of states change places, so nothing is copied in between."""

    def __init__(self, name: str, path: Path, weights: Weights, streams: int = 1) -> None:
        self.name = name
        self.facts: dict[str, object] = {"fileBytes": path.stat().st_size}
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
        self.session: Any = ort.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        layers = range(len(weights.layers))
        shape = (1, streams, weights.hidden_size)
        names = [pair for index in layers for pair in (hidden_name(index), cell_name(index))]
        self.states: list[dict[str, Any]] = [
            {before: _value(np.zeros(shape, np.float32)) for before, _ in names} for _ in range(2)
        ]
        self.inputs = _inputs(weights, streams)
        self.input: Any = _value(self.inputs[0])
        takes_tokens = weights.embedding is not None
        self.output: Any = None
        if weights.output is not None:
            self.output = _value(np.zeros((1, streams, weights.output.shape[0]), np.float32))
        self.bindings: list[Any] = []
        for now, following in ((0, 1), (1, 0)):
            binding = self.session.io_binding()
            binding.bind_ortvalue_input("token" if takes_tokens else "x", self.input)
            for before, after in names:
                binding.bind_ortvalue_input(before, self.states[now][before])
                binding.bind_ortvalue_output(after, self.states[following][before])
            if self.output is not None:
                binding.bind_ortvalue_output("y", self.output)
            self.bindings.append(binding)
        self.last_hidden = hidden_name(len(weights.layers) - 1)[0]
        self.steps = 0

    def prepare(self) -> None:
        self.input.update_inplace(self.inputs[self.steps % INPUTS])

    def step(self) -> None:
        self.session.run_with_iobinding(self.bindings[self.steps % 2])
        self.steps += 1

    def result(self) -> Floats:
        """What the last step gave: `[streams, outputs]`."""
        if self.output is not None:
            return np.array(self.output.numpy()[0])
        return np.array(self.states[self.steps % 2][self.last_hidden].numpy()[0])

    def sample(self, seconds: float) -> Sample:
        return time_steps(self.step, seconds, self.prepare)


def _value(array: NDArray[Any]) -> Any:
    return ort.OrtValue.ortvalue_from_numpy(array)


def _inputs(weights: Weights, streams: int) -> list[NDArray[Any]]:
    if weights.embedding is not None:
        generator = np.random.default_rng(3)
        tokens = generator.integers(weights.embedding.shape[0], size=(INPUTS, 1, streams))
        return list(tokens.astype(np.int64))
    vectors = dense_inputs(INPUTS, streams, weights.layers[0].input_size)
    return [vector[None] for vector in vectors]
