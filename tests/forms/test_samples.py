"""The sample forms against their answer keys: as they are, and after changes that leave the printed page alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.forms.find import find_forms
from selfeval_nb.readers import read
from tests.forms.transforms import CHANGES, changed
from tests.generator.compare import compare

KEYS = Path(__file__).parent / "expected"
SAMPLES = sorted(p for p in asset_dir("notebooks").joinpath("forms").iterdir() if (KEYS / f"{p.stem}.json").exists())
SHARED = Path(__file__).parents[3] / "shared" / "forms"


def test_there_are_samples_of_several_formats():
    assert {p.suffix for p in SAMPLES} >= {".docx", ".xlsx", ".txt", ".html"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_sample_reads_as_its_key_says(path: Path):
    forms, problems = find_forms(read(path))
    assert not compare(json.loads((KEYS / f"{path.stem}.json").read_text("utf-8")), forms).errors
    assert not [p for p in problems if p.problem == "not-understood"]


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("path", [p for p in SAMPLES if p.suffix == ".docx"], ids=lambda p: p.stem)
def test_changes_that_leave_the_page_alone(path: Path, name: str):
    forms, _ = find_forms(changed(read(path), CHANGES[name]))
    assert not compare(json.loads((KEYS / f"{path.stem}.json").read_text("utf-8")), forms).errors


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared example forms are not beside this checkout")
def test_shared_example_forms():
    wrong = []
    for path in sorted(SHARED.iterdir()):
        key = SHARED / "expected" / f"{path.stem}.json"
        if key.exists():
            wrong += [
                (path.name, *e) for e in compare(json.loads(key.read_text("utf-8")), find_forms(read(path))[0]).errors
            ]
    assert not wrong
