"""Rules against earlier years and approved targets (Y01–Y12)."""

from __future__ import annotations

import json

import pytest

from selfeval_nb.checks.author import specimen as sample
from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.checks.columns.modules import register_all
from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.run import check
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.assets import asset_dir
from tests.checks.helpers import tables
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("history")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


def test_all_ids():
    assert {r.id for r in RULES} == {f"Y{n:02}" for n in range(1, 13)}


def test_without_history_and_approval_nothing_applies_and_it_is_said_why():
    result = check(tables({"set": {}}), rules=RULES, engine="direct")
    assert not len(result.findings)
    assert set(result.outcomes["outcome"]) == {"not_applicable"}
    assert {"没有提供以前年度的自评表", "没有提供批复（申报）的绩效目标"} <= set(result.outcomes["reason"])


def _matched(changes, history):
    register_all()
    frames = Frames(tables(*changes), load_preset(), tables(*history))
    found = earlier.history(frames)
    return found.form.tolist()


def test_the_last_earlier_year_counts():
    years = [{"set": {"year": f"（{y}年度）"}} for y in (2020, 2022, 2024, 2023)]
    register_all()
    found = earlier.history(Frames(tables({"set": {}}), load_preset(), tables(*years)))
    assert found.form.tolist() == [0]  # of the forms that matched, the others are not looked at
    assert found.frames.frame("forms")["year"].tolist() == [2022]


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ({"project": "2022年老旧供水管网改造经费"}, 0),
        ({"project": "老旧供水管网改造的经费"}, 0),
        ({"project": "城区消火栓维护"}, -1),
        ({"unit": "邻县供水服务中心", "department": "邻县水利局"}, -1),
        ({"unit": "", "department": ""}, 0),
        ({"year": ""}, -1),
    ],
)
def test_the_same_project_a_year_before(change, row):
    assert _matched([{"set": {}}], [{"set": {"year": "（2022年度）"} | change}]) == [row]


def test_rows_are_matched_once():
    register_all()
    name = {"indicators[2].level3": "改造供水管网长度"}
    frames = Frames(tables({"set": name}), load_preset(), tables({"set": {"year": "（2022年度）"}}))
    found = earlier.history(frames)
    assert found.row.tolist()[:2] == [0, -1]


def test_all_missing_indicators_are_told_in_one_finding():
    now, _, approved = sample.example_tables({"drop": ["indicators[1]", "indicators[5]"], "approved": [{"set": {}}]})
    found = check(now, approved=approved, rules=RULES, engine="direct").findings
    assert found["rule_id"].tolist() == ["Y09"]
    assert "改造供水管网长度" in found["message"].iloc[0]
    assert "漏损率下降幅度" in found["message"].iloc[0]


def test_amounts_in_other_money_units_are_compared():
    history = [
        {
            "set": {"year": "（2022年度）", "funds[total].budget": "2576200", "funds[total].executed": "2476200"},
            "money_unit": "元",
        }
    ]
    now, last, _ = sample.example_tables({"set": {}, "history": history})
    found = check(now, history=last, rules=RULES, engine="direct").findings
    assert "Y04" not in found["rule_id"].tolist()


def test_a_rule_that_is_switched_off_is_not_quoted_again(tmp_path):
    off = json.loads((asset_dir("expectations") / "funds.json").read_text("utf-8"))
    rule = next(e for e in off["expectations"] if e["meta"]["id"] == "M03")
    rule["meta"]["status"] = "off"
    (tmp_path / "off.json").write_text(json.dumps({"name": "off", "expectations": [rule]}), "utf-8")
    wrong = {"set": {"funds[total].rate": "97.50%", "indicators[2].score": "18"}}
    earlier_year = {"set": wrong["set"] | {"year": "（2022年度）"}}
    now, before, _ = sample.example_tables(wrong | {"history": [earlier_year]})

    def told(**options):
        found = check(now, history=before, **options).findings
        return " ".join(found[found["rule_id"] == "Y06"]["message"])

    assert "M03" in told()
    assert "M03" not in told(expectations=tmp_path)
    assert "K0" in told(expectations=tmp_path)  # the others still are
