"""Writes onnx/: small models by real exporters, and what ONNX Runtime says that they give.

Run it here:

    python3 -m venv venv && venv/bin/pip install torch onnx onnxruntime onnxscript
    venv/bin/python make_onnx_fixtures.py

For each model NAME.onnx there is NAME.npz: `features` or `tokens`, one sequence of them, and
`expected`, `[steps, outputs]`. Weights are random with a fixed seed, and large enough that gates in
another order give something else.
"""

import logging
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

HERE = Path(__file__).parent / "onnx"
STEPS = 6
INPUTS = 3
HIDDEN = 4
TOKENS = 9

Array = NDArray[np.float32]


class Recurrent(nn.Module):
    """A recurrent layer, and a linear one where `outputs` says how large."""

    def __init__(
        self, kind: type[nn.RNNBase], outputs: int = 0, *, last: bool = False, **options: bool | int
    ) -> None:
        super().__init__()
        self.layer = kind(INPUTS, HIDDEN, **options)  # type: ignore[arg-type]
        width = HIDDEN * (2 if options.get("bidirectional") else 1)
        self.linear = nn.Linear(width, outputs) if outputs else None
        self.last = last

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y, _ = self.layer(x)
        if self.last:
            y = y[:, -1]
        return self.linear(y) if self.linear else y


class LanguageModel(nn.Module):
    def __init__(self, kind: type[nn.RNNBase] = nn.LSTM, **options: bool | int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(TOKENS, INPUTS)
        self.dropout = nn.Dropout(0.5)
        self.layer = kind(INPUTS, HIDDEN, 2, batch_first=True, **options)  # type: ignore[arg-type]
        self.linear = nn.Linear(HIDDEN, TOKENS)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        y, _ = self.layer(self.embedding(tokens))
        return self.linear(self.dropout(y))


class WithStates(nn.Module):
    """States come in and go out, as for a model that is run step by step."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.LSTM(INPUTS, HIDDEN, 2)
        self.linear = nn.Linear(HIDDEN, 2)

    def forward(
        self, x: torch.Tensor, h: torch.Tensor, c: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        y, (h, c) = self.layer(x, (h, c))
        return torch.sigmoid(self.linear(y)), h, c


class Flattened(nn.Module):
    """Steps and sequences are one axis for the linear layers, and the last state goes out."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.GRU(INPUTS, HIDDEN)
        self.first = nn.Linear(HIDDEN, 5)
        self.second = nn.Linear(5, 2)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        y, h = self.layer(x)
        y = torch.tanh(self.first(y.reshape(-1, HIDDEN)))
        return self.second(y).reshape(x.shape[0], x.shape[1], 2), h


class Unbatched(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.LSTM(INPUTS, HIDDEN)
        self.linear = nn.Linear(HIDDEN, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.linear(self.layer(x)[0]))


class LastState(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.GRU(INPUTS, HIDDEN, batch_first=True)
        self.linear = nn.Linear(HIDDEN, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(self.layer(x)[1][-1])


def features(*shape: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(7).standard_normal(shape).astype(np.float32))


def tokens() -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(8).integers(0, TOKENS, (1, STEPS)))


def run(path: Path, *inputs: torch.Tensor) -> Array:
    """The first output, which has one sequence, as `[steps, outputs]`."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    feed = {i.name: x.numpy() for i, x in zip(session.get_inputs(), inputs, strict=True)}
    output = session.run(None, feed)[0]
    return np.asarray(output, dtype=np.float32).reshape(-1, output.shape[-1])


def save(name: str, inputs: Sequence[torch.Tensor], expected: Array) -> None:
    first = inputs[0].numpy().astype(np.float32)
    key = "features" if inputs[0].is_floating_point() else "tokens"
    array = first.reshape(-1, INPUTS) if key == "features" else first.reshape(-1)
    np.savez(HERE / f"{name}.npz", **{key: array, "expected": expected})


def export(
    name: str,
    module: nn.Module,
    inputs: Sequence[torch.Tensor],
    time: int,
    *,
    dynamo: bool = False,
) -> None:
    """Exports with the axis of steps free, and runs it."""
    generator = torch.Generator().manual_seed(sum(name.encode()))
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.uniform_(-1.2, 1.2, generator=generator)
    path = HERE / f"{name}.onnx"
    options: dict[str, object]
    if dynamo:
        free = [{time: torch.export.Dim("steps")}, *[None] * (len(inputs) - 1)]
        options = {"dynamic_shapes": tuple(free), "external_data": False}
    else:
        options = {"input_names": ["x", "h", "c"][: len(inputs)]}
        options["dynamic_axes"] = {"x": {time: "steps"}}
    torch.onnx.export(module.eval(), tuple(inputs), path, dynamo=dynamo, **options)  # type: ignore[arg-type]
    model = onnx.load(path, load_external_data=False)
    strip(model)
    path.write_bytes(model.SerializeToString())
    save(name, inputs, run(path, *inputs))


def strip(model: onnx.ModelProto) -> None:
    """Takes out where in the source each node comes from, which names paths."""
    del model.metadata_props[:], model.graph.metadata_props[:]
    del model.graph.value_info[:]
    for item in [*model.graph.node, *model.graph.initializer, *model.graph.input]:
        item.doc_string = ""
        del item.metadata_props[:]
    for node in model.graph.output:
        del node.metadata_props[:]


def export_all() -> None:
    sequence = [features(STEPS, 1, INPUTS)]
    batch_first = [features(1, STEPS, INPUTS)]
    states = [*sequence, torch.zeros(2, 1, HIDDEN), torch.zeros(2, 1, HIDDEN)]
    for kind, dynamo in [("torchscript", False), ("dynamo", True)]:
        export(f"lstm_{kind}", Recurrent(nn.LSTM, num_layers=2), sequence, 0, dynamo=dynamo)
        export(f"gru_{kind}", Recurrent(nn.GRU, 2), sequence, 0, dynamo=dynamo)
        export(f"language_model_{kind}", LanguageModel(), [tokens()], 1, dynamo=dynamo)
        export(f"states_{kind}", WithStates(), states, 0, dynamo=dynamo)
        export(f"flattened_{kind}", Flattened(), sequence, 0, dynamo=dynamo)
        export(f"unbatched_{kind}", Unbatched(), [features(STEPS, INPUTS)], 0, dynamo=dynamo)
        export(f"last_state_{kind}", LastState(), batch_first, 1, dynamo=dynamo)
        last = Recurrent(nn.LSTM, 2, last=True, batch_first=True, bias=False)
        export(f"last_step_{kind}", last, batch_first, 1, dynamo=dynamo)
        both = Recurrent(nn.LSTM, 2, num_layers=2, bidirectional=True, batch_first=True)
        export(f"lstm_bidirectional_{kind}", both, batch_first, 1, dynamo=dynamo)
        both = Recurrent(nn.GRU, bidirectional=True)
        export(f"gru_bidirectional_{kind}", both, sequence, 0, dynamo=dynamo)
    export("external", LanguageModel(nn.GRU), [tokens()], 1, dynamo=True)
    onnx.save_model(
        onnx.load(HERE / "external.onnx"),
        HERE / "external.onnx",
        save_as_external_data=True,
        location="external.onnx.data",
        size_threshold=64,
    )
    save("external", [tokens()], run(HERE / "external.onnx", tokens()))
    perceptron = nn.Sequential(nn.Linear(INPUTS, 5), nn.ReLU(), nn.Linear(5, 2), nn.Sigmoid())
    export("perceptron", perceptron, [features(STEPS, INPUTS)], 0)


def quantize() -> None:
    """The dynamic quantization of ONNX Runtime, as it comes and as its optimizer leaves it."""
    for name, kind in [("int8", QuantType.QInt8), ("uint8", QuantType.QUInt8)]:
        path = HERE / f"quantized_{name}.onnx"
        quantize_dynamic(
            HERE / "language_model_torchscript.onnx",
            path,
            weight_type=kind,
            op_types_to_quantize=["MatMul", "LSTM", "Gather"],
        )
        save(path.stem, [tokens()], run(path, tokens()))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(HERE / "quantized_optimized.onnx")
    onnxruntime.InferenceSession(HERE / "quantized_int8.onnx", options)
    save("quantized_optimized", [tokens()], run(HERE / "quantized_optimized.onnx", tokens()))


def operator_model(operator: str, gates: int, **attributes: object) -> onnx.ModelProto:
    """One recurrent operator."""
    directions = 2 if attributes.get("direction") == "bidirectional" else 1
    random = np.random.default_rng(len(operator) + gates)

    def weight(name: str, *shape: int) -> onnx.TensorProto:
        return numpy_helper.from_array(random.uniform(-1.2, 1.2, shape).astype(np.float32), name)

    rows = gates * HIDDEN
    weights = [
        weight("W", directions, rows, INPUTS),
        weight("R", directions, rows, HIDDEN),
        weight("B", directions, 2 * rows),
    ]
    node = helper.make_node(
        operator, ["x", "W", "R", "B"], ["y"], name="layer", hidden_size=HIDDEN, **attributes
    )
    value = helper.make_tensor_value_info
    is_batch_first = attributes.get("layout") == 1
    x = [1, "steps", INPUTS] if is_batch_first else ["steps", 1, INPUTS]
    y = [1, "steps", directions, HIDDEN] if is_batch_first else ["steps", directions, 1, HIDDEN]
    graph = helper.make_graph(
        [node],
        "graph",
        [value("x", TensorProto.FLOAT, x)],
        [value("y", TensorProto.FLOAT, y)],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def operators() -> None:
    hard = {
        "activations": ["HardSigmoid", "Tanh", "HardSigmoid"],
        "activation_alpha": [0.25, 0.5],
        "activation_beta": [0.5, 0.25],
    }
    models: dict[str, Callable[..., onnx.ModelProto]] = {
        "gru_reset_before": lambda **a: operator_model("GRU", 3, linear_before_reset=0, **a),
        "gru_reset_after": lambda **a: operator_model("GRU", 3, linear_before_reset=1, **a),
        "lstm_reverse": lambda **a: operator_model("LSTM", 4, direction="reverse", **a),
        "lstm_hard_sigmoid": lambda **a: operator_model("LSTM", 4, **hard, **a),
        "lstm_layout_1": lambda **a: operator_model("LSTM", 4, **a),
        "gru_layout_1": lambda **a: operator_model("GRU", 3, linear_before_reset=1, **a),
    }
    x = features(STEPS, 1, INPUTS)
    for name, make in models.items():
        path = HERE / f"{name}.onnx"
        path.write_bytes(make().SerializeToString())
        # ONNX Runtime does not run layout 1: it is the same model, with the first axes swapped.
        save(name, [x], run(path, x))
        if name.endswith("layout_1"):
            path.write_bytes(make(layout=1).SerializeToString())


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    HERE.mkdir(exist_ok=True)
    export_all()
    quantize()
    operators()
