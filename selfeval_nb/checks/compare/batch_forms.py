"""The forms of a batch beside each other: which project, which unit, and how a message names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.checks.table.rows import plain
from selfeval_nb.forms.words.text import clean, norm

_CODE = re.compile(r"^[0-9A-Za-z]{3,}[-—_:：]+|^\d{3,}(?=\D)|^[(（][0-9A-Za-z]{3,}[)）]")
_YEAR = re.compile(r"20\d\d(年度?)?|[(（]20\d\d[)）]")
_NAMED = 3  # a message names so many other forms


@lru_cache(maxsize=65536)
def project_key(text: str) -> str:
    """A project's name for comparison: without its code, years and punctuation."""
    return plain(_YEAR.sub("", _CODE.sub("", norm(text))))


@lru_cache(maxsize=65536)
def unit_key(text: str) -> str:
    """A unit's name for comparison: without its code and punctuation."""
    return plain(_CODE.sub("", norm(text)))


class Batch:
    """Keys of every form of a batch, in the order of ``forms``."""

    def __init__(self, f: Frames) -> None:
        forms = f.frame("forms")
        self.n = len(forms)
        self.projects = [project_key(t) for t in texts(forms["project"])]
        self.departments = [unit_key(t) for t in texts(forms["department"])]
        self.units = [unit_key(t) or d for t, d in zip(texts(forms["unit"]), self.departments, strict=True)]
        self.years = [None if np.isnan(y) else int(y) for y in floats(forms["year"])]
        self.shown = [clean(t) for t in texts(forms["project"])]
        self.files = [str(t).replace("\\", "/").rsplit("/", 1)[-1] for t in texts(forms["file"])]
        self.numbers = forms["form_no"].tolist()

    def by_unit(self, *, departments: bool = False) -> dict[tuple[str, int | None], list[int]]:
        """(unit or department, year) -> its forms; forms without a unit are in no group."""
        keys = [d or u for d, u in zip(self.departments, self.units, strict=True)] if departments else self.units
        groups: dict[tuple[str, int | None], list[int]] = {}
        for i, (key, year) in enumerate(zip(keys, self.years, strict=True)):
            if key:
                groups.setdefault((key, year), []).append(i)
        return groups

    def different(self, members: Sequence[int]) -> int:
        """How many different projects some forms are, by name; forms without one are not counted."""
        return len({self.projects[i] for i in members if self.projects[i]})

    def name(self, i: int, lang: str) -> str:
        """One form as a message names it: project, file and, in a file of several, its number."""
        no = int(self.numbers[i])
        if lang == "zh":
            return f"《{self.shown[i] or '未填项目名称'}》（{self.files[i]}{f'第{no}张表' if no > 1 else ''}）"
        return f"“{self.shown[i] or 'no name'}” ({self.files[i]}{f', form {no}' if no > 1 else ''})"

    def names(self, members: Sequence[int], lang: str, total: int | None = None) -> str:
        """Some forms in words: the first few by name, then how many there are in all."""
        count = len(members) if total is None else total
        told = [self.name(i, lang) for i in members[:_NAMED]]
        if lang == "zh":
            return "、".join(told) + (f"等{count}张表" if count > len(told) else "")
        return ", ".join(told) + (f" and others, {count} in all" if count > len(told) else "")


def batch_of(f: Frames) -> Batch:
    """The batch of these frames, made once."""
    if "batch" not in f.cache:
        f.cache["batch"] = Batch(f)
    return f.cache["batch"]
