"""A specimen form (样表) without faults, and changes to it: what the rules' examples and a suite's own tests run on.

A change is ``{"set": {WHERE: TEXT}, "remove": [WHERE], "drop": [ROW], "add": [INDICATOR], "kind": KIND}``: print another text in a
cell, take a cell away as if the layout had none, drop a whole ``indicators[N]`` or ``funds[SOURCE]`` row, add an indicator. ``unclaimed``
is a number of cells that nobody understood, ``prints`` what the form prints at all (everything, unless it is told).
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from selfeval_nb.common.where import fund, indicator, parse
from selfeval_nb.forms.model import Field, Form, FundRow, Indicator
from selfeval_nb.forms.values.numbers import POINTS, parse_amount, parse_rate, parse_score
from selfeval_nb.forms.values.values import parse_pair
from selfeval_nb.forms.words.text import clean

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables

_INDICATORS = [
    ("产出指标", "数量指标", "改造供水管网长度（公里）", "≥12公里", "12.5公里", "15", "15", ""),
    ("产出指标", "数量指标", "更换智能水表数量（只）", "≥800只", "760只", "10", "9.5", "因两个小区协调入户较慢，少换40只；已与社区约定时间，次年3月底前补换完成。"),
    ("产出指标", "质量指标", "工程验收合格率", "≥95%", "98%", "15", "15", ""),
    ("产出指标", "时效指标", "管网改造完工时间", "2023年11月30日前", "2023年11月18日", "10", "10", ""),
    ("效益指标", "社会效益指标", "漏损率下降幅度", "≥2%", "2.3%", "15", "15", ""),
    ("效益指标", "可持续影响指标", "管护制度健全程度", "基本健全", "部分达成年度指标并具有一定效果", "15", "11", "巡检记录尚未全部电子化；下一步加强培训，次年上半年全部上线。"),
    ("满意度指标", "服务对象满意度指标", "用水居民满意度", "≥90%", "93.4%", "10", "10", ""),
]  # fmt: skip
_HEAD = {
    "title": "项目支出绩效自评表", "year": "（2023年度）", "project": "老旧供水管网改造经费", "department": "示范县水利局",
    "unit": "示范县供水服务中心",
    "goal_expected": "改造老旧供水管网12公里，更换智能水表800只，使城区供水漏损率下降2个百分点，居民用水更加稳定。",
    "goal_actual": "全年改造管网12.5公里，更换水表760只，漏损率下降2.3个百分点，供水稳定性得到提高。",
    "total_weight": "100", "total_score": "95.02",
}  # fmt: skip
_FUNDS = [
    ("total", "年度资金总额", "260.00", "260.00", "247.62", "10", "95.24%", "9.52"),
    ("fiscal_current", "其中：当年财政拨款", "250.00", "250.00", "238.10", "—", "—", "—"),
    ("carryover", "上年结转资金", "10.00", "10.00", "9.52", "—", "—", "—"),
    ("other", "其他资金", "0.00", "0.00", "0.00", "—", "—", "—"),
]
_FUND_COLUMNS = ("label", "initial", "budget", "executed", "weight", "rate", "score")
_INDICATOR_COLUMNS = ("level1", "level2", "level3", "target_text", "actual_text", "weight", "score", "reason")
_WHOLE = (
    "kind",
    "prints",
    "money_unit",
    "notes",
    "placeholders",
    "unfilled",
    "subtitle_year",
    "execution_weight",
    "unclaimed",
    "labels",
)


def clean_spec() -> dict[str, Any]:
    """The specimen as plain texts: ``head``, ``funds`` and ``indicators`` (lists of dicts), ``kind``, ``money_unit``."""
    return {
        "kind": "project",
        "money_unit": "万元",
        "head": dict(_HEAD),
        "funds": [{"source": f[0]} | dict(zip(_FUND_COLUMNS, f[1:], strict=True)) for f in _FUNDS],
        "indicators": [dict(zip(_INDICATOR_COLUMNS, i, strict=True)) for i in _INDICATORS],
        "notes": [],
    }


def _row(spec: dict[str, Any], where: str) -> tuple[dict[str, Any], str | None]:
    at = parse(where)
    if not at.row:
        return spec["head"], where
    if at.number is not None and 1 <= at.number <= len(spec["indicators"]):
        return spec["indicators"][at.number - 1], at.column or None
    for row in spec["funds"]:
        if at.row == fund(row["source"]):
            return row, at.column or None
    raise ValueError(f"the specimen has no {at.row}")


def change(spec: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a specimen with changes. Raises ValueError for a place it does not have or a change it does not know."""
    unknown = set(changes) - {"set", "remove", "drop", "add", *_WHOLE}
    if unknown:
        raise ValueError(f"unknown change {', '.join(sorted(unknown))}")
    spec = copy.deepcopy(spec)
    for where, text in changes.get("set", {}).items():
        row, column = _row(spec, where)
        row[column or ""] = text
    for where in changes.get("remove", []):
        row, column = _row(spec, where)
        row.pop(column or "", None)
    dropped = [_row(spec, where)[0] for where in changes.get("drop", [])]
    for block in ("indicators", "funds"):
        spec[block] = [r for r in spec[block] if not any(r is d for d in dropped)]
    for row in changes.get("add", []):
        spec["indicators"].append(dict.fromkeys(_INDICATOR_COLUMNS, "") | row)
    for key in _WHOLE:
        if key in changes:
            spec[key] = changes[key]
    return spec


class _Writer:
    """Collects fields with addresses, row by row, as the standard layout prints them."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.fields: dict[str, Field] = {}
        self.row = 0
        self.labels = labels  # column -> the label printed above it

    def line(self, texts: list[tuple[str, str | None, Any]], labels: Sequence[str] = ()) -> None:
        self.row += 1
        for col, (where, text, value) in enumerate(texts, 1):
            if text is not None:
                label = where.rpartition(".")[2]
                shown = self.labels.get(label, label if label in labels else "")
                self.fields[where] = Field(where, text, value, 1, self.row, col, shown)


def form_of(spec: Mapping[str, Any], *, file: str = "sample.docx", form_no: int = 1) -> Form:
    """A specimen as a :class:`Form`, parsed as the loader parses a document. ``form_id`` follows from the content."""
    digest = hashlib.sha256(json.dumps([spec, file, form_no], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    head: Mapping[str, str] = spec["head"]
    year = re.search(r"20\d\d", head.get("year") or "")
    number: int | None = int(year[0]) if year else None
    w = _Writer(spec.get("labels") or {})
    values: dict[str, Any] = {
        "year": number,
        "total_weight": parse_score(head.get("total_weight")),
        "total_score": parse_score(head.get("total_score")),
    }

    def one(name: str) -> tuple[str, str | None, Any]:
        text = head.get(name)
        return name, text, values.get(name) if name in values else clean(text or "") or None

    w.line([one("title")])
    w.line([one("year")])
    w.line([one("project")])
    w.line([one("department"), one("unit")])
    funds = []
    for n, row in enumerate(spec["funds"], 1):
        amounts = {c: parse_amount(row.get(c)) for c in ("initial", "budget", "executed")}
        points = {c: parse_score(row.get(c)) for c in ("weight", "score")}
        rate = parse_rate(row.get("rate"))
        parsed: dict[str, Any] = {**amounts, **points, "rate": rate, "label": row.get("label")}
        w.line([(fund(row["source"], c), row.get(c), parsed[c]) for c in _FUND_COLUMNS])
        funds.append(
            FundRow(
                n,
                row["source"],
                row.get("label") or "",
                **amounts,
                weight=points["weight"],
                rate=rate,
                score=points["score"],
                reason=row.get("reason") or "",
            )
        )
    w.line([one("goal_expected"), one("goal_actual")])
    indicators = []
    names = {f.name for f in fields(Indicator)}
    unlisted = list(dict.fromkeys(c for row in spec["indicators"] for c in row if c not in names))
    for n, row in enumerate(spec["indicators"], 1):
        indicators.append(_indicator(n, row, number))
        known = [(indicator(n, c), row.get(c), row.get(c)) for c in _INDICATOR_COLUMNS]
        w.line(known + [(indicator(n, c), row.get(c, ""), row.get(c)) for c in unlisted], labels=unlisted)
    w.line([one("total_weight"), one("total_score"), one("grade")])
    w.line(
        [
            one(name)
            for name in ("fill_date", "conclusion", "problems_text", "measures_text", "other_notes", "whole_reason")
        ]
    )
    w.line([one(name) for name in head if name.startswith("attribute:")])
    return Form(
        form_id=digest[:16], file=file, form_no=form_no, sha256=digest, template="sample", kind=spec["kind"], prints=spec.get("prints") or "",
        title=head.get("title") or "", year=number, money_unit=spec["money_unit"],
        head={k: f for k, f in w.fields.items() if "[" not in k}, funds=funds, indicators=indicators, fields=w.fields,
        placeholders=int(spec.get("placeholders") or 0), subtitle_year=spec.get("subtitle_year"), unfilled=list(spec.get("unfilled") or []), notes=list(spec.get("notes") or []),
        columns=tuple(c for c in _INDICATOR_COLUMNS if any(c in i for i in spec["indicators"])), total_row="total_score" in head or "total_weight" in head,
        execution_weight=spec.get("execution_weight"),
        roles={(1, f.row or 0, f.col or 0): f"value:{f.where}" for f in w.fields.values()}
        | {(2, n, 1): "unclaimed" for n in range(1, 1 + int(spec.get("unclaimed") or 0))},
    )  # fmt: skip


def _indicator(n: int, row: Mapping[str, Any], year: int | None) -> Indicator:
    name, level2 = clean(row.get("level3") or ""), row.get("level2") or ""
    target, actual = parse_pair(
        row.get("target_text") or "", row.get("actual_text") or "", name=name, level2=level2, year=year,
        unit_cell=row.get("unit_cell") or "", operator_cell=row.get("operator_cell") or "",
    )  # fmt: skip
    label = re.match(rf"^(.*?)[（(]({POINTS})分[)）]$", row.get("level1") or "")
    return Indicator(
        n, (label[1] if label else row.get("level1")) or None, level2 or None, name or None,
        row.get("target_text") or "", target.operator, target.number, target.unit,
        row.get("actual_text") or "", actual.number, actual.unit,
        parse_score(row.get("weight")), parse_score(row.get("score")), clean(row.get("reason") or ""),
        level1_weight=float(label[2]) if label else None, score_text=row.get("score") or "", weight_text=row.get("weight") or "",
        unit_cell=row.get("unit_cell") or "", operator_cell=row.get("operator_cell") or "", coefficient=parse_rate(row.get("coefficient")),
    )  # fmt: skip


_ROUND = ("beside", "history", "approved")
_LISTS = ("accounts", "projects", "monitoring")


def example_tables(example: Mapping[str, Any]) -> tuple[Tables, Tables | None, Tables | None]:
    """The batch, the earlier forms and the approved targets of an example: the changed specimen, and what lies ``beside`` it.

    ``beside``, ``history`` and ``approved`` are lists of changes, one a further form; ``template`` in a change names another layout.
    """
    from selfeval_nb.forms.frames import tables_of

    def form(change_: Mapping[str, Any], file: str) -> Form:
        made = form_of(change(clean_spec(), {k: v for k, v in change_.items() if k != "template"}), file=file)
        made.template = change_.get("template", made.template)
        return made

    own = {k: v for k, v in example.items() if k not in (*_ROUND, *_LISTS, "preset")}
    batch = [form(own, "sample.docx")] + [
        form(c, f"beside{n}.docx") for n, c in enumerate(example.get("beside", []), 1)
    ]
    others = [
        tables_of([form(c, f"{name}{n}.docx") for n, c in enumerate(example[name], 1)]) if name in example else None
        for name in ("history", "approved")
    ]
    return tables_of(batch), others[0], others[1]


def example_lists(example: Mapping[str, Any]) -> dict[str, Any]:
    """The lists of projects of an example, as ``check`` takes them (ProjectList by its argument): ``accounts`` and ``projects`` are lists of rows with ``project``
    and, as wanted, ``unit`` and amounts in 万元 (``initial budget either executed``); ``monitoring`` is a list of changes."""
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.forms.listed import Amount, Listed, ProjectList

    labels = {"initial": "年初预算数", "budget": "全年预算数", "either": "预算数", "executed": "决算数"}

    def row(n: int, given: Mapping[str, str], file: str) -> Listed:
        amounts = {
            k: Amount(float(given[k]), f"{given[k]}万元", label, 0.01) for k, label in labels.items() if k in given
        }
        return Listed(given["project"], given.get("unit", ""), amounts, file, "", 1, n)

    given: dict[str, Any] = {
        name: ProjectList(tuple(row(n, r, f"{name}.xlsx") for n, r in enumerate(example[name], 2)))
        for name in ("accounts", "projects")
        if name in example
    }
    if "monitoring" in example:
        given["monitoring"] = tables_of(
            [
                form_of(change(clean_spec(), c), file=f"monitoring{n}.docx")
                for n, c in enumerate(example["monitoring"], 1)
            ]
        )
    return given
