"""Columns about timeliness indicators, deadlines and dates (rules V22, D02–D06)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, filled, flag, judged
from selfeval_nb.checks.table.grains import blank, evaluates, floats, head_texts, printed, texts
from selfeval_nb.checks.table.value_rows import DATES, kinds_in, name_says, row_names, text_column
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.forms.values.dates import parse_date
from selfeval_nb.forms.values.readings import canonical


@derived("indicators", "timeliness_without_time")
def _timeliness(f: Frames) -> Judged:
    """1 where a 时效指标 has neither a date nor a duration, a rate or a word of time, in target or name."""
    targets, actuals = values_of(f)
    names = row_names(f)
    row = f.col("indicators", "level2_kind").to_numpy() == "timeliness"
    timed = np.zeros(len(targets), bool)
    for i in np.flatnonzero(row):
        t, a = targets[i], actuals[i]
        timed[i] = (
            t.kind in (*DATES, "duration", "percent", "none", "placeholder")
            or a.kind in (*DATES, "duration")
            or t.base_unit in ("天", "工作日", "月", "%")
            or says(t.text, "values", "timeliness", "value")
        )
    return flag(row & ~timed & ~name_says(names, "timeliness", "name"), ("na.scope", ~row))


# ---- dates ----------------------------------------------------------------------------------------------------------


def _days_after(day: str, year: int) -> int:
    """Days from 31 December of a year to an ISO date."""
    return (date.fromisoformat(day) - date(year, 12, 31)).days


@derived("indicators", "due_after_year", "form_year", "due_said")
def _due_after_year(f: Frames) -> dict[str, Judged | pd.Series]:
    """By how many days the deadline of a target lies after 31 December of the form's year, 0 where it does not; the year, and the date."""
    targets, _ = values_of(f)
    year = floats(f.per_form("indicators", "year"))
    dated = np.fromiter(
        (v.kind in ("date", "deadline") and v.date_low is not None for v in targets), bool, len(targets)
    )
    after = np.zeros(len(targets))
    for i in np.flatnonzero(dated & ~np.isnan(year)):
        after[i] = max(0, _days_after(targets[i].date_low or "", int(year[i])))
    return {
        "due_after_year": judged(pd.Series(after), ("na.no_deadline", ~dated), ("ne.year", np.isnan(year))),
        "form_year": pd.Series(year),
        "due_said": text_column([v.date_high or "" for v in targets]),
    }


@derived(
    "indicators",
    "year_unclear",
    "day_unclear",
    "period_target",
)
def _unclear_dates(f: Frames) -> dict[str, Judged | pd.Series]:
    """What is unclear about the year of an actual date; about a 20日 or 12月 that may be a day or a number of days; and the
    target that is a whole period (1-12月, 全年)."""
    targets, actuals = values_of(f)
    dated = kinds_in(f, "target", DATES)
    # ≤30日 beside a name of a time limit is a number of days
    limits = name_says(row_names(f), "timeliness", "limit") & np.fromiter(
        (t.operator in ("<=", "<") for t in targets), bool, len(targets)
    )
    timed = dated | np.fromiter((v.unit in ("日", "月") for v in targets), bool, len(targets))
    return {
        "year_unclear": judged(text_column([a.ambiguity if a.ambiguity.startswith("未写年份，可能") else None for a in actuals]), ("na.no_deadline", ~dated)),
        "day_unclear": judged(text_column([t.ambiguity if t.ambiguity.startswith(("“日”", "“月”")) and not limit else None for t, limit in zip(targets, limits, strict=True)]), ("na.no_deadline", ~timed)),
        "period_target": judged(text_column([t.text if t.kind == "period" else None for t in targets]), ("na.no_deadline", ~dated)),
    }  # fmt: skip


@derived("forms", "fill_date_filled")
def _fill_date_filled(f: Frames) -> Judged:
    """The date on which the form was filled in as printed, where it asks for one; missing where the cell is blank."""
    said = head_texts(f, "fill_date")
    return filled(said, blank(said), ("na.not_printed", ~printed(f, "fill_date")), ("na.kind", ~evaluates(f)))


#: Days of the next year until which a year is evaluated: its first half.
_IN_GOOD_TIME = 182


@derived("forms", "filled_early", "filled_late", "fill_date_said")
def _filled_early(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many days of the form's year were still to come when it was filled in, that day included; 0 when it was over; how many days after June of the next year, 0 when not; and that date."""
    forms = f.frame("forms")
    said = texts(forms["fill_date"]) if "fill_date" in forms else np.full(len(forms), "", dtype=object)
    year = floats(forms["year"])
    spans = [parse_date(canonical(str(t)), None) if t else None for t in said]
    high = [s.high if s is not None and s.kind == "date" and not s.year_implied else None for s in spans]
    early, late = np.zeros(len(forms)), np.zeros(len(forms))
    for i, day in enumerate(high):
        if day is not None and not np.isnan(year[i]):
            early[i] = max(0, 1 - _days_after(day, int(year[i])))
            late[i] = max(0, _days_after(day, int(year[i])) - _IN_GOOD_TIME)
    why = [
        ("na.not_printed", said == ""),
        ("ne.date", np.fromiter((h is None for h in high), bool, len(high))),
        ("ne.year", np.isnan(year)),
    ]
    return {
        "filled_early": judged(pd.Series(early), *why),
        "filled_late": judged(pd.Series(late), *why),
        "fill_date_said": text_column([str(t) for t in said]),
    }  # fmt: skip
