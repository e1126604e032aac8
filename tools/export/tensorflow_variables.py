"""The variables of a SavedModel or a checkpoint, read without running anything of it."""

from pathlib import Path

import tensorflow as tf
from google.protobuf.message import DecodeError
from tensorflow.core.protobuf import trackable_object_graph_pb2

from layers import Array, UnsupportedModelError, as_float, natural

GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"
# What is saved beside the weights: copies in another order, optimizers, counters, seeds.
BESIDE = ("_all_variables/", "optimizer", "keras_api/", "save_counter", "global_step")
WEIGHTS = ("kernel", "bias", "recurrent_kernel", "weights", "biases", "embeddings", "embedding")
SEED = "seed_generator_state"


def read_variables(path: Path) -> tuple[dict[str, Array], bool]:
    """Variables by name; whether their order is the order of the layers.

    Throws `UnsupportedModelError`, `OSError`.
    """
    if path.is_file():
        return constants(path), False
    folder = path / "variables" / "variables"
    prefix = str(folder if folder.with_suffix(".index").exists() else path)
    if path.is_dir() and prefix == str(path):
        prefix = tf.train.latest_checkpoint(str(path)) or prefix
    if not Path(prefix + ".index").exists():
        raise OSError(f"no SavedModel and no checkpoint: {prefix}.index is missing")
    try:
        reader = tf.train.load_checkpoint(prefix)
    except (ValueError, tf.errors.OpError) as error:
        raise UnsupportedModelError(f"TensorFlow cannot read it: {error}") from error
    names = {key: key for key in reader.get_variable_to_shape_map()}
    is_ordered = GRAPH_KEY in names
    if is_ordered:
        names = names_in_graph(reader.get_tensor(GRAPH_KEY))
    else:
        names = {key: key for key in sorted(names, key=natural)}
    kept = {
        key: name
        for key, name in names.items()
        if not any(part in key for part in BESIDE) and not name.endswith(SEED)
    }
    if len(set(kept.values())) < len(kept):
        kept = {key: key.partition("/.ATTRIBUTES")[0] for key in kept}
    types = reader.get_variable_to_dtype_map()
    floats = {kept[key]: as_float(reader.get_tensor(key)) for key in kept if types[key].is_floating}
    return floats, is_ordered


def constants(path: Path) -> dict[str, Array]:
    """What were variables before a graph of TensorFlow 1 was frozen, by name."""
    graph = tf.compat.v1.GraphDef()
    try:
        graph.ParseFromString(path.read_bytes())
    except DecodeError as error:
        raise UnsupportedModelError("no checkpoint, and no frozen graph") from error
    return {
        node.name: as_float(tf.make_ndarray(node.attr["value"].tensor))
        for node in sorted(graph.node, key=lambda node: natural(node.name))
        if node.op == "Const" and node.name.rpartition("/")[2] in WEIGHTS
    }


def names_in_graph(serialized: bytes) -> dict[str, str]:
    """Variables' names by their keys, in the order of the model's own list or of the keys."""
    graph = trackable_object_graph_pb2.TrackableObjectGraph()
    graph.ParseFromString(serialized)
    nodes = graph.nodes
    listed = [child.node_id for child in nodes[0].children if child.local_name == "variables"]
    if listed:
        children = sorted(nodes[listed[0]].children, key=lambda child: natural(child.local_name))
        nodes = [nodes[child.node_id] for child in children]
    found = {
        attribute.checkpoint_key: attribute.full_name
        for node in nodes
        for attribute in node.attributes
    }
    return found if listed else dict(sorted(found.items(), key=lambda item: natural(item[0])))
