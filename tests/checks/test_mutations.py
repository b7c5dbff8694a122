"""One defect at a time in clean forms: found at its place, and little else; clean forms stay clean."""

from __future__ import annotations

import pytest

from tests.checks.mutations import run


@pytest.mark.slow
@pytest.mark.parametrize("add_up", [True, False], ids=["total follows", "total left"])
def test_recall_collateral_and_false_alarms(add_up: bool) -> None:
    report = run(forms=12, seed=3, add_up=add_up)
    print(f"{report.cases} defects: recall {report.recall:.1%}, collateral {report.collateral_rate:.2f}")
    assert report.misses == []
    assert report.collateral_rate <= 0.5
    assert [f for f in report.clean_findings if f[2] == "critical"] == []
    assert len(report.clean_findings) / report.clean_forms <= 0.3
