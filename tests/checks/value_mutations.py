"""Defects of values, dates, explanations and satisfaction for the mutation harness (tests/checks/mutations.py)."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from tests.checks.mutations import Mutation, Spec, points

Apply = Callable[[Spec, random.Random], str | None]


def _rows(spec: Spec, level2: str) -> list[tuple[int, dict[str, str]]]:
    return [(i, r) for i, r in enumerate(spec["indicators"], 1) if level2 in r["level2"]]


def put(level2: str, place: str, **cells: str) -> Apply:
    """Other texts in a row of a second level; the defect is found at ``place`` of that row."""

    def apply(spec: Spec, rng: random.Random) -> str | None:
        rows = _rows(spec, level2)
        if not rows:
            return None
        i, row = rng.choice(rows)
        row.update(cells)
        return f"indicators[{i}].{place}"

    return apply


def full(level2: str, place: str, change: Callable[[dict[str, str]], None]) -> Apply:
    """A change of a row that has full points."""

    def apply(spec: Spec, rng: random.Random) -> str | None:
        rows = [(i, r) for i, r in _rows(spec, level2) if r["score"] == r["weight"]]
        if not rows:
            return None
        i, row = rng.choice(rows)
        change(row)
        return f"indicators[{i}].{place}"

    return apply


def short(reason: str) -> Apply:
    """A quantity at nine tenths of its target, scored in proportion, with this text as reason."""

    def apply(spec: Spec, rng: random.Random) -> str | None:
        i, row = rng.choice(_rows(spec, "数量"))
        row.update(
            level3="完成巡检次数",
            target_text="≥200次",
            actual_text="180次",
            reason=reason,
            score=f"{points(Decimal(row['weight']) * Decimal('0.9')):f}",
        )
        return f"indicators[{i}].reason"

    return apply


def _swap_sign(sign: str) -> Callable[[dict[str, str]], None]:
    def change(row: dict[str, str]) -> None:
        number = row["target_text"].lstrip("≥≤>=<不低于")
        row["target_text"] = sign + number

    return change


def head(place: str, **cells: str) -> Apply:
    def apply(spec: Spec, rng: random.Random) -> str | None:
        spec["head"].update(cells)
        return place

    return apply


def _lose(spec: Spec) -> None:
    short("报名人数少于预计；下一步提前摸底，改进组织方式。")(spec, random.Random(0))


def problems(**cells: str) -> Apply:
    def apply(spec: Spec, rng: random.Random) -> str | None:
        _lose(spec)
        spec["head"].update(cells)
        return "form"

    return apply


def _weights_as_targets(spec: Spec, rng: random.Random) -> str:
    for row in spec["indicators"]:
        row.update(target_text=row["weight"], actual_text=row["weight"], score=row["weight"], reason="")
    return "form"


def _same_reasons(spec: Spec, rng: random.Random) -> str:
    for row in spec["indicators"][:3]:
        row["reason"] = "因采购流程较长，下一步提前编制采购计划。"
    return "indicators[1].reason"


def _no_satisfaction(spec: Spec, rng: random.Random) -> str:
    gone = spec["indicators"].pop()
    row = spec["indicators"][-1]
    row["weight"] = f"{Decimal(row['weight']) + Decimal(gone['weight']):f}"
    row["score"] = f"{Decimal(row['score']) + Decimal(gone['weight']):f}"
    row["actual_text"] = "达成年度指标"
    row["level1"] = row["level1"].split("（")[0]
    for other in spec["indicators"]:
        other["level1"] = other["level1"].split("（")[0]
    return "form"


MUTATIONS = [
    Mutation("定性目标填百分数", ("V01",), put("可持续", "actual_text", target_text="逐步提高", actual_text="92%")),
    Mutation("定量目标填完成", ("V02",), full("数量", "actual_text", lambda r: r.update(actual_text="完成"))),
    Mutation("定量目标填达成预期指标", ("V02",), full("质量", "actual_text", lambda r: r.update(actual_text="达成预期指标"))),
    Mutation("百分数对件数", ("V03",), full("质量", "actual_text", lambda r: r.update(actual_text="1000件"))),
    Mutation("公里对万元", ("V03",), full("数量", "actual_text", lambda r: r.update(target_text="≥20公里", actual_text="22万元", level3="新修渠道长度"))),
    Mutation("数量对日期", ("V03",), full("数量", "actual_text", lambda r: r.update(actual_text="2023年11月"))),
    Mutation("没有单位", ("V04",), full("数量", "target_text", lambda r: r.update(level3="组织演练", target_text="≥6", actual_text="6"))),
    Mutation("成本用≥", ("V06",), full("成本", "target_text", _swap_sign("≥"))),
    Mutation("投诉用≥", ("V06",), full("社会效益", "target_text", lambda r: r.update(level3="有效投诉次数", target_text="≥5次", actual_text="3次"))),
    Mutation("数量用≤", ("V07",), full("数量", "target_text", _swap_sign("≤"))),
    Mutation("满意度用≤", ("V07",), full("满意度", "target_text", _swap_sign("≤"))),
    Mutation("完成值带运算符", ("V08",), full("数量", "actual_text", lambda r: r.update(actual_text="≥" + r["actual_text"].strip()))),
    Mutation("完成值约数", ("V09",), full("数量", "actual_text", lambda r: r.update(target_text="≥200次", actual_text="200余次", level3="开展检查次数"))),
    Mutation("照抄定性目标", ("V10",), put("可持续", "actual_text", target_text="持续增强", actual_text="持续增强")),
    Mutation("并列目标", ("V11",), full("数量", "target_text", lambda r: r.update(target_text="培训3期、演练2次", actual_text="培训3期、演练2次"))),
    Mutation("名称含目标", ("V12",), full("数量", "target_text", lambda r: r.update(level3="培训人数不少于200人", target_text=""))),
    Mutation("名称单位不符", ("V13",), full("数量", "target_text", lambda r: r.update(level3="改造管网长度（公里）", target_text="≥12户", actual_text="12户"))),
    Mutation("百分数写成小数", ("V14",), full("质量", "actual_text", lambda r: r.update(target_text="≥95%", actual_text="0.96"))),
    Mutation("万元写成元", ("V15",), full("成本", "actual_text", lambda r: r.update(actual_text=r["actual_text"].replace("万元", "元")))),
    Mutation("元写进万元栏", ("V15",), full("成本", "actual_text", lambda r: r.update(actual_text=f"{Decimal(r['actual_text'].strip('万元 　')) * 10000:f}"))),
    Mutation("比率超100", ("V16",), full("质量", "target_text", lambda r: r.update(level3="设备验收合格率", target_text="≥100%", actual_text="100%"))),
    Mutation("异体符号", ("V17",), full("数量", "target_text", lambda r: r.update(target_text="≧" + r["target_text"].lstrip("≥>=不低于")))),
    Mutation("单位不全", ("V18",), full("数量", "target_text", lambda r: r.update(level3="苗木补助标准", target_text="≥28.4/株", actual_text="28.4元/株"))),
    Mutation("分值填成指标值", ("V19",), _weights_as_targets),
    Mutation("指标值是叙述", ("V20",), put("可持续", "target_text", target_text="结合全县实际按照主管部门统一安排逐步建立各项日常管护工作长效机制")),
    Mutation("完成值填无", ("V21",), full("数量", "actual_text", lambda r: r.update(actual_text="无"))),
    Mutation("完成值填斜线", ("V21",), full("质量", "actual_text", lambda r: r.update(actual_text="/"))),
    Mutation("时效无时间", ("V22",), full("时效", "target_text", lambda r: r.update(level3="更换阀门数量", target_text="≥30个", actual_text="30个"))),
    Mutation("期限跨年", ("D02",), full("时效", "target_text", lambda r: r.update(target_text="2024年3月31日前", actual_text="2023年11月8日"))),
    Mutation("期限含义不明", ("D04",), full("时效", "target_text", lambda r: r.update(target_text="≤20日", actual_text="5日"))),
    Mutation("时间段", ("D05",), full("时效", "target_text", lambda r: r.update(target_text="1-12月", actual_text="全年完成"))),
    Mutation("填报过早", ("D06",), head("form", fill_date="2023年11月30日")),
    Mutation("扣分无原因", ("E01",), short("")),
    Mutation("扣分原因填无", ("E01",), short("无")),
    Mutation("有原因没措施", ("E04",), short("因采购流程较长，合同签订滞后")),
    Mutation("原因空泛", ("E05",), short("客观原因")),
    Mutation("原因只有疫情", ("E05",), short("受疫情影响")),
    Mutation("满分写未完成", ("E06",), full("数量", "reason", lambda r: r.update(reason="因天气原因部分任务未完成，下一步加快进度。"))),
    Mutation("未完成写超额", ("E07",), short("因群众需求增加，超额完成年度任务；今后合理设置目标。")),
    Mutation("偏差栏填0", ("E08",), full("数量", "reason", lambda r: r.update(reason="0"))),
    Mutation("偏差栏填达成预期指标", ("E08",), full("质量", "reason", lambda r: r.update(reason="达成预期指标"))),
    Mutation("原因雷同", ("E09",), _same_reasons),
    Mutation("存在问题填无", ("E10",), problems(problems_text="无", measures_text="无")),
    Mutation("改进措施填暂无", ("E11",), problems(problems_text="部分地段施工协调较慢，进度滞后。", measures_text="暂无")),
    Mutation("结论得分不符", ("E12",), head("form", conclusion="该项目自评得分61.5分，评价等级为中。")),
    Mutation("结论没有得分", ("E12",), head("form", conclusion="项目总体完成较好，成效明显。")),
    Mutation("错别字", ("E13",), full("数量", "reason", lambda r: r.update(reason="因需求增加按排较多，超出计划。"))),
    Mutation("没有满意度", ("P01",), _no_satisfaction),
    Mutation("满意度恰等于目标", ("P02",), full("满意度", "actual_text", lambda r: r.update(target_text="≥90%", actual_text="90%"))),
    Mutation("满意度百分之百", ("P03",), full("满意度", "actual_text", lambda r: r.update(actual_text="100%"))),
    Mutation("满意度对象不符", ("P04",), full("满意度", "level3", lambda r: r.update(level3="游客满意度"))),
    Mutation("满意度定性", ("P05",), full("满意度", "target_text", lambda r: r.update(target_text="满意", actual_text="较满意"))),
]  # fmt: skip
