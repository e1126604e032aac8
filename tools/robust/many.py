"""Files of as many networks, layers, matrices, biases, sections or keys as the format has room for:
every command that reads one ends soon, and takes memory in proportion to the file."""

import os
import struct
import subprocess
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from support import Failures

MOST = 65_535
NONE = 0xFFFF
GRAPH, STRINGS, WEIGHTS, EXPONENTS, BIASES, METADATA, UNKNOWN = 1, 2, 3, 4, 5, 0x8008, 0x8100
# Far above what any takes, and far below what a loop in a loop over 65,535 records would.
MOST_SECONDS = 30.0
MOST_MEMORY = (64 << 20, 64)
"""Bytes, and bytes for each of the file's."""


@dataclass
class Model:
    """Linear layers that take and give `size` values, as spec/graph.md has them."""

    size: int = 1
    networks: list[tuple[bytes, int]] = field(default_factory=list)
    layers: list[tuple[int, int]] = field(default_factory=list)
    """A matrix and a bias, or `NONE`."""
    matrices: list[bytes] = field(default_factory=lambda: [b"w"])
    biases: int = 0
    more: list[tuple[int, bytes]] = field(default_factory=list)

    def file(self) -> bytes:
        counts = (len(self.networks), len(self.layers), len(self.matrices), self.biases, 0, 0, 0)
        graph = struct.pack("<7H18x", *counts)
        end = 0
        for name, layers in self.networks:
            graph += struct.pack("<IHHH22x", end, len(name), layers, NONE)
            end += len(name)
        size, none = self.size, (NONE,) * 6
        graph += b"".join(
            struct.pack("<4B2I4H6HI28x", 4, 0, 0, 0, size, size, matrix, NONE, NONE, bias, *none, 0)
            for matrix, bias in self.layers
        )
        for name in self.matrices:
            graph += struct.pack("<IH4B2xII44x", end, len(name), 3, 0, 0, 0, size, size)
            end += len(name)
        graph += struct.pack("<Ib11x", size, -12) * self.biases
        names = b"".join([name for name, _ in self.networks] + self.matrices)
        tiles = -(-size // 16)
        weights = (WEIGHTS, bytes(64 * -(-size // 4) * tiles))
        sections = [(GRAPH, graph), (STRINGS, names)]
        sections += [weights, (EXPONENTS, bytes(16 * tiles))] * len(self.matrices)
        sections += [(BIASES, bytes(2 * size))] * self.biases
        return container(sections + self.more)


def container(sections: list[tuple[int, bytes]]) -> bytes:
    start = -(-(64 + 32 * len(sections)) // 64) * 64
    table, bodies, end = [], [], start
    for kind, body in sections:
        table.append(struct.pack("<H6xQQI4x", kind, end, len(body), zlib.crc32(body)))
        bodies.append(body + bytes(-len(body) % 64))
        end += len(bodies[-1])
    entries = b"".join(table)
    signature = bytes.fromhex("AC4C434E410D0A1A")
    header = signature + struct.pack("<HHIQ36x", 1, 0, len(sections), end)
    header += struct.pack("<I", zlib.crc32(entries, zlib.crc32(header)))
    return header + entries + bytes(start - 64 - len(entries)) + b"".join(bodies)


def metadata(count: int) -> bytes:
    records = b"".join(
        struct.pack("<HBxI", 6, 2, 8) + b"%06d" % each + bytes(8) for each in range(count)
    )
    return struct.pack("<II", len(records), count) + records


def models() -> Iterator[tuple[str, Model]]:
    """What there is much of, and the model."""
    one = [(b"n", 1)]
    plain = [(0, NONE)]
    names = [(b"%05d" % each, 1) for each in range(MOST)]
    yield "networks", Model(networks=names, layers=plain * MOST)
    yield "layers", Model(networks=[(b"n", MOST)], layers=plain * MOST)
    count = (MOST - 2) // 2
    yield (
        "matrices",
        Model(
            networks=[(b"n", count)],
            layers=[(each, NONE) for each in range(count)],
            matrices=[b"%05d" % each for each in range(count)],
        ),
    )
    # Room for the section that `edit` adds.
    count = MOST - 5
    biased = [(0, each) for each in range(count)]
    yield "biases", Model(networks=[(b"n", count)], layers=biased, biases=count)
    shared = [(0, 0)] * MOST
    yield "layers of one bias", Model(256, networks=[(b"n", MOST)], layers=shared, biases=1)
    sections = [(UNKNOWN, b"x")] * (MOST - 5)
    yield "sections", Model(networks=one, layers=plain, more=sections)
    yield "keys", Model(networks=one, layers=plain, more=[(METADATA, metadata(200_000))])


def check_many(lacuna: Path, work: Path, failures: Failures) -> None:
    folder = work / "many"
    folder.mkdir()
    for name, model in models():
        path, other = folder / "many.lacuna", folder / "other.lacuna"
        file = model.file()
        path.write_bytes(file)
        first, layers = model.networks[0]
        model.networks[0] = (b"another", layers)
        other.write_bytes(model.file())
        given = folder / "x.npy"
        given.write_bytes(npy(model.size))
        lines = {
            "verify": ("verify", path),
            "inspect": ("inspect", path),
            "inspect --json": ("inspect", path, "--json"),
            "inspect --html": ("inspect", path, "--html", folder / "page.html"),
            "diff": ("diff", path, other),
            "export": ("export", path, "-o", folder / "x.npz", "--recipe-out", folder / "x.json"),
            "edit": ("edit", other, "--set", "a=b"),
            "run": ("run", path, "--input", given, "--network", first.decode()),
        }
        took = []
        for command, line in lines.items():
            seconds, memory, status = measured([str(each) for each in (lacuna, *line)])
            what = f"{command} of {len(file) / 1e6:.1f} MB of {name}: status {status}"
            failures.expect(status in (0, 1), what)
            failures.expect(seconds < MOST_SECONDS, f"{what}, {seconds:.1f} s")
            most = MOST_MEMORY[0] + MOST_MEMORY[1] * len(file)
            failures.expect(memory < most, f"{what}, {memory / 1e6:.0f} MB of memory")
            took.append(f"{command} {seconds:.2f} s {memory / 1e6:.0f} MB")
        print(f"{name}, {len(file) / 1e6:.1f} MB: " + ", ".join(took), flush=True)
        for each in folder.iterdir():
            each.unlink()


def npy(size: int) -> bytes:
    """A step of `size` features."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': (1, {size}), }}".encode()
    header += b" " * (-(11 + len(header)) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(4 * size)


def measured(line: list[str]) -> tuple[float, int, int]:
    """Seconds of a processor that a command takes, bytes of memory, and its exit status."""
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    timer = threading.Timer(10 * MOST_SECONDS, process.kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10, process.returncode
