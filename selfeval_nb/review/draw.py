"""Drawing forms for spot checks (抽查): reproducible, stratified, weighted by risk, with the reasons for every form drawn.

Whoever has to defend a choice needs three things, and gets them: the seed, by which anyone draws the same forms again; the strata,
by which no unit and no size is left out; and for every form its weight and what made it up.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.said import said
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.values.units import YUAN
from selfeval_nb.review.model import Review

if TYPE_CHECKING:
    import pandas as pd

    from selfeval_nb.forms.frames import Tables

#: What a form's weight is made of: 1 for each, plus these. Amount counts by the share of forms that are smaller.
WEIGHTS = {"critical": 3.0, "warning": 1.0, "difference": 0.5, "amount": 4.0, "full_score": 1.0, "unread": 1.0}
_MOST_FINDINGS = 5  # more errors or doubtful points than these make a form no likelier
_MOST_DIFFERENCE = 20.0  # points, likewise
COLUMNS = (
    "order", "form_id", "file", "form_no", "project", "unit", "year", "amount", "money_unit", "self_score", "stratum", "stratum_size",
    "stratum_drawn", "weight", "reasons", "seed",
)  # fmt: skip


class SampleError(Sentence, ValueError):
    """Why no sample can be drawn, in one sentence."""


@dataclass(slots=True)
class _Item:
    form: Form
    review: Review | None
    amount: float | None  # in yuan
    unit: str
    size: str = ""
    weight: float = 1.0
    reasons: tuple[str, ...] = ()


def sample(
    source: Tables | Iterable[Review],
    n: int | None = None,
    share: float | None = None,
    seed: int = 1,
    *,
    by: Sequence[str] = ("unit", "amount"),
    weights: dict[str, float] | None = None,
    lang: str = "zh",
) -> pd.DataFrame:
    """Draw ``n`` forms, or a ``share`` (0–1) of them rounded up, from reviews or from Tables (then without findings and scores).

    ``by`` names the strata: ``unit``, ``amount`` (大、中、小: thirds of the forms by their total budget, in yuan) or both; every
    stratum gets its share by largest remainder, and as far as ``n`` allows at least one. Within a stratum forms are drawn without
    replacement, a heavier form more likely. The draw depends on the forms and the seed alone, not on their order. Returns COLUMNS, a
    row a form, the heaviest first; ``attrs`` holds ``seed`` ``population`` ``by`` ``weights``. Raises SampleError for numbers that cannot be.
    """
    import pandas as pd

    items = _items(source)
    points = {**WEIGHTS, **(weights or {})}
    unknown = sorted(set(points) - set(WEIGHTS))
    if unknown or any(
        isinstance(v, bool) or not isinstance(v, (int, float)) or not 0 <= v < 1e6 for v in points.values()
    ):
        raise SampleError(f"抽样权重应为不小于0的数，可设{'、'.join(WEIGHTS)}；现为{weights}。")
    if set(by) - {"unit", "amount"}:
        raise SampleError(f"分层依据应为unit、amount或两者，现为{'、'.join(by)}。")
    size = _size(len(items), n, share)
    known = sorted(i.amount for i in items if i.amount is not None)
    for item in items:
        item.size = _class(known, item.amount)
        item.weight, item.reasons = _weigh(item, known, points, lang)
    strata: dict[tuple[str, ...], list[_Item]] = {}
    for item in sorted(items, key=_identity):
        strata.setdefault(tuple({"unit": item.unit, "amount": item.size}[b] for b in by), []).append(item)
    drawn = _quota({k: len(v) for k, v in strata.items()}, size)
    rows = []
    for key, members in strata.items():
        for item in _draw(members, drawn[key], seed):
            rows.append(_row(item, key, len(members), drawn[key], seed, lang))
    rows.sort(key=lambda r: (-r["weight"], r["stratum"], r["form_id"]))
    frame = pd.DataFrame([{"order": i, **r} for i, r in enumerate(rows, start=1)], columns=list(COLUMNS))
    frame.attrs |= {"seed": seed, "population": len(items), "by": list(by), "weights": points}
    return frame


def describe(frame: pd.DataFrame, lang: str = "zh") -> str:
    """How the sample was drawn, in sentences: for the report of the spot check and for the terminal."""
    a = frame.attrs
    words = _WORDS[lang]
    strata = words["and"].join(words[f"by_{b}"] for b in a["by"])
    by = words["by"].format(by=strata) if strata else words["by_nothing"]
    return str(words["drawn_how"]).format(n=len(frame), population=a["population"], by=by, seed=a["seed"])


_HEADS = {
    "order": "序号", "form_id": "表标识", "file": "文件", "form_no": "第几张表", "project": "项目名称", "unit": "实施单位", "year": "年度",
    "amount": "全年预算数", "money_unit": "金额单位", "self_score": "自评得分", "stratum": "层", "stratum_size": "本层表数",
    "stratum_drawn": "本层抽取", "weight": "权重", "reasons": "选取理由", "seed": "随机种子",
}  # fmt: skip


def heads_of(frame: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """The sample for people: heads in their language (the names of the columns in English), years without decimals."""
    shown = frame.copy()
    shown["year"] = shown["year"].astype("Int64")
    return shown.rename(columns=_HEADS) if lang == "zh" else shown


def _items(source: Any) -> list[_Item]:
    if hasattr(source, "items") and hasattr(source, "forms"):  # Tables
        pairs: list[tuple[Form, Review | None]] = [(f, None) for f in source.items]
    else:
        pairs = [(r.form, r) for r in source]
    return [_Item(f, r, _amount(f), str(f.value("unit") or f.value("department") or "")) for f, r in pairs]


def _amount(form: Form) -> float | None:
    """The total budget of the form in yuan; forms differ in their money unit."""
    fund = form.main_fund
    if fund is None:
        return None
    value = fund.budget if fund.budget is not None else fund.initial
    return None if value is None else value * YUAN.get(form.money_unit or "万元", 1e4)


def _size(population: int, n: int | None, share: float | None) -> int:
    if (n is None) == (share is None):
        raise SampleError("请写明抽取张数或比例之一。")
    if share is not None:
        if isinstance(share, bool) or not 0 < share <= 1:
            raise SampleError(f"抽取比例应大于0、不大于1，现为{share}。")
        return min(population, max(1, -int(-population * share // 1))) if population else 0
    assert n is not None
    if n < 1:
        raise SampleError(f"抽取张数应为正整数，现为{n}。")
    if n > population:
        raise SampleError(f"要抽取{n}张，只有{population}张。")
    return n


def _class(known: list[float], amount: float | None) -> str:
    """大、中、小 by thirds of the forms that have an amount; equal amounts stay together."""
    if amount is None:
        return "none"
    below = _below(known, amount)
    return "large" if below >= 2 / 3 else "middle" if below >= 1 / 3 else "small"


def _below(known: list[float], amount: float) -> float:
    """The share of amounts that are smaller."""
    return bisect_left(known, amount) / len(known) if known else 0.0


def _weigh(item: _Item, known: list[float], points: dict[str, float], lang: str) -> tuple[float, tuple[str, ...]]:
    """1 plus what each risk adds, and the risks in words, the heaviest first."""
    words = _WORDS[lang]
    parts: list[tuple[float, str]] = []
    if item.amount is not None:
        part = _below(known, item.amount)
        if part > 0:
            parts.append((points["amount"] * part, words["amount"].format(p=f"{part:.0%}")))
    review = item.review
    if review is not None:
        for severity in ("critical", "warning"):
            count = review.counts.get(severity, 0)
            if count:
                parts.append((points[severity] * min(count, _MOST_FINDINGS), words[severity].format(n=count)))
        total = review.total
        own, low, high = total["self_score"], total["low"], total["high"]
        if own is not None and low is not None and high is not None:
            gap = own - high if own > high else low - own if own < low else 0.0
            if gap > 0.005:
                parts.append(
                    (points["difference"] * min(gap, _MOST_DIFFERENCE), words["difference"].format(d=f"{gap:.2f}"))
                )
        if own is not None and own >= 99.995:
            parts.append((points["full_score"], words["full_score"]))
        if unread := review.counts.get("cells_unclaimed", 0):
            parts.append((points["unread"], words["unread"].format(n=unread)))
    parts.sort(key=lambda p: -p[0])
    return round(1 + sum(p for p, _ in parts), 4), tuple(
        f"{text}（+{p:.2f}）" if lang == "zh" else f"{text} (+{p:.2f})" for p, text in parts if p > 0
    )


def _quota(sizes: dict[tuple[str, ...], int], n: int) -> dict[tuple[str, ...], int]:
    """``n`` shared out among the strata: one each while there are enough, the rest by largest remainder of their sizes."""
    total = sum(sizes.values())
    out = dict.fromkeys(sizes, 0)
    if not total:
        return out
    exact = {k: n * size / total for k, size in sizes.items()}
    first = 1 if n >= len(sizes) else 0
    for k, size in sizes.items():
        out[k] = min(size, max(first, int(exact[k])))
    while sum(out.values()) < n:
        k = max((k for k in sizes if out[k] < sizes[k]), key=lambda k: (exact[k] - out[k], sizes[k], k))
        out[k] += 1
    while sum(out.values()) > n:
        k = max((k for k in sizes if out[k] > first), key=lambda k: (out[k] - exact[k], k))
        out[k] -= 1
    return out


def _draw(members: list[_Item], k: int, seed: int) -> list[_Item]:
    """Weighted drawing without replacement: the k largest of u^(1/weight), u a number in (0, 1) of seed and form alone (Efraimidis, Spirakis 2006)."""

    def chance(item: _Item) -> float:
        digest = hashlib.sha256(f"{seed}\0{item.form.form_id}".encode("utf-8", "surrogatepass")).digest()
        u = (int.from_bytes(digest[:8], "big") + 0.5) / 2**64
        return float(u ** (1 / item.weight))

    return sorted(members, key=lambda item: (-chance(item), _identity(item)))[:k]


def _identity(item: _Item) -> tuple[str, str]:
    return item.form.form_id, item.form.file


def _row(item: _Item, key: tuple[str, ...], size: int, drawn: int, seed: int, lang: str) -> dict[str, Any]:
    words, form = _WORDS[lang], item.form
    names = [words.get(part, part) or words["nobody"] for part in key]
    stratum = words["join"].join(names) or words["all"]
    chosen = (
        words["whole"] if drawn == size else words["drawn"].format(size=size, drawn=drawn, weight=f"{item.weight:.2f}")
    )
    fund = form.main_fund
    return {
        "form_id": form.form_id, "file": form.file, "form_no": form.form_no, "project": form.value("project") or form.title,
        "unit": form.value("unit"), "year": form.year, "amount": None if fund is None else fund.budget if fund.budget is not None else fund.initial,
        "money_unit": form.money_unit, "self_score": form.value("total_score") if item.review is None else item.review.total["self_score"],
        "stratum": stratum, "stratum_size": size, "stratum_drawn": drawn, "weight": item.weight,
        "reasons": words["stop"].join([chosen, *item.reasons]), "seed": seed,
    }  # fmt: skip


_WORDS = said(__name__)
