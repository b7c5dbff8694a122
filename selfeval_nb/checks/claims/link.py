"""Which indicator row a statement is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from selfeval_nb.checks.claims.clauses import Statement, overlap
from selfeval_nb.checks.claims.rows import Rows, family, generic, rows_of, unit_fits
from selfeval_nb.checks.claims.subjects import likeness, pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.value_model import Value
from selfeval_nb.forms.words.text import norm

WORDS = Words("claims", "link")

SURE, MARGIN = 0.6, 0.12
SOLE = 0.2  # a row that alone has the unit of a statement needs fewer words in common


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in its form: ``place`` and ``role``; ``row`` the indicator row (position in the grain) that it is about, -1 for none, with
    ``sure`` (0–1) and ``why``; ``own`` where it stands in that row itself."""

    form: int
    place: str
    role: str
    said: Statement
    row: int = -1
    sure: float = 0.0
    why: str = ""
    own: bool = False


def row_base(value: Value) -> str:
    return value.base_unit or ""


def link(f: Frames, form: int, said: Statement) -> tuple[int, float, str]:
    """The row of a form that a statement is about: (row, sureness, why); -1 where none or several may be meant."""
    found = _link(rows_of(f), form, said, said.subject)
    if found[0] < 0 and said.head and (said.kind == "day" or said.mode == "each"):
        found = _link(rows_of(f), form, said, said.subject | pieces(said.head))
    return found


_LIKED = pieces("满意度指标") | {"人满", "众满", "生满", "象满"}


def _may_be(rows: Rows, i: int, said: Statement) -> float:
    """How far the unit of a statement fits a row."""
    if said.kind == "day":
        return 1.0 if rows.targets[i].date_high or rows.actuals[i].date_high else 0.0
    bases = row_base(rows.targets[i]), row_base(rows.actuals[i])
    if said.kind == "money" and said.mode == "each":
        return 1.0 if any(b.startswith("元/") for b in bases) else 0.0
    return max(unit_fits(said.base, b) for b in bases)


_RATE = re.compile("([\u4e00-\u9fff]{2})率(?:[\u4e00-\u9fff]{0,4})$")


def _other_rate(before: str, name: str) -> bool:
    """Whether words call a rate by another name than a row does (不合格率 and 处置率)."""
    said, own = _RATE.search(before), _RATE.search(_bare_name(name))
    return (
        said is not None
        and own is not None
        and said[1] != own[1]
        and said[1] + "率" not in name
        and own[1] not in before
    )


@lru_cache(maxsize=16384)
def _mean(name: str) -> bool:
    return WORDS.mean.search(norm(name)) is not None


def _bare_name(name: str) -> str:
    return re.sub("[(（].*$", "", name)


def _link(rows: Rows, form: int, said: Statement, subject: frozenset[str]) -> tuple[int, float, str]:
    scored: list[tuple[float, int]] = []
    units = 0
    for i in rows.members[form]:
        alike = likeness(subject, rows.pieces[i])
        if not alike and said.kind not in ("count", "day", "rate"):
            continue
        fits = _may_be(rows, i, said)
        if fits:
            units += fits == 1.0
            if said.kind == "count" and _mean(rows.names[i]) and not WORDS.mean.search(norm(said.before)):
                continue  # 全年供餐44.2万份 is not the row of 日均供餐份数
            if alike and said.kind == "rate" and _other_rate(said.before, rows.names[i]):
                continue
            if said.kind == "rate" and "满意" in rows.names[i] and "满意" in said.before + said.after:
                alike = max(alike, 0.75 if subject & (rows.pieces[i] - _LIKED) else 0.5)
            if alike:
                scored.append((alike * fits, -i))
    if not scored:
        return -1, 0.0, "no row of that unit and those words"
    scored.sort(reverse=True)
    best, i = scored[0]
    if len(scored) > 1 and best - scored[1][0] < MARGIN:
        same = sum(1 for s, _ in scored if best - s < MARGIN)
        return -1, 0.0, f"{same} rows are as likely"
    if units == 1 and said.kind in ("count", "day") and best >= 0.25:
        return -i, min(1.0, best + SOLE), "words of the row's name, and the only row of that unit"
    return -i, best, "words and unit of the row's name"


# ---- what the other statements of the form say of a link ------------------------------------------------------------


def slip(a: float, b: float) -> bool:
    """Whether two numbers differ as a slip of the pen does: digits in another order (3400 and 3040), or a decimal point moved."""
    if a == b or a <= 0 or b <= 0:
        return False
    x, y = (f"{v:g}".replace(".", "").strip("0") for v in (a, b))
    same = f"{a:.10g}".replace(".", ""), f"{b:.10g}".replace(".", "")
    return (len(x) > 1 and x == y) or (len(same[0]) > 1 and sorted(same[0]) == sorted(same[1]))


def repeats(value: Value, s: Statement) -> bool:
    """Whether a statement says just the number of a value, in a unit that counts alike."""
    high = value.high if value.high is not None else value.low
    return (
        value.low is not None
        and high is not None
        and not value.date_high
        and family(value.base_unit) == family(s.base)
        and overlap(s.exact - s.slack, s.exact + s.slack, value.low, high)
    )


def _sides(rows: Rows, i: int, c: Claim) -> tuple[Value, ...]:
    return (rows.targets[i],) if c.role == "plan" else (rows.actuals[i],)


def _open(c: Claim) -> bool:
    return c.said.kind == "count" and c.said.whole < 0 and not c.said.spelled and c.said.mode in ("", "done", "plan")


def settled(f: Frames, form: int, found: list[Claim]) -> list[Claim]:
    """The claims of a form, those that words alone did not link by what else is known: a number that one row repeats is that row's; where a text
    has one number of a unit left and the form one such row that the text has not told, they belong together; and what the goal says in
    the same words of a row, the result says of it too."""
    rows = rows_of(f)
    out = [_repeated(rows, c) if c.sure < SURE and _open(c) else c for c in found]
    out = [_called(rows, c) if c.sure < SURE and c.said.kind == "rate" else c for c in out]
    goal = [c for c in out if c.place == "goal_expected" and c.row >= 0 and c.sure >= SURE]
    told: dict[str, set[int]] = {}
    for c in out:
        if c.row >= 0 and c.sure >= SURE:
            told.setdefault(c.place, set()).add(c.row)
    left = [k for k, c in enumerate(out) if c.sure < SURE and _open(c) and family(c.said.base)]
    for k in left:
        c = out[k]
        mates = [
            i for i in rows.members[form]
            if i not in told.get(c.place, ()) and unit_fits(c.said.base, rows.actuals[i].base_unit or rows.targets[i].base_unit or "") == 1.0
        ]  # fmt: skip
        rivals = sum(1 for j in left if out[j].place == c.place and family(out[j].said.base) == family(c.said.base))
        for i, sure, why in _by_the_rest(rows, c, mates, rivals, goal):
            out[k] = replace(c, row=i, sure=sure, why=why)
            break
    return out


def _called(rows: Rows, c: Claim) -> Claim:
    """A rate that is called by the last word of just one row's name (可用率98.2%)."""
    m = WORDS.called.search(norm(c.said.before))
    if m is None or c.said.mode not in ("", "done", "plan"):
        return c
    mates = [i for i in rows.members[c.form] if norm(rows.names[i]).endswith(m[1])]
    said = pieces(norm(c.said.before)[: m.start()].rsplit(",", 1)[-1]) - {"本年"}
    if len(mates) == 1 and not any(said & (rows.pieces[k] - rows.pieces[mates[0]]) for k in rows.members[c.form]):
        return replace(c, row=mates[0], sure=0.65, why="the last word of one row's name")
    return c


def _repeated(rows: Rows, c: Claim) -> Claim:
    same = [i for i in rows.members[c.form] if any(repeats(v, c.said) for v in _sides(rows, i, c))]
    if len(same) == 1 and (c.said.exact >= 10 or c.said.subject & rows.pieces[same[0]]):
        return replace(c, row=same[0], sure=0.75, why="the only row with that number")
    return c


def _by_the_rest(
    rows: Rows, c: Claim, mates: list[int], rivals: int, goal: list[Claim]
) -> Iterator[tuple[int, float, str]]:
    """(row, sureness, why) of a statement by what is left over in its text and by the goal's words."""
    alike = [
        (likeness(c.said.subject, g.said.subject), g.row) for g in goal if family(g.said.base) == family(c.said.base)
    ]
    best = max(alike, default=(0.0, -1))
    if best[1] in mates and best[0] >= 0.6 and sum(1 for a, _ in alike if a > best[0] - MARGIN) == 1:
        yield best[1], 0.7, "the words of the goal for that row"
    swapped = [
        i for i in mates if any(v.low and v.low >= 100 and slip(c.said.exact, v.low) for v in _sides(rows, i, c))
    ]
    if len(swapped) == 1:
        yield swapped[0], 0.65, "the digits of the row's number in another order"
    if len(mates) != 1 or rivals != 1 or generic(c.said.base):
        return
    i = mates[0]
    printed = c.said.text.lstrip("0123456789.,余多")
    alone = sum(1 for k in rows.members[c.form] if (rows.actuals[k].unit or rows.targets[k].unit) == printed) == 1
    sure = likeness(c.said.subject, rows.pieces[i]) + SOLE * alone
    if (
        c.place == "goal_actual"
    ):  # where the goal tells of the row, and the result has one number of that unit that is no other row's
        sure += 0.35 * any(g.row == i for g in goal)
    sure += 0.3 * any(v.low is not None and slip(c.said.exact, v.low) for v in _sides(rows, i, c))
    if sure >= SURE:
        yield i, min(1.0, sure), "the only number and the only row of that unit left"
