"""A self-evaluation form as values that keep their address.

The form is the unit that everything later works on. ``fields`` maps ``where`` (see docs/design.md) to the printed text,
its parsed value and its place in the document; the typed rows beside it hold the same values in their order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from selfeval_nb.readers.model import Table


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a form: where it belongs, what is printed, what that means, and the cell it came from.

    ``value`` is a float for amounts, weights, scores and rates (a rate as a fraction), an int for a year, else the
    cleaned text; None where the form prints nothing. ``table``/``row``/``col`` are None for text outside tables.
    """

    where: str
    text: str
    value: Any = None
    table: int | None = None
    row: int | None = None
    col: int | None = None
    label: str = ""


@dataclass(slots=True)
class FundRow:
    """A printed row of the funds block. Amounts in the form's money unit, ``rate`` as a fraction (1.0 is 100 %)."""

    fund_no: int
    source: str
    label: str
    initial: float | None = None
    budget: float | None = None
    executed: float | None = None
    weight: float | None = None
    rate: float | None = None
    score: float | None = None
    reason: str = ""


@dataclass(slots=True)
class Indicator:
    """A filled indicator row. Numbers as printed, units beside them (see DESIGN §3)."""

    indicator_no: int
    level1: str | None = None
    level2: str | None = None
    level3: str | None = None
    target_text: str = ""
    operator: str | None = None
    target_value: float | None = None
    target_unit: str | None = None
    actual_text: str = ""
    actual_value: float | None = None
    actual_unit: str | None = None
    weight: float | None = None
    score: float | None = None
    reason: str = ""
    # further printed columns, kept for the checks
    operator_cell: str = ""
    unit_cell: str = ""
    kind_cell: str = ""  # 定量指标 / 定性指标 where the form prints it
    target_adjusted: str = ""
    method: str = ""
    coefficient: float | None = None  # 得分系数, as a fraction
    review_score: float | None = None
    review_opinion: str = ""
    level1_weight: float | None = None  # points printed in the level label, 产出指标（50分）
    level2_weight: float | None = None
    score_text: str = ""
    weight_text: str = ""
    shared_with: int | None = None  # the indicator above whose weight or score cell is merged down over this one


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation for or against the reading of a block (``head`` ``funds`` ``goals`` ``indicators`` ``totals``).

    ``name`` is what the weights are kept under, ``amount`` from 0 to 1 how much of it was seen, ``said`` the sentence for a
    reviewer ("" for what speaks for the reading), ``where`` a narrower place than the block, "" when there is none.
    """

    block: str
    name: str
    amount: float = 1.0
    said: str = ""
    where: str = ""


@dataclass(slots=True)
class Form:
    """One form of a document.

    ``head`` holds the single values by name (``project``, ``unit``, ``total_score``, …; absent when the form has no such
    label, present with ``value=None`` when the label is there and the cell is blank). ``roles`` says how each cell was
    understood: (table, row, col) -> ``label:NAME``, ``value:WHERE``, ``title``, ``placeholder``, ``note``, ``blank`` or
    ``unclaimed``. ``grid`` is the part of each source table that the form occupies, for redrawing it.
    """

    form_id: str
    file: str
    form_no: int
    sha256: str
    template: str
    kind: str  # project, department (部门整体), transfer (转移支付), criteria (评分标准), other
    prints: str = ""  # what the form prints at all, in the order of kinds.PARTS, joined by blanks
    title: str = ""
    year: int | None = None
    money_unit: str | None = None
    head: dict[str, Field] = field(default_factory=dict)
    funds: list[FundRow] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)
    placeholders: int = 0
    subtitle_year: int | None = (
        None  # a year that a line below the title prints by itself, where the title names another
    )
    unfilled: list[str] = field(default_factory=list)  # placeholder rows with an indicator name of their own
    roles: dict[tuple[int, int, int], str] = field(default_factory=dict)
    grid: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()  # fields of the indicator block in printed order
    execution_weight: float | None = None  # points printed in a label, 预算执行情况（20分）
    total_row: bool = False
    evidence: list[Evidence] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)  # how each header was read, a sentence each
    confidence: dict[str, float] = field(default_factory=dict)  # a block -> 0 to 1, how sure its reading is
    layout: str = ""  # the taught layout that it was read by, "" for none
    layout_sha256: str = ""  # of that layout's file

    @property
    def total_fund(self) -> FundRow | None:
        """The total row of the funds block (年度资金总额), None where the form prints none."""
        return next((f for f in self.funds if f.source == "total"), None)

    @property
    def main_fund(self) -> FundRow | None:
        """The total row, or the first row of a form that prints none: the money of the whole project."""
        return self.total_fund or (self.funds[0] if self.funds else None)

    def value(self, name: str) -> Any:
        """The parsed value of a head field, None when the form does not have it."""
        f = self.head.get(name)
        return None if f is None else f.value
