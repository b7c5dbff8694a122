"""The layouts of a batch for its index: how many forms each has, and which of them should be looked at before they are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from selfeval_nb.report.words.index_words import IndexWords
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.review.model import Review

_LISTED = 40  # forms of a layout that are named, and layouts that are listed


def layout_of(review: Review) -> dict[str, str]:
    """What the index keeps of a form's layout: ``layout`` (its fingerprint), ``layout_file`` (the taught layout that it was read by,
    '' for none), ``title`` and ``waits`` (why a person should look at the reading first, '' where it is sure)."""
    waits = next(iter(review.doubts), "")
    form = review.form
    return {"layout": form.template, "layout_file": form.layout, "title": form.title, "waits": waits}


class _Group:
    """The forms of one layout."""

    def __init__(self, members: Sequence[Mapping[str, Any]]) -> None:
        self.count = len(members)
        self.title = str(next((r["title"] for r in members if r.get("title")), ""))
        self.file = str(members[0].get("layout_file") or "")
        self.waiting = [r for r in members if r.get("waits")]


def layouts(rows: Sequence[Mapping[str, Any]], lang: str) -> dict[str, Any]:
    """The layouts of ``rows`` for their template, those with forms that wait first, then the most frequent."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(str(row.get("layout_file") or row.get("layout") or ""), []).append(row)
    found = sorted((_Group(m) for m in groups.values()), key=lambda g: (-len(g.waiting), -g.count))
    waiting = sum(len(g.waiting) for g in found)
    return {
        "t": Labels(lang), "w": IndexWords(lang), "layouts": found[:_LISTED], "layout_count": len(found),
        "waiting_count": waiting, "layouts_listed": _LISTED,
    }  # fmt: skip
