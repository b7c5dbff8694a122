"""Open one form for review: find it in its file, check it, put the review together."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Unpack

from selfeval_nb.common.errors import ReviewError as ReviewError
from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.how import AllOptions, How, Options
from selfeval_nb.common.said import said
from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.model import Problem
from selfeval_nb.readers.problems import Refused, sentence
from selfeval_nb.readers.sources import Source, expand, name_of
from selfeval_nb.review import as_json, shelf
from selfeval_nb.review.model import Review, Ruling

_SENTENCES = said(__name__)


def open_review(
    form_path: str | Path,
    form_no: int = 1,
    *,
    rulings: str | Path | Sequence[Ruling] | None = None,
    **options: Unpack[Options],
) -> Review:
    """The review of the form ``form_no`` (from 1) of a file. ``options``: the fields of How without rulings.

    A batch leaves finished reviews on a shelf (``SELFEVAL_SHELF``); without one the form is loaded and checked here.
    Both give the same review. ``rulings``: a rulings file, or rulings. Raises ReviewError with one sentence.
    """
    how = How.of(options)
    words = _SENTENCES.get(how.lang)
    if words is None:
        raise ReviewError(_SENTENCES["zh"]["lang"].format(lang=how.lang))
    if not isinstance(form_no, int) or isinstance(form_no, bool) or form_no < 1:
        raise ReviewError(words["number"].format(no=form_no))
    path = find_file(form_path) or find_inside(form_path)
    if path is None:
        raise ReviewError(words["missing"].format(form=form_path))
    if isinstance(path, Path) and path.is_dir():
        raise ReviewError(words["folder"].format(form=form_path))
    try:
        data = path.read_bytes() if isinstance(path, Path) else path.load(Limits.default())
    except Refused as refusal:
        raise ReviewError(sentence(refusal.slug, **refusal.facts)) from None
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        prepared = shelf.get(shelf.key_for(sha256, form_no, how)) if os.environ.get(shelf.VARIABLE) else None
        review = as_json.from_dict(prepared) if prepared is not None else _compute(path, form_no, how, words)
    except ReviewError:
        raise
    except Sentence as error:  # a preset, a suite or another file of the reviewer's that cannot be used
        raise ReviewError(str(error)) from error
    return _with_rulings(review, rulings)


def reviews_and_problems(
    inputs: Iterable[str | Path], how: How | None = None, **options: Unpack[AllOptions]
) -> tuple[list[Review], list[Problem]]:
    """The reviews of all forms in ``inputs`` (files, folders, archives), checked together, in input order; and what could not
    be read, or not as it stands. ``how``, or the same as keyword arguments. Raises ReviewError when there is no form.
    """
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.beside import load_beside
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.forms.load import load_forms
    from selfeval_nb.review.build import build_reviews

    how = how or How.of(options)
    loaded = load_forms(inputs, **how.reading())
    if not loaded.forms:
        name = "、".join(str(i) for i in inputs)
        raise ReviewError(_SENTENCES[how.lang]["no_form"].format(name=name, why=_details(loaded.problems, how.lang)))
    beside = load_beside(how)
    result = check(tables_of(loaded.forms, loaded.problems), **how.judging(), **beside.given())
    made = build_reviews(loaded.forms, result, loaded.problems, lang=how.lang)
    reviews = [_with_rulings(r, how.rulings) for r in made]
    return reviews, [*loaded.problems, *beside.problems()]


def _details(problems: Sequence[Problem], lang: str) -> str:
    """What was said of the documents, in brackets, to follow a name; the first few."""
    details = "；".join(p.detail for p in problems[:5]).rstrip("。.")
    return f"（{details}）" if lang == "zh" and details else f" ({details})" if details else ""


def find_file(form: str | Path) -> Path | None:
    """The file as named, or, for a relative name, beside the notebooks that are shipped; None when neither is there."""
    from selfeval_nb.common.assets import asset_dir

    path = Path(form).expanduser()
    if path.exists():
        return path
    if not path.is_absolute():
        shipped = asset_dir("notebooks") / path
        if shipped.exists():
            return shipped
    return None


def find_inside(form: str | Path) -> Source | None:
    """A document in an archive, as it is named to people: 报送.zip/子文件夹/表.docx; None when there is none."""
    path = Path(form).expanduser()
    archive = next((p for p in path.parents if p.is_file()), None)
    return None if archive is None else next((s for s in expand([archive]) if s.name == name_of(path)), None)


def _compute(path: Path | Source, form_no: int, how: How, words: dict[str, str]) -> Review:
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.beside import load_beside
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.forms.load import Loaded, load_forms, load_source
    from selfeval_nb.review.build import build_review

    lang = how.lang
    comma = "；" if lang == "zh" else "; "
    loaded = (
        load_forms([path], **how.reading()) if isinstance(path, Path) else Loaded(*load_source(path, **how.reading()))
    )
    name = path.name.rsplit("/", 1)[-1]
    if not loaded.forms:
        raise ReviewError(words["no_form"].format(name=name, why=_details(loaded.problems, lang)))
    files = sorted({f.file for f in loaded.forms})
    if len(files) > 1:
        names = comma.join(file.replace("\\", "/").rsplit("/", 1)[-1] for file in files[:20])
        raise ReviewError(words["archive"].format(name=name, n=len(files), names=names))
    form = next((f for f in loaded.forms if f.form_no == form_no), None)
    if form is None:
        titles = comma.join(f"{f.form_no} {f.value('project') or f.title}" for f in loaded.forms[:20])
        raise ReviewError(words["no_such"].format(name=name, no=form_no, n=len(loaded.forms), titles=titles))
    result = check(tables_of([form], loaded.problems), **how.judging(), **load_beside(how).given())
    return build_review(form, result, loaded.problems, lang=lang)


def _with_rulings(review: Review, rulings: str | Path | Sequence[Ruling] | None) -> Review:
    from selfeval_nb.review.rulings.book import apply, attach

    if not rulings:
        return review
    return attach(review, Path(rulings)) if isinstance(rulings, (str, Path)) else apply(review, rulings)
