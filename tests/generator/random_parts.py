"""The parts of a random form: labels, values, indicator rows and funds, from one source of choices."""

from __future__ import annotations

import random

from tests.generator import content as K
from tests.generator import synonyms as S
from tests.generator.model import Fund, Ind, N

Q = "qualitative"
SIGNS = {">=": ["≥", ">=", "≥", "≧"], "<=": ["≤", "<=", "≦"], "=": ["=", "﹦", "═"]}
SIGN_WORDS = {">=": ["不低于", "不少于", "大于等于"], "<=": ["不超过", "不高于", "小于等于"], "=": ["等于"]}


class Parts:
    """Choices for one form. ``tags`` names the variations that it shows."""

    family: str
    labels: dict[str, str]

    def __init__(self, rnd: random.Random, unseen: float, fresh: bool = False) -> None:
        self.r, self.unseen, self.fresh = rnd, unseen, fresh
        self.tags: set[str] = set()
        self.words: dict[str, str] = {}  # unlisted words that were chosen, whether printed in the end or not
        self.spaced = self.broken = False

    def chance(self, p: float, tag: str | None = None) -> bool:
        hit = self.r.random() < p
        if hit and tag:
            self.tags.add(tag)
        return hit

    def pick(self, name: str) -> str:
        """A word for a part, sometimes an unlisted one, spaced or broken over lines as typists do."""
        if self.r.random() < self.unseen:
            word = self.r.choice((S.FRESH if self.fresh else S.UNSEEN)[name])
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
                    if name.startswith("是否"):
                        self.tags.add("name:是否")
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
