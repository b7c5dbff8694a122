"""What speaks for a column of a funds block being the budget, the rate, the labels of the rows …: its own label, what stands below it.

Every piece is a number of points. An exact label is worth ten, likeness six; contents add or take up to ten. A blank column says nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.funds.cell import prints_several
from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.grid.labels import AMOUNTS, before_form_year, is_number, source_of
from selfeval_nb.forms.values.numbers import parse_rate, parse_score
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key

WORDS = Words("reading", "fund_kinds")

EXACT, LIKE = 10.0, 6.0
#: Roles of columns that are read; ``label`` names the rows, ``aside`` is known and none of ours, ``source:NAME`` one source's amounts.
KINDS = ("initial", "budget", "executed", "rate", "weight", "score", "reason")
#: What a label may stand for besides what it says, and how many points it then keeps.
_RELATED: dict[str, dict[str, float]] = {
    "initial": {"budget": 5, "aside": 2}, "budget": {"initial": 5, "aside": 3, "executed": 0}, "executed": {"aside": 3, "budget": 0, "rate": -2},
    "rate": {"aside": 3, "executed": 0, "budget": -3}, "weight": {"score": 1, "aside": 3}, "score": {"aside": 4, "weight": 1},
    "reason": {"aside": 5}, "aside": {"initial": 2, "budget": 3, "executed": 3, "rate": 2},
}  # fmt: skip
#: What a column whose label says nothing may be, and what its contents must say at least.
_UNSAID = {"initial": 1.5, "budget": 1.5, "executed": 1.5, "rate": 0.0, "weight": 1.0, "score": 0.0, "label": 1.0}
_FORMULA = re.compile(r"([A-Za-z①-⑳]|[0-9]{1,2})[/÷]([A-Za-z①-⑳]|[0-9]{1,2})(?![0-9A-Za-z%])")
_LETTER = re.compile(r"(?:[(（]([A-Za-z①-⑳]|[0-9]{1,2})[)）]|([A-Z①-⑳]))$")
#: More points than these for the execution rate are hardly printed; a rate above this is none.
_MOST_POINTS = 40
_MOST_RATE = 3.0


def formula(pillar: Pillar) -> tuple[str, str] | None:
    """The two columns that a label divides by their letters (预算执行率（E/C×100%）)."""
    for cell in pillar.stack:
        if m := _FORMULA.search(norm(cell.text)):
            return m[1], m[2]
    return None


def letter(pillar: Pillar) -> str:
    """The letter that a label gives its column (全年预算数（A）), else ''."""
    for cell in pillar.stack:
        if _FORMULA.search(norm(cell.text)) is None and (m := _LETTER.search(norm(cell.text))):
            return m[1] or m[2]
    return ""


def by_label(pillar: Pillar, vocabulary: Vocabulary, years: set[int], *, several: bool) -> dict[str, float]:
    """What the labels over a column say that it is, with points; ``several`` sources in a header make a label like one a source too."""
    return dict(_said(tuple(c.text for c in pillar.stack), vocabulary, frozenset(years), several))


@lru_cache(maxsize=4096)
def _said(
    labels: tuple[str, ...], vocabulary: Vocabulary, years: frozenset[int], several: bool
) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    kinds: dict[str, float] = {}
    sources: dict[str, float] = {}
    for k, text in enumerate(labels):
        if before_form_year(text, set(years)):
            return (("aside", EXACT + 2),)
        exact = vocabulary.exact("funds_column", text)
        plain = source_of(text, vocabulary, like=False)
        source = plain or (source_of(text, vocabulary) if several else None)
        kind = exact or (None if source else vocabulary.find("funds_column", text))
        if kind and not kinds:
            kinds[kind] = (EXACT if exact else LIKE) - k
        if source and not sources:
            sources[source] = (EXACT - 1 if plain else LIKE - 1) - k
        if vocabulary.exact("funds_side", text):
            found["label"] = EXACT - 1 - k
    for kind, points in kinds.items():
        for source, more in sources.items():
            if len(labels) > 1:
                found[f"source:{source}|{kind}"] = points + more / 2
        if sources and len(labels) > 1:
            points -= EXACT - LIKE  # under a group the kinds are those of each source
        if kind not in KINDS:
            found["aside"] = points
        elif kind == "budget" and WORDS.arrived.search(label_key(labels[0])):
            found |= {
                "budget": points - 2,
                "aside": points - 1,
            }  # what arrived of a budget is none of its own beside one
        else:
            found[kind] = points
    for source, points in sources.items():
        found[f"source:{source}"] = points
    if "aside" not in found and any(WORDS.change.search(label_key(t)) for t in labels[:1]):
        found["aside"] = LIKE
    return tuple(found.items())


# ---- contents ------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def _counts(text: str) -> bool:
    """Whether a cell prints numbers: one, one for each source, two kinds."""
    return is_number(text) or prints_several(text)


def _percent(text: str) -> bool:
    return text.endswith(("%", "‰"))


def _numbering(p: Pillar) -> bool:
    """Whether a column numbers the rows (行次)."""
    return len(p.filled) > 2 and p.filled == [str(n) for n in range(1, len(p.filled) + 1)]


def amounts(p: Pillar) -> float:
    """How well what stands in a column suits amounts of money."""
    if not p.filled:
        return 0.0
    share = p.share(_counts)
    score = 2.0 if share >= 0.9 else -1.0 if share >= 0.5 else -8.0
    score -= 8.0 if _numbering(p) else 0.0
    return score - (10.0 if p.share(_percent) > 0.3 else 0.0)


def rates(p: Pillar) -> float:
    """How well it suits execution rates."""
    if not p.filled:
        return 0.0
    values = [v for t in p.filled if (v := parse_rate(t)) is not None]
    if _numbering(p):
        return -8.0
    score = 3.0 * p.share(_percent) if values else -6.0 if p.share(_counts) < 0.5 else 0.0
    return score - (8.0 if any(v > _MOST_RATE for v in values) else 0.0)


def _points(p: Pillar) -> float:
    """How well it suits points: of the total alone, few, no shares."""
    if not p.filled:
        return 0.0
    values = [v for t in p.filled if (v := parse_score(t)) is not None]
    if _numbering(p):
        return -8.0
    if not values:
        return 0.0 if p.share(prints_several) > 0.5 else -6.0
    score = -10.0 if max(values) > _MOST_POINTS or min(values) < 0 else 0.0
    score += 2.0 if len(p.texts) > 1 and len(p.filled) == 1 and p.texts[0] == p.filled[0] else 0.0
    return score - (6.0 if WORDS.no_points.search(label_key(p.label)) else 0.0)


def weights(p: Pillar) -> float:
    """Points that are given at most are whole, nearly always."""
    values = [v for t in p.filled if (v := parse_score(t)) is not None]
    return _points(p) + (1.0 if values and all(v.is_integer() and v for v in values) else -3.0 if values else 0.0)


def _labels(vocabulary: Vocabulary, p: Pillar) -> float:
    if p.beside or not p.filled:
        return 0.0
    named = p.share(
        lambda t: not is_number(t) and (source_of(t, vocabulary, like=False) or vocabulary.exact("funds_column", t))
    )
    if p.share(is_number) > 0.3:
        return -12.0
    return 8.0 if named >= 0.3 else 3.0 if p.share(lambda t: len(t) <= 20) >= 0.8 else 0.0


def _reasons(p: Pillar) -> float:
    return -8.0 if p.share(is_number) > 0.5 else 0.0


def contents(name: str, p: Pillar, vocabulary: Vocabulary) -> float:
    """How well what stands in a column suits a role."""
    kind = name.split("|")[-1]
    if kind.startswith("source:") and p.filled:  # the rows may be amounts, rates, points
        return 2.0 if p.share(_counts) >= 0.9 else -8.0 if p.share(_counts) < 0.5 else -1.0
    if kind in AMOUNTS:
        return amounts(p)
    if kind == "label":
        return _labels(vocabulary, p)
    test = {"rate": rates, "weight": weights, "score": _points, "reason": _reasons}.get(kind)
    return test(p) if test is not None else 0.0


def options(p: Pillar, vocabulary: Vocabulary, said: dict[str, float]) -> dict[str, float]:
    """What a column may be, with points for each; "" is a column that holds nothing of ours."""
    if p.beside:
        return {"label": 1.0}
    found = {name: points + contents(name, p, vocabulary) for name, points in said.items()}
    for name, points in said.items():
        for other, kept in _RELATED.get(name, {}).items():
            if other not in said and not (
                other == "initial" and name == "budget" and WORDS.last.search(label_key(p.label))
            ):
                score = kept * (points / EXACT if kept > 0 else 1) + contents(other, p, vocabulary)
                found[other] = max(score, found.get(other, score))
    if (divided := formula(p)) is not None and (divided[0] != divided[1]):
        found["rate"] = max(found.get("rate", 0.0), LIKE + rates(p))
    found.setdefault("label", _labels(vocabulary, p) if p.filled else -2.0)
    if not set(said) - {"label"}:
        shy = 0.0 if p.stack else 1.5
        for name, least in _UNSAID.items():
            score = contents(name, p, vocabulary)
            if score >= least and p.filled:
                found[name] = max(score - shy, found.get(name, score - shy))
    found[""] = -max(said.values(), default=0.0) / 2
    return found
