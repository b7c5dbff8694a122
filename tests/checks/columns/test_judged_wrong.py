"""What a judge of real forms called wrong, by cause: blanks where the reading is in doubt, sentences about what a form does not print."""

from __future__ import annotations

import pandas as pd
import pytest

from selfeval_nb.checks.run import check
from tests.checks.helpers import checked, found, tables

FULL = {
    "indicators[2].actual_text": "800只", "indicators[2].score": "10",
    "indicators[6].actual_text": "达成年度指标", "indicators[6].score": "15",
}  # fmt: skip


@pytest.mark.parametrize(
    ("block", "rule", "change"),
    [("totals", "W12", {"total_score": ""}), ("indicators", "F12", {"indicators[2].score": ""})],
)
def test_nothing_is_called_blank_where_the_reading_is_in_doubt(block: str, rule: str, change: dict[str, str]) -> None:
    assert rule in {r for r, _ in found({"set": change})}
    t = tables({"set": change})
    t.problems = pd.DataFrame(
        [{"file": "f0.docx", "form_id": t.items[0].form_id, "where": block, "problem": "doubtful-reading", "detail": ""}], dtype=object
    )  # fmt: skip
    result = check(t)
    assert rule not in set(result.findings["rule_id"])
    assert "not_evaluated" in set(result.outcomes[result.outcomes["rule_id"] == rule]["outcome"])


def _message(rule: str, change: dict[str, str]) -> str:
    frame = checked({"set": change}).findings
    return str(frame[frame["rule_id"] == rule]["message"].iloc[0])


def test_all_full_names_the_execution_rate_only_where_it_has_a_score() -> None:
    both = FULL | {"funds[total].executed": "260", "funds[total].score": "10", "total_score": "100"}
    assert "和预算执行率全部满分" in _message("K15", both)
    rows = FULL | {"funds[total].score": "", "funds[total].weight": "", "total_score": "90"}
    assert "预算执行率" not in _message("K15", rows)


def test_over_fulfilment_names_full_points_only_where_points_are_printed() -> None:
    over = {"indicators[1].actual_text": "16公里"}
    assert "得满分" in _message("K17", over)
    assert "得满分" not in _message("K17", over | {f"indicators[{i}].weight": "" for i in range(1, 8)})


def test_a_sum_without_an_execution_score_prints_no_dash() -> None:
    frame = checked({"set": {"funds[total].score": "", "funds[total].weight": "", "total_score": "80"}}).findings
    assert list(frame[frame["rule_id"] == "W11"]["arithmetic"]) == [""]
    frame = checked({"set": {"total_score": "80"}}).findings
    assert "—" not in frame[frame["rule_id"] == "W11"]["arithmetic"].iloc[0]
    assert "=" in frame[frame["rule_id"] == "W11"]["arithmetic"].iloc[0]


def test_placeholders_that_the_system_printed_are_one_note() -> None:
    names = {"indicators[2].level3": "更换水表数量（≥**只）", "indicators[3].level3": "合格数量（≥**件）"}
    frame = checked({"set": names}).findings
    mine = frame[frame["rule_id"] == "F14"]
    assert list(mine["severity"]) == ["info"]
    assert "第3项" in mine["message"].iloc[0]
    typed = {"indicators[2].target_text": "≥**只", "indicators[1].target_text": "≥**公里"}
    frame = checked({"set": typed}).findings
    assert list(frame[frame["rule_id"] == "F14"]["severity"]) == ["warning"]


@pytest.mark.parametrize(("name", "asked"), [("更换水表批次", False), ("培训学时", False), ("更换水表规模", True)])
def test_a_name_that_ends_in_what_is_counted_carries_the_unit(name: str, asked: bool) -> None:
    change = {"indicators[2].level3": name, "indicators[2].target_text": "800", "indicators[2].actual_text": "760"}
    assert ("V04" in {r for r, _ in found({"set": change})}) is asked


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("≥800只", "已完成100%", True),
        ("≥800只", "760只", False),
        ("100%", "已完成100%", False),
        ("10万元", "全部完成100%", True),
    ],
)
def test_a_stock_phrase_is_no_number(target: str, actual: str, told: bool) -> None:
    change = {"indicators[2].target_text": target, "indicators[2].actual_text": actual}
    assert (("V02", "indicators[2].actual_text") in found({"set": change})) is told


def test_the_price_of_a_room_is_not_multiplied_with_events() -> None:
    def rows(counted: str, unit: str) -> dict:
        cost = {
            "level1": "产出指标",
            "level2": "成本指标",
            "level3": "单个活动室设备成本",
            "target_text": "≤20万元",
            "actual_text": "20万元",
            "weight": "0",
            "score": "0",
        }
        number = {
            "level1": "产出指标",
            "level2": "数量指标",
            "level3": counted,
            "target_text": f"≥36{unit}",
            "actual_text": f"36{unit}",
            "weight": "0",
            "score": "0",
        }
        return {"add": [number, cost]}  # fmt: skip

    assert "M26" not in {r for r, _ in found(rows("组织文化活动场次", "场"))}
    assert "M26" in {r for r, _ in found(rows("更新活动室数量", "个"))}


@pytest.mark.parametrize(
    ("level2", "told"),
    [("经济效益指标", True), ("质量指标", False), ("经济成本指标", False), ("服务对象满意度指标", False)],
)
def test_a_level_2_stands_under_its_level_1(level2: str, told: bool) -> None:
    frame = checked({"set": {"indicators[1].level2": level2}}).findings
    said = frame[(frame["rule_id"] == "Q17") & (frame["where"] == "indicators[1].level2")]
    assert bool(len(said)) is told


def test_quantities_are_no_decision() -> None:
    said = found({"set": {"indicators[1].level1": "项目决策", "indicators[1].level2": "数量指标"}})
    assert ("Q17", "indicators[1].level2") in said
