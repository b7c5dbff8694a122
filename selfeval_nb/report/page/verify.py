"""``selfeval verify``: is a report what it says that it is? Offline, from the report alone or with the form."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import why
from selfeval_nb.common.how import How, Options
from selfeval_nb.report.page.html import render_page
from selfeval_nb.review import store
from selfeval_nb.review import verify as checking
from selfeval_nb.review.embed import EmbedError, extract, without
from selfeval_nb.review.verify import Difference, VerifyResult

_MOST = 100  # differences that are listed


def verify(report_path: str | Path, form_path: str | Path | None = None, **options: Unpack[Options]) -> VerifyResult:
    """Check a report: the page against the values inside it, the values against a new computation, and, when the form is given,
    the reading of the form against the file.

    Raises ReviewError with a sentence when the report cannot be read or carries no values.
    """
    path = Path(report_path)
    try:
        html = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReviewError(f"报告“{path.name}”无法读取（{why(error)}），请核对路径和权限。") from None
    except UnicodeDecodeError:
        raise ReviewError(f"“{path.name}”不是网页报告（不是 UTF-8 文本），请核对文件。") from None
    try:
        stated = store.from_dict(extract(html))
    except (EmbedError, KeyError, TypeError, ValueError) as error:
        said = str(error) if isinstance(error, EmbedError) else "报告附带的数值不完整，或由不同版本的程序生成。"
        raise ReviewError(f"“{path.name}”：{said}") from None
    result = VerifyResult()
    made, result.notes = checking.recompute(stated, How.of(options))
    found = [*checking.differences(stated, made), *checking.rule_book(stated, made)]
    skipped = sum(f.get("suite") in checking.ELSEWHERE for f in stated.findings)
    if skipped:
        result.notes.append(f"有{skipped}处问题来自项目之间或年度之间的比较，须连同其他表重新运行才能核对。")
    result.checked = {
        "问题": len(stated.findings) - skipped,
        "测算得分": len(stated.scores),
        "检查结果": len(stated.outcomes),
        "规则": len(set(stated.rules) & set(made.rules)),
    }
    page, shown = without(html), without(render_page(stated))
    if page != shown:
        found.append(_first_difference(page, shown))
        if stated.provenance.get("versions") != made.provenance.get("versions"):
            result.notes.append("页面的不同可能由程序版本而来；请用生成报告的版本核对。")
    if form_path is not None:
        file = Path(form_path)
        if not file.is_file():
            raise ReviewError(f"找不到文件“{file.name}”，请核对路径。")
        found += list(checking.reading(stated, file))
        result.checked["字段"] = len(stated.form.fields)
        result.checked["单元格"] = sum(len(t.cells) for t in stated.form.grid)
    result.differences = found[:_MOST]
    if len(found) > _MOST:
        result.notes.append(f"另有{len(found) - _MOST}处不同没有列出。")
    return result


def _first_difference(page: str, shown: str) -> Difference:
    """The first place where the page is not what its values give."""
    at = next((i for i, (a, b) in enumerate(zip(page, shown, strict=False)) if a != b), min(len(page), len(shown)))
    start = max(at - 20, 0)
    return Difference(
        "page", f"第{page.count(chr(10), 0, at) + 1}行", repr(page[start : at + 40]), repr(shown[start : at + 40])
    )


__all__ = ["Difference", "VerifyResult", "verify"]
