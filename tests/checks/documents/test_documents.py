"""Documents with one defect each: it is found at its place, and little else; clean and odd-looking documents stay clean."""

from __future__ import annotations

import pytest

from tests.checks.documents.harness import CLEAN_ONLY, run


def test_clean_documents_in_layouts_without_weights_or_scores() -> None:
    assert run(layouts=CLEAN_ONLY).false_alarms == []


@pytest.mark.slow
@pytest.mark.parametrize("layouts", [("A", "B"), ("C", "D"), ("F", "A.html", "A.txt")], ids=lambda x: "+".join(x))
def test_defects_in_documents(layouts: tuple[str, ...]) -> None:
    report = run(seed=1, layouts=layouts)
    print(f"{report.cases} defects: recall {report.recall:.2%}, {report.collateral:.2f} findings besides")
    assert report.recall >= 0.97, report.missed
    assert report.collateral <= 0.25, report.besides
    assert not [a for a in report.false_alarms if " critical " in a], report.false_alarms
    assert len(report.false_alarms) <= 0.05 * report.clean, report.false_alarms
