"""Finds the self-evaluation forms of a document, and says what else was there and what could not be understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from selfeval_nb.forms.blocks.indicators.settle import settle_indicators
from selfeval_nb.forms.blocks.offices import find_offices, settle_offices
from selfeval_nb.forms.blocks.prose import settle_prose
from selfeval_nb.forms.contents.model import learn
from selfeval_nb.forms.doubt.judge import judge
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import lines_of
from selfeval_nb.forms.kinds import kind_of, prints_of
from selfeval_nb.forms.layouts.model import Layout
from selfeval_nb.forms.layouts.told import Told, tell
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.scan import Scanner
from selfeval_nb.forms.segments.path import lost_headers
from selfeval_nb.forms.words.text import LONGEST, clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, load_vocabulary
from selfeval_nb.readers.guard.limits import Deadline, Limits
from selfeval_nb.readers.guard.timebox import time_box
from selfeval_nb.readers.model import Document, Problem, Table
from selfeval_nb.readers.problems import Refused, sentence, summed

_STAGE = {"target": "绩效目标表（申报、批复阶段）", "monitor": "绩效运行监控表", "review": "复核表（评审方填写）"}


def find_forms(
    document: Document, vocabulary: Vocabulary | Path | None = None, layouts: Sequence[Layout] = ()
) -> tuple[list[Form], list[Problem]]:
    """All forms of ``document`` in order, numbered from 1, and the problems: the reader's, related forms, cells not understood.

    Tables that have one of the taught ``layouts`` are read by it.

    A document with neither form nor reading problem gives one problem that says so.
    """
    if not isinstance(vocabulary, Vocabulary):
        vocabulary = load_vocabulary(vocabulary)
    if not _is_large(document):
        return _told(document, vocabulary, layouts)
    limits = Limits.default()
    deadline = Deadline(limits.form_seconds)
    most = limits.longest(limits.form_seconds, int(document.meta.get("bytes", 0)))

    def found() -> None:  # a workbook of five hundred forms may take its time as long as they come
        deadline.extend(limits.form_seconds, most)

    try:
        with time_box(deadline):
            return _told(document, vocabulary, layouts, found)
    except Refused as e:
        return [], [*document.problems, Problem(document.file, e.slug, sentence(e.slug, **e.facts))]


def _is_large(document: Document) -> bool:
    """Whether looking for forms could take long: documents of a few forms, nearly all, need no watch over the time."""
    cells = sum(len(b.cells) if isinstance(b, Table) else 1 for b in document.blocks)
    return cells > 2000 or sum(len(c.text) for t in document.tables for c in t.cells) > 50_000


def _told(
    document: Document, vocabulary: Vocabulary, layouts: Sequence[Layout], found: Callable[[], None] = lambda: None
) -> tuple[list[Form], list[Problem]]:
    told = tell(document, layouts, vocabulary)
    forms, problems = _find(told, vocabulary, found)
    related = any(p.problem == "related-form" for p in problems)
    if not (told.rows or document.problems or related or any(f.indicators or f.placeholders for f in forms)):
        forms, problems = _find_again(told, vocabulary, found) or (forms, problems)
    told.restore(forms)
    return forms, summed([*told.problems, *problems])


def _find_again(
    told: Told, vocabulary: Vocabulary, found: Callable[[], None]
) -> tuple[list[Form], list[Problem]] | None:
    """Forms of a document in which no indicators were found, by the rows that head some as the whole table shows them; each told as
    doubtful. None where there are none."""
    lost = lost_headers(lines_of(told.document), vocabulary)
    if not lost:
        return None
    told.rows.update(lost)
    forms, problems = _find(told, vocabulary, found)
    forms = [f for f in forms if len(f.indicators) > 1]
    if not forms:
        return None
    for form in forms:
        rows = "、".join(f"第{table}个表格第{row}行" for table, row in lost if table in {t.number for t in form.grid})
        form.headers.append(f"表头按整张表各行的样子认出，不是按名称：{rows}")
        said = f"表头（{rows}）的名称都不认识，按整张表各行的内容读入。请先核对读取结果。"
        problems.append(Problem(form.file, "doubtful-reading", said, "form", form.form_id))
    return forms, problems


def _find(told: Told, vocabulary: Vocabulary, found: Callable[[], None]) -> tuple[list[Form], list[Problem]]:
    document = told.document
    problems = list(document.problems)
    forms: list[Form] = []
    drafts: list[Draft] = []
    related: list[Draft] = []
    learn(norm(c.text) for t in document.tables for c in t.cells)
    scanner = Scanner(document, vocabulary, told.rows)
    for draft in scanner.run():
        stage = _related(draft, vocabulary)
        if stage is not None:
            related.append(draft)
            place = next((ln for ln in draft.lines if ln.table is not None), None)
            title = clean(draft.title) or "无标题"
            problems.append(
                Problem(
                    document.file,
                    "related-form",
                    f"《{title}》是{_STAGE[stage]}，不是自评表，未作为自评表读入。",
                    f"第{place.number}个表格" if place else "",
                )
            )
            continue
        if not draft.is_form or not (draft.columns is not None or draft.funds):
            continue
        settle_indicators(draft)
        find_offices(draft)
        settle_offices(draft)
        settle_prose(draft, scanner.lines, vocabulary)
        told.settle(draft)
        form = draft.finish(len(forms) + 1, kind_of(draft), prints_of(draft))
        forms.append(form)
        drafts.append(draft)
        found()
        problems.extend(_not_understood(form))
        problems.extend(_long_texts(form))
    problems.extend(judge(forms, drafts, scanner.lines, vocabulary, related))
    for form, draft in zip(forms, drafts, strict=True):
        if draft.stated:
            form.headers.append(f"没有单独栏目、由文字写明的：{'；'.join(draft.stated)}")
    if not forms and not document.problems and not related:
        problems.append(
            Problem(
                document.file,
                "no-form",
                "PDF 中的文字没有表格框线，分不出行和列，没有找到项目支出绩效自评表。请改用原来的 Word 或 Excel 文件。"
                if document.format == "pdf" and not document.tables
                else "文件中没有找到项目支出绩效自评表：没有带“三级指标、年度指标值、实际完成值”一类表头的表格。请核对文件。",
            )
        )
    return forms, problems


def _long_texts(form: Form) -> Iterator[Problem]:
    for where, f in form.fields.items():
        if len(f.text) > LONGEST:
            said = sentence("long-text", reason=f.text[:12].strip(), count=len(f.text))
            yield Problem(form.file, "long-text", said, where, form.form_id)


def _related(draft: Draft, vocabulary: Vocabulary) -> str | None:
    """The stage of a form that is not a self-evaluation, None for a self-evaluation or a fragment."""
    if draft.related is not None and "自评" not in norm(draft.title):
        return draft.related
    stage = vocabulary.related_stage(draft.title)
    columns = draft.columns
    judged = columns is not None and columns.has("actual", "score")
    if stage in ("monitor", "review"):
        return stage if columns is not None else None
    if stage == "target" and ("project" in draft.heads if columns is None else not columns.has("score")):
        return stage  # titled as targets, and nothing in it is scored
    if columns is not None and not judged and "自评" not in norm(draft.title):
        return "target"
    return None


def _not_understood(form: Form) -> list[Problem]:
    """One problem for each printed cell of the form that no part of the loader claimed."""
    texts = {(t.number, c.row, c.col): c.text for t in form.grid for c in t.cells}
    out = []
    for key, role in sorted(form.roles.items()):
        if role == "unclaimed":
            table, row, col = key
            text = clean(texts.get(key, ""))
            shown = text if len(text) <= 40 else text[:39] + "…"
            out.append(
                Problem(
                    form.file,
                    "not-understood",
                    f"单元格“{shown}”没有被识别为任何栏目。",
                    f"第{table}个表格第{row}行第{col}列",
                    form.form_id,
                )
            )
    return out
