"""What speaks for and against the reading of the single values: project, department, unit, year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.head import head_label, head_names, year_in
from selfeval_nb.forms.contents.model import ROLES, chances
from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.doubt.texts import is_heading, is_money, is_office, junior, senior
from selfeval_nb.forms.grid.labels import is_number, label_year
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import is_prose, label_key
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "head_evidence")

_BARE = re.compile(r"^[-+0-9.,%]+(元|万元|分)?$")
_PLACES = ("project", "department", "unit")
_WORDS = {"project": "项目名称", "department": "主管部门", "unit": "实施单位", "year": "年度"}
_LABELS = ("head", "column", "funds_column", "goal", "indicator_side", "funds_side")
#: From this chance on a text is taken for what it is likely to be.
_LIKELY = 0.6
_NAMED = re.compile(r"^(.{2,12}?)[:：](.{3,40})$")


def head_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``head``."""
    yield from _absent(seen)
    yield from _strange(seen)
    yield from _fits_and_is_wrong(seen)
    yield from _two_units(seen)
    yield from _year(seen)
    loose = [t for t in seen.above if not is_heading(t) and not is_money(t) and not is_number(t) and not is_prose(t)]
    if loose:
        said = f"表头有 {len(loose)} 个单元格没有识别（如“{loose[0][:20]}”）"
        yield Evidence("head", "cells-not-understood", min(1.0, len(loose) / 4), said)


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
    loose = [t for t in seen.above if len(t) >= 3 and not is_heading(t) and not is_money(t)]
    loose += [c.text for ln in seen.unread if ln.index < first_line(seen) and ln.table for c in ln.filled]
    if form.kind == "project" and "project" not in form.head and loose:
        said = f"没有找到项目名称，而“{clean(loose[0])[:20]}”没有识别"
        yield Evidence("head", "no-project-but-text", 1.0, said, "project")
    elif form.kind == "project" and "project" not in form.head:
        yield Evidence("head", "no-project", 1.0, "没有找到项目名称", "project")
    neither = not form.head.keys() & {"unit", "department"}
    if neither:
        yield Evidence("head", "neither-unit", 1.0, "没有找到主管部门或实施单位", "unit")
    unit = form.head.get("unit")
    if unit is not None and "department" not in form.head and "部门" in unit.label and "单位" not in unit.label:
        said = f"“{unit.label}”读作实施单位，也可能是主管部门"
        yield Evidence("head", "unit-labelled-department", 1.0, said, "department")
    bare = [n for n in _PLACES if n in form.head and not form.value(n)]
    if len(bare) > 1:
        said = "、".join(f"“{form.head[n].label}”" for n in bare)
        yield Evidence("head", "labels-without-values", 1.0, f"{said}旁都没有读到内容")
    for name in _PLACES:
        if name in form.head and not form.value(name):
            yield Evidence("head", "label-without-value", 1.0, f"“{form.head[name].label}”旁没有读到内容", name)
            if text := _like(name, loose):
                yield Evidence("head", "value-elsewhere", 1.0, f"“{text[:24]}”没有识别，可能是{_WORDS[name]}", name)
        elif name not in form.head and (hit := _unknown_label(seen, name)):
            yield Evidence("head", "unknown-label", 1.0, f"“{hit}”没有识别，可能是{_WORDS[name]}", name)
    office = _office_left(seen) or _office_outside(seen)
    if office and not (form.head.keys() & {"unit"} and form.head.keys() & {"department"}):
        place = "unit" if "unit" not in form.head else "department"
        known = "office-left-over" if neither else "second-office-left-over"
        yield Evidence("head", known, 1.0, f"“{office[:24]}”没有识别，可能是{_WORDS[place]}", place)


def first_line(seen: Seen) -> int:
    """The index of the first line of the form."""
    return min((ln.index for ln in seen.draft.lines), default=0)


def _office_left(seen: Seen) -> str | None:
    """The name of an office before the indicators that nothing took, but for those that a label names as somebody else's."""
    for table, row, col, text in seen.unclaimed:
        if (table, row) < seen.first_indicator and is_office(text):
            before = [(c, x) for t, r, c, x in seen.unclaimed if (t, r) == (table, row) and c < col]
            if not before or not WORDS.beside.search(max(before)[1]):
                return text
    return None


def _office_outside(seen: Seen) -> str | None:
    """The name of an office behind a label, in a line of text before the form that nothing took."""
    for line in seen.unread:
        m = _NAMED.match(norm(line.text)) if line.table is None and line.index < first_line(seen) else None
        if m and is_office(m[2]) and not WORDS.beside.search(m[1]):
            return clean(line.text)
    return None


def _unknown_label(seen: Seen, name: str) -> str | None:
    """A short text that nothing took and that may label this value: something of its kind that nothing took stands beside it."""

    def could_be(value: str) -> bool:
        if name == "project":
            return len(value) >= 4 and not is_number(value) and not is_office(value)
        return is_office(value)

    for table, row, col, text in seen.unclaimed:
        if (table, row) >= seen.first_indicator:
            continue
        label, colon, value = text.partition(":")
        if colon and len(label) <= 12 and getattr(WORDS, name).search(label) and could_be(value):
            return label
        key = label_key(text)
        if not key or len(key) > 12 or not getattr(WORDS, name).search(key) or WORDS.beside.search(key):
            continue
        right = [(c, x) for t, r, c, x in seen.unclaimed if (t, r) == (table, row) and c > col]
        if right and could_be(min(right)[1]):
            return key
    return None


def _like(name: str, loose: Sequence[str]) -> str:
    """The first of the texts that nothing took which is likely a project, or the name of an office."""
    role = {"project": "project", "unit": "office", "department": "office"}.get(name)
    texts = [norm(t) for t in loose if norm(t)] if role else []
    likely = chances(texts)[:, ROLES.index(role)] if role and texts else ()
    return next((t for t, p in zip(texts, likely, strict=True) if p > _LIKELY), "")


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
        elif name != "project" and WORDS.stamped.search(value):
            said = f"{_WORDS[name]}读作“{value[:24]}”，夹有盖章或日期"
            yield Evidence("head", "value-with-a-stamp", 1.0, said, name)
        elif name == "unit" and value.endswith(("科", "股", "处", "室", "组", "部")) and len(value) <= 6:
            yield Evidence("head", "value-is-an-office", 1.0, f"实施单位读作“{value}”，像是内设机构", name)
        label_text = label_key(seen.form.head[name].label)
        if label_text and not seen.vocabulary.exact("head", label_text):
            about = getattr(WORDS, name).search(label_text) is not None
            known = "label-by-likeness" if about else "label-says-something-else"
            yield Evidence("head", known, 1.0, f"“{label_text}”按近似读作{_WORDS[name]}", name)


def _fits_and_is_wrong(seen: Seen) -> Iterator[Evidence]:
    """Values that could stand where they were read and yet contradict another: a school above a bureau, a project named like its unit."""
    form = seen.form
    project, department, unit = (norm(str(form.value(n) or "")) for n in _PLACES)
    local = unit.endswith(("政府", "街道", "办事处"))  # a town's own office may be named above it
    if junior(department) and senior(unit) and not local:
        said = f"主管部门读作“{department[:20]}”、实施单位读作“{unit[:20]}”，可能互换"
        yield Evidence("head", "swapped", 1.0, said, "department")
        yield Evidence("head", "swapped", 1.0, said, "unit")
    if project and project in (department, unit):
        yield Evidence("head", "project-is-the-unit", 1.0, f"项目名称读作“{project[:20]}”，与单位相同", "project")
    elif senior(project) and "项目" not in project:
        yield Evidence("head", "project-is-an-office", 1.0, f"项目名称读作“{project[:20]}”，像是单位名称", "project")
    for name, value in (("department", department), ("unit", unit)):
        if value and is_prose(value) and not is_office(value) and len(value) > 24:
            yield Evidence("head", "unit-is-a-sentence", 1.0, f"{_WORDS[name]}读作“{value[:24]}”，像是一段文字", name)


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
    labels = {y for block, c in seen.draft.headers for column in (*c.items, *c.open) if (y := label_year(column.text))}
    if form.year is not None:
        if labels and form.year not in labels:
            said = f"年度读作 {form.year}，而栏目名称印有 {max(labels)} 年"
            yield Evidence("head", "year-differs", 1.0, said, "year")
        return
    texts = [ln.text for ln in seen.unread if len(norm(ln.text)) <= 60 and len(ln.filled) <= 2]
    texts += [f.text for n, f in form.head.items() if n in ("project", "title")]
    first = [ln for ln in seen.draft.lines[:8] if ln.table is None or (ln.number, ln.row) < seen.first_indicator]
    texts += [ln.text for ln in first if len(norm(ln.text)) <= 80]
    hit = next((t for t in texts if year_in(t) and "月" not in t), None)
    if hit:
        yield Evidence("head", "year-elsewhere", 1.0, f"没有读到年度，而“{clean(hit)[:24]}”中有年份", "year")
    elif labels:
        yield Evidence("head", "year-elsewhere", 1.0, f"没有读到年度，而栏目名称印有 {max(labels)} 年", "year")
