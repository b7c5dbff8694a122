"""Changes of clean forms that look odd but are right: they must raise no critical finding and no warning."""

from __future__ import annotations

from collections.abc import Callable

from tests.checks.documents.edit import Form, Row, retotal, show

Change = Callable[[Form], None]
ODD: dict[str, tuple[Change, str, set[str]]] = {}  # name -> change, form, layouts without a place for it


def odd(base: str, not_in: str = "") -> Callable[[Change], Change]:
    def register(change: Change) -> Change:
        ODD[change.__name__] = (change, base, set(not_in))
        return change

    return register


def row_of(f: Form, part: str) -> Row:
    """The first row whose name has this part."""
    return next(i for i in f["inds"] if part in i["l3"])


def fund(f: Form, source: str, **cells: object) -> None:
    f["funds"][source].update(cells)


@odd("water", "B")
def money_sum_rounding(f: Form) -> None:
    fund(f, "total", initial=360.01)


@odd("water")
def rate_rounded_1dec(f: Form) -> None:
    fund(f, "total", rate="94.4%")


@odd("water")
def rate_rounded_int(f: Form) -> None:
    fund(f, "total", rate="94%")


@odd("water")
def rate_as_fraction(f: Form) -> None:
    fund(f, "total", rate="0.9444")


@odd("water")
def rate_without_percent(f: Form) -> None:
    fund(f, "total", rate="94.44")


@odd("water")
def exec_score_1dec(f: Form) -> None:
    fund(f, "total", score="9.4")
    retotal(f)


@odd("water")
def total_1dec(f: Form) -> None:
    f["total"] = show(round(float(f["total"]), 1))


@odd("water")
def total_with_fen(f: Form) -> None:
    f["total"] += "分"


@odd("water")
def scores_2dec_fen(f: Form) -> None:
    for i in f["inds"]:
        i["score"] = f"{float(i['score']):.2f}"
        i["weight"] = f"{float(i['weight']):.2f}"


@odd("library")
def scores_with_fen(f: Form) -> None:
    for i in f["inds"]:
        i["score"] += "分"


@odd("train")
def percent_two_decimals(f: Form) -> None:
    row_of(f, "师资").update(val="90", actual="90.00%")
    row_of(f, "结业").update(actual="98.40％")


@odd("train")
def percent_no_sign(f: Form) -> None:
    row_of(f, "师资").update(actual="91")
    row_of(f, "满意").update(actual="96.3")


@odd("clean")
def words_timely(f: Form) -> None:
    row_of(f, "及时率").update(l3="垃圾清运及时性", op="定性", val="及时", unit="", actual="及时")


@odd("train")
def words_on_time(f: Form) -> None:
    row_of(f, "完成时间").update(target="按时完成", actual="按时完成")


@odd("train")
def deadline_answered_done(f: Form) -> None:
    row_of(f, "完成时间").update(target="2022年11月30日前", actual="已按时完成")


@odd("train")
def deadline_full_date(f: Form) -> None:
    row_of(f, "完成时间").update(target="2022年11月30日前", actual="2022年11月18日")


@odd("train")
def deadline_dots(f: Form) -> None:
    row_of(f, "完成时间").update(target="2022年11月底前", actual="2022.11.18")


@odd("train")
def deadline_month(f: Form) -> None:
    row_of(f, "完成时间").update(target="11月底前", actual="11月")


@odd("train")
def deadline_same_day(f: Form) -> None:
    row_of(f, "完成时间").update(target="2022年12月31日前", actual="2022年12月31日")


@odd("train")
def deadline_year_end(f: Form) -> None:
    row_of(f, "完成时间").update(target="年底前", actual="12月25日")


@odd("train")
def deadline_quarter(f: Form) -> None:
    row_of(f, "完成时间").update(target="第四季度", actual="2022年11月")


@odd("train")
def deadline_months(f: Form) -> None:
    row_of(f, "完成时间").update(l3="培训实施周期", op="≤", val="12", unit="个月", actual="10个月")


@odd("train")
def deadline_100(f: Form) -> None:
    row_of(f, "完成时间").update(target="2022年12月底前完成", actual="100%")


@odd("clean")
def period_all_year(f: Form) -> None:
    row_of(f, "及时率").update(l3="保洁作业时间", target="2021年1-12月", actual="2021年1-12月")


@odd("train")
def qualitative_grade_words(f: Form) -> None:
    row_of(f, "履职").update(actual="达成预期指标")


@odd("train")
def qualitative_official(f: Form) -> None:
    row_of(f, "履职").update(actual="达成年度指标")


@odd("smart")
def qualitative_done(f: Form) -> None:
    row_of(f, "信息安全").update(
        l3="平台长效运行机制", op="定性", val="建立健全", unit="", actual="完成", score=row_of(f, "信息安全")["weight"]
    )


@odd("train")
def qualitative_partly_in_band(f: Form) -> None:
    row_of(f, "履职").update(actual="部分达成年度指标并具有一定效果", score="11")
    retotal(f)


@odd("train")
def qualitative_full(f: Form) -> None:
    row_of(f, "履职").update(score="15", reason="")
    retotal(f)


@odd("smart")
def no_satisfaction_moved_to_benefit(f: Form) -> None:
    f["inds"] = [i for i in f["inds"] if "满意" not in i["l3"]]
    row_of(f, "案件").update(weight="25", score="25")


@odd("train")
def over_140_explained(f: Form) -> None:
    row_of(f, "培训人次").update(
        actual="1350人次", reason="因基层需求增加，增办线上班次，超额完成。今后将合理设置目标值。"
    )
    f["goal_act"] = f["goal_act"].replace("984人次", "1350人次")


@odd("train")
def over_125(f: Form) -> None:
    row_of(f, "培训人次").update(actual="1200人次")
    f["goal_act"] = f["goal_act"].replace("984人次", "1200人次")


@odd("train")
def met_deducted_with_reason(f: Form) -> None:
    row_of(f, "培训人次").update(score="9", reason="目标值设置偏低，自评酌情扣分。今后将科学设置目标值。")
    retotal(f)
