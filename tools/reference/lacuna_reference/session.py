"""A network that is run step by step, with its states (spec/arithmetic.md)."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lacuna_reference import states
from lacuna_reference.arithmetic import Ints, from_floats, normalize, to8
from lacuna_reference.errors import InputError
from lacuna_reference.kinds import LayerKind
from lacuna_reference.layers import HIDDEN_EXPONENT, OUTPUT_FRACTION, embedding, gru, linear, lstm
from lacuna_reference.model import Model
from lacuna_reference.product import Operations, Vector
from lacuna_reference.states import State

RECURRENT = (LayerKind.LSTM, LayerKind.GRU)


class Session:
    """A network of a model and its states, which are all zero at first."""

    def __init__(self, model: Model, network: int = 0) -> None:
        self.model = model
        self.layers = model.graph.layers_of(network)
        self.operations = Operations()
        self.states = [State.zero(layer) for layer in self.layers if layer.kind in RECURRENT]

    @property
    def takes_tokens(self) -> bool:
        """Whether the network's first layer is an embedding."""
        return self.layers[0].kind == LayerKind.EMBEDDING

    @property
    def output_unit(self) -> int:
        """An output `y` stands for `y · 2^output_unit`."""
        if self.layers[-1].kind == LayerKind.LSTM:
            return states.LSTM_HIDDEN.unit
        if self.layers[-1].kind == LayerKind.GRU:
            return states.GRU_HIDDEN.unit
        return -OUTPUT_FRACTION

    def run(self, inputs: Sequence[ArrayLike]) -> Ints:
        """The outputs of a step for each token id or feature vector, `[steps, outputs]`."""
        outputs = [self.step(given) for given in inputs]
        return np.array(outputs, np.int64).reshape(-1, self.layers[-1].output_size)

    def step(self, given: ArrayLike) -> Ints:
        """The last layer's output for a token id or a feature vector."""
        layers = self.layers
        if self.takes_tokens:
            vector = embedding(self.model, layers[0], self._token(given))
            layers = layers[1:]
        else:
            vector = Vector(*from_floats(self._features(given)))
        remembered = iter(self.states)
        for layer in layers:
            if layer.kind == LayerKind.LINEAR:
                y = linear(self.model, layer, vector, self.operations)
                vector = Vector(*normalize(y, -OUTPUT_FRACTION))
            elif layer.kind == LayerKind.LSTM:
                state = next(remembered)
                lstm(self.model, layer, vector, state, self.operations)
                y = state.hidden
                vector = Vector(y, HIDDEN_EXPONENT)
            else:
                state = next(remembered)
                gru(self.model, layer, vector, state, self.operations)
                y = state.hidden
                vector = Vector(to8(y), HIDDEN_EXPONENT)
        return y

    def set_states(self, given: Mapping[str, ArrayLike]) -> None:
        """Takes states as floats; `0.h` and `0.c` are those of the first recurrent layer."""
        kinds = self._state_kinds()
        for name, values in given.items():
            if name not in kinds:
                raise InputError(f"state: expected one of {', '.join(kinds)}, found {name!r}")
            index, part = name.split(".")
            state = self.states[int(index)]
            floats = states.from_floats(name, values, state.hidden.size, kinds[name])
            if part == "h":
                state.hidden = floats
            else:
                state.cell = floats

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
        for index, state in enumerate(self.states):
            lstm_layer = state.cell is not None
            kinds[f"{index}.h"] = states.LSTM_HIDDEN if lstm_layer else states.GRU_HIDDEN
            if lstm_layer:
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
