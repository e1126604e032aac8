import pytest

from lacuna_train.encodings import Encoding, choose
from lacuna_train.errors import TrainError

NAMES = ("embedding.weight", "lstm.weight_ih_l0", "lstm.weight_hh_l0", "output.weight")


@pytest.mark.parametrize(
    "text", ["int8", "codes", "codes,fitted", "terms:2/16", "terms:3/32,output", "terms:1/8,fitted"]
)
def test_a_printed_encoding_reads_back(text: str) -> None:
    assert str(Encoding.parse(text)) == text


@pytest.mark.parametrize("text", ["", "terms", "terms:0/16", "terms:2/12", "terms:9/8", "int8,up"])
def test_what_is_no_encoding_is_refused(text: str) -> None:
    with pytest.raises(TrainError):
        Encoding.parse(text)


@pytest.mark.parametrize(
    ("text", "rows", "columns", "size"),
    [
        # Lengths as in spec/encodings.md, and 16 row exponents for every 16 rows.
        ("int8", 20, 5, 64 * 2 * 2 + 32),
        ("codes", 20, 9, 64 * 2 * 2 + 32),
        ("terms:2/16", 2600, 650, 16 * 2 * 41 * 163 + 2608),
        ("terms:3/32,output", 40, 7, 3 * 2 * 7 + 48),
    ],
)
def test_sizes_are_those_of_the_file(text: str, rows: int, columns: int, size: int) -> None:
    assert Encoding.parse(text).size(rows, columns) == size


def test_the_more_specific_choice_wins() -> None:
    chosen = choose(NAMES, ["lstm.weight_ih_l0=codes", "terms:2/16", "embedding=terms:4/16"])
    assert [str(chosen[name]) for name in NAMES] == ["terms:4/16", "codes", "terms:2/16", "int8"]


def test_a_choice_for_no_array_is_refused_by_name() -> None:
    with pytest.raises(TrainError, match="'nothing'"):
        choose(NAMES, ["nothing=int8"])
