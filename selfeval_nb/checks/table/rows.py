"""What columns of several topics ask of an indicator row or of its words: names, kinds, which rows a form has."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import cells_of, floats, level1_kind, level2_kind, map_texts, prints, texts
from selfeval_nb.checks.table.mentions import words_of
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.units import known
from selfeval_nb.forms.words.text import nfkc, norm

# ---- texts for comparison -----------------------------------------------------------------------------------------

WORDS = Words("rows", "bonus")
_NUMBERING = re.compile(r"^(三级)?指标\d{1,2}[:：、.．]?(?=\D)|^[（(]?\d{1,2}[)）、.．](?=\D)|^[①-⑳★*]+")
_BRACKET = re.compile(r"[(（]([^()（）]*)[)）]")
_NAME_MARKS = re.compile(r"[\s，。、；：,.;:!！?？“”\"'‘’《》【】\[\]·—\-_/]")
_MARKS = re.compile(r"[\s，。、；：,.;:!！?？“”\"'‘’《》()（）【】\[\]·—\-_/]")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@lru_cache(maxsize=131072)
def plain(text: str) -> str:
    """A sentence for comparison: half width, without white space and punctuation."""
    return _MARKS.sub("", norm(text))


@lru_cache(maxsize=131072)
def digits(text: str) -> tuple[str, ...]:
    """The numbers of a text in digits, sorted: two texts that differ in a number do not say the same."""
    return tuple(sorted(_DIGITS.findall(nfkc(text))))


@lru_cache(maxsize=131072)
def name_key(text: str) -> str:
    """An indicator's name for comparison: without numbering, punctuation and a bracket that only names a unit."""
    name = _NUMBERING.sub("", norm(text))
    name = _BRACKET.sub(lambda m: "" if m[1] in ("%", "") or known(m[1]) or known(m[1].split("/")[0]) else m[0], name)
    return _NAME_MARKS.sub("", name)


def names(f: Frames) -> np.ndarray:
    """``name_key`` of every indicator row; '' where the row has no name."""
    if "name_keys" not in f.cache:
        f.cache["name_keys"] = map_texts(texts(f.frame("indicators")["level3"]), name_key)
    return f.cache["name_keys"]


def kind2(f: Frames) -> np.ndarray:
    """The second level in one word, by the first level where the second is not printed."""
    if "kind2" not in f.cache:
        second = f.col("indicators", "level2_kind").to_numpy(dtype=object)
        first = map_texts(texts(f.frame("indicators")["level1"]), level1_kind)
        f.cache["kind2"] = np.where((second == "") & (first != "output"), first, second).astype(object)
    return f.cache["kind2"]


def level1(f: Frames) -> np.ndarray:
    """``output`` ``benefit`` ``satisfaction`` ``cost`` of every row; by the second level where the first says nothing."""
    first = f.col("indicators", "level1_kind").to_numpy(dtype=object)
    second = f.col("indicators", "level2_kind").to_numpy(dtype=object)
    of_second = {
        "quantity": "output",
        "quality": "output",
        "timeliness": "output",
        "cost": "cost",
        "benefit": "benefit",
    }
    guess = np.array([of_second.get(k, k) for k in second], dtype=object)
    out = np.where(first == "", guess, first)
    return np.where((second == "satisfaction"), "satisfaction", out).astype(object)


@lru_cache(maxsize=65536)
def about_satisfaction(level1: str | None, level2: str | None, level3: str | None) -> bool:
    """Whether an indicator is about satisfaction: by its levels or, wherever it stands, by its name."""
    return (
        level1_kind(level1 or "") == "satisfaction"
        or level2_kind(level2 or "") == "satisfaction"
        or says(level3 or "", "satisfaction", "row", "name")
    )


def rows_of(f: Frames) -> list[list[int]]:
    """For each form the numbers of its rows in the ``indicators`` grain."""
    if "rows_of_form" not in f.cache:
        rows: list[list[int]] = [[] for _ in range(len(f.frame("forms")))]
        for i, form in enumerate(f.form_index("indicators").tolist()):
            rows[form].append(i)
        f.cache["rows_of_form"] = rows
    return f.cache["rows_of_form"]


def criteria_like(f: Frames) -> np.ndarray:
    """For each form whether it holds criteria (评分标准) in place of targets and results, whatever it is called."""
    kind = f.frame("forms")["kind"].to_numpy(dtype=object)
    bare = ~prints(f, "targets") & ~prints(f, "actuals") & prints(f, "scores")
    return (kind == "criteria") | bare


def in_a_list(f: Frames) -> np.ndarray:
    """For each form whether it is a row or two of a table of many projects: its name stands in the row of its first indicator."""
    cells, n = cells_of(f), len(f.frame("forms"))
    places = [cells.find(np.arange(n), [w] * n) for w in ("project", indicator(1, "level3"))]
    where = [f.tables.cells[c].to_numpy(dtype=float, na_value=np.nan) for c in ("table", "row")]
    same = [
        np.array([i >= 0 and j >= 0 and w[i] == w[j] for i, j in zip(*places, strict=True)], dtype=bool) for w in where
    ]
    return same[0] & same[1]


def bonus_rows(f: Frames) -> np.ndarray:
    """Rows that add to or take from a score outside its points (加分项, 扣分项): they have neither a target nor points of their own."""
    ind = f.frame("indicators")
    out = np.zeros(len(ind), dtype=bool)
    for name in ("level1", "level2"):
        out |= map_texts(texts(ind[name]), lambda t: WORDS.bonus.search(norm(t)) is not None, bool)
    return out


def level_sum(f: Frames, kind: str) -> np.ndarray:
    """For each form the sum of the weights under one first level."""
    mine = (f.col("indicators", "level1_kind") == kind).to_numpy()
    return np.round(f.sum_by_form("indicators", np.where(mine, floats(f.frame("indicators")["weight"]), 0.0)), 6)


# ---- names that say the same ----------------------------------------------------------------------------------------

_CONTRAST = set(
    "城乡省市县区国男女上下内外新旧老幼前后左右东南西北高低大小多少一二三四五六七八九十甲乙丙丁学生家长师干群医患公私"
)


_HOW_MANY = re.compile("(?:的)?(?:总)?(?:数量|场次数?|次数)$")


def similar_names(a: str, b: str, least: float) -> bool:
    """Whether two names say the same: equal, one with 数量 or 次数 after the other, or long and alike without differing in a number or a
    contrasting word."""
    if a == b or (min(len(a), len(b)) >= 4 and (_HOW_MANY.sub("", a) == b or _HOW_MANY.sub("", b) == a)):
        return True
    if len(a) >= 6 and sorted(a) == sorted(b):
        return True
    if min(len(a), len(b)) < 6:
        return False
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel

    if fuzz.ratio(a, b) < least * 100:
        return False
    changed = [
        (a[o.src_start : o.src_end], b[o.dest_start : o.dest_end]) for o in Indel.opcodes(a, b) if o.tag != "equal"
    ]
    letters = set("".join(x + y for x, y in changed))
    return not any(c.isdigit() or c in _CONTRAST for c in letters)


def explains_row(f: Frames, said: np.ndarray) -> np.ndarray:
    """For each indicator row whether a text for its whole form (``said``, one a form, '' for none) explains it: a text that names rows explains
    those alone, one that names none explains all."""
    names = texts(f.frame("indicators")["level3"])
    out = np.zeros(len(names), dtype=bool)
    for form, members in enumerate(rows_of(f)):
        if not said[form]:
            continue
        words = words_of(said[form])
        shared = {i: len(words_of(names[i]) & words) for i in members}
        named = [i for i in members if shared[i] >= max(1, len(words_of(names[i])) / 3)]
        out[named or members] = True
    return out
