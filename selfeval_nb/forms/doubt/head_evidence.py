"""What speaks for and against the reading of the single values: project, department, unit, year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.head import head_label, head_names, year_in
from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import label_key
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "head_evidence")

_BARE = re.compile(r"^[-+0-9.,%]+(元|万元|分)?$")
_PLACES = ("project", "department", "unit")
_WORDS = {"project": "项目名称", "department": "主管部门", "unit": "实施单位", "year": "年度"}
_LABELS = ("head", "column", "funds_column", "goal", "indicator_side", "funds_side")


def head_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``head``."""
    yield from _absent(seen)
    yield from _strange(seen)
    yield from _two_units(seen)
    yield from _year(seen)
    near = [t for table, row, _, t in seen.unclaimed if (table, row) < seen.first_indicator]
    if near:
        said = f"表头有 {len(near)} 个单元格没有识别（如“{near[0][:20]}”）"
        yield Evidence("head", "cells-not-understood", min(1.0, len(near) / 4), said)


def _absent(seen: Seen) -> Iterator[Evidence]:
    """A value that the form must have and has not, or that stands with its label where no form was read."""
    form = seen.form
    have = {n for n in _PLACES if form.value(n)}
    for line in seen.unread:
        if line.table is not None and len(line.filled) > 4:
            continue  # the header of another table
        for name in head_names(line, seen.vocabulary) - {"leader", "fill_date", "attribute"}:
            place = "unit" if name == "unit_name" else name
            if place in _PLACES and place not in have and place not in form.head:
                said = f"表外有“{clean(line.text)[:24]}”，未读入{_WORDS[place]}"
                yield Evidence("head", "label-outside", 1.0, said, place)
                have.add(place)
    loose = [t for table, row, _, t in seen.unclaimed if (table, row) < seen.first_indicator and len(t) >= 3]
    loose += [c.text for ln in seen.unread if ln.index < first_line(seen) and ln.table for c in ln.filled]
    if form.kind == "project" and "project" not in form.head and loose:
        said = f"没有找到项目名称，而“{clean(loose[0])[:20]}”没有识别"
        yield Evidence("head", "no-project-but-text", 1.0, said, "project")
    elif form.kind == "project" and "project" not in form.head:
        yield Evidence("head", "no-project", 1.0, "没有找到项目名称", "project")
    for name in ("unit", "department"):
        if name not in form.head and form.kind == "project":
            yield Evidence("head", f"no-{name}-label")
    if not form.head.keys() & {"unit", "department"}:
        yield Evidence("head", "neither-unit", 1.0, "没有找到主管部门或实施单位", "unit")
    for name in _PLACES:
        if name in form.head and not form.value(name):
            yield Evidence("head", "label-without-value", 1.0, f"“{form.head[name].label}”旁没有读到内容", name)
    for name in _PLACES:
        if name not in form.head and (hit := _unknown_label(seen, name)):
            yield Evidence("head", "unknown-label", 1.0, f"“{hit}”没有识别，可能是{_WORDS[name]}", name)


def first_line(seen: Seen) -> int:
    """The index of the first line of the form."""
    return min((ln.index for ln in seen.draft.lines), default=0)


def _unknown_label(seen: Seen, name: str) -> str | None:
    """A short text that nothing took and that may label this value: something that nothing took stands beside it."""
    for table, row, col, text in seen.unclaimed:
        label, colon, value = text.partition(":")
        if colon and len(value) >= 3 and len(label) <= 12 and getattr(WORDS, name).search(label):
            return label
        beside = any((t, r) == (table, row) and c > col and len(x) >= 3 for t, r, c, x in seen.unclaimed)
        if beside and len(key := label_key(text)) <= 12 and getattr(WORDS, name).search(key):
            return key
    return None


def _strange(seen: Seen) -> Iterator[Evidence]:
    """A value that is none: a label, a number, the name of another part."""
    for name in _PLACES:
        value = norm(str(seen.form.value(name) or ""))
        if not value:
            continue
        as_cell = Cell(0, 0, value)
        label = head_label(as_cell, seen.vocabulary) or any(seen.vocabulary.exact(p, value) for p in _LABELS)
        if label or value.endswith(":"):
            yield Evidence("head", "value-is-a-label", 1.0, f"{_WORDS[name]}读作“{value[:20]}”，像是标签", name)
        elif _BARE.match(value):
            yield Evidence("head", "value-is-a-number", 1.0, f"{_WORDS[name]}读作“{value[:20]}”，是数字", name)
        elif name == "unit" and value.endswith(("科", "股", "处", "室", "组", "部")) and len(value) <= 6:
            yield Evidence("head", "value-is-an-office", 1.0, f"实施单位读作“{value}”，像是内设机构", name)
        label_text = label_key(seen.form.head[name].label)
        if label_text and not seen.vocabulary.exact("head", label_text):
            yield Evidence("head", "label-by-likeness", 1.0, f"“{label_text}”按近似读作{_WORDS[name]}", name)


def _two_units(seen: Seen) -> Iterator[Evidence]:
    """实施部门 beside 预算单位, with different names and no 主管部门: which of them is the unit is not printed."""
    unit, rival = seen.form.head.get("unit"), seen.draft.rivals.get("unit")
    if (
        unit is not None
        and rival is not None
        and "部门" in unit.label
        and "单位" in rival[0]
        and not seen.form.value("department")
    ):
        said = f"“{unit.label}”和“{rival[0]}”都印有名称，实施单位取了前者"
        yield Evidence("head", "two-units", 1.0, said, "unit")


def _year(seen: Seen) -> Iterator[Evidence]:
    form = seen.form
    if form.year is not None:
        return
    texts = [ln.text for ln in seen.unread if len(norm(ln.text)) <= 60]
    texts += [f.text for n, f in form.head.items() if n in ("project", "title")]
    texts += [ln.text for ln in seen.draft.lines[:8] if len(norm(ln.text)) <= 80]
    hit = next((t for t in texts if year_in(t) and "月" not in t), None)
    if hit:
        yield Evidence("head", "year-elsewhere", 1.0, f"没有读到年度，而“{clean(hit)[:24]}”中有年份", "year")
