"""Where the parts of a random form stand: the style of one form, and how its document is awkward."""

from __future__ import annotations

from tests.generator import content as K
from tests.generator.layout import Style
from tests.generator.model import Model
from tests.generator.random_parts import Parts
from tests.generator.write_docx import Noise


class Styles(Parts):
    """Adds the layout to the parts."""

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
