"""Hostile documents through ``selfeval_nb.load`` and through ``selfeval batch``: a sentence, within ten seconds and 500 MB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.readers.office import find_office
from selfeval_nb.readers.problems import printable
from tests.trust import hostile

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES = 10.0, 500
#: What the machine's other work may add to a document's own time before the test says that the promise is broken.
PATIENCE = 3.0 if os.environ.get("PYTEST_XDIST_WORKER") or os.cpu_count() in (1, 2) else 1.5

#: Told of many documents beside what is wrong with them.
SAID_OF_GOOD_ONES = {"not-understood", "no-form", "wrong-extension", "hidden-text"}


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Any]]:
    """What each document cost, from one run of tests.trust.measure."""
    environment = {**os.environ, "SELFEVAL_MEASURE_SECONDS": str(int(SECONDS * PATIENCE))}
    if find_office() is None:
        environment["SELFEVAL_SOFFICE"] = ""
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.measure", *[c.name for c in hostile.CASES if not c.slow]],
        cwd=ROOT, capture_output=True, text=True, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}


def check(case: hostile.Case, row: dict[str, Any]) -> None:
    assert "died" not in row, row["died"]
    assert row["seconds"] < SECONDS * PATIENCE, row
    assert row["mb"] < MEGABYTES, row
    told = set(row["problems"])
    assert "failed" not in told, row
    assert not case.expected or told & case.expected, row
    assert row["forms"] == case.forms, row
    assert all(d.endswith("。") and d == printable(d) for d in row["details"]), row
    assert all(n == printable(n) for n in row["names"]), row


@pytest.mark.parametrize("case", [c for c in hostile.CASES if not c.slow], ids=lambda c: c.name)
def test_a_sentence_in_bounded_time_and_memory(case: hostile.Case, measured: dict[str, dict[str, Any]]) -> None:
    check(case, measured[case.name])


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for c in hostile.CASES if c.slow], ids=lambda c: c.name)
def test_a_sentence_also_where_time_runs_out(case: hostile.Case) -> None:
    """Documents whose reading is stopped by the clock: each takes the seconds that it is given."""
    environment = {
        **os.environ,
        "SELFEVAL_LIMITS": "seconds=1,office_cpu=1,form_seconds=1",
        "SELFEVAL_MEASURE_SECONDS": "60",
    }
    command = [sys.executable, "-m", "tests.trust.measure", case.name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    check(case, json.loads(done.stdout))
