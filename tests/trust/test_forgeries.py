"""A report is believed in nothing that its form determines, whatever page, values and fingerprint say together."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import shutil
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from selfeval_nb.batch.run import run_batch
from selfeval_nb.batch.verify import verify_folder
from selfeval_nb.cli import main
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.errors import Sentence
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.report.page.verify import verify
from selfeval_nb.review import embed
from selfeval_nb.review.as_json import from_dict, to_dict
from selfeval_nb.review.open import open_review, reviews_and_problems
from selfeval_nb.review.rulings import book as R

FORMS = asset_dir("notebooks") / "forms"
FORM = next(p for p in FORMS.iterdir() if p.name.startswith("04_"))
Values = dict[str, Any]


@cache
def _values() -> Values:
    return to_dict(open_review(FORM))


def forged(change: Callable[[Values], Any]) -> str:
    data = copy.deepcopy(_values())
    change(data)
    assert json.dumps(data) != json.dumps(_values())
    return render_page(from_dict(data))


def with_text(text: str) -> str:
    """The genuine page with another embedded text, its fingerprint right."""
    raw = text.encode()
    packed = base64.b64encode(zlib.compress(raw)).decode()
    lines = "\n".join(packed[i : i + 120] for i in range(0, len(packed), 120))
    block = f'<div hidden class="selfeval-data" data-schema="1" data-sha256="{hashlib.sha256(raw).hexdigest()}">{lines}</div>'
    return embed._BLOCK.sub(lambda _: block, render_page(open_review(FORM)))


def code(html: str, tmp_path: Path, *forms: Path, **options: Any) -> int:
    path = tmp_path / "report.html"
    path.write_bytes(html.encode("utf-8", "surrogatepass"))
    return verify(path, *(forms or (FORM,)), **options).exit_code


def _soften(d: Values) -> None:
    for f in d["findings"]:
        f.update(suite="portfolio", severity="info", message="没有问题。", advice="", remark="", arithmetic="")
    d["counts"].update(critical=0, warning=0, info=len(d["findings"]))
    d.update(suggestion="pass", suggestion_reason="没有发现错误。")


def _lax(d: Values) -> None:
    d["preset"]["name"] += " "
    d["preset"]["values"]["tolerance"] = dict.fromkeys(d["preset"]["values"]["tolerance"], 99.0)


def _other_rules(d: Values) -> None:
    d["provenance"]["ruleset"]["scores.json"] = "a" * 64


FORGERIES: dict[str, Callable[[Values], Any]] = {
    "errors softened and said to come from other forms": _soften,
    "a preset with a blank behind its name and wide tolerances": _lax,
    "the reason of the suggestion": lambda d: d.update(suggestion_reason="材料齐全，可以通过。"),
    "a notice invented": lambda d: d["problems"].append({"file": FORM.name, "problem": "note", "detail": "与存档件核对无误。", "where": "", "form_id": None}),
    "counts": lambda d: d["counts"].update(not_applicable=0),
    "a score twice": lambda d: d["scores"].insert(0, dict(d["scores"][0], low=0.0, high=0.0)),
    "outcomes in another order": lambda d: d["outcomes"].reverse(),
    "scores in another order": lambda d: d["scores"].reverse(),
    "a finding twice": lambda d: d["findings"].append(dict(d["findings"][0])),
    "the number of the form in the provenance": lambda d: d["provenance"].update(form_no=7),
    "another file in the provenance": lambda d: d["provenance"].update(file="别的.txt"),
    "a time that no report states": lambda d: d["provenance"].update(time="2031-12-31T00:00:00Z"),
    "a digest of rules alone": _other_rules,
    "the digest of the preset alone": lambda d: d["preset"].update(sha256="b" * 64),
    "a rule invented": lambda d: d["rules"].update(AA1={"title": "不适用本办法", "suite": "values", "severity": "info", "basis": "某函"}),
    "a rule left out": lambda d: d["rules"].pop("K08"),
    "a key left out of a finding": lambda d: d["findings"][0].pop("advice"),
    "a key too many": lambda d: d["findings"][0].update(note="已核"),
    "an int for a number with a point": lambda d: d["form"]["indicators"][0].update(weight=int(d["form"]["indicators"][0]["weight"])),
    "the unit of money": lambda d: d["form"].update(money_unit="元"),
    "the kind of the form": lambda d: d["form"].update(kind="other"),
    "a role of a cell": lambda d: d["form"]["roles"].pop(),
    "another language said": lambda d: d.update(lang="en"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGERIES)
def test_what_the_form_determines_is_told(what: str, tmp_path: Path) -> None:
    assert code(forged(FORGERIES[what]), tmp_path) == 1


def _text() -> str:
    return embed.canonical(open_review(FORM))


WRITTEN: dict[str, Callable[[str], str]] = {
    "a key twice": lambda t: t.replace('{"schema":', '{"suggestion":"pass","schema":', 1),
    "blanks": lambda t: t.replace('","', '", "', 1),
    "a tail": lambda t: t + " ",
    "two values": lambda t: t + "{}",
    "characters written out": lambda t: json.dumps(json.loads(t), ensure_ascii=False, separators=(",", ":")),
    "no JSON": lambda t: "{'a': 1}",
    "no end": lambda t: "[" * 200_000,
    "a number without end": lambda t: t.replace('"form_no":1', '"form_no":' + "9" * 5000, 1),
}


@pytest.mark.parametrize("what", WRITTEN)
def test_values_written_otherwise_are_told(what: str, tmp_path: Path) -> None:
    html = with_text(WRITTEN[what](_text()))
    (tmp_path / "r.html").write_text(html, "utf-8")
    done = CliRunner().invoke(main, ["verify", str(tmp_path / "r.html"), str(FORM)])
    assert done.exit_code in (1, 2)
    assert isinstance(done.exception, SystemExit)
    assert "。" in done.output


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [path, *(p for k, v in value.items() for p in _paths(v, (*path, k)))]
    if isinstance(value, list) and value:
        return [path, *_paths(value[0], (*path, 0))]
    return [path]


GARBAGE: list[Any] = [None, [1], {"a": 1}, "九", 3.5, float("nan"), True]


@pytest.mark.parametrize("kind", range(len(GARBAGE)), ids=lambda k: repr(GARBAGE[k]))
def test_garbage_in_any_place_ends_in_a_sentence(kind: int, tmp_path: Path) -> None:
    """In places to the second level, other ones for each kind of garbage, with the form and without it."""
    places = [p for p in _paths(_values()) if 0 < len(p) <= 2 and p[0] not in ("rules", "schema")]
    garbage, step = GARBAGE[kind], max(1, len(places) // 3)
    for place in places[kind * step // len(GARBAGE) :: step]:
        data = json.loads(_text())
        at = data
        for key in place[:-1]:
            at = at[key]
        if at[place[-1]] == garbage:
            continue
        at[place[-1]] = garbage
        path = tmp_path / "r.html"
        path.write_text(with_text(json.dumps(data, separators=(",", ":"))), encoding="utf-8")
        for forms in ([str(FORM)], []):
            done = CliRunner().invoke(main, ["verify", str(path), *forms])
            assert done.exit_code in ((1, 2) if forms else (1, 2, 4)), (place, done.output)
            assert done.exception is None or isinstance(done.exception, SystemExit), (place, done.exception)


def test_what_cannot_be_computed_is_listed(tmp_path: Path) -> None:
    ruled = R.apply(open_review(FORM), [R.waive(open_review(FORM), 1, "已核对", reviewer="赵科长", date="2026-01-01")])
    html = render_page(ruled)
    path = tmp_path / "report.html"
    assert code(html, tmp_path) == 4
    assert "赵科长" in verify(path, FORM).limits[0]
    rulings = tmp_path / "意见.jsonl"
    R.save_rulings(rulings, ruled.rulings)
    assert code(html, tmp_path, rulings=rulings) == 0
    assert ruled.provenance["rulings_digest"] in html
    (tmp_path / "other.jsonl").write_text("", "utf-8")
    assert code(html, tmp_path, rulings=tmp_path / "other.jsonl") == 1
    # a digest of other rulings, and rulings without theirs
    data = to_dict(ruled)
    data["provenance"]["rulings_digest"] = "c" * 64
    assert code(render_page(from_dict(data)), tmp_path) == 1
    del data["provenance"]["rulings_digest"]
    assert code(render_page(from_dict(data)), tmp_path) == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda d: d["provenance"]["versions"].update(python="3.99.1"), "版本"),
        (lambda d: d["provenance"].update(time="2025-01-31 08:00 UTC"), "时间"),
        (lambda d: d["form"].update(file="改名.txt"), "文件名"),
    ],
)
def test_claims_are_believed_by_name_only(change: Callable[[Values], Any], named: str, tmp_path: Path) -> None:
    def whole(d: Values) -> None:
        change(d)
        d["provenance"]["file"] = d["form"]["file"]
        for f in (*d["findings"], *d["problems"]):
            f["file"] = d["form"]["file"]

    assert code(forged(whole), tmp_path) == 4
    assert named in "".join(verify(tmp_path / "report.html", FORM).limits)


def test_comparisons_need_the_batch(tmp_path: Path) -> None:
    forms = tmp_path / "批"
    forms.mkdir()
    for name in ("甲.txt", "乙.txt"):
        shutil.copy(FORM, forms / name)
    reviews, _ = reviews_and_problems([forms])
    second = next(r for r in reviews if "~2" in r.form.form_id)
    html = render_page(second)
    assert code(html, tmp_path, forms / second.form.file) == 4
    said = "".join(verify(tmp_path / "report.html", forms / second.form.file).limits)
    assert "X04" in said
    assert "第2张" in said
    assert code(html, tmp_path, forms) == 0
    data = to_dict(second)
    data["findings"] = [f for f in data["findings"] if f["rule_id"] != "X04"]
    assert code(render_page(from_dict(data)), tmp_path, forms) == 1


def test_without_the_form_a_report_is_only_held_against_itself(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    path.write_text(render_page(open_review(FORM)), "utf-8")
    result = verify(path)
    assert result.exit_code == 4
    assert "只核对了报告自身" in result.limits[0]


@pytest.mark.slow
def test_a_whole_folder_is_made_again_and_compared(tmp_path: Path) -> None:
    forms, out = tmp_path / "forms", tmp_path / "out"
    forms.mkdir()
    for path in FORMS.iterdir():
        if path.name[:2] in ("03", "04"):
            shutil.copy(path, forms)
    run_batch([forms], out, jobs=1, progress=None)
    assert verify_folder(out, [forms], jobs=1).exit_code == 0
    index = out / "index.html"
    index.write_text(index.read_text("utf-8").replace("退回修改", "通过"), "utf-8")
    report = next(p for p in out.glob("*.html") if p.name != "index.html")
    review = from_dict(embed.extract(report.read_text("utf-8")))
    review.findings.clear()
    report.write_text(render_page(review), "utf-8")
    (out / "多出.html").write_text("<p>", "utf-8")
    (out / "data" / "scores.parquet").unlink()
    result = verify_folder(out, [forms], jobs=1)
    told = " ".join(d.where for d in result.differences)
    assert result.exit_code == 1
    assert all(name in told for name in ("index.html", report.name, "多出.html", "data/scores.parquet"))
    with pytest.raises(Sentence, match="自评表"):
        verify_folder(out, [])
