"""The sections of a preset about grades, and about the difference between printed and recomputed totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book.sections.keys import Fault, Section, list_fault, name_faults, rows
from selfeval_nb.checks.book.template import number

if TYPE_CHECKING:
    from selfeval_nb.checks.book.sections.preset import Sections


@dataclass(frozen=True, kw_only=True)
class GradesSection(Section):
    names: list[Any] = rows("等级名称，从高到低")
    cutoffs: list[Any] = rows("各等级的最低分，从高到低，最后一等不写")

    def faults(self) -> Iterator[Fault]:
        yield from name_faults(self, "names")
        if fault := list_fault(self.cutoffs, len(self.names) - 1, falling=True):
            yield "cutoffs", fault, self.cutoffs

    def sentences(self, lang: str, book: Sections) -> list[str]:
        grades = list(zip(self.names, [*self.cutoffs, None], strict=True))
        if lang == "zh":
            return [
                "等级：" + "、".join(f"{n}{'≥' + number(c) if c is not None else '其余'}" for n, c in grades) + "。"
            ]
        return [
            "Grades: " + ", ".join(f"{n} {'≥ ' + number(c) if c is not None else 'below'}" for n, c in grades) + "."
        ]


@dataclass(frozen=True, kw_only=True)
class DifferenceSection(Section):
    names: list[Any] = rows("自评与测算之差的类别，从小到大")
    names_en: list[Any] = rows("类别的英文名称")
    limits: list[Any] = rows("各类别的上限（分），最后一类不写；等级变化一律为最后一类")

    def faults(self) -> Iterator[Fault]:
        yield from name_faults(self, "names", "names_en")
        if fault := list_fault(self.limits, len(self.names) - 1, falling=False):
            yield "limits", fault, self.limits
        if len(self.names_en) != len(self.names):
            yield "names_en", "与 difference.names 一样多的名称", self.names_en

    def sentences(self, lang: str, book: Sections) -> list[str]:
        limits = [*self.limits, None]
        if lang == "zh":
            return [
                "自评与测算之差："
                + "、".join(
                    f"{n}{'≤' + number(x) + '分' if x is not None else '更大或等级变化'}"
                    for n, x in zip(self.names, limits, strict=True)
                )
                + "。"
            ]
        return [
            "Self-score against recomputed: "
            + ", ".join(
                f"{n} {'≤ ' + number(x) if x is not None else 'more, or another grade'}"
                for n, x in zip(self.names_en, limits, strict=True)
            )
            + "."
        ]
