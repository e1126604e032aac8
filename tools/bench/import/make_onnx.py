"""Writes the same language model of 1 GB of float32 as an ONNX graph: make_onnx.py FILE."""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

HIDDEN = 2560
TOKENS = 10000
LAYERS = 4


def main(file: Path) -> None:
    random = np.random.default_rng(1)

    def weight(*shape: int) -> NDArray[np.float32]:
        return random.random(shape, dtype=np.float32) - np.float32(0.5)

    arrays = {"embedding": weight(TOKENS, HIDDEN)}
    nodes = [helper.make_node("Gather", ["embedding", "tokens"], ["x0"])]
    for layer in range(LAYERS):
        w, r, b = (f"{name}{layer}" for name in "WRB")
        arrays[w] = weight(1, 4 * HIDDEN, HIDDEN)
        arrays[r] = weight(1, 4 * HIDDEN, HIDDEN)
        arrays[b] = weight(1, 8 * HIDDEN)
        nodes += [
            helper.make_node("LSTM", [f"x{layer}", w, r, b], [f"y{layer}"], hidden_size=HIDDEN),
            helper.make_node("Squeeze", [f"y{layer}", "one"], [f"x{layer + 1}"]),
        ]
    arrays["output"] = weight(HIDDEN, TOKENS)
    arrays["bias"] = weight(TOKENS)
    nodes += [
        helper.make_node("MatMul", [f"x{LAYERS}", "output"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["logits"]),
    ]
    initializers = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
    initializers.append(numpy_helper.from_array(np.array([1], dtype=np.int64), "one"))
    graph = helper.make_graph(
        nodes,
        "language_model",
        [helper.make_tensor_value_info("tokens", TensorProto.INT64, ["steps", 1])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["steps", 1, TOKENS])],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    file.write_bytes(model.SerializeToString())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
