"""What only all columns of an indicator block together say for a reading of them: scores within weights, weights that add up to a level's
points or to a hundred, results of the kind of their targets, and what speaks against a role that no label gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.blocks.indicators.roles import WORDS
from selfeval_nb.forms.blocks.indicators.rows import split_points
from selfeval_nb.forms.blocks.indicators.suits import is_sign, is_value, is_words
from selfeval_nb.forms.values.numbers import parse_rate, parse_weight, points_named
from selfeval_nb.forms.values.values import parse_target
from selfeval_nb.forms.words.text import norm

_RATE = 0.006  # how far a printed rate may be from its values: half a percent, and rounding
_FEW = 3  # rows that must print a rate


def whole(pillars: Sequence[Pillar], roles: Sequence[str], said: Sequence[set[str]]) -> float:
    """What only all columns together say for a reading; ``said`` are the roles that each column's labels name."""
    at = {r: p for p, r in zip(reversed(pillars), reversed(roles), strict=True)}
    score = 0.0
    weight, points = at.get("weight"), at.get("score")
    if weight is not None and points is not None:
        score += _within(weight, points)
        if points_named(points.label):
            score -= 16  # 得分/分值 prints both: the other is of a level
    if weight is not None:
        score += _adds_up(weight)
    for level in ("level1", "level2"):
        for kind, own in (("points", weight), ("score", points)):
            over = at.get(f"{level}_{kind}")
            if over is not None:
                score += _sums(over, own)
    if weight is not None and at.get("level1") is not None:
        score += _sums(at["level1"], weight) / 2
    if at.get("target") is not None and at.get("actual") is not None:
        score += 2 * _alike(at["target"], at["actual"])
        score += 3 * same_period(at["target"].label, at["actual"].label)
        if "coefficient" in at:
            score += 6 * _as_printed(at["target"], at["actual"], at["coefficient"])
    if "target_adjusted" in at and "target" not in at:
        score -= 6
    if "unit" in at and at["unit"].part and "operator" not in at:
        score -= 8  # a value and its unit under one label are one text
    return score + _apart(pillars, roles) + _unsaid(pillars, roles, said)


def _unsaid(pillars: Sequence[Pillar], roles: Sequence[str], said: Sequence[set[str]]) -> float:
    """What speaks against a role that no label gave: another column has that label, or does what the role is for."""
    score = 0.0
    at = {r: p for p, r in zip(reversed(pillars), reversed(roles), strict=True)}
    for p, role, own in zip(pillars, roles, said, strict=True):
        if role == "reason" and p.coverage >= 0.7 and not WORDS.cause.search("".join(c.text for c in p.stack)):
            score -= 6.0 * (_of_full_points(p, at.get("weight"), at.get("score")) > 0.5)
        if role in ("target_adjusted", "prior") and role not in own and p.label != at.get("target", p).label:
            score -= 6.0  # 目标值 | 指标值: not the same once more
        if role in ("", "actual", "target") and not own and _names_better(p, at.get("level3")):
            score -= 8.0
        if not role or role == "side" or own:
            continue
        if role in ("actual", "target") and "unit" not in at and p.share(lambda t: parse_weight(t) is not None) >= 0.8:
            score -= 4.0  # bare numbers under an unknown label are points or amounts sooner than values
        if role == "reason":
            score -= 6.0 if any("reason" in s for s in said) else 0.0
        if role == "weight" and "score" not in at:
            score -= 3.0  # points that nobody named were given
        if role == "score" and (actual := at.get("actual")) is not None and actual.first > p.first:
            score -= 10.0  # points that nobody named were given for the result, and stand behind it
        if role == "level3":  # the deepest column that a label calls a level prints a name in each row
            levels = [
                q
                for q, s, r in zip(pillars, said, roles, strict=True)
                if s & {"level1", "level2"} and r in ("level1", "level2")
            ]
            score -= (
                10.0
                if levels and len(levels[-1].texts) > 3 and len(set(levels[-1].texts)) == len(levels[-1].texts)
                else 0.0
            )
    return score


def _names_better(pillar: Pillar, name: Pillar | None) -> bool:
    """Whether a column right behind the names prints words of its own in each row, while the names are over several rows each."""
    if name is None or pillar.first != name.last + 1 or not name.over:
        return False
    return (
        pillar.coverage >= 0.8 and all(pillar.begins) and pillar.share(is_value) < 0.3 and pillar.share(is_words) >= 0.9
    )


def _of_full_points(reason: Pillar, weight: Pillar | None, score: Pillar | None) -> float:
    """The share of the rows with all their points that print a text all the same; 0 where that cannot be told."""
    if weight is None or score is None:
        return 0.0
    rows = zip(reason.texts, _numbers(weight), _numbers(score), strict=True)
    full = [bool(t) for t, w, s in rows if w is not None and s is not None and s >= w - 0.005]
    return sum(full) / len(full) if full else 0.0


def _apart(pillars: Sequence[Pillar], roles: Sequence[str]) -> float:
    """Columns under one label are read apart only where they hold different things."""
    score = 0.0
    for (p, a), (q, b) in pairwise(zip(pillars, roles, strict=True)):
        if p.part and q.part and p.stack == q.stack and (not a or not b):
            score -= 6
    return score


def _numbers(pillar: Pillar) -> Iterator[float | None]:
    for text in pillar.texts:
        yield parse_weight(text)


def _within(weight: Pillar, score: Pillar) -> float:
    pairs = [(w, s) for w, s in zip(_numbers(weight), _numbers(score), strict=True) if w is not None and s is not None]
    if not pairs:
        return 0.0
    share = sum(s <= w + 0.005 for w, s in pairs) / len(pairs)
    return 3.0 if share == 1 else 1.0 if share >= 0.8 else -6.0


def _adds_up(weight: Pillar) -> float:
    own = [n for n, b in zip(_numbers(weight), weight.begins, strict=True) if n is not None and b]
    total = sum(own)
    return 1.5 if len(own) > 2 and any(abs(total - t) < 0.06 for t in (100, 90, 80)) else 0.0


def _sums(over: Pillar, own: Pillar | None) -> float:
    """Whether the points of a level are those of its rows together."""
    if own is None:
        return 0.0
    numbers = list(_numbers(own))
    checks = []
    for a, b in over.runs():
        text = over.texts[a]
        stated = parse_weight(text)
        stated = split_points(text)[1] if stated is None else stated
        parts = [n for n, begins in zip(numbers[a:b], own.begins[a:b], strict=True) if n is not None and begins]
        if stated is not None and parts:
            checks.append(abs(sum(parts) - stated) < 0.06)
    if len(checks) < 2:
        return 0.0
    return 5.0 * sum(checks) / len(checks) - 1.0


def _alike(target: Pillar, actual: Pillar) -> float:
    """The share of rows whose result is of the kind of the target, with its unit."""
    pairs = [(t, a) for t, a in zip(target.texts, actual.texts, strict=True) if t and a]
    if not pairs:
        return 0.0
    return sum(t == a or _kind(t) == _kind(a) for t, a in pairs) / len(pairs)


def same_period(target: str, actual: str) -> bool:
    """Whether both labels name one span of time that is not the year (中期目标值, 中期实现值): the result is held against that target."""
    found = WORDS.period.match(norm(target))
    return found is not None and norm(actual).startswith(found[0])


def _as_printed(target: Pillar, actual: Pillar, rate: Pillar) -> float:
    """The share of rows whose printed rate of completion, or of deviation, follows from these targets and results; 0 where few print one."""
    fits = []
    for t, a, c in zip(target.texts, actual.texts, rate.texts, strict=True):
        due, done, printed = parse_target(t).number, parse_target(a).number, parse_rate(c)
        if due and done is not None and printed is not None:
            fits.append(any(abs(printed - x) <= _RATE for x in (done / due, done / due - 1)))
    return sum(fits) / len(fits) if len(fits) >= _FEW else 0.0


def _kind(text: str) -> tuple[str | None, str | None]:
    if is_sign(text):
        return None, text
    value = parse_target(text)
    return value.kind, value.unit
