"""The network as an ONNX graph of one step, in float32 and with dynamic int8 weights."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from .gates import iofc
from .weights import Floats, Weights

OPSET = 17
# The oldest that has this opset: what reads newer ones reads it too.
IR_VERSION = 8

QUANTIZED = ("LSTM", "MatMul", "Gather")


def hidden_name(index: int) -> tuple[str, str]:
    """The names of a layer's hidden state before and after the step."""
    return f"h{index}", f"h{index}_next"


def cell_name(index: int) -> tuple[str, str]:
    """The names of a layer's cell before and after the step."""
    return f"c{index}", f"c{index}_next"


def graph(weights: Weights, streams: int) -> Any:
    """A model of one step.

    It takes `x` `[1, streams, size]`, or, as a language model, `token` `[1, streams]`, and each
    layer's `h` and `c` `[1, streams, hidden]`; it gives each layer's next `h` and `c`, and a
    language model's `y` `[1, streams, tokens]`.
    """
    hidden = weights.hidden_size
    nodes: list[Any] = []
    inputs: list[Any] = []
    outputs: list[Any] = []
    arrays: dict[str, Floats] = {}

    def state(name: str) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, streams, hidden])

    if weights.embedding is not None:
        arrays["embedding"] = weights.embedding
        inputs.append(helper.make_tensor_value_info("token", TensorProto.INT64, [1, streams]))
        nodes.append(helper.make_node("Gather", ["embedding", "token"], ["x"], axis=0))
    else:
        size = weights.layers[0].input_size
        inputs.append(helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, streams, size]))

    x = "x"
    for index, layer in enumerate(weights.layers):
        (h, h_next), (c, c_next) = hidden_name(index), cell_name(index)
        inputs += [state(h), state(c)]
        outputs += [state(h_next), state(c_next)]
        w, r, b = f"w{index}", f"r{index}", f"b{index}"
        arrays[w] = iofc(layer.input)[None]
        arrays[r] = iofc(layer.recurrent)[None]
        arrays[b] = np.concatenate([iofc(layer.input_bias), iofc(layer.recurrent_bias)])[None]
        nodes.append(
            helper.make_node(
                "LSTM", [x, w, r, b, "", h, c], ["", h_next, c_next], hidden_size=hidden
            )
        )
        # Of a sequence of one step, the last hidden state is the whole output.
        x = h_next

    if weights.output is not None and weights.output_bias is not None:
        arrays["output"] = np.ascontiguousarray(weights.output.T)
        arrays["output_bias"] = weights.output_bias
        nodes.append(helper.make_node("MatMul", [x, "output"], ["product"]))
        nodes.append(helper.make_node("Add", ["product", "output_bias"], ["y"]))
        shape = [1, streams, weights.output.shape[0]]
        outputs.insert(0, helper.make_tensor_value_info("y", TensorProto.FLOAT, shape))

    initializers = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
    model = helper.make_model(
        helper.make_graph(nodes, "step", inputs, outputs, initializers),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    onnx.checker.check_model(model)
    return model


def save_both(weights: Weights, streams: int, folder: Path) -> tuple[Path, Path]:
    """Writes the graph in float32 and with dynamic int8, and returns their paths.

    Raises `RuntimeError` when a layer has stayed in float32.
    """
    full, quantized = folder / "float32.onnx", folder / "int8.onnx"
    onnx.save(graph(weights, streams), str(full))
    quantize_dynamic(
        str(full),
        str(quantized),
        op_types_to_quantize=list(QUANTIZED),
        weight_type=QuantType.QInt8,
    )
    kinds = [node.op_type for node in onnx.load(str(quantized)).graph.node]
    if kinds.count("DynamicQuantizeLSTM") != len(weights.layers):
        raise RuntimeError(f"quantize_dynamic left the LSTM layers as they were: {kinds}")
    if weights.output is not None and "MatMulInteger" not in kinds:
        raise RuntimeError(f"quantize_dynamic left the output layer as it was: {kinds}")
    return full, quantized
