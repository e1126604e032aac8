r"""The word-level tokenization rule.

Text is lower-cased (ASCII letters only). A token is a word, `[a-z]+('[a-z]+)?`, one of
`. , ; : ! ?`, or `<eos>` for a run of blank lines; everything else separates. A line is blank when
it holds nothing but spaces, tabs, carriage returns, form feeds and vertical tabs. Each longest run
of blank lines gives one `<eos>`, wherever in the text it stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lacuna_corpus.errors import CorpusError

END_OF_SENTENCE = "<eos>"
UNKNOWN = "<unk>"

_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[.,;:!?]")
_BLANK = re.compile(r"[ \t\r\f\v]*")


def tokenize(text: str) -> list[str]:
    """Return the tokens of a text, `<eos>` among them."""
    tokens: list[str] = []
    inside_blank_run = False
    # What follows the last newline is a line only if it holds something.
    lines = text.translate(_LOWER).split("\n")
    if lines[-1] == "":
        lines.pop()
    for line in lines:
        if _BLANK.fullmatch(line):
            if not inside_blank_run:
                tokens.append(END_OF_SENTENCE)
            inside_blank_run = True
        else:
            inside_blank_run = False
            tokens.extend(_TOKEN.findall(line))
    return tokens


def build_vocabulary(tokens: Iterable[str], size: int) -> list[str]:
    """Return `<unk>` and the `size - 1` most frequent tokens, most frequent first.

    Ties are broken by the order of the alphabet, so the same text always gives the same list.
    """
    counts = Counter(tokens)
    counts.pop(UNKNOWN, None)
    ordered = sorted(counts, key=lambda token: (-counts[token], token))
    return [UNKNOWN, *ordered[: size - 1]]


def encode(tokens: Sequence[str], vocabulary: Sequence[str]) -> list[int]:
    """Return the vocabulary index of each token; unknown tokens become `<unk>`.

    Where the vocabulary has no `<eos>`, there is none in the text: so reads `lacuna` too.
    """
    index = {token: number for number, token in enumerate(vocabulary)}
    if UNKNOWN not in index:
        raise CorpusError(f"the vocabulary: expected an entry {UNKNOWN}, found none")
    unknown = index[UNKNOWN]
    if END_OF_SENTENCE not in index:
        tokens = [token for token in tokens if token != END_OF_SENTENCE]
    return [index.get(token, unknown) for token in tokens]
