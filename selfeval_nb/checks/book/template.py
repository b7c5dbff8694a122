"""Message templates: named fields only, numbers as a person writes them.

A template is data that a reviewer may edit, and its values come from forms, so this is not ``str.format``: a field is a
plain name with one of a few formats, and what a field prints is never read as a template again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_FIELD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(?::([a-z0-9%]+))?\}")
_FORMATS = re.compile(r"^(?:\d|%|q|s|pp)$")
QUOTE_LENGTH = 40


def decimal(value: Any) -> Decimal:
    """The printed digits of a number as a Decimal: 0.1 is exactly one tenth. Raises for NaN and for text."""
    return Decimal(repr(float(value)))


def number(value: Any, places: int | None = None) -> str:
    """A number the way a person writes it: no exponent, no trailing zeros, half-up at ``places`` decimals if given."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "—"
    exact = value if isinstance(value, Decimal) else decimal(value)
    exact = exact.quantize(Decimal(1).scaleb(-(9 if places is None else places)), rounding=ROUND_HALF_UP)
    text = format(exact.normalize(), "f")
    return "0" if text == "-0" else text


def percent(value: Any) -> str:
    """A fraction as a percentage with at most two decimals: 0.9524 -> ``95.24%``."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "—"
    exact = value if isinstance(value, Decimal) else decimal(value)
    return number(exact * 100, 2) + "%"


def quoted(value: Any, length: int = QUOTE_LENGTH) -> str:
    """Text of a form, on one line and shortened."""
    text = " ".join(str(value).split()) if _present(value) else ""
    return text if len(text) <= length else text[: length - 1] + "…"


def _present(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def _show(value: Any, spec: str | None) -> str:
    if isinstance(value, str):
        return quoted(value, 400 if spec == "s" else QUOTE_LENGTH)
    if not _present(value):
        return "—"
    if isinstance(value, bool):
        return "true" if value else "false"
    if spec == "%":
        return percent(value)
    if spec == "pp":  # percentage points
        return number(decimal(value) * 100, 2)
    if spec is not None and spec.isdigit():
        return number(value, int(spec))
    try:
        return number(value)
    except (TypeError, ValueError):
        return quoted(value)


def fields(template: str) -> list[str]:
    """The field names of a template, in order."""
    return [m.group(1) for m in _FIELD.finditer(template)]


def faults(template: str) -> list[str]:
    """What is wrong with a template: a brace that begins no field, or a format that does not exist."""
    found = [
        f"{m.group(0)} 中没有“:{m.group(2)}”这种格式"
        for m in _FIELD.finditer(template)
        if m.group(2) and not _FORMATS.match(m.group(2))
    ]
    rest = _FIELD.sub("", template)
    if "{" in rest or "}" in rest:
        found.append("花括号只能用来写字段，如 {score} 或 {rate:%}")
    return found


def render(template: str, values: Mapping[str, Any]) -> str:
    """Fill a template. Raises KeyError naming the field that ``values`` does not have."""
    return _FIELD.sub(lambda m: _show(values[m.group(1)], m.group(2)), template)
