"""Evidence -> how sure the reading of each block is, and the problems ``doubtful-reading`` for what is not sure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from selfeval_nb.common.said import shipped
from selfeval_nb.common.where import indicator
from selfeval_nb.forms.doubt.content_evidence import content_evidence
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
#: Evidence about a place that weighs less than this does not make it doubtful beside others that weigh more.
_LEAST = 1.0
#: Fields that are read out of one column.
_FIELDS = {
    "target_text": ("target_text", "operator", "target_value", "target_unit"),
    "actual_text": ("actual_text", "actual_value", "actual_unit"),
}


def weights() -> dict[str, dict[str, float]]:
    """A block -> the weight of each evidence, ``base`` and ``threshold`` (weights.toml, fitted by tests/doubt)."""
    return shipped(__package__ or "", "weights.toml")


def gather(seen: Seen) -> list[Evidence]:
    """All evidence of a form."""
    return [
        *head_evidence(seen), *fund_evidence(seen), *goal_evidence(seen), *indicator_evidence(seen), *total_evidence(seen),
        *content_evidence(seen),
    ]  # fmt: skip


def confidences(evidence: Sequence[Evidence]) -> dict[str, float]:
    """A block -> 0 to 1, how sure its reading is: a logistic sum of its evidence."""
    return {block: 1 - _doubt([e for e in evidence if e.block == block], weights().get(block, {})) for block in BLOCKS}


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
    """A problem for each block, or place in it, whose reading is not sure, with what speaks most against it."""
    for block in BLOCKS:
        known = weights().get(block, {})
        found = [e for e in form.evidence if e.block == block]
        for where, against in doubted_places(found, known).items():
            said = "；".join(dict.fromkeys(e.said for e in against if e.said)) or "与常见版式差别较大"
            part = _WORDS[block] + ("部分" if where == block else "中的一处" if "]" in where else "中的一项")
            detail = f"{part}读取不确定：{said}。请先核对读取结果。"
            for place in cells_of(where, form):
                yield Problem(form.file, "doubtful-reading", detail, place, form.form_id)


def doubted_places(found: Sequence[Evidence], known: Mapping[str, float]) -> dict[str, list[Evidence]]:
    """The places of one block that are doubted with what speaks most against each, empty where the block is sure.

    A block that would be sure but for evidence about some of its places, which is enough by itself, is doubted at these alone. A place is the block
    itself, a field, a row (``indicators[3]``) or a column of the indicators (``indicators.weight``).
    """
    if not found or _doubt(found, known) <= known.get("threshold", 0.5):
        return {}

    def weight(e: Evidence) -> float:
        return known.get(e.name, 0.0) * e.amount

    against = sorted((e for e in found if weight(e) > 0), key=weight, reverse=True)
    limit = known.get("threshold", 0.5)
    placed = [e for e in against if e.where]
    enough = _doubt([*placed, *(e for e in found if weight(e) <= 0)], known) > limit
    if not enough or _doubt([e for e in found if not e.where], known) > limit:
        return {found[0].block: [e for e in against if e.said][:_QUOTED]}
    least = min(_LEAST, weight(placed[0]))
    places: dict[str, list[Evidence]] = {}
    for e in placed:
        if weight(e) >= least:
            places.setdefault(e.where, []).append(e)
    return {where: said[:_QUOTED] for where, said in places.items()}


def _doubt(found: Sequence[Evidence], known: Mapping[str, float]) -> float:
    largest: dict[str, float] = {}
    for e in found:
        largest[e.name] = max(largest.get(e.name, 0.0), e.amount)
    each = [known.get(name, 0.0) * amount for name, amount in largest.items()]
    # what speaks for a reading can outweigh several weak signs against it, but never the strongest one
    total = known.get("base", -5.0) + max(sum(each), max(each, default=0.0))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def cells_of(where: str, form: Form) -> list[str]:
    """The places of the contract that a place stands for: a column of the indicators is its fields row by row."""
    column = where.removeprefix("indicators.")
    if column == where:
        return [where]
    names = _FIELDS.get(column, (column,))
    return [indicator(i.indicator_no, n) for i in form.indicators for n in names]
