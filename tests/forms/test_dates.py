"""Dates, deadlines and periods as written in value cells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval_nb.forms.values.dates import parse_date


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("12月20日", "date", "2021-12-20", "2021-12-20"),
        ("2022年1月31日", "date", "2022-01-31", "2022-01-31"),
        ("2021/6/30", "date", "2021-06-30", "2021-06-30"),
        ("2021-06", "date", "2021-06-01", "2021-06-30"),
        ("2月底", "deadline", "2021-02-01", "2021-02-28"),
        ("2020年2月末前", "deadline", "2020-02-01", "2020-02-29"),
        ("6月中旬", "date", "2021-06-11", "2021-06-20"),
        ("6月下旬前", "deadline", "2021-06-21", "2021-06-30"),
        ("截至12月31日", "deadline", "2021-12-31", "2021-12-31"),
        ("12月31日前全部完成", "deadline", "2021-12-31", "2021-12-31"),
        ("第三季度末", "deadline", "2021-07-01", "2021-09-30"),
        ("二季度", "date", "2021-04-01", "2021-06-30"),
        ("下半年", "date", "2021-07-01", "2021-12-31"),
        ("年底", "deadline", "2021-01-01", "2021-12-31"),
        ("2021年内", "deadline", "2021-01-01", "2021-12-31"),
        ("2021年度", "date", "2021-01-01", "2021-12-31"),
        ("2021年1-12月", "period", "2021-01-01", "2021-12-31"),
        ("3月至11月", "period", "2021-03-01", "2021-11-30"),
        ("3月1日-3月15日", "period", "2021-03-01", "2021-03-15"),
        ("11月-3月", "period", "2021-11-01", "2022-03-31"),
        ("十二月底前", "deadline", "2021-12-01", "2021-12-31"),
        ("次年3月底前", "deadline", "2022-03-01", "2022-03-31"),
    ],
)
def test_date(text: str, kind: str, low: str, high: str) -> None:
    span = parse_date(text, 2021)
    assert span is not None
    assert (span.kind, span.low, span.high) == (kind, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "13月",
        "2月32日",
        "5日",
        "20年",
        "3年",
        "5个月",
        "每月1次",
        "上年",
        "及时",
        "1-3次",
        "10日内办结率",
        "按2021年计划完成",
        "100%",
        "12.20",
    ],
)
def test_other_things_are_no_date(text: str) -> None:
    assert parse_date(text, 2021) is None


@given(
    st.one_of(
        st.text(max_size=30), st.text("0123456789年月日号季度前底末内至-~.第一二三四上下半全每起止完成", max_size=14)
    ),
    st.sampled_from([None, 2020]),
)
@settings(max_examples=400, deadline=None)
def test_nothing_raises_and_ends_follow_beginnings(text: str, year: int | None) -> None:
    span = parse_date(text, year)
    if span is not None and span.low and span.high:
        assert span.low <= span.high
