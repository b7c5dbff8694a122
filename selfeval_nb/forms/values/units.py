"""Units: which words are units, and what one of them is in base units. The table is the whole knowledge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import nfkc

WORDS = Words("cells", "units")

#: The money units of forms in yuan.
YUAN = {"元": 1.0, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}

# base unit -> {printed unit: factor}. Only exact conversions; a month is not thirty days.
_CONVERTED: dict[str, dict[str, float]] = {
    "元": {"元": 1, "块钱": 1, "人民币": 1, "元整": 1, "圆": 1, "角": 0.1, "元人民币": 1},
    "%": {"%": 1, "百分比": 1, "百分数": 1, "％": 1, "﹪": 1, "‰": 0.1, "百分之": 1, "千分比": 0.1, "成": 10},
    "百分点": {"百分点": 1, "个百分点": 1, "pp": 1},
    "天": {
        "天": 1, "日": 1, "个日": 1, "日历天": 1, "自然日": 1, "个自然日": 1,
        "小时": 1 / 24, "个小时": 1 / 24, "时": 1 / 24, "h": 1 / 24,
        "分钟": 1 / 1440, "min": 1 / 1440, "秒": 1 / 86400, "秒钟": 1 / 86400, "周": 7, "星期": 7, "个星期": 7,
    },
    "工作日": {"工作日": 1, "个工作日": 1},
    "月": {"月": 1, "个月": 1, "年": 12, "周年": 12, "季度": 3, "个季度": 3, "学年": 12},
    "米": {
        "米": 1, "m": 1, "公里": 1000, "千米": 1000, "km": 1000, "㎞": 1000, "KM": 1000, "Km": 1000, "里": 500,
        "厘米": 0.01, "cm": 0.01, "㎝": 0.01, "毫米": 0.001, "mm": 0.001, "㎜": 0.001, "延米": 1, "延长米": 1,
    },
    "平方米": {
        "平方米": 1, "平米": 1, "㎡": 1, "m2": 1, "m²": 1, "平方": 1, "公顷": 10000, "hm2": 10000, "hm²": 10000,
        "亩": 2000 / 3, "平方公里": 1e6, "平方千米": 1e6, "km2": 1e6, "km²": 1e6, "㎢": 1e6,
    },
    "立方米": {"立方米": 1, "立方": 1, "方": 1, "m3": 1, "m³": 1, "㎥": 1, "升": 0.001, "L": 0.001, "土方": 1},
    "千克": {"千克": 1, "公斤": 1, "kg": 1, "㎏": 1, "KG": 1, "吨": 1000, "t": 1000, "克": 0.001, "g": 0.001, "斤": 0.5},
    "千瓦时": {"千瓦时": 1, "度电": 1, "kwh": 1, "kWh": 1},
    "千瓦": {"千瓦": 1, "kw": 1, "kW": 1, "KW": 1, "兆瓦": 1000, "MW": 1000},
    "GB": {"GB": 1, "G": 1, "TB": 1024, "T": 1024, "MB": 1 / 1024},
    "Mbps": {"Mbps": 1, "M": 1, "兆": 1, "Gbps": 1000},
}  # fmt: skip
# Counted things: each is its own base. 人 and 人次 are not the same thing, and a 场 is not a 次.
_COUNTED = """
个 人 名 人次 次 次数 场 场次 件 份 项 条 套 台 辆 本 册 块 户 家 座 处 间 所 篇 期 批 批次 组 种 例 起 株 棵 头 只 羽 尾 匹
支 部 台套 台次 台(套) 车 车次 班 班次 课时 学时 学分 课次 人天 人日 人月 人年 户次 家次 户数 人数 个数 位 位次 名次 幅 张 片 面 盏 根 盒 箱 包 袋 瓶
门 口 眼 孔 栋 幢 层 套次 艘 架 卷 宗 案 案件 号 级 类 款 道 段 路 路段 节 届 轮 轮次 遍 趟 人份 剂 剂次 针 针次 床 床位 张床 例次 点 点位 站 站点
村 个村 镇 乡 县 市 区 社区 乡镇 街道 院 校 校次 师 生 队 支队 团 团队 企业 项目 课题 标段 平台 系统 模块 台站 亩次 公里次 株次 头次 只次 件次
分 ℃ 倍 倍次 万次 字 字数 页 版 条次 人均 对 双 副 桶 罐 筒 顶 床次 把 枚 颗 粒 朵 束 捆 排 列 窗 扇 樘 盘 碗 餐 餐次 人餐 单 单次 笔 笔次 票 枪 机 杆
DB dB 分贝 勒克斯 流明 兆帕 千帕 MPa kPa 千伏 赫兹 Hz 元次 mg/L 吨次 户(次) 人(次) 项次 宗次 份次 户人 册次 架次 航次 列次 张次 样 样次 标 小区 网格 单元 岗 岗位 席 席位 车位 泊位 井 塔 桥 闸 坝 泵 渠 池 库 厕 棚 栏 圈 舍
""".split()  # noqa: SIM905
_MULTIPLIERS = {"亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3, "百": 1e2, "十": 10}
_KNOWN: dict[str, tuple[str, float]] = {u: (u, 1.0) for u in _COUNTED} | {
    u: (base, float(f)) for base, units in _CONVERTED.items() for u, f in units.items()
}
_LONGEST = max(map(len, _KNOWN))
#: 台(件、套): one unit with others that are counted alike.
_ALSO = re.compile(r"^([^()]+)\(([^()]{1,8})\)$")
_PER = re.compile(r"[/／每]")
_DENOMINATOR = re.compile(r"[·.、*×每/／]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A printed unit in base units: ``base`` names the comparable dimension, ``factor`` turns the printed number into it."""

    base: str
    factor: float

    @property
    def money(self) -> bool:
        return self.base == "元" or self.base.startswith("元/")


@lru_cache(maxsize=8192)
def known(unit: str) -> bool:
    """Whether the whole text is a unit that the table knows, multipliers (万人) and compounds (元/亩) included."""
    return _resolve(unit) is not None


def _simple(unit: str) -> tuple[str, float] | None:
    hit = _KNOWN.get(unit) or _KNOWN.get(unit.lower())
    if hit is not None:
        return hit
    m = _ALSO.match(unit)
    if m is not None and all(p in _KNOWN for p in re.split("[、,/]", m[2])):
        return _simple(m[1])
    m = WORDS.multiplied.match(unit)
    if m is None:
        return None
    if not m[2]:
        return "", _MULTIPLIERS[m[1]]
    rest = _KNOWN.get(m[2]) or _KNOWN.get(m[2].lower())
    return None if rest is None else (rest[0], rest[1] * _MULTIPLIERS[m[1]])


def _resolve(unit: str) -> tuple[str, float] | None:
    if not unit:
        return None
    head, *rest = _PER.split(unit, maxsplit=1)
    if not rest:
        return _simple(unit)
    if not head:  # ``28.40/株``: the numerator is missing, nothing can be said in base units
        return None
    top = _simple(head)
    if top is None or WORDS.not_a_unit.search(rest[0]):
        return None
    return f"{top[0]}/{'·'.join(p for p in _DENOMINATOR.split(rest[0]) if p)}", top[1]


@lru_cache(maxsize=8192)
def base(unit: str | None, *, money: bool = False) -> Unit | None:
    """A printed unit -> base unit and factor. A bare 万 or 亿 is money only where the row is (``money``), else a count.

    An unknown unit is its own base with factor 1, so that equal units still compare; None for no unit.
    """
    if not unit:
        return None
    unit = nfkc(unit).replace(" ", "")
    hit = _resolve(unit)
    if hit is None:
        return Unit(unit, 1.0)
    if not hit[0] and money:
        return Unit("元", hit[1])
    return Unit(*hit)


@lru_cache(maxsize=8192)
def leading_unit(text: str) -> str | None:
    """The longest unit that ``text`` begins with: ``次宣传`` -> 次, ``万元资金`` -> 万元, ``乡`` -> 乡; None when none."""
    text = text[:40]
    for n in range(min(len(text), _LONGEST + 2), 0, -1):
        hit = _simple(text[:n])
        if hit is not None and (hit[0] or n == len(text)):  # the 千 of 千伏 is no unit by itself
            end = n
            while end < len(text) and text[end] in "/每·、" and (below := leading_unit(text[end + 1 :].split("/")[0])):
                end += 1 + len(below)
            return text[:end]
    return None


_BRACKET_ANY = re.compile(r"[(（]([^()（）]{1,20})[)）]")


@lru_cache(maxsize=16384)
def unit_of_name(name: str) -> str | None:
    """The unit that an indicator's name carries in brackets: ``…成本（万元）`` -> 万元; None when it names none.

    ``（个，含3个园区）`` gives 个, ``（块/本）`` gives 块/本 as printed.
    """
    for found in reversed(_BRACKET_ANY.findall(WORDS.either.sub("", name))):
        text = nfkc(found).replace(" ", "").lstrip("≤≥<>=*×")  # （≤**万元） of a template
        text = re.split(r"[,;:、，；：]", text.removeprefix("单位:"), maxsplit=1)[0] if not known(text) else text
        if known(text) or all(known(p) for p in text.split("/") if p):
            return text or None
    return None


@lru_cache(maxsize=16384)
def is_rate_name(name: str) -> bool:
    """Whether the name ends like a rate (率, 比例, 满意度), whose bare number is most probably percent."""
    return WORDS.rate_name.search(nfkc(name).strip()) is not None
