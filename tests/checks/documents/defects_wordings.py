"""Late, undone, vague and unexplained in many wordings."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.checks.documents.edit import REASON, Form, Hit, add, full, isnum, partial, pick, renew, retotal, row

Defect = Callable[[Form, Random], Hit | None]


def _deadline(target: str, actual: str) -> Defect:
    def apply(f: Form, rng: Random) -> Hit | None:
        n = pick(f, rng, lambda i: i["l2"] == "时效指标")
        year = int(f["year"])
        said = [t.replace("{y}", str(year)).replace("{n}", str(year + 1)) for t in (target, actual)]
        renew(f, f["inds"][n], l3="项目完成时间", target=said[0], actual=said[1])
        return (f, row(n, "score", "actual_text"), {"K13", "K14", "D03"})

    return apply


def _undone(words: str) -> Defect:
    def apply(f: Form, rng: Random) -> Hit | None:
        n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≥" and full(i) and i["l1"] == "产出指标")
        i = f["inds"][n]
        f["goal_act"] = f["goal_act"].replace(i["actual"], "")
        i["actual"], i["reason"] = words, REASON
        return (f, row(n, "score", "actual_text"), {"K14", "K12", "V02", "K06"})

    return apply


def _falls_short(words: str) -> Defect:
    def apply(f: Form, rng: Random) -> Hit | None:
        n = pick(f, rng, lambda i: i["op"] == "定性" and "月" not in i["val"])
        i = f["inds"][n]
        i["actual"], i["score"], i["reason"] = words, i["weight"], ""
        retotal(f)
        return (f, row(n, "score", "actual_text"), {"K14", "K12", "K11", "K03"})

    return apply


def _vague(words: str) -> Defect:
    units = ("人", "人次", "册", "户", "台", "场", "天", "期")

    def apply(f: Form, rng: Random) -> Hit | None:
        n = pick(f, rng, lambda i: isnum(i) and full(i) and i["unit"] in units and i["op"] == "≥")
        if n is None:
            return None
        i = f["inds"][n]
        number, unit = re.match(r"([\d.]+)(.*)", i["actual"]).groups()
        i["actual"] = words.format(number) + unit if words != "{}以上" else number + unit + "以上"
        return (f, row(n, "actual_text"), {"V09"})

    return apply


def _reason(words: str, rules: set[str]) -> Defect:
    def apply(f: Form, rng: Random) -> Hit | None:
        n = partial(f, rng)
        f["inds"][n]["reason"] = words
        return (f, row(n, "reason", "score"), rules)

    return apply


_LATE = [
    ("11月底前", "12月20日"), ("10月31日前", "{n}年1月15日"), ("{y}年9月30日前", "{y}年11月5日"), ("6月底前完成", "8月完成"),
    ("11月底前", "推迟至{n}年3月完成"), ("{y}年11月30日前完成", "{y}-12-15"), ("第三季度", "第四季度"), ("年底前", "{n}年2月"),
    ("12月底前", "次年1月"), ("≤12月20日", "1月31日"), ("11月底前完成", "12月底完成"),
]  # fmt: skip
_UNDONE = ["未启动", "尚未完成", "未能实施", "项目已终止", "暂缓实施", "未采购", "未开工", "无法实施"]
_SHORT = ["部分完成", "提升不明显", "效果一般", "未明显改善", "成效不显著", "尚不健全", "有待提升", "较差"]
_VAGUE = ["近{}", "{}余", "大约{}", "超过{}", "{}以上", "将近{}", "{}左右", "{}多"]
_NO_MEASURE = [
    "受疫情影响，部分任务推迟。",
    "由于资金到位较晚，影响了实施进度。",
    "供货商延期交货导致。",
    "因人员变动，工作衔接不够顺畅造成完成数偏少。",
]
_EMPTY = ["疫情原因", "客观因素", "无", "已完成年度目标", "达成预期指标", "0", "工作安排", "。", "/", "-"]

for number, pair in enumerate(_LATE):
    add(f"late_{number}", _deadline(*pair))
for name, make, wordings in (("undone", _undone, _UNDONE), ("short", _falls_short, _SHORT), ("vague", _vague, _VAGUE)):
    for number, words in enumerate(wordings):
        add(f"{name}_{number}", make(words))
for number, words in enumerate(_NO_MEASURE):
    add(f"no_measure_{number}", _reason(words, {"E04", "E05"}), "D")  # there the measures have a row of their own
for number, words in enumerate(_EMPTY):
    add(f"empty_reason_{number}", _reason(words, {"E01", "E05", "K07"}))
