"""Opening a form: the shipped samples, the shelf, and errors that are one sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.how import How
from selfeval_nb.review import shelf
from selfeval_nb.review.open import ReviewError, open_review

SAMPLES = sorted(p for p in (asset_dir("notebooks") / "forms").iterdir() if p.suffix in (".docx", ".txt"))


def test_a_sample_opens_with_its_form_and_scores() -> None:
    review = open_review(SAMPLES[0])
    assert review.form.form_no == 1
    assert review.form.indicators
    assert review.total
    assert review.provenance["file"] == SAMPLES[0].name


def test_a_relative_name_is_found_beside_the_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_review(f"forms/{SAMPLES[0].name}") == open_review(SAMPLES[0])


def test_the_shelf_and_the_engine_give_the_same_review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computed = open_review(SAMPLES[0], lang="en")
    key = shelf.key_for(computed.form.sha256, 1, How(lang="en"))
    shelf.put(tmp_path, key, computed)
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path))
    monkeypatch.setattr(
        "selfeval_nb.review.open._compute", lambda *_: pytest.fail("computed although it lay on the shelf")
    )
    assert open_review(SAMPLES[0], lang="en") == computed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"form_path": "没有/这个.docx"}, "找不到文件“没有/这个.docx”"),
        ({"form_path": SAMPLES[0], "form_no": 99}, "没有第99张自评表"),
        ({"form_path": SAMPLES[0], "form_no": 0}, "参数 form_no 应为从1起的整数"),
        ({"form_path": SAMPLES[0].parent}, "是文件夹"),
        ({"form_path": SAMPLES[0], "lang": "fr"}, "参数 lang 应为 zh 或 en"),
        ({"form_path": SAMPLES[0], "preset": "nowhere"}, "nowhere"),
        ({"form_path": "no.docx", "lang": "en"}, "does not exist"),
    ],
)
def test_errors_are_one_sentence(arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(ReviewError) as caught:
        open_review(**arguments)  # type: ignore[arg-type]
    words = str(caught.value)
    assert sentence in words
    assert "\n" not in words
    assert caught.value._render_traceback_() == [words]


def test_a_file_without_a_form_says_so(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("关于召开会议的通知\n\n请各单位参加。\n", encoding="utf-8")
    with pytest.raises(ReviewError, match="没有找到自评表"):
        open_review(path)


def test_an_archive_of_several_documents_asks_which(tmp_path: Path) -> None:
    archive = tmp_path / "全部.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for path in SAMPLES[:2]:
            target.write(path, path.name)
    with pytest.raises(ReviewError, match="2个文件有自评表") as caught:
        open_review(archive)
    assert SAMPLES[1].name in str(caught.value)
