"""Checks on drawn layouts (tests/forms/layouts) whose structure a rule has to respect."""

from __future__ import annotations

from dataclasses import replace

from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import tables_of
from tests.generator.grid import Grid
from tests.generator.run import load_bytes
from tests.generator.sketch import LAYOUTS, read
from tests.generator.write_docx import write_docx


def found(stem: str, *changes: tuple[str, str]) -> set[tuple[str, str]]:
    """(rule, place) of what the rules say about a drawn form, after changes to cells that print a text nobody else prints."""
    blocks, _ = read(next(LAYOUTS.glob(f"{stem}*.txt")))
    for old, new in changes:
        hits = [p for b in blocks if isinstance(b, Grid) for p in b.cells if p.cell.text == old]
        assert len(hits) == 1, old
        hits[0].cell = replace(hits[0].cell, text=new)
    findings = check(tables_of(load_bytes("form.docx", write_docx(blocks)))).findings
    return set(zip(findings["rule_id"], findings["where"], strict=True))


def rules(stem: str, *changes: tuple[str, str]) -> set[str]:
    return {rule for rule, _ in found(stem, *changes)}


def test_a_total_broken_down_twice_is_compared_with_each_breakdown() -> None:
    assert "M01" not in rules("82")
    assert ("M01", "funds[total].executed") in found("82", ("4900", "4800"))
    assert ("M01", "funds[total].budget") in found("82", ("2100", "2050"))


def test_what_the_funds_are_made_of_is_no_breakdown_of_the_first_total() -> None:
    assert "M01" not in rules("75")


def test_a_layout_without_the_actual_result_lacks_none() -> None:
    assert "F06" not in rules("75")
    assert ("F06", "goal_actual") in found("71", ("建成3100亩", ""))


def test_check_boxes_name_no_score_but_a_sentence_does() -> None:
    boxes = "☑优（90分以上） □良（80-90） □中 □差"
    assert "E12" not in rules("73")
    assert ("E12", "form") in found("73", (boxes, "自评得分95分，等级为优。"))


def test_the_goal_is_held_against_the_targets_of_the_start_of_the_year() -> None:
    assert "T04" not in rules("78")
    assert ("T04", "goal_expected") in found("71", ("建成高标准农田3000亩", "建设面积3500亩"))
