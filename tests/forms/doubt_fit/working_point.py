"""Where to begin to doubt: as many wrong fields told as possible while few rightly read forms are doubted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from selfeval_nb.forms.doubt.judge import BLOCKS
from tests.forms.doubt_fit.fitting import counts, wrong_in
from tests.forms.doubt_fit.sampling import Reading
from tests.forms.doubt_fit.wrong import INVENTED, block_of

#: A block that is seven times as likely wrong as right is doubted whatever that costs.
_STEPS = np.round(np.arange(0.12, 0.89, 0.04), 2)


@dataclass(slots=True)
class Told:
    """Wrong fields and those told, rightly read forms (or blocks) and those doubted, each counted as ``counts`` says."""

    wrong: float
    told: float
    right: float
    doubted: float

    @property
    def shares(self) -> tuple[float, float]:
        return self.told / max(1e-9, self.wrong), self.doubted / max(1e-9, self.right)


class Outcomes:
    """What readings became of, for any thresholds: ``doubt`` is block -> probability of each reading."""

    def __init__(self, found: Sequence[Reading], doubt: dict[str, np.ndarray], each: np.ndarray | None = None) -> None:
        self.doubt = doubt
        self.each = counts(found) if each is None else each
        fields = [
            {b: sum(n for p, n in r.wrong.items() if p != INVENTED and block_of(p) == b) for b in BLOCKS} for r in found
        ]
        self.fields = {b: np.array([f[b] for f in fields], float) for b in BLOCKS}
        self.right = {b: np.array([not wrong_in(r, b) for r in found]) for b in BLOCKS}
        self.clean = np.array([not r.wrong for r in found])

    def block(self, block: str, at: float) -> Told:
        """One block with a threshold."""
        told = self.doubt[block] > at
        fields, right = self.each * self.fields[block], self.each * self.right[block]
        return Told(fields.sum(), fields[told].sum(), right.sum(), right[told].sum())

    def forms(self, at: dict[str, float]) -> Told:
        """Fields of all blocks; forms are doubted when any of their blocks is."""
        any_ = np.zeros(len(self.each), bool)
        wrong = told = 0.0
        for b in BLOCKS:
            hit = self.doubt[b] > at[b]
            any_ |= hit
            fields = self.each * self.fields[b]
            wrong, told = wrong + fields.sum(), told + fields[hit].sum()
        clean = self.each * self.clean
        return Told(wrong, told, clean.sum(), clean[any_].sum())


def thresholds(outcomes: Outcomes, doubted: float) -> dict[str, float]:
    """A threshold for each block: most fields told while at most ``doubted`` of the rightly read forms are.

    For each of many prices of a doubted form in told fields every block is moved in turn; the best of what they give is taken.
    """
    best, most = dict.fromkeys(BLOCKS, float(_STEPS[-1])), -1.0
    for start in _STEPS[::6]:
        for price in np.geomspace(0.3, 30, 16):
            at = dict.fromkeys(BLOCKS, float(start))
            for _ in range(2):
                for b in BLOCKS:
                    at[b] = max(_STEPS, key=lambda t: _worth(outcomes, {**at, b: float(t)}, float(price)))
            told, right = outcomes.forms(at).shares
            if right <= doubted and told > most:
                best, most = dict(at), told
    return {b: round(float(t), 2) for b, t in _filled_up(outcomes, best, doubted).items()}


def _filled_up(outcomes: Outcomes, at: dict[str, float], doubted: float) -> dict[str, float]:
    """Thresholds moved one at a time, that which tells most more first, as long as few enough forms are doubted."""
    while True:
        most, better = outcomes.forms(at).shares[0] + 1e-9, None
        for b in BLOCKS:
            for t in _STEPS:
                moved = {**at, b: float(t)}
                told, right = outcomes.forms(moved).shares
                if right <= doubted and told > most:
                    most, better = told, moved
        if better is None:
            return at
        at = better


def _worth(outcomes: Outcomes, at: dict[str, float], price: float) -> float:
    found = outcomes.forms(at)
    return (
        found.told / max(1e-9, found.wrong) - price * found.doubted / max(1e-9, found.right) + 1e-6 * sum(at.values())
    )


def table(outcomes: Outcomes, at: dict[str, float]) -> Iterator[str]:
    """The trade of each block at several thresholds, its own marked."""
    yield "| block | threshold | wrong fields told | right blocks doubted |"
    yield "|---|---|---|---|"
    for b in BLOCKS:
        for t in sorted({0.2, 0.35, 0.5, 0.65, 0.8, at[b]}):
            told, doubted = outcomes.block(b, t).shares
            mark = "**" if t == at[b] else ""
            yield f"| {b} | {mark}{t:.2f}{mark} | {told:.1%} | {doubted:.1%} |"
    told, doubted = outcomes.forms(at).shares
    yield f"| all, forms | as marked | {told:.1%} | {doubted:.1%} |"
