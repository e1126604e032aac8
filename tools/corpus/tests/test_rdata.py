import struct
import zlib

import pytest

from lacuna_corpus.errors import CorpusError
from lacuna_corpus.rdata import read_database


def vector(strings: list[bytes], version: int = 3) -> bytes:
    encoding = struct.pack(">i", 5) + b"UTF-8" if version == 3 else b""
    items = b"".join(struct.pack(">Ii", 0x40009, len(text)) + text for text in strings)
    head = b"X\n" + struct.pack(">iii", version, 0x40201, 0x30500) + encoding
    return head + struct.pack(">Ii", 16, len(strings)) + items


def chunk(plain: bytes) -> bytes:
    return struct.pack(">I", len(plain)) + zlib.compress(plain)


@pytest.mark.parametrize("version", [2, 3])
def test_vectors_come_out_in_stored_order(version: int) -> None:
    data = chunk(vector([b"one", b"", b"tw\xc3\xb6"], version)) + chunk(vector([b"x"], version))
    assert read_database(data) == [["one", "", "twö"], ["x"]]


def test_every_cut_is_an_error() -> None:
    data = chunk(vector([b"one", b"two"]))
    for length in range(1, len(data)):
        with pytest.raises(CorpusError):
            read_database(data[:length])


def test_another_type_of_object_is_refused_by_its_number() -> None:
    numbers = b"X\n" + struct.pack(">iii", 2, 0, 0) + struct.pack(">Ii", 14, 0)
    with pytest.raises(CorpusError, match="type 14"):
        read_database(chunk(numbers))


def test_a_wrong_length_is_refused() -> None:
    plain = vector([b"one"])
    with pytest.raises(CorpusError, match="expected"):
        read_database(struct.pack(">I", len(plain) + 1) + zlib.compress(plain))
