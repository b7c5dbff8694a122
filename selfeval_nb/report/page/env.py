"""The one place where text becomes HTML: a Jinja environment that escapes everything and shows what is invisible."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from selfeval_nb.common.notebook import PLAIN
from selfeval_nb.forms.words.text import spelled

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def shown(value: Any) -> Any:
    """Text with its invisible controls spelled out (``⟦U+202E⟧``); carriage returns become line feeds; None is empty."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return spelled(value)
    return value


@cache
def environment() -> Environment:
    """Autoescape for every template, no undefined names, ``shown`` for every value that is printed."""
    from selfeval_nb.report.view import formats

    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    env.globals["plain"] = PLAIN
    env.filters |= {
        "span": lambda row: formats.span(row["low"], row["high"]),
        "difference": formats.difference,
        "inside": formats.inside,
        "num": formats.number,
        "points": formats.points,
        "percent": formats.percent,
        "signed": formats.signed,
    }
    return env


def render(template: str, **values: Any) -> Markup:
    """A template's output as markup."""
    return Markup(environment().get_template(template).render(**values))


@cache
def asset(name: str) -> Markup:
    """A stylesheet or script of ours, to be put into a page as it stands."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))
