"""Rules over a batch (X01–X13)."""

from __future__ import annotations

import pytest

from selfeval_nb.checks.author import specimen as sample
from selfeval_nb.checks.columns.portfolio.names import same_unit
from selfeval_nb.checks.compare.batch_forms import project_key, unit_key
from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import tables_of
from tests.checks.helpers import checked, tables
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("portfolio")
ROWS = {
    f"indicators[{n}].level3": t
    for n, t in enumerate(
        ("维护消火栓数量（个）", "新增消火栓数量（个）", "消火栓完好率", "年度巡检完成时间", "火灾延误下降幅度", "巡检制度健全程度", "商户满意度"), 1
    )
}  # fmt: skip
OTHER = {
    "project": "城区消火栓维护", "goal_expected": "维护城区消火栓420个，保证消防供水压力达标率98%以上。",
    "goal_actual": "全年维护消火栓421个，压力达标率98.5%。",
}  # fmt: skip


def _x(result):
    frame = result.findings[result.findings["rule_id"].str.startswith("X")]
    return list(zip(frame["rule_id"], frame["file"], frame["where"], strict=True))


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


def test_all_ids_but_the_list_of_projects():
    assert {r.id for r in RULES} == {f"X{n:02}" for n in range(1, 14)}


def test_one_form_alone_is_not_compared():
    result = checked({"set": {}}, rules=RULES)
    assert not len(result.findings)
    assert set(result.outcomes["outcome"]) == {"not_applicable"}
    assert "只有一份表，不作表间比较" in set(result.outcomes["reason"])


def test_different_projects_of_one_unit_pass():
    assert (
        _x(checked({"set": {}}, {"set": {**OTHER, **ROWS, "indicators[2].reason": "", "indicators[6].reason": ""}}))
        == []
    )


def test_the_same_file_twice():
    one = sample.form_of(sample.clean_spec(), file="a.docx")
    two = sample.form_of(sample.clean_spec(), file="b.docx")
    two.sha256 = one.sha256
    found = check(tables_of([one, two]), engine="direct").findings
    assert found[["rule_id", "where"]].values.tolist() == [["X04", "project"]] * 2
    assert "文件完全相同" in found["message"].iloc[0]
    assert "b.docx" in found["message"].iloc[0]


def test_a_copied_goal_names_the_other_project():
    found = checked(
        {"set": {}}, {"set": {**OTHER, **ROWS, "goal_expected": sample.clean_spec()["head"]["goal_expected"]}}
    ).findings
    mine = found[found["rule_id"] == "X01"]
    assert mine["where"].tolist() == ["goal_expected"] * 2
    assert "城区消火栓维护" in mine["message"].iloc[0]
    assert "老旧供水管网改造经费" in mine["message"].iloc[1]


@pytest.mark.parametrize(
    "text", ["无", "已完成", "已按计划全部完成。", "对照年度目标,说明相关任务目标的完成情况(100字以内)"]
)
def test_stock_words_are_no_copies(text):
    changes = [
        {"set": {"goal_actual": text}},
        {"set": {**OTHER, **ROWS, "goal_actual": text, "indicators[2].reason": "", "indicators[6].reason": ""}},
    ]
    assert not [p for p in _x(checked(*changes)) if p[0] == "X01"]


def test_one_text_with_other_numbers_is_a_template_and_no_copy():
    goal = sample.clean_spec()["head"]["goal_expected"]
    changes = [{"set": {}}, {"set": {**OTHER, **ROWS, "goal_expected": goal.replace("12公里", "31公里")}}]
    assert not [p for p in _x(checked(*changes)) if p[0] == "X01" and p[2] == "goal_expected"]


def test_the_same_programme_in_two_units_is_no_copy():
    changes = [{"set": {}}, {"set": {"unit": "邻县供水服务中心", "department": "邻县水利局"}}]
    assert not [p for p in _x(checked(*changes)) if p[0] in ("X01", "X02", "X04")]


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("示范县公路养护中心养护农村公路186公里。", True),
        ("1.示范县公路养护中心养护农村公路186公里。", True),
        ("配合示范县公路养护中心养护农村公路186公里。", False),
        ("示范县公路养护中心的场地改造完成。", False),
        ("示范县供水服务中心改造管网12.5公里，更换水表760只。", False),
    ],
)
def test_the_one_who_acts(text, fires):
    other = {"set": {**OTHER, **ROWS, "unit": "示范县公路养护中心", "department": "示范县交通运输局"}}
    assert any(p[0] == "X12" for p in _x(checked({"set": {"goal_actual": text}}, other))) is fires


def test_a_department_names_its_own_units():
    mine = {
        "set": {
            "unit": "示范县水利局",
            "department": "示范县水利局",
            "goal_actual": "示范县供水服务中心改造管网12.5公里。",
        }
    }
    assert not [p for p in _x(checked(mine, {"set": {**OTHER, **ROWS}})) if p[0] == "X12"]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("水利局", "示范县水利局", True), ("示范县水利局", "示范县水利局本级", True), ("示范县文化旅游局", "示范县文化和旅游局", True),
        ("示范县第一中学", "示范县第二中学", False), ("示范县公安局", "示范县公安局交警大队", False),
        ("河湾乡卫生院", "河口乡卫生院", False), ("示范县人民医院", "示范县第一人民医院", False),
    ],
)  # fmt: skip
def test_spellings_of_one_unit(a, b, same):
    assert same_unit(a, b) is same


def test_keys():
    assert project_key("51999923T000000000001-基层干部能力提升培训（2023年度）") == "基层干部能力提升培训"
    assert unit_key("302005-安澜县河湾乡卫生院") == "安澜县河湾乡卫生院"


def test_order_of_forms_does_not_matter():
    changes = [{"set": {}}, {"set": {**OTHER, "project": "二次供水设施改造"}}, {"set": OTHER}]
    one = sorted((r, w) for r, _, w in _x(check(tables(*changes), engine="direct")))
    two = sorted((r, w) for r, _, w in _x(check(tables(*changes[::-1]), engine="direct")))
    assert one == two
