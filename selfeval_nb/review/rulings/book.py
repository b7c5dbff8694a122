"""Rulings (复核意见): what a person decides on a finding, a value or a score, kept in a file and laid over the reviews.

book = load_rulings("复核意见.jsonl")
review = apply(review, book)                                   # findings marked, counts and suggestion anew
save_ruling("复核意见.jsonl", waive(review, 3, "原件已核对", reviewer="…"))
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from selfeval_nb.checks.model import SEVERITIES, TOTAL_COLUMNS, severity_rank
from selfeval_nb.common.clock import source_date
from selfeval_nb.common.said import said
from selfeval_nb.common.where import parse
from selfeval_nb.forms.words.text import norm
from selfeval_nb.review.build import count, digest, suggest
from selfeval_nb.review.model import Review, ReviewedTotal, Ruling
from selfeval_nb.review.rulings import file as rulings_file
from selfeval_nb.review.rulings.file import ACTIONS, RulingsError
from selfeval_nb.review.rulings.final import FinalScore, final_score
from selfeval_nb.review.rulings.matching import (
    cell_hash,
    find_place,
    ground_hash,
    place_of,
    same_form,
    short_hash,
    subject_key,
    subject_of,
)

__all__ = [
    "ACTIONS", "ADDED", "FinalScore", "RulingBook", "RulingsError", "add", "apply", "attach", "confirm", "final_score",
    "load_rulings", "make_ruling", "matter_of", "override", "save_ruling", "save_rulings", "score", "today", "waive", "withdraw",
]  # fmt: skip

ADDED = "ADD"  # the rule id of a finding that a reviewer added
_WORDS = said(__name__)


# making a ruling


def make_ruling(
    review: Review,
    action: str,
    where: str,
    *,
    rule_id: str = "",
    value: Any = None,
    reason: str = "",
    reviewer: str = "",
    date: str | None = None,
    severity: str = "",
) -> Ruling:
    """A ruling on a place of this review, with its key. ``date`` is today (or SOURCE_DATE_EPOCH) unless given.

    Raises RulingsError with a sentence when the decision is not complete: a waiver without a reason, a score that is no
    number or lies outside 0 and the weight, a place or finding that the form does not have.
    """
    if action not in ACTIONS:
        raise RulingsError(f"复核意见的种类应为{'、'.join(ACTIONS)}之一，现为“{action}”。")
    form = review.form
    reason = reason.strip()
    known = find_place(form, where).where is not None
    if not known:
        raise RulingsError(f"表中没有“{where}”，请核对位置。")
    if action in ("waive", "add", "note") and not reason:
        raise RulingsError(
            {"waive": "不作问题须写明理由。", "add": "补充问题须写明内容。", "note": "备注不能为空。"}[action]
        )
    finding = None
    if action in ("confirm", "waive"):
        finding = next((f for f in review.findings if (f.get("rule_id"), f.get("where")) == (rule_id, where)), None)
        if finding is None:
            raise RulingsError(f"“{where}”没有规则{rule_id}查出的问题。")
    if action == "override":
        _check_value(where, value)
    if action == "score":
        value = _points(review, where, value)
    if action == "add":
        rule_id = rule_id or ADDED
        severity = severity or "warning"
        if severity not in SEVERITIES:
            raise RulingsError(f"问题等级应为{'、'.join(SEVERITIES)}之一，现为“{severity}”。")
    field = form.fields.get(where) or form.head.get(where)
    made = Ruling(
        key="", action=action, where=where, rule_id=rule_id, value=value, reason=reason, reviewer=reviewer.strip(),
        date=today() if date is None else date, quote=(field.text.strip() if field else "")[:200], severity=severity,
        place=place_of(form, where), cell=cell_hash(form, where), ground=ground_hash(form, where, finding),
        subject=subject_of(form),
    )  # fmt: skip
    return replace(made, key=key_of(made))


_IN_NUMBERS = frozenset(("initial", "budget", "executed", "weight", "score", "total_weight", "total_score"))


def _check_value(where: str, value: Any) -> None:
    """Amounts, weights and scores have to be numbers; an actual value may be words (指标不匹配), which give no points."""
    from selfeval_nb.forms.values.numbers import parse_amount, parse_rate

    text = "" if value is None else str(value).strip()
    if not text:
        raise RulingsError("更正数值须写明数值。")
    column = where.rpartition(".")[2]
    if column in _IN_NUMBERS and parse_amount(text) is None:
        raise RulingsError(f"这一栏应更正为数，现为“{text}”。")
    if column == "rate" and parse_rate(text) is None:
        raise RulingsError(f"执行率应更正为百分数，现为“{text}”。")


def _points(review: Review, where: str, value: Any) -> float:
    from selfeval_nb.forms.values.numbers import parse_score

    number = (
        float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else parse_score(str(value))
    )
    if number is None or number != number:
        raise RulingsError(f"复核得分应为数，现为“{value}”。")
    most = weight_at(review, where)
    if number < 0 or (most is not None and number > most + 1e-9):
        limit = "不应小于0" if most is None else f"应在0与{most:g}之间"
        raise RulingsError(f"复核得分{limit}，现为{number:g}。")
    return round(number, 4)


def weight_at(review: Review, where: str) -> float | None:
    """The most that the score at ``where`` can be: the weight of the row, the full points of the form; None when unknown."""
    if where == "total_score":
        printed = review.form.value("total_weight")
        return printed if isinstance(printed, (int, float)) else None
    at = parse(where)
    numbers = {i.indicator_no for i in review.form.indicators}
    no = 0 if at.block == "funds" else at.number if at.number in numbers else None
    found = next((s.get("weight") for s in review.scores if s.get("indicator_no") == no), None)
    if found is None and no:
        found = next((i.weight for i in review.form.indicators if i.indicator_no == no), None)
    return found


def today() -> str:
    """Today as ``2026-01-31``, or the day of SOURCE_DATE_EPOCH."""
    moment = source_date()
    return (moment.date() if moment else date.today()).isoformat()


def _finding(review: Review, finding: int | Mapping[str, Any]) -> Mapping[str, Any]:
    """A finding by its number in the report (from 1, errors first) or as it stands in ``review.findings``."""
    if not isinstance(finding, int):
        return finding
    ordered = sorted(review.findings, key=lambda f: severity_rank(f.get("severity")))
    if not 1 <= finding <= len(ordered):
        raise RulingsError(f"没有第{finding}号问题，共{len(ordered)}处。")
    return ordered[finding - 1]


def confirm(
    review: Review, finding: int | Mapping[str, Any], reason: str = "", *, reviewer: str = "", date: str | None = None
) -> Ruling:
    """The finding stands. ``finding``: its number in the report or the finding itself."""
    f = _finding(review, finding)
    return make_ruling(review, "confirm", f["where"], rule_id=f["rule_id"], reason=reason, reviewer=reviewer, date=date)


def waive(
    review: Review, finding: int | Mapping[str, Any], reason: str, *, reviewer: str = "", date: str | None = None
) -> Ruling:
    """The finding is not held against the unit, for this reason."""
    f = _finding(review, finding)
    return make_ruling(review, "waive", f["where"], rule_id=f["rule_id"], reason=reason, reviewer=reviewer, date=date)


def override(
    review: Review, where: str, value: Any, reason: str = "", *, reviewer: str = "", date: str | None = None
) -> Ruling:
    """The value that the review goes by, in place of the printed one: an actual value, an amount, a weight."""
    return make_ruling(review, "override", where, value=value, reason=reason, reviewer=reviewer, date=date)


def score(
    review: Review, where: str, value: Any, reason: str = "", *, reviewer: str = "", date: str | None = None
) -> Ruling:
    """The review score of an indicator (``indicators[N].score``), of execution (``funds[total].score``) or ``total_score``."""
    return make_ruling(review, "score", where, value=value, reason=reason, reviewer=reviewer, date=date)


def add(
    review: Review, where: str, text: str, *, severity: str = "warning", reviewer: str = "", date: str | None = None
) -> Ruling:
    """A finding of one's own at ``where`` (``form`` for the form as a whole)."""
    return make_ruling(review, "add", where, reason=text, severity=severity, reviewer=reviewer, date=date)


def withdraw(ruling: Ruling, *, reviewer: str = "", date: str | None = None) -> Ruling:
    """Takes a ruling back; the file keeps both."""
    return replace(
        ruling, action="withdraw", reviewer=reviewer or ruling.reviewer, date=today() if date is None else date
    )


def key_of(ruling: Ruling) -> str:
    """``FORM/RULE or ACTION/PLACE/CELL``: the same decision on the same printed value has the same key in every run."""
    what = ruling.rule_id or ruling.action
    if ruling.action == "add":
        what = f"{what}-{short_hash(norm(ruling.reason))[:6]}"
    return "/".join((subject_key(ruling.subject), what, ruling.place, ruling.cell))


# the file


def save_ruling(path: str | Path, ruling: Ruling) -> None:
    """Add one ruling to the file (made when it is not there). Raises RulingsError, then nothing has changed."""
    rulings_file.append(path, [ruling])


def save_rulings(path: str | Path, rulings: Iterable[Ruling]) -> int:
    """Add many rulings at once, all or none; returns how many."""
    return rulings_file.append(path, rulings)


def load_rulings(path: str | Path) -> RulingBook:
    """The rulings of the file that hold now; empty when there is no file. Raises RulingsError for a damaged file.

    A file that has not been saved since gives the same book again, which nobody may change: a batch asks for it once a form.
    """
    try:
        stat = os.stat(path)
    except OSError:
        return RulingBook(rulings_file.read_all(path))
    return _book(os.path.abspath(path), (stat.st_ino, stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=4)
def _book(path: str, stamp: tuple[int, int, int]) -> RulingBook:
    return RulingBook(rulings_file.read_all(path))


class RulingBook(list[Ruling]):
    """Rulings that hold: of several on one matter the last one, none that was withdrawn. ``of(form)`` finds a form's own."""

    def __init__(self, rulings: Iterable[Ruling] = ()) -> None:
        held: dict[tuple[str, ...], Ruling] = {}
        for ruling in rulings:
            matter = matter_of(ruling)
            held.pop(matter, None)
            if ruling.action != "withdraw":
                held[matter] = ruling
        super().__init__(held.values())
        self._near: dict[tuple[str, Any], list[int]] = {}
        for i, ruling in enumerate(self):
            for name in _handles(ruling.subject):
                self._near.setdefault(name, []).append(i)

    def of(self, subject: Mapping[str, Any]) -> list[Ruling]:
        """The rulings on the form with this subject, in the order of the file."""
        near = sorted({i for name in _handles(subject) for i in self._near.get(name, ())})
        return [self[i] for i in near if same_form(self[i].subject, subject)]


def _handles(subject: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What ``same_form`` may know a form by; a form that shares none of these is another one."""
    handles: list[tuple[str, Any]] = [
        ("id", subject.get("form_id")),
        ("file", (subject.get("file"), subject.get("form_no"))),
    ]
    if project := norm(str(subject.get("project") or "")):
        handles.append(("project", project))
    return handles


def matter_of(ruling: Ruling) -> tuple[str, ...]:
    """What a ruling is about: a later one on the same matter takes its place."""
    form = subject_key(ruling.subject)
    if ruling.action == "withdraw":
        # the key names the matter; its last part is the value
        what = ruling.key.split("/")[1] if ruling.key.count("/") >= 3 else ruling.rule_id
    elif ruling.action == "add":
        what = ruling.key.split("/")[1] if ruling.key.count("/") >= 3 else f"{ruling.rule_id}{ruling.reason}"
    else:
        what = ruling.rule_id or ruling.action
    return form, what, ruling.place or ruling.where


# laying rulings over a review


def attach(review: Review, path: str | Path) -> Review:
    """``apply`` with the rulings of a file; what ``open_review(..., rulings=path)`` uses."""
    return apply(review, load_rulings(path))


def apply(review: Review, rulings: Iterable[Ruling]) -> Review:
    """The review with the rulings on its form: a new Review, the given one is not changed.

    Matched rulings are in ``rulings``, at the place where the form has it now; one whose cell or row has changed, or whose
    finding or row is gone, is ``stale`` and says why: it decides nothing until it is made again. Findings get ``ruling``
    (``confirm`` or ``waive``) and stay; findings of the reviewer's own are added with rule id ``ADD``. ``counts`` leave waived
    findings out and gain ``waived confirmed added stale``. ``total`` gains ``review_score review_low review_high review_grade
    review_difference``. Applying again with other rulings starts afresh.
    """
    book = rulings if isinstance(rulings, RulingBook) else RulingBook(rulings)
    words = _WORDS.get(review.lang, _WORDS["zh"])
    findings: list[Any] = [
        {k: v for k, v in f.items() if k != "ruling"} for f in review.findings if f.get("suite") != "review"
    ]
    plain = replace(review, findings=findings, rulings=[])
    matched = [_match(plain, r, words) for r in book.of(subject_of(review.form))]
    holding = [r for r in matched if not r.stale]
    decided = {(r.rule_id, r.where): r.action for r in holding if r.action in ("confirm", "waive")}
    for f in findings:
        if action := decided.get((str(f.get("rule_id")), str(f.get("where")))):
            f["ruling"] = action
    findings += [_added(plain, r, words) for r in holding if r.action == "add"]
    findings.sort(key=lambda f: severity_rank(f.get("severity")))
    # the digest is part of where the review comes from: a report without it, or with another, goes by other rulings
    origin = {k: v for k, v in review.provenance.items() if k != "rulings_digest"}
    if matched:
        origin["rulings_digest"] = digest([asdict(r) for r in matched])
    printed = cast(ReviewedTotal, {k: v for k, v in review.total.items() if k in TOTAL_COLUMNS})
    out = replace(plain, rulings=matched, total=printed, provenance=origin)
    _count(out, matched)
    final = final_score(out)
    if holding:
        out.total |= {
            "review_score": final.score, "review_low": final.low, "review_high": final.high,
            "review_grade": final.grade, "review_difference": final.difference,
        }  # fmt: skip
    _suggest(out, final, words)
    return out


def _match(review: Review, ruling: Ruling, words: Mapping[str, str]) -> Ruling:
    form = review.form
    found = find_place(form, ruling.place or ruling.where)
    if found.where is None:
        named = ruling.place.partition("|")[0] + ("]" + ruling.place.partition("]")[2] if "|" in ruling.place else "")
        return replace(ruling, where=named or ruling.where, stale=True, stale_reason=words["lost"])
    where = found.where
    reasons = []
    if found.renamed:
        reasons.append(words["renamed"].format(name=found.renamed))
    finding = None
    if ruling.action in ("confirm", "waive"):
        finding = next(
            (f for f in review.findings if (f.get("rule_id"), f.get("where")) == (ruling.rule_id, where)), None
        )
        if finding is None:
            reasons.append(words["gone"])
    if ruling.cell and cell_hash(form, where) != ruling.cell:
        field = form.fields.get(where) or form.head.get(where)
        new = (field.text.strip() if field else "") or words["blank"]
        reasons.append(words["cell"].format(old=ruling.quote or words["blank"], new=new[:200]))
    elif ruling.ground and not reasons and ground_hash(form, where, finding) != ruling.ground:
        reasons.append(words["ground"])
    return replace(ruling, where=where, stale=bool(reasons), stale_reason=words["own"].join(reasons))


def _added(review: Review, ruling: Ruling, words: Mapping[str, str]) -> dict[str, Any]:
    form = review.form
    field = form.fields.get(ruling.where) or form.head.get(ruling.where)
    return {
        "rule_id": ruling.rule_id or ADDED, "suite": "review", "severity": ruling.severity or "warning",
        "file": review.provenance.get("file", form.file), "form_no": form.form_no, "where": ruling.where,
        "table": field.table if field else None, "row": field.row if field else None, "col": field.col if field else None,
        "quote": field.text.strip() if field else "", "title": words["added"], "message": ruling.reason, "arithmetic": "",
        "basis": "", "advice": "", "remark": "", "ruling": "confirm",
    }  # fmt: skip


def _count(review: Review, matched: list[Ruling]) -> None:
    open_or_confirmed = [f for f in review.findings if f.get("ruling") != "waive"]
    review.counts = count(replace(review, findings=open_or_confirmed)) | {
        "waived": len(review.findings) - len(open_or_confirmed),
        "confirmed": sum(f.get("ruling") == "confirm" for f in review.findings),
        "added": sum(f.get("suite") == "review" for f in review.findings),
        "stale": sum(r.stale for r in matched),
    }


def _suggest(review: Review, final: FinalScore, words: Mapping[str, str]) -> None:
    """The suggestion after the rulings: what was confirmed is to be corrected, what was settled needs nobody any more."""
    settled = replace(review, total=review.total | ({"low": final.low, "high": final.high} if final.ruled else {}))
    review.suggestion, review.suggestion_reason = suggest(settled)
    confirmed = sum(f.get("ruling") == "confirm" and f.get("severity") != "info" for f in review.findings)
    if review.suggestion != "return" and confirmed:
        review.suggestion, review.suggestion_reason = "return", words["return"].format(n=confirmed)
