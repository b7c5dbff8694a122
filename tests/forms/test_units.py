"""Units in base units: only what is exact, only what is the same thing."""

from __future__ import annotations

import pytest

from selfeval_nb.forms.values import units


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        ("万元", "元", 1e4),
        ("亿元", "元", 1e8),
        ("千元", "元", 1e3),
        ("百万元", "元", 1e6),
        ("%", "%", 1),
        ("百分比", "%", 1),
        ("‰", "%", 0.1),
        ("万人", "人", 1e4),
        ("万人次", "人次", 1e4),
        ("年", "月", 12),
        ("个月", "月", 1),
        ("个工作日", "工作日", 1),
        ("公里", "米", 1000),
        ("公顷", "平方米", 10000),
        ("㎡", "平方米", 1),
        ("m2", "平方米", 1),
        ("元/亩", "元/亩", 1),
        ("万元/公里", "元/公里", 1e4),
        ("元/人、天", "元/人·天", 1),
        ("元/人·天", "元/人·天", 1),
        ("万台（件、套）", "台", 1e4),
        ("个(次)", "个", 1),
        ("奇怪单位", "奇怪单位", 1),
    ],
)
def test_base(unit: str, base: str, factor: float) -> None:
    found = units.base(unit)
    assert found is not None
    assert (found.base, found.factor) == (base, pytest.approx(factor))


def test_same_dimension_only_where_exact() -> None:
    assert units.base("24") is not None
    assert units.base("工作日").base != units.base("天").base
    assert units.base("人").base != units.base("人次").base
    assert units.base("月").base != units.base("天").base
    assert units.base("小时").base == units.base("天").base


def test_bare_multiplier_is_money_only_in_a_money_row() -> None:
    assert units.base("万", money=True) == units.base("万元")
    assert units.base("万").base == ""
    assert units.base("") is None


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("运行成本（万元）", "万元"),
        ("支持县市数量（个，含3个园区）", "个"),
        ("小手册（块/本）", "块/本"),
        ("群众满意度（%）", "%"),
        ("项目(工程)验收合格率", None),
        ("培训（单位：人次）", "人次"),
        ("慰问活动", None),
    ],
)
def test_unit_of_name(name: str, unit: str | None) -> None:
    assert units.unit_of_name(name) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("次宣传", "次"),
        ("个乡镇", "个"),
        ("万元资金", "万元"),
        ("人次培训", "人次"),
        ("完成", None),
        ("元/亩补助", "元/亩"),
    ],
)
def test_leading_unit(text: str, unit: str | None) -> None:
    assert units.leading_unit(text) == unit


@pytest.mark.parametrize(
    ("name", "rate"), [("验收合格率", True), ("公众满意度（%）", True), ("培训人数", False), ("占比", True)]
)
def test_rate_name(name: str, rate: bool) -> None:
    assert units.is_rate_name(name) is rate
