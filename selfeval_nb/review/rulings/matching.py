"""Places by meaning: how a ruling finds its form and its cell again after a re-run, or in the form handed in anew.

A form is known by project, unit and year; an indicator by its name, with level 2, level 1 and an ordinal where a name occurs
more than once; a funds row by its source. What is printed there is kept as a hash, so that a change can be told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selfeval_nb.common.where import indicator, parse, row_of
from selfeval_nb.forms.model import Form, Indicator
from selfeval_nb.forms.words.text import norm

# 指标1：…, 1.…, （2）… : running numbers before a name change when a row is put in
_NUMBERING = re.compile(r"^(?:指标)?[(\[]?\d{1,3}[)\]]?[:.、]+(?=\D)")
_RENAMED = 85.0  # similarity of two names (0–100) from which one counts as the other, renamed
#: What a row's finding follows from: a change in one of these puts a ruling on the row into question.
_GROUND = {
    "indicators": ("target_text", "target_adjusted", "actual_text", "weight", "score"),
    "funds": ("initial", "budget", "executed", "weight", "rate", "score"),
}


def short_hash(*texts: str) -> str:
    """Twelve hex digits of texts; as good as unique among the forms of a province."""
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def subject_of(form: Form) -> dict[str, Any]:
    """What identifies a form: ``project unit year form_id file form_no``."""
    return {
        "project": str(form.value("project") or ""),
        "unit": str(form.value("unit") or ""),
        "year": form.year,
        "form_id": form.form_id,
        "file": str(form.file).replace("\\", "/").rsplit("/", 1)[-1],
        "form_no": form.form_no,
    }


def same_form(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two subjects are the same form: the same content, or the same project, unit and year.

    A unit or a year that one of them leaves blank does not part them; a form without a project name is known by its file and
    its number in the file.
    """
    if a.get("form_id") and a.get("form_id") == b.get("form_id"):
        return True
    for name in ("unit", "year"):
        x, y = norm(str(a.get(name) or "")), norm(str(b.get(name) or ""))
        if x and y and x != y:
            return False
    x, y = norm(str(a.get("project") or "")), norm(str(b.get("project") or ""))
    if x and y:
        return x == y
    return bool(a.get("file")) and (a.get("file"), a.get("form_no")) == (b.get("file"), b.get("form_no"))


def subject_key(subject: Mapping[str, Any]) -> str:
    """A short key of the form: of project, unit and year, or of its content when the project name is blank."""
    project = norm(str(subject.get("project") or ""))
    if not project:
        return short_hash("form", str(subject.get("form_id") or ""))
    return short_hash(project, norm(str(subject.get("unit") or "")), str(subject.get("year") or ""))


def _name(text: str | None) -> str:
    """A name as part of a place: comparable, without running number and without the characters that part a place."""
    plain = norm(text)
    return _NUMBERING.sub("", plain).replace("|", "¦").replace("]", "）").replace("[", "（")


def _names(indicators: list[Indicator]) -> list[str]:
    """For every indicator ``name|level 2|level 1|ordinal`` (the ordinal among rows that agree in all three)."""
    seen: dict[tuple[str, ...], int] = {}
    out = []
    for i in indicators:
        levels = (_name(i.level3), _name(i.level2), _name(i.level1))
        seen[levels] = seen.get(levels, 0) + 1
        out.append("|".join((*levels, str(seen[levels]))))
    return out


def place_of(form: Form, where: str) -> str:
    """``indicators[3].score`` -> ``indicators[<name>|<level 2>|<level 1>|1].score``; other places stay as they are."""
    place = parse(where)
    at = next((k for k, i in enumerate(form.indicators) if i.indicator_no == place.number), None)
    if at is None:
        return where
    return indicator(_names(form.indicators)[at], place.column)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a place is now. ``where`` is None when it is not there any more; ``renamed`` holds the name it has now."""

    where: str | None
    renamed: str = ""


def find_place(form: Form, place: str) -> Found:
    """The ``where`` of a place in this form. An indicator is looked for by name, then by the closest name of its level 2."""
    at = parse(place)
    if at.block != "indicators":
        return Found(None if at.row and not any(row_of(w) == at.row for w in form.fields) else place)
    if "|" not in at.key:
        return Found(place if at.number in {i.indicator_no for i in form.indicators} else None)
    wanted = [*at.key.split("|"), "", "", ""][:4]
    names = [n.split("|") for n in _names(form.indicators)]
    found = [k for k, n in enumerate(names) if n[0] == wanted[0]]
    for part in (1, 2, 3):
        narrower = [k for k in found if names[k][part] == wanted[part]]
        found = narrower if len(found) > 1 and narrower else found
    renamed = ""
    if not found:
        from rapidfuzz import fuzz

        near = [(fuzz.ratio(wanted[0], n[0]), -k) for k, n in enumerate(names) if n[1] == wanted[1]]
        best = max(near, default=(0.0, 0))
        if best[0] < _RENAMED:
            return Found(None)
        found = [-best[1]]
        renamed = str(form.indicators[found[0]].level3 or "")
    return Found(indicator(form.indicators[found[0]].indicator_no, at.column), renamed)


def cell_hash(form: Form, where: str) -> str:
    """The hash of what is printed at ``where``, white space and letter width aside; of a blank where there is no cell."""
    field = form.fields.get(where) or form.head.get(where)
    return short_hash(norm(field.text if field else ""))


def ground_hash(form: Form, where: str, finding: Mapping[str, Any] | None = None) -> str:
    """The hash of what a finding at ``where`` follows from: the figures of its row, or the finding's own quote and calculation."""
    at = parse(where)
    if not at.row:
        facts = finding or {}
        return short_hash(norm(str(facts.get("quote") or "")), norm(str(facts.get("arithmetic") or "")))
    columns = _GROUND[at.block]
    texts = []
    for column in columns:
        field = form.fields.get(str(at.at(column)))
        texts.append(norm(field.text if field else ""))
    return short_hash(*texts)
