"""Places as a reviewer names them: ``indicators[3].score``, 指标3 得分, the name of an indicator, or a part of it."""

from __future__ import annotations

from difflib import get_close_matches

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.where import fund, indicator, row_of
from selfeval_nb.forms.words.text import norm
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.desk_words import DeskWords

_HEAD = (
    "form", "title", "project", "department", "unit", "year", "goal_expected", "goal_actual", "total_weight", "total_score",
    "grade",
)  # fmt: skip
_FUNDS = ("initial", "budget", "executed", "rate", "weight", "score")
_INDICATOR = ("level3", "target_text", "actual_text", "weight", "score", "reason")


def places(view: View) -> list[tuple[str, str]]:
    """Every place of the form that can be ruled on as (words, where), in the order of the form."""
    form = view.form
    wheres = [w for w in _HEAD if w in ("form", "total_score", "grade") or w in form.head or w in form.fields]
    wheres += [fund(f.source, c) for f in form.funds for c in _FUNDS]
    wheres += [indicator(i.indicator_no, c) for i in form.indicators for c in _INDICATOR]
    wheres += [w for w in form.fields if w not in wheres]
    return [(view.where_words(w), w) for w in wheres]


def scores(view: View) -> list[tuple[str, str, float | None]]:
    """The places whose score can be set as (words, where, printed score): execution, the indicators, the total."""
    found = []
    for row in view.rows:
        where = {"execution": fund("total", "score"), "total": "total_score"}.get(row.kind, indicator(row.no, "score"))
        found.append((view.where_words(where), where, row.self_score))
    return found


def printed(view: View, where: str) -> str:
    """What the form prints at ``where``; empty where it prints nothing or has no such cell."""
    found = view.form.fields.get(where) or view.form.head.get(where)
    return found.text.strip() if found else ""


def resolve(view: View, given: str, words: DeskWords) -> str:
    """The ``where`` that a reviewer means. Raises ReviewError with a sentence that names what comes close."""
    wanted = norm(str(given))
    known = places(view)
    for said, where in known:
        if wanted in (norm(where), norm(said), norm(view.t.where_words(where))):
            return where
    # a row alone: 指标3, funds[total], the name of an indicator or funds row
    for row in dict.fromkeys(r for _, w in known if (r := row_of(w))):
        if wanted in (norm(row), norm(view.t.where_words(row)), norm(view.where_words(row))):
            return row
    named = [indicator(i.indicator_no) for i in view.form.indicators if norm(i.level3 or "") == wanted]
    if len(named) == 1:
        return named[0]
    near = get_close_matches(wanted, [norm(w) for _, w in known], n=2, cutoff=0.6)
    hint = words.near.format(names="、".join(near) if words.lang == "zh" else ", ".join(near)) if near else ""
    raise ReviewError(words.no_place.format(where=given, near=hint))
