"""The reviews that follow from a form, made anew for a report that is to be verified: nothing is taken from a shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.how import How
from selfeval_nb.forms.model import Form
from selfeval_nb.readers.model import Problem
from selfeval_nb.review.claims import Claims
from selfeval_nb.review.model import Review
from selfeval_nb.review.shape import ShapeError, shaped
from selfeval_nb.review.verify import Difference

UNSAID = "?"  # the preset of a ``How`` that leaves it to the report


@dataclass(frozen=True, slots=True)
class Given:
    """The forms that were given, and which of them a report is about. ``whole``: they are a batch, not one document."""

    forms: list[Form]
    problems: list[Problem]
    whole: bool


def read_forms(inputs: Sequence[str | Path], how: How) -> Given:
    """Read what was given, under the names that a batch of it would use. Raises ReviewError when there is no form."""
    from selfeval_nb.forms.load import load_forms
    from selfeval_nb.readers.sources import name_of

    paths = [Path(p) for p in inputs]
    for path in paths:
        if not path.exists():
            raise ReviewError(f"找不到“{path.name}”，请核对路径。")
    loaded = load_forms(paths, **how.reading())
    if not loaded.forms:
        raise ReviewError(f"{'、'.join(f'“{p.name}”' for p in paths[:5])}中没有找到自评表，无从核对。")
    short = {shown: base(shown) for shown in (name_of(p).rstrip("/\\") for p in paths)}

    def called(item: Any) -> Any:
        file = str(item.file or "")
        given = next((s for s in short if file == s or file.startswith((f"{s}/", f"{s}\\"))), None)
        return item if given is None else replace(item, file=short[given] + file[len(given) :])

    forms = [called(f) for f in loaded.forms]
    whole = len(paths) > 1 or paths[0].is_dir() or len({f.file for f in forms}) > 1
    return Given(forms, [called(p) for p in loaded.problems], whole)


def the_form(given: Given, claims: Claims) -> Form:
    """The form that the report is about: the one with its content and number. Where a single document has another content, its form
    of that number stands in, and the difference is told. Raises ReviewError when there is nothing to compare with."""
    sha, no = claims.at("form", "sha256"), claims.form_no
    same = [f for f in given.forms if f.sha256 == sha and f.form_no == no]
    layout = claims.at("provenance", "layout")
    if isinstance(layout, str) and not any(f.layout for f in same):
        claims.limits.append(f"报告按版式文件“{layout[:80]}”读表，这次没有用到它：请用 --layouts 给出。")
    if same:
        name, form_id = claims.at("form", "file"), claims.at("form", "form_id")
        return max(same, key=lambda f: (f.form_id == form_id, base(f.file) == name))
    if given.whole:
        raise ReviewError(f"给出的文件中没有报告所说的那张表（第{no}张，SHA-256 {str(sha)[:16]}…）。")
    here = given.forms[0]
    if here.sha256 != sha:
        claims.faults.append(
            Difference("file", base(here.file), f"SHA-256 {str(sha)[:16]}…", f"SHA-256 {here.sha256[:16]}…")
        )
    again = next((f for f in given.forms if f.form_no == no), None)
    if again is None:
        claims.faults.append(Difference("reading", base(here.file), f"第{no}张表", f"共{len(given.forms)}张表"))
    return again or here


def stated_form(claims: Claims) -> Given:
    """The form as the report states it: what a report alone can be held against. Raises ReviewError when it is none."""
    try:
        form = shaped(Form, claims.at("form"), "form")
        problems = shaped(list[Problem], claims.at("problems"), "problems")
    except ShapeError as error:
        raise ReviewError(f"报告附带的数值不完整，或由不同版本的程序生成（{error}）。") from None
    claims.limits.append("没有给出自评表：只核对了报告自身前后是否一致，表的内容和读取提示都是报告自己所写。")
    return Given([form], problems, whole=False)


def reviews(given: Given, form: Form, claims: Claims, how: How) -> list[Review]:
    """The review of ``form`` among the forms that were given, and, where that may be different, as the only one."""
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.beside import load_beside
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.review.build import build_review

    judging = how.judging() | {
        "preset": claims.preset(None if how.preset == UNSAID else how.preset),
        "lang": claims.lang,
    }
    called = claims.identity(replace(form, file=base(form.file)))
    problems = [p for p in given.problems if p.file == form.file]
    problems = [
        replace(p, file=called.file, form_id=called.form_id if p.form_id == form.form_id else p.form_id)
        for p in problems
    ]
    others = [called if f is form else f for f in given.forms]
    made, beside = [], load_beside(how).given()
    for forms in [others] if given.whole or len(others) == 1 else [others, [called]]:
        result = check(tables_of(forms, given.problems), **judging, **beside)
        made.append(build_review(called, result, problems, lang=claims.lang))
    return made


def comparing(how: How) -> Mapping[str, Sequence[Rule]]:
    """The rules that look at several forms, by id."""
    from selfeval_nb.checks.judging.comparing import comparing_rules

    found: dict[str, list[Rule]] = {}
    for rule in comparing_rules(how.expectations or None):
        found.setdefault(rule.id, []).append(rule)
    return found


def base(file: str) -> str:
    """A file's name without its folder."""
    return file.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
