"""What speaks for and against the reading of the indicators: their names, and the kinds of values down each column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.doubt.column_evidence import column_evidence
from selfeval_nb.forms.doubt.point_evidence import point_evidence
from selfeval_nb.forms.doubt.seen import Seen, share
from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.words.text import norm

WORDS = Words("reading", "indicator_evidence")
_ROLES = Words("reading", "indicator_roles")

_BARE = re.compile(r"^[0-9]+(\.[0-9]+)?$")
_YES_NO = frozenset(("是", "否", "√", "×"))
_COMPARED = ("≥", "≤", ">", "<", "不低于", "不少于", "不超过", "不高于")
_FEW = 3
_SIGNS = frozenset(("≥", "≤", "=", ">", "<", "定性", "定量", "正向", "反向"))
#: What may hold the points that a sum misses.
_LEFT_OVER = frozenset(
    ("numbers-left-over", "numbers-left-over-while-missing", "numbers-column-left-over", "numbers-column-left-over-while-missing",
     "labels-left-over", "rows-not-read", "rows-elsewhere", "rows-skipped", "cells-left-over")
)  # fmt: skip
#: From this share on a column is of the kind that these of its values are.
_MANY = 0.3
#: Units hardly leave out so many names: rows of something else were read.
_NAMELESS = 0.2
_SENTENCE = 40


def indicator_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``indicators``."""
    rows = seen.form.indicators
    if len(rows) < 3:
        said = f"只读到 {len(rows)} 个指标"
        yield Evidence("indicators", "few-rows" if rows else "no-rows", 1.0, said)
    if not rows:
        return
    yield from _names(seen)
    for level, word in (("level1", "一级指标"), ("level2", "二级指标")):
        yield from _level(seen, level, word)
    for name, word in (("target_text", "年度指标值"), ("actual_text", "实际完成值")):
        yield from _values(seen, name, word)
    yield from _exchanged(seen)
    yield from _reasons(seen)
    points, columns = list(point_evidence(seen)), list(column_evidence(seen))
    yield from points
    yield from columns
    off = next((e for e in points if e.name.endswith(("-short", "-over", "-points-differ"))), None)
    left = next((e for e in columns if e.name in _LEFT_OVER), None)
    if off and left:  # a form may add up wrongly; one that does and of which something was left out was misread
        yield Evidence("indicators", "sums-off-and-cells-left", 1.0, f"{off.said}，且{left.said}")


def _names(seen: Seen) -> Iterator[Evidence]:
    vocabulary, rows = seen.vocabulary, seen.form.indicators
    names = seen.texts("level3")
    for i, name in zip(rows, names, strict=True):
        if not name:
            said = f"第 {i.indicator_no} 个指标没有读到名称"
            yield Evidence(
                "indicators",
                "names-missing",
                min(1.0, 3 * share(not n for n in names)),
                said,
                indicator(i.indicator_no),
            )
    if len(names) >= _FEW and (gone := share(not n for n in names)) >= _NAMELESS:
        yield Evidence("indicators", "many-names-missing", 1.0, f"{gone:.0%} 的指标没有读到名称")
    odd = [n for n in names if n and is_number(n)]
    if odd:
        amount = min(1.0, 3 * len(odd) / len(rows))
        yield Evidence("indicators", "names-are-numbers", amount, f"指标名称读作“{odd[0][:16]}”")
    labels = share(bool(n) and vocabulary.exact("column", n) is not None for n in names)
    if labels > _MANY:
        hit = next(n for n in names if n and vocabulary.exact("column", n))
        yield Evidence("indicators", "names-are-labels", labels, f"指标名称读作“{hit[:16]}”")
    twice = len([n for n in names if n]) - len({n for n in names if n})
    if twice:
        said = f"{twice} 个指标名称重复"
        yield Evidence("indicators", "names-repeat", min(1.0, 2 * twice / len(rows)), said)
    levels = share(bool(n) and vocabulary.exact("level2", n) is not None for n in names)
    if levels > _MANY:
        yield Evidence("indicators", "names-are-levels", levels, "指标名称一栏多是二级指标的名称")
    long = share(len(n) > _SENTENCE for n in names)
    if long > _MANY:
        yield Evidence("indicators", "names-are-sentences", long, "指标名称多为长段文字")
    told = share(bool(WORDS.explains.match(n)) for n in names)
    if told > _MANY:
        hit = next(n for n in names if WORDS.explains.match(n))
        said = f"指标名称多像说明（如“{hit[:16]}”）"
        yield Evidence("indicators", "names-are-explanations", told, said)
    same = share(a == b and bool(a) for a, b in zip(names, seen.texts("target_text"), strict=True))
    if same > 0.2:
        yield Evidence("indicators", "target-is-the-name", same, "年度指标值与指标名称相同", "indicators.target_text")


def _level(seen: Seen, level: str, word: str) -> Iterator[Evidence]:
    texts, vocabulary = seen.texts(level), seen.vocabulary
    where = f"indicators.{level}"
    if level not in seen.form.columns and not any(texts):
        yield Evidence("indicators", f"{level}-absent", 1.0, f"没有{word}", where)
        return
    gone = share(not t for t in texts)
    if gone:
        yield Evidence("indicators", f"{level}-missing", min(1.0, 2 * gone), f"{gone:.0%} 的指标没有读到{word}", where)
    unknown = share(bool(t) and vocabulary.exact(level, t) is None for t in texts)
    if unknown > _MANY:
        yield Evidence("indicators", f"{level}-unlisted", unknown, f"{word}多为未收录的名称", where)
    named = [t for t in texts if t]
    if len(named) >= 4 and len(set(named)) == len(named) and unknown > 0.8:
        said = f"各指标的{word}都不相同，可能是指标名称"
        yield Evidence("indicators", f"{level}-of-each-row", 1.0, said)
    if any(t and is_number(t) for t in texts):
        yield Evidence("indicators", f"{level}-is-a-number", 1.0, f"{word}读到数字", where)
    elif any(t and vocabulary.exact("column", t) and not vocabulary.exact(level, t) for t in texts):
        yield Evidence("indicators", f"{level}-is-a-label", 1.0, f"{word}读到栏目名称", where)


def _values(seen: Seen, name: str, word: str) -> Iterator[Evidence]:
    column, where = name.partition("_")[0], f"indicators.{name}"
    texts = seen.texts(name)
    if column not in seen.form.columns and not any(texts):
        known = f"no-{column}-column" + ("-of-criteria" if _judged_by_points(seen) else "")
        yield Evidence("indicators", known, 1.0, f"没有找到{word}一栏", where)
        return

    def said(what: str, amount: float, sentence: str) -> Evidence:
        return Evidence("indicators", f"{column}-{what}", min(1.0, amount), sentence, where)

    gone = share(not t for t in texts)
    if gone:
        yield said("missing", gone, f"{gone:.0%} 的指标没有读到{word}")
    bare = share(bool(_BARE.match(t)) for t in texts)
    if bare > 0.5 and not any(i.unit_cell for i in seen.form.indicators):
        yield said("bare-numbers", bare, f"{word}多为没有单位的数字")
        yield from _points(seen, name, said, word)
    words = [t for t in texts if not WORDS.reached.search(t) and not any(c.isdigit() for c in t)]
    labels = share(
        t in words and len(t) <= 10 and any(seen.vocabulary.find(p, t) for p in ("column", "indicator_side"))
        for t in texts
    )
    if labels > 0.1:
        yield said("is-a-label", 2 * labels, f"{word}读作“{texts[0][:12]}”，像是栏目名称")
    if len(texts) >= 3 and len(set(texts)) == 1 and words and texts[0]:
        yield said("constant", 1.0, f"各指标的{word}都读作“{texts[0][:12]}”")
    long = share(len(t) > _SENTENCE for t in texts)
    if long > 0.2 and seen.form.kind != "criteria":
        yield said("long", long, f"{word}多为长段文字")
    office = share(bool(_ROLES.office.search(t)) and len(t) <= 12 for t in texts)
    if office > _MANY:
        yield said("offices", office, f"{word}一栏多是单位名称")
    asked = share(WORDS.criterion.search(t) is not None for t in texts)
    if asked > 0.2 and (column == "actual" or seen.form.kind != "criteria"):
        yield said("like-criteria", 2 * asked, f"{word}多像评分标准或说明（如“{texts[0][:16]}”）")
    signs = share(t in _SIGNS for t in texts)
    if signs > _MANY:
        yield said("signs", signs, f"{word}一栏多是符号")
    if column == "target" and share(t.startswith(("正向", "反向", "逆向")) for t in texts) > _MANY:
        yield said("direction", 1.0, "年度指标值前带有指标方向")


def _exchanged(seen: Seen) -> Iterator[Evidence]:
    """Results with signs of comparison beside targets without any: the two columns are exchanged."""
    targets, actuals = ([t for t in seen.texts(n) if t] for n in ("target_text", "actual_text"))
    if len(actuals) < _FEW or any(i.operator_cell for i in seen.form.indicators):
        return
    said = "实际完成值多带“≥”一类符号而年度指标值没有，两栏可能互换"
    signs = share(t.startswith(_COMPARED) for t in actuals)
    if signs > _MANY and share(t.startswith(_COMPARED) for t in targets) < 0.1:
        for name in ("target_text", "actual_text"):
            yield Evidence("indicators", "values-exchanged", 1.0, said, f"indicators.{name}")


def _judged_by_points(seen: Seen) -> bool:
    """Whether a form gives each row points of points and asks for no values at all."""
    columns = seen.form.columns
    return seen.form.kind == "criteria" or (
        {"weight", "score"} <= set(columns) and not {"target", "actual", "operator"} & set(columns)
    )


def _points(seen: Seen, name: str, said: Callable[[str, float, str], Evidence], word: str) -> Iterator[Evidence]:
    """A column of bare numbers that are the points of their rows."""
    for points, called in (("weight", "分值"), ("score", "得分")):
        rows = [(norm(getattr(i, name)), getattr(i, points)) for i in seen.form.indicators]
        same = share(p is not None and t == f"{p:g}" for t, p in rows)
        if same > 0.6:
            yield said("is-the-points", same, f"{word}与{called}逐行相同")
            return


def _reasons(seen: Seen) -> Iterator[Evidence]:
    reasons = [t for t in seen.texts("reason") if t not in ("", "无", "-", "/")]
    if not reasons:
        return
    full = [norm(i.reason) for i in seen.form.indicators if i.score is not None and i.score == i.weight]
    given = share(len(t) > 4 and not WORDS.no_gap.search(t) for t in full)
    if len(full) >= _FEW and given > 0.5:
        said = f"得满分的指标多有偏差原因（如“{next(t for t in full if len(t) > 4)[:16]}”），可能不是偏差原因一栏"
        yield Evidence("indicators", "reasons-of-full-points", given, said, "indicators.reason")
    numbers = share(_BARE.match(t.rstrip("%分")) is not None or "/" in t or t in _YES_NO for t in reasons)
    office = share(bool(_ROLES.office.search(t)) and len(t) <= 12 for t in reasons)
    if max(numbers, office) > _MANY:
        said = f"偏差原因读作“{reasons[0][:16]}”"
        yield Evidence("indicators", "reasons-strange", max(numbers, office), said, "indicators.reason")
