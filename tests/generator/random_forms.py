"""A random form: what it says and how it is laid out, from any source of choices (``random.Random`` or hypothesis')."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from tests.generator import content as K
from tests.generator import synonyms as S
from tests.generator.grid import Block, Grid
from tests.generator.layout import Style, lay_out
from tests.generator.model import Fund, Ind, Model, N
from tests.generator.write_docx import Noise

Q = "qualitative"
SIGNS = {">=": ["≥", ">=", "≥", "≧"], "<=": ["≤", "<=", "≦"], "=": ["=", "﹦", "═"]}
SIGN_WORDS = {">=": ["不低于", "不少于", "大于等于"], "<=": ["不超过", "不高于", "小于等于"], "=": ["等于"]}
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


class Maker:
    """One form from one source of choices. ``unseen`` is how likely a label is a word that no table lists."""

    def __init__(self, rnd: random.Random, family: str | None = None, unseen: float = 0.06) -> None:
        self.r, self.unseen = rnd, unseen
        self.family = family or rnd.choice(FAMILIES)
        self.tags: set[str] = {f"family:{self.family}"}
        self.words: dict[str, str] = {}  # unlisted words that were chosen, whether printed in the end or not
        self.spaced = self.chance(0.12, "labels:spaced")
        self.broken = self.chance(0.2, "labels:broken over lines")

    def chance(self, p: float, tag: str | None = None) -> bool:
        hit = self.r.random() < p
        if hit and tag:
            self.tags.add(tag)
        return hit

    def pick(self, name: str) -> str:
        """A word for a part, sometimes an unlisted one, spaced or broken over lines as typists do."""
        if self.r.random() < self.unseen:
            word = self.r.choice(S.UNSEEN[name])
            self.words[word] = f"unseen:{name}:{word}"
        else:
            word = self.r.choice(S.SEEN[name])
        return self.typeset(word)

    def typeset(self, word: str) -> str:
        if self.spaced and len(word) <= 5 and "(" not in word:
            return "　".join(word) if len(word) <= 3 else " ".join(word)
        if self.broken and len(word) >= 4 and self.r.random() < 0.4:
            at = word.index("(") if "(" in word else len(word) // 2
            return word[:at] + "\n" + word[at:] if at else word
        if "(" in word and self.r.random() < 0.5:
            return word.replace("(", "（").replace(")", "）")
        return word

    # ---- values

    def number(self, x: float, digits: int | None = None) -> str:
        return f"{x:.{digits}f}" if digits is not None else f"{x:.6g}" if x < 100000 else f"{x:.0f}"

    def target(self, kind: str, value: object, unit: str, *, columns: bool, reverse: bool) -> tuple[Ind, float | None]:
        """An indicator with its target only, and the number that an actual is made from."""
        r = self.r
        row = Ind(None, None, "")
        if kind in ("w", "d"):
            row.value = str(value)
            row.operator = Q if kind == "w" else None
            if kind == "w" and columns and r.random() < 0.3:
                row.sign = "定性"
            return row, None
        assert isinstance(value, int | float)
        x = (
            value
            if r.random() < 0.4 or kind == "p"
            else round(value * r.uniform(0.5, 2), 2 if isinstance(value, float) else None)
        )
        operator = "<=" if reverse else r.choice([">=", ">=", ">=", "="])
        style = r.choice(["sign"] * 6 + ["bare", "bare", "word", "suffix"])
        row.value, row.number = self.number(x), float(self.number(x))
        row.unit_text = row.unit = unit or None
        if kind == "p" and not columns and r.random() < 0.06:
            row.unit_text = row.unit = "百分比"
        row.unit_text = row.unit_text or ""
        if columns:
            row.sign = r.choice(SIGNS[operator])
        elif style == "sign":
            row.sign = r.choice(SIGNS[operator]) + (" " if r.random() < 0.05 else "")
        elif style == "word":
            row.sign = r.choice(SIGN_WORDS[operator])
            self.tags.add("value:word operator")
        elif style == "suffix" and operator != "=" and row.unit_text:
            row.unit_text += {">=": "以上", "<=": "以内"}[operator]
            self.tags.add("value:suffix operator")
        else:
            operator = ""
        row.operator = operator or None
        if row.unit == "" or (not columns and kind == "n" and r.random() < 0.15 and row.unit_text == unit):
            row.unit, row.unit_text = None, ""
        return row, x

    def actual(self, row: Ind, kind: str, x: float | None, unit: str) -> None:
        r = self.r
        if x is None:
            if kind == "d":
                row.actual = r.choice(["11月20日", "2022年11月", "12月底", row.value, "10月"])
            elif r.random() < 0.2:
                row.actual, row.actual_number = f"{r.randint(85, 100)}%", 0
                row.actual_number = float(row.actual[:-1])
            else:
                row.actual = r.choice([row.value, row.value, *K.QUALITATIVE_ANSWERS])
            return
        y = r.choice([x, x, x * r.uniform(0.6, 0.99), x * r.uniform(1.01, 1.4), 0])
        if kind == "p":
            y = min(y, 100)
        text = self.number(round(y, 2 if (y < 1000 and not float(x).is_integer()) or kind == "p" else 0))
        row.actual_number = float(text)
        shape = r.random()
        if shape < 0.6:
            text += unit
        elif shape < 0.66 and unit:
            text = f"{row.sign or '≥'}{text}{unit}" if not row.sign.strip().isalpha() else text + unit
            self.tags.add("value:operator in actual")
        elif shape < 0.7 and unit and kind == "n":
            text = f"{text}余{unit}"
        row.actual = text

    # ---- parts

    def levels(self) -> list[tuple[str, list[str]]]:
        """(level 1 key, level 2 keys) in the order of the form."""
        out = [("OUT", ["q", "z", "t", "c"]), ("BEN", ["e", "s", "o", "k"]), ("SAT", ["m"])]
        if self.chance(0.15, "levels:cost is a level of its own"):
            out = [("COST", ["c"]), ("OUT", ["q", "z", "t"]), *out[1:]]
        return out

    def rows(self, theme: str, *, columns: bool, weights: bool, scores: bool, flat: bool) -> list[Ind]:
        r = self.r
        rows: list[Ind] = []
        used: set[str] = set()
        # one of three ways to print a label, kept within a form
        word1 = {k: r.choice(v[1] if r.random() < self.unseen else v[0]) for k, v in S.LEVEL1.items()}
        word2 = {k: r.choice(v[1] if r.random() < self.unseen else v[0]) for k, v in S.LEVEL2.items()}
        placeholders = self.chance(0.4, "rows:placeholders")
        numbered = self.chance(0.1, "rows:指标1：")
        for one, twos in self.levels():
            for two in twos:
                n = {"q": r.randint(1, 4), "e": r.randint(0, 1), "o": r.randint(0, 1)}.get(two, r.choice([1, 1, 2]))
                choices = [c for c in K.INDICATORS[two] if c[0] not in used]
                if n == 0 and not placeholders:
                    continue
                for i, (name, kind, value, unit) in enumerate(r.sample(choices, min(n, len(choices)))):
                    used.add(name)
                    reverse = any(
                        w in name
                        for w in ("故障", "差错", "时限", "响应", "成本", "造价", "投诉", "事故", "单价", "费用")
                    )
                    row, x = self.target(kind, value, unit, columns=columns, reverse=reverse)
                    self.actual(row, kind, x, unit)
                    row.level1, row.level2 = word1[one], word2[two]
                    row.level3 = f"指标{i + 1}：{name}" if numbered else name
                    rows.append(row)
                if placeholders and (n == 0 or r.random() < 0.2):
                    rows.append(Ind(word1[one], word2[two], r.choice(["", "", "……", "指标2："])))
        filled = [row for row in rows if row.value]
        self.score(filled, weights, scores)
        for row in filled:
            if row.score.value is not None and row.weight.value is not None and row.score.value < row.weight.value:
                row.reason = r.choice(K.REASONS) if r.random() < 0.7 else ""
            elif r.random() < 0.05:
                row.reason = r.choice(["无", "/", "达成预期指标"]) if r.random() < 0.5 else r.choice(K.REASONS)
        if flat:
            for row in rows:
                row.level1 = row.level2 = None
        return [row for row in rows if row.value] if flat else rows

    def score(self, rows: list[Ind], weights: bool, scores: bool) -> None:
        r = self.r
        left = 90.0
        decimals = self.chance(0.15, "weights:decimals")
        for i, row in enumerate(rows):
            share = left / (len(rows) - i)
            w = round(share * r.uniform(0.7, 1.3) if i < len(rows) - 1 else left, 2 if decimals else 0) or 1
            left = round(left - w, 2)
            row.weight = N(w, f"{w:g}") if weights else N()
            if scores:
                got = round(w * r.choice([1, 1, 1, 0.9, 0.8, r.random()]), 2)
                row.score = N(got, f"{got:g}" + ("分" if r.random() < 0.02 else ""))

    def execution_row(self, rows: list[Ind], total: Fund, columns: bool) -> None:
        """预算执行率 among the indicators, as some places print it, with its own 10 points."""
        word = self.r.choice(["预算执行率", "预算执行", "预算执行率指标"])
        row = Ind(
            word,
            word,
            "预算执行率",
            *(("=" if columns else "", "100", "%")),
            operator="=" if columns else None,
            number=100.0,
            unit="%",
        )
        executed, budget = total.executed.value or 0, total.budget.value or total.initial.value or 1
        share = round(100 * executed / budget, 2)
        row.actual, row.actual_number = f"{share:g}%", share
        row.weight, row.score = N(10, "10"), N(round(share / 10, 2), f"{round(share / 10, 2):g}")
        rows.insert(0 if self.r.random() < 0.6 else len(rows), row)

    def subtotals(self, rows: list[Ind]) -> None:
        """A sum below each level 1."""
        word = self.r.choice(["小计", "合计"])
        for name in dict.fromkeys(row.level1 for row in rows):
            members = [row for row in rows if row.level1 == name]
            w, got = (
                sum(row.weight.value or 0 for row in members),
                round(sum(row.score.value or 0 for row in members), 2),
            )
            line = Ind(name, word, "", weight=N(w, f"{w:g}"), score=N(got, f"{got:g}"), subtotal=True)
            rows.insert(rows.index(members[-1]) + 1, line)

    def funds(self, theme_total: float, execution: int, columns: list[str], unit: str) -> list[Fund]:
        r = self.r
        digits = r.choice([2, 2, None, 4])
        grouped = self.chance(0.1, "money:thousands separators")
        factor = 10000 if unit == "元" else 1

        def money(x: float) -> N:
            x = round(x * factor, 2 if digits is None else digits)
            text = (
                f"{x:,.{2 if digits is None else digits}f}"
                if grouped
                else f"{x:.{digits}f}"
                if digits is not None
                else f"{x:.2f}".rstrip("0").rstrip(".")
            )
            if r.random() < 0.05:
                text = r.choice(["　" + text, text + "　"])
            return N(x, text)

        dash = r.choice(["—", "", "-", "/"])
        initial = round(theme_total * r.uniform(0.8, 1.2), 2)
        budget, executed = theme_total, round(theme_total * r.choice([1, r.uniform(0.5, 1)]), 2)
        rate = executed / budget
        digits_rate = r.choice([0, 2, 2, 1])
        rate_text = f"{rate * 100:.{digits_rate}f}%"
        bare = "(%)" in self.labels.get("f_rate", "") or "（%）" in self.labels.get("f_rate", "")
        if bare and r.random() < 0.5 and rate > 0.02:
            rate_text = f"{rate * 100:.{digits_rate}f}"
        elif r.random() < 0.04 and rate == 1:
            rate_text = "1"
        printed = round(float(rate_text.rstrip("%")) / (100 if rate_text != "1" else 1), 10)
        got = round(execution * min(rate, 1), 2)
        total = Fund(
            "total",
            self.pick("total_row"),
            money(initial),
            money(budget),
            money(executed),
            N(execution, str(execution)),
            N(printed, rate_text),
            N(got, f"{got:.2f}" if r.random() < 0.5 else f"{got:g}"),
        )
        if self.chance(0.04, "score:lone 分"):
            total.score = N(None, "分")
        out = [total]
        carry = round(budget * 0.1, 2)
        parts = [
            ("fiscal_current", initial, budget - carry, executed - min(carry, executed)),
            ("carryover", 0, carry, min(carry, executed)),
            ("other", 0, 0, 0),
        ]
        if self.family == "hubei" and r.random() < 0.7:
            parts = []
        for source, a, b, c in parts:
            label = self.pick(source)
            if r.random() < 0.2:
                label = "    " + label
            cells = (
                [money(a), money(b), money(c)]
                if a or b or c or r.random() < 0.6
                else [N(None, dash if dash != "-" else "")] * 3
            )
            out.append(Fund(source, label, *cells, N(None, dash), N(None, dash), N(None, dash)))
        for f in out:
            for name in ("initial", "budget", "executed", "weight", "rate", "score"):
                if name not in columns:
                    setattr(f, name, N())
        return out

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
            title = r.choice(S.UNSEEN_TITLES)
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

    def style(
        self, m: Model, labels: dict[str, str], columns: list[str], fund_columns: list[str], fund_layout: str, goal_layout: str, goal_blocks: list[str],
        total_layout: str, operators: bool, flat: bool, year: int, execution: int,
    ) -> Style:  # fmt: skip
        r, family = self.r, self.family
        s = Style(
            dict(labels),
            columns,
            fund_columns=fund_columns,
            fund_layout=fund_layout,
            goal_layout=goal_layout,
            goal_blocks=goal_blocks,
        )
        s.total_layout = total_layout
        s.title_in_table = self.chance(0.35, "title:in the table")
        place = r.choice(["sub"] * 6 + ["title", "line", "none"])
        if place == "title":
            m.title = f"{year}年度{m.title}" if r.random() < 0.7 else f"{year}年{m.title}"
        elif place == "line":
            s.lines.append(f"评价年度：{year}年")
        elif place == "sub":
            s.year_text = r.choice([f"（{year}年度）", f"({year}年度)", f"（ {year} 年度）", f"{year}年度"])
        else:
            m.year = None
        self.tags.add(f"year:{place}")
        # where the money unit is printed
        where = r.choice(["side"] * 5 + ["line", "column"])
        side = self.pick("funds")
        if fund_layout == "pairs" and where == "side":
            where = "column"
        if where == "side":
            side += f"\n（{m.money_unit}）" if r.random() < 0.5 else f"({m.money_unit})"
        elif where == "line":
            s.lines.append(r.choice(["单位：", "金额单位："]) + (m.money_unit or ""))
            self.tags.add("money:unit on a line")
        else:
            self.tags.add("money:unit in the column label")
            for name in ("f_initial", "f_budget", "f_executed"):
                s.labels[name] += f"({m.money_unit})"
        if execution == 20:
            side += "\n（20分）"
        s.labels["funds"] = side
        if fund_layout != "pairs" and self.chance(0.08, "funds:no side label") and where != "side":
            del s.labels["funds"]
        s.labels["fund_corner"] = r.choice(["", "", "　", "资金来源", "年度预算数"])
        s.labels["goal"] = self.pick("goal")
        if goal_layout in ("pair", "three") and self.chance(0.05, "goals:no side label"):
            del s.labels["goal"]
        s.labels["indicators"] = self.pick("indicators")
        s.side = r.choice(["horizontal"] * 4 + ["vertical", "none"])
        if goal_blocks and s.side == "none":
            s.side = "horizontal"
        if s.side == "vertical":
            self.tags.add("side:vertical text")
            s.labels["indicators"] = "\n".join("绩效指标")
        elif s.side == "none":
            self.tags.add("side:none")
        if operators and self.chance(0.6, "header:two levels"):
            s.two_level_header = True
            s.labels |= {"levels": "绩效指标", "targets": "年度指标值"}
            if "level1" not in columns:
                s.labels.pop("levels")
        s.merge_level2 = not self.chance(0.25, "levels:repeated instead of merged")
        s.blank_header_row = self.chance(0.08, "rows:blank row under the header")
        if not flat and self.chance(0.12, "levels:vertical"):
            s.vertical_levels = True
            if r.random() < 0.6:
                for word in {row.level1 for row in m.rows if row.level1}:
                    s.labels[f"shown:{word}"] = "\n".join(word)
        if family == "department":
            s.labels["project"] = r.choice(["部门名称", "部门(单位)名称"])
            m.department, m.project, m.unit = m.unit, None, None
            m.ambiguous += ["department", "unit"]  # one name stands for both
            s.labels["department"] = s.labels.pop("project")
            s.head = [["department"]]
            self.tags.add("head:whole department")
        elif family == "transfer":
            m.extra["central"] = ("中央主管部门", "某部")
            s.labels["department"] = r.choice(["地方主管部门", "省级主管部门", "地方主管部门"])
            s.labels["project"] = r.choice(["转移支付(项目)名称", "转移支付名称", s.labels["project"]])
            s.head = [["project"], ["central"], ["department", "unit"]]
        else:
            m.extra["person"] = (r.choice(["项目负责人", "项目负责人及电话", "联系人", "填报人"]), "张某 0000-0000000")
            m.extra["nature"] = ("项目属性", r.choice(["1、持续性项目☑ 2、新增性项目□", "□新增 ☑延续", "经常性项目"]))
            m.extra["date"] = ("填报日期", f"{year + 1}年1月20日")
            s.head = r.choice(
                [[["project"], ["department", "unit"]]] * 4
                + [[["project", "person"], ["department", "unit"]], [["project"], ["department"], ["unit"]], [["department", "unit"], ["project"]]]
                + [[["project"], ["department", "unit"], ["nature"]], [["unit", "date"], ["project"], ["department", "person"]]]
            )  # fmt: skip
            s.head = [list(row) for row in s.head]
        s.head_in_one_cell = self.chance(0.06, "head:label and value in one cell")
        s.sections = self.chance(0.05, "rows:section headings")
        s.spacer = self.chance(0.04, "rows:blank between the parts")
        if self.chance(0.15):
            s.before = [r.choice(["附件", "附件2", "附表1：", "公开13表"])]
        if self.chance(0.05, "title:in two lines") and not s.title_in_table:
            s.before.append((m.department or m.project or "").removesuffix("局"))
        if (
            "review_score" in columns
            and not s.two_level_header
            and columns.index("review_score") == columns.index("score") + 1
            and r.random() < 0.4
        ):
            s.two_level_header = True
            s.labels |= {"scores": "得分", "score": "自评", "review_score": "复核"}
            s.labels.pop("levels", None)
            self.tags.add("header:得分 over 自评 and 复核")
        for name, marks in (
            ("target", ["（A）"]),
            ("actual", ["（B）"]),
            ("weight", ["（90分）", "（分）"]),
            ("level3", ["（三级指标）"]),
        ):
            if "（" not in s.labels[name] and "(" not in s.labels[name] and r.random() < 0.06:
                s.labels[name] += r.choice(marks)
                self.tags.add("labels:with a mark")
        if total_layout == "head":
            s.head.append(["total_score"] if r.random() < 0.5 else ["total_score", "grade_head"])
            m.extra["grade_head"] = ("评价等次", "优")
            s.order.remove("total")
        if family != "transfer" and self.chance(0.15, "order:goals before funds"):
            s.order = ["head", "goals", "funds", *[p for p in s.order if p in ("indicators", "total", "closing")]]
        if self.chance(0.3, "rows:closing"):
            m.closing = r.sample(
                [
                    ("评价结论", "项目完成较好，达到了预期目标。"),
                    ("存在问题", "无"),
                    ("改进措施", "加强项目管理。"),
                    ("其他需要说明的事项", "无"),
                    ("说明", "无"),
                ],
                r.randint(1, 3),
            )
            if "total" in s.order and r.random() < 0.3:
                s.order = [p for p in s.order if p != "total"] + ["total"]
                self.tags.add("order:total last")
        if total_layout == "row" and self.chance(0.1, "total:grade beside"):
            m.grade = "优"
        if self.chance(0.3, "notes:below the table"):
            m.notes = list(K.NOTES)
        if self.chance(0.15, "table:split over two"):
            s.split_at_indicator = r.randint(1, max(1, len(m.rows) - 1))
            s.repeat_header = self.chance(0.5, "table:split with repeated header")
            s.repeat_labels = s.repeat_header or r.random() < 0.5
            if not s.repeat_labels:
                self.tags.add("table:split without labels")
        if self.chance(0.12, "merges:dissolved and filled"):
            s.merges = "filled"
        elif self.chance(0.08, "merges:dissolved"):
            s.merges = "dissolved"
        if self.chance(0.05, "table:nested"):
            s.nested_in = "附件2"
        if s.split_at_indicator is not None or s.merges != "merged":
            s.nested_in = None
        return s

    def noise(self) -> Noise:
        return Noise(
            split_runs=self.chance(0.25, "xml:split runs"), line_breaks=self.chance(0.3), content_controls=self.chance(0.1, "xml:content controls"),
            insertions=self.chance(0.08, "xml:tracked changes"), grid_before=self.chance(0.06, "xml:gridBefore"), proof_marks=self.chance(0.1),
            seed=self.r.randrange(10**6),
        )  # fmt: skip


def random_form(rnd: random.Random, family: str | None = None, unseen: float = 0.06) -> Made:
    """One random form."""
    return Maker(rnd, family, unseen).make()
