"""A report that somebody has changed, in any place, is not identical, and ``selfeval verify`` says where it differs."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from selfeval_nb.cli import main
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.report.page.verify import verify
from selfeval_nb.review.as_json import from_dict, to_dict
from selfeval_nb.review.open import open_review

FORM = next(p for p in (asset_dir("notebooks") / "forms").iterdir() if p.name.startswith("04_"))


@pytest.fixture(scope="module")
def page() -> str:
    return "".join(render_page(open_review(FORM)))


@cache
def _values() -> dict[str, Any]:
    return to_dict(open_review(FORM))


def forged(change: Callable[[dict[str, Any]], None]) -> str:
    """A report of changed values: page, embedded values and their fingerprint all agree with each other."""
    data = copy.deepcopy(_values())
    before = copy.deepcopy(data)
    change(data)
    assert data != before
    return "".join(render_page(from_dict(data)))


def differences(tmp_path: Path, html: str, *form: Path) -> list[tuple[str, str]]:
    path = tmp_path / "report.html"
    path.write_text(html, encoding="utf-8")
    result = verify(path, *form)
    assert result.identical == (not result.differences)
    return [(d.kind, d.where) for d in result.differences]


def _first(items: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    return next(i for i in items if all(i.get(k) == v for k, v in wanted.items()))


def _set(item: dict[str, Any], name: str, value: Any) -> None:
    item[name] = value


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a finding taken out": (lambda d: d["findings"].pop(0), "finding"),
    "all findings taken out": (lambda d: d["findings"].clear(), "finding"),
    "a finding made milder": (lambda d: _set(d["findings"][0], "severity", "info"), "finding"),
    "a finding put otherwise": (lambda d: _set(d["findings"][0], "message", "没有问题。"), "finding"),
    "the arithmetic of a finding": (lambda d: _set(_first([f for f in d["findings"] if f.get("arithmetic")]), "arithmetic", "1 = 1"), "finding"),
    "the basis of a finding": (lambda d: _set(d["findings"][0], "basis", "某文件"), "finding"),
    "a finding moved to another cell": (lambda d: _set(d["findings"][0], "where", "grade"), "finding"),
    "a recomputed score": (lambda d: _set(_first(d["scores"], indicator_no=1), "low", 0.5), "score"),
    "a recomputed total": (lambda d: _set(d["total"], "low", 99.0), "total"),
    "an outcome": (lambda d: d["outcomes"].pop(), "outcome"),
    "the advice": (lambda d: _set(d, "suggestion", "pass"), "suggestion"),
    "the counts": (lambda d: _set(d["counts"], "critical", 77), "count"),
    "a threshold of the preset": (lambda d: _set(d["preset"]["values"]["tolerance"], "score", 99.0), "preset"),
    "a sentence about the preset": (lambda d: d["preset"]["sentences"].append("得分一律为满分。"), "preset"),
    "the name of a rule": (lambda d: _set(next(iter(d["rules"].values())), "title", "别的规则"), "rule"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_values_changed_together_with_the_page_are_told(what: str, tmp_path: Path) -> None:
    change, kind = CHANGES[what]
    found = differences(tmp_path, forged(change))
    assert kind in {k for k, _ in found}, found


def test_another_number_of_the_form_is_told_with_the_form_and_by_what_follows_from_it(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        number = next(i for i in data["form"]["indicators"] if i["actual_value"] is not None)
        number["actual_value"] += 1

    html = forged(change)
    assert any(where.startswith("indicators") for kind, where in differences(tmp_path, html, FORM) if kind == "reading")


def test_a_letter_changed_anywhere_on_the_page_is_told(page: str, tmp_path: Path) -> None:
    """Places in what a reader reads, drawn by a fixed seed."""
    body = page.index("<body")
    places = [m.start() for m in re.finditer(r"(?<=>)[^<>]*[0-9\u4e00-\u9fff][^<>]*(?=<)", page) if m.start() > body]
    places = [at for at in places if "selfeval-data" not in page[page.rindex("<", 0, at) : at]]
    for at in random.Random(1).sample(places, 4):
        letter = next(i for i in range(at, len(page)) if page[i].isdigit() or "\u4e00" <= page[i] <= "\u9fff")
        changed = page[:letter] + ("8" if page[letter] != "8" else "9") + page[letter + 1 :]
        found = differences(tmp_path, changed)
        assert [k for k, _ in found] == ["page"], (page[letter - 20 : letter + 20], found)


def test_styles_that_hide_and_scripts_that_change_are_told(page: str, tmp_path: Path) -> None:
    for html in (
        page.replace("</style>", ".finding{display:none}</style>", 1),
        page.replace("</body>", "<script>document.body.textContent=''</script></body>"),
        page.replace("</main>", "<p>本表通过复核。</p></main>", 1),
    ):
        assert [k for k, _ in differences(tmp_path, html)] == ["page"]


def test_another_program_version_is_no_excuse(tmp_path: Path) -> None:
    """Stating other versions does not keep the page from being compared."""
    html = forged(lambda d: d["provenance"]["versions"].update({"selfeval-nb": "9.9"}))
    assert ("page", "第") in {(k, w[:1]) for k, w in differences(tmp_path, html.replace("97.70", "99.90"))}


@pytest.mark.parametrize("old", ["203.90", "安澜县路灯管理所", "31小时", "城区路灯节能改造"])
def test_a_form_changed_in_any_cell_is_told(old: str, page: str, tmp_path: Path) -> None:
    text = FORM.read_text(encoding="utf-8")
    assert old in text
    other = tmp_path / FORM.name
    other.write_text(text.replace(old, "9" + old[1:], 1), encoding="utf-8")
    found = differences(tmp_path, page, other)
    assert found[0][0] == "file"
    assert "reading" in {k for k, _ in found}


def test_the_command_says_it_in_a_sentence_and_by_its_exit_code(page: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text(page, encoding="utf-8")
    bad.write_text(forged(CHANGES["a recomputed score"][0]), encoding="utf-8")
    done = CliRunner().invoke(main, ["verify", str(good), str(FORM)])
    assert (done.exit_code, done.output[:2]) == (0, "一致")
    done = CliRunner().invoke(main, ["verify", str(bad)])
    assert done.exit_code == 1
    assert "指标1 low" in done.output
    done = CliRunner().invoke(main, ["verify", str(FORM)])
    assert done.exit_code == 2
    assert "Traceback" not in done.output
