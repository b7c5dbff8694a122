"""A reviewer's own rules, presets, columns and words: what docs/own-rules.md promises, and what happens when one of them is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from selfeval_nb.checks.author.validate import validate_suite
from selfeval_nb.checks.book.rules import load_rules, suite_files
from selfeval_nb.checks.columns.own import ColumnsError
from selfeval_nb.checks.columns.own import _entries as packages
from selfeval_nb.checks.columns.own import _installed as own_columns_of_packages
from selfeval_nb.checks.run import check
from selfeval_nb.checks.table.frames import COLUMNS
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.cli import main
from selfeval_nb.common import words as word_lists
from selfeval_nb.common.words import WordsError
from tests.checks.helpers import checked, found, tables

PAGE = Path(__file__).parents[2] / "docs" / "own-rules.md"
FORM = Path(__file__).parents[2] / "notebooks" / "forms"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The files of docs/own-rules.md."""
    for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def rule(column: str, *, id: str = "Z1", type: str = "expect_column_values_to_be_null", **meta: Any) -> dict[str, Any]:
    meta = {
        "id": id,
        "grain": "indicators",
        "message": {"zh": "{level3}", "en": "{level3}"},
        "where": "indicators[{indicator_no}].score",
    } | meta
    return {"type": type, "kwargs": {"column": column}, "severity": "warning", "meta": meta}


def suite(path: Path, *rules: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"name": path.stem, "expectations": rules}), "utf-8")
    return path


# ---- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "columns"), [("sample-size", None), ("evidence", None), ("evidence-items", "evidence.py")]
)
def test_the_suites_of_the_page_do_what_they_say(own: Path, name: str, columns: str | None) -> None:
    assert validate_suite(own / f"{name}.json", columns=columns and own / columns) == []


def test_a_rule_on_satisfaction_leaves_the_other_rows_alone_and_says_why(own: Path) -> None:
    given = {"set": {"indicators[1].reason": "现场调查25户，管线改道。", "indicators[7].reason": "发放问卷25份。"}}
    result = checked(given, expectations=own / "sample-size.json")
    mine = result.findings[result.findings["rule_id"] == "OWN-01"]
    assert mine["where"].tolist() == ["indicators[7].actual_text"]
    told = result.outcomes[result.outcomes["rule_id"] == "OWN-01"]
    others = told[told["outcome"] == "not_applicable"]
    assert others["count"].sum() == 6
    assert others["reason"].tolist() == ["本规则只检查 is_satisfaction 为真的行"]
    english = checked(given, expectations=own / "sample-size.json", lang="en").outcomes
    assert "the rule looks only at rows where is_satisfaction is true" in english["reason"].tolist()


def test_both_engines_leave_the_same_rows_alone(own: Path) -> None:
    changes = [{"set": {"indicators[7].reason": f"发放问卷{n}份。"}} for n in (25, 250)] + [
        {"set": {"indicators[1].reason": "调查25户。"}}
    ]
    rules = [r for r in load_rules(own / "sample-size.json") if r.id == "OWN-01"]
    results = [checked(*changes, rules=rules, engine=e) for e in ("direct", "gx")]
    assert results[0].findings.to_json() == results[1].findings.to_json()
    assert results[0].outcomes.to_json() == results[1].outcomes.to_json()
    assert len(results[0].findings) == 1


def test_the_preset_of_the_page_gives_nothing_below_sixty_percent(own: Path) -> None:
    given = {"set": {"funds[total].executed": "150", "funds[total].rate": "57.69%", "funds[total].score": "5.77"}}
    assert ("M06", "funds[total].score") in found(given, preset=own / "bands.toml")
    assert ("M06", "funds[total].score") not in found(given)


def test_a_printed_column_of_a_word_document_is_reached_by_its_label(own: Path) -> None:
    """Two labels that the loader does not tell apart, 评分标准 and 佐证材料, and one that it does not know."""
    import docx

    head = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "评分标准",
        "佐证材料",
        "责任科室",
        "偏差原因",
    ]
    rows = [
        ["产出指标", "数量指标", "改造管网长度", "≥12公里", "12.5公里", "50", "50", "按比例", "", "工程科", ""],
        ["产出指标", "质量指标", "工程验收合格率", "≥95%", "98%", "30", "30", "按比例", "验收单", "", ""],
        [
            "满意度指标",
            "服务对象满意度指标",
            "居民满意度",
            "≥90%",
            "85%",
            "20",
            "18",
            "按比例",
            "",
            "办公室",
            "部分居民不满意",
        ],
    ]
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    table = document.add_table(rows=1, cols=len(head))
    table.rows[0].cells[0].merge(table.rows[0].cells[2]).text = "项目名称"
    table.rows[0].cells[3].merge(table.rows[0].cells[10]).text = "管网改造"
    for texts in (head, *rows):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    path = own / "form.docx"
    document.save(path)

    from selfeval_nb import load

    form = load(path)
    result = check(form, expectations=own / "evidence.json")
    assert result.findings[result.findings["rule_id"] == "OWN-02"]["where"].tolist() == ["indicators[1].score"]
    office = suite(own / "office.json", rule("printed:责任科室", id="Z2", type="expect_column_values_to_not_be_null"))
    mine = check(form, expectations=office).findings.query("rule_id == 'Z2'")
    assert mine["where"].tolist() == ["indicators[2].score"]
    other = suite(own / "other.json", rule("printed:承办人", id="Z3", type="expect_column_values_to_not_be_null"))
    outcomes = check(form, expectations=other).outcomes.query("rule_id == 'Z3'")
    assert set(zip(outcomes["outcome"], outcomes["reason"], strict=True)) == {("not_applicable", "表样没有此栏")}


def test_own_words_extend_the_lists_while_a_check_lasts(own: Path) -> None:
    given = {"set": {"indicators[5].level3": "群众获得感", "indicators[5].reason": "绩郊良好"}}
    words = own / "words.toml"
    before = found(given)
    extended = found(given, words=words)
    assert ("E13", "indicators[5].reason") in set(extended) - set(before)
    assert found(given) == before
    with word_lists.using(words):
        assert says("群众获得感", "satisfaction", "row", "name")
    assert not says("群众获得感", "satisfaction", "row", "name")


@pytest.mark.parametrize(
    ("text", "says_"),
    [
        ('[value.rates]\nwhole = "x"', "没有名为 value 的词表"),
        ('[values.rate]\nwhole = "x"', "没有 [values.rate] 这一节"),
        ('[values.rates]\nwhol = "x"', "没有 whol 这一项；可用的有whole"),
        ('[values.rates]\nwhole = ["("]', "不是有效的正则表达式"),
        ("[values.rates]\nwhole = 5", "应为文字或由文字组成的列表"),
        ('[values.units]\nsame = ["公里"]', "应为列表组成的列表"),
        ('[quality.groups."工人"]\nnames = "工人"', "应为含 names、themes 的表"),
        ("[values", "不是有效的 TOML"),
    ],
)
def test_words_that_cannot_be_used_end_in_one_sentence(tmp_path: Path, text: str, says_: str) -> None:
    path = tmp_path / "w.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(WordsError) as error:
        checked({}, words=path)
    assert says_ in str(error.value)


# ---- own columns that are wrong -----------------------------------------------------------------------------------


WRONG = """
from selfeval_nb import derived

@derived("indicators", "half")
def half(f):
    return [0] * len(f.frame("indicators"))

@derived("indicators", "breaks")
def breaks(f):
    return 1 / 0

@derived("indicators", "short")
def short(f):
    return [1]

raise NameError("no such thing")
"""


def test_an_error_in_own_columns_breaks_only_the_rules_that_use_them_and_is_told_everywhere(tmp_path: Path) -> None:
    columns = tmp_path / "mine.py"
    columns.write_text(WRONG, "utf-8")
    path = suite(tmp_path / "own.json", *(rule(c, id=f"Z-{c}") for c in ("half", "breaks", "short", "never")))
    result = check(tables({"set": {"indicators[1].score": "18"}}), expectations=path, columns=columns)
    assert "K01" in set(result.findings["rule_id"])
    assert (result.findings["rule_id"] == "Z-half").sum() == 7
    assert result.broken == {
        "Z-breaks": "自定列 indicators.breaks（mine.py）：第10行 ZeroDivisionError: division by zero",
        "Z-short": "自定列 indicators.short：derived column indicators.short has 1 rows, its frame 7",
        "Z-never": "indicators 中没有列 never；自定列文件“mine.py”没有读完：第16行 NameError: no such thing",
    }
    assert ("indicators", "half") not in COLUMNS  # of this run alone
    faults = validate_suite(path, columns=columns)
    assert any("第16行 NameError" in f for f in faults)
    assert any("ZeroDivisionError" in f for f in faults)

    form = str(next(FORM.glob("01_*.docx")))
    options = [form, "--expectations", str(path), "--columns", str(columns)]
    run = CliRunner().invoke
    assert "规则 Z-breaks 不能使用，没有检查：自定列 indicators.breaks" in run(main, ["check", *options]).stdout
    told = run(main, ["check", *options, "--format", "json"])
    assert [b["rule_id"] for b in json.loads(told.stdout)["broken"]] == ["Z-breaks", "Z-short", "Z-never"]
    assert "规则 Z-never 不能使用" in told.stderr
    paper = run(main, ["workpaper", "export", *options, "-o", str(tmp_path / "paper.xlsx")])
    assert "规则 Z-short 不能使用" in paper.stderr
    checked_ = run(main, ["rules", "--check", str(path), "--columns", str(columns)])
    assert checked_.exit_code == 1
    assert "自定列文件“mine.py”没有读完" in checked_.output


def test_a_file_with_a_slip_of_syntax_breaks_nothing_else(tmp_path: Path) -> None:
    columns = tmp_path / "slip.py"
    columns.write_text("def f(:\n", "utf-8")
    result = checked({}, columns=columns, expectations=suite(tmp_path / "own.json", rule("mine")))
    assert "没有读完：第1行 SyntaxError" in result.broken["Z1"]
    assert list(result.broken) == ["Z1"]


def test_files_that_are_not_there_end_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ColumnsError, match="没有这个文件"):
        checked({}, columns=tmp_path / "no.py")
    with pytest.raises(WordsError, match="没有这个文件"):
        checked({}, words=tmp_path / "no.toml")
    told = CliRunner().invoke(main, ["check", str(FORM), "--columns", str(tmp_path / "no.py")])
    assert (told.exit_code, told.output.count("\n")) == (2, 1)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed package with two entry points of ``selfeval.columns``: a function that registers a column, and a module that is not there."""
    (tmp_path / "shire.py").write_text(
        "from selfeval_nb import derived\n\ndef register():\n    @derived('indicators', 'of_a_package')\n    def column(f):\n"
        "        return [1] * len(f.frame('indicators'))\n",
        "utf-8",
    )
    info = tmp_path / "shire-2.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shire\nVersion: 2.5\n", "utf-8")
    (info / "entry_points.txt").write_text("[selfeval.columns]\nshire = shire:register\nlost = shire_lost\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    own_columns_of_packages.cache_clear()
    packages.cache_clear()
    yield
    own_columns_of_packages.cache_clear()
    packages.cache_clear()


@pytest.mark.usefixtures("package")
def test_columns_of_an_installed_package_are_known_and_stated_and_a_broken_one_is_told(tmp_path: Path) -> None:
    path = suite(tmp_path / "own.json", rule("of_a_package", id="Z1"), rule("unheard", id="Z2"))
    result = checked({}, expectations=path)
    assert (result.findings["rule_id"] == "Z1").sum() == 7
    assert list(result.broken) == ["Z2"]
    assert "“lost”（shire_lost）不能使用" in result.broken["Z2"]
    assert {k: v for k, v in result.ruleset.items() if k.startswith("columns/")} == {
        "columns/shire": "2.5",
        "columns/lost": "2.5",
    }
    assert ("indicators", "of_a_package") not in COLUMNS  # an own column is none of ours


def test_an_own_column_cannot_take_the_name_of_ours(tmp_path: Path) -> None:
    columns = tmp_path / "mine.py"
    columns.write_text(
        "from selfeval_nb import derived\n\n@derived('indicators', 'ratio')\ndef r(f):\n    return 1\n", "utf-8"
    )
    result = checked({}, columns=columns, expectations=suite(tmp_path / "own.json", rule("own")))
    assert "registered twice" in result.broken["Z1"]
    assert set(result.broken) == {"Z1"}


def test_only_must_name_a_column_of_true_and_false(tmp_path: Path) -> None:
    path = suite(tmp_path / "own.json", rule("reason", only="level1"), rule("reason", id="Z2", only="nothing"))
    assert any("不是真假列" in f for f in validate_suite(path))
    assert any('没有列 "nothing"' in f for f in validate_suite(path))
    assert set(checked({}, expectations=path).broken) == {"Z1", "Z2"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"kwargs": {"column": "reason", "regex": "("}, "type": "expect_column_values_to_not_match_regex"},
            "不能使用：PatternError",
        ),
        (
            {"kwargs": {"column": "score", "max": 5}, "type": "expect_column_values_to_be_between"},
            'kwargs 中的 "max" 不是',
        ),
        (
            {"kwargs": {"column": "score", "max_value": "five"}, "type": "expect_column_values_to_be_between"},
            "不能使用",
        ),
    ],
)
def test_everything_wrong_with_an_own_suite_is_told(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    faults = validate_suite(suite(tmp_path / "own.json", rule("reason") | change))
    assert any(told.replace("PatternError", "") in f for f in faults), faults


@pytest.mark.slow
@pytest.mark.parametrize("path", suite_files(), ids=lambda p: p.stem)
def test_every_shipped_suite_is_accepted(path: Path) -> None:
    assert validate_suite(path) == []


def test_own_rules_are_shown_in_the_report_and_the_index(own: Path, tmp_path: Path) -> None:
    from selfeval_nb.report.overview.index import index_files, index_row
    from selfeval_nb.report.page.report_html import render_page
    from selfeval_nb.review.open import reviews_and_problems

    path = suite(
        own / "own.json", rule("level3", id="OWN-9", title={"zh": "自己的规则", "en": "own"}), rule("never", id="OWN-8")
    )
    (review, *_), _ = reviews_and_problems((next(FORM.glob("01_*.docx")),), expectations=path)
    page = render_page(review)
    assert "OWN-9" in page
    assert "自己的规则" in page
    assert "indicators 中没有列 never" in page  # a broken rule says why, in the report itself
    rules = {"OWN-9": {"title": "自己的规则", "severity": "warning"}}
    index = "".join(index_files([index_row(review, "x.html")], [], rules=rules, groups=[], lang="zh").values())
    assert "OWN-9" in index


def test_own_rules_are_listed_and_compared_from_the_command_line(own: Path) -> None:
    run = CliRunner().invoke
    listed = run(main, ["rules", "own-03", "--expectations", str(own / "evidence-items.json")])
    assert "佐证材料少于两项" in listed.output
    form = str(next(FORM.glob("04_*")))
    told = run(
        main, ["rules", "--impact", "default", str(own / "bands.toml"), form, "--columns", str(own / "evidence.py")]
    )
    assert told.exit_code == 0, told.output
