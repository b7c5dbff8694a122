"""Relations inside one text: counts and their rate, parts and their whole, a change and its two ends, a number and the list of its things."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement, same_unit
from selfeval_nb.checks.claims.collect import PLACES, Claim, claims_of, family, passages
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import head_texts, texts
from selfeval_nb.forms.words.text import nfkc

_WHOLE = re.compile(
    r"应|共|总|发放|发出|抽查|抽检|抽样|检查|检测|调查|计划|参加|参与|参训|申报|受理|接收|收到|排查|样本|报名|送检|全"
)
_SUBSET = re.compile(
    r"合格|通过|有效|回收|收回|满意|达标|完成|办结|整改|结业|取得|持证|就业|优良|优秀|到位|成活|实际|实到|已|解决|处置|非常满意|发现"
)
_RATE_WORD = re.compile(r"率|比例|占比|占|满意度|度")


def _groups(claims: list[Claim]) -> dict[tuple[str, int], list[Claim]]:
    """The claims by place and sentence."""
    found: dict[tuple[str, int], list[Claim]] = {}
    for c in claims:
        found.setdefault((c.place, c.said.sentence), []).append(c)
    return found


def shares(f: Frames) -> Iterator[Pair]:
    """``share``: a rate and the two counts that it is told with (抽查182份，合格163份，98.6%); ``subset``: a part that is more than its whole."""
    for claims in claims_of(f):
        for (place, _), group in _groups(claims).items():
            own = group[0].own
            for counts in _couples(group):
                whole, part = _sides(*counts)
                if whole is not None and part is not None and part.exact > whole.exact and part.mode != "missing":
                    yield Pair(
                        group[0].form, "subset", place, f"{name_of(place)}中“{_words(part)}”多于“{_words(whole)}”", f"in {name_of(place, 'en')} “{part.text}” is more than “{whole.text}”",
                        part.low, part.high, -INF, whole.high, 0.8, group[0].row if own else -1,
                    )  # fmt: skip
                    continue
                rate = _rate_of(group, counts, own)
                if rate is None or (whole is None and not own and counts[0].bracket < 0):
                    continue
                yield _share(group[0], place, rate, counts)
    yield from _fractions(f)


def _couples(group: list[Claim]) -> Iterator[tuple[Statement, Statement]]:
    """Two counts of one unit that stand next to each other: in one bracket, or in one or two clauses of one sentence."""
    counts = [
        c.said
        for c in group
        if c.said.kind == "count"
        and c.said.mode in ("", "done", "missing", "plan")
        and not c.said.bound
        and c.said.exact > 0
    ]
    for a, b in itertools.pairwise(counts):
        alone = a.bracket < 0 or sum(1 for s in counts if s.bracket == a.bracket and same_unit(s.base, a.base)) == 2
        if family(a.base) == family(b.base) and a.bracket == b.bracket and b.clause - a.clause <= 1 and alone:
            yield a, b


def _rate_of(group: list[Claim], counts: tuple[Statement, Statement], own: bool) -> Statement | None:
    """The rate that two counts belong to: the one before their bracket, or the only one of their clauses and the next; None for none or several."""
    rates = [
        c.said
        for c in group
        if c.said.kind == "rate" and c.said.mode in ("", "done", "share") and not c.said.bound and c.said.exact <= 100
    ]
    rates = [r for r in rates if own or _RATE_WORD.search(r.before)]
    a, b = counts
    if a.bracket >= 0:
        before = [r for r in rates if r.end <= a.bracket and r.clause == a.clause]
        return before[-1] if before else None
    near = [r for r in rates if a.clause - 1 <= r.clause <= b.clause + 1 and r.bracket < 0]
    if len(near) != 1 or (
        "满意" in near[0].before and not re.search("满意|问卷|调查|回访|访", a.before + b.before + b.after)
    ):
        return None
    return near[0]


def _share(first: Claim, place: str, rate: Statement, counts: tuple[Statement, Statement]) -> Pair:
    big, small = sorted(counts, key=lambda s: -s.exact)
    ratio = small.exact / big.exact * 100
    given = [ratio, 100 - ratio] if small.mode == "missing" else [ratio]
    room = max(rate.slack, 0.5 if rate.exact == round(rate.exact) else 0.05) + 0.01
    due = min(given, key=lambda x: abs(x - rate.exact))
    return Pair(
        first.form, "share", place, f"{name_of(place)}写{rate.text}，同处的{small.text}÷{big.text}={number(due, 2)}%",
        f"{name_of(place, 'en')} says {rate.text}, its counts give {small.text}÷{big.text}={number(due, 2)}%",
        rate.exact, rate.exact, due - room, due + room, 0.9, first.row if first.own else -1, f"{number(small.exact)}÷{number(big.exact)}={number(due, 2)}%",
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
                int(at[i]), "share", f"indicators[{numbers[i]}].{column}", f"{name_of(column)}写{rate}%，{a}÷{b}={number(due, 2)}%", f"{name_of(column, 'en')} says {rate}%, {a}÷{b}={number(due, 2)}%",
                float(rate), float(rate), due - room, due + room, 0.95, i, f"{a}÷{b}={number(due, 2)}%",
            )  # fmt: skip


def _sides(a: Statement, b: Statement) -> tuple[Statement | None, Statement | None]:
    """(whole, part) of two counts by their words; (None, None) where these do not tell."""
    for x, y in ((a, b), (b, a)):
        ys = y.before + y.after[:4]
        if x.mode == "plan" and y.mode in ("done", ""):
            continue  # 完成率 may exceed 100 %
        if _WHOLE.search(x.before) and _SUBSET.search(ys) and not _SUBSET.search(x.before):
            return x, y
        if y.whole >= 0 and x.whole < 0 and _SUBSET.search(ys):
            return x, y
    return None, None


def _words(s: Statement) -> str:
    return s.before.strip()[-10:] + s.text


_ATTRIBUTE = re.compile(
    r"以上|以下|合格|优秀|女|男女|党员|低保|残疾|贫困|高级|中级|重点|新增|续|通过|骨干|青年|妇女|少数民族"
)


def parts(f: Frames) -> Iterator[Pair]:
    """``parts``: the parts in brackets or behind 其中 or 分别 against their whole."""
    for claims in claims_of(f):
        by_place: dict[str, list[Claim]] = {}
        for c in claims:
            by_place.setdefault(c.place, []).append(c)
        for place, group in by_place.items():
            wholes: dict[int, list[Claim]] = {}
            for c in group:
                if c.said.whole >= 0:
                    wholes.setdefault(c.said.whole, []).append(c)
            for k, mine in wholes.items():
                whole = group[k].said
                total, top = sum(c.said.exact for c in mine), max(c.said.exact for c in mine)
                complete = any(c.said.exhaustive for c in mine)
                mixed = any(_ATTRIBUTE.search(c.said.before) for c in mine)
                near = 0.8 * whole.exact <= total <= 1.3 * whole.exact
                if whole.exact <= 0 or any(c.said.bound for c in mine) or (total > 3 * whole.exact and not complete):
                    continue
                slack = whole.slack + sum(c.said.slack for c in mine) + 1e-9 * whole.exact
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


def _factor(whole: Statement) -> float:
    """What turns base units into the printed ones of the whole."""
    printed = re.match(r"[\d,]+(?:\.\d+)?", whole.text)
    value = float(printed[0].replace(",", "")) if printed else 0.0
    return whole.exact / value if value else 1.0


_STEP = re.compile(
    r"(?:由|从)[^,，。;；]{0,12}?(\d+(?:\.\d+)?)\s*(万|亿)?([^\d,，。;；%]{0,6}?)(?:增加|增长|提高|提升|上升|扩大|下降|降低|减少|降)(?:到|至|为)[^,，。;；\d]{0,4}(\d+(?:\.\d+)?)\s*(万|亿)?([^\d,，。;；%]{0,6})[,，]?[^,，。;；\d]{0,10}(?:增长|提高|提升|上升|下降|降低|减少|增幅|降幅|增长率)(?:了|为|达|率|约)?(\d+(?:\.\d+)?)(?:%|％)(?!以上)"
)


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
                yield from _steps(int(at[i]), f"indicators[{ind['indicator_no'].iloc[i]}].{column}", text, i)


def _steps(form: int, place: str, text: str, row: int) -> Iterator[Pair]:
    for m in _STEP.finditer(nfkc(text)):
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


_FREQUENCY = re.compile(
    r"每(?:个)?(月|季度|季|半年)[^,，。;；\d]{0,10}?(\d{1,3})(次|场|期|批|轮|篇)[^。;；\d]{0,14}?(?:全年|共|累计|合计|年度)[^,，。;；\d]{0,10}?(\d{1,4})\3"
    r"|(?:全年|共|累计|合计)[^,，。;；\d]{0,10}?(\d{1,4})(次|场|期|批|轮|篇)[,，(（]?每(?:个)?(月|季度|季|半年)[^,，。;；\d]{0,6}?(\d{1,3})\6"
)
_TIMES_A_YEAR = {"月": 12, "季度": 4, "季": 4, "半年": 2}
_EACH = re.compile(
    r"(\d+(?:\.\d+)?)(?:名|个)?(人|户|家|个|台|套|亩|公里|场|次|件|所)[^。;；\d]{0,14}?(?:每(?:人|户|家|个|台|套|亩|公里|场|次|件|所)|[人户亩台场件]均|单价|标准)[^,，。;；\d]{0,6}?(\d+(?:\.\d+)?)(万)?元"
    r"[^。;；\d]{0,16}?(?:共计?|合计|总计|累计|计)[^,，。;；\d]{0,8}?(\d+(?:\.\d+)?)(万)?元"
)


def times(f: Frames) -> Iterator[Pair]:
    """``times``: how often a month and how often in all; how many, at what price, and how much in all."""
    texts_of = [(form, place, text, -1) for form, place, _, text in passages(f)]
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    for column in ("target_text", "actual_text", "reason"):
        texts_of += [
            (int(at[i]), f"indicators[{numbers[i]}].{column}", t, i)
            for i, t in enumerate(texts(ind[column]))
            if "每" in t or "均" in t
        ]
    for form, place, text, row in texts_of:
        shown = nfkc(text)
        for m in _FREQUENCY.finditer(shown):
            period, each, total = (m[1], m[2], m[4]) if m[1] else (m[7], m[8], m[5])
            due = float(each) * _TIMES_A_YEAR[period]
            yield _product(
                form, place, row, m[0], float(total), due, 0.0, f"{each}×{_TIMES_A_YEAR[period]}={number(due)}"
            )
        for m in _EACH.finditer(shown):
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


_LIST = re.compile(
    r"(\d{1,2}|[两三四五六七八九十])(?:个|家|所|座|条|处)?(村|社区|乡镇|镇|乡|街道|县区|县市|县|学校|医院|小区|单位|科室|部门|站点|车站|公园|企业)\(([^()\d]{3,120})\)"
)


def lists(f: Frames) -> Iterator[Pair]:
    """``list``: a number of places and the names in brackets behind it (4个社区（甲、乙、丙）)."""
    from selfeval_nb.forms.values.numbers import parse_numeral

    for place in ("goal_expected", "goal_actual", "conclusion"):
        for form, text in enumerate(head_texts(f, place)):
            if not text:
                continue
            for m in _LIST.finditer(nfkc(text)):
                names = [x for x in re.split("[、,]|和|及", m[3]) if x.strip()]
                said = float(m[1]) if m[1].isdigit() else parse_numeral(m[1])
                if said is None or re.search("等|含|如|主要|包括.*等|其中", m[3]) or len(names) < 2:
                    continue
                yield Pair(
                    form, "list", place, f"{name_of(place)}写“{m[0][: m.start(3) - m.start() - 1]}”，括号中列出{len(names)}个", f"{name_of(place, 'en')} says “{m[1]}{m[2]}” and lists {len(names)}",
                    float(said), float(said), len(names), len(names), 0.75,
                )  # fmt: skip
