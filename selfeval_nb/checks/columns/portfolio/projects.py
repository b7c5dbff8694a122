"""Columns about the same indicators and the same project twice (rules X02, X04)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.portfolio.copies import COMPARED, alone, nothing
from selfeval_nb.checks.compare import similarity
from selfeval_nb.checks.compare.batch_forms import batch_of
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import map_texts, texts, total_value
from selfeval_nb.checks.table.rows import names, rows_of
from selfeval_nb.common.said import said
from selfeval_nb.forms.words.text import norm


def indicator_sets(f: Frames) -> list[frozenset[tuple[str, str]]]:
    """For each form its (name, target) pairs."""
    if "indicator_sets" not in f.cache:
        name, target = names(f), map_texts(texts(f.frame("indicators")["target_text"]), norm)
        f.cache["indicator_sets"] = [frozenset((name[i], target[i]) for i in rows if name[i]) for rows in rows_of(f)]
    return f.cache["indicator_sets"]


def _share(a: frozenset[Any], b: frozenset[Any]) -> float:
    return len(a & b) / max(len(a), len(b), 1)


FEWEST_ROWS = 5  # fewer rows of common names agree by chance


@derived(
    "forms",
    "same_indicators",
    "same_indicators_en",
    "same_share",
)
def _same_indicators(f: Frames) -> dict[str, Any]:
    """The forms of other projects with (nearly) the same indicators and targets, and the share that is equal."""
    batch, sets = batch_of(f), indicator_sets(f)
    least = f.preset["similarity.indicators"]
    n = len(sets)
    told, english, shares = nothing(n), nothing(n), np.full(n, np.nan)
    unique: dict[frozenset[Any], list[int]] = {}
    for i, s in enumerate(sets):
        if len(s) >= FEWEST_ROWS and batch.projects[i]:
            unique.setdefault(s, []).append(i)
    keys = list(unique)
    near: dict[int, list[int]] = {k: [k] for k in range(len(keys))}
    if len(keys) > 1:
        codes: dict[tuple[str, str], str] = {}
        # a set as a text with one character an indicator: the pieces of a sorted set survive a changed row
        spelled = ["".join(sorted(codes.setdefault(p, chr(0x10000 + len(codes) % 0x100000)) for p in s)) for s in keys]
        for group in similarity.alike(spelled, least):
            for k in group:
                near[k] = [k, *(j for j in group if j != k and _share(keys[k], keys[j]) >= least)][:20]
    for k, members in near.items():
        pool = [i for j in members for i in unique[keys[j]]]
        if len({batch.projects[i] for i in pool}) < 2:
            continue
        first: dict[str, int] = {}
        for j in pool:
            first.setdefault(batch.projects[j], j)
        some = list(first.values())[:COMPARED]
        for i in unique[keys[k]]:
            others = [j for j in some if batch.projects[j] != batch.projects[i]]
            told[i], english[i] = batch.names(others, "zh"), batch.names(others, "en")
            shares[i] = max(_share(sets[i], sets[j]) for j in others)
    few = np.array([len(s) < FEWEST_ROWS for s in sets], dtype=bool)
    return {
        "same_indicators": judged(pd.Series(told, dtype=object), alone(f), ("na.few", few)),
        "same_indicators_en": pd.Series(english, dtype=object),
        "same_share": pd.Series(shares),
    }


def _codes(f: Frames) -> list[str]:
    """The project's code (项目编码) of each form, '' where none is printed."""
    forms = f.frame("forms")
    out = [""] * len(forms)
    if "attributes" in forms:
        for i, entries in enumerate(forms["attributes"].tolist()):
            if isinstance(entries, dict):
                out[i] = next(
                    (norm(str(v)) for k, v in entries.items() if v and re.match("项目(编码|代码|编号)", str(k))), ""
                )
    prefix = re.compile(r"^([0-9A-Z]{8,})[-—_]")
    for i, t in enumerate(texts(forms["project"])):
        m = prefix.match(norm(t))
        out[i] = out[i] or (m[1] if m else "")
    return [c if len(c) >= 6 else "" for c in out]


@derived(
    "forms", "twice", "twice_en", "twice_how", "twice_how_en", "named_twice", "named_twice_en",
)  # fmt: skip
def _twice(f: Frames) -> dict[str, Any]:
    """Other forms of the same project in the batch (same file, code, or name with the same budget or indicators), and
    forms that only share name, unit and year."""
    batch, sets, codes, n = batch_of(f), indicator_sets(f), _codes(f), len(f.frame("forms"))
    budget = total_value(f, "budget")
    digest = texts(f.frame("forms")["sha256"])
    hits: dict[int, dict[int, int]] = {}  # form -> other form -> how: 0 file, 1 code, 2 content, 3 name only
    for how, keys in (
        (0, [(digest[i], batch.numbers[i]) if digest[i] else None for i in range(n)]),
        (1, [(codes[i], batch.years[i]) if codes[i] else None for i in range(n)]),
        (2, [(batch.projects[i], batch.units[i], batch.years[i]) if batch.projects[i] else None for i in range(n)]),
    ):
        groups: dict[Any, list[int]] = {}
        for i, key in enumerate(keys):
            if key is not None:
                groups.setdefault(key, []).append(i)
        for members in groups.values():
            for i in members if len(members) > 1 else ():
                for j in members[: COMPARED + 1]:
                    if j == i:
                        continue
                    kind = how
                    if how == 2:
                        same = (budget[i] == budget[j] and budget[i] > 0) or _share(sets[i], sets[j]) >= 0.5
                        kind = 2 if same else 3
                    hits.setdefault(i, {}).setdefault(j, kind)
    words = said(__name__)
    out = {
        name: nothing(n) for name in ("twice", "twice_en", "twice_how", "twice_how_en", "named_twice", "named_twice_en")
    }
    for i, others in hits.items():
        sure = [j for j, kind in others.items() if kind < 3]
        only = [j for j, kind in others.items() if kind == 3]
        if sure:
            how = min(others[j] for j in sure)
            out["twice"][i], out["twice_en"][i] = batch.names(sure, "zh"), batch.names(sure, "en")
            alike = ("file", "code", "content")[how]
            out["twice_how"][i], out["twice_how_en"][i] = words["zh"][alike], words["en"][alike]
        elif only:
            out["named_twice"][i], out["named_twice_en"][i] = batch.names(only, "zh"), batch.names(only, "en")
    made: dict[str, Any] = {name: pd.Series(values, dtype=object) for name, values in out.items()}
    for name in ("twice", "named_twice"):
        made[name] = judged(made[name], alone(f))
    return made
