"""The panel as a reviewer works with it, button by button, on the sample forms; without a browser."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest

from selfeval_nb import open_desk
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.review.rulings.book import load_rulings

pytest.importorskip("ipywidgets")
FORMS = asset_dir("notebooks") / "forms"
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
FORM = FORMS / "01_平安乡镇与驻村服务.docx"


@pytest.fixture
def panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    from selfeval_nb.report.desk.panel.panel import Panel

    monkeypatch.chdir(tmp_path)
    made = Panel(open_desk(FORM), FORMS)
    made.reviewer.value = "张三"
    return made


def told(page: Any) -> str:
    return re.sub("<[^>]+>", "", page.told.value).strip()


def clicks(*buttons: Any) -> int:
    for b in buttons:
        assert not b.disabled
        b.click()
    return len(buttons)


def test_what_was_typed_for_one_form_is_gone_on_the_next(panel: Any) -> None:
    panel.paper.value_where.value = "年度资金总额 全年执行数"
    panel.paper.value.value, panel.paper.value_why.value = "77", "凭证"
    fields = next(iter(panel.paper._fields.values()))
    fields[1].value, fields[2].value = "3", "只核实到3个"
    panel.own.text.value = panel.same.reason.value = panel.findings.reason.value = "写了一半"
    before = panel.desk.review.form.form_id
    clicks(panel.picker.next_button)
    assert panel.desk.review.form.form_id != before
    typed = [panel.paper.value, panel.paper.value_why, panel.own.text, panel.same.reason, panel.findings.reason]
    typed += [f for fields in panel.paper._fields.values() for f in fields]
    assert {f.value for f in typed} == {""}
    clicks(panel.paper.save_button)
    assert "没有新填的内容" in told(panel.paper)
    assert not Path("复核意见.jsonl").exists()


def test_a_value_for_another_place_starts_empty(panel: Any) -> None:
    panel.paper.value_where.value = "年度资金总额 全年执行数"
    panel.paper.value.value = "77"
    panel.paper.value_where.value = "年度资金总额 全年预算数"
    assert panel.paper.value.value == ""


def test_a_refusal_stands_below_the_button_that_was_pressed(panel: Any) -> None:
    panel.reviewer.value = ""
    for page, button in (
        (panel.findings, panel.findings.confirm_button),
        (panel.own, panel.own.add_button),
        (panel.paper, panel.paper.value_button),
    ):
        clicks(button)
        assert told(page) == "请先填写复核人姓名。"
        assert [p for p in panel.pages if told(p)] == [page]


def test_a_score_or_value_needs_a_ground_and_can_be_taken_back(panel: Any) -> None:
    panel.picker.open_button.click()
    row = panel.paper._fields["indicators[2]"]
    row[1].value = "2"
    clicks(panel.paper.save_button)
    assert "请写明依据" in told(panel.paper)
    row[2].value = "台账只有2次"
    clicks(panel.paper.save_button)
    assert [(r.action, r.value) for r in panel.desk.review.rulings] == [("score", 2.0)]
    # each ruling has its own button
    clicks(panel.own.rulings.children[0].children[1])
    assert panel.desk.review.rulings == []
    assert row[1].value == ""


def test_nonsense_is_no_value_and_earns_nothing(panel: Any) -> None:
    panel.paper.value_where.value = "年度资金总额 全年执行数"
    panel.paper.value.value, panel.paper.value_why.value = "abc乱写", "看错了"
    clicks(panel.paper.value_button)
    assert "应更正为数" in told(panel.paper)
    row = panel.paper._fields["indicators[2]"]
    row[0].value, row[2].value = "abc乱写", "看不清"
    clicks(panel.paper.save_button)
    made = next(r for r in panel.desk._view.final.rows if r.where == "indicators[2].score")
    assert (made.score, made.source) == (None, "open")


def test_the_last_step_is_undone_to_what_was_before(panel: Any) -> None:
    desk = panel.desk
    desk.reviewer = "张三"
    desk.confirm(1)
    desk.waive(1, "已核对原件")
    desk.confirm_rest()
    assert {f["ruling"] for f in desk.review.findings} == {"waive", "confirm"}
    desk.undo()
    assert [f.get("ruling") for f in desk.review.findings].count(None) == len(desk.review.findings) - 1
    desk.undo()
    assert desk._view.marks[0].finding["ruling"] == "confirm"
    desk.undo()
    assert desk.review.rulings == []


def test_one_ruling_over_all_forms_is_listed_first(panel: Any) -> None:
    clicks(panel.picker.open_button)
    panel.tabs.selected_index = 2
    same = panel.same
    counts = {}
    for _, rule in same.rules.options:
        same.rules.value = rule
        counts[rule] = len(same.listed.options)
    rule = max(counts, key=lambda r: counts[r])
    same.rules.value = rule
    assert len(same.listed.options) == len(same.listed.value) > 3
    assert not Path("复核意见.jsonl").exists()
    clicks(same.waive_button)
    assert "须写明理由" in told(same)
    same.reason.value = "空白行按要求保留"
    same.listed.value = same.listed.value[1:]  # one is left out
    n = len(same.listed.value)
    clicks(same.waive_button)
    held = load_rulings("复核意见.jsonl")
    assert len(held) == n
    assert {(r.action, r.rule_id, r.reason, r.reviewer) for r in held} == {("waive", rule, "空白行按要求保留", "张三")}
    assert len(same.listed.options) == 1
    clicks(same.undo_button)
    assert len(load_rulings("复核意见.jsonl")) == 0


def test_a_batch_is_reviewed_with_few_clicks(panel: Any) -> None:
    """Every finding of every form gets a ruling: a judgement that recurs once a rule, the errors one by one with one key, the
    rest of a form at once."""
    n = clicks(panel.picker.open_button)
    pile = panel.desk.pile
    total = sum(len(i.review.findings) for i in pile.items)
    while True:
        while any(m.severity == "critical" for m in panel.desk.open_marks()):
            n += clicks(panel.findings.confirm_button)
        if panel.desk.open_marks():
            n += clicks(panel.findings.rest_button)
        if pile.following(None) is None:
            break
        n += clicks(panel.picker.next_button)
    assert pile.reviewed == len(pile.items)
    assert sum(i.done for i in pile.items) >= total - 2  # a form with nothing but notes needs nobody
    moves = len(pile.items)  # opening the pile and going on: a click a form, however few findings it has
    assert n - moves <= total * 400 / 931


def test_an_archive_with_folders_opens_the_worst_first(panel: Any, tmp_path: Path) -> None:
    archive = tmp_path / "报送.zip"
    with zipfile.ZipFile(archive, "w") as z:
        for n, path in enumerate(sorted(FORMS.iterdir())):
            z.write(path, f"{'乡镇/' if n % 2 else ''}{path.name}")
    panel.picker.folder.value = str(archive)
    clicks(panel.picker.open_button)
    pile = panel.desk.pile
    assert len(pile.items) == 10
    badness = [i.review.counts["critical"] for i in pile.items]
    assert badness == sorted(badness, reverse=True)
    assert panel.desk.review.form.form_id == pile.items[0].review.form.form_id
    clicks(panel.out.rerun_button)  # a member of an archive can be read again
    assert "已重新读取并检查" in told(panel.out)


def test_files_that_are_handed_in_are_kept_and_opened(panel: Any) -> None:
    content = memoryview(FORM.read_bytes())
    panel.picker.upload.value = (
        {"name": "自评表.docx", "type": "", "size": len(content), "content": content, "last_modified": WHEN},
    )
    assert (Path("收到的自评表") / "自评表.docx").read_bytes() == FORM.read_bytes()
    assert len(panel.desk.pile.items) == 2
    panel.picker.upload.value = (
        {"name": "../自评表.docx", "type": "", "size": len(content), "content": content, "last_modified": WHEN},
    )
    assert len(list(Path("收到的自评表").iterdir())) == 2


def test_the_demands_of_the_packages_are_followed_up(panel: Any) -> None:
    clicks(panel.picker.open_button, panel.out.package_button)
    assert "6个单位的退回材料" in told(panel.out)
    rounds = next(p for p in panel._tabbed if hasattr(p, "compare_button"))
    clicks(rounds.compare_button)
    assert "不是生成退回材料的文件夹" in told(rounds)
    rounds.sent.value = "退回材料"
    clicks(rounds.compare_button)
    assert "已改正0项" in told(rounds)
    assert "未改" in rounds.view.value
    clicks(panel.out.package_button)
    assert Path("退回材料_2").is_dir()


def test_an_export_never_takes_the_place_of_another_one(panel: Any) -> None:
    clicks(panel.out.html_button, panel.out.html_button, panel.out.book_button, panel.out.book_button)
    first, second = sorted(Path().glob("*.html"), key=lambda p: len(p.name))
    assert second.stem == f"{first.stem}_2"
    assert len(list(Path().glob("*.xlsx"))) == 2
    assert panel.desk.review.form.form_id[:6] in first.name


def test_a_cell_that_is_pointed_at_is_read_so_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from selfeval_nb.common.errors import ReviewError
    from selfeval_nb.report.desk.panel.panel import Panel
    from selfeval_nb.report.page import sections

    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表（2023年度）")
    rows = [
        ["项目名称", "某渠整治", "承接人", "某站", ""],
        ["一级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
        ["产出指标", "渠长", "≥5公里", "5公里", "50"],
    ]
    grid = document.add_table(3, 5)
    for cells, texts in zip(grid.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    document.save(tmp_path / "表.docx")
    monkeypatch.chdir(tmp_path)
    panel = Panel(open_desk("表.docx"))
    assert panel.desk.review.form.value("unit") is None
    page = panel.teach
    panel.tabs.selected_index = len(panel.tabs.children) - 1
    assert '<td class="unclaimed" title="T1R1C3"' in page.view.value
    page.place.value, page.role.value = "T1R1C3", "unit"
    clicks(page.teach_button)
    assert "已写入版式文件“项目支出绩效自评表.toml”，共指认1处" in told(page)
    form = panel.desk.review.form
    assert (form.value("unit"), form.layout) == ("某站", "项目支出绩效自评表")
    assert '<td class="label" title="T1R1C3"' in page.view.value
    digest = hashlib.sha256((tmp_path / "layouts" / "项目支出绩效自评表.toml").read_bytes()).hexdigest()
    provenance = panel.desk.review.provenance
    assert (provenance["layout"], provenance["layout_digest"]) == ("项目支出绩效自评表.toml", digest)
    assert digest in sections.text(panel.desk._view, "provenance")
    page.role.value = "funds.budget"
    page.place.value = "T1R3C5"
    clicks(page.teach_button)
    assert "“50”是数，不是标签" in told(page)
    with pytest.raises(ReviewError, match="没有第9个"):
        panel.desk.teach("T9R1C1=unit")
    again = open_desk("表.docx", layouts="layouts")
    assert again.review.form.value("unit") == "某站"
