"""抽查复核报告, a draft: the numbers, tables and problem paragraphs that follow from the reviews, in official format.

What a person has to write stays in square brackets. Every percentage is of a stated whole, and each group of them adds up to 100.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book.basis import footnote
from selfeval_nb.common.files import Target
from selfeval_nb.forms.values.units import YUAN
from selfeval_nb.report.view.formats import number, points
from selfeval_nb.report.view.view import View
from selfeval_nb.report.word.official import Official, numeral, shares
from selfeval_nb.review.model import Review
from selfeval_nb.review.rulings.book import FinalScore, final_score

if TYPE_CHECKING:
    import pandas as pd

_KINDS = {
    "project": "项目支出",
    "department": "部门（单位）整体支出",
    "transfer": "转移支付",
    "criteria": "项目支出（评分标准）",
    "other": "其他",
}
#: An indicator's class by |复核得分−自评得分| ÷ 分值: 0, up to 10 %, up to 30 %, more.
CLASSES = ("完全一致", "一般偏差", "明显偏差", "显著偏差")
_LIMITS = (1e-9, 0.1, 0.3)
_LISTED = 200  # projects in the table of results
_UNITS = 8  # units that a problem names


@dataclass(slots=True)
class _Problem:
    """One rule over all forms."""

    title: str
    suite: str
    severity: str
    advice: str
    basis: str
    count: int = 0
    forms: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    example: str = ""


def sampling_report(
    reviews: Iterable[Review],
    out: str | Path | None = None,
    *,
    title: str = "项目支出绩效自评抽查复核报告",
    sender: str = "",
    date: str = "",
    population: int | None = None,
    sample: pd.DataFrame | None = None,
) -> bytes:
    """The draft as .docx; also written to ``out``, whole or not at all.

    ``population`` is the number of forms handed in, of which ``reviews`` were checked; ``sample`` the frame of
    ``review.sample.sample``, whose seed, strata and reasons then stand in the chapter on the choice of projects.
    """
    views = [View(r) for r in reviews]
    finals = [final_score(v.review) for v in views]
    doc = Official(title)
    doc.title(title)
    doc.body("（初稿：数字由程序根据自评表和复核意见汇总，方括号内由复核人填写）", indent=0, align="center")
    _basics(doc, views)
    _choice(doc, views, population, sample)
    _results(doc, views, finals)
    problems = _problems(views)
    _problem_chapter(doc, problems, len(views))
    _advice_chapter(doc, problems)
    doc.body("")
    doc.body(sender or "（单位名称、盖章）", align="right")
    doc.body(date or "　　　年　　月　　日", align="right")
    data = doc.save()
    if out is not None:
        with Target(Path(out)) as part:
            part.write_bytes(data)
    return data


def _wan(view: View, column: str) -> float | None:
    """A figure of the total row in 万元."""
    fund = view.fund_total
    value = None if fund is None else getattr(fund, column)
    return None if value is None else value * YUAN.get(view.form.money_unit or "万元", 1e4) / 1e4


def _basics(doc: Official, views: list[View]) -> None:
    doc.level1("一、基本情况")
    units: dict[str, list[View]] = {}
    for v in views:
        units.setdefault(str(v.form.value("unit") or v.form.value("department") or "（未填单位）"), []).append(v)
    kinds = Counter(v.form.kind for v in views)
    by_kind = "，".join(f"{_KINDS.get(k, k)}{n}张" for k, n in sorted(kinds.items(), key=lambda i: (-i[1], i[0])))
    rows: list[list[Any]] = []
    total: list[float] = [0.0, 0.0]
    for unit, own in units.items():
        sums = [sum(x for v in own if (x := _wan(v, c)) is not None) for c in ("budget", "executed")]
        total = [a + b for a, b in zip(total, sums, strict=True)]
        rows.append([unit, len(own), round(sums[0], 2), round(sums[1], 2), _percent(sums[1], sums[0])])
    missing = sum(_wan(v, "budget") is None or _wan(v, "executed") is None for v in views)
    doc.body(
        f"本次复核绩效自评表{len(views)}张{f'（{by_kind}）' if by_kind else ''}，涉及{len(units)}个单位，全年预算数合计{number(round(total[0], 2))}万元，"
        f"全年执行数合计{number(round(total[1], 2))}万元，总体执行率{_percent(total[1], total[0])}。"
        + (f"其中{missing}张表预算数或执行数未填，未计入相应合计。" if missing else "")
    )
    rows.append(
        [
            "合计",
            len(views),
            round(sum(r[2] for r in rows), 2),
            round(sum(r[3] for r in rows), 2),
            _percent(total[1], total[0]),
        ]
    )
    doc.table(["单位", "项目数", "全年预算数（万元）", "全年执行数（万元）", "执行率"], rows, (62, 18, 28, 28, 20))


def _percent(part: float, whole: float) -> str:
    return "—" if not whole else f"{part / whole * 100:.2f}%"


def _choice(doc: Official, views: list[View], population: int | None, sample: pd.DataFrame | None) -> None:
    from selfeval_nb.review.draw import describe

    doc.level1("二、项目选取情况")
    if sample is None:
        whole = (
            f"报送的{population}张自评表中选取{len(views)}张，占{len(views) / population:.2%}"
            if population
            else f"选取{len(views)}张自评表"
        )
        doc.body(f"{whole}进行复核。选取依据：[社会关注度高、资金量大、影响面广等，由复核人填写]。")
        return
    doc.body(describe(sample))
    rows = [
        [str(r["order"]), *(r[c] for c in ("project", "unit", "stratum", "reasons"))]
        for r in sample.head(_LISTED).to_dict("records")
    ]
    doc.table(["序号", "项目名称", "单位", "层", "选取理由"], rows, (12, 38, 30, 30, 46))


def _results(doc: Official, views: list[View], finals: list[FinalScore]) -> None:
    doc.level1("三、复核结果")
    doc.level2("（一）得分情况")
    known = [f for f in finals if f.score is not None and f.self_score is not None]
    open_forms = len(finals) - len(known)
    if known:
        own, reviewed = (sum(getattr(f, k) or 0.0 for f in known) / len(known) for k in ("self_score", "score"))
        lower = sum((f.difference or 0.0) < 0 for f in known)
        higher = sum((f.difference or 0.0) > 0 for f in known)
        doc.body(
            f"可比较的{len(known)}个项目，自评平均{points(own)}分，复核平均{points(reviewed)}分；复核低于自评{lower}个，高于自评{higher}个，"
            f"相同{len(known) - lower - higher}个；等级变化{sum(f.grade != f.self_grade for f in known)}个。"
            + (f"另有{open_forms}个项目自评未填总分、表中不计分或得分待核定，未列入比较。" if open_forms else "")
        )
        names = _class_names(views)
        counted = Counter(f.difference_class for f in known)
        counts = [counted.get(name, 0) for name in names]
        parts = "，".join(f"{name}{c}个，占{p:.1f}%" for name, c, p in zip(names, counts, shares(counts), strict=True))
        doc.body(f"按自评与复核得分之差：{parts}。")
    else:
        doc.body("没有可以比较自评得分与复核得分的项目。")
    rows = [
        [n, v.project, _or_dash(f.self_score), v.recomputed, _or_dash(f.score, "待核定"), _or_dash(f.difference), f.difference_class or "—",
         f"{f.self_grade or '—'}→{f.grade or '—'}"]
        for n, (v, f) in enumerate(zip(views, finals, strict=True), start=1)
    ]  # fmt: skip
    doc.table(
        ["序号", "项目名称", "自评得分", "测算得分", "复核得分", "偏差", "类别", "等级"],
        rows[:_LISTED],
        (12, 48, 17, 24, 17, 14, 14, 10),
    )
    if len(rows) > _LISTED:
        doc.body(f"表中列出前{_LISTED}个项目，其余见复核底稿汇总表。")
    doc.level2("（二）指标情况")
    classes: Counter[str] = Counter()
    waiting = 0
    for f in finals:
        for row in f.rows:
            if row.indicator_no == 0:
                continue
            if row.score is None or row.self_score is None or not row.weight:
                waiting += 1
                continue
            off = abs(row.score - row.self_score) / row.weight
            classes[CLASSES[next((i for i, limit in enumerate(_LIMITS) if off <= limit), 3)]] += 1
    counts = [classes.get(c, 0) for c in CLASSES]
    parts = "，".join(f"{c}{k}项，占{p:.1f}%" for c, k, p in zip(CLASSES, counts, shares(counts), strict=True))
    doc.body(
        f"按复核得分与自评得分之差占分值的比例（0为完全一致，10%以内为一般偏差，30%以内为明显偏差，其余为显著偏差），"
        f"可比较的三级指标{sum(counts)}项：{parts}。"
        + (f"另有{waiting}项得分未填或待核定，未列入。" if waiting else "")
        if sum(counts)
        else "没有可以比较得分的三级指标。"
    )


def _class_names(views: list[View]) -> list[str]:
    values = views[0].review.preset.get("values", {}).get("difference", {}) if views else {}
    key = "names_en" if views and views[0].review.lang == "en" else "names"
    return [str(n) for n in values.get(key) or CLASSES]


def _or_dash(value: float | None, word: str = "—") -> str:
    return word if value is None else points(value)


def _problems(views: list[View]) -> list[_Problem]:
    """Errors and doubtful points that were not waived, by rule: suite by suite, errors first, the most frequent first."""
    found: dict[str, _Problem] = {}
    for v in views:
        for m in v.marks:
            f = m.finding
            if m.severity == "info" or f.get("ruling") == "waive":
                continue
            title = str(f.get("title") or f["rule_id"]) if f.get("suite") != "review" else str(f["message"])
            p = found.setdefault(
                f"{f['rule_id']} {m.severity} {title}",  # a rule may be an error in one form and a doubt in another
                _Problem(
                    title, str(f.get("suite") or ""), m.severity, str(f.get("advice") or ""), str(f.get("basis") or "")
                ),
            )
            p.count += 1
            if v.form.form_id not in p.forms:
                p.forms.append(v.form.form_id)
            unit = str(v.form.value("unit") or v.form.value("department") or "")
            if unit and unit not in p.units:
                p.units.append(unit)
            p.example = p.example or f"{unit}“{v.project}”：{f['message']}"
            p.advice = p.advice or str(f.get("advice") or "")
    order = views[0].t.suite_order if views else (lambda name: 0)
    return sorted(found.values(), key=lambda p: (order(p.suite), p.severity, -p.count, p.title))


def _problem_chapter(doc: Official, problems: list[_Problem], forms: int) -> None:
    from selfeval_nb.report.words.labels import Labels

    labels = Labels("zh")
    doc.level1("四、存在的问题")
    if not problems:
        doc.body("未查出填报错误和疑似问题。")
        return
    errors = sum(p.count for p in problems if p.severity == "critical")
    doubts = sum(p.count for p in problems if p.severity == "warning")
    doc.body(f"共查出填报错误{errors}处，疑似问题{doubts}处。疑似问题须经单位核实后认定。")
    suites = list(dict.fromkeys(p.suite for p in problems))
    for n, suite in enumerate(suites, start=1):
        own = [p for p in problems if p.suite == suite]
        words = "复核人补充" if suite == "review" else labels.suite_words(suite)
        doc.level2(f"（{numeral(n)}）{words}方面")
        for k, p in enumerate(own, start=1):
            kind = "错误" if p.severity == "critical" else "疑似"
            example = p.example.rstrip("。")
            doc.body(
                f"{k}.{p.title}（{kind}{p.count}处，涉及{len(p.forms)}个项目，占复核项目的{len(p.forms) / forms:.1%}{_units(p.units)}）。如{example}。"
            )


def _units(units: list[str]) -> str:
    """The units concerned by name, the first few."""
    if not units:
        return ""
    more = f"等{len(units)}个单位" if len(units) > _UNITS else ""
    return f"；单位：{'、'.join(units[:_UNITS])}{more}"


def _advice_chapter(doc: Official, problems: list[_Problem]) -> None:
    from selfeval_nb.report.words.labels import Labels

    labels = Labels("zh")
    doc.level1("五、有关建议")
    if not problems:
        doc.body("[由复核人填写]")
        return
    suites = list(dict.fromkeys(p.suite for p in problems))
    for n, suite in enumerate(suites, start=1):
        words = "复核人补充" if suite == "review" else labels.suite_words(suite)
        doc.level2(f"（{numeral(n)}）针对{words}方面的问题")
        for k, p in enumerate([p for p in problems if p.suite == suite], start=1):
            advice = p.advice.rstrip("。") or "[由复核人填写建议]"
            basis = f"依据{p.basis}，" if p.basis else ""
            doc.body(f"{k}.针对“{p.title}”：{basis}{advice}。")
    if note := footnote((p.basis for p in problems), "zh"):
        doc.body(note)
