"""Records of a fixed size, read and written by a table of their fields."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Record:
    """What records have in common: fields at fixed offsets, zeros between them."""

    SIZE: ClassVar[int]
    LAYOUT: ClassVar[dict[str, tuple[int, str]]]

    @classmethod
    def read(cls, data: bytes, at: int) -> Self:
        """The record at byte `at`; reserved bytes are not looked at."""
        values: dict[str, Any] = {}
        for name, (offset, form) in cls.LAYOUT.items():
            found = struct.unpack_from("<" + form, data, at + offset)
            values[name] = found if len(form) > 1 else found[0]
        return cls(**values)

    def write(self) -> bytes:
        """The record's bytes."""
        out = bytearray(self.SIZE)
        for name, (offset, form) in self.LAYOUT.items():
            value = getattr(self, name)
            struct.pack_into("<" + form, out, offset, *(value if len(form) > 1 else (value,)))
        return bytes(out)

    @staticmethod
    def size_of(form: str) -> int:
        """The bytes of a field of a struct format."""
        return struct.calcsize("<" + form)

    @classmethod
    def reserved(cls) -> Iterator[int]:
        """The offsets of the bytes that no field names."""
        named = set[int]()
        for offset, form in cls.LAYOUT.values():
            named.update(range(offset, offset + cls.size_of(form)))
        return (offset for offset in range(cls.SIZE) if offset not in named)
