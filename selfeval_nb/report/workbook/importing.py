"""Takes back what a reviewer filled into the workbook, as rulings.

Rows are known by their hidden key, so they may have been sorted, filtered, hidden or deleted. What cannot be taken over is
listed with its sheet and row; the rest is saved in one step, or nothing at all.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date as calendar_date
from datetime import datetime, time
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import why
from selfeval_nb.common.where import parse
from selfeval_nb.forms.values.numbers import parse_score
from selfeval_nb.forms.words.text import norm
from selfeval_nb.report.words.workbook_words import (
    DEFAULT,
    FINDING_KEY,
    FORMS_SHEET,
    KEY,
    MARK,
    choice,
    named,
)  # fmt: skip
from selfeval_nb.review.model import Review, Ruling
from selfeval_nb.review.rulings.book import ADDED, RulingsError, key_of, load_rulings, save_rulings, today
from selfeval_nb.review.rulings.matching import find_place, same_form, short_hash, subject_of

_MOST_UNPACKED = 2 * 1024**3
_KEYS = {KEY: 6, FINDING_KEY: 6}


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A row that was not taken over, and why. ``row`` counts from 1 as in the spreadsheet."""

    sheet: str
    row: int
    what: str
    reason: str

    def __str__(self) -> str:
        return f"工作表“{self.sheet}”第{self.row}行{f'（{self.what}）' if self.what else ''}：{self.reason}"


@dataclass(slots=True)
class Imported:
    """What an import did: the rulings that were new, how many were there already, the rows that were not taken over."""

    rulings: list[Ruling] = field(default_factory=list)
    unchanged: int = 0
    unmatched: list[Unmatched] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"导入复核意见{len(self.rulings)}条，已有而未变{self.unchanged}条，未导入{len(self.unmatched)}行。"]
        return "\n".join([*lines, *map(str, self.unmatched)])


def import_workpaper(
    path: str | Path,
    rulings_path: str | Path,
    *,
    reviewer: str = "",
    date: str | None = None,
    reviews: Iterable[Review] | None = None,
) -> Imported:
    """Read a filled-in workbook of ``write_workpaper`` into the rulings file.

    A number in 复核得分 is the review score; 复核完成值 overrides the actual value; 备注 is the reason of both, or a note when it
    stands alone; 确认 or 不作问题 in the 问题清单 is a ruling on the finding; a row added there is a finding of one's own. What
    agrees with the file already is left as it is. With ``reviews`` (of the forms as they are now) rows whose form or indicator
    is not among them are reported too. Raises RulingsError with a sentence when the workbook cannot be read, is none of ours, or
    the rulings cannot be saved; then nothing has been written.
    """
    path = Path(path)
    sheets = _read(path)
    subjects = _subjects(sheets.pop(FORMS_SHEET), path.name)
    before = load_rulings(rulings_path)
    day = today() if date is None else date
    found = _Found(subjects, reviewer.strip(), day, None if reviews is None else list(reviews))
    for name, rows in sheets.items():
        found.sheet(name, rows)
    out = Imported(unmatched=found.unmatched)
    held = {_matter(r): r for r in before}
    for ruling in found.rulings():
        same = held.get(_matter(ruling))
        if same is not None and _says(replace(same, reason=_remark(before, same))) == _says(ruling):
            out.unchanged += 1
        else:
            out.rulings.append(ruling)
    save_rulings(rulings_path, out.rulings)
    return out


def _says(ruling: Ruling) -> tuple[Any, ...]:
    value = ruling.value
    return (
        ruling.action,
        ruling.cell,
        norm(f"{value:g}" if isinstance(value, float) else str(value)),
        ruling.reason.strip(),
    )


def _matter(ruling: Ruling) -> tuple[Any, ...]:
    return (*ruling.key.split("/")[:2], ruling.place)


def _remark(rulings: Iterable[Ruling], ruling: Ruling) -> str:
    """The remark that the work paper shows for this ruling: those of all rulings on its row, one a line."""
    kinds = ("score", "override", "note")
    if ruling.action not in kinds:
        return ruling.reason
    form, row = ruling.key.split("/")[0], ruling.place.rpartition(".")[0]
    same = (r for r in rulings if r.action in kinds and r.reason and r.key.split("/")[0] == form)
    return "\n".join(dict.fromkeys(r.reason for r in same if r.place.rpartition(".")[0] == row))


def _read(path: Path) -> dict[str, list[list[Any]]]:
    """The values of every sheet. Raises RulingsError when the file is not a workbook of ours."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulingsError(f"工作簿“{path.name}”无法读取（{why(error)}），请核对路径和权限。") from None
    _refuse_bombs(data, path.name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        raise RulingsError(f"“{path.name}”不是可以读取的工作簿（{error}），请另存为.xlsx后重试。") from None
    if FORMS_SHEET not in sheets or not sheets[FORMS_SHEET] or sheets[FORMS_SHEET][0][:1] != [MARK]:
        raise RulingsError(
            f"“{path.name}”不是本程序生成的复核底稿（缺少隐藏的工作表“{FORMS_SHEET}”），请使用导出的工作簿填写。"
        )
    return sheets


def _refuse_bombs(data: bytes, name: str) -> None:
    """A workbook comes back from others: held to the limits of any document before its cells are unpacked."""
    from selfeval_nb.readers.guard.limits import MB, Limits
    from selfeval_nb.readers.guard.zipsafe import SafeZip
    from selfeval_nb.readers.problems import Refused, sentence

    if not data.startswith(b"PK"):
        return
    try:
        archive = SafeZip(data, Limits())
        unpacked = 0
        for info in archive.infos.values():
            # counted, not believed; a work paper of ten thousand forms has some 400 MB
            with archive.zip.open(info) as member:
                while chunk := len(member.read(MB)):
                    unpacked += chunk
                    if unpacked > _MOST_UNPACKED:
                        raise Refused("too-large", reason=f"解压后超过 {_MOST_UNPACKED // MB} MB")
        archive.close()
    except Refused as refusal:
        raise RulingsError(f"“{name}”不能作为工作簿读取：{sentence(refusal.slug, **refusal.facts)}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise RulingsError(f"“{name}”不能作为工作簿读取（{error}），请使用未损坏的文件。") from None


def _subjects(rows: list[list[Any]], name: str) -> dict[str, dict[str, Any]]:
    try:
        return {str(row[0]): dict(json.loads(row[1])) for row in rows[1:] if len(row) > 1 and row[0]}
    except (ValueError, TypeError):
        raise RulingsError(
            f"“{name}”的隐藏工作表“{FORMS_SHEET}”已被改动，不能确定各行属于哪张表，请使用导出的工作簿填写。"
        ) from None


class _Found:
    """The decisions found in the sheets, by what they are about."""

    def __init__(
        self, subjects: dict[str, dict[str, Any]], reviewer: str, day: str, reviews: list[Review] | None
    ) -> None:
        self.subjects = subjects
        self.reviewer = reviewer
        self.day = day
        self.forms = None if reviews is None else [(subject_of(r.form), r.form) for r in reviews]
        self.unmatched: list[Unmatched] = []
        self.made: dict[tuple[Any, ...], list[tuple[Ruling, str, int]]] = {}

    def sheet(self, name: str, rows: list[list[Any]]) -> None:
        """The decisions of one sheet; a sheet without our heads (a reviewer's own, the summary) has none."""
        head = next((i for i, row in enumerate(rows[:50]) if any(c in _KEYS for c in row)), None)
        if head is None:
            return
        kind = next(c for c in rows[head] if c in _KEYS)
        columns: dict[str, int] = {}
        for at, text in enumerate(rows[head]):
            column = text if text in (*_KEYS, DEFAULT) else named(str(text))
            if column and column not in columns:
                columns[column] = at
        for number, row in enumerate(rows[head + 1 :], start=head + 2):
            cells = {c: row[at] if at < len(row) else "" for c, at in columns.items()}
            if any(v not in ("", None) for v in cells.values()):
                self._row(name, number, kind, cells)

    def _row(self, name: str, number: int, kind: str, cells: dict[str, Any]) -> None:
        what = _text(cells.get("level3") if kind == KEY else cells.get("problem"))[:40]

        def refuse(reason: str) -> None:
            self.unmatched.append(Unmatched(name, number, what, reason))

        filled = ("review_actual", "review_score", "remark") if kind == KEY else ("ruling", "ruling_reason")
        texts = {c: _text(cells.get(c)) for c in filled}
        if not _text(cells.get(kind)):
            if kind == FINDING_KEY and _text(cells.get("problem")):
                self._own(name, number, cells, refuse)
            elif any(texts.values()):
                refuse("隐藏的键已丢失，不能确定属于哪张表的哪一行")
            return
        try:
            key = json.loads(_text(cells[kind]))
        except ValueError:
            key = None
        if isinstance(key, list) and len(key) == 2 and key[1] in ("total", "printed"):
            return  # the totals are formulas; what a reviewer decides stands in the rows
        if not isinstance(key, list) or len(key) != _KEYS[kind] or not all(isinstance(k, str) for k in key):
            if any(texts.values()):
                refuse("隐藏的键已被改动，不能确定属于哪张表的哪一行")
            return
        if not any(texts.values()):
            return
        subject = self.subjects.get(key[0])
        if subject is None:
            refuse("隐藏的键所指的表不在工作簿中")
            return
        if lost := self._lost(subject, key[2] if kind == KEY else key[3]):
            refuse(lost)
            return
        made = self._paper(key, cells, texts, refuse) if kind == KEY else self._finding(key, cells, texts, refuse)
        for ruling in made:
            ruling = replace(ruling, subject=subject, reviewer=self.reviewer, date=self.day)
            ruling = replace(ruling, key=key_of(ruling))
            self.made.setdefault(_matter(ruling), []).append((ruling, name, number))

    def _lost(self, subject: dict[str, Any], place: str) -> str:
        """Why the row does not belong to any of the forms as they are now; '' when it does, or nobody asked."""
        if self.forms is None:
            return ""
        form = next((f for s, f in self.forms if same_form(s, subject)), None)
        if form is None:
            return f"现有的表中没有项目“{subject.get('project') or subject.get('file')}”"
        found = find_place(form, place)
        if found.where is None:
            return "现有的表中没有这一指标或资金行"
        return ""

    @staticmethod
    def _paper(key: list[str], cells: dict[str, Any], texts: dict[str, str], refuse: Any) -> Iterator[Ruling]:
        _, base, place, score_cell, actual_cell, ground = key
        column = "rate" if parse(base).block == "funds" else "actual_text"
        reason = texts["remark"]
        decided = False
        if texts["review_score"]:
            points, most = parse_score(texts["review_score"]), parse_score(_text(cells.get("weight")))
            if points is None:
                refuse(f"复核得分“{texts['review_score']}”不是数，文字请写在复核完成值或备注栏")
                return
            if points < 0 or (most is not None and points > most + 1e-9):
                refuse(f"复核得分{points:g}不在0与权重{most if most is not None else ''}之间".replace(".0之间", "之间"))
                return
            decided = True
            yield Ruling(
                key="", action="score", where=f"{base}.score", value=points, reason=reason, place=f"{place}.score",
                cell=score_cell, ground=ground, quote=_text(cells.get("self_score"))[:200],
            )  # fmt: skip
        if texts["review_actual"]:
            decided = True
            yield Ruling(
                key="", action="override", where=f"{base}.{column}", value=texts["review_actual"], reason=reason,
                place=f"{place}.{column}", cell=actual_cell, ground=ground, quote=_text(cells.get("actual"))[:200],
            )  # fmt: skip
        if not decided:
            yield Ruling(
                key="", action="note", where=f"{base}.score", reason=reason, place=f"{place}.score", cell=score_cell, ground=ground,
                quote=_text(cells.get("self_score"))[:200],
            )  # fmt: skip

    @staticmethod
    def _finding(key: list[str], cells: dict[str, Any], texts: dict[str, str], refuse: Any) -> Iterator[Ruling]:
        _, rule, where, place, cell, ground = key
        action = choice(texts["ruling"])
        if not texts["ruling"]:
            refuse("写了意见理由，没有选取复核意见")
            return
        if not action:
            refuse(f"复核意见“{texts['ruling']}”应为“确认”或“不作问题（豁免）”")
            return
        if action == "waive" and not texts["ruling_reason"]:
            refuse("不作问题须写明意见理由")
            return
        if rule == ADDED:
            return  # a finding of the reviewer's own: it is in the rulings already
        yield Ruling(
            key="", action=action, where=where, rule_id=rule, reason=texts["ruling_reason"], place=place, cell=cell, ground=ground,
            quote=_text(cells.get("quote"))[:200],
        )  # fmt: skip

    def _own(self, name: str, number: int, cells: dict[str, Any], refuse: Any) -> None:
        """A row that the reviewer added to the findings."""
        project, unit = norm(_text(cells.get("project"))), norm(_text(cells.get("unit")))
        near = [
            s for s in self.subjects.values()
            if norm(str(s.get("project") or "")) == project and (not unit or norm(str(s.get("unit") or "")) == unit)
        ]  # fmt: skip
        if len(near) != 1:
            refuse("请写明项目名称，并与其他行一致" if not near else "同名的项目不止一个，请写明实施单位")
            return
        severity = {"错": "critical", "■": "critical", "E": "critical", "提": "info", "○": "info", "N": "info"}.get(
            _text(cells.get("severity"))[:1], "warning"
        )
        ruling = Ruling(
            key="", action="add", where="form", rule_id=ADDED, reason=_text(cells.get("problem")), severity=severity, place="form",
            cell=short_hash(""), ground=short_hash("", ""), subject=near[0], reviewer=self.reviewer, date=self.day,
        )  # fmt: skip
        ruling = replace(ruling, key=key_of(ruling))
        self.made.setdefault(_matter(ruling), []).append((ruling, name, number))

    def rulings(self) -> Iterator[Ruling]:
        """One decision for each matter; where two rows of the same key say different things, neither is taken."""
        for same in self.made.values():
            if len({_says(ruling) for ruling, _, _ in same}) == 1:
                yield same[0][0]
                continue
            for ruling, sheet, row in same:
                places = "、".join(f"“{s}”第{r}行" for _, s, r in same if (s, r) != (sheet, row))
                self.unmatched.append(Unmatched(sheet, row, ruling.reason[:40], f"与{places}是同一行，填写的内容不同"))


def _text(value: Any) -> str:
    """A cell as a person reads it: 8.0 is 8, a date is written out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, (datetime, calendar_date, time)):
        return value.isoformat()
    return str(value).strip()
