"""Which column of a funds block is what, decided for all columns together: of the readings that labels and contents allow, the one that
the arithmetic of the rows speaks for.

Columns are taken from left to right and the best partial readings carried on (a beam); the complete ones are then judged by what only a
whole can say: the printed rate against executed ÷ budget, additions that lead from the initial budget to the budget, a score that is no
higher than its weight, sources down or across but not both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval_nb.forms.blocks.funds.kinds import EXACT, LIKE, by_label, formula, letter, options
from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.grid.labels import AMOUNTS, label_year, source_of
from selfeval_nb.forms.place_names import column_name
from selfeval_nb.forms.values.numbers import parse_amount, parse_rate, parse_score
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key

_BEAM = 48
_WITHIN = 14.0
#: By how much a role must lead in its column to be in no question.
_CLEAR = 5.0
#: What it is worth that some column has this role.
_NEEDED = {"budget": 4.0, "executed": 4.0, "rate": 1.0, "weight": 0.5, "score": 0.5, "label": 1.5}
#: Roles that stand in this order, and what the contrary costs.
_ORDER: dict[tuple[str, str], float] = {
    ("initial", "budget"): 4, ("initial", "executed"): 4, ("budget", "executed"): 3, ("budget", "rate"): 2, ("executed", "rate"): 2,
    ("executed", "score"): 2, ("weight", "score"): 2, ("executed", "weight"): 1, ("label", "budget"): 1, ("label", "executed"): 1,
}  # fmt: skip
_SEVERAL = frozenset(("", "label", "aside"))
#: A printed rate is rounded; amounts are to the cent.
_ROUNDED = 0.011
_CENT = 0.021
_WHOLE = 0.9999
#: Of their rows two columns of labels say so much alike.
_SAME = 0.5
#: By how much more than its points a label must be contradicted.
_MEANT = 3.0
#: Points that forms give the execution rate, and how far a score that follows from it may be rounded.
_USUAL_POINTS = (5, 10, 15, 20)
_HALF_POINT = 0.051
#: Roles whose exchange makes another reading.
_MAIN = (*AMOUNTS, "rate", "weight", "score")


@dataclass(slots=True)
class Reading:
    """A role for each column, its points, those that come from the arithmetic of the rows, and how the next best reading differs."""

    pillars: list[Pillar]
    roles: tuple[str, ...]
    said: list[dict[str, float]]
    score: float
    proof: float
    margin: float = float("inf")
    second: str = ""

    def told(self, role: str) -> bool:
        """Whether a label names a role that a column has."""
        return any(r == role and role in s for r, s in zip(self.roles, self.said, strict=True))


def assign(pillars: Sequence[Pillar], vocabulary: Vocabulary) -> Reading:
    """The best reading of the columns ``pillars``."""
    stacks = [c.text for p in pillars for c in p.stack]
    several = len({s for t in stacks if (s := source_of(t, vocabulary, like=False))}) >= 2
    years = {y for t in stacks if (y := label_year(t))}
    said = [by_label(p, vocabulary, years, several=several) for p in pillars]
    table = _Table(pillars, said, vocabulary)
    if several:
        _between_sources(pillars, said, table)
    offered = [table.fitting(options(p, vocabulary, s)) for p, s in zip(pillars, said, strict=True)]
    plain = _plain(offered)
    if plain is not None and (proof := table.proof(plain)) >= 0 and table.structure(plain) >= 0:
        return Reading(
            list(pillars), plain, said, sum(max(f.values()) for f in offered) + proof + _placed(plain), proof, _CLEAR
        )
    states: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for found in offered:
        best = max(found.values())
        nxt = [
            (score + points + _in_place(roles, name), (*roles, name))
            for score, roles in states
            for name, points in found.items()
            if points >= best - _WITHIN and (name in _SEVERAL or name not in roles)
        ]
        nxt.sort(key=lambda s: -s[0])
        states = nxt[:_BEAM]
    judged = [
        (score + table.structure(roles) + table.unsaid(roles, said) - _overruled(roles, said) + proof, proof, roles)
        for score, roles in states
        for proof in (table.proof(roles),)
    ]
    judged.sort(key=lambda s: -s[0])
    score, proof, roles = judged[0]
    reading = Reading(list(pillars), roles, said, score, proof)
    main = [r if r in _MAIN else "" for r in roles]
    other = next((j for j in judged[1:] if [r if r in _MAIN else "" for r in j[2]] != main), None)
    if other is not None:
        reading.margin = score - other[0]
        reading.second = _difference(pillars, roles, other[2], reading.margin)
    return reading


def _plain(offered: Sequence[dict[str, float]]) -> tuple[str, ...] | None:
    """The role of each column where none is in question: one that is clearly best, no two the same, in the usual order."""
    roles: list[str] = []
    for found in offered:
        best, *others = sorted(found, key=lambda name: -found[name])
        if (others and found[best] - found[others[0]] < _CLEAR) or (best not in _SEVERAL and best in roles):
            return None
        if any((best, before) in _ORDER for before in roles):
            return None
        roles.append(best)
    return tuple(roles)


def _placed(roles: tuple[str, ...]) -> float:
    return sum(_in_place(roles[:k], name) for k, name in enumerate(roles))


def _between_sources(pillars: Sequence[Pillar], said: Sequence[dict[str, float]], table: _Table) -> None:
    """An unknown label between sources (省、地) may be one more of them, and any over amounts where the rows are the kinds."""
    known = [k for k, s in enumerate(said) if any(name.startswith("source:") for name in s)]
    for k in range(0 if table.kinds else known[0], known[-1]):
        key = label_key(pillars[k].label)
        counted = any(n is not None for n in table.numbers[k])
        if not said[k] and key and not pillars[k].beside and (counted or k > known[0]):
            said[k][f"source:{key}"] = LIKE - 2


def _arrived(said: dict[str, float]) -> bool:
    """Whether a label speaks of what arrived of a budget: a budget of its own only where no other column is one."""
    return "aside" in said and "budget" in said


def _difference(pillars: Sequence[Pillar], roles: Sequence[str], others: Sequence[str], margin: float) -> str:
    parts = [
        f"“{norm(p.label)[:12]}”为{_called(b)}（而不是{_called(a)}）"
        for p, a, b in zip(pillars, roles, others, strict=True)
        if a != b and {a, b} & set(_MAIN)
    ]
    return f"第二种读法{'、'.join(parts)}，合计低 {margin:.1f} 分"


def _overruled(roles: Sequence[str], said: Sequence[dict[str, float]]) -> float:
    """What it costs to read a column that is called a budget or what was spent as none of the form's amounts."""
    return sum(
        _MEANT for r, s in zip(roles, said, strict=True) if r in ("", "aside") and not _arrived(s) and any(s.get(k, 0.0) >= EXACT for k in AMOUNTS)
    )  # fmt: skip


def _called(role: str) -> str:
    """A role in words: a kind, a source across, or none of these."""
    if role.startswith("source:"):
        return f"资金来源“{role.removeprefix('source:').split('|')[0]}”"
    return column_name(role) if role in _MAIN or role == "reason" else "不读入的一栏"


def _in_place(roles: tuple[str, ...], name: str) -> float:
    """What the place among the columns already read says for a role."""
    kind = name.split("|")[-1]
    score = _NEEDED.get(kind, 0.0) if not any(r.split("|")[-1] == kind for r in roles) else 0.0
    if name == "initial" and "budget" in roles:
        score -= 4.0
    if name == "label" and roles and roles[-1] in AMOUNTS and "label" not in roles:
        score -= 2.0
    return score - sum(_ORDER.get((name, before), 0.0) for before in roles)


class _Table:
    """The rows of a block as numbers, column by column."""

    def __init__(self, pillars: Sequence[Pillar], said: Sequence[dict[str, float]], vocabulary: Vocabulary) -> None:
        self.pillars = pillars
        self.arrived = [k for k, s in enumerate(said) if _arrived(s)]
        self.budgets = [k for k, s in enumerate(said) if {"budget", "initial"} & s.keys() and k not in self.arrived]
        self.numbers = [[parse_amount(t) for t in p.texts] for p in pillars]
        self.letters = [letter(p) for p in pillars]
        words = [t for p in pillars if not p.beside for t in p.filled if parse_amount(t) is None]
        sources = [s for t in words if (s := source_of(t, vocabulary, like=False))]
        kinds = [k for t in words if (k := vocabulary.find("funds_column", t)) in AMOUNTS]
        self.sources, self.kinds = (
            len(sources) >= len(kinds) > 0 or bool(sources and not kinds),
            len(kinds) > len(sources),
        )

    def fitting(self, found: dict[str, float]) -> dict[str, float]:
        """The options of a column as far as the rows allow them: where these are the sources, a source across is a part of an amount."""
        if not any(name.startswith("source:") and "|" not in name for name in found):
            return found
        if self.sources:
            if (
                "source:total" in found
            ):  # 上年结转 and 合计 across are what an amount is made of, and their sum the budget
                found = found | {"budget": max(found["source:total"] - 2, found.get("budget", 0.0))}
            found = {name: points for name, points in found.items() if not name.startswith("source:") or "|" in name}
        found.setdefault("aside", 3.0)
        return found

    def structure(self, roles: Sequence[str]) -> float:
        """Sources down or across, each with kinds the other way."""
        across = [r for r in roles if r.startswith("source:") and "|" not in r]
        both = [r for r in roles if "|" in r]
        down = [r for r in roles if r in AMOUNTS]
        score = self._labels(roles)
        if across:
            score += 6.0 if self.kinds else -3.0
            score -= 16.0 if len(across) == 1 and len(down) > 1 else 4.0 * len(down) if not both else 0.0
        elif self.kinds and down:
            score -= 6.0
        if {"initial"} <= set(roles) and "budget" not in roles:
            score += 3.0 if "executed" in roles else 0.0  # a form with an initial budget alone is judged by that
        return score

    def _labels(self, roles: Sequence[str]) -> float:
        """A further column of words (测算依据) names the rows only if it says the same as the first, or sources."""
        own = [p for p, r in zip(self.pillars, roles, strict=True) if r == "label" and p.filled and not p.beside]
        score = 0.0
        for p in own[1:]:
            same = sum(a == b for a, b in zip(p.texts, own[0].texts, strict=True)) / len(p.texts)
            score -= 4.0 if same < _SAME and p.first > own[0].last + 1 else 0.0
        return score

    def unsaid(self, roles: Sequence[str], said: Sequence[dict[str, float]]) -> float:
        """Points that nobody named need others beside them, or a rate that they follow from."""
        points = {r: k for k, r in enumerate(roles) if r in ("weight", "score")}
        if len(points) != 1:
            return 0.0
        ((role, k),) = points.items()
        if role in said[k]:
            return 0.0
        if role == "weight" and len(self.pillars[k].texts) > 1 and self.pillars[k].filled == self.pillars[k].texts[:1]:
            return 0.0 if parse_score(self.pillars[k].filled[0]) in _USUAL_POINTS else -5.0
        rate = next(
            (parse_rate(t) for j, r in enumerate(roles) if r == "rate" for t in self.pillars[j].filled[:1]), None
        )
        number = next((parse_score(t) for t in self.pillars[k].filled), None)
        if role == "score" and rate is not None and number and k > roles.index("rate"):
            return 1.0 if any(abs(min(rate, 1.0) * w - number) < _HALF_POINT for w in _USUAL_POINTS) else -5.0
        return -5.0

    def proof(self, roles: Sequence[str]) -> float:
        """How well the numbers of the rows fit the roles."""
        at: dict[str, int] = {}
        for k, r in enumerate(roles):
            at.setdefault(r.split("|")[-1], k)
        base = at.get("budget", at.get("initial"))
        score = 0.0
        if base is not None:
            score -= 10.0 if any((v or 0) < 0 for v in self.numbers[base]) else 0.0
        if base in self.arrived and self.budgets:
            score -= 12.0
        if base is not None and "executed" in at:
            bases = [base, *(k for k in self.arrived if k != base)]
            score += max(self._rate(k, at["executed"], at.get("rate")) for k in bases)
        if {"initial", "budget"} <= at.keys() and self._leads(at["initial"], at["budget"]):
            score += 4.0
        return score + self._scores(at)

    def _rate(self, base: int, executed: int, rate: int | None) -> float:
        budgets, spent = self.numbers[base], self.numbers[executed]
        pairs = [(b, e) for b, e in zip(budgets, spent, strict=True) if b is not None and e is not None]
        score = -2.0 * sum(e > 1.2 * b + 1 for b, e in pairs) / max(1, len(pairs))
        if rate is None:
            return score
        rates = [parse_rate(t) for t in self.pillars[rate].texts]
        rows = [
            (e / b, r) for b, e, r in zip(budgets, spent, rates, strict=True) if b and e is not None and r is not None
        ]
        if rows:
            whole = all(r >= _WHOLE for _, r in rows)  # fits any amount that is printed twice
            score += (7.0 if whole else 9.0) * sum(abs(q - r) <= _ROUNDED for q, r in rows) / len(rows) - 4.0
        divided = formula(self.pillars[rate])
        if divided and divided[0] in self.letters and divided[1] in self.letters:
            score += 5.0 if (self.letters[executed], self.letters[base]) == divided else -3.0
        return score

    def _leads(self, initial: int, budget: int) -> bool:
        """Whether the columns between add up from the initial budget to the budget, row by row, and are not all naught."""
        between = [n for n in self.numbers[initial + 1 : budget] if any(v is not None for v in n)]
        rows = list(zip(self.numbers[initial], self.numbers[budget], *between, strict=True))
        fits = [
            abs(sum(v or 0 for v in (first, *more)) - total) <= _CENT
            for first, total, *more in rows
            if first is not None and total is not None
        ]
        return bool(between) and bool(fits) and all(fits) and any(v for n in between for v in n)

    def _scores(self, at: dict[str, int]) -> float:
        if not {"weight", "score"} <= at.keys():
            return 0.0
        weights, scores = ([parse_score(t) for t in self.pillars[at[n]].texts] for n in ("weight", "score"))
        pairs = [
            (k, w, s) for k, (w, s) in enumerate(zip(weights, scores, strict=True)) if w is not None and s is not None
        ]
        if not pairs:
            return 0.0
        score = 2.0 if all(s <= w + 0.005 for _, w, s in pairs) else -6.0
        if "rate" in at and (rate := parse_rate(self.pillars[at["rate"]].texts[pairs[0][0]])) is not None:
            _, weight, points = pairs[0]
            score += 2.0 if rate < _WHOLE and abs(min(1.0, rate) * weight - points) < 0.06 else 0.0
        return score
