"""Where what a report says is not what follows from its form: two sets of plain values, told by the single value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_KINDS = {
    "finding": "问题", "score": "测算得分", "total": "总分", "outcome": "检查结果", "reading": "读取", "problem": "读取提示",
    "page": "页面", "ruling": "复核意见", "count": "计数", "file": "文件", "suggestion": "复核建议", "preset": "口径",
    "rule": "规则", "provenance": "来源", "value": "附带数值",
}  # fmt: skip
#: Part of a review -> the kind of its differences, and what names an item of a list.
_PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "findings": ("finding", ("rule_id", "where")), "outcomes": ("outcome", ("rule_id", "outcome", "reason")),
    "scores": ("score", ("indicator_no",)), "problems": ("problem", ("problem", "where")),
    "rulings": ("ruling", ("rule_id", "where", "action")), "total": ("total", ()), "counts": ("count", ()),
    "suggestion": ("suggestion", ()), "suggestion_reason": ("suggestion", ()), "preset": ("preset", ()),
    "rules": ("rule", ()), "provenance": ("provenance", ()), "form": ("reading", ()),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as stated: the kind (``finding`` ``score`` ``total`` ``outcome`` ``reading`` ``page`` …), where, both values."""

    kind: str
    where: str
    stated: str
    found: str

    def __str__(self) -> str:
        where = f" {self.where}" if self.where else ""
        return f"{_KINDS.get(self.kind, self.kind)}{where}：报告为{self.stated or '无'}，重新计算为{self.found or '无'}"


@dataclass(slots=True)
class VerifyResult:
    """``checked`` counts what was compared; ``limits`` say what cannot be computed from what was given, so that the report is believed
    there; ``notes`` help to read the answer."""

    differences: list[Difference] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def identical(self) -> bool:
        """Whether nothing differs of what can be computed again."""
        return not self.differences

    @property
    def exit_code(self) -> int:
        """0 all computed again and identical, 1 something differs, 4 identical as far as it can be computed again."""
        return 1 if self.differences else 4 if self.limits else 0

    def __str__(self) -> str:
        counted = "、".join(f"{name}{n}" for name, n in self.checked.items())
        if self.differences:
            head = f"不一致：有{len(self.differences)}处不同（{counted}）。"
        elif self.limits:
            head = f"在能够重新计算的范围内一致（{counted}）；另有{len(self.limits)}项不能重新计算，见下。"
        else:
            head = f"一致：从自评表重新计算的结果与报告逐字相同（{counted}）。"
        return "\n".join([head, *map(str, self.differences), *(f"不能核对：{x}" for x in self.limits), *self.notes])


def differences(stated: Any, found: dict[str, Any]) -> Iterator[Difference]:
    """Where the values of a report, of whatever kind they are, differ from those that were computed."""
    if not isinstance(stated, dict):
        yield Difference("value", "", _words(stated), "一份复核")
        return
    for key in [*stated, *(k for k in found if k not in stated)]:
        kind, names = _PARTS.get(key, ("value", ()))
        a, b = stated.get(key, _MISSING), found.get(key, _MISSING)
        if names and isinstance(a, list) and isinstance(b, list) and all(isinstance(i, dict) for i in a):
            yield from _items(kind, names, a, b)
        else:
            yield from tree(key if kind == "value" else "", a, b, kind)
    if list(stated) != list(found):
        yield Difference("value", "各部分", "、".join(stated), "、".join(found))


class _Missing:
    """Stands where a key is absent, which is not the same as null."""


_MISSING = _Missing()


def _items(kind: str, names: tuple[str, ...], a: list[Any], b: list[Any]) -> Iterator[Difference]:
    """Two lists of records, each record paired with the one of the same name, so that one that is missing does not move the others."""
    left: dict[str, list[Any]] = {}
    for item in b:
        left.setdefault(_name(item, names), []).append(item)
    told = False
    for item in a:
        name = _name(item, names)
        same = left.get(name, [])
        if not same:
            told = True
            yield Difference(kind, _place(kind, name), _item_words(item), "")
            continue
        other = same.pop(same.index(item) if item in same else 0)
        for d in tree("", item, other, kind):
            told = True
            yield Difference(kind, f"{_place(kind, name)} {d.where}".strip(), d.stated, d.found)
    for name, items in left.items():
        for item in items:
            told = True
            yield Difference(kind, _place(kind, name), "", _item_words(item))
    if not told and a != b:
        yield Difference(
            kind, "顺序", "、".join(_name(i, names) for i in a[:20]), "、".join(_name(i, names) for i in b[:20])
        )


def _name(item: Any, names: tuple[str, ...]) -> str:
    return " ".join(str(item.get(n)) for n in names if item.get(n) not in (None, ""))


def _place(kind: str, name: str) -> str:
    if kind == "score":
        return "预算执行率" if name == "0" else f"指标{name}"
    return name


def _item_words(item: Any) -> str:
    return _words(item.get("message") or item.get("detail") or item)


def tree(where: str, a: Any, b: Any, kind: str) -> Iterator[Difference]:
    """Where two JSON values differ, to the depth of the single value; 1, 1.0 and true are three values."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(k for k in b if k not in a)]:
            yield from tree(f"{where}.{key}" if where else str(key), a.get(key, _MISSING), b.get(key, _MISSING), kind)
        if list(a) != list(b) and set(a) == set(b):
            yield Difference(kind, f"{where} 顺序".strip(), "、".join(map(str, a)), "、".join(map(str, b)))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for n, (x, y) in enumerate(zip(a, b, strict=True), start=1):
            yield from tree(f"{where}[{n}]", x, y, kind)
    elif a is not b and (type(a) is not type(b) or a != b):
        yield Difference(kind, where, _words(a), _words(b))


def _words(value: Any) -> str:
    """A value in a message, at most 200 characters of it."""
    if value is _MISSING:
        return ""
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 200 else f"{text[:200]}…"
