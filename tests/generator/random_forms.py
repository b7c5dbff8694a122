"""A random form: what it says and how it is laid out, from any source of choices (``random.Random`` or hypothesis')."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from tests.generator import content as K
from tests.generator import synonyms as S
from tests.generator.grid import Block, Grid
from tests.generator.layout import Style, lay_out
from tests.generator.model import Ind, Model, N
from tests.generator.random_parts import Q
from tests.generator.random_style import Styles
from tests.generator.write_docx import Noise

FAMILIES = [
    "standard",
    "letters",
    "operators",
    "hubei",
    "chongqing",
    "jiangsu",
    "transfer",
    "department",
    "method",
    "mixed",
]


@dataclass(slots=True)
class Made:
    """A form ready to write: its blocks, its answer and how the document should be awkward."""

    model: Model
    style: Style
    noise: Noise
    tags: set[str] = field(default_factory=set)

    def blocks(self) -> list[Block]:
        return lay_out(self.model, self.style)


class Maker(Styles):
    """One form from one source of choices. ``unseen`` is how likely a label is a word that no table lists."""

    def __init__(
        self, rnd: random.Random, family: str | None = None, unseen: float = 0.06, fresh: bool = False
    ) -> None:
        super().__init__(rnd, unseen, fresh)
        self.family = family or rnd.choice(FAMILIES)
        self.tags: set[str] = {f"family:{self.family}"}
        self.spaced = self.chance(0.12, "labels:spaced")
        self.broken = self.chance(0.2, "labels:broken over lines")

    # ---- the families

    def make(self) -> Made:
        r, family = self.r, self.family
        theme = r.choice(sorted(K.PROJECTS))
        names, expected, actual = K.PROJECTS[theme]
        place, offices = r.choice(K.PLACES), K.OFFICES[theme]
        year = r.randint(2018, 2024)
        transfer, hubei, chongqing = family == "transfer", family == "hubei", family == "chongqing"
        flat = chongqing or family == "jiangsu"
        operators = family == "operators" or (family == "mixed" and self.chance(0.3, "columns:operator and unit"))
        weights = not transfer and not hubei
        scores = not transfer
        execution = 20 if hubei or self.chance(0.06, "execution:20") else 10

        labels: dict[str, str] = {}
        self.labels = labels
        for name in ("project", "department", "unit", "goal_expected", "goal_actual", "goal_adjusted", "level1", "level2", "level3", "target", "actual",
                     "f_initial", "f_budget", "f_executed", "f_rate", "f_weight", "f_score", "weight", "score", "reason", "total", "method", "sign",
                     "value", "unit_column", "kind", "adjusted", "coefficient", "core", "review_score", "opinion", "no", "total_score"):  # fmt: skip
            labels[name] = self.pick(name)
        if family == "letters":
            labels |= {"f_budget": "全年预算数（A）", "f_executed": "全年执行数（B）", "f_rate": "执行率（B/A）"}
        if chongqing:
            labels |= {"level3": self.typeset("指标名称"), "kind": "指标性质", "target": self.typeset("年初指标值")}
        if labels["target"] == labels["level3"] or labels["kind"].replace("\n", "") == labels["level2"].replace(
            "\n", ""
        ):
            labels["kind"] = "定量/定性指标"

        columns = self.columns(family, operators, weights, scores, flat)
        fund_columns = ["initial", "budget", "executed", "weight", "rate", "score"]
        if transfer:
            fund_columns = ["budget", "executed", "rate"]
        elif hubei:
            fund_columns = ["budget", "executed", "rate", "score"]
        elif self.chance(0.25, "funds:other columns"):
            fund_columns = r.choice(
                [
                    ["budget", "executed", "weight", "rate", "score"],
                    ["initial", "budget", "executed", "rate", "weight", "score"],
                    ["initial", "executed", "weight", "rate", "score"],
                ]
            )
        money_unit = "元" if self.chance(0.15, "money:元") else "万元"
        as_row = weights and not flat and self.chance(0.06, "rows:execution as an indicator")
        if as_row:
            fund_columns = [c for c in fund_columns if c not in ("weight", "score")]
        funds = self.funds(round(r.uniform(5, 3000), 2), execution, fund_columns, money_unit)
        fund_layout = "rows"
        if not transfer and self.chance(0.07, "funds:transposed"):
            fund_layout = "transposed"
        elif not transfer and len(funds) > 1 and self.chance(0.04, "funds:parts as columns of one row"):
            fund_layout = "one_row"
            for f in funds[1:]:
                f.initial = f.executed = f.weight = f.rate = f.score = N()
            funds[0].initial = N()
        elif self.chance(0.04, "funds:label and value pairs"):
            fund_layout, funds = "pairs", funds[:1]
        for f in funds:
            f.label = f.label if fund_layout == "rows" else f.label.strip()

        rows = self.rows(theme, columns=operators, weights=weights, scores=scores, flat=flat)
        if as_row:
            self.execution_row(rows, funds[0], operators)
        if weights and scores and not flat and self.chance(0.08, "rows:subtotals"):
            self.subtotals(rows)
        if weights and self.chance(0.06, "weights:with 分"):
            for row in rows:
                if row.weight.text:
                    row.weight = N(row.weight.value, row.weight.text + "分")
        goal_layout = "three" if chongqing else "none" if hubei else r.choice(["pair"] * 8 + ["stacked", "inline"])
        if goal_layout != "pair":
            self.tags.add(f"goals:{goal_layout}")
        goal_blocks: list[str] = []
        if hubei:
            goal_blocks = self.two_goals(rows)
        for row in rows:
            if "reason" not in columns:
                row.reason = ""
        if family == "jiangsu":
            columns[0:0] = ["level1"]
            for row, word in zip(rows, self.classes(rows), strict=True):
                row.level1 = word
        if chongqing:
            for row in rows:
                row.kind = "定性指标" if row.operator == Q else "定量指标"
                row.coefficient, row.core, row.unit_text = "100%", r.choice(["是", "否"]), row.unit_text
        if "kind" in columns and not chongqing:
            for row in rows:
                row.kind = "" if row.placeholder or row.subtotal else "定性" if row.operator == Q else "定量"
        for row in rows:
            if "method" in columns and row.value:
                row.method = r.choice(
                    [
                        "完成得满分，未完成按比例扣分",
                        "每低1%扣0.5分",
                        "按完成比例计分",
                        "达到90%以上得满分，每降5%扣1分",
                    ]
                )
            if "review_score" in columns and row.value:
                row.review_score = row.score.text
                row.opinion = r.choice(["", "同意", "佐证材料不足，扣1分"]) if "opinion" in columns else ""
        shown = {"total_weight": N(100, "100"), "total_score": N()}
        got = round(sum(row.score.value or 0 for row in rows if not row.subtotal) + (funds[0].score.value or 0), 2)
        if scores:
            text = f"{got:.2f}" if r.random() < 0.3 else f"{got:g}"
            shown["total_score"] = N(got, text + ("分" if r.random() < 0.05 else ""))
        if self.chance(0.03, "total:lone 分") and scores:
            shown["total_score"] = N(None, "分")
        total_layout = (
            "none"
            if transfer
            else "head"
            if chongqing or (family in ("hubei", "mixed") and r.random() < 0.3)
            else "row"
        )
        if total_layout == "row" and r.random() < 0.08:
            total_layout = r.choice(["score only", "sentence"])
        if total_layout != "row":
            self.tags.add(f"total:{total_layout}")
        if total_layout != "row" or "weight" not in columns or columns.index("weight") > columns.index("score"):
            shown["total_weight"] = N()
        points = {}
        if weights and not flat and self.chance(0.2, "levels:points in labels"):
            for word in dict.fromkeys(row.level1 for row in rows):
                points[f"points:{word}"] = (
                    f"（{sum(x.weight.value or 0 for x in rows if x.level1 == word and not x.subtotal):g}分）"
                )
        labels |= points

        model = Model(
            self.title(family, names[0], year), year, None, None, None, money_unit, funds, None, None, rows, shown["total_weight"], shown["total_score"]
        )  # fmt: skip
        model.project = r.choice(names)
        if self.chance(0.1, "project:code before the name"):
            model.project = f"{r.randint(10**10, 10**11)}-{model.project}"
        model.department, model.unit = place + offices[0], place + r.choice(offices)
        if self.chance(0.03, "department:blank"):
            model.department = None
        if goal_layout != "none":
            model.goal_expected, model.goal_actual = expected.replace(",", "，"), actual.replace(",", "，")
            if self.chance(0.05, "goals:blank"):
                model.goal_actual = None
            if goal_layout == "pair" and model.goal_actual and self.chance(0.07, "goals:several rows"):
                self.goal_lines(model)
        model.goal_adjusted = "无" if chongqing else ""
        style = self.style(
            model,
            labels,
            columns,
            fund_columns,
            fund_layout,
            goal_layout,
            goal_blocks,
            total_layout,
            operators,
            flat,
            year,
            execution,
        )
        if "f_weight" in style.labels and fund_layout == "rows" and "weight" not in fund_columns:
            for f in funds:
                f.weight = N()
        model.tags = self.tags
        made = Made(model, style, self.noise(), self.tags)
        printed = {
            re.sub(r"\s", "", p.cell.text).replace("（", "(").replace("）", ")")
            for b in made.blocks()
            if isinstance(b, Grid)
            for p in b.cells
        }
        found = {tag for word, tag in self.words.items() if word.split("(")[0] in printed}
        self.tags |= found | ({"label:unseen"} if found else set())
        return made

    def goal_lines(self, m: Model) -> None:
        """The goal as a numbered list, a row each."""
        first = list(
            zip(
                (m.goal_expected or "").rstrip("。").split("，"),
                (m.goal_actual or "").rstrip("。").split("，"),
                strict=False,
            )
        )
        m.goal_lines = [(f"目标{i + 1}：{a}；", f"目标{i + 1}：{b}；") for i, (a, b) in enumerate(first)]
        m.goal_expected, m.goal_actual = ("".join(x) for x in zip(*m.goal_lines, strict=True))

    def title(self, family: str, name: str, year: int) -> str:
        r = self.r
        if r.random() < self.unseen:
            self.tags.add("label:unseen")
            title = r.choice(S.FRESH_TITLES if self.fresh else S.UNSEEN_TITLES)
            self.tags.add(f"unseen:title:{title}")
            return title
        if family == "department":
            return "部门整体支出绩效自评表"
        if family == "transfer":
            return r.choice(["转移支付区域绩效目标自评表", "项目绩效目标自评表", f"{name}绩效目标自评表"])
        if family == "hubei" or r.random() < 0.05:
            return f"{name}项目自评表"
        return r.choice(S.TITLES)

    def columns(self, family: str, operators: bool, weights: bool, scores: bool, flat: bool) -> list[str]:
        r = self.r
        target = ["sign", "value", "unit"] if operators else ["target"]
        columns = ["level3"] if flat else ["level1", "level2", "level3"]
        if family == "chongqing":
            columns = [
                "level3",
                "unit",
                "kind",
                "target",
                "adjusted",
                "actual",
                "coefficient",
                "weight",
                "score",
                "core",
            ]
            return (
                columns
                if r.random() < 0.7
                else ["level3", "unit", "kind", "target", "weight", "actual", "score", "reason"]
            )
        before = weights and self.chance(0.25, "columns:weight before target")
        columns += ["weight"] if before else []
        if operators and self.chance(0.15, "columns:unit before operator"):
            target = ["unit", "sign", "value"]
        columns += [*target, "actual"]
        columns += ["weight"] if weights and not before else []
        if family == "method" or (family == "mixed" and r.random() < 0.2):
            columns.append("method")
            self.tags.add("columns:method")
        columns += ["score"] if scores else []
        if scores and self.chance(0.12, "columns:reviewer's own"):
            columns += ["review_score"] + (["opinion"] if r.random() < 0.5 else [])
        if family not in ("hubei", "jiangsu") or r.random() < 0.2:
            columns.append("reason")
        if family == "mixed" and self.chance(0.15, "columns:定量/定性"):
            columns.insert(columns.index("level3") + 1, "kind")
        if self.chance(0.1, "columns:序号"):
            columns.insert(0, "no")
        return columns

    def two_goals(self, rows: list[Ind]) -> list[str]:
        r = self.r
        if not self.chance(0.6, "goals:two blocks"):
            return [self.typeset("年度绩效目标") + "\n（80分）"]
        cut = next(
            (i for i in range(len(rows) // 2, len(rows)) if rows[i].level1 != rows[i - 1].level1), len(rows) // 2
        )
        for row in rows[cut:]:
            row.goal = 1
        return ["年度绩效目标1\n（40分）", "年度绩效目标2\n（40分）"] if r.random() < 0.7 else ["目标一", "目标二"]

    def classes(self, rows: list[Ind]) -> list[str]:
        k = max(1, len(rows) // 3)
        return [["投入目标", "产出目标", "结果目标"][min(i // k, 2)] for i in range(len(rows))]


def random_form(rnd: random.Random, family: str | None = None, unseen: float = 0.06, fresh: bool = False) -> Made:
    """One random form."""
    return Maker(rnd, family, unseen, fresh).make()
