"""Evidence -> how sure the reading of each block is, and the problems ``doubtful-reading`` for what is not sure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from selfeval_nb.common.said import shipped
from selfeval_nb.forms.doubt.fund_evidence import fund_evidence
from selfeval_nb.forms.doubt.goal_evidence import goal_evidence
from selfeval_nb.forms.doubt.head_evidence import head_evidence
from selfeval_nb.forms.doubt.indicator_evidence import indicator_evidence
from selfeval_nb.forms.doubt.said import headers_said
from selfeval_nb.forms.doubt.seen import Seen, look, unread_lines
from selfeval_nb.forms.doubt.total_evidence import total_evidence
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import Evidence, Form
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Problem

BLOCKS = ("head", "funds", "goals", "indicators", "totals")
_WORDS = {"head": "表头", "funds": "资金", "goals": "总体目标", "indicators": "指标", "totals": "总分"}
#: Sentences of one block that a problem quotes.
_QUOTED = 3


def weights() -> dict[str, dict[str, float]]:
    """A block -> the weight of each evidence, ``base`` and ``threshold`` (weights.toml, fitted by tests/doubt)."""
    return shipped(__package__ or "", "weights.toml")


def gather(seen: Seen) -> list[Evidence]:
    """All evidence of a form."""
    return [
        *head_evidence(seen), *fund_evidence(seen), *goal_evidence(seen), *indicator_evidence(seen), *total_evidence(seen)
    ]  # fmt: skip


def amounts(evidence: Sequence[Evidence]) -> dict[str, dict[str, float]]:
    """A block -> the largest amount of each evidence in it."""
    out: dict[str, dict[str, float]] = {block: {} for block in BLOCKS}
    for e in evidence:
        out[e.block][e.name] = max(out[e.block].get(e.name, 0.0), e.amount)
    return out


def confidences(evidence: Sequence[Evidence]) -> dict[str, float]:
    """A block -> 0 to 1, how sure its reading is: a logistic sum of its evidence."""
    table = weights()
    out = {}
    for block, found in amounts(evidence).items():
        known = table.get(block, {})
        doubt = known.get("base", -5.0) + sum(known.get(name, 0.0) * amount for name, amount in found.items())
        out[block] = 1 / (1 + math.exp(max(-30.0, min(30.0, doubt))))
    return out


def judge(
    forms: Sequence[Form],
    drafts: Sequence[Draft],
    lines: Sequence[Line],
    vocabulary: Vocabulary,
    others: Sequence[Draft],
) -> Iterator[Problem]:
    """Settle evidence and confidence of each form in place; the problems are those of blocks below their threshold.

    ``others`` are drafts of the document that are no self-evaluation: what they took is not unread.
    """
    apart = {ln.index for d in others for ln in d.lines}
    for form, draft, unread in zip(forms, drafts, unread_lines(drafts, lines), strict=True):
        seen = look(form, draft, vocabulary, [ln for ln in unread if ln.index not in apart])
        form.evidence = gather(seen)
        form.headers = headers_said(draft)
        form.confidence = confidences(form.evidence)
        yield from doubts(form)


def doubts(form: Form) -> Iterator[Problem]:
    """A problem for each block whose confidence is below its threshold, with what speaks most against it."""
    for block in BLOCKS:
        known = weights().get(block, {})
        if form.confidence[block] >= 1 - known.get("threshold", 0.5):
            continue
        against = sorted(
            (e for e in form.evidence if e.block == block and e.said and known.get(e.name, 0) > 0),
            key=lambda e: -known.get(e.name, 0) * e.amount,
        )
        said = "；".join(dict.fromkeys(e.said for e in against[:_QUOTED])) or "与常见版式差别较大"
        detail = f"{_WORDS[block]}部分的读取不确定：{said}。请先核对读取结果。"
        yield Problem(form.file, "doubtful-reading", detail, block, form.form_id)
