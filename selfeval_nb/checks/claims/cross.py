"""Relations between rows of one form, and between the names that its cells give to one unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.collect import passages_by_form
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.claims.subjects import pieces, telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "cross")


def row_pairs(f: Frames) -> Iterator[Pair]:
    """``row_pair``: a row of a rate of completion and the row that counts the same thing (管网建设完成率 100% beside 34.2 of 36公里)."""
    rows = rows_of(f)
    for form, members in enumerate(rows.members):
        for i in members:
            rate, name = rows.actuals[i], rows.names[i]
            if (
                rate.base_unit != "%"
                or rate.low is None
                or not WORDS.done_rate.search(name)
                or WORDS.others.search(name)
            ):
                continue
            core = telling(WORDS.done_rate.sub(" ", name))
            mates = [
                k for k in members
                if k != i and len(core & rows.pieces[k]) >= max(2, 0.6 * len(core)) and _measured(rows, k) and not re.search("资金|金额|投资", rows.names[k])
            ]  # fmt: skip
            if len(mates) != 1:
                continue
            k = mates[0]
            due = (rows.actuals[k].low or 0.0) / (rows.targets[k].low or 1.0) * 100
            fits = abs(rate.low - due) <= 1.0 or (due >= 99.995 and rate.low >= 99.995)
            line = f"{clean(rows.actuals[k].text)}÷{clean(rows.targets[k].text)}={number(due, 2)}%"
            low, high = (rate.low, rate.low) if fits else (due, due)
            yield Pair(
                form, "row_pair", indicator(f"{rows.numbers[i]:g}", "actual_text"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值为“{clean(rate.text)}”，第{rows.numbers[k]:g}项指标“{rows.shown[k]}”的完成值“{clean(rows.actuals[k].text)}”、指标值“{clean(rows.targets[k].text)}”，为{number(due, 2)}%", f"row {rows.numbers[i]:g} “{rows.shown[i]}” has “{clean(rate.text)}”, row {rows.numbers[k]:g} gives {number(due, 2)} %",
                rate.low, rate.low, low, high, 0.75, i, line,
            )  # fmt: skip


def _measured(rows: Rows, k: int) -> bool:
    t, a = rows.targets[k], rows.actuals[k]
    return bool(
        t.low
        and a.low is not None
        and t.base_unit == a.base_unit
        and a.base_unit not in ("%", "元", "天")
        and not t.date_high
        and t.direction in (">=", ">", "=")
    )


def subsets(f: Frames) -> Iterator[Pair]:
    """``row_subset``: a row that counts some of what another counts (受益脱贫户数 of 受益户数) and has more of them."""
    rows = rows_of(f)
    for form, members in enumerate(rows.members):
        for i in members:
            a = rows.actuals[i]
            m = WORDS.more.search(rows.names[i])
            if m is None or a.low is None or a.base_unit in ("%", "元", "") or a.date_high:
                continue
            core = pieces(WORDS.more.sub("", rows.names[i]))
            for k in members:
                b = rows.actuals[k]
                if (
                    k == i
                    or b.low is None
                    or family(b.base_unit) != family(a.base_unit)
                    or WORDS.more.search(rows.names[k])
                    or len(core) < 2
                    or core != rows.pieces[k]
                ):
                    continue
                yield Pair(
                    form, "row_subset", indicator(f"{rows.numbers[i]:g}", "actual_text"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值“{clean(a.text)}”多于第{rows.numbers[k]:g}项指标“{rows.shown[k]}”的“{clean(b.text)}”", f"row {rows.numbers[i]:g} “{rows.shown[i]}” has more than row {rows.numbers[k]:g} “{rows.shown[k]}”", a.low, a.low, -INF, b.low, 0.75, i,
                )  # fmt: skip


def unit_names(f: Frames) -> Iterator[Pair]:
    """``unit_name``: a text that names a unit just like the form's own but for a place or a slip (临江县消防救援大队 for 临水县消防救援大队)."""
    forms = f.frame("forms")
    heads = {column: texts(forms[column]) for column in ("department", "unit", "title", "project") if column in forms}
    for form in range(len(forms)):
        own = [norm(heads[c][form]) for c in ("unit", "department") if c in heads and len(norm(heads[c][form])) >= 6]
        cells = [("title", norm(heads["title"][form]))] if "title" in heads else []
        cells += [(place, norm(text)) for k, place, role, text in passages_by_form(f).get(form, ()) if role != "money"]
        for name in own:
            tail = name[-4:]
            for place, text in cells:
                for m in re.finditer(re.escape(tail), text):
                    start = max(0, m.end() - len(name))
                    said = text[start : m.end()]
                    differ = (
                        said != name
                        and len(said) == len(name)
                        and fuzz.ratio(said, name) >= 70
                        and not any(said == o or o.endswith(said) for o in own)
                    )
                    places = _county(name), _county(said)
                    clash = (
                        differ
                        and bool(places[0] and places[1])
                        and places[0] != places[1]
                        and name.replace(places[0], "") == said.replace(places[1], "")
                    )
                    yield Pair(
                        form, "unit_name", place, f"{name_of(place)}写“{said}”，单位名称为“{name}”", f"{name_of(place, 'en')} names “{said}”, the unit is “{name}”", 1, 1, *((0, 0) if clash else (1, 1)), 0.75,
                    )  # fmt: skip


def _county(name: str) -> str:
    m = re.match(r"[\u4e00-\u9fff]{2,4}?[省市县区州旗]", name)
    return m[0] if m else ""


def points_said(f: Frames) -> Iterator[Pair]:
    """``points_said``: a reason that says whether points were taken off, and the row's points."""
    rows = rows_of(f)
    lost = f.col("indicators", "points_lost").to_numpy()
    at = f.form_index("indicators")
    for i, text in enumerate(texts(f.frame("indicators")["reason"])):
        if not text or "分" not in text or lost[i] != lost[i]:
            continue
        shown = norm(text)
        full, less = WORDS.full.search(shown), WORDS.lost.search(shown)
        if not full and not less:
            continue
        said = shown[m.start() : m.end()] if (m := full or less) else ""
        clash = (full is not None and less is None and lost[i] > 0.005) or (
            less is not None and full is None and lost[i] <= 0.005 and not re.search("建议|今后|下年", shown)
        )
        yield Pair(
            int(at[i]), "points_said", indicator(f"{rows.numbers[i]:g}", "reason"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的偏差原因写“{said}”，分值{number(rows.weight[i])}分、得分{number(rows.score[i])}分", f"the reason of row {rows.numbers[i]:g} says “{said}”, it has {number(rows.score[i])} of {number(rows.weight[i])} points", 1, 1, *((0, 0) if clash else (1, 1)), 0.8, i,
        )  # fmt: skip
