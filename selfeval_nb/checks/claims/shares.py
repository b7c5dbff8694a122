"""Relations inside one text: counts and their rate, parts and their whole, a change and its two ends, a number and the list of its things."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement, same_unit
from selfeval_nb.checks.claims.collect import PLACES, claims_of, passages
from selfeval_nb.checks.claims.formula.rates import due_of, room_of, told_with
from selfeval_nb.checks.claims.link import SURE, Claim
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import head_texts, texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import nfkc

WORDS = Words("claims", "shares")


def _groups(claims: list[Claim]) -> dict[tuple[str, int], list[Claim]]:
    """The claims by place and sentence."""
    found: dict[tuple[str, int], list[Claim]] = {}
    for c in claims:
        found.setdefault((c.place, c.said.sentence), []).append(c)
    return found


def shares(f: Frames) -> Iterator[Pair]:
    """``share``: a rate and the two counts that it is told with (抽查182份，合格163份，98.6%); ``subset``: a part that is more than its whole."""
    rows = rows_of(f)
    for claims in claims_of(f):
        cells: dict[str, list[Statement]] = {}
        for c in claims:
            cells.setdefault(c.place, []).append(c.said)
        for (place, _), group in _groups(claims).items():
            counts = [c.said for c in group if _counted(c.said)]
            if group[0].role != "plan":
                yield from _told_with(group, cells[place])
            if len(counts) < 2:
                continue
            told = False
            for a, b in itertools.pairwise(counts):
                if not _neighbours(a, b):
                    continue
                whole, part = _sides(a, b)
                if (
                    whole is not None
                    and part is not None
                    and part.exact > whole.exact
                    and part.mode != "missing"
                    and _one_thing(whole, part, counts)
                ):
                    told = True
                    yield _subset(group[0], place, whole, part.exact, _words(part))
            yield from _rest(group[0], place, counts)
            if not told and group[0].role != "plan":
                yield from _rates(rows, group, place, counts)
    yield from _fractions(f)


def _told_with(group: list[Claim], cell: list[Statement]) -> Iterator[Pair]:
    """The rates of a sentence and the counts before them, in running text."""
    for c in group:
        if c.own or c.said.kind != "rate":
            continue
        found = told_with(cell, c.said)
        if found is None:
            continue
        part, whole = found
        due, room = due_of(c.said, part, whole), room_of(c.said)
        line = f"{number(part.exact)}÷{number(whole.exact)}={number(part.exact / whole.exact * 100, 2)}%"
        yield Pair(
            c.form, "share", c.place, f"{name_of(c.place)}写“{_words(c.said)}”，同处的{_words(part)}÷{_words(whole)}={number(part.exact / whole.exact * 100, 2)}%",
            f"{name_of(c.place, 'en')} says “{c.said.text}”, its counts give {part.text}÷{whole.text}={number(due, 2)}%",
            c.said.exact, c.said.exact, due - room, due + room, 0.85, c.row, line,
        )  # fmt: skip


def _one_thing(whole: Statement, part: Statement, counts: list[Statement]) -> bool:
    """Whether a part may be taken of a whole: it has no thing of its own (合格163份), follows it, or shares its words."""
    own = pieces(WORDS.subset.sub(" ", part.before + part.after[:4])) - pieces(whole.before + whole.after)
    others = [s for s in counts if s not in (whole, part) and s.start < part.start]
    if own and any(own & pieces(s.before + s.after) for s in others):
        return False  # 抗体检测3000份、病原检测680份，抗体合格2469份
    return whole.start < part.start and len(own) <= 2


def _counted(s: Statement) -> bool:
    return s.kind == "count" and s.mode in ("", "done", "missing", "plan") and not s.bound and s.exact > 0


def _neighbours(a: Statement, b: Statement) -> bool:
    return family(a.base) == family(b.base) and a.bracket == b.bracket and b.clause - a.clause <= 1


def _subset(first: Claim, place: str, whole: Statement, part: float, words: str) -> Pair:
    return Pair(
        first.form, "subset", place, f"{name_of(place)}中“{words}”多于“{_words(whole)}”", f"in {name_of(place, 'en')} “{words}” is more than “{whole.text}”",
        part, part, -INF, whole.high, 0.8, first.row if first.own else -1,
    )  # fmt: skip


_OPPOSITES = (
    ("不满意", "满意"),
    ("不合格", "合格"),
    ("未通过", "通过"),
    ("未完成", "完成"),
    ("未办结", "办结"),
    ("未达标", "达标"),
)


def _rest(first: Claim, place: str, counts: list[Statement]) -> Iterator[Pair]:
    """What fits and what does not (满意366户、不满意52户), together no more than all."""
    for bad, good in _OPPOSITES:
        no = [s for s in counts if bad in s.before]
        yes = [s for s in counts if good in s.before and bad not in s.before]
        all_of = [
            s
            for s in counts
            if (WORDS.whole.search(s.before) and not WORDS.subset.search(s.before))
            or re.search("走访|问卷|回访", s.before)
        ]
        if (
            len(no) == 1
            and len(yes) == 1
            and len(all_of) == 1
            and family(no[0].base) == family(yes[0].base) == family(all_of[0].base)
        ):
            yield _subset(first, place, all_of[0], no[0].exact + yes[0].exact, f"{_words(yes[0])}、{_words(no[0])}")


def _rates(rows: Rows, group: list[Claim], place: str, counts: list[Statement]) -> Iterator[Pair]:
    """Each rate of a sentence against the counts that stand by it: in the bracket behind it, or in its clause and the next."""
    own = group[0].own
    claims = {c.said: c for c in group}
    rates = [
        c.said
        for c in group
        if c.said.kind == "rate" and c.said.mode in ("", "done", "share") and not c.said.bound and c.said.exact <= 100
    ]
    for rate in rates:
        if not own and not WORDS.rate_word.search(rate.before):
            continue
        inside = [s for s in counts if s.bracket >= rate.end and s.clause == rate.clause]
        inside = [s for s in inside if s.bracket == inside[0].bracket and same_unit(s.base, inside[0].base)]
        if len(inside) >= 2:
            yield _share(group[0], place, rate, inside)
            continue
        if not own:
            continue  # in running text: told_with
        near = [
            s for s in counts if s.bracket < 0 and rate.bracket < 0 and rate.clause - 2 <= s.clause <= rate.clause + 1
        ]
        if len(near) != 2 or not _neighbours(*near) or sum(1 for r in rates if abs(r.clause - rate.clause) <= 1) > 1:
            continue
        if "满意" in rate.before and not WORDS.asked.search(near[0].before + near[1].before + near[1].after):
            continue
        if own or _sides(*near)[0] is not None or _counted_for(rows, claims[rate], near):
            yield _share(group[0], place, rate, near)


def _counted_for(rows: Rows, rate: Claim, near: list[Statement]) -> bool:
    """Whether two counts, the larger first and right before a rate, are of the people or things that the rate's row is named after."""
    whole, part = near
    if rate.row < 0 or rate.sure < SURE or whole.exact < part.exact or not whole.start < part.start < rate.said.start:
        return False
    return part.clause >= rate.said.clause - 1 and len(whole.subject & rows.pieces[rate.row]) >= 2


def _share(first: Claim, place: str, rate: Statement, counts: list[Statement]) -> Pair:
    """A rate and the counts it is told with: of several, any two that give it are enough."""
    room = max(rate.slack, 0.5 if rate.exact == round(rate.exact) else 0.05) + 0.01
    found: list[tuple[float, Statement, Statement, float]] = []
    for k, a in enumerate(counts):
        for b in counts[k + 1 :]:
            big, small = (a, b) if a.exact >= b.exact else (b, a)
            ratio = small.exact / big.exact * 100
            for due in (ratio, 100 - ratio) if small.mode == "missing" else (ratio,):
                found.append((abs(due - rate.exact), big, small, due))
    _, big, small, due = min(found, key=lambda x: x[0])
    return Pair(
        first.form, "share", place, f"{name_of(place)}写{rate.text}，同处的{small.text}÷{big.text}={number(due, 2)}%",
        f"{name_of(place, 'en')} says {rate.text}, its counts give {small.text}÷{big.text}={number(due, 2)}%",
        rate.exact, rate.exact, due - room, due + room, 0.9, first.row if first.own else -1, f"{number(small.exact)}÷{number(big.exact)}={number(due, 2)}%",
    )  # fmt: skip


def people(f: Frames) -> Iterator[Pair]:
    """``people``: households and the people in them: fewer people than households cannot be."""
    for form, place, _, text in passages(f):
        for m in WORDS.people.finditer(nfkc(text)):
            yield Pair(
                form, "people", place, f"{name_of(place)}写“{m[0]}”，人数少于户数", f"{name_of(place, 'en')} says “{m[0]}”: fewer people than households", float(m[2]), float(m[2]), float(m[1]), INF, 0.75,
            )  # fmt: skip


_FRACTION = re.compile(
    r"(\d+(?:\.\d+)?)(?:%|％)\s*[(（=]\s*(\d{1,7})\s*[/÷]\s*(\d{1,7})(?!\d)|(?<!\d)(\d{1,7})\s*[/÷]\s*(\d{1,7})\s*(?:=|[(（])\s*(\d+(?:\.\d+)?)(?:%|％)"
)


def _fractions(f: Frames) -> Iterator[Pair]:
    """A rate written with its fraction: 98.6%（163/182）."""
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    for column in ("actual_text", "reason"):
        for i, text in enumerate(texts(ind[column])):
            m = _FRACTION.search(nfkc(text)) if "/" in text or "÷" in text or "／" in text else None
            if m is None:
                continue
            rate, a, b = (m[1], m[2], m[3]) if m[1] else (m[6], m[4], m[5])
            if float(b) == 0:
                continue
            due = float(a) / float(b) * 100
            room = 0.5 * 10 ** -(len(rate.split(".")[1]) if "." in rate else 0) + 0.01
            yield Pair(
                int(at[i]), "share", indicator(numbers[i], column), f"{name_of(column)}写{rate}%，{a}÷{b}={number(due, 2)}%", f"{name_of(column, 'en')} says {rate}%, {a}÷{b}={number(due, 2)}%",
                float(rate), float(rate), due - room, due + room, 0.95, i, f"{a}÷{b}={number(due, 2)}%",
            )  # fmt: skip


def _sides(a: Statement, b: Statement) -> tuple[Statement | None, Statement | None]:
    """(whole, part) of two counts by their words; (None, None) where these do not tell."""
    for x, y in ((a, b), (b, a)):
        ys = y.before + y.after[:4]
        if x.mode == "plan" and y.mode in ("done", ""):
            continue  # 完成率 may exceed 100 %
        if WORDS.whole.search(x.before) and WORDS.subset.search(ys) and not WORDS.subset.search(x.before):
            return x, y
        if y.whole >= 0 and x.whole < 0 and WORDS.subset.search(ys):
            return x, y
    return None, None


def _words(s: Statement) -> str:
    return s.before.strip()[-10:] + s.text


def parts(f: Frames) -> Iterator[Pair]:
    """``parts``: the parts in brackets or behind 其中 or 分别 against their whole."""
    for claims in claims_of(f):
        by_place: dict[str, list[Claim]] = {}
        for c in claims:
            by_place.setdefault(c.place, []).append(c)
        for place, group in by_place.items():
            wholes: dict[int, list[Claim]] = {}
            for c in group:
                if c.said.whole >= 0 and not WORDS.not_part.search(c.said.before):
                    wholes.setdefault(c.said.whole, []).append(c)
            for k, mine in wholes.items():
                whole = group[k].said
                total, top = sum(c.said.exact for c in mine), max(c.said.exact for c in mine)
                complete = any(c.said.exhaustive for c in mine)
                mixed = any(WORDS.attribute.search(c.said.before) for c in mine)
                near = 0.8 * whole.exact <= total <= 1.3 * whole.exact
                if whole.exact <= 0 or any(c.said.bound for c in mine) or (total > 3 * whole.exact and not complete):
                    continue
                slack = whole.slack + sum(_slack(c.said, mine) for c in mine) + 1e-9 * whole.exact
                mine = _first_of_all(mine, whole.exact, slack)
                total = sum(c.said.exact for c in mine)
                if len(mine) > 1 and not mixed and (complete or near):
                    low, high = total - slack, total + slack
                elif top > whole.high + slack:
                    total, low, high = top, top, top
                else:
                    low = high = min(total, whole.exact)
                due = (
                    (whole.low, whole.high)
                    if len(mine) > 1 and not mixed and (complete or near)
                    else (-INF, whole.high + slack)
                )
                told = "、".join(_words(c.said) for c in mine[:4])
                yield Pair(
                    mine[0].form, "parts", place, f"{name_of(place)}中的“{_words(whole)}”与其分项（{told}，合计{number(total / _factor(whole), 4)}）不等",
                    f"in {name_of(place, 'en')} “{_words(whole)}” is not the sum of its parts ({told}: {number(total / _factor(whole), 4)})",
                    low, high, *due, 0.85 if complete or near else 0.7, mine[0].row if mine[0].own else -1,
                    "+".join(number(c.said.exact / _factor(whole), 4) for c in mine) + f"={number(total / _factor(whole), 4)}",
                )  # fmt: skip


def _slack(s: Statement, mine: list[Claim]) -> float:
    """What a part may differ by: 4万 beside 3.26万 was not rounded to whole 万."""
    finer = [c.said.slack for c in mine if 0 < c.said.slack < s.slack / 5]
    return 5 * min(finer) if finer else s.slack


def _first_of_all(mine: list[Claim], whole: float, slack: float) -> list[Claim]:
    """The parts up to where they make the whole: what is told behind them divides it in another way (校园抽检642批次)."""
    for k in range(2, len(mine)):
        if abs(sum(c.said.exact for c in mine[:k]) - whole) <= slack:
            return mine[:k]
    return mine


def _factor(whole: Statement) -> float:
    """What turns base units into the printed ones of the whole."""
    printed = re.match(r"[\d,]+(?:\.\d+)?", whole.text)
    value = float(printed[0].replace(",", "")) if printed else 0.0
    return whole.exact / value if value else 1.0


def steps(f: Frames) -> Iterator[Pair]:
    """``step``: a change told with both of its ends (由120个增加到150个，增长30%)."""
    for place in PLACES:
        for form, text in enumerate(head_texts(f, place)):
            if text and ("由" in text or "从" in text):
                yield from _steps(form, place, text, -1)
    ind, at = f.frame("indicators"), f.form_index("indicators")
    for column in ("actual_text", "reason"):
        for i, text in enumerate(texts(ind[column])):
            if text and ("由" in text or "从" in text):
                yield from _steps(int(at[i]), indicator(ind["indicator_no"].iloc[i], column), text, i)


def _steps(form: int, place: str, text: str, row: int) -> Iterator[Pair]:
    for m in WORDS.step.finditer(nfkc(text)):
        if m[3].strip() != m[6].strip() and m[3].strip() and m[6].strip():
            continue
        scale = {"万": 1e4, "亿": 1e8}
        a, b = float(m[1]) * scale.get(m[2] or m[5] or "", 1), float(m[4]) * scale.get(m[5] or "", 1)
        if not a or (m[3].strip() == "" and "%" in m[0][: m.start(7) - m.start()]):
            continue
        due = abs(b - a) / a * 100
        room = max(0.5 * 10 ** -(len(m[7].split(".")[1]) if "." in m[7] else 0), 0.05) + 0.06 * (a < 100)
        yield Pair(
            form, "step", place, f"{name_of(place)}写“{m[0][:36]}”，按两端的数应为{number(due, 2)}%", f"{name_of(place, 'en')} says “{m[0][:36]}”, its two ends give {number(due, 2)}%",
            float(m[7]), float(m[7]), due - room, due + room, 0.9, row, f"({number(b)}-{number(a)})÷{number(a)}={number(due, 2)}%",
        )  # fmt: skip


_TIMES_A_YEAR = {"月": 12, "季度": 4, "季": 4, "半年": 2}


def times(f: Frames) -> Iterator[Pair]:
    """``times``: how often a month and how often in all; how many, at what price, and how much in all."""
    texts_of = [(form, place, text, -1) for form, place, _, text in passages(f)]
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    for column in ("target_text", "actual_text", "reason"):
        texts_of += [
            (int(at[i]), indicator(numbers[i], column), t, i)
            for i, t in enumerate(texts(ind[column]))
            if "每" in t or "均" in t
        ]
    for form, place, text, row in texts_of:
        shown = nfkc(text)
        for m in WORDS.frequency.finditer(shown):
            period, each, total = (m[1], m[2], m[4]) if m[1] else (m[7], m[8], m[5])
            due = float(each) * _TIMES_A_YEAR[period]
            yield _product(
                form, place, row, m[0], float(total), due, 0.0, f"{each}×{_TIMES_A_YEAR[period]}={number(due)}"
            )
        for m in WORDS.each.finditer(shown):
            price, total = float(m[3]) * (1e4 if m[4] else 1), float(m[5]) * (1e4 if m[6] else 1)
            due = float(m[1]) * price
            room = 0.5 * 10 ** -(len(m[5].split(".")[1]) if "." in m[5] else 0) * (1e4 if m[6] else 1) + 0.005 * due
            yield _product(
                form, place, row, m[0], total, due, room, f"{m[1]}×{number(price)}元={number(due / 1e4, 4)}万元"
            )


def _product(form: int, place: str, row: int, said: str, total: float, due: float, room: float, line: str) -> Pair:
    return Pair(
        form, "times", place, f"{name_of(place)}写“{said[:40]}”，按{line}", f"{name_of(place, 'en')} says “{said[:40]}”, which gives {line}", total, total, due - room, due + room, 0.85, row, line,
    )  # fmt: skip


def lists(f: Frames) -> Iterator[Pair]:
    """``list``: a number of places and the names in brackets behind it (4个社区（甲、乙、丙）)."""
    from selfeval_nb.forms.values.numbers import parse_numeral

    for place in ("goal_expected", "goal_actual", "conclusion"):
        for form, text in enumerate(head_texts(f, place)):
            if not text:
                continue
            for m in WORDS.list.finditer(nfkc(text)):
                names = [x for x in re.split("[、,]|和|及", m[3]) if x.strip()]
                said = float(m[1]) if m[1].isdigit() else parse_numeral(m[1])
                if said is None or WORDS.open_list.search(m[3]) or len(names) < 2:
                    continue
                yield Pair(
                    form, "list", place, f"{name_of(place)}写“{m[0][: m.start(3) - m.start() - 1]}”，括号中列出{len(names)}个", f"{name_of(place, 'en')} says “{m[1]}{m[2]}” and lists {len(names)}",
                    float(said), float(said), len(names), len(names), 0.75,
                )  # fmt: skip
