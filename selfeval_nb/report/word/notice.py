"""退回修改通知: what a unit has to correct and to explain, form by form, with the place and the wording, as an official document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import Target
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view.numbers import points
from selfeval_nb.report.view.rows import Mark
from selfeval_nb.report.view.view import View
from selfeval_nb.report.word.official import Official, numeral
from selfeval_nb.review.model import Review

_BLANK_DATE = "　　　年　　月　　日"
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\s]+')


def notice(
    reviews: Iterable[Review],
    out: str | Path | None = None,
    *,
    recipient: str | None = None,
    sender: str = "",
    deadline: str = "",
    date: str = "",
) -> bytes:
    """The notice about these forms (of one unit) as .docx; also written to ``out``, whole or not at all.

    Listed are errors (须更正) and doubtful points (请核实说明) that were not waived; forms without any are left out. ``recipient``
    is the unit of the first form unless given; ``sender``, ``deadline`` and ``date`` are left open to be filled in when blank.
    """
    views = [v for v in (View(r) for r in reviews) if _open(v, "critical") or _open(v, "warning")]
    unit = recipient or next((str(v.form.value("unit")) for v in views if v.form.value("unit")), "　　　　　　")
    doc = Official("关于退回修改项目支出绩效自评表的通知")
    doc.title("关于退回修改项目支出绩效自评表的通知")
    doc.body(f"{unit}：", indent=0)
    errors, doubts = (sum(len(_open(v, s)) for v in views) for s in ("critical", "warning"))
    if views:
        doc.body(
            f"你单位报送的项目支出绩效自评表已经复核。其中{len(views)}张须修改：填报错误{errors}处，须更正；疑似问题{doubts}处，请核实，属实的予以更正，"
            f"不属实的书面说明并附佐证资料。请于{deadline or _BLANK_DATE}前修改后重新报送。具体事项如下："
        )
    else:
        doc.body("你单位报送的项目支出绩效自评表已经复核，没有须退回修改的事项。")
    for n, view in enumerate(views, start=1):
        _form(doc, n, view)
    if views:
        doc.body("修改时请同时核对与上述事项有关的合计、执行率、得分和总分。问题所在位置以报送文件中的表、行、列为准。")
    doc.body("")
    doc.body(sender or "（单位名称、盖章）", align="right")
    doc.body(date or _BLANK_DATE, align="right")
    data = doc.save()
    if out is not None:
        with Target(Path(out)) as part:
            part.write_bytes(data)
    return data


def notices(
    reviews: Iterable[Review], folder: str | Path, *, per: str = "unit", returned_only: bool = True, **words: Any
) -> list[Path]:
    """A notice for each unit (``per="unit"``) or each form (``per="project"``) into ``folder``; returns the files in order.

    With ``returned_only`` just the forms whose suggestion is 退回修改. ``words`` as for ``notice``.
    """
    if per not in ("unit", "project"):
        raise ValueError(f"per must be unit or project, not {per!r}")
    groups: dict[str, list[Review]] = {}
    for review in reviews:
        if returned_only and review.suggestion != "return":
            continue
        form = review.form
        key = str(form.value("unit") or form.value("department") or "") if per == "unit" else form.form_id
        groups.setdefault(key, []).append(review)
    made = []
    for n, group in enumerate(groups.values(), start=1):
        form = group[0].form
        name = form.value("unit") if per == "unit" else form.value("project") or form.title
        path = Path(folder) / f"退回修改通知_{n:03d}_{_file_name(str(name or '未填'))}.docx"
        notice(group, path, **words)
        made.append(path)
    return made


def _file_name(text: str) -> str:
    """A part of a file name that every system takes: no separators, no controls, no trailing dot, short."""
    return _UNSAFE.sub("_", str(shown(text))).strip("._ ")[:40] or "_"


def _open(view: View, severity: str) -> Sequence[Mark]:
    return [m for m in view.marks if m.severity == severity and m.finding.get("ruling") != "waive"]


def _form(doc: Official, n: int, view: View) -> None:
    own = view.self_score
    doc.level1(f"{numeral(n) if n < 100 else n}、{view.project}")
    file = view.review.provenance.get("file", view.form.file)
    doc.body(
        f"文件：{file}第{view.form.form_no}张表。自评得分：{'未填' if own is None else f'{points(own)}分'}；测算得分：{view.recomputed}。"
    )
    part = 0
    for severity, head in (("critical", "须更正的错误"), ("warning", "请核实说明的事项")):
        marks = _open(view, severity)
        if not marks:
            continue
        part += 1
        doc.level2(f"（{numeral(part)}）{head}")
        for k, mark in enumerate(marks, start=1):
            f = mark.finding
            place = view.where_words(f["where"])
            if mark.place is not None:
                place += f"（{view.place_words(mark)}）"
            parts = [f"{k}.{place}：{str(f['message']).rstrip('。')}。"]
            if f.get("arithmetic"):
                parts.append(f"算式：{f['arithmetic']}。")
            if f.get("advice"):
                parts.append(f"修改要求：{str(f['advice']).rstrip('。')}。")
            doc.body("".join(parts))
