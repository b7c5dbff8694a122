"""The one place where text becomes HTML: a Jinja environment that escapes everything and shows what is invisible."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent / "templates"

# Controls that a browser drops, that turn the reading direction around, or that HTML forbids; a form has no use for them,
# and a reviewer must see that they are there. Tab and line feed stay; a lone surrogate cannot be written to a file.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def shown(value: Any) -> Any:
    """Text with its invisible controls spelled out (``⟦U+202E⟧``); carriage returns become line feeds; None is empty."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _INVISIBLE.sub(lambda m: f"⟦U+{ord(m[0]):04X}⟧", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value


@cache
def environment() -> Environment:
    """Autoescape for every template, no undefined names, ``shown`` for every value that is printed."""
    from selfeval_nb.report import numbers

    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    env.filters |= {
        "span": lambda row: numbers.span(row["low"], row["high"]),
        "difference": numbers.difference,
        "num": numbers.number,
        "points": numbers.points,
        "percent": numbers.percent,
        "signed": numbers.signed,
    }
    return env


def render(template: str, **values: Any) -> Markup:
    """A template's output as markup."""
    return Markup(environment().get_template(template).render(**values))


@cache
def asset(name: str) -> Markup:
    """A stylesheet or script of ours, to be put into a page as it stands."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))
