"""A network that is run, by steps or whole sequences, with its states (spec/arithmetic.md)."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lacuna_reference import states
from lacuna_reference.arithmetic import Ints, from_floats, normalize
from lacuna_reference.errors import InputError
from lacuna_reference.kinds import Direction, LayerKind
from lacuna_reference.layers import OUTPUT_FRACTION, embedding, gru, linear, lstm, seen
from lacuna_reference.model import Model
from lacuna_reference.network_rules import output_size
from lacuna_reference.product import Operations, Vector
from lacuna_reference.records import LayerRecord
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
    def needs_whole_sequence(self) -> bool:
        """Whether a layer takes a sequence backward."""
        return any(layer.direction != Direction.FORWARD for layer in self.layers)

    @property
    def output_unit(self) -> int:
        """An output `y` stands for `y · 2^output_unit`."""
        if self.layers[-1].kind == LayerKind.LINEAR:
            return -OUTPUT_FRACTION
        return self.states[-1].kinds()["h"].unit

    def step(self, given: ArrayLike) -> Ints:
        """The network's output for a token id or a feature vector."""
        if self.needs_whole_sequence:
            raise InputError("step: expected a whole sequence, since a layer takes it backward")
        outputs: Ints = self.run([given])[0]
        return outputs

    def run(self, inputs: Sequence[ArrayLike]) -> Ints:
        """The outputs of a step for each token id or feature vector, `[steps, outputs]`."""
        vectors = [self._vector(given) for given in inputs]
        taken, outputs = vectors, [vector.values for vector in vectors]
        remembered = iter(self.states)
        for layer in self.layers[1:] if self.takes_tokens else self.layers:
            state = next(remembered) if layer.kind in RECURRENT else None
            beside = layer.direction == Direction.BESIDE
            taken = taken if beside else vectors
            given = [
                self._give(layer, taken[step], state) for step in self._order(layer, len(taken))
            ]
            if layer.direction != Direction.FORWARD:
                given.reverse()
            if beside:
                outputs = [
                    np.concatenate([y, own]) for y, (own, _) in zip(outputs, given, strict=True)
                ]
                vectors = [x.joined(own) for x, (_, own) in zip(vectors, given, strict=True)]
            else:
                outputs = [own for own, _ in given]
                vectors = [own for _, own in given]
        return np.array(outputs, np.int64).reshape(-1, output_size(self.layers))

    @staticmethod
    def _order(layer: LayerRecord, count: int) -> Iterable[int]:
        return range(count) if layer.direction == Direction.FORWARD else reversed(range(count))

    def _give(self, layer: LayerRecord, x: Vector, state: State | None) -> tuple[Ints, Vector]:
        """A layer's integers for a step, and what a layer that follows sees of them."""
        if state is None:
            y = linear(self.model, layer, x, self.operations)
            return y, Vector(*normalize(y, -OUTPUT_FRACTION))
        (lstm if layer.kind == LayerKind.LSTM else gru)(
            self.model, layer, x, state, self.operations
        )
        return state.hidden, seen(state)

    def _vector(self, given: ArrayLike) -> Vector:
        """What the first layer, or the one after an embedding, takes."""
        if self.takes_tokens:
            return embedding(self.model, self.layers[0], self._token(given))
        return Vector(*from_floats(self._features(given)))

    def set_states(self, given: Mapping[str, ArrayLike]) -> None:
        """Takes states as floats; `0.h` and `0.c` are those of the first recurrent layer."""
        kinds = self._state_kinds()
        for name, values in given.items():
            if name not in kinds:
                raise InputError(f"state: expected one of {', '.join(kinds)}, found {name!r}")
            index, part = name.split(".")
            state = self.states[int(index)]
            floats = states.from_floats(name, values, state.part(part).size, kinds[name])
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
        return {
            f"{index}.{part}": kind
            for index, state in enumerate(self.states)
            for part, kind in state.kinds().items()
        }

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
