"""Scoring formulas that a preset chooses: the score, its calculation, the rules, the totals and the words follow from one place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from selfeval_nb.checks.author import specimen
from selfeval_nb.checks.book.formulas import Bands, Linear, bands_of
from selfeval_nb.checks.book.preset import PresetError, list_presets, load_preset
from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import tables_of
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.review.build import build_review
from tests.checks.helpers import checked

BANDS = '[{ below = 0.60, share = 0.0 }, { below = 0.95, share = "rate" }, { share = 1.0 }]'


@pytest.fixture
def bands(tmp_path: Path) -> Path:
    path = tmp_path / "bands.toml"
    path.write_text(
        f'title = "按档计分"\nextends = "mof2020"\n[execution]\nformula = "bands"\nbands = {BANDS}\n', "utf-8"
    )
    return path


def change(executed: str, rate: str, score: str) -> dict:
    return {"set": {"funds[total].executed": executed, "funds[total].rate": rate, "funds[total].score": score}}


@pytest.mark.parametrize(
    ("executed", "points", "line"),
    [
        ("130", "0", "130÷260=50%，50%＜60%，10×0%=0"),
        ("156", "6", "156÷260=60%，60%≤60%＜95%，156÷260×10=6"),
        ("224.16", "8.62", "224.16÷260=86.22%，60%≤86.22%＜95%，224.16÷260×10=8.62"),
        ("247", "10", "247÷260=95%，95%≥95%，10×100%=10"),
        ("246.9999", "9.5", "246.9999÷260=94.999962%，60%≤94.999962%＜95%，246.9999÷260×10=9.5"),
        ("300", "10", "300÷260=115.38%，115.38%≥95%，10×100%=10"),
    ],
)
def test_bands_are_read_from_the_bottom_and_their_bounds_belong_to_the_upper_one(
    executed: str, points: str, line: str
) -> None:
    formula = load_preset().sections.execution.scoring()
    assert isinstance(formula, Linear)
    formula = Bands(bands_of([{"below": 0.6, "share": 0}, {"below": 0.95, "share": "rate"}, {"share": 1}]), True)
    assert formula.score(Decimal(executed), Decimal(260), Decimal(10)) == (Decimal(points), line)
    rate = np.array([float(executed) / 260])
    assert formula.of_rate(rate, np.array([10.0]))[0] == pytest.approx(float(points), abs=0.005)


@pytest.mark.parametrize(
    ("given", "fires"),
    [
        (change("224.16", "86.22%", "8.62"), None),
        (change("224.16", "86.22%", "7"), "224.16÷260=86.22%，60%≤86.22%＜95%，224.16÷260×10=8.62"),
        (change("130", "50%", "5"), "130÷260=50%，50%＜60%，10×0%=0"),
        (change("250", "96.15%", "9.62"), "250÷260=96.15%，96.15%≥95%，10×100%=10"),
        (change("250", "96.15%", "10"), None),
    ],
)
def test_the_rule_on_the_execution_score_follows_the_preset(bands: Path, given: dict, fires: str | None) -> None:
    result = checked(given, preset=bands)
    found = result.findings[result.findings["rule_id"] == "M06"]
    assert found["arithmetic"].tolist() == ([fires] if fires else [])
    if fires:
        assert "低于60%得0分，60%至不足95%按执行率×分值，95%及以上得满分" in found["advice"].iloc[0]
        assert "不超过分值" not in found["advice"].iloc[0]


def test_a_score_that_follows_from_a_wrong_rate_is_wrong_too(bands: Path) -> None:
    rules = checked(change("224.16", "96%", "10"), preset=bands).findings["rule_id"].tolist()
    assert "M06" in rules  # at 96 % it would be the full points, which are more than there are to get
    assert "M03" not in rules  # the wrong rate is told with the score that follows from it


def test_scores_and_totals_follow_the_preset(bands: Path) -> None:
    given = change("130", "50%", "5")
    plain, banded = checked(given), checked(given, preset=bands)
    assert plain.scores["low"].iloc[0] == 5
    assert banded.scores["low"].iloc[0] == 0
    assert plain.totals["low"].iloc[0] - banded.totals["low"].iloc[0] == pytest.approx(5)
    assert banded.totals["arithmetic"].iloc[0].startswith("0+")


def test_the_report_says_the_bands_in_words(bands: Path) -> None:
    form = specimen.form_of(specimen.change(specimen.clean_spec(), change("130", "50%", "5")))
    for lang, said, gone in (
        (
            "zh",
            "按执行率（执行数÷全年预算数）分档，低于60%得0分，60%至不足95%按执行率×分值，95%及以上得满分。",
            "执行数÷全年预算数×分值",
        ),
        (
            "en",
            "below 60% 0 points, from 60% to below 95% rate × points, from 95% full points.",
            "executed ÷ the full-year budget × points",
        ),
    ):
        result = check(tables_of([form]), preset=bands, lang=lang)
        page = render_page(build_review(form, result, lang=lang))
        assert said in page
        assert gone not in page


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ('formula = "bands"', "execution.bands应为一列档次"),
        ('formula = "steps"', "execution.formula应为文字，可选linear、bands"),
        ('formula = "bands"\nbands = [{ below = 0.6, share = 0 }]', "最后一档没有"),
        ('formula = "bands"\nbands = [{ share = 0 }, { share = 1 }]', "各档都有 below"),
        (
            'formula = "bands"\nbands = [{ below = 0.9, share = 0 }, { below = 0.6, share = 0.5 }, { share = 1 }]',
            "从小到大",
        ),
        ('formula = "bands"\nbands = [{ below = 60, share = 0 }, { share = 1 }]', "0.60 即 60%"),
        ('formula = "bands"\nbands = [{ below = 0.6, share = "half" }, { share = 1 }]', '0～1之间的数或 "rate"'),
        ('formula = "bands"\nbands = [{ below = 0.6, share = 1.5 }, { share = 1 }]', '0～1之间的数或 "rate"'),
        (
            'formula = "bands"\nbands = [{ below = 0.6, points = 0 }, { share = 1 }]',
            "由 below、share 组成的表（第1档）",
        ),
        ('formula = "bands"\nbands = [1, 2]', "由 below、share 组成的表"),
        ('formula = "bands"\nbands = "rate"', "execution.bands应为列表"),
        ("bands = [{ share = 1 }]", "formula 为 linear 时不分档"),
    ],
)
def test_bands_that_cannot_be_end_in_one_sentence(tmp_path: Path, section: str, says: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'extends = "mof2020"\n[execution]\n{section}\n', "utf-8")
    with pytest.raises(PresetError) as error:
        load_preset(path)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_preset_of_an_older_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('extends = "mof2020"\n[execution]\nformula = "ratio"\n[scoring]\npositive = "ratio"\n', "utf-8")
    assert load_preset(path).describe() == load_preset().describe()


@pytest.mark.parametrize("name", list_presets())
def test_printed_scores_that_a_formula_gives_are_taken_for_right(name: str) -> None:
    preset = load_preset(name)
    formula = preset.sections.execution.scoring()
    for executed in (10, 50, 85, 100, 130):
        score, _ = formula.score(Decimal(executed), Decimal(100), Decimal(10))
        of_rate = formula.of_rate(np.array([executed / 100]), np.array([10.0]))[0]
        assert of_rate == pytest.approx(float(score), abs=0.005)
