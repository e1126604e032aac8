"""A network that is run over sequences, with its states (spec/arithmetic.md)."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lacuna_reference import states
from lacuna_reference.arithmetic import Ints, from_floats, join
from lacuna_reference.errors import InputError
from lacuna_reference.kinds import Direction, LayerKind
from lacuna_reference.layers import OUTPUT_FRACTION, embedding, gru, linear, lstm, shown
from lacuna_reference.model import Model
from lacuna_reference.product import Operations, Vector
from lacuna_reference.records import LayerRecord
from lacuna_reference.shapes import beside, outputs
from lacuna_reference.states import State

RECURRENT = (LayerKind.LSTM, LayerKind.GRU)


class Session:
    """A network of a model and its states, which are all zero at first."""

    def __init__(self, model: Model, network: int = 0) -> None:
        self.model = model
        self.layers = model.graph.layers_of(network)
        self.operations = Operations()
        self.recurrent = [layer for layer in self.layers if layer.kind in RECURRENT]
        self.states = [State.zero(layer) for layer in self.recurrent]

    @property
    def takes_tokens(self) -> bool:
        """Whether the network's first layer is an embedding."""
        return self.layers[0].kind == LayerKind.EMBEDDING

    @property
    def output_unit(self) -> int:
        """An output `y` stands for `y · 2^output_unit`."""
        last = self.layers[-1]
        return states.hidden_kind(last).unit if last.kind in RECURRENT else -OUTPUT_FRACTION

    def run(self, inputs: Sequence[ArrayLike]) -> Ints:
        """The outputs for a sequence of token ids or feature vectors, `[steps, outputs]`.

        States go on from the last run's: a forward layer's from its last step, a backward layer's
        from its first.
        """
        groups = beside(self.layers)
        size = outputs(groups[-1])
        if self.takes_tokens:
            tokens = [self._token(given) for given in inputs]
            sequence = [embedding(self.model, self.layers[0], token) for token in tokens]
            groups = groups[1:]
        else:
            sequence = [Vector(*from_floats(self._features(given))) for given in inputs]
        remembered = iter(self.states)
        for group in groups:
            given = [self._pass(layer, sequence, remembered) for layer in group]
            sequence = [
                self._joined(group, [each[step] for each in given]) for step in range(len(sequence))
            ]
        last = [np.concatenate(step) for step in zip(*given, strict=True)]
        return np.array(last, np.int64).reshape(-1, size)

    def _pass(
        self, layer: LayerRecord, sequence: list[Vector], remembered: Iterator[State]
    ) -> list[Ints]:
        """What a layer gives for each step, taken in its direction."""
        if layer.kind == LayerKind.LINEAR:
            return [linear(self.model, layer, x, self.operations) for x in sequence]
        state = next(remembered)
        take = lstm if layer.kind == LayerKind.LSTM else gru
        steps = sequence if layer.direction == Direction.FORWARD else sequence[::-1]
        given = [take(self.model, layer, x, state, self.operations) for x in steps]
        return given if layer.direction == Direction.FORWARD else given[::-1]

    def _joined(self, group: list[LayerRecord], given: list[Ints]) -> Vector:
        """What the layers after a group see of a step."""
        seen = [shown(layer, y) for layer, y in zip(group, given, strict=True)]
        if len(seen) == 1:
            return seen[0]
        x, y = seen
        return Vector(*join((x.values, x.exponent), (y.values, y.exponent)))

    def set_states(self, given: Mapping[str, ArrayLike]) -> None:
        """Takes states as floats; `0.h` and `0.c` are those of the first recurrent layer."""
        kinds = self._state_kinds()
        for name, values in given.items():
            if name not in kinds:
                raise InputError(f"state: expected one of {', '.join(kinds)}, found {name!r}")
            index, part = name.split(".")
            state = self.states[int(index)]
            size = self.get_states()[name].size
            integers = states.from_floats(name, values, size, kinds[name])
            if part == "h":
                state.hidden = integers
            else:
                state.cell = integers

    def get_states(self) -> dict[str, Ints]:
        """The states as integers, by the names that `set_states` takes."""
        found: dict[str, Ints] = {}
        for index, state in enumerate(self.states):
            found[f"{index}.h"] = state.hidden
            if state.cell is not None:
                found[f"{index}.c"] = state.cell
        return found

    def state_floats(self) -> dict[str, NDArray[np.float32]]:
        """The states as floats, by the names that `set_states` takes."""
        kinds = self._state_kinds()
        found = self.get_states().items()
        return {name: states.to_floats(values, kinds[name].unit) for name, values in found}

    def _state_kinds(self) -> dict[str, states.Kind]:
        kinds = {}
        for index, layer in enumerate(self.recurrent):
            kinds[f"{index}.h"] = states.hidden_kind(layer)
            if layer.kind == LayerKind.LSTM:
                kinds[f"{index}.c"] = states.LSTM_CELL
        return kinds

    def _token(self, given: ArrayLike) -> int:
        count = self.layers[0].input_size
        token = np.asarray(given)
        if token.shape != () or token.dtype.kind not in "iu" or not 0 <= token < count:
            raise InputError(f"token: expected a number from 0 to {count - 1}, found {given!r}")
        return int(token)

    def _features(self, given: ArrayLike) -> NDArray[np.float32]:
        size = self.layers[0].input_size
        features = np.asarray(given, np.float32)
        if features.shape != (size,):
            raise InputError(f"features: expected {size} of them, found shape {features.shape}")
        return features
