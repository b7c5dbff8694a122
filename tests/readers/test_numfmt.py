"""Numbers as Excel displays them. The expected strings are Excel's, but for a point without decimals (100.%), which is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.readers.sheet.numfmt import BUILTIN, general, show, show_text

DAY = 44561.0  # 31 December 2021


@pytest.mark.parametrize(
    ("value", "fmt", "text"),
    [
        (0.9, "0%", "90%"), (1.0, "0.00%", "100.00%"), (0.8619, "0.0%", "86.2%"), (0.12345, "0.##%", "12.35%"), (1.0, "0.##%", "100%"),
        (1234567.891, "#,##0.00", "1,234,567.89"), (1234567.891, "#,##0", "1,234,568"), (0.5, "0", "1"), (2.5, "0", "3"), (-2.5, "0", "-3"),
        (1.005, "0.00", "1.01"), (0.0, "#", ""), (0.0, "0.00", "0.00"), (5.0, "000", "005"), (0.5, "#.0", ".5"),
        (12000.0, "#,##0,", "12"), (12345678.0, '0.00,,"百万"', "12.35百万"), (15.0, '0"万元"', "15万元"), (15.0, "0\\分", "15分"),
        (100.0, '0.00"分"', "100.00分"), (-5.0, "0;(0)", "(5)"), (0.0, '0;-0;"—"', "—"), (-5.0, "0.0", "-5.0"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"), (1234.5, "_(* #,##0.00_);_(* (#,##0.00);_(* -??_);_(@_)", "1,234.50"),
        (7.0, "[Red]0", "7"), (70.0, '[>=60]"合格";"不合格"', "合格"), (50.0, '[>=60]"合格";"不合格"', "不合格"),
        (12345.0, "0.00E+00", "1.23E+04"), (0.00012, "0.0E+00", "1.2E-04"), (13800000000.0, "000-0000-0000", "138-0000-0000"),
        (100.0, "General", "100"), (100.0, 'G/通用格式"元"', "100元"), (8.0, "@", "8"), (3.0, '"≥"0"次"', "≥3次"), (90.0, '"≥"0"%"', "≥90%"),
        (DAY, "yyyy/m/d", "2021/12/31"), (DAY, 'yyyy"年"m"月"d"日"', "2021年12月31日"), (DAY, "yyyy\\年m\\月", "2021年12月"),
        (DAY, '[$-804]yyyy"年"m"月"d"日";@', "2021年12月31日"), (DAY, "yyyy-mm-dd", "2021-12-31"), (DAY, 'm"月"d"日"', "12月31日"),
        (DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二一年十二月三十一日"), (DAY, "[$-804]aaaa", "星期五"), (DAY, "mmm-yy", "Dec-21"),
        (DAY + 0.5, "yyyy/m/d h:mm", "2021/12/31 12:00"), (0.75, "h:mm AM/PM", "6:00 PM"), (0.75, '上午/下午h"时"mm"分"', "下午6时00分"),
        (1.5, "[h]:mm:ss", "36:00:00"), (0.000694444444, "mm:ss", "01:00"), (59.0, "yyyy/m/d", "1900/2/28"), (1.0, "yyyy/m/d", "1900/1/1"),
        (-1.0, "yyyy/m/d", "-1"), (1e9, "yyyy/m/d", "1000000000"), (0.0, '"无"', "无"), (1.5, "# ?/?", "1.5"),
    ],
)  # fmt: skip
def test_show(value, fmt, text):
    assert show(value, fmt) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"), (89.974, "89.974"), (100.0, "100"), (1 / 3, "0.3333333333"), (387664.62, "387664.62"), (-0.0, "0"),
        (1234567890.12, "1234567890.12"), (123456789012345.0, "123456789012345"), (1e20, "1E+20"), (1e-12, "1E-12"), (12.0 * 1.1, "13.2"),
    ],
)  # fmt: skip
def test_general(value, text):
    assert general(value) == text


def test_dates_of_the_1904_calendar():
    assert show(0.0, "yyyy/m/d", date1904=True) == "1904/1/1" or show(1.0, "yyyy/m/d", date1904=True) == "1904/1/2"


def test_text_sections():
    assert show_text("合格", '0;-0;0;@"（自评）"') == "合格（自评）"
    assert show_text("合格", "@") == show_text("合格", "0.00") == "合格"


@given(
    st.floats(allow_nan=False, allow_infinity=False, width=64, min_value=-1e15, max_value=1e15),
    st.sampled_from(sorted(BUILTIN.values())),
)
def test_every_builtin_format_shows_something(value, fmt):
    assert isinstance(show(value, fmt), str)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=12))
def test_no_format_raises(value, fmt):
    assert isinstance(show(value, fmt), str)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_fixed_decimals_are_exact(units, places):
    value = units / 10**places
    shown = show(value, "0." + "0" * places if places else "0")
    assert float(shown) == value
