"""The same form, rules and rulings give the same bytes: whatever the time zone, locale, hash seed and folder of the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from selfeval_nb.common.assets import asset_dir

ROOT = Path(__file__).parents[2]

#: Every output that is a file, made from a folder of forms; the digests are printed.
SCRIPT = """
import hashlib, json, locale, sys
from pathlib import Path
try: locale.setlocale(locale.LC_ALL, "")
except locale.Error: pass
from selfeval_nb.checks.run import check
from selfeval_nb.checks.author.show import to_csv, to_json
from selfeval_nb.forms import export
from selfeval_nb.forms.load import load
from selfeval_nb.report.word.annotate import annotate
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.report.overview.index import index_files, index_row
from selfeval_nb.report.word.notice import notice
from selfeval_nb.report.word.sampling_report import sampling_report
from selfeval_nb.report.workbook.workbook import write_findings, write_workpaper
from selfeval_nb.review.open import reviews_and_problems
forms, out = Path(sys.argv[1]), Path(sys.argv[2])
tables = load(forms)
result = check(tables, engine="direct")
reviews = reviews_and_problems([forms])[0]
made = {f"page {n}": str(render_page(r)) for n, r in enumerate(reviews)}
made["index"] = index_files([index_row(r, "x.html") for r in reviews])["index.html"]
made["findings"], made["csv"] = to_json(tables, result), to_csv(tables, result)
made["workpaper"] = write_workpaper(reviews, out / "w.xlsx").read_bytes()
made["ledger"] = write_findings(reviews, out / "f.xlsx").read_bytes()
made["notice"], made["sampling"] = notice(reviews), sampling_report(reviews)
word = next(p for p in sorted(forms.iterdir()) if p.suffix == ".docx")
made["annotated"] = annotate(word, reviews_and_problems([word])[0])
print(json.dumps({k: hashlib.sha256(v if isinstance(v, bytes) else v.encode()).hexdigest() for k, v in made.items()}))
"""


def digests(folder: Path, **environment: str) -> dict[str, str]:
    """What the script prints in a folder and an environment of its own."""
    folder.mkdir()
    forms = folder / "forms"
    forms.symlink_to(asset_dir("notebooks") / "forms", target_is_directory=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "TZ", "SOURCE_DATE", "PYTHONHASH"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "forms", "."],
        cwd=folder, env={**kept, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return digests(
        tmp_path_factory.mktemp("bytes") / "a", TZ="Asia/Shanghai", LC_ALL="C.UTF-8", PYTHONHASHSEED="0", LANG="C.UTF-8"
    )


def test_in_another_folder_time_zone_locale_and_with_other_hashes(here: dict[str, str], tmp_path: Path) -> None:
    there = digests(
        tmp_path / "另一个 文件夹",
        TZ="America/St_Johns",
        LC_ALL="C",
        PYTHONHASHSEED="4711",
        LANG="tr_TR.UTF-8",
        PYTHONUTF8="0",
    )
    assert len(here) > 15
    assert there == here


def test_a_given_time_is_the_only_thing_that_changes(here: dict[str, str], tmp_path: Path) -> None:
    stamped = digests(tmp_path / "a", SOURCE_DATE_EPOCH="1700000000", TZ="Asia/Tokyo")
    assert stamped["page 0"] != here["page 0"]
    assert stamped["findings"] == here["findings"]
