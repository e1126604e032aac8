"""The model of the example: an LSTM of one unit that takes two features."""

from lacuna_reference.draft import Draft
from lacuna_reference.kinds import Encoding, LayerKind
from lacuna_reference.records import NONE, LayerRecord, MatrixRecord
from lacuna_reference.weights_writer import write_int8, write_terms

FEATURES = ((1.0, -0.5), (0.25, 0.0))
"""Two steps."""
TERMS = (((0, 1), (1, 2)), ((1, 3),), ((0, 3), (0, 1)), ((0, 2),))
"""For each gate's row, its terms: position and code."""
CODEBOOK = (0, 1, -2, 64)
RECURRENT = (32, -16, 127, 8)
BIASES = (0, 2_048, -1_024, 4_096)


def example_file() -> bytes:
    """The file: input weights as terms, two of them in groups of 8; recurrent weights as int8."""
    draft = Draft()
    codebook = CODEBOOK + (0,) * (32 - len(CODEBOOK))
    terms = MatrixRecord(0, 0, Encoding.TERMS, 0, 3, 2, 4, 2, codebook)
    lines = [[sorted(row)] for row in TERMS]
    inputs = draft.add_matrix("w", terms, write_terms(terms, lines), [-6, -5, -6, -7])
    int8 = MatrixRecord(0, 0, Encoding.INT8, 0, 0, 0, 4, 1, (0,) * 32)
    values = [[value] for value in RECURRENT]
    recurrent = draft.add_matrix("u", int8, write_int8(values), [-5, -6, -7, -4])
    bias = draft.add_bias(BIASES, -12)
    gate = draft.add_clipped(2, 16_384, 0, 32_767)
    candidate = draft.add_clipped(0, 0, -32_767, 32_767)
    activations = (gate, gate, candidate, gate, candidate, NONE)
    layer = LayerRecord(
        LayerKind.LSTM, 0, 0, 0, 2, 1, inputs, recurrent, NONE, bias, activations, 8
    )
    draft.add_network("tiny", [layer])
    return draft.file()
