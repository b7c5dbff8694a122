"""The sections of a preset: every key with its type, its range, what it means, and the sentences that a report says of it.

mof2020.toml sets every key. To add one: a field here, a line there, and, if people should read it, a sentence of its section.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any

from selfeval_nb.checks.book.formulas import EXECUTION, REVERSE, Bands, Execution, Linear, Reverse, bands_of
from selfeval_nb.checks.book.template import number, percent

Fault = tuple[str, str, Any]  # key, what is expected, what is there
_LEVELS = {
    "zh": {"cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度"},
    "en": {"cost": "cost", "output": "output", "benefit": "benefit", "satisfaction": "satisfaction"},
}
_SECOND = {
    "zh": {"quantity": "数量", "quality": "质量", "timeliness": "时效", "cost": "成本"},
    "en": {"quantity": "quantity", "quality": "quality", "timeliness": "timeliness", "cost": "cost"},
}


def _numeric(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def num(low: float, high: float, about: str) -> Any:
    """A number in a range."""
    return field(metadata={"about": about, "range": f"{low:g}～{high:g}", "expected": f"{low:g}～{high:g}之间的数", "plain": "数",
                           "ok": lambda v: low <= v <= high, "type": _numeric})  # fmt: skip


def whole(low: int, high: int, about: str) -> Any:
    """A whole number in a range."""
    return field(metadata={"about": about, "range": f"{low}～{high}", "expected": f"{low}～{high}之间的整数", "plain": f"{low}～{high}之间的整数",
                           "ok": lambda v: low <= v <= high, "type": lambda v: _numeric(v) and isinstance(v, int)})  # fmt: skip


def yes(about: str) -> Any:
    """true or false."""
    return field(
        metadata={
            "about": about,
            "range": "true、false",
            "plain": " true 或 false",
            "type": lambda v: isinstance(v, bool),
        }
    )


def choice(*allowed: str, about: str) -> Any:
    """One of some words."""
    expected = f"文字，可选{'、'.join(allowed)}"
    return field(metadata={"about": about, "range": "、".join(allowed), "expected": expected, "plain": expected, "ok": lambda v: v in allowed,
                           "type": lambda v: isinstance(v, str)})  # fmt: skip


def rows(about: str) -> Any:
    """A list; its section looks at what is in it."""
    return field(metadata={"about": about, "range": "列表", "plain": "列表", "type": lambda v: isinstance(v, list)})


def value_fault(entry: Field[Any], value: Any) -> str | None:
    """What is expected of a key whose value is of the wrong type or out of range; None when it is right."""
    m = entry.metadata
    if not m["type"](value):
        return str(m["plain"])
    return str(m["expected"]) if "ok" in m and not m["ok"](value) else None


def _list_fault(values: list[Any], length: int | None = None, *, falling: bool | None = None) -> str | None:
    if not all(map(_numeric, values)) or (length is not None and len(values) != length):
        return "一列数" if length is None else f"{length}个数"
    if falling is not None and values != sorted(values, reverse=falling):
        return "从大到小" if falling else "从小到大"
    return None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of a preset."""

    def faults(self) -> Iterator[Fault]:
        """What is wrong with its lists, or between its keys."""
        yield from ()

    def sentences(self, lang: str, book: Sections) -> list[str]:
        """What a report says of it, a sentence a point, with its numbers."""
        return []


def _name_faults(section: Section, *keys: str) -> Iterator[Fault]:
    for key in keys:
        names = getattr(section, key)
        if not names or not all(isinstance(n, str) for n in names):
            yield key, "文字组成的列表", names


@dataclass(frozen=True, kw_only=True)
class ExecutionSection(Section):
    weight: float = num(0, 100, "预算执行率分值")
    formula: str = choice(*EXECUTION, about="linear 执行数÷预算数×分值；bands 按执行率分档（见 bands）")
    bands: list[Any] = rows(
        'formula 为 bands 时的各档，从低到高：below 执行率上限（不含），share 得分占分值的比例，"rate" 为按执行率'
    )
    cap: bool = yes("最高不超过分值")
    denominator: str = choice("budget", "initial", about="budget 全年预算数（调整后），initial 年初预算数")
    explain_below: float = num(0, 1, "执行率低于此数须说明")
    notice_below: float = num(0, 1, "执行率低于此数而无说明的提示")
    explain_adjustment: float = num(0, 10, "全年预算比年初预算增减超过此比例须说明")
    notice_adjustment: float = num(0, 10, "增减超过此比例而无说明的提示")
    low: float = num(0, 1, "执行率低于此数而产出全部完成，提示核实")

    def scoring(self) -> Execution:
        """The formula of the execution score."""
        return Bands(bands_of(self.bands), self.cap) if self.formula == "bands" else Linear(self.cap)

    def columns(self) -> tuple[str, str]:
        """The column of the denominator, and the one that is taken where a form does not print it."""
        return ("budget", "initial") if self.denominator == "budget" else ("initial", "budget")

    def base(self, initial: float | None, budget: float | None) -> float | None:
        """The denominator of one row by these columns."""
        first, second = ({"initial": initial, "budget": budget}[name] for name in self.columns())
        return second if first is None else first

    def faults(self) -> Iterator[Fault]:
        if self.formula == "bands":
            try:
                bands_of(self.bands)
            except ValueError as error:
                yield "bands", str(error), self.bands
        elif self.bands:
            yield "bands", '空列表 []（formula 为 linear 时不分档；要分档请写 formula = "bands"）', self.bands

    def sentences(self, lang: str, book: Sections) -> list[str]:
        zh = lang == "zh"
        below, above = percent(self.notice_below), percent(self.notice_adjustment)
        note = ""
        if self.notice_below > self.explain_below or self.notice_adjustment < self.explain_adjustment:
            note = (
                f"；低于{below}、超过{above}而无说明的提示"
                if zh
                else f"; below {below} and above {above} without explanation they are noted"
            )
        names = {
            "budget": ("全年预算数", "the full-year budget"),
            "initial": ("年初预算数", "the start-of-year budget"),
        }
        formula = self.scoring().sentence(lang, names[self.denominator][not zh])
        due, change = percent(self.explain_below), percent(self.explain_adjustment)
        if zh:
            return [
                f"预算执行率{number(self.weight)}分：{formula}。",
                f"执行率低于{due}、预算调整超过{change}须有说明{note}。",
            ]
        return [
            f"Execution {number(self.weight)} points: {formula}.",
            f"Execution below {due} and budget changes above {change} must be explained{note}.",
        ]


@dataclass(frozen=True, kw_only=True)
class WeightsSection(Section):
    total: float = num(1, 1000, "分值合计")
    splits: list[Any] = rows("一级指标分值（不含预算执行率）：任一组相符即可")
    split_tolerance: float = num(0, 100, "一级指标分值的容许误差")
    single_max: float = num(0, 100, "单项指标分值上限")
    required_level2: list[Any] = rows("必备的二级指标：quantity、quality、timeliness、cost")
    minimum_indicators: int = whole(0, 100, "三级指标最少项数")
    benefit_without_satisfaction: float = num(0, 100, "没有满意度指标时效益指标的分值")

    def faults(self) -> Iterator[Fault]:
        for split in self.splits:
            if not isinstance(split, dict) or not set(split) <= set(_LEVELS["zh"]):
                yield "splits", "由 cost、output、benefit、satisfaction 组成的表", split
            elif fault := _list_fault(list(split.values())):
                yield "splits", fault, split
        for level in self.required_level2:
            if level not in _SECOND["zh"]:
                yield "required_level2", "由 quantity、quality、timeliness、cost 组成的列表", level

    def sentences(self, lang: str, book: Sections) -> list[str]:
        levels, second = _LEVELS[lang], [_SECOND[lang][k] for k in self.required_level2]
        least, most, benefit = (
            self.minimum_indicators,
            number(self.single_max),
            number(self.benefit_without_satisfaction),
        )
        if lang == "zh":
            splits = "；".join(" ".join(f"{levels[k]}{number(v)}" for k, v in s.items()) for s in self.splits)
            return [
                "一级指标分值：" + (splits + "（任一组相符）。" if splits else "不核对。"),
                f"指标设置：三级指标不少于{least}项，单项不超过{most}分，必备二级指标：{'、'.join(second) or '不作要求'}；没有满意度指标的，效益指标应为{benefit}分。",
            ]
        splits = "; ".join(" ".join(f"{levels[k]} {number(v)}" for k, v in s.items()) for s in self.splits)
        return [
            "Level-1 weights: " + (splits + " (any one)." if splits else "not compared."),
            f"Indicators: at least {least}, none above {most} points, level 2 must have {', '.join(second) or 'nothing in particular'}; without satisfaction, benefit carries {benefit} points.",
        ]


@dataclass(frozen=True, kw_only=True)
class ScoringSection(Section):
    negative: str = choice(
        *REVERSE, about="反向指标超过目标时：" + "；".join(f"{k} {f.sentence('zh')}" for k, f in REVERSE.items())
    )
    negative_accepted: list[Any] = rows("任一式相符即不提示：ratio、linear")
    equal: str = choice("positive", "exact", about="等于类指标：positive 同正向指标；exact 不等即不得分")
    bands: list[Any] = rows("定性三档的两个界限，从大到小")
    late: list[Any] = rows("逾期完成可得分值的比例范围（须人工判断）")

    def reverse(self) -> Reverse:
        """The formula of a reverse indicator above its target."""
        return REVERSE[self.negative]

    def reverse_accepted(self) -> list[Reverse]:
        """All formulas by which such a score may have been made, the preset's own first."""
        return [REVERSE[name] for name in dict.fromkeys([self.negative, *self.negative_accepted])]

    def faults(self) -> Iterator[Fault]:
        for key, falling in (("bands", True), ("late", False)):
            values = getattr(self, key)
            if fault := _list_fault(values, 2, falling=falling):
                yield key, fault, values
            elif any(not 0 <= x <= 1 for x in values):
                yield key, "0～1之间的小数", values
        for name in self.negative_accepted:
            if name not in REVERSE:
                yield "negative_accepted", f"由 {'、'.join(REVERSE)} 组成的列表", name

    def sentences(self, lang: str, book: Sections) -> list[str]:
        first, second = (percent(x) for x in self.bands)
        formula, positive = self.reverse().sentence(lang), self.equal == "positive"
        if lang == "zh":
            return [
                "正向指标：达到目标得满分，未达到按实际÷目标×分值。",
                f"反向指标：不超过目标得满分，超过按{formula}。",
                "等于类指标：" + ("同正向指标计分，不等而得满分的提示。" if positive else "不等即不得分。"),
                f"定性指标三档：100%–{first}、{first}–{second}、{second}–0。",
            ]
        return [
            "Positive indicators: target met, full points; else actual ÷ target × points.",
            f"Reverse indicators: not above target, full points; above, {formula}.",
            "Equality indicators: "
            + (
                "scored as positive; full points at a different value are pointed out."
                if positive
                else "no points unless equal."
            ),
            f"Qualitative bands: 100–{first}, {first}–{second}, {second}–0.",
        ]


@dataclass(frozen=True, kw_only=True)
class OverSection(Section):
    notice: float = num(1, 100, "完成值达到目标的此倍数提示")
    explain: float = num(1, 100, "达到此倍数须说明")
    inclusive: bool = yes("恰好等于 explain 时也须说明")
    high: float = num(1, 1000, "完成率异常高")
    extreme: float = num(1, 10000, "有说明仍提示")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        explain, notice, high = percent(self.explain), percent(self.notice), percent(self.high)
        if lang == "zh":
            return [
                f"完成值{'达到' if self.inclusive else '超过'}目标{explain}须说明，达到{notice}提示，达到{high}视为异常高。"
            ]
        return [
            f"{'From' if self.inclusive else 'Above'} {explain} of the target an explanation is due; notice from {notice}, unusual from {high}."
        ]


@dataclass(frozen=True, kw_only=True)
class ToleranceSection(Section):
    money: float = num(0, 100, "金额，表中金额单位")
    score: float = num(0, 10, "分")
    rate: float = num(0, 1, "执行率，0.005 为 0.5 个百分点")
    ratio: float = num(0, 1, "完成率")
    cost: float = num(0, 1, "成本指标与资金相差比例")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        money, score, rate = number(self.money), number(self.score), number(self.rate * 100)
        if lang == "zh":
            return [f"容许误差：金额{money}，得分{score}分，执行率{rate}个百分点。"]
        return [f"Tolerances: money {money}, score {score}, rate {rate} percentage points."]


@dataclass(frozen=True, kw_only=True)
class GradesSection(Section):
    names: list[Any] = rows("等级名称，从高到低")
    cutoffs: list[Any] = rows("各等级的最低分，从高到低，最后一等不写")

    def faults(self) -> Iterator[Fault]:
        yield from _name_faults(self, "names")
        if fault := _list_fault(self.cutoffs, len(self.names) - 1, falling=True):
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
        yield from _name_faults(self, "names", "names_en")
        if fault := _list_fault(self.limits, len(self.names) - 1, falling=False):
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


@dataclass(frozen=True, kw_only=True)
class QualitySection(Section):
    qualitative_share: float = num(0, 1, "定性指标超过此比例提示")
    low_target_share: float = num(0, 1, "明显超额的定量指标达到此比例，疑指标值偏低")
    satisfaction_low: float = num(0, 1, "满意度目标低于此数提示")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        words, low, satisfaction = (
            percent(self.qualitative_share),
            percent(self.low_target_share),
            percent(self.satisfaction_low),
        )
        if lang == "zh":
            return [f"指标质量：定性指标超过{words}、明显超额的定量指标达到{low}、满意度目标低于{satisfaction}的提示。"]
        return [
            f"Quality: more than {words} qualitative indicators, {low} of the measured ones far above target, or a satisfaction target below {satisfaction} are noted."
        ]


@dataclass(frozen=True, kw_only=True)
class SimilaritySection(Section):
    text: float = num(0.5, 1, "文字相似度达到此数视为雷同")
    minimum_text: int = whole(1, 10000, "少于此字数的文字不作雷同比较")
    minimum_reason: int = whole(1, 10000, "偏差原因少于此字数不作雷同比较（套话不算）")
    name: float = num(0.5, 1, "指标名称相似度")
    indicators: float = num(0.5, 1, "两个项目相同指标（名称和指标值）的比例")
    project: float = num(0.5, 1, "跨年度、跨表认定为同一项目的名称相似度")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        alike, same = percent(self.text), percent(self.indicators)
        if lang == "zh":
            return [
                f"文字雷同：相似度达到{alike}（少于{self.minimum_text}字的文字、少于{self.minimum_reason}字的原因不比较）；指标雷同：相同指标达到{same}。"
            ]
        return [
            f"Copies: texts alike by {alike} (from {self.minimum_text} characters, reasons from {self.minimum_reason}); projects with {same} equal indicators."
        ]


@dataclass(frozen=True, kw_only=True)
class PortfolioSection(Section):
    minimum_forms: int = whole(2, 1000, "单位表数达到此数才作全单位判断")
    high_score: float = num(0, 1000, "得分分布：高分线")
    high_share: float = num(0, 1, "得分分布：高分占比达到此数且无“优”以下等级时提示")
    distribution_forms: int = whole(2, 100000, "主管部门表数达到此数才看得分分布")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        share, score = percent(self.high_share), number(self.high_score)
        if lang == "zh":
            return [
                f"同一单位的表达到{self.minimum_forms}份才作整体判断；主管部门的表达到{self.distribution_forms}份，{share}以上得{score}分以上而没有“{book.grades.names[0]}”以下等级的提示。"
            ]
        return [
            f"A unit is judged as a whole from {self.minimum_forms} forms; a department from {self.distribution_forms} forms, where {share} score {score} or more and none is below the best grade."
        ]


@dataclass(frozen=True, kw_only=True)
class HistorySection(Section):
    change: float = num(0, 100, "完成值比上年变化超过此比例提示")
    margin: float = num(0, 10, "指标值低于上年完成值超过此比例提示")
    low_score: float = num(0, 1000, "得分低于此数而预算增加时提示")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        margin, change, low, alike = (
            percent(self.margin),
            percent(self.change),
            number(self.low_score),
            percent(book.similarity.project),
        )
        if lang == "zh":
            return [
                f"年度比较：指标值低于上年完成值超过{margin}、完成值比上年变化超过{change}、上年得分低于{low}分而预算增加的提示；名称相似度达到{alike}的视为同一项目。"
            ]
        return [
            f"Years: targets more than {margin} below last year's actual, actuals changed by more than {change}, a score below {low} with a growing budget; names alike by {alike} are one project."
        ]


@dataclass(frozen=True, kw_only=True)
class ValuesSection(Section):
    operator_required: bool = yes("指标值须带≥、≤、=；表样设有“指标性质”栏的，不论此项都提示缺漏")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        if lang == "zh":
            return [
                "指标值："
                + (
                    "定量指标须带≥、≤、=。"
                    if self.operator_required
                    else "不要求带运算符；表样设有“指标性质”栏的仍提示缺漏。"
                )
            ]
        return [
            "Targets: "
            + (
                "numbers need ≥, ≤ or =."
                if self.operator_required
                else "no operator is required, except where the layout has a column for it."
            )
        ]


@dataclass(frozen=True, kw_only=True)
class LayoutSection(Section):
    unclaimed_share: float = num(0, 1, "未能对应的单元格比例")
    large_amount: float = num(0, 1e15, "万元表中金额超过此数疑为元")
    small_amount: float = num(0, 1e15, "元表中金额低于此数疑为万元")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        large, small, share = number(self.large_amount), number(self.small_amount), percent(self.unclaimed_share)
        if lang == "zh":
            return [
                f"版式和单位：万元表中金额超过{large}、元表中低于{small}的疑单位有误；未能对应的单元格超过{share}的提示。"
            ]
        return [
            f"Layout and unit: amounts above {large} in 10 000 yuan or below {small} in yuan; more than {share} of the cells not understood."
        ]


@dataclass(frozen=True, kw_only=True)
class Sections:
    """All sections of a preset, in the order in which a report tells them."""

    execution: ExecutionSection
    weights: WeightsSection
    scoring: ScoringSection
    over: OverSection
    tolerance: ToleranceSection
    grades: GradesSection
    difference: DifferenceSection
    quality: QualitySection
    similarity: SimilaritySection
    portfolio: PortfolioSection
    history: HistorySection
    values: ValuesSection
    layout: LayoutSection

    @classmethod
    def of(cls, data: dict[str, dict[str, Any]]) -> Sections:
        """From plain values that have been checked (a preset's, or those in a review)."""
        made: dict[str, Any] = {name: kind(**{k: data[name][k] for k in KEYS[name]}) for name, kind in SECTIONS.items()}
        return cls(**made)

    def describe(self, lang: str) -> list[str]:
        """The preset in words, a sentence a point."""
        return [sentence for name in SECTIONS for sentence in getattr(self, name).sentences(lang, self)]


SECTIONS: dict[str, type[Section]] = {
    "execution": ExecutionSection, "weights": WeightsSection, "scoring": ScoringSection, "over": OverSection, "tolerance": ToleranceSection,
    "grades": GradesSection, "difference": DifferenceSection, "quality": QualitySection, "similarity": SimilaritySection,
    "portfolio": PortfolioSection, "history": HistorySection, "values": ValuesSection, "layout": LayoutSection,
}  # fmt: skip
KEYS: dict[str, dict[str, Field[Any]]] = {name: {f.name: f for f in fields(kind)} for name, kind in SECTIONS.items()}
