"""What stands below a label, tested by hand: how well the texts of a column suit each role, whether they are numbers, signs, sentences.

Points from about -14 to 8 a role, beside what was learned of such texts (``learned``). What is no evidence (a blank column of results
to be filled in) adds nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import lru_cache

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.blocks.indicators.rows import KIND, split_points
from selfeval_nb.forms.blocks.indicators.rows import WORDS as ROWS
from selfeval_nb.forms.values import units
from selfeval_nb.forms.values.numbers import parse_score
from selfeval_nb.forms.values.values import parse_target
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key

WORDS = Words("reading", "indicator_roles")

#: Roles whose column holds points.
POINTS = frozenset(("weight", "score", "level1_points", "level2_points", "level1_score", "level2_score"))
_POINTS = re.compile(r"^[0-9]{1,3}(\.[0-9]+)?[分%]?$")
_BOTH = re.compile(r"^[0-9.]+分?[/(][0-9.]+分?\)?$")
_TICKS = frozenset(("√", "×", "☑", "□"))
_YES_NO = _TICKS | {"是", "否"}
_VALUES = frozenset(("number", "percent", "money", "date", "deadline", "duration", "period", "range"))
_STATED = frozenset(("status", "boolean", "trend", "level", "compliance"))


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
        score -= 3 if p.share(_sentence) >= 0.7 else 0
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
    score -= 7 if p.share(is_sign) >= 0.5 else 0
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
    return 1.5 if p.coverage < 0.5 else 0.5


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


@lru_cache(maxsize=8)
def contents(vocabulary: Vocabulary) -> dict[str, Callable[[Pillar], float]]:
    """For each role how well what stands in a column suits it."""
    return {
        "level1": _level("level1", vocabulary), "level2": _level("level2", vocabulary), "level3": _name(vocabulary), "group": _name(vocabulary),
        "weight": _points, "score": _points, "level1_points": _over, "level2_points": _over, "level1_score": _over, "level2_score": _over,
        "target": _value, "target_adjusted": _value, "actual": _value, "operator": _kinds(is_sign), "core": _kinds(is_kind, -1.0),
        "unit": _kinds(is_unit, -3.0), "reason": _reason, "number": _numbering, "method": _long, "side": _side,
    }  # fmt: skip
