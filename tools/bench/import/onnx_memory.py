"""Measures what reading an ONNX file takes, for files of 50 MB made to take much.

onnx_memory.py LACUNA: prints a table of peak memory of `lacuna convert FILE --dry-run`. Around a
small model that is whole, each file has one thing as often as 50 MB hold.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SIZE = 50_000_000
INT8, INT32, INT64, FLOAT = 3, 6, 7, 1


def varint(value: int) -> bytes:
    """A number in groups of seven bits."""
    groups = [value >> shift & 127 for shift in range(0, max(value.bit_length(), 1), 7)]
    return bytes(group | 128 for group in groups[:-1]) + bytes(groups[-1:])


def field(number: int, content: bytes | int) -> bytes:
    """A field of a message: a number, or bytes."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def tensor(name: str, element: int, shape: list[int], elements: bytes) -> bytes:
    """An array of a graph, `elements` being the field that has them."""
    dims = b"".join(field(1, extent) for extent in shape)
    return field(5, dims + field(2, element) + field(8, name.encode()) + elements)


def node(operator: str, inputs: list[str], output: str) -> bytes:
    """A node of a graph."""
    names = b"".join(field(1, name.encode()) for name in inputs)
    return field(1, names + field(2, output.encode()) + field(4, operator.encode()))


def model(extra: bytes, *, quantized: int = 0) -> bytes:
    """A linear layer of 1,000 inputs, or of `quantized` weights of 8 bits, and what is added."""
    columns = quantized // 1000 or 1
    if quantized:
        graph = tensor("q", INT8, [1000, columns], field(9, b"\1" * (1000 * columns)))
        graph += tensor("s", FLOAT, [], field(9, b"\0\0\0?"))
        graph += node("DequantizeLinear", ["q", "s"], "w")
    else:
        graph = tensor("w", FLOAT, [1000, 1], field(9, b"\0\0\0?" * 1000))
    graph += node("MatMul", ["x", "w"], "y")
    extents = [field(2, b"n"), field(1, 1), field(1, 1000)]
    shape = b"".join(field(1, extent) for extent in extents)
    kind = field(1, field(1, FLOAT) + field(2, shape))
    graph += field(11, field(1, b"x") + field(2, kind)) + field(12, field(1, b"y"))
    return field(1, 9) + field(7, graph + extra)


def cases() -> Iterator[tuple[str, bytes]]:
    """What each file has much of, and its bytes."""
    ones = b"\1" * SIZE
    floats = [SIZE // 4]
    yield "float32, raw", model(tensor("a", FLOAT, floats, field(9, ones)))
    yield "float32, packed list", model(tensor("a", FLOAT, floats, field(4, ones)))
    single = varint(4 << 3 | 5) + b"\1\1\1\1"
    count = SIZE // len(single)
    yield "float32, one by one", model(tensor("a", FLOAT, [count], single * count))
    for name, element, number in (("int8", INT8, 5), ("int32", INT32, 5), ("int64", INT64, 7)):
        yield f"{name}, list of bytes", model(tensor("a", element, [SIZE], field(number, ones)))
    # As much as may be decoded.
    count = SIZE // 4
    list_ = tensor("a", INT64, [count], field(7, b"\1" * count))
    yield "int64, a quarter of the file", model(list_ + field(10, b"\0" * (SIZE - count)))
    for name, number in (("nodes", 1), ("arrays", 5), ("inputs", 11)):
        yield f"{name}, empty", model(field(number, b"") * (SIZE // 2))
    yield "inputs of a node, empty", model(field(1, field(1, b"") * (SIZE // 2)))
    yield "attributes of a node, empty", model(field(1, field(5, b"") * (SIZE // 2)))
    yield "graphs, empty", model(b"") + field(7, b"") * (SIZE // 2)
    yield "int8, dequantized for a layer", model(b"", quantized=SIZE)


# A process of its own: what its parent has in memory would count as its child's.
PEAK = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024)
"""


def peak(command: list[str]) -> tuple[int, int]:
    """The exit code of a command, and the most bytes of memory that it had."""
    output = subprocess.check_output([sys.executable, "-c", PEAK, *command], text=True)
    code, memory = map(int, output.split())
    return code, memory


def main(lacuna: str) -> None:
    print("| 50 MB of | Peak memory | Of the file | |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        for name, content in cases():
            path.write_bytes(content)
            code, memory = peak([lacuna, "convert", str(path), "--dry-run"])
            ratio = f"{memory / len(content):.1f} times"
            print(
                f"| {name} | {memory / 1e6:,.0f} MB | {ratio} | {'' if code == 0 else 'refused'} |"
            )


if __name__ == "__main__":
    main(sys.argv[1])
