"""Columns that compare the forms of a batch with each other (rules X01–X13). With one form alone none of them applies."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare import similarity
from selfeval_nb.checks.compare.batch_forms import Batch, batch_of
from selfeval_nb.checks.scoring.totals import self_score
from selfeval_nb.checks.table.frames import Frames, Judged, derived, grain, judged
from selfeval_nb.checks.table.grains import floats, map_texts, texts, total_value
from selfeval_nb.checks.table.rows import digits, names, plain, rows_of
from selfeval_nb.forms.words.text import clean, norm

_LANGS = (("", "zh"), ("_en", "en"))


def _alone(f: Frames, name: str = "forms") -> tuple[str, np.ndarray]:
    return ("na.single_form", np.full(len(f.frame(name)), len(f.frame("forms")) < 2))


def _blank(n: int) -> np.ndarray:
    return np.full(n, None, dtype=object)


# ---- copied texts -------------------------------------------------------------------------------------------------

_PROMPT = re.compile(r"\d+字以内|对照.{0,8}说明|结合自评.{0,4}情况|请(填写|说明)|填写说明")
_PLACES = ("goal_expected", "goal_actual")
_COMPARED = 20  # a message names a few other forms; more are not compared


@grain("copies")
def _copies(f: Frames) -> pd.DataFrame:
    """Two rows a form, for its goals and for its reasons: ``form_id kind``."""
    ids = f.frame("forms")["form_id"]
    both = pd.concat([pd.DataFrame({"form_id": ids, "kind": kind}) for kind in ("goals", "reasons")], ignore_index=True)
    return both.iloc[np.argsort(np.tile(np.arange(len(ids)), 2), kind="stable")]


def _bare(text: str, batch: Batch, i: int) -> str:
    """A text without the names of its own project and unit; '' for what the template itself printed."""
    if _PROMPT.search(text):
        return ""
    bare = plain(text)
    for own in (batch.projects[i], batch.units[i], batch.departments[i]):
        if len(own) >= 4:
            bare = bare.replace(own, "")
    return bare


def _copied(f: Frames, shown: list[str], forms: list[int], shortest: int) -> dict[int, tuple[list[int], float]]:
    """Position of a text -> forms of other projects with the same text, and the similarity to the first of them."""
    batch = batch_of(f)
    least = f.preset["similarity.text"]
    bare = [_bare(t, batch, i) if t else "" for t, i in zip(shown, forms, strict=True)]
    bare = [t if len(t) >= shortest else "" for t in bare]
    numbers = [tuple(digits(t)) if b else () for t, b in zip(shown, bare, strict=True)]
    found: dict[int, tuple[list[int], float]] = {}
    for group in similarity.alike(bare, least, numbers):
        first: dict[str, int] = {}  # one text a project: a large group is not compared pair by pair
        for p in group:
            if batch.projects[forms[p]]:
                first.setdefault(batch.projects[forms[p]], p)
        some = list(first.values())[:_COMPARED]
        for p in group if len(first) > 1 else ():
            own = batch.projects[forms[p]]
            near = {q: similarity.ratio(bare[p], bare[q]) for q in some if own and batch.projects[forms[q]] != own}
            others = [q for q, value in near.items() if value >= least]
            if others:
                found[p] = [forms[q] for q in others], max(near[q] for q in others)
    return found


@derived(
    "copies", "copied_from", "copied_from_en", "copied_place", "copied_what", "copied_what_en", "copied_similarity",
    needs=["forms.goal_expected", "forms.goal_actual", "indicators.reason", "forms.project"],
)  # fmt: skip
def _copied_from(f: Frames) -> dict[str, Any]:
    """The forms of other projects whose goals or reasons are the same text, the place, and how similar they are."""
    batch, n = batch_of(f), len(f.frame("forms"))
    other, english, place = _blank(2 * n), _blank(2 * n), np.full(2 * n, "form", dtype=object)
    what, what_en, near = _blank(2 * n), _blank(2 * n), np.full(2 * n, np.nan)
    everything = list(range(n))
    if n > 1:
        labels = {"goal_expected": ("预期目标", "the goal"), "goal_actual": ("实际完成情况", "the result")}
        shortest = f.preset["similarity.minimum_text"]
        hits = {p: _copied(f, list(texts(f.frame("forms")[p])), everything, shortest) for p in _PLACES}
        for i in everything:
            mine = [p for p in _PLACES if i in hits[p]]
            if mine:
                members = list(dict.fromkeys(o for p in mine for o in hits[p][i][0]))
                other[2 * i], english[2 * i] = batch.names(members, "zh"), batch.names(members, "en")
                place[2 * i], near[2 * i] = mine[0], max(hits[p][i][1] for p in mine)
                what[2 * i] = "、".join(labels[p][0] for p in mine)
                what_en[2 * i] = " and ".join(labels[p][1] for p in mine)
        ind = f.frame("indicators")
        at, numbers = f.form_index("indicators").tolist(), ind["indicator_no"].tolist()
        reasons = _copied(f, list(texts(ind["reason"])), at, f.preset["similarity.minimum_reason"])
        for i, rows in enumerate(rows_of(f)):
            mine_rows = [r for r in rows if r in reasons]
            if mine_rows and other[2 * i] is not None:  # one cause: the same other form, most likely
                what[2 * i] += f"、{len(mine_rows)}处偏差原因"
                what_en[2 * i] += f" and {len(mine_rows)} reasons"
            elif mine_rows:
                members = list(dict.fromkeys(o for r in mine_rows for o in reasons[r][0]))
                k = 2 * i + 1
                other[k], english[k] = batch.names(members, "zh"), batch.names(members, "en")
                place[k] = f"indicators[{numbers[mine_rows[0]]}].reason"
                near[k] = max(reasons[r][1] for r in mine_rows)
                what[k] = f"{len(mine_rows)}处偏差原因" if len(mine_rows) > 1 else "偏差原因"
                what_en[k] = f"{len(mine_rows)} reasons" if len(mine_rows) > 1 else "a reason"
    return {
        "copied_from": judged(pd.Series(other, dtype=object), _alone(f, "copies")),
        "copied_from_en": pd.Series(english, dtype=object),
        "copied_place": pd.Series(place, dtype=object),
        "copied_what": pd.Series(what, dtype=object),
        "copied_what_en": pd.Series(what_en, dtype=object),
        "copied_similarity": pd.Series(near),
    }


# ---- the same indicators, the same project ------------------------------------------------------------------------


def indicator_sets(f: Frames) -> list[frozenset[tuple[str, str]]]:
    """For each form its (name, target) pairs."""
    if "indicator_sets" not in f.cache:
        name, target = names(f), map_texts(texts(f.frame("indicators")["target_text"]), norm)
        f.cache["indicator_sets"] = [frozenset((name[i], target[i]) for i in rows if name[i]) for rows in rows_of(f)]
    return f.cache["indicator_sets"]


def _share(a: frozenset[Any], b: frozenset[Any]) -> float:
    return len(a & b) / max(len(a), len(b), 1)


_FEWEST_ROWS = 5  # fewer rows of common names agree by chance


@derived(
    "forms",
    "same_indicators",
    "same_indicators_en",
    "same_share",
    needs=["indicators.level3", "indicators.target_text", "forms.project"],
)
def _same_indicators(f: Frames) -> dict[str, Any]:
    """The forms of other projects with (nearly) the same indicators and targets, and the share that is equal."""
    batch, sets = batch_of(f), indicator_sets(f)
    least = f.preset["similarity.indicators"]
    n = len(sets)
    told, english, shares = _blank(n), _blank(n), np.full(n, np.nan)
    unique: dict[frozenset[Any], list[int]] = {}
    for i, s in enumerate(sets):
        if len(s) >= _FEWEST_ROWS and batch.projects[i]:
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
        some = list(first.values())[:_COMPARED]
        for i in unique[keys[k]]:
            others = [j for j in some if batch.projects[j] != batch.projects[i]]
            told[i], english[i] = batch.names(others, "zh"), batch.names(others, "en")
            shares[i] = max(_share(sets[i], sets[j]) for j in others)
    few = np.array([len(s) < _FEWEST_ROWS for s in sets], dtype=bool)
    return {
        "same_indicators": judged(pd.Series(told, dtype=object), _alone(f), ("na.few", few)),
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
    needs=["forms.project", "forms.unit", "forms.year", "forms.sha256", "indicators.level3"],
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
                for j in members[: _COMPARED + 1]:
                    if j == i:
                        continue
                    kind = how
                    if how == 2:
                        same = (budget[i] == budget[j] and budget[i] > 0) or _share(sets[i], sets[j]) >= 0.5
                        kind = 2 if same else 3
                    hits.setdefault(i, {}).setdefault(j, kind)
    words = (("文件完全相同", "the file is the same, byte by byte"), ("项目编码相同", "the project's code is the same"), ("项目、单位、年度和内容相同", "project, unit, year and content are the same"))  # fmt: skip
    out = {
        name: _blank(n) for name in ("twice", "twice_en", "twice_how", "twice_how_en", "named_twice", "named_twice_en")
    }
    for i, others in hits.items():
        sure = [j for j, kind in others.items() if kind < 3]
        only = [j for j, kind in others.items() if kind == 3]
        if sure:
            how = min(others[j] for j in sure)
            out["twice"][i], out["twice_en"][i] = batch.names(sure, "zh"), batch.names(sure, "en")
            out["twice_how"][i], out["twice_how_en"][i] = words[how]
        elif only:
            out["named_twice"][i], out["named_twice_en"][i] = batch.names(only, "zh"), batch.names(only, "en")
    made: dict[str, Any] = {name: pd.Series(values, dtype=object) for name, values in out.items()}
    for name in ("twice", "named_twice"):
        made[name] = judged(made[name], _alone(f))
    return made


# ---- a whole unit -------------------------------------------------------------------------------------------------


def _unit_wide(
    f: Frames, values: list[Any], *, departments: bool = False, least: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """For each form whether all forms of its unit and year have one value (None counts as no value), and how many they are."""
    batch = batch_of(f)
    fewest = f.preset["portfolio.minimum_forms"] if least is None else least
    same, count = np.zeros(batch.n, dtype=bool), np.zeros(batch.n)
    for members in batch.by_unit(departments=departments).values():
        told = [i for i in members if values[i] is not None]
        if batch.different(told) >= fewest and len(told) == len(members):
            one = len({values[i] for i in told}) == 1
            same[told], count[told] = one, len(told)
    return same, count


def _small(f: Frames, *, departments: bool = False) -> list[tuple[str, np.ndarray]]:
    batch = batch_of(f)
    big = np.zeros(batch.n, dtype=bool)
    for members in batch.by_unit(departments=departments).values():
        big[members] = batch.different(members) >= f.preset["portfolio.minimum_forms"]
    return [_alone(f), ("na.few_forms", ~big)]


@derived("forms", "unit_same_score", "unit_forms", needs=["forms.total_score", "forms.unit", "forms.year"])
def _unit_same_score(f: Frames) -> dict[str, Any]:
    """The total that all forms of the unit have; missing where they differ. And how many forms the unit has."""
    total = self_score(f)
    same, count = _unit_wide(f, [None if np.isnan(t) else round(float(t), 4) for t in total])
    return {
        "unit_same_score": judged(pd.Series(np.where(same, total, np.nan), dtype=float), *_small(f)),
        "unit_forms": pd.Series(count),
    }


@derived("forms", "unit_same_score_flag", needs=["forms.unit_same_score"])
def _unit_same_score_flag(f: Frames) -> Judged:
    """1 where all forms of the unit have one total."""
    return judged(
        pd.Series(f.col("forms", "unit_same_score").notna().astype(float)),
        *_small(f),
        ("ne.total", np.isnan(self_score(f))),
    )


@derived("forms", "unit_same_weights", needs=["indicators.weight", "forms.unit", "forms.year"])
def _unit_same_weights(f: Frames) -> Judged:
    """1 where all forms of the unit distribute the points in the same way, row by row."""
    weight = floats(f.frame("indicators")["weight"])
    vectors: list[Any] = [
        tuple(weight[rows]) if len(rows) >= _FEWEST_ROWS and not np.isnan(weight[rows]).any() else None
        for rows in rows_of(f)
    ]
    same, _ = _unit_wide(f, vectors)
    short = np.array([v is None for v in vectors], dtype=bool)
    return judged(pd.Series(same.astype(float)), *_small(f), ("na.no_weights", short))


@derived(
    "indicators",
    "unit_same_satisfaction",
    "unit_form_count",
    needs=["indicators.actual_text", "forms.unit", "forms.year"],
)
def _unit_same_satisfaction(f: Frames) -> dict[str, Any]:
    """1 on the first satisfaction row of a form where all satisfaction rows of the unit have one actual value."""
    satisfaction = f.col("indicators", "is_satisfaction").to_numpy(dtype=bool)
    actual = floats(f.col("indicators", "actual_low"))
    values: list[Any] = []
    firsts = np.zeros(len(actual), dtype=bool)
    for rows in rows_of(f):
        mine = [i for i in rows if satisfaction[i] and not np.isnan(actual[i])]
        values.append(
            round(float(actual[mine[0]]), 6)
            if mine and len({actual[i] for i in mine}) == 1
            else (f"#{len(values)}" if mine else None)
        )
        firsts[mine[:1]] = True
    same, count = _unit_wide(f, values)
    at = f.form_index("indicators")
    return {
        "unit_same_satisfaction": judged(
            pd.Series(same[at].astype(float)), ("na.level1", ~firsts), *((code, mask[at]) for code, mask in _small(f))
        ),
        "unit_form_count": pd.Series(count[at]),
    }  # fmt: skip


@derived(
    "forms", "high_scores", "high_share", "scored_forms", needs=["forms.total_score", "forms.department", "forms.year"]
)
def _high_scores(f: Frames) -> dict[str, Any]:
    """How many forms of the department score high, their share, and of how many; judged where no grade below the best occurs."""
    batch, total = batch_of(f), self_score(f)
    high, count, lowest = np.zeros(batch.n), np.zeros(batch.n), np.full(batch.n, np.nan)
    for members in batch.by_unit(departments=True).values():
        told = [i for i in members if not np.isnan(total[i])]
        if told:
            high[members] = np.sum(total[told] >= f.preset["portfolio.high_score"])
            count[members], lowest[members] = batch.different(told), np.min(total[told])
            high[members] = min(float(high[members[0]]), float(count[members[0]]))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.round(high / count, 6)
    best = f.preset["grades.cutoffs"][0]
    return {
        "high_share": judged(
            pd.Series(share), _alone(f), ("na.few_forms", count < f.preset["portfolio.distribution_forms"]), ("na.spread", lowest < best)
        ),
        "high_scores": pd.Series(high),
        "scored_forms": pd.Series(count),
    }  # fmt: skip


@derived("forms", "odd_layout", "usual_layout_forms", needs=["forms.template", "forms.unit", "forms.year"])
def _odd_layout(f: Frames) -> dict[str, Any]:
    """1 where the form's layout is not the one that most forms of its unit and year use, and how many use that."""
    batch, template = batch_of(f), texts(f.frame("forms")["template"])
    kinds = texts(f.frame("forms")["kind"])
    odd, usual = np.zeros(batch.n), np.zeros(batch.n)
    for members in batch.by_unit().values():
        mine = [i for i in members if kinds[i] == "project"]
        counts: dict[str, int] = {}
        for i in mine:
            counts[template[i]] = counts.get(template[i], 0) + 1
        if len(counts) > 1:
            most = max(counts.items(), key=lambda kv: kv[1])  # the first of equals
            if most[1] * 3 >= 2 * len(mine):
                for i in mine:
                    odd[i], usual[i] = float(template[i] != most[0]), most[1]
    return {"odd_layout": judged(pd.Series(odd), *_small(f)), "usual_layout_forms": pd.Series(usual)}


@derived(
    "indicators", "other_unit", "other_unit_en", needs=["indicators.level3", "indicators.target_text", "forms.unit"]
)
def _other_unit(f: Frames) -> dict[str, Any]:
    """What an indicator of the same name is measured in elsewhere in the unit, where that is not comparable; None otherwise."""
    batch, name, n = batch_of(f), names(f), len(f.frame("indicators"))
    base, low = f.col("indicators", "target_base").to_numpy(dtype=object), floats(f.col("indicators", "target_low"))
    shown, at = texts(f.frame("indicators")["target_text"]), f.form_index("indicators")
    told, english = _blank(n), _blank(n)
    groups: dict[tuple[str, str, int | None], list[int]] = {}
    for i in np.flatnonzero((name != "") & ~np.isnan(low)).tolist():
        form = int(at[i])
        if batch.units[form]:
            groups.setdefault((name[i], batch.units[form], batch.years[form]), []).append(i)
    for rows in groups.values():
        if len(rows) < 2 or len({batch.projects[int(at[i])] for i in rows}) < 2:
            continue
        units = {i: base[i] for i in rows if base[i]}
        if len(set(units.values())) < 2 and not _far_apart([low[i] for i in rows if base[i] == "%"]):
            continue
        for i in rows:
            other = next((j for j in rows[:200] if at[j] != at[i] and base[i] and base[j] and (base[j] != base[i] or (base[i] == "%" and abs(low[j] - low[i]) >= 10))), None)  # fmt: skip
            if other is not None:
                where = int(at[other])
                told[i] = f"{batch.name(where, 'zh')}为“{clean(shown[other])}”"
                english[i] = f"{batch.name(where, 'en')} has “{clean(shown[other])}”"
    return {
        "other_unit": judged(pd.Series(told, dtype=object), _alone(f, "indicators"), ("na.no_name", name == ""), ("ne.target", np.isnan(low))),
        "other_unit_en": pd.Series(english, dtype=object),
    }  # fmt: skip


def _far_apart(values: list[float]) -> bool:
    return len(values) > 1 and max(values) - min(values) >= 10
