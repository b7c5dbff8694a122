"""A reading that is not sure says so, with its place and the reason; a reading that is sure says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval_nb.forms.doubt.judge import BLOCKS, doubted_places, weights
from selfeval_nb.forms.explain import as_text
from selfeval_nb.forms.load import load_forms
from selfeval_nb.forms.model import Evidence
from selfeval_nb.readers import read
from selfeval_nb.readers.model import Problem
from selfeval_nb.readers.sources import expand
from tests.forms.test_kinds import FULL

SAMPLES = Path(__file__).parents[2] / "notebooks" / "forms"


def _doubts(tmp_path: Path, text: str) -> list[Problem]:
    path = tmp_path / "form.txt"
    path.write_text(text, encoding="utf8")
    loaded = load_forms([path])
    assert len(loaded.forms) == 1
    doubts = [p for p in loaded.problems if p.problem == "doubtful-reading"]
    assert all(p.form_id == loaded.forms[0].form_id and "请先核对" in p.detail for p in doubts)
    return doubts


def test_ordinary_form_is_not_doubted(tmp_path: Path) -> None:
    assert _doubts(tmp_path, FULL) == []


def test_form_whose_sums_are_wrong_on_paper_is_not_doubted(tmp_path: Path) -> None:
    assert _doubts(tmp_path, FULL.replace("| 90% | 9\n", "| 93% | 9.3\n").replace("| 50 | 50 |", "| 50 | 47 |")) == []


def test_one_score_above_its_weight_is_the_units_and_not_the_readers(tmp_path: Path) -> None:
    assert (
        _doubts(tmp_path, FULL.replace("96% | 20 | 20 |", "96% | 20 | 25 |").replace("| 100 | 99", "| 100 | 104")) == []
    )


def test_sample_forms_are_not_doubted() -> None:
    loaded = load_forms([SAMPLES])
    assert len(loaded.forms) > 5
    assert [p for p in loaded.problems if p.problem == "doubtful-reading"] == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("总分 | 100 | 99", "汇总情况 | 97 | 88", "indicators"),
        ("| 100 | 100 | 90 | 10 | 90% | 9", "| 100 | 100 | 90 | 1400 | 90% | 9", "funds"),
        ("| 50 | 50 |", "| 50 | 1400 |", "indicators"),
    ],
)
def test_unknown_label_casts_doubt_on_its_block(tmp_path: Path, old: str, new: str, where: str) -> None:
    assert old in FULL
    doubted = [p.where for p in _doubts(tmp_path, FULL.replace(old, new))]
    assert any(w == where or w.startswith((where + "[", where + ".", "total_")) for w in doubted)


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        (
            (("主管部门 | 甲局 | 实施单位 | 甲局水利站", "主管部门 | 第二小学 | 实施单位 | 甲县教育局"),),
            "department",
            "可能互换",
        ),
        (
            (("主管部门 | 甲局 | 实施单位 | 甲局水利站", "主管部门 | 第二小学 | 实施单位 | 甲县教育局"),),
            "unit",
            "可能互换",
        ),
        ((("项目名称 | 河道清淤", "项目名称 | 甲局水利站"),), "project", "与单位相同"),
        ((("项目名称 | 河道清淤", "项目名称 | 甲县水利局"),), "project", "像是单位名称"),
        ((("年度指标值 |", "2021年目标值 |"),), "year", "栏目名称印有 2021 年"),
        (
            (
                ("（2023年度）", "（2023年度）\n单位：元"),
                ("（万元）", ""),
                ("完成河道清淤三公里，", "投资100万元完成河道清淤三公里，"),
            ),
            "money_unit",
            "与按万元计的金额相同",
        ),
        (
            (("≥3公里 | 3公里", "3公里 | ≥3公里"), ("≥95% | 96%", "96% | ≥95%"), ("≥200人 | 210人", "210人 | ≥200人")),
            "indicators[2].actual_value",
            "两栏可能互换",
        ),
    ],
)
def test_what_fits_and_is_wrong_is_doubted_at_its_place(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], where: str, said: str
) -> None:
    text = FULL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    doubts = _doubts(tmp_path, text)
    assert [p for p in doubts if p.where == where and said in p.detail]
    assert not {p.where for p in doubts} & {"head", "funds", "form"}  # the rest of the block is judged


@pytest.mark.parametrize(
    ("old", "new", "name", "value"),
    [
        ("实施单位", "乙方机构", "unit", "甲局水利站"),
        ("主管部门", "部门名称", "department", "甲局"),
        ("总分 | 100 | 99", "汇总情况 | 100 | 99", "total_score", 99),
        ("预期目标 | 实际完成情况", "年初设想 | 年末实绩", "goal_actual", "已完成清淤三公里，行洪安全。"),
        ("年度指标值 | 实际完成值", "拟达程度 | 年末程度", "total_weight", 100),
    ],
)
def test_what_fits_is_read_under_a_label_that_nobody_listed(
    tmp_path: Path, old: str, new: str, name: str, value: object
) -> None:
    path = tmp_path / "form.txt"
    path.write_text(FULL.replace(old, new), encoding="utf8")
    (form,) = load_forms([path]).forms
    assert form.value(name) == value
    assert [i.actual_text for i in form.indicators] == ["3公里", "96%", "210人"]


def test_confidence_of_every_block_is_known() -> None:
    form = load_forms([SAMPLES]).forms[0]
    assert set(form.confidence) == set(BLOCKS) == set(weights())
    assert all(0 <= c <= 1 for c in form.confidence.values())


def test_explanation_says_why_a_header_was_read_so_and_what_came_second(tmp_path: Path) -> None:
    text = FULL.replace("年初预算数 | 全年预算数 |", "年初预算数 | 年中调整数 | 小计 |").replace(
        "| 100 | 100 | 90 | 10", "| 100 | 20 | 120 | 108 | 10"
    )
    path = tmp_path / "form.txt"
    path.write_text(text, encoding="utf8")
    said = as_text(read(next(iter(expand([path])))))
    assert load_forms([path]).forms[0].funds[0].budget == 120
    assert "“小计”→全年预算数（按内容推断）" in said
    assert "“年初预算数”→年初预算数（按名称）" in said
    assert any("资金表头" in line and "第二种读法“" in line for line in said.split("\n"))
    assert "支持：执行率等于执行数÷预算数" in said


def test_points_that_only_the_total_has_are_looked_for_in_the_funds(tmp_path: Path) -> None:
    text = FULL.replace("执行率 | 得分\n", "执行率 | 打分情况\n")
    assert text != FULL
    doubts = _doubts(tmp_path, text)
    form = load_forms([tmp_path / "form.txt"]).forms[0]
    assert form.funds[0].score == 9 or "funds[total].score" in {p.where for p in doubts}


def _evidence(tmp_path: Path, text: str) -> set[str]:
    path = tmp_path / "form.txt"
    path.write_text(text, encoding="utf8")
    (form,) = load_forms([path]).forms
    return {e.name for e in form.evidence}


def test_no_sum_of_good_signs_outvotes_the_strongest_bad_one() -> None:
    known = {"base": -3.0, "strong": 6.0, "weak": 2.0, "fits": -5.0, "threshold": 0.5}
    good = Evidence("funds", "fits")
    assert doubted_places([Evidence("funds", "strong", 1.0, "强"), good], known) != {}
    assert doubted_places([Evidence("funds", "weak", 1.0, "弱"), good], known) == {}


def test_second_column_of_targets_casts_doubt_on_the_first(tmp_path: Path) -> None:
    text = FULL.replace("年度指标值 | 实际完成值", "终期目标值 | 中期目标值 | 实际完成值")
    for target in ("≥3公里", "≥95%", "≥200人"):
        text = text.replace(f"| {target} |", f"| {target} | {target} |")
    assert "rival-targets" in _evidence(tmp_path, text)
    assert "rival-targets" not in _evidence(tmp_path, FULL)


def test_many_rows_without_names_are_no_indicators_of_this_form(tmp_path: Path) -> None:
    rows = "".join(f"产出指标 | 数量指标 |  | ≥{k}次 | {k}次 | 5 | 5 |\n" for k in (3, 4))
    text = FULL.replace("效益指标 | 社会效益指标", rows + "效益指标 | 社会效益指标")
    assert "many-names-missing" in _evidence(tmp_path, text)
    assert "many-names-missing" not in _evidence(tmp_path, FULL)


def test_points_that_are_words_in_several_rows_cast_doubt_on_their_column(tmp_path: Path) -> None:
    text = FULL.replace("| 20 | 20 |", "| 3.1wt% | 20 |")
    assert "indicators[2].weight" in {p.where for p in _doubts(tmp_path, text)}
    assert {f"indicators[{k}].weight" for k in (1, 2, 3)} <= {p.where for p in _doubts(tmp_path, text)}
