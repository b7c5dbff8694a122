"""What was read wrong, place by place, in the names of the contract; which places a row ``doubtful-reading`` covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from selfeval_nb.forms.model import Form
from tests.generator.compare import FUND, HEAD, INDICATOR, STANDARD_SOURCES, form_values, plain, same

_BLOCK = {
    "goal_expected": "goals", "goal_actual": "goals", "total_weight": "totals", "total_score": "totals", "money_unit": "funds",
}  # fmt: skip
#: An indicator that was invented, in whatever form counts them.
INVENTED = "indicators[+]"


def block_of(place: str) -> str:
    """The block of a place of a form."""
    first = place.partition("[")[0].partition(".")[0]
    return _BLOCK.get(place) or (first if first in ("funds", "indicators") else "head")


def covers(told: Iterable[str], place: str) -> bool:
    """Whether one of the rows that were told covers a place."""
    return any(w in ("form", block_of(place), place) or place.startswith((w + ".", w + "[")) for w in told)


def wrong_places(key: dict, form: Form) -> Counter[str]:
    """A place -> its wrong fields: one, or for ``indicators`` eleven for each that is missing."""
    wrong: Counter[str] = Counter()
    skip = set(key.get("ambiguous", []))
    values = form_values(form)
    wrong.update(n for n in HEAD if n not in skip and not same(n, key[n], values.get(n)))
    for want in [] if "funds" in skip else key["funds"]:
        row = next(
            (f for f in form.funds if (want["source"] in STANDARD_SOURCES and f.source == want["source"]) or same("label", want["label"], f.label)), None
        )  # fmt: skip
        source = want["source"] if row is None else row.source
        ask = [n for n in FUND if n not in want.get("ambiguous", [])]
        wrong.update(f"funds[{source}].{n}" for n in ask if not same(n, want[n], getattr(row, n, None)))
    wrong.update(_wrong_indicators(key, form))
    return wrong


def _wrong_indicators(key: dict, form: Form) -> Counter[str]:
    wrong: Counter[str] = Counter()
    rows = list(form.indicators)
    for want in key["indicators"]:
        row = next((x for x in rows if plain(x.level3) == plain(want["level3"])), None)
        if row is None:
            wrong["indicators"] += len(INDICATOR)
            continue
        rows.remove(row)
        free = {*want.get("ambiguous", []), *(["target_unit"] if want["target_unit"] is None else [])}
        wrong.update(
            f"indicators[{row.indicator_no}].{n}"
            for n in INDICATOR
            if n not in free and not same(n, want[n], getattr(row, n))
        )
    known = {plain(p["level3"]) for p in (*key.get("placeholders", []), *key.get("other_indicators", []))} | {""}
    invented = sum(plain(row.level3) not in known for row in rows)
    return wrong + Counter({INVENTED: invented} if invented else {})
