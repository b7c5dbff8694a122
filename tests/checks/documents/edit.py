"""Forms as data, and what the defects are made of: each defect edits a copy of a clean form and says where it is found by which rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

Row = dict[str, Any]
Form = dict[str, Any]
Hit = tuple[Form, list[str], set[str]]  # the form, the places and the rules of which one is enough

KINDS: dict[str, Callable[[Form, Random], Hit | None]] = {}
NOT_IN: dict[str, set[str]] = {}  # layouts that have no place for the defect

REASON = "受施工条件影响未完成。下一步将加快进度，加强调度，确保完成。"


def kind(not_in: str = "") -> Callable[[Callable[[Form, Random], Hit | None]], Callable[[Form, Random], Hit | None]]:
    """Register a defect by the name of its function; ``not_in`` names layouts without a place for it."""

    def register(make: Callable[[Form, Random], Hit | None]) -> Callable[[Form, Random], Hit | None]:
        add(make.__name__, make, not_in)
        return make

    return register


def add(name: str, make: Callable[[Form, Random], Hit | None], not_in: str = "") -> None:
    KINDS[name] = make
    NOT_IN[name] = set(not_in)


def num(text: str) -> float:
    """The first number of a text."""
    return float(re.search(r"[\d.]+", text).group())  # type: ignore[union-attr]


def isnum(row: Row) -> bool:
    """Whether the target is a number with an operator."""
    return row["op"] in "≥≤=" and bool(re.fullmatch(r"[\d.]+", row["val"] or "x")) and row.get("target") is None


def full(row: Row) -> bool:
    return bool(row["score"] == row["weight"])


def meets(row: Row) -> bool | None:
    if not isnum(row):
        return None
    actual, target = num(row["actual"]), num(row["val"])
    return {"≥": actual >= target, "≤": actual <= target, "=": actual == target}[row["op"]]


def row(n: int, *columns: str) -> list[str]:
    """Places in the row with index ``n``."""
    return [f"indicators[{n + 1}].{c}" for c in columns]


def show(x: float) -> str:
    return f"{round(x, 2):g}"


def _points(text: str) -> float:
    return float(text) if re.fullmatch(r"-?[\d.]+", text or "x") else 0.0


def retotal(f: Form) -> None:
    """Let total and grade follow from the printed scores."""
    x = sum(_points(i["score"]) for i in f["inds"]) + _points(f["funds"]["total"]["score"])
    f["total"] = show(x)
    f["grade"] = "优" if x >= 90 else "良" if x >= 80 else "中" if x >= 60 else "差"


def pick(f: Form, rng: Random, test: Callable[[Row], Any]) -> int | None:
    found = [n for n, i in enumerate(f["inds"]) if test(i)]
    return rng.choice(found) if found else None


def setactual(i: Row, value: float, decimals: int = 2) -> None:
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"
    i["actual"] = re.sub(r"[\d.]+", text, i["actual"], count=1)


def fixgoal(f: Form, old: str, new: str) -> None:
    """Keep the text of the result in step with a changed actual value, so that there is one defect."""
    f["goal_act"] = f["goal_act"].replace(old, new)


def under(f: Form, rng: Random, ratio: float, score: float | None = None, reason: str = "") -> int:
    """Complete a row with full points to ``ratio`` of its target (always below it for ratios below 1)."""
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≥" and full(i) and num(i["val"]) > 4)
    assert n is not None
    i = f["inds"][n]
    old, target = i["actual"], num(i["val"])
    whole = target.is_integer() and "%" not in old and "万" not in old
    value = min(target * ratio, target - 1) if ratio < 1 and whole else target * ratio
    setactual(i, value, 0 if whole else 2)
    fixgoal(f, old, i["actual"])
    if score is not None:
        i["score"] = show(float(i["weight"]) * score)
    i["reason"] = reason
    retotal(f)
    return n


def total(f: Form) -> Row:
    """The total row of the funds."""
    return f["funds"]["total"]  # type: ignore[no-any-return]


def spend(f: Form, share: float) -> None:
    """Spend another share of the budget, with part, rate, score and total to match."""
    q, p = total(f), f["funds"]["fiscal_current"]
    executed = round(q["budget"] * share, 2)
    p["executed"] = round(p["executed"] - (q["executed"] - executed), 2)
    q["executed"] = executed
    q["rate"], q["score"] = f"{executed / q['budget'] * 100:.2f}%", show(executed / q["budget"] * 10)
    retotal(f)


def partial(f: Form, rng: Random) -> int | None:
    """A row that lost points."""
    return pick(f, rng, lambda i: not full(i))


def renew(f: Form, i: Row, **cells: str) -> None:
    """Make another indicator of a row, with full points."""
    i.pop("target", None)
    i.update(score=i["weight"], reason="")
    i.update(cells)
    retotal(f)
