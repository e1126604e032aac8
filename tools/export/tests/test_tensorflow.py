"""TensorFlow's own outputs: SavedModels, checkpoints, and the cells of TensorFlow 1."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers as kl

from agreement import FEATURES, STEPS, TOKENS, UNITS, check, check_gates, random
from keras_2 import keras_2_model
from layers import UnsupportedModelError
from tensorflow_export import export_file

IDS = np.random.default_rng(3).integers(0, TOKENS, STEPS)
VALUES = random((STEPS, FEATURES), 4)


def filled(*layers: Any) -> Any:
    given = [keras.Input((None,), dtype="int32"), kl.Embedding(TOKENS, FEATURES)]
    model = keras.Sequential([*given, *layers])
    model.set_weights([random(w.shape, seed) for seed, w in enumerate(model.get_weights())])
    return model


def one_way() -> Any:
    lstm = [kl.LSTM(UNITS, return_sequences=True) for _ in range(2)]
    gru = [kl.GRU(UNITS, return_sequences=True, reset_after=after) for after in (True, False)]
    return filled(*lstm, *gru, kl.Dense(4, use_bias=False))


def two_ways() -> Any:
    kinds = (kl.LSTM, kl.GRU)
    layers = [kl.Bidirectional(kind(UNITS, return_sequences=True)) for kind in kinds]
    return filled(*layers, kl.Dense(4))


def save_model(model: Any, folder: Path) -> Path:
    tf.saved_model.save(model, str(folder / "saved"))
    return folder / "saved"


def export_model(model: Any, folder: Path) -> Path:
    model.export(str(folder / "exported"), verbose=False)
    return folder / "exported"


def checkpoint(model: Any, folder: Path) -> Path:
    return Path(tf.train.Checkpoint(model=model).write(str(folder / "checkpoint")))


def checkpoint_folder(model: Any, folder: Path) -> Path:
    tf.train.Checkpoint(model=model).save(str(folder / "training" / "step"))
    return folder / "training"


SAVERS: dict[str, Callable[[Any, Path], Path]] = {
    "SavedModel": save_model,
    "SavedModel by Model.export": export_model,
    "checkpoint": checkpoint,
    "folder of checkpoints": checkpoint_folder,
}
MODELS = {"two LSTM, two GRU": one_way, "bidirectional LSTM and GRU": two_ways}


@pytest.mark.parametrize("saver", SAVERS)
@pytest.mark.parametrize("name", MODELS)
def test_every_step_is_tensorflows(name: str, saver: str, tmp_path: Path) -> None:
    model = MODELS[name]()
    found = export_file(SAVERS[saver](model, tmp_path))
    wanted = model(IDS[None]).numpy()[0]
    check(f"TensorFlow {saver}: {name}", found, IDS, wanted, tmp_path)


def test_two_gates_swapped_show(tmp_path: Path) -> None:
    model = one_way()
    found = export_file(checkpoint(model, tmp_path))
    check_gates(found, IDS, model(IDS[None]).numpy()[0], tmp_path)


def test_an_activation_is_what_the_user_says(tmp_path: Path) -> None:
    model = filled(kl.LSTM(UNITS, return_sequences=True), kl.Dense(4, activation="relu"))
    names = [layer.name for layer in model.layers]
    found = export_file(checkpoint(model, tmp_path), ",".join(names) + ":relu")
    wanted = model(IDS[None]).numpy()[0]
    check("TensorFlow checkpoint: Dense with ReLU", found, IDS, wanted, tmp_path)


def legacy_outputs(cell: Any, folder: Path) -> tuple[Path, Any]:
    """A cell of TensorFlow 1 over the inputs, with random variables; where they were saved."""
    graph, v1 = tf.Graph(), tf.compat.v1
    with graph.as_default(), v1.Session(graph=graph) as session:
        with v1.variable_scope("rnn"):
            state = cell.zero_state(1, tf.float32)
            steps = []
            for x in VALUES:
                output, state = cell(tf.constant(x[None]), state)
                steps.append(output)
        for seed, variable in enumerate(v1.global_variables()):
            variable.load(random(variable.shape, seed), session)
        path = v1.train.Saver().save(session, str(folder / "legacy.ckpt"))
        return Path(path), np.concatenate(session.run(steps))


@pytest.mark.parametrize("name", ["BasicLSTMCell", "LSTMCell", "GRUCell"])
def test_cells_of_tensorflow_1(name: str, tmp_path: Path) -> None:
    path, wanted = legacy_outputs(getattr(tf.compat.v1.nn.rnn_cell, name)(UNITS), tmp_path)
    found = export_file(path)
    check(f"TensorFlow 1 checkpoint: {name}", found, VALUES, wanted, tmp_path)
    check_gates(found, VALUES, wanted, tmp_path)


def test_a_frozen_graph_of_tensorflow_1(tmp_path: Path) -> None:
    """Two layers and the linear layer that `fully_connected` made, all of them constants."""
    graph, v1 = tf.Graph(), tf.compat.v1
    with graph.as_default(), v1.Session(graph=graph) as session:
        cells = [v1.nn.rnn_cell.GRUCell(UNITS) for _ in range(2)]
        given = tf.constant(VALUES[None])
        hidden, _ = v1.nn.dynamic_rnn(v1.nn.rnn_cell.MultiRNNCell(cells), given, dtype=tf.float32)
        weights = v1.get_variable("fully_connected/weights", (UNITS, 4))
        biases = v1.get_variable("fully_connected/biases", 4)
        scores = tf.sigmoid(tf.reshape(hidden, (-1, UNITS)) @ weights + biases, name="scores")
        for seed, variable in enumerate(v1.global_variables()):
            variable.load(random(variable.shape, seed), session)
        wanted = session.run(scores)
        frozen = v1.graph_util.convert_variables_to_constants(
            session, graph.as_graph_def(), ["scores"]
        )
    (tmp_path / "frozen.pb").write_bytes(frozen.SerializeToString())
    chosen = "rnn/cell_0,rnn/cell_1,fully_connected:sigmoid"
    found = export_file(tmp_path / "frozen.pb", chosen)
    check("TensorFlow 1 frozen graph: GRUCell, stacked", found, VALUES, wanted, tmp_path)


def test_peepholes_of_tensorflow_1_are_named(tmp_path: Path) -> None:
    cell = tf.compat.v1.nn.rnn_cell.LSTMCell(UNITS, use_peepholes=True)
    path, _ = legacy_outputs(cell, tmp_path)
    with pytest.raises(UnsupportedModelError, match=r"rnn/lstm_cell: .*w_f_diag.* make no layer"):
        export_file(path)


def test_a_saved_model_of_keras_2(tmp_path: Path) -> None:
    model = keras_2_model()
    model.save(tmp_path / "saved")
    found = export_file(
        tmp_path / "saved", ",".join(layer.name for layer in model.layers) + ":tanh"
    )
    wanted = model.predict(IDS[None], verbose=0)[0]
    check("Keras 2 SavedModel: bidirectional LSTM, GRU", found, IDS, wanted, tmp_path)
    assert list(export_file(tmp_path / "saved")) == [layer.name for layer in model.layers]


def test_variables_of_no_known_layer_are_named(tmp_path: Path) -> None:
    module = tf.Module()
    module.first = tf.Variable(random((3, 4), 1), name="first")
    module.second = tf.Variable(random(4, 2), name="second")
    path = tf.train.Checkpoint(module=module).write(str(tmp_path / "module"))
    with pytest.raises(UnsupportedModelError, match=r"first, second make no layer"):
        export_file(Path(path))


def test_a_gru_without_bias_is_refused(tmp_path: Path) -> None:
    model = filled(kl.GRU(UNITS, return_sequences=True, use_bias=False))
    with pytest.raises(UnsupportedModelError, match="GRU without bias"):
        export_file(checkpoint(model, tmp_path))


def test_a_file_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "frozen.pb").write_bytes(b"no graph")
    with pytest.raises(UnsupportedModelError, match="no frozen graph"):
        export_file(tmp_path / "frozen.pb")


def test_a_folder_without_variables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no SavedModel and no checkpoint"):
        export_file(tmp_path)
