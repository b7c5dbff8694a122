"""What two labels, two rows of labels and a table and a layout are compared by: never by figures, names or the number of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, is_prose, label_key

#: Places of the vocabulary whose words are labels wherever they stand; level names and sources of funds come with the rows.
_PLACES = ("head", "funds_side", "funds_column", "goal", "column", "indicator_side", "total", "closing")
#: Roles of cells that come with the rows, more of them in one form and fewer in the next.
_OF_ROWS = frozenset(("label:fund", "label:level1", "label:side", "label:execution", "label:numbering"))
#: How alike two labels are that a person takes for the same, and the shortest that is compared so.
_LIKE, _LONG = 0.85, 5


@lru_cache(maxsize=16384)
def key_of(text: str) -> str:
    """What a label is compared by: without blanks, brackets, numbers, a year or what stands behind its colon."""
    head, rest = inline(text)
    return label_key(head if rest else text) or norm(text)[:64]


def inline(text: str) -> tuple[str, str]:
    """(label, value) of a cell that prints both (实施单位：某局); the value is '' where a cell prints one thing only."""
    at = min((k for k in (text.find(":"), text.find("：")) if k >= 0), default=-1)
    if at < 0 or not norm(text[at + 1 :]) or len(norm(text[:at])) > 20:
        return text, ""
    return text[:at], text[at + 1 :]


def same(a: str, b: str) -> bool:
    """Whether two keys are those of the same label, a slip of the pen aside."""
    return a == b or (
        min(len(a), len(b)) >= _LONG and abs(len(a) - len(b)) <= 2 and SequenceMatcher(None, a, b).ratio() >= _LIKE
    )


def keys_of_row(line: Line) -> list[str]:
    """The keys of the cells that begin in a row, from left to right; a blank cell has the key ''."""
    return [key_of(c.text) if norm(c.text) else "" for c in line.cells]


def in_common(wanted: Iterable[str], found: Iterable[str]) -> int:
    """How many of the labels ``wanted`` are among ``found``, each as often as it is there."""
    want, have = Counter(k for k in wanted if k), Counter(k for k in found if k)
    sure = sum((want & have).values())
    left, spare = want - have, list((have - want).elements())
    for key in left.elements():
        hit = next((s for s in spare if same(key, s)), None)
        if hit is not None:
            spare.remove(hit)
            sure += 1
    return sure


def label_rows(
    lines: Sequence[Line],
    roles: dict[tuple[int, int, int], str],
    vocabulary: Vocabulary,
    pointed: Iterable[tuple[int, int]],
) -> list[list[str]]:
    """The labels of a table row by row, as printed: what was read as a label or pointed at, and every word that names a part of a form."""
    at = set(pointed)
    out = []
    for line in lines:
        row = [_label(line, c, roles, vocabulary, (c.row, c.col) in at) for c in line.filled]
        if any(row):
            out.append([t for t in row if t])
    return out or [[t for c in line.filled if (t := _plain(c.text))] for line in lines[:2] if line.filled]


def _label(line, cell, roles, vocabulary: Vocabulary, pointed: bool) -> str:
    text = inline(cell.text)[0]
    role = roles.get((line.number, cell.row, cell.col), "")
    known = pointed or (role.startswith("label:") and role not in _OF_ROWS)
    if not known and not role.startswith("value:"):
        known = any(vocabulary.exact(place, text) for place in _PLACES)
    return _plain(text) if known else ""


def _plain(text: str) -> str:
    """A label as it is kept: one line, no figures."""
    return "" if is_number(text) or (is_prose(text) and len(norm(text)) > 32) else " ".join(text.split())
