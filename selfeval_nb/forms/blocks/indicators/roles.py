"""What speaks for a column of an indicator block being the weight, the target, the reason …: its labels, and what stands below them.

Every piece is a number of points. An exact label is worth ten, likeness six; contents add or take up to eight. What is no evidence
(a blank column of results to be filled in) adds nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.blocks.indicators.rows import KIND, split_points
from selfeval_nb.forms.blocks.indicators.rows import WORDS as ROWS
from selfeval_nb.forms.grid.labels import AMOUNTS, before_form_year, label_year
from selfeval_nb.forms.values import units
from selfeval_nb.forms.values.numbers import parse_score
from selfeval_nb.forms.values.values import parse_target
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key

WORDS = Words("reading", "indicator_roles")

#: A label that is a column's name, a group label with it, a label that is like a name, a further pattern that fits.
EXACT, TOGETHER, LIKE, ALSO = 10.0, 9.0, 6.0, 1.0
#: What a label may stand for besides what it says, where the contents say so, and how many points it then keeps.
RELATED: dict[str, dict[str, float]] = {
    "level1": {"level2": 4, "level3": 1},
    "level2": {"level1": 2, "level3": 4},
    "level3": {"level2": 4.5, "level1": 4.5, "group": 7, "method": 3},
    "weight": {"level1_points": 6, "level2_points": 6, "score": 1},
    "score": {"level1_score": 6, "level2_score": 6, "level1_points": 4, "level2_points": 4, "weight": 3, "coefficient": 1},
    "target": {"target_adjusted": 4, "operator": 4, "unit": 3, "prior": 3, "actual": 4, "weight": 3},
    "operator": {"core": 7},
    "core": {"operator": 5, "level1": 5, "level2": 5},
    "number": {"level1": 2, "level2": 2},
    "method": {"level1": 2, "level2": 2, "level3": -1},
    "unit": {"level1": 2, "level2": 2},
    "side": {"level1": 4, "level2": 4, "level3": 5, "target": 1},
}  # fmt: skip
#: What a column whose label says nothing may be by its contents, and the least that these must say.
UNSAID: dict[str, float] = {
    "level1": 0.3, "level2": 0.3, "level3": 0.0, "operator": 4, "core": 4, "unit": 4, "number": 4, "weight": 3, "score": 3, "level1_points": 4.5, "level2_points": 4.5, "level1_score": 4.5, "level2_score": 4.5, "target": 1.5,
    "actual": 0.5, "reason": 0.5,
}  # fmt: skip
_PLAIN = {"level1": "一级", "level2": "二级", "level3": "三级"}
_POINTS = re.compile(r"^[0-9]{1,3}(\.[0-9]+)?[分%]?$")
_BOTH = re.compile(r"^[0-9.]+分?[/(][0-9.]+分?\)?$")
_TICKS = frozenset(("√", "×", "☑", "□"))
_YES_NO = _TICKS | {"是", "否"}
_VALUES = frozenset(("number", "percent", "money", "date", "deadline", "duration", "period", "range"))
_STATED = frozenset(("status", "boolean", "trend", "level", "compliance"))


# ---- labels --------------------------------------------------------------------------------------------------------------------


def by_label(pillar: Pillar, vocabulary: Vocabulary, years: set[int]) -> dict[str, float]:
    """What the labels over a column say that it is, with points; empty where they say nothing known."""
    if not pillar.stack:
        return {}
    return dict(_said(tuple(c.text for c in pillar.stack), _widest(pillar.stack), vocabulary, frozenset(years)))


def _widest(stack: Sequence) -> int:
    """How many labels of a stack, from the deepest, are of one column and not of a group."""
    return next((k for k, c in enumerate(stack) if c.colspan > stack[0].colspan), len(stack))


@lru_cache(maxsize=4096)
def _said(
    labels: tuple[str, ...], own: int, vocabulary: Vocabulary, years: frozenset[int]
) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}

    def say(name: str | None, points: float, text: str) -> None:
        if name in ("target", "actual") and before_form_year(text, set(years)):
            name = "prior"
        if name:
            found[name] = max(points, found.get(name, 0.0))

    leaf = labels[0]
    exact = vocabulary.exact("column", leaf)
    if exact:
        plain = label_key(leaf).startswith(_PLAIN.get(exact, "\0")) or (
            exact == "level3" and WORDS.deeper.match(label_key(leaf))
        )
        say(exact, EXACT + bool(plain), leaf)
    elif vocabulary.exact("indicator_side", leaf):
        say("side", EXACT, leaf)
    else:
        for over in labels[1:]:  # the nearest group label first: 评价指标 over 一级指标 over 名称
            together = label_key(over) + label_key(leaf)
            if len(together) <= 20:
                lookup = vocabulary.find if over is labels[-1] else vocabulary.exact
                say(lookup("column", together), TOGETHER, together)
            if found:
                break
        for k, text in enumerate(labels[:own]):
            say(vocabulary.find("column", text), LIKE - k, text)
            for name in vocabulary.all("column", text):
                say(name if name != "reason" else None, ALSO, text)
        if not found and vocabulary.find("indicator_side", leaf):
            say("side", LIKE, leaf)
    if "reason" in found and not WORDS.cause.search("".join(labels)):
        found["reason"] -= 1  # 备注 says less than 偏差原因
    return tuple(found.items())


def years_of(pillars: Sequence[Pillar]) -> set[int]:
    """The years that the labels of a header name."""
    return {y for p in pillars for c in p.stack if (y := label_year(c.text))}


def of_a_list(pillar: Pillar, vocabulary: Vocabulary) -> bool:
    """Whether a label is that of a project's own facts, as in a list of projects: its name, unit, goal, money."""
    label = pillar.label
    if len(label_key(label)) <= 2 or vocabulary.exact("column", label):
        return False
    money = vocabulary.exact("funds_column", label) in (*AMOUNTS, "rate")
    return (
        money
        or vocabulary.exact("goal", label) is not None
        or vocabulary.exact("head", label) not in (None, "total_score", "grade")
    )


# ---- contents ------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def is_value(text: str) -> bool:
    """Whether a text is a value of an indicator: a number, a date, a state."""
    if len(text) > 24 or (is_words(text) and split_points(text)[1] is not None):
        return False  # 共性指标（30分） is a level with its points
    return parse_target(text).kind in (_VALUES | _STATED)


@lru_cache(maxsize=16384)
def is_points(text: str) -> bool:
    """Whether a text is a weight or a score: at most three digits, alone or both in one cell."""
    return _POINTS.match(text) is not None or _BOTH.match(text) is not None


def is_sign(text: str) -> bool:
    """Whether a text is a comparison (≥, 不低于)."""
    return ROWS.operator.match(text) is not None and KIND.match(text) is None


def is_kind(text: str) -> bool:
    """Whether a text is a kind of indicator (定量, 定性) or a choice that is ticked."""
    return KIND.match(text) is not None or text in _YES_NO


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measure and nothing else."""
    return text == "%" or (len(text) <= 6 and units.known(text))


def _number(text: str) -> bool:
    return parse_score(text) is not None


def is_words(text: str) -> bool:
    """Whether a text begins with a word and not with a number."""
    return any("\u4e00" <= c <= "\u9fff" for c in text) and not text[0].isdigit()


_CLAUSES = re.compile("[。；;]|[,，].{4}")
_STOPS = re.compile("[。；;]")


def _sentence(text: str) -> bool:
    return len(text) > 30 or (len(text) > 12 and _CLAUSES.search(text) is not None)


def _level(level: str, vocabulary: Vocabulary) -> Callable[[Pillar], float]:
    def points(p: Pillar) -> float:
        known = p.share(lambda t: vocabulary.exact(level, split_points(t)[0]))
        if p.share(_number) > 0.5 or p.share(is_sign) > 0.5:
            return -8.0
        score = 6 * known if known >= 0.3 else 0.0
        if known < 0.3:
            other = "level2" if level == "level1" else "level1"
            score -= 2 * p.share(lambda t: vocabulary.exact(other, split_points(t)[0]))
            score -= 4 if p.share(_sentence) > 0.4 else 0
        words = p.share(lambda t: is_words(t) and len(t) <= 20) >= 0.9
        over = 2.0 if p.merged else 1.0 if p.over else -1.0 if len(p.texts) > 3 and known < 0.3 else 0.0
        return score + (over if words or over < 0 else 0.0)

    return points


def _name(vocabulary: Vocabulary) -> Callable[[Pillar], float]:
    def points(p: Pillar) -> float:
        if p.share(_number) > 0.5:
            return -8.0
        score = 2.0 if p.share(is_words) >= 0.7 and p.coverage >= 0.6 else 0.0
        score += 1.5 if len(set(p.filled)) >= 0.6 * len(p.filled) and sum(p.begins) > 0.7 * len(p.begins) else -1.5
        score -= 4 * p.share(
            lambda t: vocabulary.exact("level2", split_points(t)[0]) or vocabulary.exact("level1", split_points(t)[0])
        )
        told = p.share(_sentence)
        score -= 8 if told >= 0.7 or p.share(_STOPS.search) >= 0.5 else 2 if told >= 0.5 else 0
        score -= 4 if p.share(lambda t: is_sign(t[0]) or t[0].isdigit()) > 0.5 else 0
        return score - (4 if p.coverage < 0.4 else 0)

    return points


def _points(p: Pillar) -> float:
    if WORDS.no_points.search(label_key(p.label)):
        return -8.0
    if p.coverage < 0.2:
        return 0.0
    share = p.share(is_points)
    score = 3.0 if share >= 0.9 else 1.0 if share >= 0.5 else -6.0 if share >= 0.1 or p.coverage < 0.5 else -12.0
    score -= 4 if p.share(lambda t: (parse_score(t) or 0) > 60) > 0.2 else 0
    return score + (1.0 if share >= 0.9 and p.coverage >= 0.8 else -2.0 if p.coverage < 0.45 else 0.0)


def _value(p: Pillar) -> float:
    if p.coverage < 0.2:
        return 0.0
    values, short = p.share(is_value), p.share(lambda t: len(t) <= 15)
    score = 3 * values + (0.5 if p.coverage >= 0.6 and short >= 0.8 else -3.0 if values < 0.5 and short < 0.6 else 0.0)
    score -= 6 if p.share(lambda t: len(t) > 30) > 0.4 else 0
    score -= 7 if p.share(is_sign) >= 0.5 else 5 if p.share(lambda t: t in _TICKS or KIND.match(t)) >= 0.6 else 0
    score -= 5 if p.share(lambda t: WORDS.office.search(t) and len(t) <= 12) > 0.4 else 0
    return score - (2 if p.merged and p.share(is_words) > 0.5 else 0)


def _kinds(test: Callable[[str], bool], against: float = -4.0) -> Callable[[Pillar], float]:
    def points(p: Pillar) -> float:
        if p.coverage < 0.2:
            return 0.0
        share = p.share(test)
        return 5 * share if share >= 0.6 else against if share < 0.3 else 0.0

    return points


def _reason(p: Pillar) -> float:
    if WORDS.responsible.search(label_key(p.label)):
        return -6.0
    score = (
        -5.0 if p.share(_number) >= 0.5 or p.share(lambda t: WORDS.office.search(t) and len(t) <= 12) >= 0.5 else 0.5
    )
    if p.coverage >= 0.9 and p.share(_sentence) > 0.6 and not WORDS.cause.search("".join(c.text for c in p.stack)):
        score -= 8.0  # every row explained at length: how points are given
    return score + (1.0 if p.coverage < 0.5 else 0.0)


def _numbering(p: Pillar) -> float:
    numbers = [n for t in p.filled if (n := parse_score(t)) is not None]
    rising = all(b > a for a, b in itertools.pairwise(numbers)) and all(n.is_integer() for n in numbers)
    if len(numbers) < 3:
        return 0.0
    return 5.0 if rising and len(numbers) == len(p.filled) else -4.0


def _side(p: Pillar) -> float:
    """A label beside the block holds nothing of its own below it."""
    return -14.0 if len({t for t in p.filled if t != norm(p.label)}) > 1 else 0.0


def _over(p: Pillar) -> float:
    """Points of a level: over several rows each."""
    each = p.coverage == 1 and all(p.begins)  # a cell a row, though a level may have one row each
    return _points(p) + (2.0 if p.merged else -3.0 if each else 0.0)


def _long(p: Pillar) -> float:
    if p.coverage < 0.2:
        return 0.0
    return -5.0 if p.share(_number) > 0.5 else 2.0 * p.share(_sentence)


def _none(p: Pillar) -> float:
    return 0.0


@lru_cache(maxsize=8)
def contents(vocabulary: Vocabulary) -> dict[str, Callable[[Pillar], float]]:
    """For each role how well what stands in a column suits it."""
    return {
        "level1": _level("level1", vocabulary), "level2": _level("level2", vocabulary), "level3": _name(vocabulary), "group": _name(vocabulary),
        "weight": _points, "score": _points, "level1_points": _over, "level2_points": _over, "level1_score": _over, "level2_score": _over,
        "target": _value, "target_adjusted": _value, "actual": _value, "operator": _kinds(is_sign), "core": _kinds(is_kind, -1.0),
        "unit": _kinds(is_unit, -3.0), "reason": _reason, "number": _numbering, "method": _long, "side": _side,
    }  # fmt: skip


def options(pillar: Pillar, vocabulary: Vocabulary, years: set[int], *, firm: bool) -> dict[str, float]:
    """What a column may be, with points for each: by its labels, by what these may also stand for, else by its contents alone.

    "" is a column that holds nothing of ours. ``firm`` labels (pointed at by a reviewer) mean what they say.
    """
    said = by_label(pillar, vocabulary, years)
    tests = contents(vocabulary)
    best = max(said.values(), default=0.0)
    found = {name: points + tests.get(name, _none)(pillar) for name, points in said.items()}
    if firm and best >= EXACT:
        return found | {"": -best}
    for name, points in said.items():
        for other, kept in RELATED.get(name, {}).items():
            deeper = (
                ("method",)
                if WORDS.deeper.match(label_key(pillar.label))
                else ("group",)
                if name == "level3"
                else ("level3",)
            )
            if points < LIKE - 2 or (points > EXACT and other not in deeper):
                continue  # 二级指标 is no level 1, whatever stands there; but the deepest label names the indicators
            if other not in said:
                score = kept * points / EXACT + tests.get(other, _none)(pillar)
                found[other] = max(score, found.get(other, score))
    if not said and pillar.filled:
        # shares and running numbers are no points, unless a label says so
        shares = pillar.share(lambda t: t.endswith("%")) > 0.3 or tests["number"](pillar) >= UNSAID["number"]
        found |= {
            name: score
            for name, least in UNSAID.items()
            if (score := tests[name](pillar)) >= least and not (shares and tests[name] in (_points, _over))
        }
    found[""] = (8.0 if of_a_list(pillar, vocabulary) else 0.0) - best / 2
    return found


def said_by_label(pillar: Pillar, name: str, vocabulary: Vocabulary, years: set[int]) -> bool:
    """Whether the labels themselves name the role that a column was given."""
    said = by_label(pillar, vocabulary, years)
    return bool(said) and (name in said or any(name in RELATED.get(s, {}) for s in said))


def text_of(pillar: Pillar, vocabulary: Vocabulary) -> str:
    """The label that says what a column is: the deepest, or with its group where it says nothing alone."""
    if not pillar.stack:
        return ""
    leaf = pillar.label
    if vocabulary.exact("column", leaf) or vocabulary.exact("indicator_side", leaf):
        return norm(leaf)
    for over in pillar.stack[1:]:
        together = label_key(over.text) + label_key(leaf)
        if len(together) <= 20 and vocabulary.find("column", together):
            return norm(together)
    for cell in pillar.stack[: _widest(pillar.stack)]:
        if vocabulary.find("column", cell.text):
            return norm(cell.text)
    return norm(leaf)
