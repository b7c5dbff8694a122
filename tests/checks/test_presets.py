"""Presets: what ships, what is said of a wrong one, and what another one changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.checks.author.impact import impact
from selfeval_nb.checks.book.preset import PresetError, list_presets, load_preset
from tests.checks.helpers import checked, found, tables


@pytest.mark.parametrize("name", list_presets())
def test_shipped_presets_load_and_speak(name: str) -> None:
    preset = load_preset(name)
    assert preset.name == name
    for lang in ("zh", "en"):
        assert len(preset.describe(lang)) == 18
        assert all(preset.describe(lang))
    assert "tolerance_score" in preset.parameters()


def test_default_is_an_alias() -> None:
    assert load_preset("default") == load_preset() == load_preset("mof2020")


def test_one_file_is_all_it_takes(tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text('title = "某县口径"\nextends = "hubei"\n[grades]\ncutoffs = [85, 75, 60]\n', encoding="utf-8")
    preset = load_preset(path)
    assert preset["execution.weight"] == 20
    assert preset["grades.cutoffs"] == [85, 75, 60]
    assert preset.files == ("town.toml", "hubei.toml", "mof2020.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tolerance]\nscore = 0.1\n", '或写 extends = "mof2020"'),
        ('extends = "mof2020"\n[tolerances]\nscore = 1\n', "没有 [tolerances] 这一节"),
        ('extends = "mof2020"\n[tolerance]\nscores = 1\n', "没有 tolerance.scores 这一项"),
        ('extends = "mof2020"\n[tolerance]\nscore = "x"\n', "tolerance.score应为数"),
        ('extends = "mof2020"\n[execution]\nweight = 200\n', "应为0～100之间的数"),
        ('extends = "mof2020"\n[scoring]\nnegative = "step"\n', "可选ratio、linear"),
        ('extends = "mof2020"\n[scoring]\nbands = [0.6, 0.8]\n', "应为从大到小"),
        ('extends = "mof2020"\n[grades]\ncutoffs = [90, 80]\n', "grades.cutoffs应为3个数"),
        ('extends = "nowhere"\n', "没有名为“nowhere”的口径"),
        ('extends = "own.toml"\n', "以自己为底"),
        ("[execution\n", "不是有效的 TOML"),
        ('extends = "mof2020"\nexecution = 5\n', "应为一节 [execution]"),
    ],
)
def test_errors_are_one_clear_sentence(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PresetError) as error:
        load_preset(path)
    assert message in str(error.value)
    assert "\n" not in str(error.value) or "TOML" in str(error.value)


@pytest.mark.parametrize("name", ["../mof2020", "", "no such", "/etc/passwd", "missing.toml"])
def test_names_do_not_leave_the_folder(name: str) -> None:
    with pytest.raises(PresetError):
        load_preset(name)


def severity(change: dict[str, Any], rule: str, **options: Any) -> str:
    frame = checked(change, **options).findings
    return str(frame.loc[frame["rule_id"] == rule, "severity"].iloc[0])


def test_presets_change_what_is_found() -> None:
    low = {
        "set": {
            "funds[total].executed": "226.20",
            "funds[fiscal_current].executed": "216.68",
            "funds[total].rate": "87%",
            "funds[total].score": "8.7",
        }
    }
    assert severity(low, "M09") == "info"
    assert severity(low, "M09", preset="sichuan") == "warning"
    assert ("W14", "grade") in found({"set": {"grade": "良", "total_score": "75"}})
    assert ("W14", "grade") not in found({"set": {"grade": "良", "total_score": "75"}}, preset="vendor")


def test_impact_names_findings_scores_and_forms() -> None:
    reverse = {
        "set": {
            "indicators[1].level3": "管网漏点数（处）",
            "indicators[1].target_text": "≤20处",
            "indicators[1].actual_text": "30处",
            "indicators[1].score": "10",
            "indicators[1].reason": "冬季低温；已安排更换。",
        }
    }
    result = impact(tables({}, reverse), "mof2020", "vendor")
    assert "K09" in set(result.findings.loc[result.findings["change"] == "appears", "rule_id"])
    (row,) = result.scores.to_dict("records")
    assert (row["low_old"], row["low_new"]) == (10.0, 7.5)
    assert set(result.forms["file"]) >= {"f1.docx"}
    assert impact(tables({}), "mof2020", "default").findings.empty
