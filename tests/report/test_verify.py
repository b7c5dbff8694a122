"""Verifying a report: identical when untouched, and where it differs when not."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.report.page.verify import verify
from selfeval_nb.review.as_json import from_dict, to_dict
from selfeval_nb.review.embed import MOST, EmbedError, embed, extract
from selfeval_nb.review.model import Review
from selfeval_nb.review.open import ReviewError, open_review
from selfeval_nb.review.rulings import book as R

FORMS = asset_dir("notebooks") / "forms"
SAMPLES = sorted(FORMS.iterdir())


def write(review: Review, path: Path) -> Path:
    """A report with its values, whether or not the page puts them in by itself."""
    html = "".join(render_page(review))  # plain text: markup would escape what is put in
    if "selfeval-data" not in html:
        html = html.replace("</main>", f"{embed(review)}</main>")
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def sample() -> Path:
    return next(p for p in SAMPLES if p.name.startswith("04_"))


@pytest.fixture(scope="module")
def review(sample: Path) -> Review:
    return open_review(sample)


@pytest.mark.parametrize("form", SAMPLES, ids=lambda p: p.name)
def test_what_is_embedded_comes_out_again(form: Path) -> None:
    review = open_review(form)
    data = extract(f"<p>{embed(review)}</p>")
    assert to_dict(from_dict(data)) == to_dict(from_dict(to_dict(review)))
    assert len(embed(review)) < MOST


def test_a_report_by_a_changed_rule_book_carries_the_changed_one(sample: Path) -> None:
    """What reports share is packed once; a reviewer's notebook may change it in place."""
    review = open_review(sample)
    before = extract(str(embed(review)))
    rule = next(iter(review.rules))
    review.rules[rule]["title"] = "另一条"
    after = extract(str(embed(review)))
    assert before["rules"][rule]["title"] != after["rules"][rule]["title"] == "另一条"
    assert after == to_dict(review)


@pytest.mark.parametrize("form", SAMPLES, ids=lambda p: p.name)
def test_an_untouched_report_is_identical_also_with_its_form(form: Path, tmp_path: Path) -> None:
    result = verify(write(open_review(form), tmp_path / "r.html"), form)
    assert result.identical, str(result)
    assert result.checked["字段"] > 20


def test_rulings_are_part_of_what_is_verified(review: Review, sample: Path, tmp_path: Path) -> None:
    ruled = R.apply(
        review,
        [R.waive(review, 1, "已核对"), R.score(review, "indicators[2].score", 9), R.add(review, "form", "未附资料")],
    )
    result = verify(write(ruled, tmp_path / "r.html"), sample)
    assert result.identical, str(result)


def test_a_changed_page_is_told(review: Review, tmp_path: Path) -> None:
    path = write(review, tmp_path / "r.html")
    path.write_text(path.read_text(encoding="utf-8").replace("97.70", "99.90"), encoding="utf-8")
    result = verify(path)
    assert [d.kind for d in result.differences] == ["page"]
    assert "99.90" in str(result)


def test_changed_values_are_told(review: Review, tmp_path: Path) -> None:
    scores = [{**s, "low": 10.0} if s["indicator_no"] == 3 else s for s in review.scores]
    findings = [f for f in review.findings if f["rule_id"] != "M06"]
    changed = replace(review, scores=scores, findings=findings)
    result = verify(write(changed, tmp_path / "r.html"))
    kinds = {d.kind for d in result.differences}
    assert {"score", "finding"} <= kinds
    assert any(d.kind == "score" and d.where == "指标3 low" for d in result.differences)
    assert not result.identical
    assert str(result).startswith("不一致")


def test_another_form_is_told(review: Review, tmp_path: Path) -> None:
    other = next(p for p in SAMPLES if p.name.startswith("02_"))
    result = verify(write(review, tmp_path / "r.html"), other)
    assert result.differences[0].kind == "file"
    assert any(d.kind == "reading" for d in result.differences)


def test_a_form_changed_in_one_cell_is_told_by_its_field(review: Review, sample: Path, tmp_path: Path) -> None:
    other = tmp_path / sample.name
    other.write_text(sample.read_text(encoding="utf-8").replace("31小时", "30小时"), encoding="utf-8")
    result = verify(write(review, tmp_path / "r.html"), other)
    assert any(d.where == "fields.indicators[3].actual_text.text" and d.found == "30小时" for d in result.differences)


def test_a_report_without_values_or_with_damaged_ones_is_a_sentence(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    block = str(embed(review))
    packed = re.sub(r"<[^>]*>", "", block)
    other = base64.b64encode(zlib.compress(b"{}")).decode()
    for html in (
        "<p></p>",
        block + block,
        block.replace(packed, packed[:-40]),
        block.replace(packed, other),
        block.replace(packed, "AAAA"),
    ):
        path.write_text(html, encoding="utf-8")
        with pytest.raises(ReviewError, match=r"。$"):
            verify(path)
    with pytest.raises(ReviewError, match=r"。$"):
        verify(tmp_path / "none.html")
    path.write_text(block)
    with pytest.raises(ReviewError, match=r"。$"):
        verify(path, tmp_path / "none.docx")


def test_a_huge_form_says_that_its_values_are_not_inside() -> None:
    import random

    noise = "".join(chr(random.Random(1).randrange(0x4E00, 0x9FFF) + k % 7) for k in range(10))
    text = "".join(chr(0x4E00 + random.Random(k).randrange(20000)) for k in range(120_000))
    review = open_review(SAMPLES[0])
    review.form.notes.append(noise + text)
    with pytest.raises(EmbedError, match="过多"):
        extract(str(embed(review)))
