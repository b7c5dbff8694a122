"""What a column of an indicator block may be: by its labels, by what these may also stand for, and by what stands below them.

Every piece is a number of points. An exact label is worth ten, likeness six; contents (``suits``, ``learned``) add or take up to eight.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.indicators.learned import learned
from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.blocks.indicators.suits import POINTS, contents
from selfeval_nb.forms.grid.labels import AMOUNTS, before_form_year, label_year
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
    "prior": {"target": 5},
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


def options(pillar: Pillar, vocabulary: Vocabulary, years: set[int], *, firm: bool) -> dict[str, float]:
    """What a column may be, with points for each: by its labels, by what these may also stand for, else by its contents alone.

    "" is a column that holds nothing of ours. ``firm`` labels (pointed at by a reviewer) mean what they say.
    """
    said = by_label(pillar, vocabulary, years)
    tests = contents(vocabulary)
    best = max(said.values(), default=0.0)
    known = learned(pillar.filled)

    def suits(name: str) -> float:
        return (tests[name](pillar) if name in tests else 0.0) + known.get(name, 0.0)

    found = {name: points + suits(name) for name, points in said.items()}
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
            if (name, other) == ("prior", "target") and label_year(pillar.label):
                continue  # 2021年实际实现值 beside 预期2022年实现值 is of the year before
            if other not in said:
                score = kept * points / EXACT + suits(other)
                found[other] = max(score, found.get(other, score))
    if not said and pillar.filled:
        # shares and running numbers are no points, unless a label says so
        shares = pillar.share(lambda t: t.endswith("%")) > 0.3 or tests["number"](pillar) >= UNSAID["number"]
        found |= {
            name: score + known[name]
            for name, least in UNSAID.items()
            if (score := tests[name](pillar)) >= least and not (shares and name in POINTS)
        }
    found[""] = (8.0 if of_a_list(pillar, vocabulary) else 0.0) - best / 2 + known.get("", 0.0)
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
