"""Forms compared with other documents (earlier years, final accounts, the list of projects): the same in a batch, alone and verified."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from selfeval_nb.batch.run import run_batch
from selfeval_nb.batch.verify import verify_folder
from selfeval_nb.checks.judging.comparing import rules_beside
from selfeval_nb.checks.run import check
from selfeval_nb.common.how import BESIDE, How
from selfeval_nb.forms.beside import load_beside
from selfeval_nb.forms.load import load
from selfeval_nb.report.desk.portfolio import open_portfolio
from selfeval_nb.report.page.verify import verify
from selfeval_nb.review.open import open_review, reviews_and_problems
from tests.batch.forms import form, write_forms

UNIT = "清河县养老服务中心"


def _book(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, dict[str, list[Path]]]:
    """Three forms; last year's of the first; accounts that differ for the second; a list without the third and with a fourth."""
    forms = write_forms(tmp_path / "表", 3)
    last = tmp_path / "去年"
    last.mkdir()
    for number in range(3):
        page = form(f"高龄老人补贴{number:03d}", number, 9 if number == 1 else 10).replace("2023", "2022")
        (last / f"{number}.html").write_text(page, encoding="utf-8")
    accounts = _book(
        tmp_path / "决算.xlsx", ["项目名称", "单位", "预算数（万元）", "决算数（万元）"],
        ["高龄老人补贴000", UNIT, 100, 100], ["高龄老人补贴001", UNIT, 101, 77],
    )  # fmt: skip
    projects = _book(
        tmp_path / "清单.xlsx", ["序号", "项目名称", "单位"],
        [1, "高龄老人补贴000", UNIT], [2, "高龄老人补贴001", UNIT], [3, "助餐点建设", UNIT],
    )  # fmt: skip
    return forms, {"history": [last], "accounts": [accounts], "projects": [projects]}


def _by_rule(findings: list[dict]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for f in findings:
        counts[f["rule_id"]] = counts.get(f["rule_id"], 0) + 1
    return counts


def test_a_batch_and_a_form_alone_say_the_same(given, tmp_path: Path, capsys) -> None:
    forms, beside = given
    out = tmp_path / "out"
    summary = run_batch([forms], out, jobs=2, **beside)
    coverage = "应自评项目3个，收到2个，覆盖率66.7%；缺1个，不在清单中的自评表1张。"
    assert summary.made == 3
    assert coverage in capsys.readouterr().err
    index = (out / "index.html").read_text("utf-8")
    assert coverage in index
    assert "助餐点建设" in index
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert [m["project"] for m in manifest["coverage"]["missing"]] == ["助餐点建设"]
    assert "助餐点建设" in repr(open_portfolio(out).coverage)

    reviews, _ = reviews_and_problems([forms], **beside)
    found = {r.form.value("project"): _by_rule(r.findings) for r in reviews}
    assert "M21" in found["高龄老人补贴001"]
    assert "Y06" in found["高龄老人补贴001"]  # without its reason this year as last year
    assert "X07" in found["高龄老人补贴002"]
    assert "X07" not in found["高龄老人补贴000"]
    alone = open_review(forms / "001.html", **beside)
    together = {
        rule: n for rule, n in found["高龄老人补贴001"].items() if rule != "X09"
    }  # which looks at the forms beside it
    assert _by_rule(alone.findings) == together

    for review in reviews:
        page = next(p for p in out.glob("*.html") if p.name.startswith(str(review.form.value("project"))))
        assert verify(page, forms, **beside).exit_code == 0, str(verify(page, forms, **beside))
    assert verify_folder(out, [forms], jobs=1, **beside).exit_code == 0


def test_a_report_verified_without_them_says_what_it_could_not_compute(given, tmp_path: Path) -> None:
    forms, beside = given
    out = tmp_path / "out"
    run_batch([forms], out, jobs=1, progress=None, **beside)
    page = next(out.glob("高龄老人补贴001*.html"))
    result = verify(page, forms)
    assert (result.exit_code, result.differences) == (4, [])
    assert "--history（3个文件）" in str(result)
    assert "M21" in str(result)
    # what does not rest on them is computed all the same
    page.write_text(page.read_text("utf-8").replace("≥95%", "≥99%"), "utf-8")
    assert verify(page, forms).exit_code == 1


def test_other_documents_make_their_forms_anew_and_no_other(given, tmp_path: Path) -> None:
    forms, beside = given
    out = tmp_path / "out"
    run_batch([forms], out, jobs=1, progress=None, **beside)
    assert run_batch([forms], out, jobs=1, progress=None, **beside).made == 0
    _book(
        beside["accounts"][0], ["项目名称", "单位", "预算数（万元）", "决算数（万元）"],
        ["高龄老人补贴000", UNIT, 100, 66], ["高龄老人补贴001", UNIT, 101, 77],
    )  # fmt: skip
    run_batch([forms], out, jobs=1, progress=None, **beside)
    review = next(out.glob("高龄老人补贴000*.html")).read_text("utf-8")
    assert "M21" in review
    assert verify_folder(out, [forms], jobs=1, **beside).exit_code == 0


def test_a_document_that_cannot_be_used_is_told(given, tmp_path: Path) -> None:
    forms, _ = given
    bad = tmp_path / "空白.xlsx"
    _book(bad, ["没有", "项目"])
    summary = run_batch([forms], tmp_path / "out", jobs=1, progress=None, accounts=bad)
    assert any("空白.xlsx" in line and "未使用" in line for line in summary.passed)
    _, problems = reviews_and_problems([forms], accounts=bad)
    assert any("空白.xlsx" in p.file for p in problems)


def test_only_the_rules_that_compare_with_a_document_change_by_it(given) -> None:
    forms, beside = given
    tables = load(forms)
    plain = check(tables).outcomes
    for kind in BESIDE:
        how = How.of({kind: beside.get(kind, [])})
        result = check(tables, **load_beside(how).given()).outcomes
        changed = set(plain.merge(result, how="outer", indicator=True).query("_merge != 'both'")["rule_id"])
        assert changed <= {r.id for r in rules_beside([kind])}
        assert bool(changed) == (kind in beside)
