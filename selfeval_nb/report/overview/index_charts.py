"""The distributions of a batch: histograms of scores and differences, bars by rule and by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from selfeval_nb.report.view.formats import difference

Row = Mapping[str, Any]
Bin = tuple[float, float, str]
LISTED = 8  # rules and units that show at once; the others unfold
UNFOLDED = 200
_BIN = 5  # points


def review_score(row: Row) -> float | None:
    """The review score of a form; the middle of its range where a judgement is still open; None without rulings."""
    low, high = row["review_low"], row["review_high"]
    return None if low is None or high is None else (low + high) / 2


def score_chart(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Bins of five points: how many self-scores, recomputed scores and, where there are any, review scores lie in each. A range
    counts where its middle is; one wider than a bin says too little to be drawn (``too_wide``). 100 is a bin of its own."""
    own = [row["self_score"] for row in rows if row["self_score"] is not None]
    computed = [
        (row["low"] + row["high"]) / 2
        for row in rows
        if row["low"] is not None and row["high"] is not None and not _wide(row)
    ]
    reviewed = [score for row in rows if (score := review_score(row)) is not None]
    bins = [(low, low + _BIN, f"{low}–{low + _BIN}") for low in range(0, 100, _BIN)] + [(100, 1e9, "100")]
    return _histogram(bins, own, computed, *([reviewed] if reviewed else []))


def too_wide(rows: Sequence[Row]) -> int:
    """How many recomputed scores are ranges wider than a bin."""
    return sum(_wide(row) for row in rows)


def _wide(row: Row) -> bool:
    low, high = row["low"], row["high"]
    return low is not None and high is not None and high - low > _BIN


def difference_chart(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Bins of recomputed minus self-score and, where there are any, of review score minus self-score; zero is a bin of its own."""
    values = [d for row in rows if (d := difference(row)) is not None]
    reviewed = [
        score - row["self_score"]
        for row in rows
        if row["self_score"] is not None and (score := review_score(row)) is not None
    ]
    edges = [-1e9, -20, -10, -5, -0.005, 0.005, 5, 10, 1e9]
    names = ["<−20", "−20~−10", "−10~−5", "−5~0", "0", "0~5", "5~10", ">10"]
    bins = list(zip(edges, edges[1:], names, strict=False))
    return _histogram(bins, values, *([reviewed] if reviewed else []))


def _histogram(bins: Sequence[Bin], *series: Sequence[float]) -> list[dict[str, Any]]:
    counts = [[0] * len(bins) for _ in series]
    for told, values in zip(counts, series, strict=True):
        for value in values:
            told[next(i for i, (low, high, _) in enumerate(bins) if low <= value < high)] += 1
    top = max((n for told in counts for n in told), default=0) or 1
    drawn = [
        {"name": name, "counts": [c[i] for c in counts], "heights": [round(c[i] / top * 100, 2) for c in counts]}
        for i, (_, _, name) in enumerate(bins)
    ]
    first = next((i for i, b in enumerate(drawn) if any(b["counts"])), 0)
    # empty bins at the low end say nothing; the rest keep their distance
    return drawn[min(first, max(0, len(drawn) - 8)) :]


def forms_by_rule(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Rules with the number of forms in which they found something, most first, then by id."""
    found = Counter(rule for row in rows for rule in row["rules"])
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def units_with_findings(rows: Sequence[Row], nameless: str) -> list[tuple[str, int]]:
    """Units with their number of errors and doubtful points, most first, then by name."""
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["unit"] or nameless] += row["critical"] + row["warning"]
    return sorted(((u, n) for u, n in totals.items() if n), key=lambda item: (-item[1], item[0]))


def bars(items: Sequence[tuple[str, int]], name: Callable[[str], str]) -> list[dict[str, Any]]:
    """``key`` ``name`` ``count`` and ``width`` (percent of the longest) of each bar."""
    top = max((n for _, n in items), default=1)
    return [{"key": key, "name": name(key), "count": n, "width": round(n / top * 100, 1)} for key, n in items]
