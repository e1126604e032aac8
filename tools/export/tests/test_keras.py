"""Keras's own outputs, of models in both file formats."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers as kl

from agreement import FEATURES, STEPS, TOKENS, UNITS, check, check_gates, random
from keras_2 import keras_2_code, keras_2_model
from keras_export import export_file, export_model
from layers import UnsupportedModelError

IDS = np.random.default_rng(3).integers(0, TOKENS, STEPS)
VALUES = random((STEPS, FEATURES), 4)


def sequence(kind: Any, **settings: Any) -> Any:
    return kind(UNITS, return_sequences=True, **settings)


def tokens() -> list[Any]:
    return [keras.Input((None,), dtype="int32"), kl.Embedding(TOKENS, FEATURES)]


def features() -> list[Any]:
    return [keras.Input((None, FEATURES))]


def functional() -> Any:
    given = keras.Input((None, FEATURES))
    hidden = sequence(kl.LSTM, dropout=0.3)(kl.Dropout(0.1)(given))
    hidden = sequence(kl.GRU)(kl.SpatialDropout1D(0.2)(hidden))
    scores = kl.TimeDistributed(kl.Dense(4))(hidden)
    return keras.Model(given, kl.Activation("sigmoid")(scores))


def both(layer: Any) -> Any:
    return kl.Bidirectional(layer)


MODELS: dict[str, Callable[[], Any]] = {
    "LSTM, stacked, between Embedding and Dense": lambda: keras.Sequential(
        [*tokens(), sequence(kl.LSTM), sequence(kl.LSTM), kl.Dense(5, activation="tanh")]
    ),
    "LSTM without bias, sigmoid and tanh changed over": lambda: keras.Sequential(
        [
            *features(),
            sequence(kl.LSTM, use_bias=False, activation="sigmoid", recurrent_activation="tanh"),
        ]
    ),
    "GRU, reset after": lambda: keras.Sequential(
        [*features(), sequence(kl.GRU, reset_after=True), kl.Dense(5, activation="relu")]
    ),
    "GRU, reset before": lambda: keras.Sequential(
        [*features(), sequence(kl.GRU, reset_after=False), kl.Dense(5)]
    ),
    "LSTM and GRU in a functional chain": functional,
    "LSTM, bidirectional, stacked": lambda: keras.Sequential(
        [*tokens(), both(sequence(kl.LSTM)), both(sequence(kl.LSTM)), kl.Dense(5)]
    ),
    "GRU, bidirectional": lambda: keras.Sequential(
        [*features(), both(sequence(kl.GRU)), kl.Dense(5)]
    ),
}


def filled(model: Any) -> Any:
    model.set_weights([random(w.shape, seed) for seed, w in enumerate(model.get_weights())])
    return model


def inputs(model: Any) -> Any:
    return IDS if len(model.input_shape) == 2 else VALUES


def outputs(model: Any) -> Any:
    return np.asarray(model.predict(inputs(model)[None], verbose=0))[0]


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", MODELS)
def test_every_step_is_keras(name: str, suffix: str, tmp_path: Path) -> None:
    model = filled(MODELS[name]())
    model.save(tmp_path / f"model{suffix}")
    found = export_file(tmp_path / f"model{suffix}")
    check(f"Keras {suffix}: {name}", found, inputs(model), outputs(model), tmp_path)


@pytest.mark.parametrize("name", MODELS)
def test_two_gates_swapped_show(name: str, tmp_path: Path) -> None:
    model = filled(MODELS[name]())
    check_gates(export_model(model), inputs(model), outputs(model), tmp_path)


def test_the_last_step_alone_is_the_last_of_all(tmp_path: Path) -> None:
    model = filled(keras.Sequential([*features(), kl.LSTM(UNITS), kl.Dense(5)]))
    every = filled(keras.Sequential([*features(), sequence(kl.LSTM), kl.Dense(5)]))
    assert np.allclose(outputs(model), outputs(every)[-1], atol=1e-6)
    check("Keras: LSTM of which Keras gives the last step", export_model(model), VALUES,
          outputs(every), tmp_path)  # fmt: skip


def branching() -> Any:
    given = keras.Input((None, FEATURES))
    return keras.Model(given, kl.Add()([sequence(kl.LSTM)(given), sequence(kl.LSTM)(given)]))


def shared() -> Any:
    layer = sequence(kl.LSTM)
    given = keras.Input((None, UNITS))
    return keras.Model(given, layer(layer(given)))


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a convolution": (
        lambda: keras.Sequential([*features(), kl.Conv1D(4, 3, name="first"), kl.LSTM(3)]),
        r"first \(Conv1D\)",
    ),
    "a simple recurrent layer": (
        lambda: keras.Sequential([*features(), kl.SimpleRNN(4, name="plain")]),
        r"plain \(SimpleRNN\)",
    ),
    "gates that are no sigmoid": (
        lambda: keras.Sequential(
            [*features(), kl.LSTM(4, recurrent_activation="hard_sigmoid", name="hard")]
        ),
        r"hard \(LSTM\): activation 'hard_sigmoid'",
    ),
    "a sequence read from its end": (
        lambda: keras.Sequential([*features(), kl.GRU(4, go_backwards=True, name="back")]),
        r"back \(GRU\): go_backwards",
    ),
    "two directions added": (
        lambda: keras.Sequential(
            [*features(), kl.Bidirectional(sequence(kl.GRU), merge_mode="sum", name="sum")]
        ),
        r"sum \(Bidirectional\): merge_mode 'sum'",
    ),
    "the last step of two directions": (
        lambda: keras.Sequential([*features(), kl.Bidirectional(kl.GRU(4), name="ends")]),
        r"ends \(Bidirectional\): return_sequences=False",
    ),
    "softmax between layers": (
        lambda: keras.Sequential(
            [*features(), kl.Dense(4, activation="softmax", name="soft"), sequence(kl.LSTM)]
        ),
        r"soft \(Dense\): activation 'softmax'",
    ),
    "branches": (branching, "its layers branch"),
    "a layer used twice": (shared, "chain"),
    "no recurrent layer": (
        lambda: keras.Sequential([*features(), kl.Dense(4)]),
        "no LSTM and no GRU",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_by_name(name: str, tmp_path: Path) -> None:
    from layers import write_export

    build, message = REFUSED[name]
    with pytest.raises(UnsupportedModelError, match=message):
        write_export(export_model(build()), tmp_path / "model")


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_files_of_keras_2(suffix: str, tmp_path: Path) -> None:
    model = keras_2_model()
    model.save(tmp_path / f"model{suffix}")
    found = export_file(tmp_path / f"model{suffix}")
    wanted = model.predict(IDS[None], verbose=0)[0]
    check(f"Keras 2 {suffix}: bidirectional LSTM, GRU", found, IDS, wanted, tmp_path)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_code_in_a_file_is_refused(suffix: str, tmp_path: Path) -> None:
    keras_2_code().save(tmp_path / f"model{suffix}")
    with pytest.raises(UnsupportedModelError, match="nor Keras 2: it holds code"):
        export_file(tmp_path / f"model{suffix}")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    path.write_bytes(b"no zip")
    with pytest.raises(UnsupportedModelError, match="cannot load it"):
        export_file(path)
    with pytest.raises(OSError, match="no such file"):
        export_file(tmp_path / "missing.keras")
