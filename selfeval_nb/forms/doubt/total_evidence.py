"""What speaks for and against the reading of the total weight and the total score."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_nb.forms.doubt.point_evidence import sums_of
from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.values.numbers import parse_score, parse_weight
from selfeval_nb.forms.words.text import norm


def total_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``totals``."""
    form = seen.form
    weight, score = form.value("total_weight"), form.value("total_score")
    scored = any(i.score is not None for i in form.indicators)
    if form.total_row and scored and score is None:
        yield Evidence("totals", "score-missing", 1.0, "有总分一行而没有读到得分", "total_score")
    elif not form.total_row and scored and score is None:
        yield Evidence("totals", "no-total-row", 1.0, "没有找到总分一行", "total_score")
    if form.total_row and weight is None and "weight" in form.columns:
        yield Evidence("totals", "weight-missing", 1.0, "总分一行没有读到分值", "total_weight")
    if "total_weight" in form.head and weight is None:
        yield Evidence("totals", "weight-not-read", 1.0, "总分的分值没有读出", "total_weight")
    for name, value in (("total_weight", weight), ("total_score", score)):
        if value is not None and not 0 <= value <= 200:
            yield Evidence("totals", "impossible", 1.0, f"总分读作 {value:g}", name)
    if weight is not None and score is not None and score > weight + 0.005:
        yield Evidence("totals", "score-above-weight", 1.0, f"总分得分 {score:g} 高于分值 {weight:g}", "total_score")
    for name, word, whole in (("weight", "分值", weight), ("score", "得分", score)):
        yield from _sum(seen, name, word, whole)
    if weight == 100:
        yield Evidence("totals", "weight-is-100")
    words = [t for *_, t in seen.unclaimed if seen.vocabulary.exact("total", t)]
    words += [
        t for ln in seen.unread if len(ln.filled) <= 6 for c in ln.filled
        if seen.vocabulary.find("total", t := norm(c.text).partition(":")[0]) == "total"
    ]  # fmt: skip
    if words and (score is None or not form.total_row):
        yield Evidence("totals", "label-left-over", 1.0, f"“{words[0][:16]}”没有作为总分读入")
    for name in ("weight", "score"):
        values = [v for i in form.indicators if (v := getattr(i, name)) is not None]
        top = max(values, default=0.0)
        if len(values) > 3 and top > 50 and any(abs(2 * top - s) <= 0.06 for s in (sum(values), sum(values) + 10)):
            yield Evidence("totals", "sum-among-indicators", 1.0, f"{top:g} 像是合计数，却读作一个指标的分数")
    rest = [t for *_, t in _total_numbers(seen) if parse_weight(t) not in {weight, score}]
    if rest and (weight is None or score is None):
        known = "hundred-left-over" if parse_weight(rest[0]) == 100 and weight is None else "numbers-left-over"
        yield Evidence("totals", known, 1.0, f"总分一行的 {rest[0]} 没有读入")
    if score is None and scored and (sums := _printed_sums(seen)):
        yield Evidence("totals", "sum-left-over", 1.0, f"印有合计数 {sums[0]:g} 而没有读作总分", "total_score")
    printed = form.head.get("total_score")
    if printed is not None and printed.value is None and norm(printed.text):
        yield Evidence("totals", "score-not-a-number", 1.0, f"总分印作“{norm(printed.text)[:16]}”", "total_score")


def _total_numbers(seen: Seen) -> list[tuple[int, int, int, str]]:
    """Numbers in the row of the total that are neither its weight nor its score."""
    roles, form = seen.form.roles, seen.form
    rows = {key[:2] for key, role in roles.items() if role == "label:total"}
    used = {(f.table, f.row, f.col) for n, f in form.head.items() if n in ("total_weight", "total_score")}
    cells = [(t.number, c.row, c.col, norm(c.text)) for t in form.grid for c in t.cells]
    return [c for c in cells if c[:2] in rows and c[:3] not in used and parse_weight(c[3]) is not None]


def _printed_sums(seen: Seen) -> list[float]:
    """Numbers below the first indicator, taken for nothing, that are what weights or scores add up to."""
    form = seen.form
    total = form.total_fund
    sums = {100.0}
    for name in ("weight", "score"):
        values = [v for i in form.indicators if (v := getattr(i, name)) is not None]
        extra = (getattr(total, name, None) if total is not None else None) or 0.0
        sums |= {sum(values), sum(values) + extra}
    texts = {(t.number, c.row, c.col): c.text for t in form.grid for c in t.cells}
    spare = ("unclaimed", "placeholder", "subtotal", "label", "note", "column")
    found = []
    for key, role in form.roles.items():
        value = parse_score(texts.get(key, "")) if key[:2] > seen.first_indicator and role.startswith(spare) else None
        if value is not None and value > 50 and any(abs(value - s) <= 0.06 for s in sums):
            found.append(value)
    return found


def _sum(seen: Seen, name: str, word: str, whole: float | None) -> Iterator[Evidence]:
    form = seen.form
    values = [v for i in form.indicators if (v := getattr(i, name)) is not None]
    if whole is None or len(values) < 2:
        return
    sums = sums_of(form, name)
    if any(abs(s - whole) <= 0.06 for s in sums):
        yield Evidence("totals", f"{name}-fits")
    else:
        said = f"总分的{word} {whole:g} 与各项之和 {max(sums):g} 不等"
        yield Evidence("totals", f"{name}-differs", 1.0, said)
        if min(abs(s - whole) for s in sums) > 10.5:
            yield Evidence("totals", f"{name}-differs-much", 1.0, said)
