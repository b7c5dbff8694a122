"""Rules about goals, results and years (T01–T07)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.checks.claims.clauses import statements
from selfeval_nb.checks.columns.goals import items, other_year
from tests.checks.helpers import found
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("goals")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


def test_all_ids():
    assert {r.id for r in RULES} == {f"T{n:02}" for n in range(1, 8)}


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2021年完成管网改造12公里。", 2021),
        ("完成管网改造12公里，2021年度任务全部完成。", 2021),
        ("2023年完成管网改造12公里。", None),
        ("管网漏损率较2022年下降2个百分点。", None),
        ("2021年至2025年分期改造管网。", None),
        ("到2025年建成覆盖全县的管网。", None),
        ("按照《2021年实施方案》改造管网。", None),
        ("工期顺延，计划于2024年3月底前完成。", None),
        ("依据水发〔2021〕8号文件改造管网。", None),
        ("2021年立项，2023年完工。", 2021),
        ("落实2022年度结转任务，2023年全部完成。", None),
    ],
)
def test_other_year(text, year):
    assert other_year(text, 2023, "管网改造") == year


def test_the_year_of_the_project_itself():
    assert other_year("2021年农村饮水工程尾款全部支付。", 2023, "2021年农村饮水工程") is None


def _numbers(text):
    return [(s.text, s.exact, s.base) for s in statements(text) if s.kind != "day"]


def test_numbers_of_a_text():
    text = "改造管网12.5公里，新购图书8,250册，接待读者12.6万人次，满意度93.5%，2023年11月18日完成"
    assert _numbers(text) == [
        ("12.5公里", 12500, "米"), ("8,250册", 8250, "册"), ("12.6万人次", 126000, "人次"), ("93.5%", 93.5, "%")
    ]  # fmt: skip


def test_numbers_that_count_nothing():
    assert _numbers("为80周岁以上老人、第3小学和〔2020〕10号文件，9月15日前，联系电话13900000000") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1.改造管网；2.更换水表；3.培训", 3),
        ("一是改造管网，二是更换水表", 2),
        ("改造管网1.5公里", 0),
        ("目标1：改造\n目标2：更换", 2),
        ("", 0),
    ],
)
def test_items(text, count):
    assert items(text) == count


def test_a_result_with_its_own_numbers_is_no_copy():
    goal = "改造老旧供水管网12公里，更换智能水表800只，使城区供水漏损率下降2个百分点，居民用水更加稳定。"
    result = goal.replace("12公里", "12.5公里").replace("800只", "760只").replace("2个", "2.3个")
    assert not [p for p in found({"set": {"goal_actual": result}}) if p[0].startswith("T")]


def test_rounded_numbers_agree():
    changed = {
        "set": {
            "indicators[2].actual_text": "12043人次",
            "indicators[2].level3": "接待读者人次",
            "indicators[2].target_text": "≥1万人次",
            "goal_actual": "接待读者1.2万人次。",
        }
    }
    assert not [p for p in found(changed) if p[0] == "T05"]


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    statements(text)
    items(text)
    other_year(text, 2023, "")
