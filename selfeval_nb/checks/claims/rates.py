"""Relations of rates: a rate of completion that a row prints, what stands idle or failed of all, and what remains of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, rows_of
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "rates")
_NEAR = 0.006  # how far a printed rate may be from its values: half a percent, and rounding
_FEW = 2  # rows that must speak for deviations


class _Printed(NamedTuple):
    """A row that prints a rate beside its values: which, in which form, the rate and what its values give."""

    row: int
    form: int
    rate: float
    due: float
    of_points: float  # score ÷ weight


def row_rates(f: Frames) -> Iterator[Pair]:
    """``row_rate``: the rate of completion or of deviation that a row prints (完成率, 偏差率), and its actual value of its target.

    Which of the two a form prints its own rows say: labels such as 偏离度 and 完成程度 are used for either.
    """
    rows = rows_of(f)
    told = list(_printed_rates(f, rows))
    deviating = _deviating(told)
    for i, form, rate, ratio, of_points in told:
        deviates = form in deviating
        due = ratio - 1 if deviates else ratio
        may_be = (due, -due) if deviates else (due, min(due, 1.0), of_points)
        near = rate if any(abs(rate - x) <= _NEAR for x in may_be) else due
        t, a = rows.targets[i], rows.actuals[i]
        word, less = ("偏差率", "-1") if deviates else ("完成率", "")
        yield Pair(
            form, "row_rate", indicator(f"{rows.numbers[i]:g}", "coefficient"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的{word}填{number(rate * 100, 2)}%，完成值“{clean(a.text)}”÷指标值“{clean(t.text)}”{less}为{number(due * 100, 2)}%", f"row {rows.numbers[i]:g} prints a rate of {number(rate * 100, 2)} %, its values give {number(due * 100, 2)} %",
            rate, rate, near - _NEAR, near + _NEAR, 0.9, i, f"{number(a.low or 0.0)}÷{number(t.low or 0.0)}{less}={number(due * 100, 2)}%",
        )  # fmt: skip


def _printed_rates(f: Frames, rows: Rows) -> Iterator[_Printed]:
    ind, at = f.frame("indicators"), f.form_index("indicators")
    if "coefficient" not in ind:
        return
    printed, weight, score = floats(ind["coefficient"]), floats(ind["weight"]), floats(ind["score"])
    for i, rate in enumerate(printed):
        t, a = rows.targets[i], rows.actuals[i]
        if rate != rate or a.low is None or not t.low or t.base_unit != a.base_unit or t.date_high:
            continue
        if t.direction in ("<=", "<") or a.high not in (None, a.low) or t.high not in (None, t.low):
            continue
        of_points = score[i] / weight[i] if weight[i] > 0 else float("nan")
        yield _Printed(i, int(at[i]), float(rate), a.low / t.low, of_points)


def _deviating(told: Iterable[_Printed]) -> set[int]:
    """The forms whose rates are deviations from the target: more of their rows fit one than a rate of completion, and two at least."""
    fits: dict[int, list[int]] = {}
    for r in told:
        done, off = fits.setdefault(r.form, [0, 0])
        fits[r.form] = [
            done + any(abs(r.rate - x) <= _NEAR for x in (r.due, min(r.due, 1.0), r.of_points)),
            off + any(abs(r.rate - x) <= _NEAR for x in (r.due - 1, 1 - r.due)),
        ]
    return {form for form, (done, off) in fits.items() if off >= _FEW and off > done}


def portions(f: Frames) -> Iterator[Pair]:
    """``portion``: so many of so many (9座中4座停运) in a text or a reason, and the rate of the row that it is about."""
    rows = rows_of(f)
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    said = [
        (form, place, text, -1)
        for form, place, role, text in passages(f)
        if role not in ("plan", "measure") and ("中" in text or "里" in text)
    ]
    for column in ("reason", "actual_text"):
        said += [
            (int(at[i]), indicator(numbers[i], column), t, i) for i, t in enumerate(texts(ind[column])) if "中" in t
        ]
    for form, place, text, own in said:
        for m in WORDS.of.finditer(norm(text)):
            whole, part = float(m["all"]), float(m["n"])
            bad = WORDS.bad.search(m["rest"])
            good = None if bad else WORDS.good.search(m["rest"])
            state = bad or good
            if part > whole or not whole or state is None:
                continue
            share = (whole - part if bad else part) / whole * 100
            of_row = own >= 0 and rows.actuals[own].base_unit == "%"
            i = own if of_row else _rate_row(rows, form, m[0], state[0])
            if i < 0 or (a := rows.actuals[i]).low is None or (own == i and place.endswith("actual_text")):
                continue
            room = 0.51 if a.low == round(a.low) else 0.06
            yield Pair(
                form, "portion", place, f"{name_of(place)}写“{m[0][:30]}”，按此为{number(share, 2)}%，第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值为“{clean(a.text)}”", f"{name_of(place, 'en')} says “{m[0][:30]}”, {number(share, 2)} %; row {rows.numbers[i]:g} has “{clean(a.text)}”",
                a.low or 0.0, a.low or 0.0, -INF if bad else share - room, share + room, 0.75, i, f"{number(whole - part if bad else part)}÷{number(whole)}={number(share, 2)}%",
            )  # fmt: skip


def _rate_row(rows: Rows, form: int, words: str, state: str) -> int:
    """The only row of a rate that words are about: its name has what they say of the state, or two pieces of them."""
    said = pieces(words)
    state = WORDS.negation.sub("", state)
    found = [
        i for i in rows.members[form]
        if rows.actuals[i].base_unit == "%" and (len(said & rows.pieces[i]) >= 2 or (state and state in rows.names[i] and said & rows.pieces[i]))
    ]  # fmt: skip
    return found[0] if len(found) == 1 else -1


def rests(f: Frames) -> Iterator[Pair]:
    """``rest``: a whole, a part of it and the rest (3264人，其中失能1450人，其余2214人); a whole and its parts without a unit."""
    yield from bare(f)
    for form, place, _, text in passages(f):
        for m in WORDS.back.finditer(norm(text)):
            whole, part, rest = float(m["all"]), float(m["n"]), float(m["rest"])
            if part > whole:
                continue
            yield Pair(
                form, "rest", place, f"{name_of(place)}写“{m[0][:40]}”，{number(part)}加{number(rest)}为{number(part + rest)}，不等于{number(whole)}", f"{name_of(place, 'en')} says “{m[0][:40]}”: {number(part)} and {number(rest)} are not {number(whole)}",
                part + rest, part + rest, whole, whole, 0.8, -1, f"{number(part)}+{number(rest)}={number(part + rest)}",
            )  # fmt: skip


_BARE = re.compile(
    r"(?P<n>\d{1,7}(?:\.\d+)?)[万\u4e00-\u9fff]{1,2}(?:[(（]套[)）])?[(（](?:其中)?[:：]?(?P<list>[\u4e00-\u9fff]{1,8}\d{1,7}(?:\.\d+)?(?:[、,，][\u4e00-\u9fff]{1,8}\d{1,7}(?:\.\d+)?)+)[)）]"
)


def bare(f: Frames) -> Iterator[Pair]:
    """A whole and its parts in brackets without a unit: 412台（套）（蒸箱126、消毒柜180、冷藏柜116）."""
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    said = [(form, place, text, -1) for form, place, _, text in passages(f)]
    said += [(int(at[i]), indicator(numbers[i], "actual_text"), t, i) for i, t in enumerate(texts(ind["actual_text"]))]
    for form, place, text, i in said:
        for m in _BARE.finditer(norm(text)) if "(" in text or "（" in text else ():
            parts = [float(x) for x in re.findall(r"\d+(?:\.\d+)?", m["list"])]
            whole, total = float(m["n"]), round(sum(parts), 6)
            if not 0.7 * whole <= total <= 1.4 * whole:
                continue
            yield Pair(
                form, "rest", place, f"{name_of(place)}写“{m[0][:40]}”，分项合计{number(total, 4)}", f"{name_of(place, 'en')} says “{m[0][:40]}”, its parts are {number(total, 4)}", total, total, whole, whole, 0.8, i, "+".join(number(x, 4) for x in parts) + f"={number(total, 4)}",
            )  # fmt: skip


def scoped(f: Frames) -> Iterator[Pair]:
    """``scope``: a text gives a part of a whole to what a row is named after, and the row has the whole."""
    rows = rows_of(f)
    for claims in claims_of(f):
        by_place: dict[str, list[int]] = {}
        for k, c in enumerate(claims):
            by_place.setdefault(c.place, []).append(k)
        for at in by_place.values():
            for k in at:
                c = claims[k]
                if (
                    c.own
                    or c.said.whole < 0
                    or c.role not in ("result", "conclusion", "note")
                    or c.said.kind != "count"
                ):
                    continue
                whole = claims[at[c.said.whole]] if c.said.whole < len(at) else None
                words = pieces(c.said.before)
                i = c.row if c.row >= 0 else -1
                if (
                    whole is None
                    or i < 0
                    or len(words & rows.pieces[i]) < 2
                    or len(words & rows.pieces[i]) < len(words)
                ):
                    continue
                a, no = rows.actuals[i], rows.numbers[i]
                if a.low is None:
                    continue
                clash = a.low == whole.said.exact != c.said.exact and words > pieces(whole.said.before) & words
                yield Pair(
                    c.form, "scope", c.place, f"{name_of(c.place)}中“{c.said.before.strip()[-10:]}{c.said.text}”只是“{whole.said.before.strip()[-10:]}{whole.said.text}”的一部分，第{no:g}项指标“{rows.shown[i]}”的完成值为“{clean(a.text)}”", f"{name_of(c.place, 'en')} gives “{c.said.text}” to what row {no:g} is about, which has the whole of {whole.said.text}",
                    1, 1, *((0, 0) if clash else (1, 1)), 0.7, i,
                )  # fmt: skip
