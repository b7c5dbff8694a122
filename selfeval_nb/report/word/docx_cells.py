"""The cells of a Word document's XML, by the addresses that the reader gives them, in the document as it is.

The reader counts on a cleaned tree (deleted rows out, text boxes moved, wrappers gone). Here the same cleaning is done on a
copy whose cells remember which element of the document they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.word.docx_clean import W, clean

Place = tuple[int, int, int]
_TBL, _TR, _TC, _P = W + "tbl", W + "tr", W + "tc", W + "p"
_TAG = "selfeval-cell"  # an attribute of the copy only


def cells_by_place(body: etree._Element, data: bytes) -> dict[Place, etree._Element]:
    """(table, row, col) -> the ``w:tc`` of ``body``. ``data`` is the XML that ``body`` was parsed from."""
    copy = deepcopy(body)
    originals = list(body.iter(_TC))
    for n, tc in enumerate(copy.iter(_TC)):
        tc.set(_TAG, str(n))
    clean(copy, data, Build("", Limits()))
    return {place: originals[int(tc.get(_TAG, ""))] for place, tc in _walk(copy)}


def _walk(body: etree._Element) -> Iterator[tuple[Place, etree._Element]]:
    """Tables count in document order, a nested one after its holder; columns count by the grid."""
    limits = Limits()
    for number, table in enumerate(body.iter(_TBL), start=1):
        for row, tr in enumerate((e for e in table if e.tag == _TR), start=1):
            col = 1 + _number(tr.find(f"{W}trPr/{W}gridBefore"), 0, limits.columns)
            for tc in (e for e in tr if e.tag == _TC):
                yield (number, row, col), tc
                span = _number(tc.find(f"{W}tcPr/{W}gridSpan"), 1, limits.columns)
                col = min(col + max(span, 1), limits.columns + 1)


def _number(e: etree._Element | None, default: int, most: int) -> int:
    if e is None:
        return default
    try:
        return min(int(e.get(W + "val", default)), most)
    except ValueError:
        return default


def paragraphs_of(tc: etree._Element) -> list[etree._Element]:
    """The paragraphs of a cell itself, not those of nested tables and text boxes."""
    own = []
    for p in tc.iter(_P):
        holder = p.getparent()
        while holder is not None and holder is not tc and holder.tag not in (_TC, W + "txbxContent"):
            holder = holder.getparent()
        if holder is tc:
            own.append(p)
    return own
