"""The indicator rows as links and relations see them, and which units count alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.common.words import word_list
from selfeval_nb.forms.values.value_model import Value
from selfeval_nb.forms.words.text import clean


@lru_cache(maxsize=4)
def _families() -> dict[str, str]:
    return {unit: group[0] for group in word_list("values")["units"]["same"] for unit in group}


@lru_cache(maxsize=4)
def _generic() -> frozenset[str]:
    return frozenset(word_list("values")["units"]["generic"])


def family(base: str | None) -> str:
    """Units that count the same way under one name (场, 期, 次; 人, 名); '' for none."""
    return _families().get(base or "", base or "")


def generic(base: str) -> bool:
    """Whether a unit counts anything (个, 项, 次)."""
    return family(base) in _generic() or base in _generic() or not base


@lru_cache(maxsize=65536)
def unit_fits(base: str, row_base: str) -> float:
    """1 where a unit of a text and one of a row are of one family, less where one of them counts anything or is missing, else 0."""
    a, b = family(base), family("%" if row_base == "百分点" else row_base)
    if a == b:
        return 1.0
    units = word_list("values")["units"]
    measured = {*units["measured"], *units["distinct"]}
    if not b:
        return 0.0 if a in ("元", "%") else 0.85
    if (a in _generic() or b in _generic()) and a not in measured and b not in measured:
        return 0.9
    return 0.0


@dataclass(slots=True)
class Rows:
    """The indicator rows of all forms as lists: what links and relations look at."""

    members: list[list[int]]
    names: list[str]
    shown: list[str]
    pieces: list[frozenset[str]]
    targets: list[Value]
    actuals: list[Value]
    numbers: np.ndarray
    weight: np.ndarray
    score: np.ndarray


def rows_of(f: Frames) -> Rows:
    """The indicator rows (made once)."""
    if "claims:rows" not in f.cache:
        ind = f.frame("indicators")
        names = texts(ind["level3"])
        members: list[list[int]] = [[] for _ in range(len(f.frame("forms")))]
        for i, form in enumerate(f.form_index("indicators").tolist()):
            members[form].append(i)
        targets, actuals = values_of(f)
        f.cache["claims:rows"] = Rows(
            members, names.tolist(), [clean(n) for n in names], [pieces(_bare(n)) for n in names], targets, actuals,
            floats(ind["indicator_no"]), floats(ind["weight"]), floats(ind["score"]),
        )  # fmt: skip
    return f.cache["claims:rows"]


_TAIL = re.compile(r"[(（][^()（）]*[)）]")


def _bare(name: str) -> str:
    return _TAIL.sub("", name) or name
