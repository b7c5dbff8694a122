"""A mutation harness: random clean forms, one defect at a time, and what the rules make of it.

``python -m tests.checks.mutations`` prints recall, collateral findings and false alarms.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from selfeval_nb.checks.author import specimen as sample
from selfeval_nb.checks.book.rules import load_rules
from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import tables_of

Spec = dict[str, Any]


def points(x: float | str | Decimal) -> Decimal:
    return Decimal(str(x)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


# ---- clean forms --------------------------------------------------------------------------------------------------

_NAMES = {
    "数量指标": [("举办技能培训班场次", "场", 8, 60), ("发放宣传手册数量", "册", 500, 9000), ("巡查河道里程", "公里", 20, 300), ("资助困难学生人数", "人", 30, 800), ("新建公厕数量", "座", 2, 20)],
    "质量指标": [("培训合格率", "%", 80, 96), ("设备验收合格率", "%", 90, 98), ("项目评审通过率", "%", 80, 95)],
    "经济效益指标": [("带动农户户均增收", "元", 500, 3000), ("节约能耗折合标准煤", "吨", 20, 300)],
    "社会效益指标": [("新增就业岗位", "个", 20, 400), ("应急响应时间缩短", "分钟", 3, 20)],
    "服务对象满意度指标": [("参训学员满意度", "%", 80, 92), ("受益群众满意度", "%", 85, 92)],
}  # fmt: skip
_WORDS = [
    ("有效提升", "达成年度指标", 0.85, 1.0),
    ("逐步完善", "达成预期指标", 0.85, 1.0),
    ("显著改善", "部分达成年度指标并具有一定效果", 0.65, 0.78),
]
_REASONS = [
    "受汛期影响，个别点位工期顺延；下一步加强统筹，次年一季度补齐。",
    "报名人数少于预计，完成略有不足；今后提前摸底，改进组织方式。",
]


_PLACES = "东西南北中河湖山江田城乡林泉桥石溪岭湾坝"


def _quantity(
    rng: random.Random, level2: str, weight: Decimal, operators: tuple[str, ...], used: set[str]
) -> dict[str, str]:
    name, unit, low, high = rng.choice([n for n in _NAMES[level2] if n[0] not in used])
    used.add(name)
    target = rng.randint(low, high)
    short = rng.random() < 0.2
    if short:
        actual = max(1, int(target * rng.uniform(0.75, 0.97)))
        short = actual < target
    if not short:
        actual = min(target + rng.randint(0, int(target * 0.15)), 100 if unit == "%" else 10**9)
    score = points(Decimal(actual) / Decimal(target) * weight) if actual < target else weight
    operator = rng.choice(operators)
    spaced = rng.choice(["", " ", "　"])
    return {
        "level3": name, "target_text": f"{operator}{target}{unit}", "actual_text": f"{actual}{unit}{spaced}", "weight": f"{weight:f}",
        "score": f"{score:f}", "reason": rng.choice(_REASONS) if score < weight else rng.choice(["", "无", "　"]),
    }  # fmt: skip


def _cost(rng: random.Random, weight: Decimal, budget: Decimal, executed: Decimal) -> dict[str, str]:
    return {
        "level3": rng.choice(["项目总成本", "项目成本控制数（万元）"]), "target_text": f"≤{budget:f}万元", "actual_text": f"{executed:f}万元",
        "weight": f"{weight:f}", "score": f"{weight:f}", "reason": "",
    }  # fmt: skip


def _deadline(rng: random.Random, weight: Decimal) -> dict[str, str]:
    month = rng.randint(9, 12)
    target = rng.choice([f"{month}月底前", f"2023年{month}月30日前", f"{month}月20日"])
    actual = rng.choice([f"{month - 1}月", f"2023年{month - 1}月15日", f"{month - 1}月28日"])
    return {
        "level3": "项目完工时间",
        "target_text": target,
        "actual_text": actual,
        "weight": f"{weight:f}",
        "score": f"{weight:f}",
        "reason": "",
    }


def _qualitative(rng: random.Random, weight: Decimal) -> dict[str, str]:
    target, actual, low, high = rng.choice(_WORDS)
    score = points(weight * Decimal(str(round(rng.uniform(low, high), 3))))
    return {
        "level3": "长效管护机制健全程度",
        "target_text": target,
        "actual_text": actual,
        "weight": f"{weight:f}",
        "score": f"{score:f}",
        "reason": _REASONS[0] if score < weight else "",
    }


def clean_form(rng: random.Random) -> Spec:
    """A random form without faults: weights, sums, rate, scores, reasons and total all follow the default preset."""
    spec = sample.clean_spec()
    spec["head"]["project"] += (
        f"（{rng.choice(_PLACES)}{rng.choice(_PLACES)}片区{rng.randint(1, 999)}标）"  # each is a project of its own
    )
    budget = points(rng.uniform(20, 900))
    rate = rng.choice([Decimal(1), Decimal(str(round(rng.uniform(0.82, 0.999), 4)))])
    executed = points(budget * rate)
    carry = points(budget * Decimal("0.1")) if rng.random() < 0.5 else Decimal("0.00")
    carry_executed = min(carry, executed)
    executed_rate = executed / budget
    score = points(min(executed_rate, Decimal(1)) * 10)
    show = rng.choice(
        [
            lambda r: f"{points(r * 100):f}%",
            lambda r: f"{(r * 100).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):f}%",
        ]
    )
    dash = rng.choice(["—", "-", "", "/"])
    parts = [
        ("fiscal_current", budget - carry, executed - carry_executed),
        ("carryover", carry, carry_executed),
        ("other", Decimal("0.00"), Decimal("0.00")),
    ]
    spec["funds"] = [
        {
            "source": "total",
            "label": "年度资金总额",
            "initial": f"{budget:f}",
            "budget": f"{budget:f}",
            "executed": f"{executed:f}",
            "weight": "10",
            "rate": show(executed_rate),
            "score": f"{score:f}",
        }
    ]
    for source, b, x in parts:
        spec["funds"].append(
            {
                "source": source,
                "label": source,
                "initial": f"{b:f}",
                "budget": f"{b:f}",
                "executed": f"{x:f}",
                "weight": dash,
                "rate": dash,
                "score": dash,
            }
        )
    used: set[str] = set()
    operators = rng.choice([(">=", "≥"), ("≥",), ("不低于",), ("",)])
    cost = rng.random() < 0.4
    rows: list[tuple[str, str, dict[str, str]]] = []

    def add(level1: str, level2: str, row: dict[str, str]) -> None:
        rows.append((level1, level2, row))

    if cost and rng.random() < 0.5:
        for w in (10, 10):
            add("产出指标", "数量指标", _quantity(rng, "数量指标", Decimal(w), operators, used))
        add("产出指标", "质量指标", _quantity(rng, "质量指标", Decimal(10), operators, used))
        add("产出指标", "时效指标", _deadline(rng, Decimal(10)))
        rows.insert(0, ("成本指标", "经济成本指标", _cost(rng, Decimal(20), budget, executed)))
        benefit = 20
    else:
        weights = rng.choice([(15, 10, 15), (12.5, 12.5, 10), (20, 10, 10)])
        for w in weights[:2]:
            add("产出指标", "数量指标", _quantity(rng, "数量指标", Decimal(str(w)), operators, used))
        add("产出指标", "质量指标", _quantity(rng, "质量指标", Decimal(str(weights[2])), operators, used))
        rest = Decimal(50) - sum(Decimal(str(w)) for w in weights)
        if cost:
            add("产出指标", "时效指标", _deadline(rng, rest - 3))
            add("产出指标", "成本指标", _cost(rng, Decimal(3), budget, executed))
        else:
            add("产出指标", "时效指标", _deadline(rng, rest))
        benefit = 30
    half = Decimal(benefit) / 2
    add("效益指标", rng.choice(["经济效益指标", "社会效益指标"]), {})
    rows[-1] = (rows[-1][0], rows[-1][1], _quantity(rng, rows[-1][1], half, operators, used))
    add("效益指标", "可持续影响指标", _qualitative(rng, half))
    add("满意度指标", "服务对象满意度指标", _quantity(rng, "服务对象满意度指标", Decimal(10), operators, used))
    label = rng.random() < 0.3
    sums: dict[str, Decimal] = {}
    for level1, _, row in rows:
        sums[level1] = sums.get(level1, Decimal(0)) + Decimal(row["weight"])
    spec["indicators"] = [
        {"level1": f"{a}（{sums[a].normalize():f}分）" if label else a, "level2": b, **row} for a, b, row in rows
    ]
    spec["placeholders"] = rng.randint(0, 2)
    return rescored(spec)


def rescored(spec: Spec) -> Spec:
    """The form with its total row adding up what is printed above, where it can."""
    try:
        total = sum(Decimal(r["score"].strip("分 　") or "0") for r in spec["indicators"]) + Decimal(
            spec["funds"][0]["score"].strip("分 　") or "0"
        )
    except ArithmeticError:
        return spec
    spec["head"]["total_score"] = f"{points(total).normalize():f}"
    return spec


# ---- defects ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mutation:
    """A defect: ``rules`` of which one must fire at ``where`` (a prefix), ``apply`` changes a clean form in place and returns the place,
    or None when this form does not offer it. ``adds`` whether the total is added up again afterwards."""

    name: str
    rules: tuple[str, ...]
    apply: Callable[[Spec, random.Random], str | None]
    adds: bool = True


def _pick(spec: Spec, rng: random.Random, test: Callable[[dict[str, str]], bool]) -> tuple[int, dict[str, str]] | None:
    rows = [(i, r) for i, r in enumerate(spec["indicators"], 1) if test(r)]
    return rng.choice(rows) if rows else None


def _full_quantity(r: dict[str, str]) -> bool:
    return r["level2"] == "数量指标" and r["score"] == r["weight"]


def _number(text: str) -> float:
    return float("".join(c for c in text if c.isdigit() or c == "."))


def _unit(text: str) -> str:
    return "".join(c for c in text if not (c.isdigit() or c in ".≥><=　 ")).replace("不低于", "")


def _set_cell(where: str, text: str | None) -> Callable[[Spec, random.Random], str | None]:
    def apply(spec: Spec, rng: random.Random) -> str | None:
        spec.update(sample.change(spec, {"remove": [where]} if text is None else {"set": {where: text}}))
        return where

    return apply


def _row(
    column: str, text: str, test: Callable[[dict[str, str]], bool] = lambda r: True
) -> Callable[[Spec, random.Random], str | None]:
    def apply(spec: Spec, rng: random.Random) -> str | None:
        hit = _pick(spec, rng, test)
        if hit is None:
            return None
        hit[1][column] = text
        return f"indicators[{hit[0]}].{column}"

    return apply


def _parts_changed(spec: Spec, rng: random.Random) -> str:
    spec["funds"][1]["executed"] = f"{Decimal(spec['funds'][1]['executed']) - Decimal('3.00'):f}"
    return "funds[total].executed"


def _rate(spec: Spec, rng: random.Random) -> str:
    total = spec["funds"][0]
    rate = Decimal(total["executed"]) / Decimal(total["budget"]) * 100 - Decimal("4.3")
    total["rate"] = f"{points(rate):f}%"
    return "funds[total].rate"


def _execution_score(spec: Spec, rng: random.Random) -> str:
    total = spec["funds"][0]
    total["score"] = f"{Decimal(total['score']) - Decimal('1.37'):f}"
    return "funds[total].score"


def _spend(spec: Spec, rate: str) -> None:
    """Execute another share of the budget, with parts, rate and score to match."""
    r = Decimal(rate)
    for fund in spec["funds"]:
        fund["executed"] = f"{points(Decimal(fund['budget']) * r):f}"
    total = spec["funds"][0]
    total["executed"] = f"{sum(Decimal(x['executed']) for x in spec['funds'][1:]):f}"
    exact = Decimal(total["executed"]) / Decimal(total["budget"])
    total["rate"] = f"{points(exact * 100):f}%"
    total["score"] = f"{points(min(exact, Decimal(1)) * 10):f}"
    for row in spec["indicators"]:
        if "成本" in row["level2"]:
            row["actual_text"] = f"{total['executed']}万元"


def _low_rate(spec: Spec, rng: random.Random) -> str:
    _spend(spec, "0.65")
    return "funds[total].rate"


def _overspend(spec: Spec, rng: random.Random) -> str:
    _spend(spec, "1.08")
    for row in spec["indicators"]:
        if "成本" in row["level2"]:
            row["actual_text"] = row["target_text"].strip("≤")
    return "funds[total].executed"


def _ratio(to: float, *, score: str) -> Callable[[Spec, random.Random], str | None]:
    """Complete a quantity to a share of its target; score ``full``, ``exact`` or ``high``."""

    def apply(spec: Spec, rng: random.Random) -> str | None:
        hit = _pick(spec, rng, lambda r: _full_quantity(r) and _number(r["target_text"]) >= 8)
        if hit is None:
            return None
        i, row = hit
        target = _number(row["target_text"])
        actual = round(target * to)
        row["actual_text"] = f"{actual}{_unit(row['target_text'])}"
        exact = points(Decimal(actual) / Decimal(str(target)) * Decimal(row["weight"]))
        row["score"] = (
            {"full": row["weight"], "exact": f"{exact:f}", "high": f"{exact + Decimal('0.6'):f}"}[score]
            if to < 1 or score != "full"
            else row["weight"]
        )
        if score != "full":
            row["reason"] = _REASONS[0]
        return f"indicators[{i}].{'actual_text' if to > 1 else 'score'}"

    return apply


def _zero(spec: Spec, rng: random.Random) -> str | None:
    hit = _pick(spec, rng, _full_quantity)
    if hit is None:
        return None
    hit[1].update(actual_text="0", score="3", reason=_REASONS[0])
    return f"indicators[{hit[0]}].score"


def _lost(spec: Spec, rng: random.Random) -> str | None:
    hit = _pick(spec, rng, _full_quantity)
    if hit is None:
        return None
    hit[1].update(score=f"{Decimal(hit[1]['weight']) - 2:f}", reason="")
    return f"indicators[{hit[0]}].score"


def _reverse(full: bool) -> Callable[[Spec, random.Random], str | None]:
    def apply(spec: Spec, rng: random.Random) -> str | None:
        hit = _pick(spec, rng, lambda r: r["level2"] == "质量指标")
        if hit is None:
            return None
        hit[1].update(
            level3="投诉件数",
            target_text="≤10件",
            actual_text="14件",
            score=hit[1]["weight"] if full else f"{Decimal(hit[1]['weight']) - Decimal('0.5'):f}",
            reason=_REASONS[0],
        )
        return f"indicators[{hit[0]}].score"

    return apply


def _weights(spec: Spec, rng: random.Random) -> str:
    row = spec["indicators"][0]
    same = row["score"] == row["weight"]
    row["weight"] = f"{Decimal(row['weight']) + 5:f}"
    if same:
        row["score"] = row["weight"]
    else:  # keep the score in proportion, so that only the weights are wrong
        exact = points(
            Decimal(str(_number(row["actual_text"])))
            / Decimal(str(_number(row["target_text"])))
            * Decimal(row["weight"])
        )
        row["score"] = f"{exact:f}"
    return "total_weight"


def _wrong_total(spec: Spec, rng: random.Random) -> str:
    spec["head"]["total_score"] = f"{Decimal(spec['head']['total_score']) - Decimal('2.5'):f}"
    return "total_score"


def _late(spec: Spec, rng: random.Random) -> str | None:
    hit = _pick(spec, rng, lambda r: r["level2"] == "时效指标")
    if hit is None:
        return None
    hit[1].update(target_text="2023年10月31日前", actual_text="2023年11月20日")
    return f"indicators[{hit[0]}].actual_text"


def _perhaps_late(spec: Spec, rng: random.Random) -> str | None:
    hit = _pick(spec, rng, lambda r: r["level2"] == "时效指标")
    if hit is None:
        return None
    hit[1].update(target_text="12月20日", actual_text="1月31日")
    return f"indicators[{hit[0]}].actual_text"


def _band(spec: Spec, rng: random.Random) -> str | None:
    hit = _pick(spec, rng, lambda r: r["level2"] == "可持续影响指标")
    if hit is None:
        return None
    hit[1].update(
        actual_text="未达成年度指标且效果较差",
        score=f"{points(Decimal(hit[1]['weight']) * Decimal('0.9')):f}",
        reason=_REASONS[0],
    )
    return f"indicators[{hit[0]}].score"


def _words(text: str) -> Callable[[Spec, random.Random], str | None]:
    def apply(spec: Spec, rng: random.Random) -> str | None:
        hit = _pick(spec, rng, lambda r: r["level2"] == "可持续影响指标")
        if hit is None:
            return None
        hit[1].update(actual_text=text, score=hit[1]["weight"], reason=_REASONS[0])
        return f"indicators[{hit[0]}].score"

    return apply


def _drop_level(word: str) -> Callable[[Spec, random.Random], str | None]:
    def apply(spec: Spec, rng: random.Random) -> str | None:
        gone = sum(Decimal(r["weight"]) for r in spec["indicators"] if word in r["level1"])
        spec["indicators"] = [r for r in spec["indicators"] if word not in r["level1"]]
        for r in spec["indicators"]:
            r["level1"] = r["level1"].split("（")[0]
        first = spec["indicators"][0]
        full = first["score"] == first["weight"]
        first["weight"] = f"{Decimal(first['weight']) + gone:f}"
        exact = (
            first["weight"]
            if full
            else f"{points(Decimal(str(_number(first['actual_text']))) / Decimal(str(_number(first['target_text']))) * Decimal(first['weight'])):f}"
        )
        first["score"] = exact
        return "form"

    return apply


def _copies_total(spec: Spec, rng: random.Random) -> str | None:
    if Decimal(spec["funds"][0]["score"]) > Decimal("9.9"):
        return None
    spec["head"]["total_score"] = "100"
    return "total_score"


MUTATIONS = [
    Mutation("项目名称空白", ("F01",), _set_cell("project", "　")),
    Mutation("主管部门空白", ("F02",), _set_cell("department", "")),
    Mutation("年度没写", ("F03",), _set_cell("year", "（　年度）")),
    Mutation("执行数空白", ("F04",), _set_cell("funds[total].executed", "")),
    Mutation("预期目标空白", ("F05",), _set_cell("goal_expected", "　")),
    Mutation("完成情况只写完成", ("F06",), _set_cell("goal_actual", "完成。")),
    Mutation("没有效益指标", ("F07",), _drop_level("效益")),
    Mutation("名称空白", ("F09",), _row("level3", "")),
    Mutation("指标值空白", ("F10",), _row("target_text", "　")),
    Mutation("完成值空白", ("F11",), _row("actual_text", "")),
    Mutation("得分只剩分", ("F12",), _row("score", "分"), adds=False),
    Mutation("分值空白", ("F13",), _row("weight", "")),
    Mutation("模板占位", ("F14",), _row("level3", "指标1：××数量")),
    Mutation("提示语残留", ("F15",), _set_cell("goal_actual", "对照年度目标，说明完成情况（100字以内）")),
    Mutation("没有总分行", ("F17",), lambda s, r: [_set_cell("total_weight", None)(s, r), _set_cell("total_score", None)(s, r)] and "form", adds=False),
    Mutation("分项与总额不等", ("M01",), _parts_changed),
    Mutation("总额填0", ("M02",), _set_cell("funds[total].initial", "0")),
    Mutation("执行率算错", ("M03",), _rate),
    Mutation("执行数大于预算", ("M05",), _overspend),
    Mutation("执行得分算错", ("M06",), _execution_score),
    Mutation("执行得分超上限", ("M07",), _set_cell("funds[total].score", "10.6")),
    Mutation("执行得分空白", ("M08",), _set_cell("funds[total].score", "分"), adds=False),
    Mutation("执行率低未说明", ("M09",), _low_rate),
    Mutation("金额为负", ("M15",), _set_cell("funds[other].initial", "-2.00")),
    Mutation("金额写成文字", ("M15",), _set_cell("funds[other].executed", "详见附件")),
    Mutation("分项计分", ("M17",), _set_cell("funds[fiscal_current].score", "9")),
    Mutation("分值合计不等于100", ("W01", "W02", "W05"), _weights),
    Mutation("总分分值不是100", ("W13",), _set_cell("total_weight", "90")),
    Mutation("总分合计错误", ("W11",), _wrong_total, adds=False),
    Mutation("总分空白", ("W12",), _set_cell("total_score", "分"), adds=False),
    Mutation("等级不符", ("W14",), _set_cell("grade", "差")),
    Mutation("得分大于分值", ("K01",), lambda s, r: _row("score", "31")(s, r)),
    Mutation("得分为负", ("K02",), lambda s, r: _row("score", "-1")(s, r)),
    Mutation("未完成却满分", ("K03",), _ratio(0.8, score="full")),
    Mutation("得分高于比例", ("K04",), _ratio(0.8, score="high")),
    Mutation("完成值为0有得分", ("K06",), _zero),
    Mutation("已完成却扣分", ("K07",), _lost),
    Mutation("反向指标超标满分", ("K08",), _reverse(True)),
    Mutation("反向指标不符公式", ("K09",), _reverse(False)),
    Mutation("定性得分不在档内", ("K11",), _band),
    Mutation("定性效果差却高分", ("K12",), _words("效果不明显")),
    Mutation("未开展仍得分", ("K14",), _words("尚未开展")),
    Mutation("逾期仍满分", ("K13",), _late),
    Mutation("跨年歧义满分", ("K13",), _perhaps_late),
    Mutation("执行率未满总分100", ("K16", "W11"), _copies_total, adds=False),
    Mutation("超额未说明", ("K17",), _ratio(1.5, score="full")),
    Mutation("完成率异常高", ("K18",), _ratio(3.2, score="full")),
    Mutation("完成值为负", ("K20",), lambda s, r: _row("actual_text", "-5", _full_quantity)(s, r)),
    Mutation("比率超过100", ("K22",), lambda s, r: _row("actual_text", "108%", lambda x: x["level2"] == "质量指标")(s, r)),
]  # fmt: skip


@dataclass(slots=True)
class Report:
    """``misses``: (defect, form, findings); ``collateral``: new critical and warning findings of other rules, by defect."""

    cases: int
    misses: list[tuple[str, int, list[str]]]
    collateral: dict[str, list[str]]
    clean_forms: int
    clean_findings: list[tuple[str, str, str]]

    @property
    def recall(self) -> float:
        return 1 - len(self.misses) / self.cases

    @property
    def collateral_rate(self) -> float:
        return sum(map(len, self.collateral.values())) / self.cases


def run(forms: int = 20, seed: int = 1, suites: tuple[str, ...] = (), *, add_up: bool = True) -> Report:
    """Inject every defect into random clean forms and check all of them in one batch; ``suites`` limits which findings count,
    ``add_up`` False leaves the total as it was before the defect."""
    rng = random.Random(seed)
    clean = [clean_form(rng) for _ in range(forms)]
    made: list[tuple[str, int, Mutation | None, str]] = []
    specs: list[Spec] = []
    for n, spec in enumerate(clean):
        specs.append(spec)
        made.append(("", n, None, ""))
        for mutation in MUTATIONS:
            changed = copy.deepcopy(spec)
            where = mutation.apply(changed, rng)
            if where is None:
                continue
            if mutation.adds and add_up:
                keep = changed["head"].get("total_score")
                if mutation.name in ("总分空白", "没有总分行"):
                    changed["head"]["total_score"] = keep
                else:
                    rescored(changed)
            specs.append(changed)
            made.append((mutation.name, n, mutation, where))
    items = [sample.form_of(s, file=f"{i}.docx") for i, s in enumerate(specs)]
    rules = [r for r in load_rules() if not suites or r.suite in suites]
    # a form and its mutants are one project: what rules say of forms beside each other is tested elsewhere
    result = check(tables_of(items), rules=rules, engine="direct", portfolio=False)
    broken = result.outcomes[result.outcomes["outcome"] == "broken"]
    if len(broken):
        raise AssertionError(broken.drop_duplicates("rule_id")[["rule_id", "reason"]].to_string())
    findings = result.findings
    rows = {i.form_id: n for n, i in enumerate(items)}
    by_form: dict[int, list[tuple[str, str, str]]] = {}
    for rule, form, where, severity in zip(
        findings["rule_id"], findings["form_id"], findings["where"], findings["severity"], strict=True
    ):
        by_form.setdefault(rows[form], []).append((rule, where, severity))
    base: dict[int, set[tuple[str, str]]] = {}
    report = Report(0, [], {}, forms, [])
    for i, (name, n, mutation, where) in enumerate(made):
        mine = by_form.get(i, [])
        if mutation is None:
            base[n] = {(r, w) for r, w, _ in mine}
            report.clean_findings += [(r, w, s) for r, w, s in mine if s != "info"]
            continue
        report.cases += 1
        row = where.split(".")[0]
        if not any(r in mutation.rules and (w == where or w.split(".")[0] == row) for r, w, _ in mine):
            report.misses.append((name, n, [f"{r}@{w}" for r, w, _ in mine]))
        # a second finding of an accepted rule is not another cause
        others = [r for r, w, s in mine if s != "info" and r not in mutation.rules and (r, w) not in base[n]]
        report.collateral.setdefault(name, []).extend(others)
    return report


def main() -> None:
    for add_up in (True, False):
        show(run(forms=40, seed=7, add_up=add_up))


def show(report: Report) -> None:
    critical = sum(s == "critical" for _, _, s in report.clean_findings)
    print(f"defects {report.cases}, recall {report.recall:.1%}, collateral {report.collateral_rate:.2f} a defect")
    print(
        f"clean forms {report.clean_forms}: {critical} critical, {(len(report.clean_findings) - critical) / report.clean_forms:.2f} warnings a form"
    )
    for rule in sorted({r for r, _, _ in report.clean_findings}):
        print("  false alarm", rule, sum(r == rule for r, _, _ in report.clean_findings))
    for name, n, mine in report.misses:
        print("  missed", name, n, mine)
    for name, others in report.collateral.items():
        if others:
            print("  collateral", name, {r: others.count(r) for r in sorted(set(others))})


if __name__ == "__main__":
    main()
