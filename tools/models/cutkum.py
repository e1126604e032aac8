"""cutkum: where Thai words begin and end, by three GRU layers of TensorFlow 1 in a frozen graph."""

import os
import random
import sys
from pathlib import Path

import numpy as np

from case import HERE, Case, Sequence, dictionary, most_likely
from fetching import fetch_debian, fetch_package

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
sys.path.insert(0, str(HERE.parent / "export"))

import tensorflow as tf

from layers import write_export
from tensorflow_export import export_file

REQUIREMENT = "cutkum==2.4"
GRAPH = "cutkum-2.4/cutkum/frozen_model.pb"
LAYERS = "rnn/cell_0,rnn/cell_1,rnn/cell_2,fully_connected:sigmoid"
SCORES = "logits/TensorArrayStack/TensorArrayGatherV3:0"
CLASSES, SPACE, LOOK_AHEAD, UNITS = 80, 75, 2, 512 + 256 + 128
# The package's number of the first letter of each range of Thai letters.
RANGES = ((0x0E01, 0x0E0D, 2), (0x0E0E, 0x0E39, 16), (0x0E40, 0x0E4D, 60))


def case(cache: Path) -> Case:
    """The graph's scores, run by TensorFlow on words of Debian's Thai list, three joined."""
    [path] = fetch_package(REQUIREMENT, {GRAPH: None}, cache / "cutkum")
    numbers, recipe = write_export(export_file(path, LAYERS), path.with_name("cutkum"))
    pattern = "".join(f"{chr(first)}-{chr(last)}" for first, last, _ in RANGES)
    words = dictionary(
        fetch_debian("hunspell-th", "usr/share/hunspell/th_TH.dic", cache), f"[{pattern}]{{2,8}}"
    )
    frozen = tf.compat.v1.GraphDef()
    frozen.ParseFromString(path.read_bytes())
    draw = random.Random(1)
    sequences = []
    with tf.Graph().as_default() as graph, tf.compat.v1.Session(graph=graph) as session:
        tf.import_graph_def(frozen, name="")
        for _ in range(60):
            letters = [number(letter) for word in draw.sample(words, 3) for letter in word]
            inputs = np.eye(CLASSES, dtype=np.float32)[letters + [SPACE] * LOOK_AHEAD]
            given = {
                "placeholder/inputs:0": inputs[:, None],
                "placeholder/seq_lengths:0": [len(inputs)],
                "placeholder/fw_state:0": np.zeros((1, 1, UNITS)),
                "placeholder/keep_prob:0": 1,
            }
            sequences.append(Sequence(inputs, session.run(SCORES, given)[:, 0]))
    return Case(
        name="cutkum 2.4",
        what="a letter's place in a word; three GRU, linear with sigmoid",
        form="TensorFlow 1 frozen graph (by tools/export)",
        licence="MIT",
        runtime="TensorFlow",
        model=numbers,
        sequences=sequences,
        recipe=recipe,
        decide=most_likely,
        limits={"dense": 1e-4, "rms": 0.05, "top1": 0.97},
    )


def number(letter: str) -> int:
    """The package's number of a Thai letter."""
    [found] = [
        start + ord(letter) - first for first, last, start in RANGES if first <= ord(letter) <= last
    ]
    return found
