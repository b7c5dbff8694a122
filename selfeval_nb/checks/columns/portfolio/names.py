"""Columns about one unit spelled in several ways (rule X08)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, grain, judged
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.checks.table.rows import plain
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("portfolio", "names")

_CODE = re.compile(r"^[(（]?(\d{3,}[0-9A-Za-z]*)[)）]?[-—_:：]?(?=\D)")
# how officials shorten the names of departments
_SHORT = {
    "人社": "人力资源和社会保障", "卫健": "卫生健康", "文旅": "文化和旅游", "住建": "住房和城乡建设", "发改": "发展和改革", "市监": "市场监督管理",
    "教体": "教育体育", "退役军人局": "退役军人事务局", "林草": "林业和草原", "国资委": "国有资产监督管理委员会", "政数": "政务服务和数据",
}  # fmt: skip


@grain("unit_names")
def _unit_names(f: Frames) -> pd.DataFrame:
    """Two rows a form, for 实施单位 and 主管部门: ``form_id place name``."""
    forms = f.frame("forms")
    parts = [
        pd.DataFrame({"form_id": forms["form_id"], "place": p, "name": texts(forms[p])}) for p in ("unit", "department")
    ]
    both = pd.concat(parts, ignore_index=True)
    return both.iloc[np.argsort(np.tile(np.arange(len(forms)), 2), kind="stable")]


def _written_out(name: str) -> str:
    for short, whole in _SHORT.items():
        name = name.replace(short, whole) if whole not in name else name
    return name


def same_unit(a: str, b: str) -> bool:
    """Whether two different spellings are one unit: the longer only adds a place in front, a joiner or 本级, or writes 人社 out."""
    if a != b and _written_out(a) == _written_out(b):
        return True
    short, long = sorted((a, b), key=len)
    if a == b or len(short) < 3:
        return False
    if long.endswith(short) and WORDS.place.match(long[: -len(short)]):
        return True
    if long.startswith(short) and WORDS.added.match(long[len(short) :]):
        return True
    if len(long) - len(short) != 1:
        return False
    from rapidfuzz.distance import Indel

    added = ["".join(long[o.dest_start : o.dest_end]) for o in Indel.opcodes(short, long) if o.tag == "insert"]
    kept = all(o.tag in ("equal", "insert") for o in Indel.opcodes(short, long))
    return kept and len(added) == 1 and added[0] in ("和", "与", "及", "的")


def _usual_spellings(codes: list[str], keys: list[str]) -> dict[str, str]:
    """Spelling -> the one of the same unit that more forms use, by code or by likeness."""
    counts: dict[str, int] = {}
    for k in keys:
        if k:
            counts[k] = counts.get(k, 0) + 1
    usual: dict[str, str] = {}

    def settle(group: list[str]) -> None:
        best = max(group, key=lambda k: (counts[k], len(k), k))
        for k in group:
            if k != best:
                usual.setdefault(k, best)

    by_code: dict[str, set[str]] = {}
    for c, k in zip(codes, keys, strict=True):
        if c and k:
            by_code.setdefault(c, set()).add(k)
    for spelled in by_code.values():
        if len(spelled) > 1:
            settle(sorted(spelled))
    tails: dict[str, list[str]] = {}  # only names with one ending or one beginning can be spellings of one unit
    for k in sorted(counts):
        for end in (k[-3:], "^" + k[:4]):
            tails.setdefault(end, []).append(k)
    for family in tails.values():
        for i, a in enumerate(family[:100]):
            alike = [b for b in family[:100] if b != a and same_unit(a, b)]
            # 水利局 in a batch of two counties is nobody's short name
            if len(alike) == 1 and i < family.index(alike[0]):
                settle([a, alike[0]])
    return usual


@derived("unit_names", "spelled_otherwise")
def _spelled_otherwise(f: Frames) -> Judged:
    """The spelling of the same unit that more forms of the batch use; None where there is no other."""
    shown = texts(f.frame("unit_names")["name"])
    codes: list[str] = []
    keys: list[str] = []
    for t in shown:
        m = _CODE.match(norm(t))
        codes.append(m[1] if m else "")
        keys.append(plain(norm(t)[m.end() :] if m else norm(t)))
    usual = _usual_spellings(codes, keys)
    told = np.array([usual.get(k) for k in keys], dtype=object)
    blank = np.array([k == "" for k in keys], dtype=bool)
    alone = np.full(len(shown), len(f.frame("forms")) < 2)
    return judged(pd.Series(told, dtype=object), ("na.single_form", alone), ("na.blank", blank))
