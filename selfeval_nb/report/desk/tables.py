"""The desk's tables as DataFrames: what a reviewer sorts, filters and copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from selfeval_nb.checks.model import SEVERITIES
from selfeval_nb.report.page.env import render
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.desk_words import DeskWords

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("findings", "indicators", "funds")


@dataclass(frozen=True)
class DeskFrames:
    """``findings``, ``indicators`` and ``funds`` of a review as DataFrames; their columns are in the review's language.

    Scores in points, amounts in the form's money unit, rates and completion ratios as fractions.
    """

    view: View

    @property
    def findings(self) -> pd.DataFrame:
        """A row a finding, numbered as in the list, with the ruling on it."""
        import pandas as pd

        view, w = self.view, DeskWords(self.view.t.lang)
        frame = _frame(
            w, ("no", "severity", "rule", "place", "message", "quote", "arithmetic", "ruling", "where"),
            [
                (
                    m.no, view.t.word(m.severity), view.t.rule_words(m.finding["rule_id"]), view.where_words(m.finding["where"]),
                    m.finding["message"], (m.finding["quote"] or "").strip(), m.finding["arithmetic"], ruling_words(view, m),
                    m.finding["where"],
                )
                for m in view.marks
            ],
        )  # fmt: skip
        # sorted by severity, errors come first whatever they are called
        grades = pd.CategoricalDtype([view.t.word(s) for s in SEVERITIES], ordered=True)
        frame[w.c_severity] = frame[w.c_severity].astype(grades)
        return frame

    @property
    def indicators(self) -> pd.DataFrame:
        """A row a row of the work paper: budget execution, the indicators, the total."""
        w = DeskWords(self.view.t.lang)
        final = {r.indicator_no: r.score for r in self.view.final.rows} if self.view.final else {}
        rows = []
        for row in self.view.rows:
            i = row.indicator
            name = (i.level3 if i else None) or {
                "execution": self.view.t.execution_row,
                "total": self.view.t.total_row,
            }.get(row.kind, "")
            review = self.view.final.score if row.kind == "total" and self.view.final else final.get(row.no)
            gap = None if row.difference is None else 0.0 if row.agrees else min(row.difference, key=abs)
            rows.append(
                (
                    row.no or None, i.level1 if i else "", i.level2 if i else "", name, i.target_text if i else row.target + row.unit,
                    row.actual, row.weight, row.self_score, row.low, row.high, gap, row.ratio,
                    review, len(row.marks),
                )
            )  # fmt: skip
        frame = _frame(
            w, ("no", "level1", "level2", "level3", "target", "actual", "weight", "self", "low", "high", "difference", "ratio",
                "review", "findings"), rows,
        )  # fmt: skip
        frame[w.c_no] = frame[w.c_no].astype("Int64")
        return frame

    @property
    def funds(self) -> pd.DataFrame:
        """A row a row of the funds block, with the execution rate recomputed."""
        rows = [
            (f.label.strip(), f.initial, f.budget, f.executed, f.rate, self.view.rate_of(f), f.weight, f.score)
            for f in self.view.form.funds
        ]
        names = ("source", "initial", "budget", "executed", "rate", "rate_computed", "weight", "score")
        return _frame(DeskWords(self.view.t.lang), names, rows)

    def __repr__(self) -> str:
        return "\n".join(f"desk.frames.{name}: {len(getattr(self, name))}" for name in TABLES)


def _frame(words: DeskWords, names: tuple[str, ...], rows: list[Any]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=[words.word(f"c_{n}") for n in names])


def ruling_words(view: View, mark: Any) -> str:
    """What was ruled on a finding, in a word; empty when nothing was."""
    held = [r for r in mark.rulings if not r.stale]
    return view.t.word(f"act_{held[-1].action}") if held else ""


def frame_table(frame: Any, by: str, down: bool, label: str) -> Markup:
    """A DataFrame as a table of the report's style; text is escaped, a missing value is a dash."""
    import pandas as pd

    numeric = [c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c])]

    def told(value: Any) -> str:
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            return "—"
        return f"{value:.6g}" if isinstance(value, float) else str(value)

    rows = [[told(v) for v in row] for row in frame.itertuples(index=False, name=None)]
    return render(
        "frame.html.j2", columns=list(frame.columns), numeric=numeric, rows=rows, by=by, down=down, label=label
    )
