"""The recomputed score against the formulas in use (10号 Art. 16 and the local ones)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.checks.scoring import formulas as scoring
from selfeval_nb.checks.scoring.formulas import Scored
from selfeval_nb.forms.values.values import parse_actual, parse_target
from tests.checks.helpers import checked


def scored(
    target: str,
    actual: str,
    weight: float | None = 10,
    preset: str = "default",
    level2: str = "数量指标",
    name: str = "事项",
) -> Scored:
    t = parse_target(target, name=name, level2=level2, year=2023)
    a = parse_actual(actual, name=name, target=t, level2=level2, year=2023)
    return scoring.indicator(t, a, weight, load_preset(preset), cost=level2 == "成本指标")


@pytest.mark.parametrize(
    ("target", "actual", "weight", "low", "line"),
    [
        ("38508人", "37442人", 3, 2.92, "37442÷38508×3=2.92"),
        (">=2", "2次", 8, 8, "2=2"),
        ("≥95%", "99.12%", 10, 10, "99.12≥95"),
        ("100%", "98%", 10, 9.8, "98÷100×10=9.8"),
        ("120", "69", 2, 1.15, "69÷120×2=1.15"),
        ("1228", "770", 2, 1.25, "770÷1228×2=1.25"),
        (">=4个", "0", 2, 0, "0÷4×2=0"),
        ("≥1.5亿元", "12000万元", 10, 8, "120000000÷150000000×10=8"),
        ("=10", "12个", 5, 5, "12≥10"),
    ],
)
def test_positive(target: str, actual: str, weight: float, low: float, line: str) -> None:
    s = scored(target, actual, weight)
    assert float(s.low) == float(s.high) == low
    assert s.arithmetic == line


@pytest.mark.parametrize(
    ("preset", "low"), [("default", 6.67), ("hubei", 6.67), ("central2016", 6.67), ("vendor", 5.0), ("guangxi", 5.0)]
)
def test_negative_by_preset(preset: str, low: float) -> None:
    s = scored("≤10件", "15件", 10, preset)
    assert float(s.low) == low
    assert s.met is False


def test_negative_at_twice_the_target() -> None:
    assert float(scored("≤10件", "25件", 10, "vendor").low) == 0


@pytest.mark.parametrize(
    ("actual", "preset", "low", "high"),
    [
        ("达成年度指标", "default", 8, 10),
        ("部分达成预期指标并具有一定效果", "default", 6, 8),
        ("部分达成预期指标并具有一定效果", "hubei", 5, 8),
        ("未达成年度指标且效果较差", "default", 0, 6),
        ("未达成预期指标且效果较差", "central2016", 0, 5),
    ],
)
def test_qualitative_bands(actual: str, preset: str, low: float, high: float) -> None:
    s = scored("有效提升", actual, 10, preset, "社会效益指标")
    assert (float(s.low), float(s.high)) == (low, high)
    assert s.reason("zh")


def test_what_leaves_judgement_is_a_range_with_a_reason() -> None:
    for target, actual in [("逐步提高", "95%"), ("有效提升", "提高了居民满意程度"), ("≤30万元", "完成")]:
        s = scored(target, actual)
        assert (float(s.low), float(s.high)) == (0, 10)
        assert "人工判断" in s.reason("zh")


@pytest.mark.parametrize(
    ("target", "actual", "word"),
    [("", "5个", "没有指标值"), ("≥5个", "—", "没有完成值"), ("≥100%", "1000件", "单位不一致")],
)
def test_cannot_be_computed(target: str, actual: str, word: str) -> None:
    s = scored(target, actual, level2="质量指标")
    assert s.low is None
    assert s.reason("zh").startswith("不能测算：")
    assert word in s.reason("zh")
    assert s.reason("en").startswith("cannot be computed")


def test_without_a_weight_the_ratio_is_still_told() -> None:
    s = scored("≥200本", "450本", None)
    assert s.low is None
    assert s.ratio == 2.25
    assert s.reason("zh") == "不能测算：没有分值"


@pytest.mark.parametrize(
    ("target", "actual", "late", "met"),
    [
        ("2023年11月30日前", "2023年11月18日", "", True),
        ("2023年11月30日前", "2023年12月2日", "yes", False),
        ("12月20日", "1月31日", "maybe", None),
        ("11月底前", "10月", "", True),
        ("12月底之前完成", "100%", "", True),
        ("2023年底", "2024年1月5日", "yes", False),
    ],
)
def test_deadlines(target: str, actual: str, late: str, met: bool | None) -> None:
    s = scored(target, actual, 10, level2="时效指标")
    assert (s.late, s.met) == (late, met)
    if late:
        assert s.low != s.high
        assert s.reason("zh")


@pytest.mark.parametrize(
    ("executed", "budget", "weight", "preset", "score"),
    [
        (100, 100, 10, "default", 10),
        (215457.6, 250000, 10, "default", 8.62),
        (1268.72, 1172.55, 10, "default", 10),
        (1268.72, 1172.55, 10, "vendor", 10.82),
        (43.1, 50, 20, "hubei", 17.24),
    ],
)
def test_execution(executed: float, budget: float, weight: float, preset: str, score: float) -> None:
    assert float(scoring.execution(executed, budget, weight, load_preset(preset)).low) == score


def test_execution_without_a_budget() -> None:
    assert scoring.execution(0, 0, 10, load_preset()).reason("zh") == "不能测算：预算数为0"
    assert scoring.execution(5, None, 10, load_preset()).low is None


def test_totals_and_their_difference() -> None:
    result = checked({}, {"set": {"total_score": "99"}}, {"set": {"total_score": ""}})
    totals = result.totals.to_dict("records")
    assert (totals[0]["low"], totals[0]["high"], totals[0]["difference"], totals[0]["difference_class"]) == (
        93.02,
        96.02,
        0,
        "完全一致",
    )
    assert totals[0]["arithmetic"] == "9.52+15+9.5+15+10+15+(9~12)+10=93.02~96.02"
    assert (totals[1]["difference"], totals[1]["difference_class"]) == (-2.98, "一般偏差")
    assert totals[2]["self_score"] == 95.02
    rows = result.scores[result.scores["form_id"] == totals[0]["form_id"]]
    assert list(rows["indicator_no"]) == list(range(8))


def test_a_form_without_weights_has_no_total_but_a_reason() -> None:
    change = {"remove": [f"indicators[{i}].weight" for i in range(1, 8)]}
    (total,) = checked(change).totals.to_dict("records")
    assert total["low"] != total["low"]
    assert total["reason"] == "不能测算：表中没有分值"


@given(
    st.integers(1, 10**6),
    st.integers(0, 10**6),
    st.integers(1, 60),
    st.sampled_from(["default", "vendor", "hubei"]),
    st.sampled_from(["≥", "≤", "="]),
)
def test_a_score_lies_between_nothing_and_its_points(
    target: int, actual: int, weight: int, preset: str, sign: str
) -> None:
    s = scored(f"{sign}{target}个", f"{actual}个", weight, preset)
    assert s.low is not None
    assert s.high is not None
    assert 0 <= s.low <= s.high <= weight
    assert s.arithmetic


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text_gives_a_score_a_range_or_a_reason(target: str, actual: str) -> None:
    s = scored(target, actual)
    assert (s.low is None) == (s.high is None)
    assert s.low is not None or s.code
    assert s.low == s.high or s.code or s.arithmetic
