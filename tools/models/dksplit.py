"""dksplit: joined words cut apart by a bidirectional LSTM, as ONNX with int8 weights."""

import random
from pathlib import Path

import numpy as np
import onnxruntime

from case import Case, Sequence, dictionary, most_likely
from fetching import fetch_debian, fetch_package

REQUIREMENT = "dksplit==1.0.2"
GRAPH = "dksplit/models/dksplit-int8.onnx"
CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
FIRST_ID = 2  # 0 pads, 1 is unknown


def case(cache: Path) -> Case:
    """The whole graph, run by ONNX Runtime on words of Debian's list, two to four joined."""
    [path] = fetch_package(REQUIREMENT, {GRAPH: None}, cache / "dksplit")
    words = dictionary(
        fetch_debian("wamerican", "usr/share/dict/american-english", cache), "[a-z]{3,10}"
    )
    session = onnxruntime.InferenceSession(str(path))
    draw = random.Random(1)
    sequences = []
    for count in [2, 3, 4] * 50:
        text = "".join(draw.sample(words, count))
        ids = np.array([CHARACTERS.index(character) + FIRST_ID for character in text])
        [scores] = session.run(["emissions"], {"chars": ids[None]})
        sequences.append(Sequence(ids, scores[0]))
    return Case(
        name="dksplit 1.0.2",
        what="where words begin; Gather, three bidirectional LSTM, linear",
        form="ONNX (int8)",
        licence="CC BY 4.0",
        runtime="ONNX Runtime",
        model=path,
        sequences=sequences,
        decide=most_likely,
        limits={"dense": 0.5, "rms": 0.2, "top1": 0.99},
    )
