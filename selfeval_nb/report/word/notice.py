"""退回修改通知 and 整改回执: what a unit has to correct and to explain, form by form in a table, as official documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfeval_nb.common.files import Target
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view.demands import Demand, demands
from selfeval_nb.report.view.view import View
from selfeval_nb.report.word.official import Official, numeral
from selfeval_nb.report.words.unit_words import UnitWords
from selfeval_nb.review.model import Review

_BLANK_DATE = "　　　年　　月　　日"
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\s]+')
_HEADS = ("序号", "位置", "原填", "问题", "应改为", "修改情况")
_WIDTHS = (16.0, 30.0, 18.0, 46.0, 28.0, 18.0)
_TITLE = "关于退回修改项目支出绩效自评表的通知"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a notice says besides its items; what is left blank is left open in the document, to be filled in."""

    sender: str = ""
    deadline: str = ""
    date: str = ""
    number: str = ""  # 文号
    contact: str = ""
    phone: str = ""
    attachments: tuple[str, ...] = ()


def notice(
    reviews: Iterable[Review],
    out: str | Path | None = None,
    *,
    recipient: str | None = None,
    sender: str = "",
    deadline: str = "",
    date: str = "",
    number: str = "",
    contact: str = "",
    phone: str = "",
    attachments: Sequence[str] = (),
) -> bytes:
    """The notice about these forms (of one unit) as .docx; also written to ``out``, whole or not at all.

    Listed are errors (须更正) and doubtful points (请核实说明) that were not waived; forms without any are left out. ``recipient``
    is the unit of the first form unless given; fields that are left blank are left open to be filled in.
    """
    letter = Letter(sender, deadline, date, number, contact, phone, tuple(attachments))
    asked = [(v, d) for v in map(View, reviews) if (d := demands(v))]
    unit = recipient or next((str(v.form.value("unit")) for v, _ in asked if v.form.value("unit")), "　　　　　　")
    doc = Official(_TITLE)
    doc.body(letter.number or "　　　〔　　　〕　　号", indent=0, align="center")
    doc.title(_TITLE)
    doc.body(f"{unit}：", indent=0)
    if asked:
        _intro(doc, asked, letter)
        for n, (view, own) in enumerate(asked, start=1):
            _form(doc, n, view, own)
        doc.body(
            "修改时请同时核对与上述事项有关的合计、执行率、得分和总分。行数从表格的第一行数起，跨多行的单元格按其第一行计。"
        )
    else:
        doc.body("你单位报送的项目支出绩效自评表已经复核，没有须退回修改的事项。")
    _closing(doc, letter)
    return _written(doc, out)


def reply_form(
    reviews: Iterable[Review], out: str | Path | None = None, *, recipient: str = "", sender: str = ""
) -> bytes:
    """整改回执: the items of the notice again, for the unit to say what was changed; as .docx."""
    asked = [(v, d) for v in map(View, reviews) if (d := demands(v))]
    w = UnitWords("zh")
    doc = Official(w.reply_title)
    doc.title(w.reply_title)
    doc.body(w.reply_to.format(sender or "　　　　　　　　"), indent=0)
    doc.body(w.reply_intro.format(unit=recipient or "你单位"))
    for n, (view, own) in enumerate(asked, start=1):
        doc.level1(f"{_numeral(n)}、{view.project}")
        rows = [[d.no, d.place, d.problem, "", ""] for d in own]
        doc.table((w.no, w.place, w.problem, w.changed, w.explained_by), rows, (10, 32, 54, 16, 44))
    doc.body("")
    doc.body(w.signed, indent=0)
    return _written(doc, out)


def _written(doc: Official, out: str | Path | None) -> bytes:
    data = doc.save()
    if out is not None:
        with Target(Path(out)) as part:
            part.write_bytes(data)
    return data


def _intro(doc: Official, asked: list[tuple[View, list[Demand]]], letter: Letter) -> None:
    errors = sum(d.must for _, own in asked for d in own)
    doubts = sum(not d.must for _, own in asked for d in own)
    doc.body(
        f"你单位报送的项目支出绩效自评表已经复核。其中{len(asked)}张须修改：填报错误{errors}处，须更正；疑似问题{doubts}处，请核实，属实的予以更正，"
        f"不属实的书面说明并附佐证资料。请于{letter.deadline or _BLANK_DATE}前修改后重新报送，并逐项填写修改情况。具体事项如下："
    )


def _form(doc: Official, n: int, view: View, own: list[Demand]) -> None:
    doc.level1(f"{_numeral(n)}、{view.project}")
    file = view.review.provenance.get("file", view.form.file)
    doc.body(f"文件：{file}第{view.form.form_no}张表。" + _scores(view))
    rows = [[f"{d.no}\n{'更正' if d.must else '核实'}", d.place, d.printed, d.problem, d.todo, ""] for d in own]
    doc.table(_HEADS, rows, _WIDTHS)


def _scores(view: View) -> str:
    if view.self_score is None and not view.review.scored:
        return "本表不计分。"
    unit = "" if view.self_score is None else "分"
    return f"自评得分：{view.self_score_words}{unit}；测算得分：{view.recomputed}。"


def _closing(doc: Official, letter: Letter) -> None:
    doc.body("")
    if letter.attachments:
        names = [f"{k}.{name}" for k, name in enumerate(letter.attachments, start=1)]
        doc.body(f"附件：{names[0]}")
        for name in names[1:]:
            doc.body(name, indent=5)
    doc.body(f"联系人：{letter.contact or '　　　　　　'}　　电话：{letter.phone or '　　　　　　　　'}")
    doc.body("")
    doc.body(letter.sender or "（单位名称、盖章）", align="right")
    doc.body(letter.date or _BLANK_DATE, align="right")


def _numeral(n: int) -> str:
    return numeral(n) if n < 100 else str(n)


def by_unit(reviews: Iterable[Review], *, per: str = "unit", returned_only: bool = True) -> dict[str, list[Review]]:
    """The forms of each unit (or each form alone), in their order; with ``returned_only`` those that are to be corrected."""
    groups: dict[str, list[Review]] = {}
    for review in reviews:
        if returned_only and review.suggestion != "return":
            continue
        form = review.form
        key = str(form.value("unit") or form.value("department") or "") if per == "unit" else form.form_id
        groups.setdefault(key, []).append(review)
    return groups


def notices(
    reviews: Iterable[Review], folder: str | Path, *, per: str = "unit", returned_only: bool = True, **words: str
) -> list[Path]:
    """A notice for each unit (``per="unit"``) or each form (``per="project"``) into ``folder``; returns the files in order.

    With ``returned_only`` just the forms whose suggestion is 退回修改. ``words`` as for ``notice``.
    """
    if per not in ("unit", "project"):
        raise ValueError(f"per must be unit or project, not {per!r}")
    made = []
    for n, group in enumerate(by_unit(reviews, per=per, returned_only=returned_only).values(), start=1):
        form = group[0].form
        name = form.value("unit") if per == "unit" else form.value("project") or form.title
        path = Path(folder) / f"退回修改通知_{n:03d}_{file_name(str(name or '未填'))}.docx"
        notice(group, path, **words)
        made.append(path)
    return made


def file_name(text: str) -> str:
    """A part of a file name that every system takes: no separators, no controls, no trailing dot, short."""
    return _UNSAFE.sub("_", str(shown(text))).strip("._ ")[:40] or "_"
