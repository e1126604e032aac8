"""Writes the fixtures of this folder with NumPy. Run it here: python3 make_fixtures.py

The elements come from a formula that the tests evaluate too; the expected outputs of the recurrent
layers are computed here in float64, gate by gate by name, before the gates are put into each
framework's order.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
STEPS = 6
HIDDEN = 5
INPUTS = 3

Array = NDArray[np.float64]


def values(seed: int, *shape: int) -> Array:
    """Multiples of 1/128 between -1 and 1, exact in float16: Swift's `formulaValues`."""
    count = int(np.prod(shape))
    index = np.arange(count, dtype=np.int64)
    return ((index * 7919 + seed * 104729) % 251 - 125).reshape(shape) / 128.0


def save(
    file: Path | io.RawIOBase, arrays: Mapping[str, NDArray[np.generic]], *, deflated: bool = False
) -> None:
    write = np.savez_compressed if deflated else np.savez
    write(file, **arrays)  # type: ignore[arg-type]


def as_float32(arrays: dict[str, Array]) -> dict[str, NDArray[np.generic]]:
    return {name: array.astype("<f4") for name, array in arrays.items()}


class Pipe(io.RawIOBase):
    """A stream that cannot seek, so that zipfile writes data descriptors."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self.written += data
        return len(bytes(data))


def formats() -> dict[str, NDArray[np.generic]]:
    """Every element type, byte order, memory order and number of axes that is read."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for seed, kind in enumerate(["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]):
        arrays[f"c_{seed}"] = np.ascontiguousarray(values(seed, 3, 4).astype(kind))
        arrays[f"fortran_{seed}"] = np.asfortranarray(values(10 + seed, 3, 4).astype(kind))
    arrays["vector"] = values(20, 7).astype("<f4")
    arrays["scalar"] = np.array(0.5, dtype="<f4")
    arrays["empty"] = np.zeros((0, 3), dtype="<f4")
    arrays["cube"] = values(21, 2, 3, 4).astype("<f4")
    arrays["fortran_cube"] = np.asfortranarray(values(22, 2, 3, 4).astype("<f4"))
    arrays["grün"] = values(23, 2).astype("<f4")
    return arrays


def write_containers() -> None:
    save(HERE / "stored.npz", formats())
    save(HERE / "deflated.npz", formats(), deflated=True)
    for name, deflated in [("stored", False), ("deflated", True)]:
        pipe = Pipe()
        save(pipe, formats(), deflated=deflated)
        (HERE / f"{name}_descriptor.npz").write_bytes(pipe.written)
    small = {"w": values(1, 2, 3).astype("<f4"), "b": values(2, 3).astype("<f4")}
    save(HERE / "small_stored.npz", small)
    save(HERE / "small_deflated.npz", small, deflated=True)
    save(HERE / "zeros_deflated.npz", {"zeros": np.zeros(250_000, dtype="<f4")}, deflated=True)
    save(HERE / "nothing.npz", {})


def write_npy() -> None:
    for version in (1, 2, 3):
        with (HERE / f"version_{version}.npy").open("wb") as file:
            np.lib.format.write_array(file, values(30, 4, 2).astype("<f4"), version=(version, 0))
    np.save(HERE / "objects.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    record = np.zeros(2, dtype=[("x", "<f4"), ("y", "<i2", (3,))])
    mixed = {
        "weights": values(31, 2, 2).astype("<f4"),
        "objects": np.array([{"a": 1}, None], dtype=object),
        "count": np.array(7),
        "text": np.array(["ab", "c"]),
        "record": record,
        "complex": np.zeros(2, dtype="<c8"),
    }
    save(HERE / "mixed.npz", mixed)


def sigmoid(x: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-x))


def write_lstm() -> None:
    gates = "ifgo"
    w = dict(zip(gates, values(40, 4, HIDDEN, INPUTS), strict=True))
    u = dict(zip(gates, values(41, 4, HIDDEN, HIDDEN), strict=True))
    b = dict(zip(gates, values(42, 4, HIDDEN), strict=True))
    d = dict(zip(gates, values(43, 4, HIDDEN), strict=True))
    features = values(44, STEPS, INPUTS)
    h, c = np.zeros(HIDDEN), np.zeros(HIDDEN)
    expected = []
    for x in features:
        p = {g: w[g] @ x + u[g] @ h + b[g] + d[g] for g in gates}
        c = sigmoid(p["f"]) * c + sigmoid(p["i"]) * np.tanh(p["g"])
        h = sigmoid(p["o"]) * np.tanh(c)
        expected.append(h)

    def stack(parts: dict[str, Array], order: str) -> Array:
        return np.concatenate([parts[gate] for gate in order])

    arrays = {
        "features": features,
        "expected": np.array(expected),
        # torch.nn.LSTM: [4H, I], two biases, gates i, f, g, o.
        "torch_w": stack(w, "ifgo"),
        "torch_u": stack(u, "ifgo"),
        "torch_b": stack(b, "ifgo"),
        "torch_d": stack(d, "ifgo"),
        # ONNX LSTM: [directions, 4H, I], both biases in one array, gates i, o, f, c.
        "onnx_w": stack(w, "iofg")[np.newaxis],
        "onnx_u": stack(u, "iofg")[np.newaxis],
        "onnx_b": np.concatenate([stack(b, "iofg"), stack(d, "iofg")])[np.newaxis],
        # Keras LSTM: [I, 4H], one bias, gates i, f, c, o.
        "keras_w": stack(w, "ifgo").T,
        "keras_u": stack(u, "ifgo").T,
        "keras_b": stack(b, "ifgo") + stack(d, "ifgo"),
    }
    save(HERE / "lstm_orders.npz", as_float32(arrays))


def gru_outputs(parts: list[dict[str, Array]], features: Array, reset: str) -> Array:
    w, u, b, d = parts
    h = np.zeros(HIDDEN)
    outputs = []
    for x in features:
        r = sigmoid(w["r"] @ x + b["r"] + u["r"] @ h + d["r"])
        z = sigmoid(w["z"] @ x + b["z"] + u["z"] @ h + d["z"])
        if reset == "after":
            n = np.tanh(w["n"] @ x + b["n"] + r * (u["n"] @ h + d["n"]))
        else:
            n = np.tanh(w["n"] @ x + b["n"] + u["n"] @ (r * h) + d["n"])
        h = (1.0 - z) * n + z * h
        outputs.append(h)
    return np.array(outputs)


def write_gru() -> None:
    gates = "rzn"
    w = dict(zip(gates, values(50, 3, HIDDEN, INPUTS), strict=True))
    u = dict(zip(gates, values(51, 3, HIDDEN, HIDDEN), strict=True))
    b = dict(zip(gates, values(52, 3, HIDDEN), strict=True))
    d = dict(zip(gates, values(53, 3, HIDDEN), strict=True))
    zero = {gate: np.zeros(HIDDEN) for gate in gates}
    features = values(54, STEPS, INPUTS)

    def stack(parts: dict[str, Array], order: str) -> Array:
        return np.concatenate([parts[gate] for gate in order])

    arrays = {
        "features": features,
        "expected_after": gru_outputs([w, u, b, d], features, "after"),
        "expected_before": gru_outputs([w, u, b, d], features, "before"),
        "expected_one_bias": gru_outputs([w, u, b, zero], features, "before"),
        # torch.nn.GRU: [3H, I], two biases, gates r, z, n, reset after.
        "torch_w": stack(w, "rzn"),
        "torch_u": stack(u, "rzn"),
        "torch_b": stack(b, "rzn"),
        "torch_d": stack(d, "rzn"),
        # ONNX GRU: [directions, 3H, I], both biases in one array, gates z, r, h.
        "onnx_w": stack(w, "zrn")[np.newaxis],
        "onnx_u": stack(u, "zrn")[np.newaxis],
        "onnx_b": np.concatenate([stack(b, "zrn"), stack(d, "zrn")])[np.newaxis],
        # Keras GRU: [I, 3H], gates z, r, h; two rows of biases with the reset after, else one.
        "keras_w": stack(w, "zrn").T,
        "keras_u": stack(u, "zrn").T,
        "keras_b": np.stack([stack(b, "zrn"), stack(d, "zrn")]),
        "keras_one_b": stack(b, "zrn"),
    }
    save(HERE / "gru_orders.npz", as_float32(arrays))


def write_state_dictionary() -> None:
    """The names of a PyTorch language model: nn.Embedding, nn.LSTM(4, 6, 2), nn.Linear."""
    shapes = {
        "encoder.weight": (9, 4),
        "rnn.weight_ih_l0": (24, 4),
        "rnn.weight_hh_l0": (24, 6),
        "rnn.bias_ih_l0": (24,),
        "rnn.bias_hh_l0": (24,),
        "rnn.weight_ih_l1": (24, 6),
        "rnn.weight_hh_l1": (24, 6),
        "rnn.bias_ih_l1": (24,),
        "rnn.bias_hh_l1": (24,),
        "decoder.weight": (9, 6),
        "decoder.bias": (9,),
    }
    arrays: dict[str, NDArray[np.generic]] = {
        name: values(60 + index, *shape).astype("<f4")
        for index, (name, shape) in enumerate(shapes.items())
    }
    arrays["epoch"] = np.array(12)
    save(HERE / "state_dictionary.npz", arrays)


def main() -> None:
    write_containers()
    write_npy()
    write_lstm()
    write_gru()
    write_state_dictionary()


if __name__ == "__main__":
    main()
