"""What speaks for and against the reading of weights and scores: impossible points, sums that hold or do not."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_nb.common.where import indicator
from selfeval_nb.forms.doubt.seen import Seen, share
from selfeval_nb.forms.model import Evidence, Form, Indicator
from selfeval_nb.forms.words.text import norm

_NEAR = 0.06
#: A sum that is off by more than this misses, or counts twice, more than one indicator or the points of the execution rate.
_FAR = 10.5
_WORDS = (("weight", "分值"), ("score", "得分"))


def point_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``indicators`` from weights and scores."""
    form = seen.form
    for name, word in _WORDS:
        if name in form.columns:
            yield from _unread(form, name, word)
    yield from _impossible(form)
    kinds = {n for n, _ in _WORDS if any(getattr(i, n) is not None for i in form.indicators)}
    if len(kinds) == 1:
        missing = "得分" if kinds == {"weight"} else "分值"
        whole = form.value("total_score" if kinds == {"weight"} else "total_weight")
        known = f"only-{kinds.pop()}s"
        yield Evidence("indicators", known if whole is None else f"{known}-but-both-totals", 1.0, f"没有找到{missing}")
    elif not kinds:
        totals = form.value("total_weight") is not None or form.value("total_score") is not None
        yield Evidence("indicators", "no-points-but-a-total" if totals else "no-points", 1.0, "没有找到分值和得分")
    for name, word in _WORDS:
        yield from _sum(form, name, word)
    yield from _row_of_sums(seen)
    yield from _exchanged(form)
    yield from _levels(form.indicators)


def _unread(form: Form, name: str, word: str) -> Iterator[Evidence]:
    values = [getattr(i, name) for i in form.indicators]
    gone = share(v is None for v in values)
    if gone:
        said = f"{gone:.0%} 的指标没有读到{word}"
        yield Evidence("indicators", f"{name}-missing", gone, said, f"indicators.{name}")
    odd = [
        i
        for i in form.indicators
        if getattr(i, name) is None and any(c.isdigit() for c in norm(getattr(i, f"{name}_text")))
    ]
    for i in odd:
        said = f"{word}“{norm(getattr(i, f'{name}_text'))[:16]}”读不出分数"
        # one cell may be odd; where several are, the column is another
        where = indicator(i.indicator_no, name) if len(odd) == 1 else f"indicators.{name}"
        yield Evidence("indicators", f"{name}-not-a-number", 1.0, said, where)


def _impossible(form: Form) -> Iterator[Evidence]:
    most = max(100.0, float(form.value("total_weight") or 0.0))
    both = [i for i in form.indicators if i.weight is not None and i.score is not None]
    above = [i for i in both if _number(i.score) > _number(i.weight) + 0.005]
    if above:
        amount = min(1.0, 3 * len(above) / len(form.indicators))
        for i in above:
            said = f"得分 {i.score:g} 高于分值 {i.weight:g}"
            where = indicator(i.indicator_no, "score")
            yield Evidence("indicators", "score-above-weight", amount, said, where)
    elif len(both) >= 3:
        yield Evidence("indicators", "scores-within-weights")
    for i in form.indicators:
        for name, word in _WORDS:
            value = getattr(i, name)
            if value is not None and not 0 <= value <= most:
                known = "negative-points" if value < 0 else "impossible-points"
                said = f"{word}读作 {value:g}"
                yield Evidence("indicators", known, 1.0, said, indicator(i.indicator_no, name))
    huge = [i for i in form.indicators if len(form.indicators) >= 5 and max(i.weight or 0, i.score or 0) > 0.6 * most]
    if huge and most >= max(huge[0].weight or 0, huge[0].score or 0):
        said = f"一个指标的分值或得分读作 {max(huge[0].weight or 0, huge[0].score or 0):g}"
        yield Evidence("indicators", "large-points", 1.0, said, indicator(huge[0].indicator_no))


def _number(value: float | None) -> float:
    return 0.0 if value is None else value


def _sum(form: Form, name: str, word: str) -> Iterator[Evidence]:
    """Σ weights or Σ scores, with and without the points of the execution rate, against the printed total (or 100)."""
    values = [v for i in form.indicators if (v := getattr(i, name)) is not None]
    if len(values) < max(2, 0.8 * len(form.indicators)):
        return
    whole = form.value(f"total_{name}")
    wholes = [whole] if whole is not None else [100, 90] if name == "weight" else []
    if not wholes:
        return
    sums = sums_of(form, name)
    off = min((s - w for s in sums for w in wholes), key=abs)
    if abs(off) <= _NEAR:
        yield Evidence("indicators", f"{name}-sum-fits")
        if whole is not None and len(values) >= 5:
            yield Evidence("indicators", f"{name}-sum-of-many-fits")
        return
    said = f"{word}之和 {max(sums):g} 与{'总分' if whole is not None else '100 分'} {wholes[0]:g} 不符"
    printed = "" if whole is not None else "-of-none-printed"
    yield Evidence("indicators", f"{name}-sum-off{printed}", 1.0, said)
    if abs(off) > _FAR:
        yield Evidence("indicators", f"{name}-sum-{'short' if off < 0 else 'over'}{printed}", 1.0, said)


def sums_of(form: Form, name: str) -> set[float]:
    """What the weights or scores of the indicators add up to, without and with the points of the execution rate."""
    values = [v for i in form.indicators if (v := getattr(i, name)) is not None]
    total = form.total_fund
    extra = getattr(total, name, None) if total is not None else None
    if extra is None and name == "weight":
        extra = form.execution_weight
    return {round(sum(values), 4), round(sum(values) + (extra or 0.0), 4)}


def _row_of_sums(seen: Seen) -> Iterator[Evidence]:
    """An indicator that is the total of those before it: named so, or without a name and with their sum or more than any of them."""
    rows = seen.form.indicators
    for name, word in _WORDS:
        before: list[float] = []
        for i in rows:
            value = getattr(i, name)
            if value is None:
                continue
            label = norm(i.level3 or "")
            total = bool(label) and seen.vocabulary.exact("total", label) is not None
            whole = sum(before)
            adds = bool(before) and any(abs(value - whole - e) <= _NEAR for e in (0.0, *_extra(seen.form, name)))
            alone = not label and not norm(i.target_text) and not norm(i.actual_text) and len(before) > 2
            if value > 50 and (total or (adds and not label) or (alone and value > max(before))):
                said = f"{word} {value:g} 像是合计数，却读作第 {i.indicator_no} 个指标的{word}"
                yield Evidence("indicators", "row-of-sums", 1.0, said, indicator(i.indicator_no))
            before.append(value)


def _extra(form: Form, name: str) -> list[float]:
    total = form.total_fund
    points = getattr(total, name, None) if total is not None else None
    return [p for p in (points, form.execution_weight, 10.0) if p is not None]


def _exchanged(form: Form) -> Iterator[Evidence]:
    """Weights that add up to the total score while the total of weights is another number: the two columns are exchanged."""
    weight, score = form.value("total_weight"), form.value("total_score")
    both = [i for i in form.indicators if i.weight is not None and i.score is not None]
    above = [i for i in both if _number(i.score) > _number(i.weight) + 0.005]
    if len(above) >= 2 and (len(above) > 0.3 * len(both) or (weight or 100) < (score or 0)):
        said = f"{len(above)} 个指标的得分高于分值，两栏可能互换"
        for name, _ in _WORDS:
            yield Evidence("indicators", "points-exchanged", 1.0, said, f"indicators.{name}")
    weight = 100.0 if weight is None else weight
    if score is None or abs(weight - score) <= 1:
        return

    def fits(name: str, whole: float) -> bool:
        return any(abs(s - whole) <= _NEAR for s in sums_of(form, name))

    if fits("weight", score) and not fits("weight", weight) and not fits("score", score):
        said = f"各项分值之和等于总得分 {score:g} 而不等于总分 {weight:g}，可能把得分读作分值"
        yield Evidence("indicators", "weights-are-scores", 1.0, said, "indicators.weight")
    if fits("score", weight) and not fits("score", score) and not fits("weight", weight):
        said = f"各项得分之和等于总分 {weight:g} 而不等于总得分 {score:g}，可能把分值读作得分"
        yield Evidence("indicators", "scores-are-weights", 1.0, said, "indicators.score")


def _levels(rows: list[Indicator]) -> Iterator[Evidence]:
    """The points that a level label prints against the weights below it."""
    for level in ("level1", "level2"):
        told: dict[str, tuple[float, list[float | None]]] = {}
        for i in rows:
            points = getattr(i, f"{level}_weight")
            if points is not None and getattr(i, level):
                told.setdefault(getattr(i, level), (points, []))[1].append(i.weight)
        known = [(p, sum(w for w in ws if w is not None)) for p, ws in told.values() if all(w is not None for w in ws)]
        if not known:
            continue
        bad = [(p, s) for p, s in known if abs(p - s) > _NEAR]
        if not bad:
            yield Evidence("indicators", f"{level}-points-fit")
        else:
            said = f"分值之和 {bad[0][1]:g} 与{'一' if level == 'level1' else '二'}级指标所印的 {bad[0][0]:g} 分不符"
            yield Evidence("indicators", f"{level}-points-differ", len(bad) / len(known), said)
