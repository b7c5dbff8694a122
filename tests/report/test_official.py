"""The notice and the draft of the report: the official format, the numbers, text only as text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.report.word.notice import notice, notices, reply_form
from selfeval_nb.report.word.official import numeral, shares
from selfeval_nb.report.word.sampling_report import sampling_report
from selfeval_nb.review.draw import sample
from selfeval_nb.review.rulings import book as R
from tests.report.office import convert
from tests.report.test_workbook import several
from tests.review.by_hand import build_review_by_hand, hostile

EAST = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"


def read(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def text(data: bytes) -> str:
    return "\n".join(p.text for p in read(data).paragraphs)


def faces(paragraph: Any) -> set[tuple[str, str, float, bool]]:
    return {(r._r.rPr.rFonts.get(EAST), r.font.name, r.font.size.pt, bool(r.font.bold)) for r in paragraph.runs}


def test_the_format_is_that_of_an_official_document() -> None:
    doc = read(sampling_report([build_review_by_hand()]))
    section = doc.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    title, *others = [p for p in doc.paragraphs if p.text]
    assert faces(title) == {("方正小标宋简体", "Times New Roman", 22.0, False)}
    level1 = next(p for p in others if p.text.startswith("一、"))
    level2 = next(p for p in others if p.text.startswith("（一）"))
    body = next(p for p in others if p.text.startswith("本次复核"))
    assert faces(level1) == {("黑体", "Times New Roman", 16.0, False)}
    assert faces(level2) == {("楷体_GB2312", "Times New Roman", 16.0, True)}
    assert faces(body) == {("仿宋_GB2312", "Times New Roman", 16.0, False)}
    assert {p.paragraph_format.line_spacing.pt for p in doc.paragraphs} == {30.0}


def items(data: bytes) -> list[list[str]]:
    """The rows of the tables of a notice, without their heads."""
    return [[c.text for c in row.cells] for table in read(data).tables for row in table.rows[1:]]


def test_the_notice_lists_every_open_error_with_its_place_and_what_to_do() -> None:
    review = build_review_by_hand()
    data = notice([review])
    words = text(data)
    assert words.splitlines()[1] == "关于退回修改项目支出绩效自评表的通知"
    assert "某某街道第一社区：" in words
    assert "　　年　　月　　日前修改后重新报送" in words
    rows = items(data)
    assert [c.text for c in read(data).tables[0].rows[0].cells] == [
        "序号",
        "位置",
        "原填",
        "问题",
        "应改为",
        "修改情况",
    ]
    assert len(rows) == sum(f["severity"] != "info" for f in review.findings)
    for f in review.findings:
        assert any(f["message"].rstrip("。") in r[3] for r in rows) == (f["severity"] != "info")
    # a place as a person counts it: the row, whose row it is, which column
    assert [r[1] for r in rows][:2] == ["第4行“年度资金总额”的“得分”", "第22行“总分（得分）”"]
    assert "第12行“购买居民读书角图书（本）”的“实际完成值”" in [r[1] for r in rows]
    assert {r[4] for r in rows} == {"更正后重新报送"}
    assert {r[5] for r in rows} == {""}
    assert not any(f["rule_id"] in "".join(r) for r in rows for f in review.findings)


def test_the_fields_of_a_notice() -> None:
    said = {"number": "某财绩〔2026〕3号", "contact": "李四", "phone": "0000-1234567"}
    words = text(notice([build_review_by_hand()], attachments=["整改回执", "单位版报告"], **said))
    assert words.splitlines()[0] == "某财绩〔2026〕3号"
    assert "联系人：李四　　电话：0000-1234567" in words
    assert "附件：1.整改回执\n2.单位版报告" in words


def test_the_reply_form_has_the_items_again_with_room_for_an_answer() -> None:
    review = build_review_by_hand()
    rows = items(reply_form([review], recipient="某某街道第一社区", sender="某某财政局"))
    asked = items(notice([review]))
    assert [r[1:3] for r in rows] == [[r[1], r[3]] for r in asked]
    assert {tuple(r[3:]) for r in rows} == {("", "")}


def test_a_waived_finding_is_not_sent() -> None:
    review = build_review_by_hand()
    first = review.findings[0]
    data = notice(
        [R.apply(review, [R.waive(review, 1, "已核对")])],
        deadline="2026年3月31日",
        sender="某某财政局",
        date="2026年3月1日",
    )
    words = text(data)
    assert not any(first["message"].rstrip("。") in r[3] for r in items(data))
    assert "请于2026年3月31日前" in words
    assert words.endswith("某某财政局\n2026年3月1日")
    nothing = R.apply(review, [R.waive(review, f, "已核对") for f in review.findings])
    assert "没有须退回修改的事项" in text(notice([nothing]))


def test_a_notice_for_each_unit_or_project(tmp_path: Path) -> None:
    reviews = several(3)
    reviews[2].form.head["unit"] = replace(reviews[2].form.head["unit"], value="../乙\\社区: ", text="")
    by_unit = notices(reviews, tmp_path / "u")
    assert [p.name for p in by_unit] == ["退回修改通知_001_某某街道第一社区.docx", "退回修改通知_002_乙_社区.docx"]
    assert len(notices(reviews, tmp_path / "p", per="project")) == 3
    assert notices([replace(r, suggestion="pass") for r in reviews], tmp_path / "n") == []


def test_the_report_has_its_chapters_and_reconciles() -> None:
    reviews = several(4)
    reviews[0] = R.apply(reviews[0], [R.score(reviews[0], "total_score", 70)])
    frame = sample(reviews, 4, seed=11)
    data = sampling_report(reviews, population=40, sample=frame)
    words = text(data)
    for head in ("一、基本情况", "二、项目选取情况", "三、复核结果", "四、存在的问题", "五、有关建议"):
        assert head in words
    assert "随机种子11" in words
    table = read(data).tables[0]
    rows = [[c.text for c in r.cells] for r in table.rows]
    assert rows[-1][:3] == ["合计", "4", "52.00"]
    assert sum(int(r[1]) for r in rows[1:-1]) == int(rows[-1][1])
    for line in words.splitlines():
        found = [float(x) for x in re.findall(r"占(\d+\.\d)%[，。]", line)]
        if len(found) > 1:
            assert sum(found) == pytest.approx(100)


def test_every_problem_has_an_advice() -> None:
    review = build_review_by_hand()
    ruled = R.apply(review, [R.add(review, "form", "未附佐证资料")])
    words = text(sampling_report([ruled]))
    problems, advice = words.split("四、存在的问题")[1].split("五、有关建议")
    assert len(re.findall(r"^\d+\.", problems, re.M)) == len(re.findall(r"^\d+\.针对", advice, re.M)) > 3
    assert "[由复核人填写建议]" in advice
    assert "未查出" in text(sampling_report([]))


def test_the_same_reviews_give_the_same_bytes() -> None:
    assert notice(several(2)) == notice(several(2))
    assert sampling_report(several(2)) == sampling_report(several(2))


@pytest.mark.parametrize("payload", ["<w:t>", "{{ 7*7 }}", "\x00\x0b\u202e", "]]>&amp;"])
def test_text_stays_text(payload: str) -> None:
    review = hostile(payload)
    assert "49" not in text(notice([review])).replace("49.", "") or "{{" in text(notice([review]))
    shown = payload.replace("\x00", "⟦U+0000⟧").replace("\x0b", "⟦U+000B⟧").replace("\u202e", "⟦U+202E⟧")
    assert shown in text(notice([review]))
    assert shown in text(sampling_report([review]))


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9), st.integers(0, 2))
def test_percentages_add_up_to_100(counts: list[int], digits: int) -> None:
    found = shares(counts, digits)
    assert round(sum(found), digits) == (100 if sum(counts) else 0)
    for count, share in zip(counts, found, strict=True):
        assert abs(share - 100 * count / max(sum(counts), 1)) <= 10**-digits


def test_numerals() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 23, 99)] == ["一", "十", "十一", "二十", "二十三", "九十九"]


@pytest.mark.office
def test_libreoffice_opens_both(tmp_path: Path) -> None:
    for name, data in (("n", notice(several(2))), ("r", sampling_report(several(3)))):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(data)
        assert convert(path, "pdf").startswith(b"%PDF")
