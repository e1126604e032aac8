"""The page `spec/example.md`."""

from lacuna_reference.example.dump import dump, graph_pieces, header_pieces, other_pieces
from lacuna_reference.example.model import example_file
from lacuna_reference.example.steps import steps
from lacuna_reference.model import open_model

PAGE = """# A file, byte by byte, and two steps by hand

One network, `tiny`: an LSTM of one unit that takes two features. Its input weights are terms,
two in each group of 8, its recurrent weights `int8`; its gates are clipped lines. The file is
{size} bytes long, most of it zeros up to the next multiple of 64, and is the vector
`valid/example` of the [conformance vectors](../fixtures/conformance/README.md). This page is
written by `python3 -m lacuna_reference.example` in
[tools/reference](../tools/reference/README.md); a test expects the same.

Offsets and bytes are hexadecimal. `00 x 36` stands for 36 zeros.

## Header and section table

```
{header}
```

## Graph

The codebook of matrix 0 has the values 0, 1, -2 and 64 and no others: all powers of two, so it
is of the shift profile.

```
{graph}
```

## The other sections

A term of matrix 0 is a byte with a position in its low 3 bits and a code in the high 5. Row 0
has the bytes 08 and 11: code 1 at position 0 and code 2 at position 1, so `v[0] = 1, -2`. Row 1
has one term, code 3 at position 1, and an absent one. Row 2 has codes 1 and 3 both at position
0, and they add: `v[2] = 65, 0`. Row 3: `v[3] = -2, 0`. A row has `T = 2` terms, so the only unit
of the tile has lanes of 2 bytes. A lane of matrix 1 has 4 bytes, of which the columns use one.

```
{others}
```

## Two steps

All states are 0 at the start (A19). For each row `s = -(rowExponent + e + 12)` (A7), where `e`
is -7 for `h`. Activations: the gates' `y = clamp(round(8·p, 2) + 16384, 0, 32767)`, the
candidate's and the cell's `y = clamp(8·p, -32767, 32767)` (A16).

{steps}"""


def page() -> str:
    """The page's text."""
    data = example_file()
    model = open_model(data)
    graph = model.sections[0]
    strings = model.sections[1]
    return PAGE.format(
        size=len(data),
        header=dump(data, header_pieces(model, data)),
        graph=dump(data, graph_pieces(model), graph.offset),
        others=dump(data, other_pieces(model), strings.offset),
        steps=steps(model)[0].rstrip() + "\n",
    )
