"""Models of any bytes that open, by seed: vectors beyond those that are kept.

`python -m lacuna_reference.vectors.arbitrary FOLDER SEED COUNT` writes them as the kept ones are;
`LACUNA_VECTORS=FOLDER swift test --filter everyKernelGives` runs them through the Swift.
"""

import sys
from pathlib import Path

from lacuna_reference.kinds import Axis, Direction, Encoding, Output, Reset
from lacuna_reference.records import LayerRecord
from lacuna_reference.shapes import outputs
from lacuna_reference.vectors.case import Case, Run
from lacuna_reference.vectors.layers import Builder
from lacuna_reference.vectors.matrices import CODES_FITTED, CODES_SHIFT, INT8, Storage
from lacuna_reference.vectors.random import Random
from lacuna_reference.vectors.write import write_case

STEPS = 4
LARGEST = 40
FORWARD, BACKWARD, BESIDE = Direction


def arbitrary(seed: int) -> Case:
    """One to three layers after an embedding or features, of any bytes."""
    name = f"arbitrary-{seed}"
    random = Random.named(name)
    build = Builder(random)
    ids = random.integer(1, 9) if random.integer(0, 1) else 0
    size = random.integer(1, LARGEST)
    layers: list[LayerRecord] = []
    if ids:
        layers.append(build.embedding("embedding", ids, size, _storage(random)))
    for index in range(random.integer(1, 3)):
        made = _layers(build, f"layer{index}", size)
        size = outputs(made)
        layers += made
    build.draft.add_network("arbitrary", layers)
    draft = build.draft
    wild = random.integer(0, 2) == 0
    for index, body in enumerate(draft.weights):
        draft.weights[index] = _bytes(random, len(body))
        if wild:
            draft.row_exponents[index] = _bytes(random, len(draft.row_exponents[index]))
    for index, body in enumerate(draft.bias_values):
        draft.bias_values[index] = _bytes(random, len(body))
    if ids:
        run = Run(tokens=random.integers(0, ids - 1, STEPS).tolist())
    else:
        inputs = layers[0].input_size
        scale = 2.0 ** random.integer(-20, 20)
        rows = random.integers(-(2**20), 2**20, STEPS, inputs) / 2**20 * scale
        run = Run(features=rows.tolist())
    return Case(name, "any bytes that open", draft.file(), [run])


def _bytes(random: Random, count: int) -> bytes:
    return bytes(random.integers(0, 255, count).astype("u1"))


def _storage(random: Random) -> Storage:
    dense = (INT8, CODES_SHIFT, CODES_FITTED)
    choice = random.integer(0, 6)
    if choice < len(dense):
        return dense[choice]
    group = 8 << random.integer(0, 2)
    k = random.choose(range(1, group + 1), 1)[0] if choice == 6 else random.integer(1, 5)
    axis = Axis(random.integer(0, 1))
    return Storage(Encoding.TERMS, axis, group, k, ("shift", "fitted")[random.integer(0, 1)])


def _activation(build: Builder, least: int = -32_767) -> int:
    random = build.random
    if random.integer(0, 2) == 0:
        return build.draft.add_table(random.integers(least, 32_767, 257))
    low, high = sorted(random.integers(least, 32_767, 2).tolist())
    if random.integer(0, 1):
        low, high = max(least, -32_767), 32_767
    offset = random.integer(-32_768, 32_767)
    return build.draft.add_clipped(random.integer(0, 7), offset, low, high)


def _layers(build: Builder, name: str, inputs: int) -> list[LayerRecord]:
    """A layer, or two beside one another."""
    random = build.random
    size = random.integer(1, LARGEST)
    kind = random.integer(0, 2)
    if kind == 0:
        return [_linear(build, name, inputs, size)]
    ways = [[FORWARD], [FORWARD], [BACKWARD], [FORWARD, BESIDE]][random.integer(0, 3)]
    if kind == 1:
        return [_gru(build, f"{name}.{way}", inputs, way) for way in ways]
    projected = random.integer(0, 1) == 1
    return [_lstm(build, f"{name}.{way}", inputs, way, projected) for way in ways]


def _lstm(
    build: Builder, name: str, inputs: int, direction: Direction, projected: bool
) -> LayerRecord:
    random = build.random
    activations = [_activation(build) for _ in range(5)]
    return build.lstm(
        name,
        inputs,
        random.integer(1, LARGEST),
        _storage(random),
        activations,
        _biased(build),
        direction,
        random.integer(1, LARGEST) if projected else 0,
    )


def _gru(build: Builder, name: str, inputs: int, direction: Direction) -> LayerRecord:
    random = build.random
    reset = Reset(random.integer(0, 1))
    activations = [_activation(build), _activation(build, 0), _activation(build)]
    return build.gru(
        name,
        inputs,
        random.integer(1, LARGEST),
        reset,
        _storage(random),
        activations,
        _biased(build),
        direction,
    )


def _linear(build: Builder, name: str, inputs: int, outputs: int) -> LayerRecord:
    output = Output(build.random.integer(0, 2))
    activation = _activation(build) if output == Output.ACTIVATION else None
    storage = _storage(build.random)
    return build.linear(name, inputs, outputs, storage, output, activation, _biased(build))


def _biased(build: Builder) -> bool:
    return build.random.integer(0, 3) > 0


def main(folder: Path, seed: int, count: int) -> None:
    """Writes `count` models from `seed` on."""
    for each in range(seed, seed + count):
        for name, content in write_case(arbitrary(each)).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    print(f"wrote {count} models, seeds {seed} to {seed + count - 1}, to {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
