"""Relations: a text and the row it speaks of (plan, result), and the same result told twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from selfeval_nb.checks.claims.clauses import Statement, overlap
from selfeval_nb.checks.claims.collect import claims_of
from selfeval_nb.checks.claims.link import SURE, Claim, slip
from selfeval_nb.checks.claims.numbers import INF, numbers_of
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of, unit_fits
from selfeval_nb.checks.claims.subjects import likeness, pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.values.value_model import Value
from selfeval_nb.forms.words.text import clean, nfkc, norm

WORDS = Words("claims", "told")

STRONG = 0.6  # the share of a row's name that words must have for more than a note
SURELY = 0.85  # of a cell without a label

_Told = tuple[Claim, float, float, tuple[float, float]]
_SKIP = ("each", "change", "compare", "todo", "limit", "given", "share", "deducted", "missing", "excess")


def admitted(value: Value, actual: bool) -> tuple[float, float] | None:
    """The numbers that a value of a row admits, None where it has none; an actual value with an operator leaves one side open."""
    if value.low is None or value.kind in ("date", "deadline", "period"):
        return None
    low, high = value.low, value.high if value.high is not None else value.low
    if actual and value.operator in (">=", ">"):
        high = INF
    if actual and value.operator in ("<=", "<"):
        low = -INF
    if value.approximate:
        low, high = low * 0.95, high * 1.05
    if (value.number and value.low and value.low == value.high) or value.high is None:
        half = _half(value)
        low, high = low - half, high + half
    return low, high


def _half(value: Value) -> float:
    """Half of the last digit of a value in ten thousands: 44.1万 may be 441,026."""
    scale = (value.low or 0.0) / value.number if value.number else 1.0
    if scale < 1e4 or not value.number:
        return 0.0
    places = len(f"{value.number:g}".partition(".")[2])
    return float(0.5 * scale * 10**-places)


def _range(s: Statement, plan: bool) -> tuple[float, float]:
    """What a statement says; of a plan 不少于96 is 96."""
    return (s.exact - s.slack, s.exact + s.slack) if plan and s.bound else (s.low, s.high)


def told(f: Frames) -> Iterator[Pair]:
    """``plan`` and ``result``: a number of a text against the target or the actual value of the row it is surely about."""
    rows = rows_of(f)
    ind = f.frame("indicators")
    adjusted = texts(ind["target_adjusted"]) if "target_adjusted" in ind else None
    doubted = (f.col("indicators", "fraction_for_percent") == 1) | (f.col("indicators", "magnitude_off") <= 0.5)
    projects = texts(f.frame("forms")["project"])
    printed_actual, printed_target = texts(ind["actual_text"]), texts(ind["target_text"])
    for claims in claims_of(f):
        found: dict[tuple[str, int, str], list[_Told]] = {}
        apart = {(c.place, c.said.clause) for c in claims if WORDS.respectively.search(c.said.before)}
        for c in claims:
            s = c.said
            each = s.kind in ("money", "duration") and s.mode == "each"
            if (
                c.own
                or (s.kind in ("money", "day", "points") and not each)
                or s.whole >= 0
                or (s.spelled and s.kind != "rate")
                or (s.mode in _SKIP and not each and not (c.role == "plan" and s.mode == "limit"))
                or c.role in ("measure", "money", "about")
                or (c.role == "adjust" and not pattern("claims", "mode", "goes_on").search(s.before))
            ):
                continue
            to = c.role == "adjust"  # 由650辆提高到700辆: what the adjusted target should be
            plan = to or c.role == "plan" or s.mode == "plan"
            if (c.place, s.clause) in apart or (not plan and WORDS.begun.search(s.before + s.after)):
                continue
            if (
                c.row < 0
                or c.sure < SURE
                or doubted[c.row]
                or (plan and not to and adjusted is not None and adjusted[c.row])
            ):
                continue
            value = (rows.targets if plan else rows.actuals)[c.row]
            due = admitted(value, not plan)
            if s.kind == "money" and not _per_same(s, value):
                continue  # 8000元 are no price of a kilometre
            if s.kind == "duration" and family(value.base_unit) != family(s.base):
                continue
            if c.role == "other" and (c.sure < SURELY or _planned(rows.targets[c.row], s)):
                continue  # nobody knows whether a cell without a label is a plan
            if due is None or not _comparable(s, value) or _other(s, rows.names[c.row] + norm(projects[c.form])):
                continue
            found.setdefault((c.place, c.row, "plan" if plan else "result"), []).append((c, *_range(s, plan), due))
        for (place, row, side), group in found.items():
            yield from _pairs(
                rows, place, row, side, group, (printed_target if side == "plan" else printed_actual)[row]
            )


def _per_same(s: Statement, value: Value) -> bool:
    """Whether a price in running text is of what the row's price is of: its words name the unit behind the stroke."""
    per = (value.base_unit or "").partition("/")[2].split("·")[0]
    return per != "" and any(family(u) == family(per) or u == per for u in _units_named(s))


def _units_named(s: Statement) -> list[str]:
    """What stands behind 每, before 均 and behind the stroke of a price."""
    return [u for m in WORDS.per.finditer(norm(s.before[-12:] + s.text)) for u in m.groups() if u]


def _planned(target: Value, s: Statement) -> bool:
    due = admitted(target, False)
    return due is None or overlap(s.exact - s.slack, s.exact + s.slack, *due)


@lru_cache(maxsize=32768)
def _foreign(words: str, name: str) -> str:
    """What words say that a row's name does not: the runs of two and more characters that are left of them, without those of every report."""
    left = "".join(ch if ch not in name else "|" for ch in WORDS.idle.sub("|", norm(words)))
    return max(re.findall(r"[\u4e00-\u9fff]{2,}", left), key=len, default="")


def _other(s: Statement, name: str) -> bool:
    """Whether a number is surely of something else than a row: its words have what the row's name has not (高血压 beside 糖尿病患者规范管理率)."""
    lead = re.split("[,，、:：;；]", s.before)[-1]
    behind = re.split("[,，、:：;；。(（]", s.after)[0] if not lead.strip() else ""
    return _foreign(lead or behind, name) != ""


def _comparable(s: Statement, value: Value) -> bool:
    return not (s.base == "%") ^ (value.base_unit in ("%", "百分点"))


def _pairs(rows: Rows, place: str, row: int, side: str, group: list[_Told], printed: str) -> Iterator[Pair]:
    """The pair of one text and one row: of several numbers one that fits is enough, and so is their sum."""
    due = group[0][3]
    total = sum(lo for _, lo, _, _ in group), sum(hi for _, _, hi, _ in group)
    fine = any(overlap(lo, hi, *due) for _, lo, hi, _ in group) or (len(group) > 1 and overlap(*total, *due))
    if not fine and len({c.said.exact for c, *_ in group}) > 1:
        return  # two numbers and neither fits: nobody knows which is the row's
    c, low, high, _ = group[0]
    if not fine and all(_elsewhere(rows, x, side) for x, *_ in group):
        return
    if fine:
        low, high = due
    no, said, name, cell = f"{rows.numbers[row]:g}", c.said.text, rows.shown[row], clean(printed)
    relation = side if fine or _strong(rows, c, side) else f"{side}_maybe"
    yield Pair(
        c.form, relation, place, f"{name_of(place)}为“{said}”，第{no}项指标“{name}”的{'指标值' if side == 'plan' else '完成值'}为“{cell}”",
        f"{name_of(place, 'en')} says “{said}”, row {no} “{name}” has “{cell}”", low, high, *due, c.sure, row, charged=(c,),
    )  # fmt: skip


def _strong(rows: Rows, c: Claim, side: str) -> bool:
    """Whether a number is so surely a row's that another one there is more than a note: its words are most of the row's name, or it is a slip of
    the row's number."""
    value = (rows.targets if side == "plan" else rows.actuals)[c.row]
    if value.low is not None and slip(c.said.exact, value.low):
        return True
    name = rows.pieces[c.row]
    return (
        c.sure >= SURELY
        and len(c.said.subject & name) >= STRONG * len(name)
        and unit_fits(c.said.base, value.base_unit or "") == 1.0
    )


def _elsewhere(rows: Rows, c: Claim, side: str) -> bool:
    """Whether another row, or a name, carries just this number: then the link may be wrong."""
    for i in rows.members[c.form]:
        if any(n.exact == c.said.exact and n.base == c.said.base for n in numbers_of(nfkc(rows.names[i]))[0]):
            return True
        if i == c.row or c.sure >= 0.95:
            continue
        due = admitted((rows.targets if side == "plan" else rows.actuals)[i], side != "plan")
        value = (rows.targets if side == "plan" else rows.actuals)[i]
        if (
            due
            and family(value.base_unit) == family(c.said.base)
            and overlap(c.said.low, c.said.high, *due)
            and likeness(c.said.subject, rows.pieces[i])
        ):
            return True
    return False


_RESULTS = ("result", "conclusion", "cause")


def twice(f: Frames) -> Iterator[Pair]:
    """``twice``: two texts (or two clauses of one) that tell the same thing with two numbers, where no row settles it."""
    for claims in claims_of(f):
        free = [
            c for c in claims
            if not c.own and c.role in _RESULTS and c.said.kind in ("count", "rate") and c.said.whole < 0 and c.said.mode in ("", "done")
            and not c.said.spelled and len(c.said.subject) >= 2 and c.sure < SURE and not WORDS.begun.search(c.said.before + c.said.after)
        ]  # fmt: skip
        for k, a in enumerate(free):
            for b in free[k + 1 :]:
                if a.place == b.place or a.said.base != b.said.base or likeness(a.said.subject, b.said.subject) < 0.9:
                    continue
                if not (a.said.subject <= b.said.subject or b.said.subject <= a.said.subject):
                    continue
                yield Pair(
                    b.form, "twice", a.place if a.place == "goal_actual" else b.place,
                    f"{name_of(a.place)}为“{_words(a)}”，{name_of(b.place)}为“{_words(b)}”",
                    f"{name_of(a.place, 'en')} says “{_words(a)}”, {name_of(b.place, 'en')} “{_words(b)}”",
                    a.said.low, a.said.high, b.said.low, b.said.high, min(len(a.said.subject), 4) / 4, charged=(a, b),
                )  # fmt: skip


def _words(c: Claim) -> str:
    return c.said.before.strip()[-10:] + c.said.text


def echoes(f: Frames) -> Iterator[Pair]:
    """``echo``: the goal and the result name one thing that no row carries with numbers of the same digits in another order (12条, 21条)."""
    for claims in claims_of(f):
        plans = [c for c in claims if c.place == "goal_expected" and _plain(c)]
        results = [c for c in claims if c.place == "goal_actual" and _plain(c)]
        for a in plans:
            for b in results:
                if (
                    a.said.base != b.said.base
                    or len(a.said.subject & b.said.subject) < 2
                    or likeness(a.said.subject, b.said.subject) < 0.4
                ):
                    continue
                swapped = (
                    a.said.exact != b.said.exact and len(_digits(a)) > 1 and sorted(_digits(a)) == sorted(_digits(b))
                )
                yield Pair(
                    b.form, "echo", "goal_actual", f"预期目标为“{_words(a)}”，实际完成情况为“{_words(b)}”", f"the goal says “{_words(a)}”, the result “{_words(b)}”",
                    b.said.exact, b.said.exact, *((a.said.exact, a.said.exact) if swapped else (b.said.exact, b.said.exact)), 0.7,
                )  # fmt: skip


def _plain(c: Claim) -> bool:
    return (
        c.said.kind == "count"
        and c.said.mode in ("", "done")
        and c.said.whole < 0
        and not c.said.spelled
        and c.sure < SURE
    )


def _digits(c: Claim) -> str:
    return "".join(x for x in c.said.text if x.isdigit())


def months(f: Frames) -> Iterator[Pair]:
    """``month``: two texts that give one event two dates (6月系统切换, 9月系统切换)."""
    rows = rows_of(f)
    projects = texts(f.frame("forms")["project"])
    for form, claims in enumerate(claims_of(f)):
        topic = pieces(projects[form]).union(*(rows.pieces[i] for i in rows.members[form]))
        dated = [
            c
            for c in claims
            if c.said.day is not None
            and c.said.mode in ("", "done", "missing")
            and c.role in ("result", "cause", "conclusion", "note")
        ]
        for k, a in enumerate(dated):
            for b in dated[k + 1 :]:
                x, y = a.said, b.said
                if (
                    a.place == b.place
                    or "cause" not in (a.role, b.role)
                    or len((x.subject & y.subject) - topic) < 2
                    or len(x.subject & y.subject) < 3
                    or x.day is None
                    or y.day is None
                ):
                    continue
                if (
                    (x.day.year and y.day.year and x.day.year != y.day.year)
                    or x.day.month is None
                    or y.day.month is None
                ):
                    continue
                yield Pair(
                    a.form, "month", b.place if a.place.startswith("goal") else a.place,
                    f"{name_of(a.place)}写“{x.text}{x.after.strip()[:12]}”，{name_of(b.place)}写“{y.text}{y.after.strip()[:12]}”", f"{name_of(a.place, 'en')} says “{x.text}”, {name_of(b.place, 'en')} “{y.text}” of one event",
                    _day(x.day.low), _day(x.day.high), _day(y.day.low), _day(y.day.high), 0.7, a.row if a.own else b.row if b.own else -1,
                )  # fmt: skip


def _day(monthday: str) -> float:
    return float(monthday.replace("-", ""))
