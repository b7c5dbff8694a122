"""The words of the workbook. The import knows a column by its head in either language."""

from __future__ import annotations

from selfeval_nb.common.said import LANGS, Spoken, said

PAPER = (
    "level1", "level2", "level3", "nature", "target", "unit_of", "weight", "actual", "self_score", "review_actual",
    "review_score", "deviation", "remark",
)  # fmt: skip
EXTRA = ("recomputed", "arithmetic", "found")
#: The first PRINTED columns go on paper (A4, landscape); the others are for the screen.
FINDINGS = (
    "no", "project", "unit", "severity", "place", "problem", "advice", "ruling", "ruling_reason", "status", "deadline",
    "responsible", "quote", "calculation", "rule", "suite", "basis",
)  # fmt: skip
PRINTED = FINDINGS.index("status") + 1
STATUS = ("open", "working", "done", "not_needed", "closed")
#: Heads of the hidden columns, and the hidden sheet that holds what identifies each form.
KEY, DEFAULT, FINDING_KEY, FORMS_SHEET, MARK = (
    "selfeval:row",
    "selfeval:default",
    "selfeval:finding",
    "_selfeval",
    "selfeval-workpaper-1",
)


class WorkbookWords(Spoken):
    """The words of one language as attributes."""


def named(head: str) -> str:
    """The name of a column from its head in either language; '' when it is none of ours."""
    return _BY_HEAD.get(head.strip(), "")


_SAID = said(__name__)
_BY_HEAD = {_SAID[lang][name]: name for name in dict.fromkeys((*PAPER, *EXTRA, *FINDINGS)) for lang in LANGS}
#: What reviewers write in 复核意见 besides the words of the list.
_CHOICES = {_SAID[lang][name]: name for name in ("confirm", "waive") for lang in LANGS} | {
    "豁免": "waive", "不作为问题": "waive", "不属实": "waive", "不成立": "waive", "waived": "waive",
    "确认问题": "confirm", "属实": "confirm", "成立": "confirm", "confirmed": "confirm",
}  # fmt: skip


def choice(word: str) -> str:
    """``confirm`` or ``waive`` from its word in either language; '' for anything else."""
    return _CHOICES.get(word.partition("（")[0].partition("(")[0].strip(), "")
