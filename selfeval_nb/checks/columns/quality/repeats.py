"""Columns about the same indicator twice (rules Q03, Q04, Q18)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.columns.quality.levels import unnamed
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.checks.table.rows import level1, names, rows_of, similar_names


@derived("indicators", "repeats", "repeats_name", "repeats_kind")
def _repeats(f: Frames) -> dict[str, Judged | pd.Series]:
    """The number of the earlier row that this one repeats, its name, and whether both are on one side (same) or output
    and benefit (sides)."""
    name, side, at = names(f), level1(f), f.form_index("indicators")
    numbers = f.frame("indicators")["indicator_no"].to_numpy(dtype=float)
    shown = texts(f.frame("indicators")["level3"])
    least = f.preset["similarity.name"]
    n = len(name)
    no, told, kind = np.full(n, np.nan), np.full(n, None, dtype=object), np.full(n, None, dtype=object)
    frame = pd.DataFrame({"form": at, "name": name})
    same = (name != "") & frame.duplicated(["form", "name"], keep=False).to_numpy()
    first: dict[tuple[int, str], int] = {}
    for i in np.flatnonzero(same).tolist():
        j = first.setdefault((int(at[i]), name[i]), i)
        if j != i:
            no[i], told[i] = numbers[j], shown[j]
            kind[i] = "sides" if {side[i], side[j]} == {"output", "benefit"} else "same"
    said = [pieces(t) for t in shown]
    targets, actuals = texts(f.frame("indicators")["target_text"]), texts(f.frame("indicators")["actual_text"])
    for members in rows_of(f):
        for k, i in enumerate(members):  # 服务老人数量 and 服务老人人次 with the same values
            for j in members[:k]:
                if (
                    kind[i] is None
                    and side[i] == side[j]
                    and len(said[i]) >= 2
                    and said[i] == said[j]
                    and targets[i]
                    and (targets[i], actuals[i]) == (targets[j], actuals[j])
                ):
                    no[i], told[i], kind[i] = numbers[j], shown[j], "same"
        outputs = [i for i in members if side[i] == "output" and len(name[i]) >= 4]
        for i in members:
            if side[i] != "benefit" or kind[i] is not None or len(name[i]) < 4:
                continue
            twin = next((j for j in outputs if similar_names(name[i], name[j], least)), None)
            if twin is not None:
                no[i], told[i], kind[i] = numbers[twin], shown[twin], "sides"
    single = ("na.few", np.bincount(at, minlength=len(f.frame("forms")))[at] < 2)
    return {
        "repeats": judged(pd.Series(no), unnamed(f), single),
        "repeats_name": pd.Series(told, dtype=object),
        "repeats_kind": judged(pd.Series(kind, dtype=object), unnamed(f), single),
    }


@derived("indicators", "repeats_inside", "repeats_across")
def _repeat_rows(f: Frames) -> dict[str, Judged]:
    """The number of the earlier row that this one repeats: one of its own side, and one of the other side (output and benefit)."""
    kind = f.col("indicators", "repeats_kind").to_numpy(dtype=object)
    number = f.col("indicators", "repeats").to_numpy(dtype=float)
    side, at = level1(f), f.form_index("indicators")
    single = ("na.few", np.bincount(at, minlength=len(f.frame("forms")))[at] < 2)
    return {
        "repeats_inside": judged(np.where(kind == "same", number, np.nan), unnamed(f), single),
        "repeats_across": judged(
            np.where(kind == "sides", number, np.nan),
            unnamed(f),
            ("na.level1", ~np.isin(side, ["output", "benefit"])),
            single,
        ),
    }


@derived("forms", "same_figures", "same_figures_first")
def _same_figures(f: Frames) -> dict[str, pd.Series]:
    """The rows of a form that have one and the same target and the same result in a figure that is no round one (1102人), so that one fact is
    scored several times; and the first of them. Rows whose names repeat each other are another rule's."""
    ind = f.frame("indicators")
    target, actual = f.col("indicators", "target_low").to_numpy(), f.col("indicators", "actual_low").to_numpy()
    base = f.col("indicators", "target_base").to_numpy(dtype=object)
    numbers = floats(ind["indicator_no"])
    repeats = f.col("indicators", "repeats_kind").notna().to_numpy()
    told, first = np.full(len(f.frame("forms")), None, dtype=object), np.full(len(f.frame("forms")), np.nan)
    for form, members in enumerate(rows_of(f)):
        groups: dict[tuple[float, float, str], list[int]] = {}
        for i in members:
            if target[i] >= _ODD_FROM and target[i] % 10 and base[i] not in ("%", "") and not repeats[i]:
                groups.setdefault((target[i], actual[i], str(base[i])), []).append(i)
        same = max(groups.values(), key=len, default=[])
        if len(same) >= 2:
            told[form], first[form] = "、".join(f"{numbers[i]:g}" for i in same), numbers[same[0]]
    return {"same_figures": pd.Series(told, dtype=object), "same_figures_first": pd.Series(first)}


#: A figure of three digits that does not end in 0 is hardly twice the same by chance.
_ODD_FROM = 101.0
