"""A doubtful reading is told and never held against the unit."""

from __future__ import annotations

import pandas as pd

from selfeval_nb.checks.run import check
from tests.checks.helpers import checked, tables


def _result(where: str):
    t = tables({"set": {"indicators[1].score": "20", "funds[total].rate": "50%"}})
    t.problems = pd.DataFrame(
        [{"file": "f0.docx", "form_id": t.items[0].form_id, "where": where, "problem": "doubtful-reading", "detail": ""}], dtype=object
    )  # fmt: skip
    return check(t)


def _doubted(where: str):
    return _result(where).findings


def test_findings_on_a_doubtful_block_ask_about_the_reading():
    found = _doubted("indicators")
    rows = found[found["where"].str.startswith("indicators[")]
    assert len(rows)
    assert (rows["severity"] == "info").all()
    assert rows["message"].str.contains("读取存疑").all()


def test_findings_on_other_blocks_stay():
    found = _doubted("goals")
    assert {"K01", "M03"} <= set(found[found["severity"] == "critical"]["rule_id"])


def test_a_doubted_value_makes_the_recomputed_total_a_range():
    clean = checked({}).totals.iloc[0]
    for rule, change in (
        ("V14", {"indicators[3].actual_text": "0.98"}),
        ("V07", {"indicators[7].target_text": "≤90%", "indicators[7].actual_text": "90%"}),
    ):
        result = checked({"set": change})
        total = result.totals.iloc[0]
        assert rule in set(result.findings["rule_id"])
        assert total["low"] < total["self_score"] <= total["high"] <= 100
        assert total["low"] <= clean["high"] <= total["high"]
        row = result.scores[result.scores["arithmetic"].eq("") & result.scores["reason"].str.contains("存疑")].iloc[0]
        assert (row["low"], row["high"]) == (0, row["weight"])


def test_no_recomputed_total_above_the_total_of_the_form():
    total = checked({"set": {"indicators[1].weight": "60"}}).totals.iloc[0]
    assert pd.isna(total["low"])
    assert "超过总分100分" in total["reason"]


def test_a_table_that_may_be_misread_gives_no_recomputed_total():
    total = _result("indicators").totals.iloc[0]
    assert pd.isna(total["low"])
    assert "读取存疑" in total["reason"]
    assert not pd.isna(_result("goals").totals.iloc[0]["low"])
