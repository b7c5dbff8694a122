"""The time that outputs state. No clock is read for it: it is an input, SOURCE_DATE_EPOCH, so that the same run gives the same bytes."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from selfeval_nb.common.errors import Sentence

VARIABLE = "SOURCE_DATE_EPOCH"
_LAST = 253_402_300_799  # the end of the year 9999, beyond which there is no date


class ClockError(Sentence):
    """Why SOURCE_DATE_EPOCH is no time, in one sentence."""


def source_date() -> datetime | None:
    """The moment in SOURCE_DATE_EPOCH (seconds since 1970, UTC), None where it is not set. Raises ClockError for anything else."""
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and int(text) <= _LAST):
        shown = "".join(c for c in text[:40] if c.isprintable())
        raise ClockError(
            f"环境变量 {VARIABLE} 应为自1970年起的秒数（如 1700000000），现为“{shown}”；请改正或取消这个变量。"
        )
    return datetime.fromtimestamp(int(text), UTC)
