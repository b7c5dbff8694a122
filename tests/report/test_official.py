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

from selfeval_nb.report.word.notice import notice, notices
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
    doc = read(notice([build_review_by_hand()]))
    section = doc.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    title, *others = [p for p in doc.paragraphs if p.text]
    assert faces(title) == {("方正小标宋简体", "Times New Roman", 22.0, False)}
    level1 = next(p for p in others if p.text.startswith("一、"))
    level2 = next(p for p in others if p.text.startswith("（一）"))
    body = next(p for p in others if p.text.startswith("1."))
    assert faces(level1) == {("黑体", "Times New Roman", 16.0, False)}
    assert faces(level2) == {("楷体_GB2312", "Times New Roman", 16.0, True)}
    assert faces(body) == {("仿宋_GB2312", "Times New Roman", 16.0, False)}
    assert {p.paragraph_format.line_spacing.pt for p in doc.paragraphs} == {30.0}


def test_the_notice_lists_every_open_error_with_its_place_and_what_to_do() -> None:
    review = build_review_by_hand()
    words = text(notice([review]))
    assert words.splitlines()[0] == "关于退回修改项目支出绩效自评表的通知"
    assert "某某街道第一社区：" in words
    for f in review.findings:
        assert (f["message"].rstrip("。") in words) == (f["severity"] != "info")
    assert "第1表第4行第9列" in words
    assert "修改要求：更正后重新报送。" in words
    assert "　　年　　月　　日前修改后重新报送" in words


def test_a_waived_finding_is_not_sent() -> None:
    review = build_review_by_hand()
    first = review.findings[0]
    words = text(
        notice(
            [R.apply(review, [R.waive(review, 1, "已核对")])],
            deadline="2026年3月31日",
            sender="某某财政局",
            date="2026年3月1日",
        )
    )
    assert first["message"].rstrip("。") not in words
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
