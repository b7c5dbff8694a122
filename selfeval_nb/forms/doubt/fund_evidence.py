"""What speaks for and against the reading of the funds: their arithmetic, impossible numbers, columns left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_nb.common.where import fund as fund_place
from selfeval_nb.common.where import row_of
from selfeval_nb.forms.doubt.fund_left_over import left_over
from selfeval_nb.forms.doubt.money_evidence import money_unit_evidence
from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.grid.columns import Columns
from selfeval_nb.forms.grid.labels import AMOUNTS, is_number
from selfeval_nb.forms.model import Evidence, Form, FundRow
from selfeval_nb.forms.values.numbers import parse_amount
from selfeval_nb.forms.words.text import norm

_STANDARD = frozenset(("total", "fiscal_current", "carryover", "other"))
#: More points than these for the execution rate are hardly printed by any form.
_MOST_POINTS = 100
_MANY_POINTS = 40
_ROUNDED = 0.011
_NUMBERS = re.compile(r"(?<![0-9.,%])[0-9]{1,2}(?:\.[0-9]+)?(?![0-9.,%])")
_CENT = 0.0101
_CLOSE = 0.0001
#: A rate of 100 % fits any amount that is printed twice.
_WHOLE = 0.9999
#: Points that forms give the execution rate: 10 by the ministry's rules, up to 20 in some places.
_EXECUTION_POINTS = 20


def fund_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``funds``."""
    form = seen.form
    total = form.total_fund
    if form.funds and total is None:
        yield Evidence("funds", "no-total", 1.0, "资金中没有读到合计一行")
    proof = [] if total is None else [*_total(total, form, stated=bool(seen.draft.stated)), *_parts(total, form.funds)]
    yield from proof
    names = {e.name for e in proof}
    if "rate-fits" in names and {"budget-parts-fit", "executed-parts-fit"} <= names:
        yield Evidence("funds", "all-fits")  # three sums that hold together are no accident
    for row in form.funds:
        yield from _impossible(row)
        yield from _no_amounts(row, form)
    yield from _points_elsewhere(total, seen)
    if total is not None:
        yield from _amount_elsewhere(total, seen)
    if not form.funds and seen.draft.funds_seen:
        yield Evidence("funds", "no-rows", 1.0, "有资金表头而没有读到各行")
    yield from _labels(seen, closed="rate-fits" in names and not any(n.endswith("differ") for n in names))
    yield from left_over(seen)
    yield from money_unit_evidence(seen)


def _total(total: FundRow, form: Form, *, stated: bool) -> Iterator[Evidence]:
    base = total.budget if total.budget is not None else total.initial
    blank = {n for n in ("initial", "budget", "executed") if _is_blank(form, n)}
    if (base is None and blank & {"budget", "initial"}) or (total.executed is None and "executed" in blank):
        return  # the column is there and the unit left it blank
    if base is None and total.executed is None:
        yield Evidence("funds", "no-amounts", 1.0, "资金合计没有读到预算数和执行数")
    elif (base is None or total.executed is None) and not stated:  # sentences state what they like
        missing = "budget" if base is None else "executed"
        yield Evidence(
            "funds",
            "one-amount",
            1.0,
            f"资金合计没有读到{'预算数' if base is None else '执行数'}",
            fund_place("total", missing),
        )
    if total.rate is None or not base or total.executed is None:
        if base and total.executed is not None and base > 0:
            yield Evidence("funds", "no-rate")
        return
    fits = [abs(total.executed / b - total.rate) <= _ROUNDED for b in (total.budget, total.initial) if b]
    if any(fits):
        yield Evidence("funds", "rate-fits")
        if total.budget and total.initial and not fits[0]:
            said = f"执行率 {total.rate:.2%} 按年初预算数 {total.initial:g} 而不按全年预算数 {total.budget:g} 相符"
            yield Evidence("funds", "rate-of-the-initial", 1.0, said, "funds[total].budget")
    else:
        said = f"执行率 {total.rate:.2%} 与执行数÷预算数（{total.executed:g}÷{base:g}）不符"
        yield Evidence("funds", "rate-differs", 1.0, said)


def _points_elsewhere(total: FundRow | None, seen: Seen) -> Iterator[Evidence]:
    """A total score that is higher than all scores by points that are printed above the indicators: those of the execution rate.

    Not where their cell is there and blank: then the unit left them out.
    """
    form = seen.form
    whole, scores = form.value("total_score"), [i.score for i in form.indicators]
    read = total is not None and total.score is not None
    if read or "funds[total].score" in form.fields or whole is None or not scores:
        return
    rest = round(whole - sum(s or 0.0 for s in scores), 4)
    if None in scores or not 0 < rest <= _EXECUTION_POINTS:
        return
    above = [c.text for grid in form.grid for c in grid.cells if (grid.number, c.row) < seen.first_indicator]
    if total is None:  # a form without funds: only where something like their points was not understood
        above = [t for table, row, _, t in seen.numbers if (table, row) < seen.first_indicator]
    if any(float(n) == rest for text in above for n in _NUMBERS.findall(norm(text))):
        said = f"总分 {whole:g} 比各项得分之和多 {rest:g} 分，指标之前印有 {rest:g}，预算执行的得分可能没有读到"
        yield Evidence("funds", "points-elsewhere", 1.0, said, "" if total is None else "funds[total].score")


def _amount_elsewhere(total: FundRow, seen: Seen) -> Iterator[Evidence]:
    """A rate that does not follow from the amounts that were read, but from another number printed above the indicators."""
    base = total.budget if total.budget is not None else total.initial
    if total.rate is None or total.executed is None or not 0 < total.rate < _WHOLE or not total.executed:
        return
    if base and abs(total.executed / base - total.rate) <= _ROUNDED:
        return
    for grid in seen.form.grid:
        for c in grid.cells:
            value = parse_amount(c.text) if (grid.number, c.row) < seen.first_indicator and is_number(c.text) else None
            if value and value != base and abs(total.executed / value - total.rate) <= _CLOSE:
                said = f"执行率 {total.rate:.2%} 与执行数÷{value:g} 相符，预算数却读作 {base if base is None else format(base, 'g')}"
                yield Evidence("funds", "amount-elsewhere", 1.0, said, "funds[total].budget")
                return


def _no_amounts(row: FundRow, form: Form) -> Iterator[Evidence]:
    """A row under a label of its own whose amounts are words: no source of funds."""
    if row.source in _STANDARD or row.budget is not None or row.executed is not None or row.initial is not None:
        return
    texts = [
        norm(form.fields[w].text)
        for n in ("initial", "budget", "executed")
        if (w := fund_place(row.source, n)) in form.fields
    ]
    hit = next((t for t in texts if len(t) > 2 and not t.isdigit()), None)
    if hit:
        said = f"“{row.label[:16]}”读作资金来源，其金额一栏印有“{hit[:16]}”"
        yield Evidence("funds", "amount-is-text", 1.0, said, fund_place(row.source))


def _is_blank(form: Form, name: str) -> bool:
    """Whether the total row has a cell for this amount and nothing is printed in it."""
    cell = form.fields.get(fund_place("total", name))
    return cell is not None and cell.col is not None and norm(cell.text) in ("", "-", "/", "—")


def _parts(total: FundRow, funds: list[FundRow]) -> Iterator[Evidence]:
    parts = [f for f in funds if f is not total]
    for name, words in (("budget", "预算数"), ("executed", "执行数"), ("initial", "年初预算数")):
        whole = getattr(total, name)
        each = [v for f in parts if (v := getattr(f, name)) is not None]
        if whole is None or not each:
            continue
        if _adds_up(whole, each):
            yield Evidence("funds", f"{name}-parts-fit")
        else:
            said = f"各项{words}之和 {sum(each):g} 与合计 {whole:g} 不等"
            yield Evidence("funds", f"{name}-parts-differ", 1.0, said)


def _adds_up(whole: float, each: list[float]) -> bool:
    """Whether the parts make up the whole, all of them or (where a part is broken down further) the first ones."""
    near = max(0.02, abs(whole) * 0.0005)
    partial = 0.0
    for value in each:
        partial += value
        if abs(partial - whole) <= near:
            return True
    return False


def _impossible(row: FundRow) -> Iterator[Evidence]:
    where = fund_place(row.source)
    for name in ("initial", "budget", "executed"):
        value = getattr(row, name)
        if value is not None and value < 0:
            yield Evidence("funds", "negative", 1.0, f"{row.label}的金额读作 {value:g}", f"{where}.{name}")
    if row.weight is not None and row.weight > _MOST_POINTS:
        yield Evidence("funds", "impossible-weight", 1.0, f"执行率的分值读作 {row.weight:g}", f"{where}.weight")
    elif row.weight is not None and row.weight > _MANY_POINTS:
        yield Evidence("funds", "large-weight", 1.0, f"执行率的分值读作 {row.weight:g}", f"{where}.weight")
    if row.score is not None and row.score > (row.weight if row.weight is not None else _MOST_POINTS) + 0.005:
        yield Evidence("funds", "impossible-score", 1.0, f"执行率的得分读作 {row.score:g}", f"{where}.score")
    if row.weight is not None and row.score is None and not float(row.weight).is_integer():
        yield Evidence(
            "funds", "weight-like-a-score", 1.0, f"执行率的分值读作 {row.weight:g}，而没有得分", f"{where}.weight"
        )
    if row.rate is not None and (row.rate > 1.5 or row.rate < 0):
        yield Evidence("funds", "impossible-rate", 1.0, f"执行率读作 {row.rate:.0%}", f"{where}.rate")
    base = row.budget if row.budget is not None else row.initial
    if base is not None and row.executed is not None and row.executed > 1.2 * base and row.executed > base + 1:
        yield Evidence("funds", "spent-more", 1.0, f"{row.label}执行数 {row.executed:g} 大于预算数 {base:g}")


def _labels(seen: Seen, *, closed: bool) -> Iterator[Evidence]:
    vocabulary = seen.vocabulary
    rows = [f for f in seen.form.funds if f.source not in _STANDARD]
    odd = [f for f in rows if not vocabulary.find("funds_row", f.label.removeprefix("其中：")) or "#" in f.source]
    if odd:
        said = f"“{odd[0].label[:16]}”等 {len(odd)} 行按资金来源读入"
        yield Evidence("funds", "unlisted-rows", min(1.0, len(odd) / 3), said)
    empty = [f for f in seen.form.funds if f.initial is None and f.budget is None and f.executed is None]
    if len(empty) == len(seen.form.funds) and empty:
        yield Evidence("funds", "empty-rows", 1.0, "资金各行都没有读到金额")
    for block, columns in seen.draft.headers:
        if block == "funds":
            yield from _header(seen, columns, closed=closed)


def _header(seen: Seen, columns: Columns, *, closed: bool) -> Iterator[Evidence]:
    """Columns of the funds: which amounts were found, how, and which columns hold amounts that nothing took."""
    kinds = {c.name.split("|")[-1] for c in columns.items}
    liked = [c for c in columns.items if c.text and c.told_by == "label" and not _exact(seen, c.text)]
    told = [c for c in columns.items if c.told_by == "contents" and c.name.split("|")[-1] in AMOUNTS]
    proved = "-though-proved" if closed else ""
    if liked:
        said = f"“{liked[0].text[:16]}”按近似读作资金栏目"
        yield Evidence("funds", "labels-by-likeness", min(1.0, len(liked) / 2), said)
    if told:
        yield Evidence("funds", f"amounts-by-contents{proved}", 1.0, f"“{told[0].text[:16]}”按数值推断为资金栏目")
    open_ = [
        c
        for c in columns.open
        if c.text
        and not _known(seen, c.text)
        and (held := _numbers(seen, columns.table, c.first))
        and not _explained(seen, held)
    ]
    if open_:
        said = f"资金表中“{open_[0].text[:16]}”一栏没有识别"
        yield Evidence("funds", f"columns-left-over{proved}", 1.0, said)
    if "executed" not in kinds or not kinds & {"budget", "initial"}:
        yield Evidence("funds", f"no-amount-column{proved}", 1.0, "资金表头没有读到预算数或执行数一栏")
    if any(c.name.startswith("source:") for c in columns.items):
        yield Evidence("funds", f"sideways{proved}", 1.0, "资金表按横排读入")


def _known(seen: Seen, label: str) -> bool:
    """Whether a label says what its amounts are and that they are none of the form's: a rest, a change, a part."""
    kind = seen.vocabulary.find("funds_column", label)
    return kind not in (None, *AMOUNTS) or bool(seen.vocabulary.find("funds_row", label))


def _exact(seen: Seen, text: str) -> bool:
    return bool(seen.vocabulary.exact("funds_column", text) or seen.vocabulary.exact("funds_row", text))


def _numbers(seen: Seen, table: int, col: int) -> list[tuple[int, float]]:
    """(row, amount) of a column in the rows of the funds."""
    grid = next((t for t in seen.form.grid if t.number == table), None)
    rows = {f.row for w, f in seen.form.fields.items() if w.startswith("funds") and f.table == table}
    cells = [] if grid is None else [c for c in grid.cells if c.row in rows and c.col <= col <= c.last_col]
    return [(c.row, parse_amount(c.text) or 0.0) for c in cells if is_number(c.text)]


def _explained(seen: Seen, held: list[tuple[int, float]]) -> bool:
    """Whether a column follows from the amounts that were read: a change (budget − initial), a rest (budget − executed), nothing."""
    rows = {f.row: w for w, f in seen.form.fields.items() if w.startswith("funds") and f.row is not None}
    funds = {fund_place(f.source): f for f in seen.form.funds}

    def follows(row: int, value: float) -> bool:
        fund = funds.get(row_of(rows.get(row, "")))
        if fund is None or fund.budget is None:
            return False
        others = (fund.initial, fund.executed)
        return any(o is not None and abs(abs(fund.budget - o) - abs(value)) <= _CENT for o in others)

    filled = [(r, v) for r, v in held if v]
    return all(follows(r, v) for r, v in filled)
