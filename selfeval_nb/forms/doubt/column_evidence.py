"""What speaks for and against the columns and rows of the indicators: how they were told, what was left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_nb.common.words import Words
from selfeval_nb.forms.doubt.seen import Seen, share
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.labels import label_year
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.place_names import column_name
from selfeval_nb.forms.values.values import parse_target
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import label_key

WORDS = Words("reading", "column_evidence")

_BARE = re.compile(r"^[0-9]+(\.[0-9]+)?$")
_NOTHING = frozenset(("", "-", "/", "—", "——", "--", "无"))
_TICKS = frozenset(("√", "✓", "✔", "☑", "□", "○", "×", "是", "否", "v", "V"))
#: Columns that stand beside the values and are kept as text or not at all.
_BESIDE = frozenset(
    ("reason", "method", "number", "core", "review_score", "review_opinion", "review_actual", "prior", "coefficient")
)
#: Columns that a form is judged by, and where their values are kept.
ROLES = {
    "level2": "level2", "level3": "level3", "target": "target_text", "actual": "actual_text",
    "weight": "weight", "score": "score", "reason": "reason",
}  # fmt: skip
#: What an open column could have been, by what stands in it.
_COULD_BE = {"numbers": ("weight", "score"), "values": ("target", "actual"), "texts": ("target", "actual", "reason")}
_FEW = 3
#: Points of difference from which on the second reading of the columns is far behind.
_MARGIN = 8.0


def column_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``indicators`` from its headers and from what stands in its rows and was not taken."""
    for block, columns in seen.draft.headers:
        if block == "indicators" and columns.labels:
            yield from _header(seen, columns)
    if sum(block == "indicators" for block, _ in seen.draft.headers) > 1:
        yield Evidence("indicators", "several-headers", 1.0, "指标表头出现几次")
        yield from _other_columns(seen)
    yield from _cells(seen)
    yield from _rows(seen)


def _header(seen: Seen, columns: Columns) -> Iterator[Evidence]:
    for c in columns.items:
        if c.told_by == "contents" and c.name in ROLES:
            said = f"第{c.first}列“{c.text[:16]}”按内容读作{column_name(c.name)}"
            # which rows are indicators hangs on their names: a doubt about these is one about all
            where = "" if c.name == "level3" else f"indicators.{ROLES[c.name]}"
            yield Evidence("indicators", f"{c.name}-by-contents", 1.0, said, where)
    liked = [
        c for c in columns.items
        if c.told_by == "label" and c.text and not seen.vocabulary.exact("column", c.text) and c.name in seen.form.columns
    ]  # fmt: skip
    if liked:
        said = f"“{liked[0].text[:16]}”等 {len(liked)} 栏按近似名称识别"
        yield Evidence("indicators", "columns-by-likeness", min(1.0, len(liked) / 3), said)
    known = {(c.first, c.last) for c in columns.items}
    start = min((c.first for c in columns.items), default=1)  # left of it stands the label beside the block
    open_ = [c for c in columns.open if c.text and (c.first, c.last) not in known and c.last >= start]
    yield from _open_columns(seen, columns.table, open_)
    if columns.margin < _MARGIN:
        said = f"另有接近的读法：{columns.second[0]}" if columns.second else "另有接近的读法"
        yield Evidence("indicators", "second-reading-near", 1 - columns.margin / _MARGIN, said)
    yield from _rivals(seen, columns, open_)
    if any(c.name == "target_adjusted" for c in columns.items):
        yield Evidence("indicators", "two-targets", 1.0, "有两栏指标值")


def _other_columns(seen: Seen) -> Iterator[Evidence]:
    """A second block of indicators that prints other columns than the first: not the same list once more, perhaps another form's."""
    headers = [
        {c.name for c in columns.items} & ROLES.keys() for block, columns in seen.draft.headers if block == "indicators"
    ]
    if any(len(headers[0] ^ other) >= _FEW for other in headers[1:]):
        yield Evidence("indicators", "headers-differ", 1.0, "几处指标表头的栏目不同，可能不是同一张表的指标")


def _rivals(seen: Seen, columns: Columns, left: list[Column]) -> Iterator[Evidence]:
    """Columns that could be what another was read as: a second one of targets, and one between a level and the names."""
    rival = next((c for c in columns.items if c.name == "prior" and WORDS.aimed.search(c.text)), None)
    target = columns.get("target")
    sure = target is None or WORDS.of_the_year.search(target.text) is not None
    if rival is not None and not sure and not label_year(rival.text):
        said = f"“{rival.text[:16]}”也像年度指标值一栏"
        yield Evidence("indicators", "rival-targets", 1.0, said, "indicators.target_text")
    first, name = columns.get("level1"), columns.get("level3")
    if first is None or name is None or columns.has("level2") or not columns.aligned:
        return
    for c in left:
        if first.last < c.first and c.last < name.first and seen.under(columns.table, c.first, c.last):
            said = f"一级指标和指标名称之间的“{c.text[:16]}”一栏没有识别"
            yield Evidence("indicators", "level-column-left-over", 1.0, said, "indicators.level2")
            return


def _open_columns(seen: Seen, table: int, columns: list[Column]) -> Iterator[Evidence]:
    """Columns that the header left open, by what stands in them; an empty one holds nothing that could be missed."""
    found: dict[str, list[Column]] = {"numbers": [], "values": [], "texts": []}
    for column in columns:
        if seen.vocabulary.find("column", column.text) in _BESIDE:
            continue
        texts = [t for t in seen.under(table, column.first, column.last) if t not in _NOTHING and t not in _TICKS]
        if not texts:
            continue
        numbers = share(_BARE.match(t) is not None for t in texts)
        values = share(parse_target(t).number is not None and len(t) < 24 for t in texts)
        rare = 2 * len(texts) < len(seen.form.indicators)
        if max(numbers, values) <= 0.5 and (rare or len(label_key(column.text)) <= 2):
            continue  # a remark here and there, or under a label that names no role: 其他
        found["numbers" if numbers > 0.5 else "values" if values > 0.5 else "texts"].append(column)
    for kind, left in found.items():
        missing = [r for r in _COULD_BE[kind] if r not in seen.form.columns]
        if left and missing:
            said = f"第{left[0].first}列“{left[0].text[:16]}”没有识别，可能是{column_name(missing[0])}"
            yield Evidence("indicators", f"{kind}-column-left-over-while-missing", 1.0, said)
        elif left:
            said = f"第{left[0].first}列“{left[0].text[:16]}”没有识别"
            yield Evidence("indicators", f"{kind}-column-left-over", min(1.0, len(left) / 2), said)


def _cells(seen: Seen) -> Iterator[Evidence]:
    """Texts and numbers below the first indicator that are the value of nothing."""
    vocabulary = seen.vocabulary
    rows = {(f.table, f.row) for w, f in seen.form.fields.items() if w.startswith("indicators[")}
    left = [(t, r, x) for t, r, _, x in seen.unclaimed if (t, r) >= seen.first_indicator]
    inside = [x for t, r, x in left if (t, r) in rows]
    if inside:
        said = f"指标各行有 {len(inside)} 个单元格没有识别（如“{inside[0][:16]}”）"
        yield Evidence("indicators", "cells-left-over", min(1.0, len(inside) / max(3, len(rows))), said)
    if len(left) > len(inside):
        other = next(x for t, r, x in left if (t, r) not in rows)
        said = f"指标之间或之后有 {len(left) - len(inside)} 个单元格没有识别（如“{other[:16]}”）"
        yield Evidence("indicators", "cells-left-below", min(1.0, (len(left) - len(inside)) / 6), said)
    words = [t for *_, t in seen.unclaimed if vocabulary.exact("column", t) or vocabulary.exact("level2", t)]
    if words:
        yield Evidence("indicators", "labels-left-over", min(1.0, len(words) / 2), f"“{words[0][:16]}”没有作为栏目读入")
    numbers = [(t, r) for t, r, _, x in seen.numbers if (t, r) in rows and _BARE.match(x)]
    if numbers:
        amount = len(set(numbers)) / max(1, len(rows))
        no_points = not {"weight", "score"} <= set(seen.form.columns)
        known = "numbers-left-over-while-missing" if no_points else "numbers-left-over"
        yield Evidence("indicators", known, amount, f"指标各行有 {len(numbers)} 个数字没有归入指标")


def _rows(seen: Seen) -> Iterator[Evidence]:
    """Rows that look like indicators and of which no indicator was read."""
    own = {ln.number for ln in seen.draft.lines if ln.table is not None}
    rows = [ln for ln in seen.unread if ln.table is not None and len(ln.filled) >= _FEW]
    inside = [ln for ln in rows if ln.number in own]
    if inside:
        said = f"同一表格中有 {len(inside)} 行没有读入（如“{norm(inside[0].text)[:20]}”）"
        yield Evidence("indicators", "rows-not-read", min(1.0, len(inside) / 3), said)
    near = [ln for ln in rows if ln.number not in own and _like_indicators(ln, seen)]
    if near:
        said = f"另有 {len(near)} 行像指标而没有读入（如“{norm(near[0].text)[:20]}”）"
        yield Evidence("indicators", "rows-elsewhere", min(1.0, len(near) / 3), said)
    skipped = [ln for ln in seen.draft.lines if _skipped(ln, seen)]
    if skipped:
        said = f"有 {len(skipped)} 行印有内容而没有读作指标（如“{norm(skipped[0].text)[:20]}”）"
        yield Evidence("indicators", "rows-skipped", min(1.0, len(skipped) / max(3, len(seen.form.indicators))), said)


def _skipped(line: Line, seen: Seen) -> bool:
    """Whether a row below the first indicator prints several cells, most of which became the value of nothing."""
    if line.table is None or len(line.filled) < _FEW or (line.number, line.row) < seen.first_indicator:
        return False
    roles = [seen.form.roles.get((line.number, c.row, c.col), "") for c in line.filled]
    if any(r.startswith(("value:", "label:", "subtotal", "title")) for r in roles):
        return False
    return sum(r in ("unclaimed", "placeholder", "note") for r in roles) >= _FEW


def _like_indicators(line: Line, seen: Seen) -> bool:
    texts = [norm(c.text) for c in line.filled]
    known = any(seen.vocabulary.exact("level2", t) for t in texts)
    heads = sum(bool(seen.vocabulary.exact("column", t)) for t in texts)
    return known or heads >= _FEW
