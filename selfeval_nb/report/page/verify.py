"""``selfeval verify``: is a report what follows from its form? Offline; nothing is believed that can be computed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import why
from selfeval_nb.common.how import AllOptions, How
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.review import fresh
from selfeval_nb.review.claims import Claims
from selfeval_nb.review.embed import EmbedError, TooLarge, canonical, embedded, parsed, without
from selfeval_nb.review.fresh import UNSAID
from selfeval_nb.review.model import Review
from selfeval_nb.review.rulings.book import RulingBook, load_rulings
from selfeval_nb.review.verify import Difference, VerifyResult, differences

_MOST = 100  # differences that are listed
_AROUND = 40  # characters shown of a place where two pages part


def verify(report_path: str | Path, *forms: str | Path, **options: Unpack[AllOptions]) -> VerifyResult:
    """Compute the review of a form anew, from reading to page, and compare the report with it to the byte.

    ``forms``: the form, or the files, folders or archives of its whole batch, so that findings that compare forms are computed too.
    Without any the form as the report states it is taken, and the answer says so. The preset is the one of this machine that the report names,
    or ``preset``; the other ``options`` as in a batch: what is not given is as shipped.
    Raises ReviewError with a sentence when the report cannot be read or carries no values, or when there is no form.
    """
    path, how = Path(report_path), How.of({**options, "preset": options.get("preset") or UNSAID})
    html, book, note = report_text(path), _book(how.rulings), ""
    if "\r\n" in html and html.count("\r\n") == html.count("\n"):
        html, note = html.replace("\r\n", "\n"), "报告的换行符是 Windows 的（CRLF），比较时未计。"
    try:
        text = embedded(html)
        data = parsed(text)
    except TooLarge as error:
        if not forms:
            raise ReviewError(f"“{path.name}”：{error}") from None
        return _by_page(html, forms, how, book)
    except EmbedError as error:
        raise ReviewError(f"“{path.name}”：{error}") from None
    claims = Claims(data)
    expected = _expected(claims, forms, how, book, path.name)
    result = compare(html, text, claims, expected)
    result.notes += [note] if note else []
    return result


def _expected(claims: Claims, forms: Sequence[str | Path], how: How, book: RulingBook | None, name: str) -> Review:
    if forms:
        given = fresh.read_forms(forms, how)
        form = fresh.the_form(given, claims)
        made = fresh.reviews(given, form, claims, how)
    else:
        given = fresh.stated_form(claims)
        try:
            made = fresh.reviews(given, given.forms[0], claims, how)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # each value has its type, and together they are no form that was ever read
            raise ReviewError(f"“{name}”：报告附带的自评表不成立，不能重新计算（{type(error).__name__}）。") from error
    rules = fresh.comparing(how)
    review = next((r for r in made if claims.agrees(r, rules)), made[0])
    return laid_over(claims, review, rules, book, whole=given.whole)


def laid_over(claims: Claims, review: Review, rules: Any, book: RulingBook | None, *, whole: bool) -> Review:
    """The computed review with what only the report can know."""
    review = claims.beside(claims.foreign(claims.provenance(review)))
    if not whole:
        review = claims.others(review, rules)
    return claims.rulings(review, book)


def compare(html: str, text: str, claims: Claims, expected: Review) -> VerifyResult:
    """Hold the page and the values inside it against the review that follows from the form."""
    right = canonical(expected)
    found = [*claims.faults, *differences(parsed(text), json.loads(right))]
    if not found and text != right:
        found.append(_parting("value", "附带数值的写法", text, right))
    result = VerifyResult(limits=claims.limits, checked=_counted(expected))
    _page(result, found, html, expected)
    return result


def _page(result: VerifyResult, found: list[Difference], html: str, expected: Review) -> None:
    page, shown = without(html), without(render_page(expected))
    if page != shown:
        found.append(_parting("page", f"第{page.count(chr(10), 0, _parts_at(page, shown)) + 1}行", page, shown))
    result.differences = found[:_MOST]
    if len(found) > _MOST:
        result.notes.append(f"另有{len(found) - _MOST}处不同没有列出。")


def _by_page(html: str, forms: Sequence[str | Path], how: How, book: RulingBook | None) -> VerifyResult:
    """A report that was too large to carry its values: its page must be that of one of the forms."""
    from selfeval_nb.checks.book.preset import list_presets, load_preset

    result = VerifyResult()
    said = how.preset != UNSAID
    names = [how.preset] if said else [n for n in list_presets() if load_preset(n).sha256 in html] or ["default"]
    for preset in names:
        by = replace(how, preset=preset)
        given = fresh.read_forms(forms, by)
        for form in given.forms:
            if form.sha256 not in html:
                continue
            for lang in ("zh", "en"):
                claims = Claims({"lang": lang, "preset": {"name": preset}})
                for made in fresh.reviews(given, form, claims, by):
                    review = claims.rulings(made, book) if book is not None else made
                    tried = VerifyResult(
                        checked=_counted(review), notes=["表的内容过多，报告没有附带数值：核对的是整个页面。"]
                    )
                    found: list[Difference] = []
                    _page(tried, found, html, review)
                    if not found:
                        return tried
                    result = result if result.checked else tried
    if not result.checked:
        raise ReviewError(
            f"{'、'.join(f'“{Path(f).name}”' for f in forms[:5])}中没有报告所说的那张表（SHA-256 不同）。"
        )
    return result


def _counted(review: Review) -> dict[str, int]:
    return {
        "问题": len(review.findings), "测算得分": len(review.scores), "检查结果": len(review.outcomes), "规则": len(review.rules),
        "字段": len(review.form.fields), "单元格": sum(len(t.cells) for t in review.form.grid),
    }  # fmt: skip


def report_text(path: Path) -> str:
    """The bytes of a report as text, line endings as they are. Raises ReviewError."""
    try:
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except OSError as error:
        raise ReviewError(f"报告“{path.name}”无法读取（{why(error)}），请核对路径和权限。") from None
    except UnicodeDecodeError:
        raise ReviewError(f"“{path.name}”不是网页报告（不是 UTF-8 文本），请核对文件。") from None


def _book(rulings: str | Path | None) -> RulingBook | None:
    if not rulings:
        return None
    if not Path(rulings).is_file():
        raise ReviewError(f"找不到复核意见文件“{rulings}”，请核对路径。")
    return load_rulings(rulings)


def _parts_at(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _parting(kind: str, where: str, a: str, b: str) -> Difference:
    """The first place where two texts part."""
    at = _parts_at(a, b)
    start = max(at - 20, 0)
    return Difference(kind, where, repr(a[start : at + _AROUND]), repr(b[start : at + _AROUND]))


__all__ = ["Difference", "VerifyResult", "compare", "laid_over", "report_text", "verify"]
