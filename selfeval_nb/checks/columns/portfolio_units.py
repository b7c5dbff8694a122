"""Columns about the units of a batch: spellings, names in other forms, department totals (rules X06, X08, X12)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare.batch_forms import Batch, batch_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, grain, judged
from selfeval_nb.checks.table.grains import floats, texts, total_value
from selfeval_nb.checks.table.rows import plain, rows_of
from selfeval_nb.forms.words.text import clean, norm

_CODE = re.compile(r"^[(（]?(\d{3,}[0-9A-Za-z]*)[)）]?[-—_:：]?(?=\D)")
# what a second spelling of one unit adds or leaves out: a place before the name, a joiner, 本级 or the kind of body behind it
_ADDED = re.compile(r"^(和|与|及|的|本级|机关|局机关|\(本级\)|（本级）|本部|局|厅|公室|员会|人民政府)$")
# how officials shorten the names of departments
_SHORT = {
    "人社": "人力资源和社会保障", "卫健": "卫生健康", "文旅": "文化和旅游", "住建": "住房和城乡建设", "发改": "发展和改革", "市监": "市场监督管理",
    "教体": "教育体育", "退役军人局": "退役军人事务局", "林草": "林业和草原", "国资委": "国有资产监督管理委员会", "政数": "政务服务和数据",
}  # fmt: skip
_PLACE = re.compile(r"^(中共|中国共产党)?[\u4e00-\u9fff]{2,8}(自治州|自治县|省|市|县|区|州|旗|盟)$")
_BODY = re.compile(
    r"(局|委|委员会|办|办公室|中心|院|学校|小学|中学|大学|幼儿园|所|站|队|处|馆|部|厅|政府|公司|园|场|社|团|台|署|会|支队|大队)$"
)


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
    if long.endswith(short) and _PLACE.match(long[: -len(short)]):
        return True
    if long.startswith(short) and _ADDED.match(long[len(short) :]):
        return True
    if len(long) - len(short) != 1:
        return False
    from rapidfuzz.distance import Indel

    added = ["".join(long[o.dest_start : o.dest_end]) for o in Indel.opcodes(short, long) if o.tag == "insert"]
    kept = all(o.tag in ("equal", "insert") for o in Indel.opcodes(short, long))
    return kept and len(added) == 1 and added[0] in ("和", "与", "及", "的")


@derived("unit_names", "spelled_otherwise", needs=["forms.unit", "forms.department"])
def _spelled_otherwise(f: Frames) -> Judged:
    """The spelling of the same unit that more forms of the batch use; None where there is no other."""
    shown = texts(f.frame("unit_names")["name"])
    codes: list[str] = []
    keys: list[str] = []
    for t in shown:
        m = _CODE.match(norm(t))
        codes.append(m[1] if m else "")
        keys.append(plain(norm(t)[m.end() :] if m else norm(t)))
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
    told = np.array([usual.get(k) for k in keys], dtype=object)
    blank = np.array([k == "" for k in keys], dtype=bool)
    alone = np.full(len(shown), len(f.frame("forms")) < 2)
    return judged(pd.Series(told, dtype=object), ("na.single_form", alone), ("na.blank", blank))


# ---- another unit's name ------------------------------------------------------------------------------------------

_CLAUSE = re.compile(r"[^。；;\n]+")
_NUMBERING = re.compile(
    r"^\s*(?:\d{1,2}[、.．)）]|[(（][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十][、是])?\s*(?:20\d\d年度?[,，]?)?"
)
# another unit's own running, wherever in the sentence: text taken over from its form
_OWN_RUNNING = re.compile(
    r"^(?:机关|单位)?(?:的)?(?:正常|日常|各项|年度|本年度|全年)?(?:各项)?(?:运转|运行|履职|履行职|工作(?:正常|顺利|有序|开展|任务))"
)
_NOT_ACTOR = re.compile(r"^(的|等|关于|与|和|及|、|项目|工程|校舍|所属|下属|上级|对|向|给|为|文件|下达|批复|印发|通知)")


def _related(batch: Batch, i: int, other: str, owners: dict[str, set[str]]) -> bool:
    """Whether another unit belongs to the family of a form's unit: its department, a unit below it, or a name inside the other."""
    mine = {batch.units[i], batch.departments[i]} - {""}
    if any(other in m or m in other for m in mine):
        return True
    return bool(owners.get(other, set()) & mine) and (
        batch.units[i] == batch.departments[i] or batch.units[i] in owners.get(other, set())
    )


@derived(
    "forms",
    "other_actor",
    "other_actor_place",
    "other_actor_text",
    needs=["forms.goal_expected", "forms.goal_actual", "indicators.reason", "forms.unit"],
)
def _other_actor(f: Frames) -> dict[str, Any]:
    """Another unit of the batch that a sentence of the form names as the one who acts, where, and the sentence."""
    batch = batch_of(f)
    forms = f.frame("forms")
    owners: dict[str, set[str]] = {}
    for unit, department in zip(batch.units, batch.departments, strict=True):
        owners.setdefault(unit, set()).add(department)
        owners.setdefault(department, set())
    known = sorted(u for u in owners if len(u) >= 6 and _BODY.search(u))
    by_head: dict[str, list[str]] = {}
    for u in sorted(known, key=len, reverse=True):  # the longest name that fits is the one meant
        by_head.setdefault(u[:3], []).append(u)
    out, place, said = (np.full(batch.n, None, dtype=object) for _ in range(3))
    place[:] = "form"
    reason, numbers = texts(f.frame("indicators")["reason"]), f.frame("indicators")["indicator_no"].tolist()
    goals = [
        (p, texts(forms[p])) for p in ("goal_expected", "goal_actual", "conclusion", "problems_text") if p in forms
    ]
    if batch.n > 1 and known:
        for i, rows in enumerate(rows_of(f)):
            if not batch.units[i]:
                continue
            own = (batch.units[i], batch.departments[i])
            spots = [(p, values[i]) for p, values in goals] + [
                (f"indicators[{numbers[r]}].reason", reason[r]) for r in rows
            ]
            for where, text in spots:
                found = _actor(text, by_head, own) if text else None
                if found and not _related(batch, i, found[0], owners):
                    out[i], place[i], said[i] = (
                        found[0],
                        where if where.startswith(("goal", "ind")) else "form",
                        found[1],
                    )
                    break
    no_unit = np.array([not u for u in batch.units], dtype=bool)
    alone = np.full(batch.n, batch.n < 2)
    return {
        "other_actor": judged(pd.Series(out, dtype=object), ("na.single_form", alone), ("na.no_unit", no_unit)),
        "other_actor_place": pd.Series(place, dtype=object),
        "other_actor_text": pd.Series(said, dtype=object),
    }


def _actor(text: str, by_head: dict[str, list[str]], own: tuple[str, str]) -> tuple[str, str] | None:
    """The unit that begins a sentence, or whose own running (保障…正常运转) it speaks of, where the form's own unit is not named; and the
    sentence."""
    for m in _CLAUSE.finditer(text):
        sentence = m[0]
        rest = _NUMBERING.sub("", norm(sentence))
        for unit in by_head.get(rest[:3], ()):
            if (
                rest.startswith(unit)
                and not _NOT_ACTOR.match(rest[len(unit) :])
                and not any(o and o in rest for o in own)
            ):
                return unit, clean(sentence)
        for at in range(len(rest)):
            for unit in by_head.get(rest[at : at + 3], ()):
                if (
                    rest.startswith(unit, at)
                    and _OWN_RUNNING.match(rest[at + len(unit) :])
                    and not any(o and o in rest for o in own)
                ):
                    return unit, clean(sentence)
    return None


# ---- the department's own form ------------------------------------------------------------------------------------


@derived(
    "funds",
    "projects_executed",
    "projects_count",
    "projects_excess",
    needs=["funds.executed", "forms.kind", "forms.department"],
)
def _projects_executed(f: Frames) -> dict[str, Any]:
    """On the 项目支出 row of a department's form: what the projects of the batch have executed, how many they are, and by how
    much that is more than the row says."""
    batch, forms, funds = batch_of(f), f.frame("forms"), f.frame("funds")
    kinds, money = texts(forms["kind"]), texts(forms["money_unit"])
    factor = np.array([{"元": 1e-4, "亿元": 1e4}.get(m, 1.0) for m in money])
    executed = total_value(f, "executed") * factor
    sums: dict[tuple[str, int | None], tuple[float, int]] = {}
    for i in range(batch.n):
        if kinds[i] == "project" and not np.isnan(executed[i]):
            for key in {batch.departments[i], batch.units[i]} - {""}:
                so_far, count = sums.get((key, batch.years[i]), (0.0, 0))
                sums[key, batch.years[i]] = so_far + float(executed[i]), count + 1
    at = f.form_index("funds")
    row = np.array(["项目支出" in norm(t) for t in texts(funds["label"])], dtype=bool) & (kinds[at] == "department")
    total, number = np.full(len(funds), np.nan), np.zeros(len(funds))
    for r in np.flatnonzero(row).tolist():
        i = int(at[r])
        value, number[r] = sums.get((batch.units[i] or batch.departments[i], batch.years[i]), (np.nan, 0))
        total[r] = value / factor[i]
    excess = np.round(total - floats(funds["executed"]), 6)
    return {
        "projects_excess": judged(pd.Series(excess), ("na.no_project_row", ~row), ("na.no_projects", number == 0), ("ne.amount", np.isnan(excess))),
        "projects_executed": pd.Series(np.round(total, 6)),
        "projects_count": pd.Series(number),
    }  # fmt: skip
