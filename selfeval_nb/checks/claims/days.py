"""Relations between the dates of texts and those of rows, and between unit costs, numbers and the money spent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement
from selfeval_nb.checks.claims.collect import SURE, claims_of, family, rows_of
from selfeval_nb.checks.claims.money import funds_of
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.subjects import likeness
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.forms.words.text import clean, norm

_END = re.compile(
    r"完成|完工|竣工|验收|交付|建成|结束|投入|投用|更新|安装|发放|拨付|支付|到位|开工|启动|完毕|收官|落幕|闭幕|通过|兑付|通车|上线|办结|到货|印发|改造"
)


def _ordinal(year: int, monthday: str) -> float:
    month, day = (int(x) for x in monthday.split("-"))
    try:
        return float(date(year, month, min(day, 28) if month == 2 and day > 28 else day).toordinal())
    except ValueError:
        return float("nan")


def _iso(text: str) -> float:
    return float(date.fromisoformat(text).toordinal())


def _span(s: Statement, year: float) -> tuple[float, float] | None:
    day = s.day
    if day is None or (day.year is None and np.isnan(year)):
        return None
    at = day.year or int(year)
    low, high = _ordinal(at, day.low), _ordinal(at, day.high)
    return None if np.isnan(low) or np.isnan(high) else (low, high)


def days(f: Frames) -> Iterator[Pair]:
    """``day``: a date of a text (or of a reason) against the deadline or the date of the row that it is surely about."""
    rows = rows_of(f)
    years = floats(f.frame("forms")["year"])
    ind = f.frame("indicators")
    targets, actuals = texts(ind["target_text"]), texts(ind["actual_text"])
    for claims in claims_of(f):
        for c in claims:
            s = c.said
            if (
                s.kind != "day"
                or s.mode in ("todo", "compare", "missing")
                or c.row < 0
                or c.sure < SURE + 0.1 * (not c.own)
            ):
                continue
            if (
                c.role in ("measure", "name", "note")
                or (c.own and c.role != "cause")
                or not _END.search(norm(s.before + s.after))
            ):
                continue
            if re.search("起|开始|至|[-—~～]", s.after[:2]) or re.search("[至—~-]$|[月日年]到$", s.before):
                continue
            span = _span(s, years[c.form])
            plan = c.role == "plan" or s.mode in ("plan", "deadline")
            value = (rows.targets if plan else rows.actuals)[c.row]
            if span is None or value.date_high is None or value.ambiguity:
                continue
            if c.own and s.day is not None and (s.day.year or 0) > years[c.form]:
                continue
            low = (
                -INF
                if value.date_low is None or (plan and value.kind == "deadline" and not s.day)
                else _iso(value.date_low)
            )
            high = _iso(value.date_high)
            due = (min(low, high), high)
            if plan:  # 7月底前 and 7月31日前 are one deadline
                due, span = (high - 1, high + 1), (span[1], span[1])
            no = f"{rows.numbers[c.row]:g}"
            cell = clean((targets if plan else actuals)[c.row])
            yield Pair(
                c.form, "day", c.place, f"{name_of(c.place)}写“{s.before.strip()[-10:]}{s.text}{s.after.strip()[:8]}”，第{no}项指标“{rows.shown[c.row]}”的{'指标值' if plan else '完成值'}为“{cell}”",
                f"{name_of(c.place, 'en')} says “{s.text}”, row {no} “{rows.shown[c.row]}” has “{cell}”", *span, *due, c.sure, c.row,
            )  # fmt: skip


_UNIT_COST = re.compile(
    r"^(?:单个|每个|每|单位|人均|户均|件均|场均|次均|台均|亩均|单台|单场|单次|单项|平均)|单价|平均.{0,6}成本|/"
)


def products(f: Frames) -> Iterator[Pair]:
    """``product``: what a unit costs times how many there are, against the money spent: more than that cannot have been paid."""
    rows, funds = rows_of(f), funds_of(f)
    for form, members in enumerate(rows.members):
        if np.isnan(funds.executed[form]) or funds.executed[form] <= 0 or funds.odd[form]:
            continue
        for i in members:
            value = rows.actuals[i]
            base = value.base_unit or rows.targets[i].base_unit or ""
            if (
                value.low is None
                or not base.startswith("元")
                or not (_UNIT_COST.search(norm(rows.names[i])) or base.startswith("元/"))
            ):
                continue
            per = base.partition("/")[2]
            mates = [
                k for k in members
                if k != i and rows.actuals[k].low is not None and (rows.actuals[k].base_unit or "") not in ("", "%", "元", "天", "月")
                and likeness(rows.pieces[i], rows.pieces[k]) >= 0.5 and (not per or family(rows.actuals[k].base_unit) == family(per))
            ]  # fmt: skip
            if len(mates) != 1:
                continue
            count = rows.actuals[mates[0]]
            total = value.low * (count.low or 0.0)
            room = (value.low * 0.02 + 0.5) * (count.low or 0.0)
            unit = f.frame("forms")["money_unit"].iloc[form]
            shown, spent = number(total / funds.factor[form], 4), number(funds.executed[form] / funds.factor[form], 4)
            line = f"{clean(value.text)}×{clean(count.text)}={shown}{unit}"
            yield Pair(
                form, "product", f"indicators[{rows.numbers[i]:g}].actual_text",
                f"第{rows.numbers[i]:g}项“{rows.shown[i]}”为“{clean(value.text)}”，第{rows.numbers[mates[0]]:g}项“{rows.shown[mates[0]]}”为“{clean(count.text)}”，相乘为{shown}{unit}，多于全年执行数{spent}{unit}",
                f"row {rows.numbers[i]:g} times row {rows.numbers[mates[0]]:g} is {shown}, more than was spent ({spent})",
                total - room, total + room, -INF, funds.executed[form] * 1.02, 0.7, int(i), line,
            )  # fmt: skip
