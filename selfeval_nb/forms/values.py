"""The value grammar of targets and actuals (docs/values.md): text -> Value. Nothing is converted silently."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """What a target or actual cell says.

    kind: ``number`` ``percent`` ``money`` ``date`` ``deadline`` ``duration`` ``period`` ``range`` ``status`` ``boolean``
    ``trend`` ``level`` ``compliance`` ``narrative`` ``placeholder`` ``none`` (a dash, 无, blank).
    ``operator`` is what is printed (``>=`` ``<=`` ``=`` ``>`` ``<``, also from words), ``qualitative`` for words, or None.
    ``direction`` is the operator that a check may use: the printed one, or the assumed one with ``assumed`` naming why.
    ``number`` and ``unit`` are as printed (no multiplier); ``low``/``high`` and ``base_unit`` in base units (元, 1, 天 …;
    percent stays percent). ``date_low``/``date_high`` are ISO dates, inclusive; ``ambiguity`` says what is not certain.
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
