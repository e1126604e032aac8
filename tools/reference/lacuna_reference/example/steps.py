"""Two steps of the example, with every value on the way."""

import numpy as np

from lacuna_reference.activation import activate
from lacuna_reference.arithmetic import Ints, fix, from_floats, mul15, sat16, to8
from lacuna_reference.example.model import FEATURES
from lacuna_reference.layers import GATE_FRACTION, HIDDEN_EXPONENT
from lacuna_reference.model import Model

GATES = "ifgo"


def steps(model: Model) -> tuple[str, list[int]]:
    """The text, and the hidden state after each step."""
    hidden, cell = 0, 0
    lines, found = [], []
    for number, features in enumerate(FEATURES, 1):
        text, hidden, cell = _step(model, np.array(features, np.float32), hidden, cell)
        given = ", ".join(f"{feature:g}" for feature in features)
        lines.append(f"### Step {number}: features {given}\n\n{text}")
        found.append(hidden)
    return "\n".join(lines), found


def _signed(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def _step(
    model: Model, features: Ints | np.typing.NDArray[np.float32], hidden: int, cell: int
) -> tuple[str, int, int]:
    x, e = from_floats(np.asarray(features, np.float32))
    largest = max(abs(float(f)) for f in features)
    text = [
        f"The largest magnitude is {largest:g}, so `p = {e + 7}` and the exponent is `e = {e}`:"
        f" `x = ({', '.join(map(str, x))})` (A4). The state is `h = {hidden}`, `c = {cell}`.",
        "",
        "| Gate | `S_input` | `s` | `fix` | `S_recurrent` | `s` | `fix` | bias | `p` | `y` |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    layer = model.graph.layers[0]
    gates = []
    for row, gate in enumerate(GATES):
        sums, shifts, fixed, written = [], [], [], []
        for matrix, vector, exponent in (
            (layer.matrix, x, e),
            (layer.recurrent, np.array([hidden]), HIDDEN_EXPONENT),
        ):
            weights = model.weights[matrix].values[row]
            sums.append(int(weights @ vector))
            shift = -(int(model.row_exponents[matrix][row]) + exponent + GATE_FRACTION)
            shifts.append(shift)
            fixed.append(int(fix(np.array([sums[-1]]), np.array([shift]))[0]))
            products = zip(weights, vector, strict=True)
            written.append(" + ".join(f"{_signed(w)}·{_signed(v)}" for w, v in products))
        bias = int(model.biases[layer.bias][row])
        p = sat16(np.array([fixed[0] + fixed[1] + bias]))
        y = int(activate(model, layer.activations[row], p)[0])
        gates.append(y)
        text.append(
            f"| {gate} | {written[0]} = {sums[0]} | {shifts[0]} | {fixed[0]} "
            f"| {written[1]} = {sums[1]} | {shifts[1]} | {fixed[1]} | {bias} | {p[0]} | {y} |"
        )
    i, f, g, o = (np.array([gate]) for gate in gates)
    kept, added = mul15(f, np.array([cell])), (mul15(i, g) + 8) >> 4
    new = sat16(kept + added)
    shown = activate(model, layer.activations[4], sat16(2 * new))
    out = to8(mul15(o, shown))
    text += [
        "",
        f"    c' = sat16(mul15({f[0]}, {cell}) + ((mul15({i[0]}, {g[0]}) + 8) >> 4))"
        f" = {kept[0]} + {added[0]} = {new[0]}",
        f"    cellActivation(sat16(2·{new[0]})) = {shown[0]}",
        f"    h' = to8(mul15({o[0]}, {shown[0]})) = {out[0]}",
        "",
        f"The output is {out[0]}, which stands for {out[0] / 128:g}.",
        "",
    ]
    return "\n".join(text), int(out[0]), int(new[0])
