"""Read R character vectors out of a lazy-load database (`.rdb`), without R.

An `.rdb` file is a run of chunks, each a 4-byte big-endian length of the plain data and then a
zlib stream. The plain data is R's XDR serialization (R Internals, section 1.8): here always a
vector of strings, which is all that this reader accepts.
"""

import struct
import zlib

from lacuna_corpus.errors import CorpusError

_STRING_VECTOR = 16
_STRING = 9
_MAXIMUM_CHUNK = 64 << 20


def read_database(data: bytes) -> list[list[str]]:
    """Return the character vectors of an `.rdb` file in the order in which they are stored."""
    vectors: list[list[str]] = []
    position = 0
    while position < len(data):
        (length,) = struct.unpack(">I", _slice(data, position, 4))
        if length > _MAXIMUM_CHUNK:
            raise CorpusError(f"byte {position}: a chunk of {length} bytes is not plausible")
        stream = zlib.decompressobj()
        try:
            plain = stream.decompress(data[position + 4 :], length + 1)
        except zlib.error as error:
            raise CorpusError(f"byte {position + 4}: {error}") from error
        if len(plain) != length or not stream.eof:
            raise CorpusError(f"byte {position}: expected {length} bytes, found {len(plain)}")
        position = len(data) - len(stream.unused_data)
        vectors.append(read_character_vector(plain))
    return vectors


def read_character_vector(data: bytes) -> list[str]:
    """Return the strings of one serialized character vector."""
    if _slice(data, 0, 2) != b"X\n":
        raise CorpusError(f"expected the XDR signature 'X\\n', found {data[:2]!r}")
    (version,) = struct.unpack(">i", _slice(data, 2, 4))
    position = 14
    if version == 3:
        (name_length,) = struct.unpack(">i", _slice(data, position, 4))
        position += 4 + name_length
    elif version != 2:
        raise CorpusError(f"expected serialization version 2 or 3, found {version}")
    flags, count = struct.unpack(">Ii", _slice(data, position, 8))
    position += 8
    if flags & 0xFF != _STRING_VECTOR:
        raise CorpusError(f"expected a character vector (type 16), found type {flags & 0xFF}")
    strings: list[str] = []
    for _ in range(count):
        flags, length = struct.unpack(">Ii", _slice(data, position, 8))
        position += 8
        if flags & 0xFF != _STRING:
            raise CorpusError(f"byte {position - 8}: expected a string, found type {flags & 0xFF}")
        # R writes a missing string as length -1; a book has none, and an empty line is as good.
        text = _slice(data, position, max(length, 0))
        position += len(text)
        strings.append(text.decode("utf-8"))
    return strings


def _slice(data: bytes, start: int, length: int) -> bytes:
    if length < 0 or start + length > len(data):
        raise CorpusError(f"byte {start}: expected {length} more bytes, found {len(data) - start}")
    return data[start : start + length]
