"""Reading suites, saying what is wrong with them, templates and generated pages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.checks.author.validate import validate_suite
from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book import template as wording
from selfeval_nb.checks.book.rules import SuiteError

GOOD: dict[str, Any] = {
    "type": "expect_column_values_to_be_between", "kwargs": {"column": "score", "max_value": 14}, "severity": "warning",
    "meta": {
        "id": "Z01", "grain": "indicators", "message": {"zh": "得{score}分，请核实", "en": "{score}"}, "where": "indicators[{indicator_no}].score",
        "examples": {"fires": [{"set": {}}], "passes": [{"set": {"indicators[1].score": "1", "indicators[3].score": "1", "indicators[5].score": "1"}}]},
    },
}  # fmt: skip


def suite(tmp_path: Path, *rules: Any, raw: str | None = None) -> Path:
    path = tmp_path / "own.json"
    path.write_text(
        raw if raw is not None else json.dumps({"name": "own", "expectations": list(rules)}), encoding="utf-8"
    )
    return path


def changed(**changes: Any) -> dict[str, Any]:
    meta = GOOD["meta"] | changes.pop("meta", {})
    return GOOD | changes | {"meta": meta}


def test_a_good_suite_has_no_faults(tmp_path: Path) -> None:
    assert validate_suite(suite(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (changed(severity="fatal"), "应为 critical、warning、info 之一"),
        (changed(kwargs={"column": "scor"}), 'indicators 中没有列 "scor"'),
        (changed(kwargs={"column": "score", "max_value": {"$PARAMETER": "x"}}), '没有参数 "x"'),
        (changed(kwargs={"column": "score", "max_value": 1, "row_condition": "a==1"}), "row_condition"),
        (changed(type="expect_wonders"), "没有 expect_wonders"),
        (changed(meta={"grain": "rows"}), "没有 grain “rows”"),
        (changed(meta={"message": {"zh": "{scor}", "en": ""}}), "{scor}"),
        (changed(meta={"message": {"zh": "{score.__class__}", "en": ""}}), "花括号只能用来写字段"),
        (changed(meta={"message": {"zh": "{score:.2f}", "en": ""}}), "花括号"),
        (changed(meta={"massage": 1}), '没有 "massage" 这一项'),
        (changed(meta={"supersedes": ["Z01"]}), "写了规则自己"),
        (changed(meta={"examples": {"fires": [], "passes": [{"set": {}}]}}), "passes 的第1个例子查出了问题"),
        (changed(meta={"examples": {"fires": [{"set": {"indicators[99].score": "1"}}]}}), "不能运行"),
        ({"type": "x"}, '没有 "meta"'),
        ("x", "不是对象"),
    ],
)
def test_faults_are_told(tmp_path: Path, rule: Any, message: str) -> None:
    assert any(message in fault for fault in validate_suite(suite(tmp_path, rule)))


@pytest.mark.parametrize("raw", ["{", "[]", '{"name": "x"}', '{"expectations": 5}'])
def test_files_that_are_no_suites(tmp_path: Path, raw: str) -> None:
    path = suite(tmp_path, raw=raw)
    assert len(validate_suite(path)) == 1
    with pytest.raises(SuiteError):
        catalogue.load_rules(path)


def test_two_rules_of_one_id_need_parts(tmp_path: Path) -> None:
    assert any("已用于第1条" in f for f in validate_suite(suite(tmp_path, GOOD, GOOD)))


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    assert "不存在" in validate_suite(tmp_path / "no.json")[0]
    with pytest.raises(SuiteError):
        catalogue.load_rules(tmp_path / "no.json")


def test_the_catalogue_does_not_import_great_expectations_or_pandas() -> None:
    code = "import sys; from selfeval_nb.checks.book import rules as catalogue; catalogue.load_rules(); print('great_expectations' in sys.modules, 'pandas' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (2.920, None, "2.92"),
        (100.0, None, "100"),
        (0.1 + 0.2, None, "0.3"),
        (1e9, None, "1000000000"),
        (0.9524, "%", "95.24%"),
        (8.325, "2", "8.33"),
        (-0.0, None, "0"),
        (None, None, "—"),
        (float("nan"), "2", "—"),
        (0.0226, "pp", "2.26"),
        (True, None, "true"),
    ],
)
def test_numbers_as_people_write_them(value: Any, spec: str | None, text: str) -> None:
    assert wording.render("{x}" if spec is None else f"{{x:{spec}}}", {"x": value}) == text


@given(st.text())
def test_values_are_never_read_as_templates(text: str) -> None:
    assert wording.render("“{x}”", {"x": text, "y": "secret"}) == f"“{wording.quoted(text)}”"


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_number_reads_back(x: float) -> None:
    text = wording.number(x)
    assert "e" not in text.lower()
    assert abs(float(text) - x) <= 1e-9 + abs(x) * 1e-12


@pytest.mark.slow
def test_generated_pages_are_up_to_date() -> None:
    from selfeval_nb.checks.author.pages import pages

    docs = Path(__file__).parents[2] / "docs"
    stale = [
        name
        for name, text in pages().items()
        if not (docs / name).is_file() or (docs / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run python -m selfeval_nb.checks.author.pages docs"


CHECKS = {"F": 20, "M": 22, "W": 15, "K": 22, "V": 22, "E": 13, "Q": 17, "T": 7, "D": 6, "P": 5, "X": 13, "Y": 12}


def test_every_check_of_the_catalogue_is_a_rule_or_listed_with_a_reason() -> None:
    wanted = {f"{letter}{n:02d}" for letter, last in CHECKS.items() for n in range(1, last + 1)}
    built = {r.id for r in catalogue.load_rules()}
    page = (Path(__file__).parents[2] / "docs" / "rules-not-built.md").read_text(encoding="utf-8")
    first_table = page.split("\n\n")[2]
    listed = {line.split("|")[1].strip(): line.split("|")[4].strip() for line in first_table.splitlines()[2:]}
    assert len(wanted) == 174
    assert wanted <= built | set(listed)  # rules beyond the catalogue are welcome
    assert set(listed) <= wanted
    assert not built & set(listed)
    assert all(listed.values())


def test_what_a_column_is_made_from_is_recorded() -> None:
    from selfeval_nb.checks.author.inputs import inputs
    from selfeval_nb.checks.table.frames import COLUMNS

    made = inputs()
    assert {(c.grain, c.names[0]) for c in COLUMNS.values()} == set(made)
    assert {"funds.rate", "funds.rate_exact", "forms.scale_slip"} <= set(made["funds", "rate_gap"])
    assert made["indicators", "is_satisfaction"] == ("indicators.level1", "indicators.level2", "indicators.level3")


def test_a_page_begins_with_the_rule_in_words_and_names_the_function() -> None:
    from selfeval_nb.checks.author.pages import rule_page

    page = rule_page([r for r in catalogue.load_rules() if r.id == "M06"])
    assert "资金部分的每一行：`execution_score_gap` 不大于 0.05（口径 tolerance_score），否则指出。" in page
    assert "`selfeval_nb/checks/columns/funds/score.py` 的 `_execution_gap`" in page
    assert "{" not in page.partition("## 依据")[2].partition("## English")[0]
    assert "按“执行率×分值”重新计算，不超过分值。" in page
