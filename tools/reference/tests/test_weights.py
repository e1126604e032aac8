import numpy as np
import pytest

from lacuna_reference.kinds import Axis, Encoding
from lacuna_reference.records import MatrixRecord
from lacuna_reference.vectors.random import Random
from lacuna_reference.weights import ceil_div, decode, row_terms, weights_length
from lacuna_reference.weights_writer import write_codes, write_int8, write_terms

SHAPES = [(1, 1), (16, 4), (17, 5), (5, 17), (33, 40)]
CODEBOOK = (0, *range(1, 32))


def record(
    encoding: Encoding, rows: int, columns: int, axis: int = 0, log2: int = 0, k: int = 0
) -> MatrixRecord:
    return MatrixRecord(0, 0, encoding, axis, log2, k, rows, columns, CODEBOOK)


@pytest.mark.parametrize(("rows", "columns"), SHAPES)
def test_the_byte_of_an_int8_weight_is_where_the_formula_says(rows: int, columns: int) -> None:
    values = Random(1).integers(-127, 127, rows, columns)
    body = write_int8(values)
    matrix = record(Encoding.INT8, rows, columns)
    assert len(body) == weights_length(matrix)
    for r in range(rows):
        for c in range(columns):
            at = 64 * ceil_div(columns, 4) * (r // 16) + 64 * (c // 4) + 4 * (r % 16) + c % 4
            assert body[at] == values[r, c] % 256
    assert decode(matrix, body).values.tolist() == values.tolist()


@pytest.mark.parametrize(("rows", "columns"), SHAPES)
def test_the_half_byte_of_a_code_is_where_the_formula_says(rows: int, columns: int) -> None:
    codes = Random(2).integers(0, 15, rows, columns)
    body = write_codes(codes)
    matrix = record(Encoding.CODES, rows, columns)
    assert len(body) == weights_length(matrix)
    for r in range(rows):
        for c in range(columns):
            at = 64 * ceil_div(columns, 8) * (r // 16) + 64 * (c // 8) + 4 * (r % 16) + c % 4
            assert body[at] >> (4 if c % 8 >= 4 else 0) & 15 == codes[r, c]
    assert decode(matrix, body).values.tolist() == codes.tolist()


@pytest.mark.parametrize("axis", list(Axis))
@pytest.mark.parametrize("log2", [3, 4, 5])
@pytest.mark.parametrize("k", [1, 2, 3, 4, 7])
def test_the_byte_of_a_term_is_where_the_formula_says(axis: Axis, log2: int, k: int) -> None:
    rows, columns = 21, 37
    matrix = record(Encoding.TERMS, rows, columns, axis, log2, k)
    random, g = Random(k), 1 << log2
    across, along = (rows, columns) if axis == Axis.INPUT else (columns, rows)
    groups = ceil_div(along, g)
    lines = [
        [[(random.integer(0, g - 1), random.integer(0, (256 >> log2) - 1)) for _ in range(k)]
         for _ in range(groups)]
        for _ in range(across)
    ]  # fmt: skip
    body = write_terms(matrix, lines)
    assert len(body) == weights_length(matrix)
    total = row_terms(matrix)
    dense = np.zeros((across, groups * g), np.int64)
    for line in range(across):
        for t in range(k * groups):
            position, code = lines[line][t // k][t % k]
            dense[line, t // k * g + position] += CODEBOOK[code]
            if axis == Axis.INPUT:
                n = min(4, total - 4 * (t // 4))
                at = 16 * total * (line // 16) + 64 * (t // 4) + n * (line % 16) + t % 4
            else:
                at = k * groups * line + t
            assert body[at] == code << log2 | position
    values = dense[:, :along] if axis == Axis.INPUT else dense[:, :along].T
    assert decode(matrix, body).values.tolist() == values.tolist()
