"""What speaks for and against the reading of the indicators: kinds of values down each column, points, rows and columns left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_nb.common.words import Words
from selfeval_nb.forms.doubt.seen import Seen, share
from selfeval_nb.forms.grid.columns import Column
from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.values.values import parse_target
from selfeval_nb.forms.words.text import norm

WORDS = Words("reading", "indicator_evidence")
_ROLES = Words("reading", "indicator_roles")

_BARE = re.compile(r"^[0-9]+(\.[0-9]+)?$")
_NOTHING = frozenset(("", "-", "/", "—", "——", "--", "无"))
#: Columns that stand beside the values and are kept as text or not at all.
_BESIDE = frozenset(
    ("reason", "method", "number", "core", "review_score", "review_opinion", "review_actual", "prior", "coefficient")
)
_YES_NO = frozenset(("是", "否", "√", "×"))


def indicator_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``indicators``."""
    rows = seen.form.indicators
    if len(rows) < 3:
        said = f"只读到 {len(rows)} 个指标"
        yield Evidence("indicators", "few-rows", 1.0 if not rows else 0.5, said)
    if not rows:
        return
    yield from _names(seen)
    yield from _values(seen)
    yield from _points(seen)
    yield from _header(seen)
    yield from _left_over(seen)


def _names(seen: Seen) -> Iterator[Evidence]:
    vocabulary, rows = seen.vocabulary, seen.form.indicators
    names = seen.texts("level3")
    blank = share(not n for n in names)
    if blank:
        yield Evidence("indicators", "names-missing", min(1.0, 3 * blank), f"{blank:.0%} 的指标没有读到名称")
    odd = [n for n in names if n and (is_number(n) or vocabulary.exact("column", n))]
    if odd:
        yield Evidence(
            "indicators", "names-strange", min(1.0, 3 * len(odd) / len(rows)), f"指标名称读作“{odd[0][:16]}”"
        )
    twice = len([n for n in names if n]) - len({n for n in names if n})
    if twice:
        said = f"{twice} 个指标名称重复"
        yield Evidence("indicators", "names-repeat", min(1.0, 2 * twice / len(rows)), said)
    levels = share(bool(n) and vocabulary.exact("level2", n) is not None for n in names)
    if levels > 0.3:
        yield Evidence("indicators", "names-are-levels", levels, "指标名称一栏多是二级指标的名称")
    for level, word in (("level1", "一级指标"), ("level2", "二级指标")):
        texts = seen.texts(level)
        if level not in seen.form.columns and not any(texts):
            yield Evidence("indicators", f"{level}-absent", 1.0, f"没有{word}")
            continue
        gone = share(not t for t in texts)
        if gone:
            yield Evidence("indicators", f"{level}-missing", min(1.0, 2 * gone), f"{gone:.0%} 的指标没有读到{word}")
        unknown = share(bool(t) and vocabulary.exact(level, t) is None for t in texts)
        if unknown > 0.3:
            yield Evidence("indicators", f"{level}-unlisted", unknown, f"{word}多为未收录的名称")
        if any(t and (is_number(t) or vocabulary.exact("column", t)) for t in texts):
            yield Evidence("indicators", f"{level}-strange", 1.0, f"{word}读到数字或栏目名称")


def _values(seen: Seen) -> Iterator[Evidence]:
    for name, word in (("target_text", "年度指标值"), ("actual_text", "实际完成值")):
        column = name.partition("_")[0]
        texts = seen.texts(name)
        if column not in seen.form.columns and not any(texts):
            yield Evidence("indicators", f"no-{column}-column", 1.0, f"没有找到{word}一栏")
            continue
        gone = share(not t for t in texts)
        if gone:
            yield Evidence("indicators", f"{column}-missing", gone, f"{gone:.0%} 的指标没有读到{word}")
        bare = share(bool(_BARE.match(t)) for t in texts)
        if bare > 0.5:
            yield Evidence("indicators", f"{column}-bare-numbers", bare, f"{word}多为没有单位的数字")
        texts_said = [t for t in texts if not WORDS.reached.search(t) and not any(c.isdigit() for c in t)]
        labels = share(
            t in texts_said and len(t) <= 10 and any(seen.vocabulary.find(p, t) for p in ("column", "indicator_side"))
            for t in texts
        )
        if labels > 0.1 and texts_said:
            yield Evidence(
                "indicators", f"{column}-is-a-label", min(1.0, 2 * labels), f"{word}读作“{texts[0][:12]}”，像是栏目名称"
            )
        if (
            len(texts) >= 3
            and len(set(texts)) == 1
            and texts_said
            and texts[0]
            and not any(c.isdigit() for c in texts[0])
        ):
            yield Evidence("indicators", f"{column}-constant", 1.0, f"各指标的{word}都读作“{texts[0][:12]}”")
        long = share(len(t) > 40 for t in texts)
        if long > 0.2:
            yield Evidence("indicators", f"{column}-long", long, f"{word}多为长段文字")
        office = share(bool(_ROLES.office.search(t)) and len(t) <= 12 for t in texts)
        if office > 0.3:
            yield Evidence("indicators", f"{column}-offices", office, f"{word}一栏多是单位名称")
        signs = share(t in ("≥", "≤", "=", ">", "<", "定性", "定量", "正向", "反向") for t in texts)
        if signs > 0.3:
            yield Evidence("indicators", f"{column}-signs", signs, f"{word}一栏多是符号")
        if column == "target" and share(t.startswith(("正向", "反向", "逆向")) for t in texts) > 0.3:
            yield Evidence("indicators", "target-direction", 1.0, "年度指标值前带有指标方向")
    reasons = [t for t in seen.texts("reason") if t not in ("", "无", "-", "/")]
    if reasons:
        numbers = share(_BARE.match(t.rstrip("%分")) is not None or "/" in t or t in _YES_NO for t in reasons)
        office = share(bool(_ROLES.office.search(t)) and len(t) <= 12 for t in reasons)
        if max(numbers, office) > 0.3:
            yield Evidence("indicators", "reasons-strange", max(numbers, office), f"偏差原因读作“{reasons[0][:16]}”")
    texts = [t for t in seen.texts("target_text") if t]
    same = share(a == b and bool(a) for a, b in zip(seen.texts("level3"), seen.texts("target_text"), strict=True))
    if texts and same > 0.2:
        yield Evidence("indicators", "target-is-the-name", same, "年度指标值与指标名称相同")


def _points(seen: Seen) -> Iterator[Evidence]:
    form = seen.form
    for name, word in (("weight", "分值"), ("score", "得分")):
        values = [getattr(i, name) for i in form.indicators]
        printed = [norm(getattr(i, f"{name}_text")) for i in form.indicators]
        if name not in form.columns:
            continue
        gone = share(v is None for v in values)
        if gone:
            yield Evidence("indicators", f"{name}-missing", gone, f"{gone:.0%} 的指标没有读到{word}")
        unread = [t for t, v in zip(printed, values, strict=True) if v is None and any(c.isdigit() for c in t)]
        if unread:
            yield Evidence("indicators", f"{name}-not-a-number", 1.0, f"{word}“{unread[0][:16]}”读不出分数")
    above = [i for i in form.indicators if i.score is not None and i.weight is not None and i.score > i.weight + 0.005]
    if above:
        amount = min(1.0, 3 * len(above) / len(form.indicators))
        where = f"indicators[{above[0].indicator_no}].score" if len(above) == 1 else ""
        said = f"得分高于分值：{above[0].score:g} 与 {above[0].weight:g} 等 {len(above)} 处"
        yield Evidence("indicators", "score-above-weight", amount, said, where)
    huge = [
        i
        for i in form.indicators
        if (i.weight or 0) > 60 or (i.score or 0) > 60 or min(i.weight or 0, i.score or 0) < 0
    ]
    if huge:
        yield Evidence("indicators", "impossible-points", 1.0, f"分值或得分读作 {huge[0].weight}、{huge[0].score}")
    equal = [i for i in form.indicators if i.weight is not None and i.score is not None]
    if (
        len(equal) >= 3
        and share(i.score <= i.weight + 0.005 for i in equal if i.score is not None and i.weight is not None) == 1
    ):
        yield Evidence("indicators", "scores-within-weights")
    kinds = {n for n in ("weight", "score") if any(getattr(i, n) is not None for i in form.indicators)}
    if len(kinds) == 1:
        missing = "得分" if kinds == {"weight"} else "分值"
        yield Evidence("indicators", f"only-{kinds.pop()}s", 1.0, f"没有找到{missing}")
    elif not kinds:
        yield Evidence("indicators", "no-points", 1.0, "没有找到分值和得分")
    yield from _sums(seen)


def _sums(seen: Seen) -> Iterator[Evidence]:
    """Σ weights and Σ scores, with the points of the execution rate, against the printed totals (or 100)."""
    form = seen.form
    total = form.total_fund
    for name, word, whole in (
        ("weight", "分值", form.value("total_weight")),
        ("score", "得分", form.value("total_score")),
    ):
        values = [v for i in form.indicators if (v := getattr(i, name)) is not None]
        extra = getattr(total, name, None) if total is not None else None
        if extra is None and name == "weight":
            extra = form.execution_weight
        if len(values) < 0.8 * len(form.indicators):
            continue
        sums = {round(sum(values), 4), round(sum(values) + (extra or 0), 4)}
        wholes = [whole] if whole is not None else [100, 90] if name == "weight" else []
        if not wholes:
            continue
        if any(abs(s - w) <= 0.06 for s in sums for w in wholes):
            yield Evidence("indicators", f"{name}-sum-fits")
            continue
        off = min(abs(s - w) for s in sums for w in wholes)
        said = f"{word}之和 {max(sums):g} 与{'总分' if whole is not None else '100 分'} {wholes[0]:g} 不符"
        yield Evidence("indicators", f"{name}-sum-off", 1.0, said)
        if off > 10.5:
            yield Evidence("indicators", f"{name}-sum-far-off", 1.0, said)


def _header(seen: Seen) -> Iterator[Evidence]:
    for block, columns in seen.draft.headers:
        if block != "indicators" or not columns.labels:
            continue
        told = [c for c in columns.items if c.told_by == "contents"]
        liked = [
            c for c in columns.items
            if c.told_by == "label" and c.text and not seen.vocabulary.exact("column", c.text) and c.name in seen.form.columns
        ]  # fmt: skip
        if told:
            said = f"“{told[0].text[:16]}”等 {len(told)} 栏按内容推断"
            yield Evidence("indicators", "columns-by-contents", min(1.0, len(told) / 3), said)
        if liked:
            said = f"“{liked[0].text[:16]}”等 {len(liked)} 栏按近似名称识别"
            yield Evidence("indicators", "columns-by-likeness", min(1.0, len(liked) / 3), said)
        known = {(c.first, c.last) for c in columns.items}
        start = min((c.first for c in columns.items), default=1)  # left of it stands the label beside the block
        open_ = [c for c in columns.open if c.text and (c.first, c.last) not in known and c.last >= start]
        yield from _open_columns(seen, columns.table, open_)
        if any(c.name == "target_adjusted" for c in columns.items):
            yield Evidence("indicators", "two-targets", 1.0, "有两栏指标值")
    if sum(block == "indicators" for block, _ in seen.draft.headers) > 1:
        yield Evidence("indicators", "several-headers", 1.0, "指标表头出现几次")


def _open_columns(seen: Seen, table: int, columns: list[Column]) -> Iterator[Evidence]:
    """Columns that the header left open, by what stands in them; an empty one holds nothing that could be missed."""
    found: dict[str, list[str]] = {"numbers": [], "values": [], "texts": []}
    for column in columns:
        if seen.vocabulary.find("column", column.text) in _BESIDE:
            continue
        texts = [t for t in seen.under(table, column.first, column.last) if t not in _NOTHING]
        if not texts:
            continue
        numbers = share(_BARE.match(t) is not None for t in texts)
        values = share(parse_target(t).number is not None and len(t) < 24 for t in texts)
        found["numbers" if numbers > 0.5 else "values" if values > 0.5 else "texts"].append(column.text)
    for kind, labels in found.items():
        if labels:
            said = f"指标表中“{labels[0][:16]}”一栏没有识别"
            yield Evidence("indicators", f"{kind}-column-left-over", min(1.0, len(labels) / 2), said)


def _left_over(seen: Seen) -> Iterator[Evidence]:
    vocabulary = seen.vocabulary
    left = [t for table, row, _, t in seen.unclaimed if (table, row) >= seen.first_indicator]
    if left:
        said = f"指标部分有 {len(left)} 个单元格没有识别（如“{left[0][:16]}”）"
        yield Evidence("indicators", "cells-left-over", min(1.0, len(left) / 6), said)
    words = [t for *_, t in seen.unclaimed if vocabulary.exact("column", t) or vocabulary.exact("level2", t)]
    if words:
        yield Evidence("indicators", "labels-left-over", min(1.0, len(words) / 2), f"“{words[0][:16]}”没有作为栏目读入")
    points = [t for table, row, _, t in seen.numbers if (table, row) >= seen.first_indicator]
    if points:
        yield Evidence(
            "indicators", "numbers-left-over", min(1.0, len(points) / 4), f"有 {len(points)} 个数字没有归入指标"
        )
    own = {ln.number for ln in seen.draft.lines if ln.table is not None}
    rows = [ln for ln in seen.unread if ln.table is not None and len(ln.filled) >= 3]
    inside = [ln for ln in rows if ln.number in own]
    if inside:
        said = f"同一表格中有 {len(inside)} 行没有读入（如“{norm(inside[0].text)[:20]}”）"
        yield Evidence("indicators", "rows-not-read", min(1.0, len(inside) / 3), said)
    near = [ln for ln in rows if ln.number not in own and _like_indicators(ln, seen)]
    if near:
        said = f"另有 {len(near)} 行像指标而没有读入（如“{norm(near[0].text)[:20]}”）"
        yield Evidence("indicators", "rows-elsewhere", min(1.0, len(near) / 3), said)
    if seen.form.placeholders:
        amount = min(1.0, seen.form.placeholders / max(3, len(seen.form.indicators)))
        yield Evidence("indicators", "placeholders", amount, f"{seen.form.placeholders} 行按空行处理")


def _like_indicators(line, seen: Seen) -> bool:
    texts = [norm(c.text) for c in line.filled]
    known = any(seen.vocabulary.exact("level2", t) for t in texts)
    heads = sum(bool(seen.vocabulary.exact("column", t)) for t in texts)
    return known or heads >= 3
