"""Columns about actual values that answer another question than the target asks (rule V35)."""

from __future__ import annotations

import numpy as np

from selfeval_nb.checks.columns.values.stock import stock_rows
from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, flag
from selfeval_nb.checks.table.grains import map_texts
from selfeval_nb.checks.table.value_rows import filled_in, kinds_in
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("values", "answers")


@derived("indicators", "done_for_date", "in_time_for_date", "deadline_as_result", "done_for_level")
def _answers(f: Frames) -> dict[str, Judged]:
    """1 where a date is answered by nothing but that it is done (12月 → 已完成), apart where that says in time; where the result only repeats a
    deadline (12月底前 → 12月底前), which is no day; and where a level or a direction (好, 提高) is answered by 完成."""
    targets, actuals = values_of(f)
    said = map_texts(np.array([a.text for a in actuals], dtype=object), norm)
    wanted = map_texts(np.array([t.text for t in targets], dtype=object), norm)
    done = map_texts(said, lambda t: WORDS.done.fullmatch(t) is not None, bool)
    in_time = map_texts(said, lambda t: WORDS.in_time.search(t) is not None, bool)
    before = map_texts(said, lambda t: WORDS.before.search(t) is not None, bool)
    date = np.fromiter((t.date_high is not None for t in targets), bool, len(targets))
    level = kinds_in(f, "target", ("level", "trend"))
    why = [*filled_in(f), ("na.other_rule", stock_rows(f))]
    return {
        "done_for_date": flag(done & ~in_time, *why, ("na.no_deadline", ~date)),
        "in_time_for_date": flag(done & in_time, *why, ("na.no_deadline", ~date)),
        "deadline_as_result": flag(before & (said == wanted), *why, ("na.no_deadline", ~date)),
        "done_for_level": flag(done & (said != wanted), *why, ("na.quantitative", ~level)),
    }
