"""The words of targets and actuals as tables: operators, status, trend and level words, directions (docs/values.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from selfeval_nb.forms.values import units


def alternatives(table: Iterable[str]) -> str:
    """A regex that matches the longest word of the table first."""
    return "|".join(re.escape(w) for w in sorted(table, key=len, reverse=True))


#: Before the number. §5.4 rule 2: 达到 says at least, 超过 more than.
PREFIX_OPERATORS: dict[str, str] = {
    op: sign
    for sign, ops in {
        ">=": "≥ >= 大于等于 大于或等于 大于或者等于 不低于 不少于 不小于 不短于 不早于 不得低于 不得少于 应不低于 不少於 至少 最少 最低 达到 达 起码 高于或等于 高于等于 保底 不下于 不亚于",
        "<=": "≤ <= 小于等于 小于或等于 小于或者等于 不高于 不超过 不大于 不多于 不超 不得超过 不得高于 不得大于 不长于 不迟于 不晚于 不突破 低于等于 低于或等于 控制在 控制在不超过 最多 至多 最高 最大 限额",
        ">": "> 大于 超过 高于 多于 超出 超 逾",
        "<": "< 小于 低于 少于 不足 不到 未超过",
        "=": "= 等于 等於",
    }.items()
    for op in ops.split()
}
PREFIX_OPERATORS["未超过"] = "<="

#: After the number; these decide over a printed = before it (§5.4 rule 2).
SUFFIX_OPERATORS: dict[str, str] = {
    op: sign
    for sign, ops in {
        ">=": "以上 及以上 及其以上 或以上 以上(含) (含)以上 以上含 含以上 起步 以上(含本数)",
        "<=": "以下 及以下 及其以下 或以下 以内 之内 内 以下(含) (含)以下 (含)以内 以内(含) 及以内 封顶 范围内 以内完成 内完成 内办结 内响应",
    }.items()
    for op in ops.split()
}

#: Words before a number that say nothing about its size.
LEADING_NOISE = """
已 共 共计 合计 总计 累计 实际 预计 计划 全年 全市 全县 全区 全省 全镇 年度 本年 当年 年 每年 每年度 每月 每季度 每季 每周 每日 每天 每人 人均 户均 各 均 平均 均为 为
完成 已完成 完成了 实现 实际完成 全部 保持在 维持在 稳定在 目标 目标值 完成率 约为 大约为 总数 数量 支出 计 分别 基本 全部完成 一共 总共 实有 现有 新增 增长 提高 提升 减少 下降 降低 增加 同比增长 同比下降 :
完成率为 满意度 满意率 合格率 覆盖率 次数 人数 率
""".split()  # noqa: SIM905
#: Words behind a unit that say that it was done.
TRAILING_NOISE = """
完成 已完成 全部完成 达标 全部 全覆盖 合格 以上完成 完成率 的 (含) 含 整 有余 次数不限 满意 满意度 及时 覆盖 合格率 完成任务 已达标 左右 每年 每人 覆盖率
""".split()  # noqa: SIM905
HARMLESS_NOTE = re.compile(r"^(?:含|含本数|全部|全部完成|以上|以下|约|大约|估算|预计|左右|不含税|含税|万元|元)$")

_UNIT_ALONE = re.compile(r"^(?:[≥≤=<>]*)(?:分|%|万元|元|万|亿元|个|次|人|人次|家|户|项|天|场|套|台|件|百分比)$")


def is_unit_alone(text: str) -> bool:
    """A cell that holds only a unit (``分``, ``%``, ``≥%``): the value was never filled in."""
    return _UNIT_ALONE.match(text) is not None


PLACEHOLDER = re.compile(
    r"\*{2,}|[xX×]{2,}(?![0-9a-zA-Z])|^[≥≤=<>]*[xX×]+[%个次人元万]*$|^…+$|\.{3,}$|^指标[1-9一二三四五](?:[:.、]|$)"
    r"|[0-9]+字以内|对照年度目标,?说明|_{2,}"
)

_VERBS = re.compile(
    r"完成|开展|建设|组织|举办|发放|培训|购置|维修|改造|提高|提升|增强|改善|落实|保障|确保|实施|推进|服务|检查|宣传"
)


def has_verb(text: str) -> bool:
    """Whether the text behind a number acts (培训了…) rather than names a unit."""
    return _VERBS.search(text) is not None


#: A class or star rating is a level, not a number with a unit.
RATING = re.compile(
    r"^(?:[1-5]?A{1,5}级?|[甲乙丙丁一二三四五1-5][级等]|[1-5一二三四五]星级?|(?:排名)?(?:全[国省市县区])?[前第][0-9一二三四五六七八九十]+名?)(?:以上|及以上)?$"
)

_GRADES = re.compile(
    r"^(?P<third>未达成|没有达成|未实现|未完成)(?:年度|预期)?(?:指标|目标)?(?:且|并|,)?效果较?差?"
    r"|^(?P<second>部分|基本)(?:达成|实现|完成)(?:年度|预期)?(?:指标|目标)(?:并|且|,)?(?:具有|有)?一?定?效?果?"
    r"|^(?P<third2>未达成|未实现)(?:年度|预期)(?:指标|目标)"
    r"|^(?P<first>已?(?:全部)?(?:达成|实现|完成))(?:了)?(?:年度|预期|年初|既定|设定)?(?:绩效)?(?:指标|目标)(?:值)?"
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("boolean", re.compile(r"^(?:是|否|有|已有|对|√|×|是/否|是否|通过|不通过|未通过|已通过|真|假)$")),
    (
        "status",
        re.compile(
            r"^(?:已|未|尚未|没有|全部|全面|基本|部分|正在|暂未|按期|按时|如期|及时|按质按量|保质保量|圆满|顺利|均)*+"
            r"(?:完成|达标|达成|实现|开展|实施|落实|到位|竣工|完工|验收|取消|拨付|发放|支付|执行|建成|投入使用|启动|进行中|推进中|办结|结项|完结)"
            r"(?:年度目标|任务|年度任务|目标任务|目标|工作|完毕|完成|合格|到位|通过|率)*+$"
        ),
    ),
    (
        "compliance",
        re.compile(
            r"符合|遵守|严格|按照|依据|遵循|合规|合法|规定|(?<=.)规范$|制度|标准|要求|不违反|在.{0,12}时间内|按.{0,8}(?:计划|合同|时|期|质|进度|规定)|控制数以内|预算内|控制在预算"
        ),
    ),
    (
        "trend",
        re.compile(
            r"提高|提升|增强|改善|减少|降低|下降|增长|增加|优化|促进|推动|发展|扩大|加强|缩短|减轻|缓解|遏制|好转|完善|上升|加快|改进|稳定|带动|延长|推进|升高|巩固"
        ),
    ),
    (
        "level",
        re.compile(
            r"明显|显著|有效|良好|较好|优秀|优良|合格|满意|正常|及时|健全|充分|规范|较高|较大|较强|较低|安全|长期|长远|持续|稳固|可持续|完备|齐全|准确|真实|到位|科学|合理|公开|全覆盖|零|高效|便捷|有保障|保障|一般|突出|达标|知晓|有序|平稳|无"
            r"|^[1-5]?A{1,5}级?|^[甲乙丙丁一二三四五1-5][级等]|星级?|^(?:优|良|中|差|高|低|好|大|小|强|弱|较差|差|好评|清晰|完整|全面|先进|可靠)$"
        ),
    ),
    ("narrative", re.compile(r"")),
)


@lru_cache(maxsize=16384)
def classify(text: str) -> tuple[str, int | None]:
    """Words -> (kind, official grade 1–3 or None). Long sentences are narrative whatever words they hold."""
    m = _GRADES.match(text)
    if m:
        return "status", 3 if m["third"] or m["third2"] else 2 if m["second"] else 1
    for kind, pattern in _KINDS:
        if len(text) > 24 and kind not in ("boolean", "status"):
            break
        if pattern.search(text):
            return kind, None
    return "narrative", None


# ---- direction without an operator (§5.4 rule 3) --------------------------------------------------------------------

_COST_LEVEL = re.compile(r"成本")
_COST_NAME = re.compile(
    r"成本|费用|经费|资金|投资|造价|单价|支出|补助标准|金额|总额|价格|预算控制|补贴标准|补偿标准|奖补"
)
_LOWER_IS_BETTER = re.compile(
    r"投诉|事故|发案|案发|死亡|伤亡|差错|错误|失误|故障|违规|违法|违纪|信访|上访|污染|超标|流失率|损耗|损失|变质|缺陷|返工|延误|响应时间|响应时限|办理时限|办结时间|等待时间|处置时间"
    r"|处理时间|修复时间|耗时|能耗|排放|次品|不合格|空置率|发病率|复发率|失业率|变动率|调整率|结转结余率|结余率|资产负债率|负债率|超支|浪费|偏差率|拒绝率|投诉率|误差|隐患|舆情|辍学率|逾期|(?:人员|经费|成本|预算|支出|费用|规模|编制|投资|造价|债务).{0,4}控制率"
)
#: What is not wanted, and behind it only words that measure it: 污水直排口数量, 医院感染发生率, 系统宕机时长.
_UNWANTED = (
    "投诉|事故|死亡|伤亡|受伤|火灾|火点|焚烧|停电|停水|停气|停运|停机|断网|断电|断水|断流|断供|宕机|中断|故障|报修|返修|返工|退货|退学|退保|辍学|流失|差错|失误|错误"
    "|误报|漏报|错报|漏检|误诊|误差|偏差|违规|违法|违纪|违约|违章|发案|案发|犯罪|盗窃|诈骗|感染|不良反应|不良事件|并发症|发病|患病|病死|死淘|疫情|暴发|复发|传染|损失|损耗"
    "|损坏|破损|毁损|漏损|渗漏|泄漏|泄露|丢失|遗失|积存|积压|滞留|滞销|库存|闲置|空置|空缺|缺岗|缺勤|旷课|超标|超期|超时|超限|超载|超支|逾期|延误|延迟|拖延|拖欠|欠薪|欠费|欠缴"
    "|纠纷|败诉|撤诉|信访|上访|舆情|处罚|问责|浪费|污染|直排|偷排|乱排|溢流|扬尘|噪声|噪音|塌方|内涝|积水|灾害|受灾|受害|危害|攻击|入侵|丢弃|跑动|重复提交|重复投诉|重复信访|等待|候诊|排队|拥堵"
    "|能耗|水耗|电耗|油耗|煤耗|排放|碳排放|农药使用|化肥使用|农药施用|化肥施用|抗生素使用|贫困发生|返贫|失业|裁员|不合格|不达标|未达标|未办结|未整改|未还|未就业|不满意|差评|拒绝|拒收|废弃|报废|坏账|不良贷款|呆账|举报|冲突|打架|溺水|自杀|中毒|虚假|造假|抄袭|冒领|套取|挪用|截留|错发|漏发|重复发放|退件|补正|误码|丢包|死机|卡顿|崩溃|裂缝|病害|缺陷|瑕疵|次品|残次|隐患"
)
_FEW = re.compile(
    rf"(?:{_UNWANTED})(?:的)?(?:发生|事件|案件|责任|行为|现象|问题|情况|人员|学生|口|点|材料|占|平均|总|累计|新增|单位|随意|集中){{0,2}}"
    r"(?:次数|起数|件数|人数|户数|例数|处数|点数|数量|总量|总数|时长|时间|时限|用时|金额|浓度|强度|面积|占比|比例|比率|人次|率|数|量)?(?:\([^)]*\))?$"
)
_FEW_ACTS = re.compile(
    r"^(?:帮扶|扶持|资助|慰问|关爱|补助|吸纳|收治|接诊|诊疗|随访|护理|照护|走访|登记|建档|摸排|惠及|帮教|矫治|疏导|培养|组织|开展)|处理|处置|治理|整治|整改|化解|调解|调处|解决|查处|查办|侦破|破获|办结|受理|回复|答复|回访|防治|防控|防范|预防|预警|预报|监测|检测|排查|巡查|检查|普查|演练|培训|宣传|教育"
    r"|下降|降低|减少|压减|削减|减排|消除|清理|清零|修复|抢修|维修|救治|救助|救援|补偿|赔付|理赔|应急|安置|追回|挽回|避免|节约|节省|回收|利用|收集|清运|控制面积|达标|盘活|去化|储备|保有|抽查|干预|康复|筛查|无|零|不发生|未发生|科|设施|设备数"
)


@lru_cache(maxsize=16384)
def lower_is_better(name: str) -> bool:
    """Whether an indicator's name names something that nobody wants, and no act against it (停电次数, not 停电抢修次数)."""
    bare = name.strip()
    return _FEW.search(bare) is not None and _FEW_ACTS.search(bare) is None


_DURATION_NAME = re.compile(r"时限|时间|时长|工期|周期|期限|响应|天数|时效")
#: Times of which more is better (空气质量优良天数, 开放天数, 培训时长), unless the name is of a limit.
_MORE_TIME = re.compile(
    r"优良|达标|蓝天|开放|开馆|培训|服务|运行|授课|驻村|巡查|巡逻|值班|值守|供水|供暖|供热|供电|演出|展出|在岗|出勤|学习|锻炼|播出|年限|寿命|质保|保质|续航"
)
_LIMIT_TIME = re.compile(r"时限|工期|周期|期限|响应|间隔|等待|办理|处理|延误|停|中断|完成时间|竣工|交付")


@lru_cache(maxsize=16384)
def is_cost(name: str, level2: str) -> bool:
    """Whether a row is about money, so that a bare 万 means 万元."""
    if _COST_LEVEL.search(level2):
        return True
    unit = units.unit_of_name(name)
    base = units.base(unit) if unit else None
    return bool(base and base.money) or _COST_NAME.search(name) is not None


_SHORT_TIME = re.compile(r"小时|分钟|秒|工作日")
_BY_LEVEL = (
    ("数量", "quantity"),
    ("质量", "quality"),
    ("时效", "time-rate"),
    ("满意", "satisfaction"),
    ("效益", "benefit"),
    ("影响", "benefit"),
)


#: A name that counts what was saved or avoided (节约能耗, 投诉下降率): more of it is better.
_LESS_IS_MEANT = re.compile(r"节约|节省|下降|降低|减少|压减|削减|减排|办结|处理|处置|整改|化解|解决|受理")
#: Among quantities, acts against what is bad are counted (治理隐患点, 查处违法案件): more of them is better.
_ACTS_AGAINST = re.compile(
    r"治理|整治|排查|消除|查处|查办|打击|防治|修复|清理|监测|普查|处罚|侦破|破获|拆除|调解|抢修|救治|防控"
)
_NO_ACTS = re.compile(r"(?:率|时间|时限|时长)$|发生|[漏误]")


@lru_cache(maxsize=16384)
def direction_of(name: str, level2: str, kind: str, unit: str, number: float | None) -> tuple[str, str]:
    """(assumed operator, why) for a number without one: cost, complaints, accidents, error rates and times ≤, else ≥.

    A target of zero can only mean at most zero.
    """
    if number == 0:
        return "<=", "zero"
    acts = "数量" in level2 and _ACTS_AGAINST.search(name) is not None and _NO_ACTS.search(name) is None
    if lower_is_better(name) or (_LOWER_IS_BETTER.search(name) and not acts and not _LESS_IS_MEANT.search(name)):
        return "<=", "name"
    if _COST_LEVEL.search(level2) and kind in ("money", "number", "duration"):
        return "<=", "cost"
    if kind == "duration" and _MORE_TIME.search(name) and not _LIMIT_TIME.search(name):
        return ">=", "name"
    if kind == "duration" and (_SHORT_TIME.search(unit) or "时效" in level2 or _DURATION_NAME.search(name)):
        return "<=", "time"
    by_level = next((why for word, why in _BY_LEVEL if word in level2), None)
    if by_level is None and kind == "money" and "/" in unit:
        return "<=", "unit-cost"  # 400元/人、天 is a standard of spending
    return ">=", by_level or "default"
