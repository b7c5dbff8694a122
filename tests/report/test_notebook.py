"""The desk in a notebook, the exporter, and that an executed notebook and the report are the same page."""

from __future__ import annotations

import ast
from dataclasses import fields
from typing import Any

import lxml.html
import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.how import How
from selfeval_nb.report.desk import frontend
from selfeval_nb.report.desk.desk import Desk
from selfeval_nb.report.desk.outputs import Section
from selfeval_nb.report.page.executed import export_notebook
from selfeval_nb.report.page.exporter import SelfevalExporter
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.report.page.sections import SECTIONS
from tests.report import fixtures


def shown(section: Section) -> Any:
    data, metadata = DisplayFormatter().format(section)
    return new_code_cell(
        "desk", outputs=[new_output("execute_result", data=data, metadata=metadata, execution_count=1)]
    )


def executed(desk: Desk) -> Any:
    return new_notebook(cells=[shown(getattr(desk, name)) for name in SECTIONS])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_executed_notebook_is_the_report(lang: str) -> None:
    review = fixtures.build(lang=lang)
    assert export_notebook(executed(Desk(review))) == render_page(review)


def test_nbconvert_makes_the_same_page() -> None:
    review = fixtures.build()
    body, resources = SelfevalExporter().from_notebook_node(executed(Desk(review)))
    assert body == render_page(review)
    assert resources["output_extension"] == ".html"


def test_a_hostile_form_cannot_leave_its_section() -> None:
    review = fixtures.hostile("</style></div></section></main><script>alert(1)</script>")
    assert export_notebook(executed(Desk(review))) == render_page(review)


def test_sections_stand_by_themselves() -> None:
    desk = Desk(fixtures.build())
    for name in SECTIONS:
        section = getattr(desk, name)
        tree = lxml.html.fragment_fromstring(section._repr_html_(), create_parent=True)
        assert not tree.xpath(".//script")
        assert repr(section).count("\n") >= 1
        assert "<" not in repr(section).replace("<=", "")
    assert "建议退回修改" in repr(desk)


def test_guides_are_left_out_and_a_reviewers_words_stay() -> None:
    nb = executed(Desk(fixtures.build()))
    nb.cells.insert(0, new_markdown_cell("# 说明", metadata={"tags": ["guide"]}))
    nb.cells.insert(
        2,
        new_markdown_cell(
            "# 现场核查\n\n<script>alert(1)</script> [图](javascript:alert(1)) ![x](https://e.invalid/x.png)"
        ),
    )
    tree = lxml.html.document_fromstring(export_notebook(nb))
    assert "说明" not in [h.text_content() for h in tree.xpath("//h1")]
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//div[@class='extra']/h2")[0].text_content() == "现场核查"
    assert not tree.xpath("//script | //img | //a[starts-with(@href,'javascript')]")


def test_other_outputs_are_shown_as_text_pictures_and_lines() -> None:
    outputs = [
        new_output("stream", name="stdout", text="\x1b[31m第一行\x1b[0m <b>\n"),
        new_output("stream", name="stderr", text="warning\n"),
        new_output("display_data", data={"image/png": "iVBORw0KGgo=\n", "text/plain": "<Figure>"}),
        new_output("execute_result", data={"text/plain": "42 <i>"}, execution_count=1),
    ]
    page = export_notebook(new_notebook(cells=[new_code_cell("x", outputs=outputs)]))
    assert "<pre>第一行 &lt;b&gt;" in page
    assert "warning" not in page.partition("</style>")[2]
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in page
    assert "42 &lt;i&gt;" in page


def test_a_cell_that_failed_is_a_sentence() -> None:
    error = new_output("error", ename="ReviewError", evalue="找不到文件“<x>.docx”。", traceback=["\x1b[31mTraceback …"])
    nb = new_notebook(cells=[new_code_cell("a"), new_code_cell("b", outputs=[error])])
    tree = lxml.html.document_fromstring(export_notebook(nb))
    assert "找不到文件“<x>.docx”。" in tree.text_content()
    assert "第2个单元运行出错" in tree.text_content()
    assert "Traceback" not in tree.text_content()
    assert len(tree.xpath("//h1")) == 1


def test_a_section_shown_twice_stands_once() -> None:
    desk = Desk(fixtures.build())
    nb = executed(desk)
    nb.cells.append(shown(desk.summary))
    assert export_notebook(nb) == render_page(desk.review)


def test_the_shipped_notebook_is_clean_and_says_its_parameters() -> None:
    nb = nbformat.read(asset_dir("notebooks") / "review.ipynb", as_version=4)
    nbformat.validate(nb)
    code = [c for c in nb.cells if c.cell_type == "code"]
    assert all(not c.outputs and c.execution_count is None for c in code)
    assert "parameters" in code[0].metadata.tags
    names = [line.partition(":")[0] for line in code[0].source.splitlines()]
    assert set(names) == {"form", "form_no", *(f.name for f in fields(How))}
    assert names[:2] == ["form", "form_no"]
    assert {f"{name}={name}," for name in names[2:]} <= set(code[1].source.split())
    assert all(c.metadata.tags == ["guide"] for c in nb.cells if c.cell_type == "markdown")
    first, *others = (f"desk.{name}" for name in SECTIONS)
    assert [c.source for c in code[2:]] == ["desk.rule()", first, *others]
    assert nb.metadata.kernelspec.name == "python3"


@pytest.mark.slow
def test_the_stock_engine_runs_the_shipped_notebook(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import papermill

    from selfeval_nb import open_review

    monkeypatch.chdir(tmp_path)
    source = asset_dir("notebooks") / "review.ipynb"
    nb = papermill.execute_notebook(
        source, tmp_path / "out.ipynb", {"lang": "en"}, kernel_name="python3", progress_bar=False
    )
    form = next(line.split('"')[1] for line in nb.cells[1].source.splitlines() if line.startswith("form:"))
    assert export_notebook(nb) == render_page(open_review(form, lang="en"))


def test_an_output_follows_the_desk_only_in_front_of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(fixtures.build())
    assert DisplayFormatter().format(desk.summary)[0]["text/plain"] == repr(desk.summary)
    sent: list[tuple[str, bool, str]] = []
    monkeypatch.setattr(frontend, "attended", lambda: True)
    monkeypatch.setattr(
        frontend,
        "show",
        lambda data, metadata, *, display_id, again=False: sent.append((display_id, again, data["text/plain"])),
    )
    assert DisplayFormatter().format(desk.summary) == ({}, {})
    desk._show(fixtures.build(lang="en"))
    (first, second) = sent
    assert (first[0], first[1], second[1]) == (second[0], False, True)
    assert "建议退回修改" in first[2]
    assert "Suggestion" in second[2]


@pytest.mark.parametrize("name", ["portfolio", "tour"])
def test_the_other_notebooks_are_clean(name: str) -> None:
    nb = nbformat.read(asset_dir("notebooks") / f"{name}.ipynb", as_version=4)
    nbformat.validate(nb)
    code = [c for c in nb.cells if c.cell_type == "code"]
    assert all(not c.outputs and c.execution_count is None for c in code)
    work = [c for c in code if "parameters" not in c.metadata.get("tags", [])]
    assert all(len(ast.parse(c.source).body) <= 5 for c in work)
    assert nb.metadata.kernelspec.name == "python3"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("portfolio", ["自评表 10", "按规则（表数）", "没有发现项目之间雷同"]),
        ("tour", ["建议退回修改", "确认：第1号问题", "复核得分93.00分", "已写入“复核意见.jsonl”"]),
    ],
)
def test_the_stock_engine_runs_the_other_notebooks(name: str, said: list[str], tmp_path: Any) -> None:
    import papermill

    source = asset_dir("notebooks") / f"{name}.ipynb"
    nb = papermill.execute_notebook(
        source, tmp_path / "out.ipynb", kernel_name="python3", progress_bar=False, cwd=tmp_path
    )
    shown = "\n".join(o.data["text/plain"] for c in nb.cells for o in c.get("outputs", ()) if "data" in o)
    assert [words for words in said if words not in shown] == []
    assert [p.name for p in tmp_path.iterdir()] == ["out.ipynb"]  # a practice leaves no rulings behind
