"""The workbook: what stands in it, what it computes, and what comes back from it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.workbook_words import EXTRA, FINDINGS, PAPER
from selfeval_nb.report.workbook.importing import import_workpaper
from selfeval_nb.report.workbook.pressed import Pressed, press, write_pressed_findings, write_pressed_workpaper
from selfeval_nb.report.workbook.workbook import write_findings, write_workpaper
from selfeval_nb.review.model import Review
from selfeval_nb.review.open import reviews_and_problems
from selfeval_nb.review.rulings import book as R
from tests.report.office import convert
from tests.review.by_hand import build_review_by_hand, hostile

HEAD = 3  # the row of the heads, as a spreadsheet counts


def several(n: int) -> list[Review]:
    """Reviews of different projects."""
    out = []
    for k in range(n):
        review = build_review_by_hand()
        head = dict(review.form.head)
        head["project"] = replace(head["project"], text=f"项目{k}", value=f"项目{k}")
        form = replace(review.form, form_id=f"{k:016x}", file=f"{k}.docx", head=head)
        out.append(replace(review, form=form, provenance={**review.provenance, "file": f"{k}.docx"}))
    return out


def rows(sheet: Any) -> list[dict[str, Any]]:
    heads = [c.value for c in sheet[HEAD]]
    return [dict(zip(heads, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=HEAD + 1)]


def find(sheet: Any, column: str, text: str) -> int:
    heads = [c.value for c in sheet[HEAD]]
    at = heads.index(column) + 1
    return next(r for r in range(HEAD + 1, sheet.max_row + 1) if sheet.cell(r, at).value == text)


def put(sheet: Any, row: int, column: str, value: Any) -> None:
    sheet.cell(row, [c.value for c in sheet[HEAD]].index(column) + 1).value = value


@pytest.fixture(scope="module")
def review() -> Review:
    return build_review_by_hand()


def test_the_work_paper_has_the_13_columns_and_every_row(review: Review, tmp_path: Path) -> None:
    path = write_workpaper([review], tmp_path / "w.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总表", "01 社区惠民工作经费", "问题清单", "检查情况", "说明", "_selfeval"]
    sheet = book.worksheets[1]
    assert sheet["A1"].value == "社区惠民工作经费项目支出绩效自评复核表"
    heads = [c.value for c in sheet[HEAD]]
    assert heads[:13] == ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "权重", "自评完成值", "自评得分", "复核完成值", "复核得分", "复核指标偏差", "备注（扣分原因）"]  # fmt: skip
    assert len(heads) == len(PAPER) + len(EXTRA) + 2
    names = [sheet.cell(r, 3).value for r in range(HEAD + 1, HEAD + 12)]
    assert names == ["预算执行率", *(i.level3 for i in review.form.indicators)]
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "landscape",
        9,
        "$3:$3",
    )
    assert sheet.column_dimensions["Q"].hidden
    score = next(v for v in sheet.data_validations.dataValidation if v.type == "decimal")
    assert (score.formula1, score.formula2) == ("0", "$G4".replace("$", ""))
    assert book["_selfeval"].sheet_state == "veryHidden"


def test_many_forms_stand_below_each_other(tmp_path: Path) -> None:
    path = write_workpaper(iter(several(40)), tmp_path / "w.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总表", "复核底稿", "问题清单", "检查情况", "说明", "_selfeval"]
    assert sum(r["一级指标"] == "合计" for r in rows(book["复核底稿"])) == 40
    assert [r["项目名称"] for r in rows(book["汇总表"])][:40] == [f"项目{k}" for k in range(40)]
    assert book["汇总表"]["F4"].value.startswith("='复核底稿'!")


def test_names_of_sheets_are_valid_and_differ(tmp_path: Path) -> None:
    reviews = several(3)
    for review, name in zip(reviews, ["a[b]:c*d?e/f\\g'" + "长" * 60, "长" * 70, "长" * 70 + "尾"], strict=True):
        review.form.head["project"] = replace(review.form.head["project"], text=name, value=name)
    book = openpyxl.load_workbook(write_workpaper(reviews, tmp_path / "w.xlsx"))
    names = book.sheetnames
    assert len({n.casefold() for n in names}) == len(names)
    assert all(len(n) <= 31 and not set(n) & set("[]:*?/\\'") for n in names)


def test_an_empty_batch_is_a_workbook_too(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workpaper([], tmp_path / "w.xlsx"))
    assert book.sheetnames[:3] == ["汇总表", "复核底稿", "问题清单"]


@pytest.mark.parametrize("payload", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "=HYPERLINK(\"http://x\",\"y\")", "https://example.org", "\x07_x0041_", "\tx"])  # fmt: skip
@pytest.mark.parametrize("layout", ["sheets", "one"])
def test_text_from_a_form_is_never_a_formula_or_a_link(tmp_path: Path, payload: str, layout: str) -> None:
    path = write_workpaper([hostile(payload)], tmp_path / "w.xlsx", layout=layout)
    ours = re.compile(r"=(SUM\(|IF\()[A-Z0-9:,\"<>=()\-+*\u4e00-\u9fff]|='[^']+'![A-Z]+[0-9]+$")
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                if cell.data_type == "f":
                    assert ours.match(str(cell.value))
                    assert payload not in re.sub("^='[^']+'!", "", str(cell.value))
    with zipfile.ZipFile(path) as archive:
        assert not any("externalLink" in n or "vba" in n.lower() for n in archive.namelist())


def test_the_same_reviews_give_the_same_bytes(tmp_path: Path) -> None:
    made = [write_workpaper(several(3), tmp_path / f"{k}.xlsx").read_bytes() for k in range(2)]
    assert made[0] == made[1]
    assert list(tmp_path.glob(".*")) == []


def test_a_failure_leaves_no_file_and_no_change(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    path.write_bytes(b"old")

    def broken() -> Any:
        yield build_review_by_hand()
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_workpaper(broken(), path, layout="one")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["w.xlsx"]


def test_english(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workpaper([build_review_by_hand(lang="en")], tmp_path / "w.xlsx"))
    assert book.sheetnames[0] == "Summary"
    assert book.worksheets[1]["K3"].value == "Review score"


def test_the_ledger_lists_every_finding_with_its_lists_to_choose_from(review: Review, tmp_path: Path) -> None:
    path = write_findings([R.apply(review, [R.waive(review, 1, "已核对")])], tmp_path / "f.xlsx")
    sheet = openpyxl.load_workbook(path)["问题清单"]
    found = rows(sheet)
    assert len([r for r in found if r["规则"]]) == len(review.findings)
    assert {"责任单位", "整改期限", "整改状态", "核验依据", "处理建议", "算式", "填报内容"} <= set(found[0])
    waived = [r for r in found if r["复核意见"] == "不作问题"]
    assert [(r["意见理由"], r["整改状态"]) for r in waived] == [("已核对", "无需整改")]
    lists = [v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert '"确认,不作问题"' in lists
    assert len(FINDINGS) + 1 == len([c for c in sheet[HEAD] if c.value])


def fill(path: Path, edit: Any) -> Path:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def test_what_a_reviewer_fills_in_comes_back_as_rulings(review: Review, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book.worksheets[1]
        row = find(sheet, "三级指标", "购买居民读书角图书（本）")
        put(sheet, row, "复核得分", 8)
        put(sheet, row, "备注（扣分原因）", "目标偏低")
        row = find(sheet, "三级指标", "安装室外充电桩（个）")
        put(sheet, row, "复核完成值", "指标不匹配")
        row = find(sheet, "三级指标", "服务工程覆盖率")
        put(sheet, row, "备注（扣分原因）", "查看台账")
        ledger = book["问题清单"]
        put(ledger, HEAD + 1, "复核意见", "不作问题")
        put(ledger, HEAD + 1, "意见理由", "已补填")
        put(ledger, HEAD + 2, "复核意见", "确认")
        last = HEAD + 1 + len(review.findings)
        put(ledger, last, "项目名称", "社区惠民工作经费")
        put(ledger, last, "复核发现", "未附佐证资料")

    path = fill(write_workpaper([review], tmp_path / "w.xlsx"), edit)
    target = tmp_path / "r.jsonl"
    result = import_workpaper(path, target, reviewer="甲", date="2026-02-03")
    assert result.unmatched == []
    assert {(r.action, r.where, r.value, r.reason) for r in result.rulings if r.action not in ("confirm", "waive")} == {
        ("score", "indicators[2].score", 8.0, "目标偏低"),
        ("override", "indicators[4].actual_text", "指标不匹配", ""),
        ("note", "indicators[5].score", None, "查看台账"),
        ("add", "form", None, "未附佐证资料"),
    }
    after = R.apply(review, R.load_rulings(target))
    assert (after.counts["stale"], after.counts["waived"], after.counts["added"]) == (0, 1, 1)
    assert {(r.reviewer, r.date) for r in after.rulings} == {("甲", "2026-02-03")}
    again = import_workpaper(path, target)
    assert (len(again.rulings), again.unchanged) == (0, 6)
    # a work paper that shows the rulings brings nothing new either
    shown = write_workpaper([after], tmp_path / "again.xlsx")
    third = import_workpaper(shown, target)
    assert (len(third.rulings), third.unmatched) == (0, [])


def test_sorted_filtered_and_deleted_rows_still_match(tmp_path: Path) -> None:
    reviews = several(32)

    def edit(book: Any) -> None:
        sheet = book["复核底稿"]
        table = [[c.value for c in row] for row in sheet.iter_rows(min_row=HEAD + 1)]
        heads = [c.value for c in sheet[HEAD]]
        for row in table:
            if row[heads.index("项目名称")] == "项目7" and row[heads.index("三级指标")] == "居民满意度":
                row[heads.index("复核得分")] = "9.5分"
        table = [r for r in table if r[heads.index("项目名称")] not in ("项目3", "项目4")]
        table.sort(key=lambda r: (str(r[heads.index("三级指标")]), str(r[heads.index("项目名称")])))
        sheet.delete_rows(HEAD + 1, sheet.max_row)
        for r, row in enumerate(table, start=HEAD + 1):
            for c, value in enumerate(row, start=1):
                sheet.cell(r, c).value = value
        sheet.insert_cols(4)

    path = fill(write_workpaper(reviews, tmp_path / "w.xlsx"), edit)
    result = import_workpaper(path, tmp_path / "r.jsonl", reviews=reviews)
    assert [(r.where, r.value, r.subject["project"]) for r in result.rulings] == [
        ("indicators[10].score", 9.5, "项目7")
    ]
    assert result.unmatched == []
    gone = import_workpaper(path, tmp_path / "other.jsonl", reviews=reviews[:5])
    assert gone.rulings == []
    assert "现有的表中没有项目“项目7”" in str(gone)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("复核得分", "不具考核性", "不是数"),
        ("复核得分", 11, "不在0与权重10之间"),
        ("复核得分", -1, "不在0与权重10之间"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_and_the_others_are_taken(review: Review, tmp_path: Path, column: str, value: Any, reason: str) -> None:  # fmt: skip
    def edit(book: Any) -> None:
        sheet = book.worksheets[1]
        put(sheet, find(sheet, "三级指标", "服务工程覆盖率"), column, value)
        put(sheet, find(sheet, "三级指标", "居民满意度"), "复核得分", 1)

    result = import_workpaper(fill(write_workpaper([review], tmp_path / "w.xlsx"), edit), tmp_path / "r.jsonl")
    assert [r.value for r in result.rulings] == [1.0]
    assert reason in str(result.unmatched[0])
    assert "第9行" in str(result.unmatched[0])


def test_two_copies_of_a_row_that_disagree_are_both_refused(review: Review, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book.worksheets[1]
        row = find(sheet, "三级指标", "服务工程覆盖率")
        copy = [c.value for c in sheet[row]]
        for c, value in enumerate(copy, start=1):
            sheet.cell(40, c).value = value
        put(sheet, row, "复核得分", 3)
        put(sheet, 40, "复核得分", 4)

    result = import_workpaper(fill(write_workpaper([review], tmp_path / "w.xlsx"), edit), tmp_path / "r.jsonl")
    assert result.rulings == []
    assert len(result.unmatched) == 2


def test_a_workbook_of_another_kind_is_a_sentence_and_writes_nothing(review: Review, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    text = tmp_path / "text.xlsx"
    text.write_text("not a workbook")
    for path in (other, text, tmp_path / "none.xlsx"):
        with pytest.raises(R.RulingsError, match=r"。$"):
            import_workpaper(path, tmp_path / "r.jsonl")
    assert not (tmp_path / "r.jsonl").exists()


def test_a_damaged_rulings_file_stops_the_import(review: Review, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book.worksheets[1]
        put(sheet, find(sheet, "三级指标", "居民满意度"), "复核得分", 1)

    target = tmp_path / "r.jsonl"
    target.write_bytes(b"{")
    path = fill(write_workpaper([review], tmp_path / "w.xlsx"), edit)
    with pytest.raises(R.RulingsError):
        import_workpaper(path, target)
    assert target.read_bytes() == b"{"


@pytest.mark.office
def test_libreoffice_opens_it_and_computes_the_same_totals(review: Review, tmp_path: Path) -> None:
    reviews = [
        R.apply(review, [R.score(review, "indicators[2].score", 6), R.score(review, "indicators[6].score", 2.5)])
    ]
    path = write_workpaper(reviews, tmp_path / "w.xlsx")
    before = openpyxl.load_workbook(path, data_only=True)
    # without the stored results LibreOffice has to compute every formula itself
    stripped = openpyxl.load_workbook(path)
    stripped.save(tmp_path / "bare.xlsx")
    after = openpyxl.load_workbook(io.BytesIO(convert(tmp_path / "bare.xlsx", "xlsx")), data_only=True)
    formulas = openpyxl.load_workbook(path)
    compared = 0
    for sheet in formulas:
        if sheet.title.startswith("_"):
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    a, b = before[sheet.title][cell.coordinate].value, after[sheet.title][cell.coordinate].value
                    assert (a or None) == (b or None) or a == pytest.approx(b), (
                        sheet.title,
                        cell.coordinate,
                        cell.value,
                    )
                    compared += 1
    assert compared > 20
    final = R.final_score(reviews[0])
    totals = before.worksheets[1]
    row = find(totals, "一级指标", "合计")
    assert totals.cell(row, 11).value == pytest.approx(final.score)
    assert convert(path, "pdf").startswith(b"%PDF")


def test_pressed_rows_make_the_same_workbooks(tmp_path: Path) -> None:
    """A form is pressed once and its rows put wherever it stands: the sheets are those that are written row by row."""
    found, _ = reviews_and_problems([Path(__file__).resolve().parents[2] / "notebooks" / "forms"])
    reviews = [
        *found,
        *reversed(found),
        *several(3),
        hostile('A900001&"<c r="A800103"><v>7</v>\n=F800105'),
        hostile(_MARKUP),
        hostile(" _x0041_\x07 \uffff"),
        *found,
        *found,
    ]
    assert len(reviews) > 30
    pressed = [Pressed.of(json.loads(json.dumps(press(View(r)).value()))) for r in reviews]
    write_workpaper(reviews, tmp_path / "a.xlsx")
    write_pressed_workpaper(pressed, reviews[0], tmp_path / "b.xlsx")
    write_findings(reviews, tmp_path / "c.xlsx")
    write_pressed_findings(pressed, reviews[0], tmp_path / "d.xlsx")
    assert _members(tmp_path / "a.xlsx") == _members(tmp_path / "b.xlsx")
    assert _members(tmp_path / "c.xlsx") == _members(tmp_path / "d.xlsx")


_MARKUP = '<r><t>一</t></r></is></c><c r="Z9"><f>1+1</f><v>2</v></c><c><is><r></r>'


@pytest.mark.parametrize("layout", ["sheets", "one"])
def test_text_that_looks_like_markup_of_a_cell_stays_text(tmp_path: Path, layout: str) -> None:
    """XlsxWriter writes a string between <r> and </r> as it stands."""
    book = openpyxl.load_workbook(write_workpaper([hostile(_MARKUP)], tmp_path / "a.xlsx", layout=layout))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert any(c.data_type == "s" and _MARKUP in c.value for c in cells)
    assert not any(c.value == "=1+1" for c in cells)


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
