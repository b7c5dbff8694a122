"""Which column of an indicator block is what, decided for all columns together: of the readings that labels and contents allow, the one
that the whole block speaks for.

Columns are taken from left to right and the best partial readings carried on (a beam); the complete ones are then judged by what only a
whole can say: scores within weights, weights that add up to a level's points or to a hundred, results of the kind of their targets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.blocks.indicators.roles import (
    WORDS,
    by_label,
    options,
    text_of,
    years_of,
)
from selfeval_nb.forms.blocks.indicators.whole import whole
from selfeval_nb.forms.place_names import column_name
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key

#: Partial readings carried on, options of a column within so many points of its best.
_BEAM = 48
_WITHIN = 11.0
#: By how much a role must lead in its column to be in no question.
_CLEAR = 5.0
#: Roles in the order that nearly every form prints them.
_USUAL = (
    ("level1",),
    ("level2",),
    ("level3",),
    ("target", "actual", "weight", "score", "operator", "unit", "core", "coefficient", "method", "prior"),
    ("reason",),
)
#: What it is worth that some column has this role: a block is expected to have them.
_NEEDED = {
    "level3": 6.0, "target": 2.5, "actual": 2.5, "weight": 2.0, "score": 2.0, "level1": 2.0, "level2": 1.5, "reason": 0.5, "operator": 0.5,
}  # fmt: skip
#: Roles that stand in this order, and what the contrary costs.
_ORDER: dict[tuple[str, str], float] = {
    ("level1", "level2"): 6, ("level1", "level3"): 6, ("level2", "level3"): 6, ("level1", "group"): 6, ("level2", "group"): 6,
    ("group", "level3"): 8, ("level3", "reason"): 4, ("level3", "actual"): 3, ("level3", "target"): 2, ("target", "actual"): 2,
    ("weight", "score"): 1.5, ("target", "reason"): 2, ("actual", "reason"): 2, ("target", "target_adjusted"): 1, ("level1", "score"): 2,
}  # fmt: skip
#: Roles that stand directly behind another.
_BEHIND = {
    "level1_points": ("level1", "level1_score"), "level2_points": ("level2", "level2_score"), "level1_score": ("level1", "level1_points"),
    "level2_score": ("level2", "level2_points"),
}  # fmt: skip
#: Roles that several columns may have.
_SEVERAL = frozenset(("", "side", "reason", "prior"))
#: Roles whose exchange makes another reading of the block.
_MAIN = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason")


@dataclass(slots=True)
class Reading:
    """A role for each column ("" holds nothing of ours), its points, and how the next best reading differs and by how much."""

    pillars: list[Pillar]
    roles: tuple[str, ...]
    score: float
    margin: float = float("inf")
    second: str = ""

    def of(self, name: str) -> Pillar | None:
        """The first column of a role."""
        return next((p for p, r in zip(self.pillars, self.roles, strict=True) if r == name), None)


def assign(pillars: Sequence[Pillar], vocabulary: Vocabulary, *, firm: bool = False) -> Reading:
    """The best reading of the columns ``pillars``; with ``firm`` exact labels mean what they say."""
    years = years_of(pillars)
    offered = _offered(pillars, vocabulary, years, firm=firm)
    plain = _plain(offered)
    if plain is not None:
        return Reading(list(pillars), plain, _in_order(pillars, offered, plain, vocabulary, years), _CLEAR)
    states: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for k, (pillar, found) in enumerate(zip(pillars, offered, strict=True)):
        nxt = [
            (score + points + _in_place(roles, name, k, pillar), (*roles, name))
            for score, roles in states
            for name, points in found.items()
            if name in _SEVERAL or name not in roles
        ]
        nxt.sort(key=lambda s: -s[0])
        states = nxt[:_BEAM]
    said = [set(by_label(p, vocabulary, years)) for p in pillars]
    judged = [(score + whole(pillars, roles, said), roles) for score, roles in states]
    judged.sort(key=lambda s: -s[0])
    score, roles = judged[0]
    reading = Reading(list(pillars), roles, score)
    _tell_second(reading, judged, vocabulary)
    return reading


def _offered(
    pillars: Sequence[Pillar], vocabulary: Vocabulary, years: set[int], *, firm: bool
) -> list[dict[str, float]]:
    """What each column may be, without what lags far behind its best and what its neighbours rule out."""
    deeper = any(WORDS.deeper.match(label_key(p.label)) for p in pillars)
    out: list[dict[str, float]] = []
    for pillar in pillars:
        if pillar.beside:
            out.append({"side": 0.0})
            continue
        found = options(pillar, vocabulary, years, firm=firm)
        best = max(found.values())
        before = out[-1] if out else {}
        named = any(o.get("level3", 0.0) >= max(*o.values(), _CLEAR) for o in out)
        behind = not named or any(name in _BEHIND or name in ("level1", "level2") for name in before)
        out.append(
            {
                name: points
                for name, points in found.items()
                if (points >= best - _WITHIN or name == "")
                and (deeper or name != "group")
                and (behind or name not in _BEHIND)
            }
        )
    return out


def _plain(offered: Sequence[dict[str, float]]) -> tuple[str, ...] | None:
    """The role of each column where none is in question: one that is clearly best, and no two the same."""
    roles = []
    for found in offered:
        best, *others = sorted(found, key=lambda name: -found[name])
        if others and found[best] - found[others[0]] < _CLEAR:
            return None
        roles.append(best)
    single = [r for r in roles if r not in _SEVERAL]
    return tuple(roles) if len(set(single)) == len(single) and single == sorted(single, key=_rank) else None


def _rank(role: str) -> int:
    return next((k for k, ranked in enumerate(_USUAL) if role in ranked), 0)


def _in_order(
    pillars: Sequence[Pillar],
    offered: Sequence[dict[str, float]],
    roles: tuple[str, ...],
    vocabulary: Vocabulary,
    years: set[int],
) -> float:
    """The points of one reading."""
    said = [set(by_label(p, vocabulary, years)) for p in pillars]
    score = sum(
        found[name] + _in_place(roles[:k], name, k, pillar)
        for k, (pillar, found, name) in enumerate(zip(pillars, offered, roles, strict=True))
    )
    return score + whole(pillars, roles, said)


def _tell_second(reading: Reading, judged: Sequence[tuple[float, tuple[str, ...]]], vocabulary: Vocabulary) -> None:
    main = [r if r in _MAIN else "" for r in reading.roles]
    for score, roles in judged[1:]:
        if [r if r in _MAIN else "" for r in roles] == main:
            continue
        reading.margin = reading.score - score
        other = [
            f"“{text_of(p, vocabulary)[:12]}”为{column_name(b)}（而不是{column_name(a)}）"
            for p, a, b in zip(reading.pillars, reading.roles, roles, strict=True)
            if a != b
        ]
        reading.second = f"第二种读法{'、'.join(other)}，合计低 {reading.margin:.1f} 分"
        return


def _in_place(roles: tuple[str, ...], name: str, k: int, pillar: Pillar) -> float:
    """What the place among the columns already read says for a role."""
    if not name:
        return 0.0
    score = _NEEDED.get(name, 0.0) if name not in roles else 0.0
    if name == "side":
        return -8.0 if any(r not in ("", "side") for r in roles) else score
    for before in roles:
        score -= _ORDER.get((name, before), 0.0)
    if name in _BEHIND:
        last = next((r for r in reversed(roles) if r), "")
        score += 1.0 if last in _BEHIND[name] else -3.0 if "level3" not in roles else -8.0
    if name == "level3" and "group" in roles and not WORDS.deeper.match(label_key(pillar.label)):
        score -= 20.0
    if name == "reason" and not pillar.stack:
        score -= 6.0
    if name in ("target", "operator") and roles and roles[-1] == "level3":
        score += 0.5
    if name == "level3" and roles and roles[-1].startswith("level"):
        score += 1.0
    if (
        name in ("target", "operator", "unit", "actual")
        and roles
        and roles[-1] in ("target", "operator", "actual", "unit")
    ):
        score += 0.5
    return score
