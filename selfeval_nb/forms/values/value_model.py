"""What a target or actual cell says, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass

QUALITATIVE = "qualitative"


@dataclass(frozen=True, slots=True)
class Value:
    """What a target or actual cell says.

    kind: ``number`` ``percent`` ``money`` ``date`` ``deadline`` ``duration`` ``period`` ``range`` ``status`` ``boolean``
    ``trend`` ``level`` ``compliance`` ``narrative`` ``placeholder`` ``none`` (a dash, 无, blank).
    ``operator`` is what is printed (``>=`` ``<=`` ``=`` ``>`` ``<``, also from words), ``qualitative`` for words, or None.
    ``direction`` is the operator that a check may use: the printed one, or the assumed one with ``assumed`` naming why.
    ``number`` and ``unit`` are as printed (no multiplier); ``low``/``high`` and ``base_unit`` in base units (元, 1, 天 …;
    percent stays percent). ``date_low``/``date_high`` are ISO dates, inclusive; ``ambiguity`` says what is not certain.
    ``unit_used`` is the unit that ``low``/``high`` rest on: the printed one, or one inherited from the unit column, the
    target or the indicator's name, which ``assumed`` then names. A range (1-3次) and a list of numbers have no single
    ``number``; their numbers stand in ``numbers``. ``grade`` is 1–3 where the words are one of the three official grades
    of qualitative completion. ``suggestion`` is a probable reading of a character-recognition slip; it is never applied.
    In an actual, ``operator`` only records what is printed (≥266米); a check compares ``low``/``high``.
    """

    raw: str
    text: str
    kind: str
    operator: str | None = None
    number: float | None = None
    unit: str | None = None
    direction: str | None = None
    assumed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    base_unit: str | None = None
    date_low: str | None = None
    date_high: str | None = None
    approximate: bool = False
    ambiguity: str = ""
    confidence: float = 1.0
    numbers: tuple[float, ...] = ()
    unit_used: str | None = None
    grade: int | None = None
    suggestion: str = ""
