"""Amounts, scores and rates as printed; blanks and lone units are no value; nothing raises."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from selfeval_nb.forms.values.numbers import parse_amount, parse_amount_unit, parse_numeral, parse_rate, parse_score

BLANK = ["", " ", "　", "—", "-", "/", "——", "分", "万元", "%", "无", "……", "(20分)", None]


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("100.00", 100, None),
        ("100　", 100, None),
        ("215,457.6", 215457.6, None),
        ("２１５，４５７．６", 215457.6, None),
        ("1 234 567.80", 1234567.8, None),
        ("5.8万", 5.8, "万"),
        ("5.8 万元", 5.8, "万元"),
        ("1810000元", 1810000, "元"),
        ("854万(农田400万元,奖补295万元)", 854, "万"),
        ("¥1,200.00", 1200, None),
        ("-3.5", -3.5, None),
        ("−3.5", -3.5, None),
        ("(3.20)", -3.2, None),
        ("0", 0, None),
        ("0.00元", 0, "元"),
        (".5", 0.5, None),
        ("100\n.00", 100, None),
        ("14,682,9\n00.00", 14682900, None),
        ("12.", 12, None),
        ("12.340000000000003", 12.340000000000003, None),
    ],
)
def test_amount(text: str, number: float, unit: str | None) -> None:
    assert parse_amount_unit(text) == (number, unit)
    assert parse_amount(text) == number


@pytest.mark.parametrize("text", BLANK)
def test_blank_is_no_amount(text: str | None) -> None:
    assert parse_amount_unit(text) == (None, None)


@pytest.mark.parametrize("text", ["1,2", "1-2", "3月", "张三", "100%完成", "12/20"])
def test_other_things_are_no_score(text: str) -> None:
    assert parse_score(text) is None


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("10.00分", 10),
        ("100.00分", 100),
        ("8.62", 8.62),
        ("９．５", 9.5),
        ("0", 0),
        ("-2", -2),
        ("（10分）", 10),
        ("10 分", 10),
    ],
)
def test_score(text: str, score: float) -> None:
    assert parse_score(text) == score


@pytest.mark.parametrize("text", [b for b in BLANK if b != "(20分)"])
def test_blank_is_no_score_or_rate(text: str | None) -> None:
    assert parse_score(text) is None
    assert parse_rate(text) is None


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("86.19%", 0.8619),
        ("86.19％", 0.8619),
        ("100", 1),
        ("1", 1),
        ("1.0", 1),
        ("0", 0),
        ("0%", 0),
        ("0.86", 0.86),
        ("86.19", 0.8619),
        ("102.59%", 1.0259),
        ("1.03", 1.03),
        ("0.5%", 0.005),
        ("100.0 %", 1),
        ("１００％", 1),
    ],
)
def test_rate_is_a_fraction(text: str, rate: float) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百", 100),
        ("十五", 15),
        ("二十", 20),
        ("三千零五", 3005),
        ("二〇二一", 2021),
        ("两", 2),
        ("零", 0),
        ("", None),
        ("万", None),
        ("五a", None),
    ],
)
def test_numeral(text: str, number: int | None) -> None:
    assert parse_numeral(text) == number


@example("9" * 400)
@given(st.one_of(st.text(max_size=30), st.text("0123456789.,-+()%分元万 　", max_size=15)))
@settings(max_examples=300, deadline=None)
def test_nothing_raises(text: str) -> None:
    for parse in (parse_amount, parse_score, parse_rate):
        value = parse(text)
        assert value is None or math.isfinite(value)


@given(st.decimals(-(10**9), 10**9, places=2), st.booleans(), st.sampled_from(["", "　", " ", "\n"]))
@settings(max_examples=200, deadline=None)
def test_printed_amounts_are_read_back(number, separators: bool, padding: str) -> None:
    text = f"{number:,}" if separators else f"{number}"
    assert parse_amount(padding + text + padding) == float(number)


@given(st.integers(0, 15000))
@settings(max_examples=100, deadline=None)
def test_printed_rates_are_read_back(basis_points: int) -> None:
    assert parse_rate(f"{basis_points / 100:.2f}%") == pytest.approx(basis_points / 10000)
