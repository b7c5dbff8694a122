"""Columns about the execution rate: its arithmetic, its score, and what explains it (rules M03–M09, M11, M12, M14, M16, M17, M19, M20, M22)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import execution_base, row_base
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import cell_text, floats, map_texts, printed, texts, total_rows, total_value
from selfeval_nb.checks.table.score_rows import rounded_to
from selfeval_nb.forms.words.text import norm

_NAN = np.nan


# ---- rate ---------------------------------------------------------------------------------------------------------


@derived("funds", "rate_base", "rate_exact", needs=["funds.executed", "funds.budget", "funds.initial"])
def _rate(f: Frames) -> dict[str, pd.Series]:
    """The denominator by the preset, and the execution rate as a fraction; missing where the denominator is 0 or blank."""
    base, executed = row_base(f), floats(f.frame("funds")["executed"])
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(base > 0, executed / base, _NAN)
    return {"rate_base": pd.Series(base), "rate_exact": pd.Series(rate)}


@derived("funds", "rate_is_initial", needs=["funds.rate", "funds.initial", "funds.budget"])
def _rate_is_initial(f: Frames) -> Judged:
    """1 where the printed rate fits the start-of-year budget and not the full-year budget that the preset asks for."""
    funds = f.frame("funds")
    rate, exact = floats(funds["rate"]), f.col("funds", "rate_exact").to_numpy()
    executed, initial = floats(funds["executed"]), floats(funds["initial"])
    tolerance = f.preset["tolerance.rate"]
    with np.errstate(divide="ignore", invalid="ignore"):
        other = np.where(initial > 0, executed / initial, _NAN)
    hit = (np.abs(rate - other) <= tolerance + 1e-9) & (np.abs(rate - exact) > tolerance + 1e-9)
    return judged(
        pd.Series(hit.astype(float)),
        ("na.preset", np.full(len(funds), f.preset["execution.denominator"] != "budget")),
        ("na.not_printed", np.isnan(rate)),
        ("ne.amount", np.isnan(exact) | np.isnan(other)),
    )


@derived("funds", "rate_gap", needs=["funds.rate", "funds.rate_exact"])
def _rate_gap(f: Frames) -> Judged:
    """Difference between the printed execution rate and executed ÷ budget, as a fraction (0.01 is one percentage point)."""
    funds = f.frame("funds")
    rate, exact = floats(funds["rate"]), f.col("funds", "rate_exact").to_numpy()
    base = f.col("funds", "rate_base").to_numpy()
    return judged(
        pd.Series(np.round(np.abs(rate - exact), 9)),
        ("na.not_printed", np.isnan(rate)),
        ("ne.budget_zero", base == 0),
        ("ne.amount", np.isnan(exact)),
        ("na.other_rule", (f.col("funds", "rate_is_initial").to_numpy() == 1) | _slipped_row(f)),
    )


@derived("funds", "rate_slip", needs=["funds.rate_gap"])
def _rate_slip(f: Frames) -> Judged:
    """The same difference of a rate that is printed with decimals and more exact than its difference (98.51% for 98.15%): no rounding explains it."""
    funds = f.frame("funds")
    gap = f.col("funds", "rate_gap").to_numpy()
    rate = floats(funds["rate"]) * 100
    decimals = np.abs(rate - np.round(rate)) > 1e-9
    executed, base = floats(funds["executed"]), f.col("funds", "rate_base").to_numpy()
    with np.errstate(all="ignore"):
        unit = 0.5 * 10.0 ** -np.maximum(_places(executed), _places(base))
        room = unit / base + unit * executed / base**2
    exact = (gap > 0.001) & (gap > 2 * np.nan_to_num(room, posinf=1.0)) & decimals
    why = f.why("funds", "rate_gap")
    told = [(code, (why == code).to_numpy()) for code in sorted(set(why) - {""})] if why is not None else []
    return judged(
        pd.Series(np.where(exact, gap, 0.0)),
        *told,
        ("na.rounded", ~exact),
        ("na.other_rule", gap > f.preset["tolerance.rate"]),
    )


def _places(x: np.ndarray) -> np.ndarray:
    """Decimals of printed amounts, at most 4."""
    out = np.zeros(len(x))
    for n in (1, 2, 3, 4):
        out = np.where(np.abs(x * 10 ** (n - 1) - np.round(x * 10 ** (n - 1))) > 1e-7, n, out)
    return out


def _is_total(f: Frames) -> np.ndarray:
    return (f.frame("funds")["source"] == "total").to_numpy(dtype=bool)


def _slipped(f: Frames) -> np.ndarray:
    """For each form whether an amount of its total row is ten thousand times off: that finding (M13) explains all that follows from it."""
    return f.col("forms", "scale_slip").notna().to_numpy()


def _slipped_row(f: Frames) -> np.ndarray:
    return _slipped(f)[f.form_index("funds")]


def _overspent(f: Frames) -> np.ndarray:
    executed, base = floats(f.frame("funds")["executed"]), f.col("funds", "rate_base").to_numpy()
    return executed - base > f.preset["tolerance.money"] + 1e-9


def _total_is_odd(f: Frames) -> np.ndarray:
    """For each funds row whether its form's total is itself overspent or has no budget: then the parts only repeat it."""
    odd = (
        f.sum_by_form(
            "funds", (_is_total(f) & (_overspent(f) | (f.col("funds", "rate_base").to_numpy() == 0))).astype(float)
        )
        > 0
    )
    return odd[f.form_index("funds")]


@derived("funds", "overspent_total", "overspent_part", needs=["funds.executed", "funds.rate_base"])
def _over(f: Frames) -> dict[str, Judged]:
    """By how much the executed amount exceeds the budget, on the total row and on the sub-rows; 0 where it does not."""
    executed, base = floats(f.frame("funds")["executed"]), f.col("funds", "rate_base").to_numpy()
    total = _is_total(f)
    over = pd.Series(np.where(_overspent(f), np.round(executed - base, 6), 0.0))
    unknown = np.isnan(executed) | np.isnan(base)
    return {
        "overspent_total": judged(
            over,
            ("na.part_row", ~total),
            ("ne.amount", unknown),
            ("ne.budget_zero", base == 0),
            ("na.other_rule", _slipped_row(f)),
        ),
        "overspent_part": judged(
            over, ("na.total_row", total), ("na.blank", unknown), ("na.other_rule", _total_is_odd(f) | _slipped_row(f))
        ),
    }


# ---- the execution score ------------------------------------------------------------------------------------------


@derived(
    "funds", "execution_weight_used", "execution_exact", "execution_calculation", "execution_advice", "execution_advice_en",
    needs=["forms.recomputed_execution"],
)  # fmt: skip
def _execution(f: Frames) -> dict[str, pd.Series]:
    """On the total row: the weight of budget execution, its recomputed score and the calculation; and how the preset's formula says it
    is to be computed."""
    total = _is_total(f)
    formula = f.preset.sections.execution.scoring()
    weight = f.per_form("funds", "execution_points").to_numpy()
    exact = f.per_form("funds", "recomputed_execution").to_numpy()
    line = f.per_form("funds", "recomputed_execution_arithmetic").to_numpy(dtype=object)
    return {
        "execution_weight_used": pd.Series(np.where(total, weight, _NAN)),
        "execution_exact": pd.Series(np.where(total, exact, _NAN)),
        "execution_calculation": pd.Series(np.where(total, line, ""), dtype=object),
        "execution_advice": pd.Series([formula.advice("zh")] * len(total), dtype=object),
        "execution_advice_en": pd.Series([formula.advice("en")] * len(total), dtype=object),
    }


@derived("funds", "execution_score_gap", "execution_score_rounded", needs=["funds.score", "funds.execution_exact"])
def _execution_gap(f: Frames) -> dict[str, Judged]:
    """Printed execution score minus recomputed score (absolute), and 1 where it is merely rounded to a whole number."""
    funds = f.frame("funds")
    total, score = _is_total(f), floats(funds["score"])
    exact, weight = f.col("funds", "execution_exact").to_numpy(), f.col("funds", "execution_weight_used").to_numpy()
    tolerance = f.preset["tolerance.score"]
    # 8.62 written as 9 is rounding; 9.52 written as a full 10 hides that the money was not all spent
    is_rounded = rounded_to(score, exact, tolerance) & ~(score >= weight)
    rate = floats(funds["rate"])
    follows = np.abs(score - f.preset.sections.execution.scoring().of_rate(rate, weight)) <= tolerance + 1e-9
    wrong_rate = (f.col("funds", "rate_gap").to_numpy() > f.preset["tolerance.rate"]) | (
        f.col("funds", "rate_is_initial").to_numpy() == 1
    )
    told = (
        f.per_form("funds", "full_total_below_rate").to_numpy() < 1
    )  # K16 tells of the points that the wrong rate brought
    common = [
        ("na.part_row", ~total),
        ("na.no_execution", np.isnan(weight)),
        ("na.blank", np.isnan(score)),
        ("ne.budget_zero", f.col("funds", "rate_base").to_numpy() == 0),
        ("ne.amount", np.isnan(exact)),
    ]
    return {
        "execution_score_gap": judged(
            pd.Series(np.round(np.abs(score - exact), 6)),
            *common,
            ("na.rounded", is_rounded),
            ("na.other_rule", (follows & wrong_rate & told) | _slipped_row(f)),
        ),
        "execution_score_rounded": judged(pd.Series(is_rounded.astype(float)), *common),
    }


@derived("funds", "execution_over_weight", needs=["funds.score", "funds.execution_weight_used"])
def _over_weight(f: Frames) -> Judged:
    """Execution score minus its weight; positive is more than there is to get."""
    funds = f.frame("funds")
    weight, score = f.col("funds", "execution_weight_used").to_numpy(), floats(funds["score"])
    return judged(
        pd.Series(np.round(score - weight, 6)),
        ("na.part_row", ~_is_total(f)),
        ("na.no_execution", np.isnan(weight)),
        ("na.blank", np.isnan(score)),
    )


@derived("funds", "execution_score_missing", needs=["funds.score", "funds.weight", "forms.has_scores"])
def _score_missing(f: Frames) -> Judged:
    """1 where budget execution has a weight and its score cell is blank (also where only the unit 分 is left)."""
    score, weight = floats(f.frame("funds")["score"]), f.col("funds", "execution_weight_used").to_numpy()
    return judged(
        pd.Series(np.where(np.isnan(score) & (weight > 0), 1.0, 0.0)),
        ("na.part_row", ~_is_total(f)),
        ("na.no_scores", ~f.per_form("funds", "has_scores").to_numpy(dtype=bool)),
        ("na.no_execution", np.isnan(weight)),
    )


@derived("funds", "points_on_part", needs=["funds.score", "funds.weight"])
def _points_on_part(f: Frames) -> Judged:
    """The points typed into a fund sub-row, where only a dash belongs; 0 where there are none."""
    funds = f.frame("funds")
    points = np.fmax(np.nan_to_num(floats(funds["score"])), np.nan_to_num(floats(funds["weight"])))
    return judged(
        pd.Series(points),
        ("na.total_row", _is_total(f)),
        ("na.no_scores", ~f.per_form("funds", "has_scores").to_numpy(dtype=bool)),
    )


# ---- judgement on the form as a whole -----------------------------------------------------------------------------


_WHY = re.compile(
    r"因|由于|原因|未|尚|没有|推迟|延|跨年|次年|下年|明年|来年|结余|结转|节约|节省|收回|调减|调增|追加|核减|压减|质保|尾款|流标|招标|晚|滞后|较慢|缓慢|按(?:合同|工程|施工)?进度|疫情|取消|暂停|变更|剩余|统筹|上级|降低|减少|增加|压缩|低于|高于"
)
_PROMPT = re.compile(
    r"需(?:要)?(?:说明|填写|解释)|应(?:当)?说明|请(?:说明|填写)|如有|(?:未达到?|低于)\d+%(?:的|时)|填报说明|填表说明|字以内"
)


def mentions(f: Frames, pattern: str) -> np.ndarray:
    """For each form whether one sentence of its explanations holds a word of the pattern and one of why; the form's own prompts explain
    nothing."""
    rx = re.compile(pattern)

    def told(text: str) -> bool:
        return any(
            rx.search(s) and _WHY.search(s) and not _PROMPT.search(s) for s in re.split(r"[。；;\n]", norm_lines(text))
        )

    return map_texts(f.col("forms", "explanations").to_numpy(dtype=object), told, bool)


def norm_lines(text: str) -> str:
    """A text in half width without white space but for its line breaks."""
    return "\n".join(norm(line) for line in text.split("\n"))


@derived(
    "forms",
    "execution_rate",
    "total_budget",
    "total_initial",
    "total_executed",
    needs=["funds.executed", "funds.budget"],
)
def _execution_rate(f: Frames) -> dict[str, pd.Series]:
    """Execution rate of the whole form by the preset's denominator, and the amounts of its total row."""
    base, executed = execution_base(f), total_value(f, "executed")
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(base > 0, executed / base, _NAN)
    return {
        "execution_rate": pd.Series(rate), "total_budget": pd.Series(base), "total_initial": pd.Series(total_value(f, "initial")),
        "total_executed": pd.Series(executed),
    }  # fmt: skip


@derived("forms", "unexplained_rate", "unexplained_rate_slight", needs=["forms.execution_rate", "forms.explanations"])
def _unexplained_rate(f: Frames) -> dict[str, Judged]:
    """The execution rate where no text of the form says anything about money, payment or execution; and the same where it is not
    yet so low that an explanation is due."""
    rate = f.col("forms", "execution_rate").to_numpy()
    told = mentions(f, r"执行率|预算|资金|支付|结转|结余|拨付|结算|经费|付款|尾款|质保金|节约|招标")
    due = f.preset["execution.explain_below"]
    why = [
        ("ne.amount", np.isnan(rate)),
        ("na.explained", told & (rate < max(due, f.preset["execution.notice_below"]))),
        ("na.other_rule", _slipped(f)),
    ]
    return {
        "unexplained_rate": judged(pd.Series(rate), *why),
        "unexplained_rate_slight": judged(pd.Series(rate), *why, ("na.other_rule", rate < due)),
    }


@derived("forms", "nothing_spent", needs=["funds.budget", "funds.executed"])
def _nothing_spent(f: Frames) -> Judged:
    """The budget of a form of which nothing was spent at all, explained or not."""
    base, executed = execution_base(f), total_value(f, "executed")
    return judged(
        pd.Series(np.where((executed == 0) & (base > 0), base, 0.0)),
        ("ne.amount", np.isnan(base) | np.isnan(executed)),
        ("na.other_rule", f.sum_by_form("funds", np.nan_to_num(floats(f.frame("funds")["executed"]))) > 0),
    )


@derived("funds", "rate_blank", needs=["funds.rate", "funds.score"])
def _rate_blank(f: Frames) -> Judged:
    """1 where the total row prints a rate that is blank and has a score for it."""
    funds = f.frame("funds")
    blank_rate = printed(f, "funds[total].rate")[f.form_index("funds")] & np.isnan(floats(funds["rate"]))
    said = cell_text(f, "funds[total].rate")[f.form_index("funds")]
    empty = np.array([t is None or not str(t).strip() for t in said], dtype=bool)
    return judged(
        pd.Series((blank_rate & empty & ~np.isnan(floats(funds["score"]))).astype(float)),
        ("na.part_row", ~_is_total(f)),
    )


@derived("funds", "part_unpaid", needs=["funds.budget", "funds.executed", "forms.explanations"])
def _part_unpaid(f: Frames) -> Judged:
    """The budget of a source of which nothing was spent, where nothing explains it; carried-over money has a rule of its own."""
    funds = f.frame("funds")
    budget, executed = floats(funds["budget"]), floats(funds["executed"])
    told = mentions(f, r"资金|经费|配套|预算|支付|拨付|到位|财力|结转|结余|执行率")[f.form_index("funds")]
    carry = (funds["source"] == "carryover").to_numpy(dtype=bool)
    total = f.per_form("funds", "total_executed").to_numpy()
    return judged(
        pd.Series(np.where((executed == 0) & (budget > 0), budget, 0.0)),
        ("na.total_row", _is_total(f)), ("na.scope", carry), ("na.blank", np.isnan(budget) | np.isnan(executed)), ("na.other_rule", total == 0), ("na.explained", told),
    )  # fmt: skip


@derived("forms", "zero_budget", needs=["funds.budget"])
def _zero_budget(f: Frames) -> Judged:
    """1 where the total row's budget is 0, so that no execution rate exists."""
    base = execution_base(f)
    return judged(
        pd.Series((base == 0).astype(float)), ("na.no_funds", total_rows(f) < 0), ("ne.budget", np.isnan(base))
    )


_ASKS_CHANGE = re.compile(r"(?:发生|有|存在)?预算(?:调整|变动|调增|调减)的?,?(?:应当?|需要?|请|须)(?:说明|填写)")


@derived(
    "forms",
    "budget_change",
    "budget_change_slight",
    "budget_change_asked",
    needs=["funds.initial", "funds.budget", "forms.explanations"],
)
def _budget_change(f: Frames) -> dict[str, Judged]:
    """Change of the full-year budget against the start of the year, as a fraction, where nothing explains it; and the same where
    it is not so large that an explanation is due. The third is a smaller change for which the form's own prompt still asks a reason."""
    initial, budget = total_value(f, "initial"), total_value(f, "budget")
    funds = f.frame("funds")
    is_carry = (funds["source"] == "carryover").to_numpy(dtype=bool)
    carry = np.bincount(
        f.form_index("funds"),
        weights=np.where(is_carry, np.nan_to_num(floats(funds["budget"])) - np.nan_to_num(floats(funds["initial"])), 0),
        minlength=len(initial),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(
            initial > 0, np.abs(budget - initial - carry) / initial, _NAN
        )  # carried-over money comes in during the year
        change = np.minimum(change, np.abs(budget - initial) / initial)
    told = mentions(f, r"调整|追加|调增|调减|压减|核减|增加预算|预算|结转|上级(补助|下达)|收回|统筹")
    due = f.preset["execution.explain_adjustment"]
    why = [
        ("ne.amount", np.isnan(initial) | np.isnan(budget)), ("na.other_rule", (initial == 0) | (budget == 0) | _slipped(f)),
        ("na.explained", told & (change > min(due, f.preset["execution.notice_adjustment"]))),
    ]  # fmt: skip
    shown = pd.Series(np.round(change, 6))
    asked = np.zeros(len(initial), dtype=bool)
    asks = map_texts(texts(funds["reason"]), lambda t: _ASKS_CHANGE.search(norm(t)) is not None, bool)
    asked[f.form_index("funds")[asks]] = True
    return {
        "budget_change_asked": judged(
            shown, *why[:2], ("na.explained", told), ("na.not_printed", ~asked),
            ("na.other_rule", change > min(due, f.preset["execution.notice_adjustment"])),
        ),
        "budget_change": judged(shown, *why),
        "budget_change_slight": judged(shown, *why, ("na.other_rule", change > due)),
    }  # fmt: skip


@derived("forms", "added_in_year", needs=["funds.initial", "funds.budget"])
def _added_in_year(f: Frames) -> Judged:
    """The full-year budget of a project that had none at the start of the year; 0 otherwise."""
    initial, budget = total_value(f, "initial"), total_value(f, "budget")
    return judged(
        pd.Series(np.where((initial == 0) & (budget > 0), budget, 0.0)),
        ("ne.amount", np.isnan(initial) | np.isnan(budget)),
    )


@derived("forms", "initial_blank", needs=["funds.initial", "funds.budget"])
def _initial_blank(f: Frames) -> Judged:
    """The full-year budget beside a blank total of the start of the year, where the form prints that column and no part has an amount."""
    initial, budget = total_value(f, "initial"), total_value(f, "budget")
    part = np.bincount(
        f.form_index("funds"), weights=np.nan_to_num(floats(f.frame("funds")["initial"])), minlength=len(initial)
    )
    said = cell_text(f, "funds[total].initial")
    left = np.array([t is not None and not t.strip() for t in said], dtype=bool)
    return judged(
        pd.Series(np.where(left & (part == 0), budget, 0.0)), ("na.not_printed", np.array([t is None for t in said])),
        ("ne.amount", np.isnan(budget)),
    )  # fmt: skip


@derived("forms", "carryover_idle", needs=["funds.initial", "funds.executed"])
def _carryover_idle(f: Frames) -> Judged:
    """Money carried over from last year of which nothing was spent this year either; 0 otherwise."""
    funds = f.frame("funds")
    rows = np.flatnonzero((funds["source"] == "carryover").to_numpy(dtype=bool))
    at = f.form_index("funds")[rows]
    n = len(f.frame("forms"))
    had, spent, has_row = np.zeros(n), np.full(n, _NAN), np.zeros(n, dtype=bool)
    had[at] = np.fmax(np.nan_to_num(floats(funds["initial"])[rows]), np.nan_to_num(floats(funds["budget"])[rows]))
    spent[at] = floats(funds["executed"])[rows]
    has_row[at] = True
    return judged(
        pd.Series(np.where((spent == 0) & (had > 0), had, 0.0)),
        ("na.not_printed", ~has_row),
        ("na.blank", np.isnan(spent)),
    )


def _quantities(f: Frames) -> np.ndarray:
    """Quantity indicators; in a flat list without levels those that are counted in things."""
    level1, level2 = f.col("indicators", "level1_kind").to_numpy(), f.col("indicators", "level2_kind").to_numpy()
    counted = (f.col("indicators", "target_kind").to_numpy() == "number") & (
        f.col("indicators", "target_base").to_numpy() != ""
    )
    return (level2 == "quantity") | ((level1 == "") & (level2 == "") & counted)


@derived(
    "forms",
    "spent_but_unfinished",
    "least_ratio_no",
    needs=["forms.execution_rate", "indicators.ratio", "indicators.reason"],
)
def _spent_but_unfinished(f: Frames) -> dict[str, Judged | pd.Series]:
    """Lowest completion ratio of a quantity whose shortfall is explained without a word on money, in a form that spent all."""
    ind = f.frame("indicators")
    rate = f.col("forms", "execution_rate").to_numpy()
    ratio = f.col("indicators", "ratio").to_numpy()
    money = map_texts(
        texts(ind["reason"]),
        lambda t: bool(re.search(r"费用|成本|价格|单价|结余|节约|涨价|调剂|资金(?:已|全部)?(?:用于|调整)", norm(t))),
        bool,
    )
    told = texts(ind["reason"]) != ""
    mine = _quantities(f) & np.isin(f.col("indicators", "direction").to_numpy(), [">=", ">", "="]) & told & ~money
    n = len(rate)
    low, no = np.full(n, 1.0), np.full(n, _NAN)
    at, numbers = f.form_index("indicators"), floats(ind["indicator_no"])
    for i in np.flatnonzero(mine & (ratio < 1)):
        if ratio[i] < low[at[i]]:
            low[at[i]], no[at[i]] = ratio[i], numbers[i]
    return {
        "spent_but_unfinished": judged(
            pd.Series(low), ("ne.amount", np.isnan(rate)), ("na.scope", rate < 0.99), ("na.other_rule", _slipped(f))
        ),
        "least_ratio_no": pd.Series(no),
    }


@derived("forms", "done_without_money", needs=["forms.execution_rate", "indicators.met"])
def _done_without_money(f: Frames) -> Judged:
    """The execution rate of a form all of whose measured outputs (at least two) were met; missing otherwise."""
    rate = f.col("forms", "execution_rate").to_numpy()
    kind, met = f.col("indicators", "level1_kind").to_numpy(), f.col("indicators", "met").to_numpy()
    cost = f.col("indicators", "level2_kind").to_numpy() == "cost"
    numeric = (f.col("indicators", "judged_by").to_numpy() == "ratio") & (kind == "output") & ~cost
    measured = f.sum_by_form("indicators", numeric)
    missed = f.sum_by_form("indicators", numeric & ~(met == 1))
    return judged(
        pd.Series(rate),
        ("ne.amount", np.isnan(rate)),
        ("na.few", measured < 2),
        ("na.not_met", missed > 0),
        ("na.other_rule", _slipped(f)),
    )
