"""Columns about the text of targets and actual values (rules V10–V12, V17, V20, V26, V27)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.scores.rows import own_standard
from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, flag, judged
from selfeval_nb.checks.table.grains import map_texts, no_value, texts
from selfeval_nb.checks.table.value_rows import DATES, filled_in, kinds_in, row_names, text_column
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("values", "texts")


def _repeats(target: str, actual: str) -> bool:
    """Whether an actual value only repeats the words of its target, or those behind what the target compares with (较上年显著提高 → 显著提高)."""
    if not actual or target == actual:
        return bool(actual)
    return len(actual) >= 3 and target.endswith(actual) and WORDS.compared.match(target) is not None


@derived("indicators", "copied_words")
def _copied(f: Frames) -> Judged:
    """1 where the actual value of a qualitative target repeats its words."""
    targets, actuals = values_of(f)
    words = kinds_in(f, "target", ("status", "trend", "level", "compliance", "narrative"))
    same = np.fromiter(
        (_repeats(norm(t.text), norm(a.text)) for t, a in zip(targets, actuals, strict=True)), bool, len(targets)
    )
    # a yes or no that the row's own standard asks for (完成修订得满分，未完成不得分) is answered by saying it
    asked = np.fromiter((t.kind in ("status", "boolean") for t in targets), bool, len(targets)) & own_standard(f)
    # months, times or counts that were kept (3月、9月) are a result, and say it
    figures = np.fromiter((any(c.isdigit() for c in norm(t.text)) for t in targets), bool, len(targets))
    return flag(same, *filled_in(f), ("na.quantitative", ~words | figures), ("na.scope", asked))


_MONTHS = re.compile(r"^(?:\d{1,2}月(?:\d{1,2}日)?(?:[前底末])?[、,和及]?)+$")
_ONE_RATE = re.compile(r"^[≥≤><=]*\d+(?:\.\d+)?/(?:\d+|[十百千万亿])+(?:[万亿])?$")


@derived("indicators", "several_numbers", "narrative_target")
def _several(f: Frames) -> dict[str, Judged | pd.Series]:
    """The target text where it lists several numbers that are no range; and where it is a sentence that no rule can compare."""
    targets, actuals = values_of(f)
    several: list[str | None] = []
    narrative: list[str | None] = []
    for v, a in zip(targets, actuals, strict=True):
        listed = (
            not (norm(a.text) == norm(v.text) and _MONTHS.match(norm(v.text)))  # kept, nothing is left to compare
            and v.kind not in (*DATES, "range", "placeholder", "none")
            and (
                (v.kind == "narrative" and len(v.numbers) > 1 and len(norm(v.text)) < 20)
                or v.ambiguity.startswith("括号内")
                or (v.number is not None and WORDS.list.match(norm(v.text)) is not None)
            )
            and not _ONE_RATE.match(norm(v.text))
        )
        several.append(v.text if listed else None)
        told = v.kind == "narrative" and not listed and (len(norm(v.text)) > 24 or any(c.isdigit() for c in v.text))
        narrative.append(v.text if told else None)
    why = filled_in(f)[:1]
    return {
        "several_numbers": judged(text_column(several), *why),
        "narrative_target": judged(text_column(narrative), *why),
    }


@derived("indicators", "target_in_name")
def _in_name(f: Frames) -> Judged:
    """The name of an indicator that ends with a target (支付完成率100%) while the target cell is blank."""
    ind = f.frame("indicators")
    names = row_names(f)
    hit = map_texts(names, lambda t: WORDS.target_in_name.search(norm(t).rstrip("。;；")) is not None, bool)
    adjusted = texts(ind["target_adjusted"]) if "target_adjusted" in ind else np.full(len(ind), "", dtype=object)
    empty = no_value(texts(ind["target_text"])) & no_value(adjusted)
    return judged(
        text_column([n if h else None for n, h in zip(names, hit & empty, strict=True)]), ("na.scope", ~empty)
    )


@derived(
    "indicators",
    "scale_as_target",
    "different_texts",
)
def _scales(f: Frames) -> dict[str, Judged | pd.Series]:
    """The target where it is the whole scale of grades (优良中低差) and chooses none; how many different texts name,
    target and actual value are (missing where all are blank)."""
    ind = f.frame("indicators")
    target, actual = texts(ind["target_text"]), texts(ind["actual_text"])
    scale = map_texts(target, lambda t: WORDS.scale.match(norm(t)) is not None, bool)
    said = [{norm(x) for x in row} for row in zip(row_names(f), target, actual, strict=True)]
    different = np.array([np.nan if x == {""} else len(x) for x in said], dtype=float)
    return {
        "scale_as_target": judged(
            text_column([t if h else None for t, h in zip(target, scale, strict=True)]), *filled_in(f)[:1]
        ),
        "different_texts": judged(different, *filled_in(f)[:1]),
    }


@derived("indicators", "recognition_slip")
def _slip(f: Frames) -> Judged:
    """How a target probably reads where a sign was recognised wrongly (二100 for =100, 290% for ≥90%)."""
    targets, _ = values_of(f)
    return judged(text_column([v.suggestion or None for v in targets]), *filled_in(f)[:1])


#: ≧, ％ and ＜ are how a keyboard writes; these may have been typed or recognised for something else.
_ODD = re.compile("[﹦═⩾⩽﹥﹤﹪０-９．＋－Ａ-Ｚａ-ｚ]")


@derived(
    "forms",
    "odd_signs",
    "odd_signs_count",
    "odd_signs_where",
)
def _odd_signs(f: Frames) -> dict[str, pd.Series]:
    """The unusual or full-width signs in targets and actual values (﹦ ═ ≧ １２), in how many cells, and the first of these cells."""
    ind = f.frame("indicators")
    at, numbers = f.form_index("indicators"), ind["indicator_no"].tolist()
    n = len(f.frame("forms"))
    signs: list[dict[str, None]] = [{} for _ in range(n)]
    where: list[str] = [""] * n
    count = np.zeros(n)
    columns = {name: texts(ind[name]) for name in ("target_text", "actual_text", "operator_cell")}
    hits = {
        name: map_texts(values, lambda t: "".join(dict.fromkeys(_ODD.findall(t)))) for name, values in columns.items()
    }
    some = np.logical_or.reduce([h != "" for h in hits.values()])
    for i in np.flatnonzero(some):
        form = at[i]
        for name, values in hits.items():
            if values[i]:
                signs[form].update(dict.fromkeys(values[i]))
                count[form] += 1
                where[form] = where[form] or indicator(numbers[i], "target_text" if name == "operator_cell" else name)
    return {
        "odd_signs": text_column(["".join(s) or None for s in signs]),
        "odd_signs_count": pd.Series(count),
        "odd_signs_where": text_column([w or "form" for w in where]),
    }
