"""What stands above a form: its title and year, and what else is printed there; a project under a label nobody listed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.head import read_inline, set_head, year_in
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key

WORDS = Words("reading", "head")

_DATE = re.compile(r"[0-9]{4}[年./-][0-9]{1,2}([月./-]|$)|日期|时间")
_YEAR_ALONE = re.compile(r"^[(（]?(?:19|20)\d\d年度?[)）]?$")


def read_unlisted(draft: Draft, line: Line) -> bool:
    """A label nobody listed that speaks of the project, beside a value, where the form has no project yet."""
    filled = line.filled
    if line.table is None or "project" in draft.heads or len(filled) not in (2, 4):
        return False
    label, value = filled[0], filled[1]
    key = label_key(label.text)
    if (
        not WORDS.project.search(key)
        or len(key) > 10
        or len(norm(value.text)) < 4
        or WORDS.year.search(norm(value.text))
    ):
        return False
    draft.role(line, label, "label:project")
    set_head(draft, line, "project", label.text, value, value.text)
    return True


def take_title(draft: Draft, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
    """The title, the year and the other lines printed above a form: the title is the last line that reads as one."""
    chosen: str | None = None
    for line in lines:
        read_unlisted(draft, line)
        for cell in line.filled:
            for part in cell.text.split("\n"):
                if vocabulary.is_title(part):
                    chosen = part
    for n, line in enumerate(lines):
        for cell in line.filled:
            text = cell.text
            if (
                chosen is None
                and len(lines) - n <= 3
                and (vocabulary.is_title(text.replace("\n", "")) or vocabulary.related_stage(text.replace("\n", "")))
            ):
                chosen = text.replace("\n", "")
            draft.role(line, cell, "title")
            if len(norm(text)) <= 80:
                read_inline(draft, line, cell, vocabulary)
    if chosen:
        draft.title = chosen
        named = year_in(chosen)
        alone = [year_in(norm(line.text)) for line in lines if _YEAR_ALONE.match(norm(line.text))]
        if named is not None and alone and alone[-1] not in (None, named):
            draft.subtitle_year = alone[
                -1
            ]  # 2022年度…表 above （2023年度）: which one holds is not for a reader to say
        draft.year = draft.year or named
    for line in reversed(lines):
        text = norm(line.text)
        # a date (发布日期：2024年3月15日) says when the page was made, not which year it judges
        if draft.year is None and len(text) <= 40 and not _DATE.search(text):
            draft.year = year_in(text)
