"""The value grammar against the field guide's examples, the shared answer keys, and properties that hold for any text."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from selfeval_nb.forms.values.numbers import parse_amount, parse_rate, parse_score
from selfeval_nb.forms.values.readings import canonical
from selfeval_nb.forms.values.values import QUALITATIVE, parse_actual, parse_target
from selfeval_nb.forms.words.text import clean
from tests.forms.value_examples import EXAMPLES, MORE, NAMES, Row

KEYS = sorted((Path(__file__).parents[3] / "shared/forms/expected").glob("*.json"))
CELLS = {"M": parse_amount, "S": parse_score, "R": parse_rate}


def read(cell: str, text: str, context: dict[str, str]):
    if cell in CELLS:
        return CELLS[cell](text)
    if cell == "T":
        return parse_target(text, year=2021, **context)
    target = context.get("target")
    rest = {k: v for k, v in context.items() if k != "target"}
    return parse_actual(text, year=2021, target=parse_target(target, year=2021) if target else None, **rest)


@pytest.mark.parametrize("row", EXAMPLES + MORE, ids=lambda r: f"{r[0]}-{r[1]}-{r[2]}")
def test_example(row: Row) -> None:
    _, cell, text, expected, context = row
    got = read(cell, text, context)
    if cell in CELLS:
        assert got == expected
        return
    assert got.raw == text
    assert {k: getattr(got, k) for k in expected} == expected


def test_every_example_of_the_guide_is_here() -> None:
    assert {row[0] for row in EXAMPLES} | {no for no, _ in NAMES} == set(range(1, 128))


@pytest.mark.parametrize("text", [t for _, t in NAMES])
def test_a_name_gives_no_target(text: str) -> None:
    value = parse_target("", name=text)
    assert (value.kind, value.number, value.operator) == ("none", None, None)


def test_actual_in_another_year_states_both_readings() -> None:
    actual = parse_actual("1月31日", year=2021, target=parse_target("12月20日", year=2021))
    assert "2021年" in actual.ambiguity
    assert "2022年" in actual.ambiguity
    assert not parse_actual("11月30日", year=2021, target=parse_target("12月20日", year=2021)).ambiguity


def test_no_year_known_gives_no_date_and_says_so() -> None:
    value = parse_target("12月20日")
    assert (value.kind, value.date_low, value.date_high) == ("date", None, None)
    assert "年份" in value.ambiguity


@pytest.mark.parametrize(
    ("name", "level2", "text", "direction"),
    [
        ("治理地质灾害隐患点", "数量指标", "3处", ">="),
        ("查处违法案件数", "数量指标", "30件", ">="),
        ("隐患排查发生事故数", "数量指标", "1起", "<="),
        ("社会治理投诉率", "质量指标", "2%", "<="),
        ("培训场次", "数量指标", "5", ">="),
        ("验收合格率", "质量指标", "95%", ">="),
        ("按期完成率", "时效指标", "95%", ">="),
        ("平均响应时间", "时效指标", "30分钟", "<="),
        ("单位面积造价", "成本指标", "1200元/平方米", "<="),
        ("带动增收", "经济效益指标", "500万元", ">="),
        ("群众投诉", "社会效益指标", "3起", "<="),
        ("受益群众满意度", "满意度指标", "90%", ">="),
        ("完成时间", "时效指标", "12月底", "<="),
        ("资金拨付差错率", "质量指标", "2%", "<="),
    ],
)
def test_assumed_direction_is_named(name: str, level2: str, text: str, direction: str) -> None:
    value = parse_target(text, name=name, level2=level2, year=2021)
    assert value.operator is None
    assert value.direction == direction
    assert any(a.startswith("direction:") for a in value.assumed)


@pytest.mark.skipif(not KEYS, reason="the shared forms with answer keys are not beside this checkout")
def test_shared_answer_keys() -> None:
    wrong, n = [], 0
    for path in KEYS:
        for form in json.loads(path.read_text(encoding="utf8")):
            for row in form["indicators"]:
                skip = row.get("ambiguous", [])
                names = {"name": row["level3"], "level2": row["level2"] or "", "year": form["year"]}
                target = parse_target(row["target_text"], **names)
                actual = parse_actual(row["actual_text"], target=target, **names)
                got = {
                    "operator": target.operator,
                    "target_value": target.number,
                    "target_unit": target.unit,
                    "actual_value": actual.number,
                }
                wrong += [
                    (path.stem, row["level3"], k, row[k], v) for k, v in got.items() if k not in skip and row[k] != v
                ]
                n += 4
    assert n > 400
    assert wrong == []


# ---- properties ---------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *list("0123456789.,%％‰≥≤=＝<>()（）/-~—～+±年月日前底内以上下约余多一二十百千万亿元个次人天无是否\u3000 \n"),
        "不低于",
        "以上",
        "及以下",
        "万元",
        "百分比",
        "完成",
        "季度",
        "每月",
        "至少",
        "达到",
        "提高",
        "**",
        "……",
        "㎡",
        "人次",
        "工作日",
    ]
)
ANY_TEXT = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join))


@given(ANY_TEXT, ANY_TEXT, st.sampled_from(["", "成本指标", "时效指标", "数量指标"]), st.sampled_from([None, 2021]))
@example("十" * 40, "", "", 2021)
@example("((((", ")", "", None)
@example("", "\x85", "", None)
@example("²", "³", "", None)
@example("1" * 400, "1e9999", "", None)
@example("5米·" + "米·" * 3000, "1" * 400, "", None)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_without_raising(text: str, other: str, level2: str, year: int | None) -> None:
    target = parse_target(text, name=other, operator_cell=other, unit_cell=other, level2=level2, year=year)
    actual = parse_actual(other, name=text, unit_cell=text, target=target, level2=level2, year=year)
    for value in (target, actual):
        assert value.operator in (None, ">=", "<=", "=", ">", "<", QUALITATIVE)
        if value.operator == QUALITATIVE or (value.date_low and value.unit != "月"):
            assert value.number is None
        if value.low is not None and value.high is not None:
            assert value.low <= value.high
        if value.date_low and value.date_high:
            assert value.date_low <= value.date_high
    for parse in CELLS.values():
        parse(text)


@given(ANY_TEXT)
@example("R¸")
@settings(max_examples=300, deadline=None)
def test_reading_cleaned_text_again_changes_nothing(text: str) -> None:
    first = parse_target(text, year=2021)
    second = parse_target(first.text, year=2021)
    assert second.text == first.text
    if canonical(first.text) == canonical(text):
        assert (second.kind, second.number, second.unit, second.operator) == (
            first.kind,
            first.number,
            first.unit,
            first.operator,
        )
    assert clean(clean(text)) == clean(text)
    assert canonical(canonical(text)) == canonical(text)


SIGNS = st.sampled_from(
    [
        ("≥", ">="),
        (">=", ">="),
        ("≧", ">="),
        ("≤", "<="),
        ("<=", "<="),
        ("=", "="),
        ("﹦", "="),
        ("＞", ">"),
        ("<", "<"),
        ("", None),
        ("不低于", ">="),
        ("不少于", ">="),
        ("不超过", "<="),
        ("不高于", "<="),
        ("大于", ">"),
        ("小于", "<"),
        ("至少", ">="),
    ]
)
UNITS = st.sampled_from(
    [
        "",
        "%",
        "个",
        "次",
        "人次",
        "万元",
        "元",
        "亿元",
        "公里",
        "亩",
        "天",
        "个工作日",
        "元/亩",
        "人",
        "户",
        "套",
        "百分比",
        "场次",
    ]
)
PLAIN = st.one_of(st.integers(0, 10**7).map(str), st.decimals(0, 10**6, places=2).map(str))


@given(SIGNS, PLAIN, UNITS, st.sampled_from(["", " ", "　"]))
@settings(max_examples=300, deadline=None)
def test_printed_number_is_read_back(sign: tuple[str, str | None], number: str, unit: str, gap: str) -> None:
    value = parse_target(f"{sign[0]}{gap}{number}{gap}{unit}", year=2021)
    assert (value.operator, value.number, value.unit) == (sign[1], float(number), unit or None)


@given(SIGNS, PLAIN, UNITS)
@settings(max_examples=200, deadline=None)
def test_full_width_and_half_width_agree(sign: tuple[str, str | None], number: str, unit: str) -> None:
    text = f"{sign[0]}{number}{unit}"
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert unicodedata.normalize("NFKC", wide) == unicodedata.normalize("NFKC", text)
    a, b = parse_target(text, year=2021), parse_target(wide, year=2021)
    assert (a.operator, a.number, a.unit, a.kind, a.low, a.direction) == (
        b.operator,
        b.number,
        b.unit,
        b.kind,
        b.low,
        b.direction,
    )


@given(st.integers(1, 12), st.integers(1, 28), st.sampled_from(["", "前", "之前", "前完成", "以前"]), st.booleans())
@settings(deadline=None)
def test_dates_are_read_back(month: int, day: int, tail: str, with_year: bool) -> None:
    text = f"{'2022年' if with_year else ''}{month}月{day}日{tail}"
    value = parse_target(text, year=2021)
    assert value.kind == ("deadline" if tail else "date")
    assert value.date_high == f"{2022 if with_year else 2021}-{month:02d}-{day:02d}"
    assert ("year:form" in value.assumed) is not with_year
    assert (value.operator, value.number, value.direction) == (None, None, "<=")


def test_the_examples_of_the_documentation_hold() -> None:
    page = (Path(__file__).parents[2] / "docs/values.md").read_text(encoding="utf8")
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    for text, operator, number, unit, kind, direction, dates, doubt in rows:
        v = parse_target(text.strip("`"), year=2021)
        got = [v.operator or "", "" if v.number is None else f"{v.number:g}", v.unit or "", v.kind, v.direction or ""]
        assert [operator, number, unit, kind, direction] == got, text
        assert dates.split("—")[-1] == (v.date_high or ""), text
        assert doubt in (v.ambiguity, "近似"), text


@pytest.mark.parametrize(
    ("text", "number", "base", "low", "day"),
    [
        ("九成", 9.0, "%", 90.0, None), ("≥九成五", 9.5, "%", 95.0, None), ("9成以上", 9.0, "%", 90.0, None), ("0.9‰", 0.9, "%", 0.09, None),
        ("1 26 场", 126.0, "场", 126.0, None), ("1 000个", 1000.0, "个", 1000.0, None), ("20231031前", None, None, None, "2023-10-31"),
        ("20231205", None, None, None, "2023-12-05"), ("20231305", 20231305.0, None, 20231305.0, None), ("1200剂次", 1200.0, "剂次", 1200.0, None),
    ],
)  # fmt: skip
def test_numbers_and_dates_as_people_type_them(text, number, base, low, day):
    v = parse_target(text, year=2023)
    assert (v.number, v.base_unit, v.low, v.date_high) == (number, base, low, day)


def test_two_numbers_are_not_one():
    assert parse_target("90%  95%").number is None
    assert parse_target("2023 10 31").number is None


def test_a_day_that_its_month_does_not_have_is_said():
    assert "9月没有31日" in parse_target("9月31日", year=2023).ambiguity
    assert parse_target("10月31日", year=2023).ambiguity == ""


def test_a_share_beside_a_rate_is_that_rate():
    target = parse_target("≥90%", name="村民满意度")
    assert (parse_actual("93/100", target=target).low, parse_actual("93/100").low) == (93.0, 0.93)


def test_a_serial_number_beside_a_deadline_is_a_guessed_date():
    deadline = parse_target("2023年10月底前", year=2023)
    guessed = parse_actual("45265", target=deadline, year=2023)
    assert (guessed.kind, guessed.date_high, "日期序列号" in guessed.ambiguity) == ("date", "2023-12-05", True)
    assert parse_actual("45265", target=parse_target("≥40000个")).number == 45265
