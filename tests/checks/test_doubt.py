"""A doubtful reading is told and never held against the unit."""

from __future__ import annotations

import pandas as pd

from selfeval_nb.checks.run import check
from tests.checks.helpers import tables


def _doubted(where: str):
    t = tables({"set": {"indicators[1].score": "20", "funds[total].rate": "50%"}})
    t.problems = pd.DataFrame(
        [{"file": "f0.docx", "form_id": t.items[0].form_id, "where": where, "problem": "doubtful-reading", "detail": ""}], dtype=object
    )  # fmt: skip
    return check(t).findings


def test_findings_on_a_doubtful_block_ask_about_the_reading():
    found = _doubted("indicators")
    rows = found[found["where"].str.startswith("indicators[")]
    assert len(rows)
    assert (rows["severity"] == "info").all()
    assert rows["message"].str.contains("读取存疑").all()


def test_findings_on_other_blocks_stay():
    found = _doubted("goals")
    assert {"K01", "M03"} <= set(found[found["severity"] == "critical"]["rule_id"])
