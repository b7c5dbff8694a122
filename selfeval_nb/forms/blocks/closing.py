"""The closing rows of a form: a conclusion, problems, measures, opinions, beside their labels or behind a colon."""

from __future__ import annotations

from selfeval_nb.forms.blocks.ticks import GRADES, ticked_grade
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell


def closing_label(cell: Cell, vocabulary: Vocabulary, *, like: bool = False) -> str | None:
    """The closing row (评价结论, 存在问题, …) that this cell labels."""
    key = label_key(cell.text)
    if not key:
        return None
    return vocabulary.find("closing", cell.text) if like and len(key) <= 24 else vocabulary.exact("closing", cell.text)


def read_closing(draft: Draft, line: Line, vocabulary: Vocabulary) -> bool:
    """A closing row: its label and what is written beside it, or behind its colon."""
    filled = line.filled
    if not filled:
        return False
    name = closing_label(filled[0], vocabulary)
    if name is None and len(filled) >= 1 and len(line.cells) > 1:
        name = closing_label(filled[0], vocabulary, like=True)
    if name is not None and len(line.cells) > 1:
        draft.role(line, filled[0], f"label:{name}")
        values = [c for c in line.cells if c is not filled[0] and norm(c.text) and norm(c.text) != norm(filled[0].text)]
        text = "\n".join(dict.fromkeys(c.text.strip() for c in values))
        point = values[0] if values else next((c for c in line.cells if c is not filled[0]), filled[0])
        if name == "conclusion" and (grade := ticked_grade(text) or (norm(text) if norm(text) in GRADES else None)):
            draft.head("grade", filled[0].text, line, point, grade)
        _add(draft, name, filled[0].text, line, point, text)
        for c in values[1:]:
            draft.role(line, c, f"value:{name}")
        return True
    head, colon, rest = filled[0].text.replace("：", ":").partition(":")
    if colon and vocabulary.exact("closing", head) and len(filled) == 1:
        name = vocabulary.exact("closing", head) or "other_notes"
        _add(draft, name, head, line, filled[0], rest.strip())
        return True
    return False


def _add(draft: Draft, name: str, label: str, line: Line, cell: Cell | None, text: str) -> None:
    old = draft.heads.get(name)
    if old is not None and old.value:
        if clean(text):
            draft.notes.append(clean(f"{label}：{text}"))
        draft.role(line, cell, f"value:{name}")
        return
    draft.head(name, label, line, cell, clean(text) or None, text)
