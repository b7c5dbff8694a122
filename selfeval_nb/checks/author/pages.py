"""The documentation of the rule book, generated from the suites: docs/rules/<ID>.md, docs/rules/README.md, docs/columns.md, docs/presets.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from selfeval_nb.checks.author.in_words import in_words
from selfeval_nb.checks.author.inputs import inputs
from selfeval_nb.checks.author.validate import run_example
from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book.basis import basis_text, footnote
from selfeval_nb.checks.book.preset import list_presets, load_preset
from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.book.sections.preset import KEYS
from selfeval_nb.checks.columns.modules import modules, register_all
from selfeval_nb.checks.model import severity_rank
from selfeval_nb.checks.table.frames import COLUMNS, GRAINS, Column
from selfeval_nb.common.where import parse

SEVERITY_ZH = {"critical": "错误", "warning": "疑似", "info": "提示"}
_PLACE_ZH = {
    "project": "项目名称", "department": "主管部门", "unit": "实施单位", "year": "年度", "title": "标题", "goal_expected": "预期目标",
    "goal_actual": "实际完成情况", "total_weight": "总分分值", "total_score": "总分", "grade": "等级", "level1": "一级指标", "level2": "二级指标",
    "level3": "三级指标", "target_text": "年度指标值", "actual_text": "实际完成值", "weight": "分值", "score": "得分", "reason": "偏差原因",
    "initial": "年初预算数", "budget": "全年预算数", "executed": "全年执行数", "rate": "执行率", "label": "栏目名",
    "conclusion": "评价结论", "problems_text": "存在问题", "measures_text": "改进措施", "other_notes": "其他说明", "whole_reason": "偏差原因（全表）",
}  # fmt: skip
_FUND_ZH = {"total": "年度资金总额", "fiscal_current": "当年财政拨款", "carryover": "上年结转资金", "other": "其他资金"}


def place_zh(where: str) -> str:
    """``funds[total].rate`` as a person says it: 年度资金总额的执行率."""
    at = parse(where)
    column = _PLACE_ZH.get(at.column, at.column)
    if at.block == "indicators":
        return f"第{at.key}项指标" + (f"的{column}" if column else "")
    if at.block == "funds":
        return _FUND_ZH.get(at.key, at.key) + (f"的{column}" if column else "行")
    return _PLACE_ZH.get(where, where)


def example_zh(example: dict[str, Any]) -> str:
    """The changes of an example in words."""
    words = [
        f"{place_zh(w)}填“{t}”" if str(t).strip() else f"{place_zh(w)}空白" for w, t in example.get("set", {}).items()
    ]
    words += [f"没有{place_zh(w)}栏" for w in example.get("remove", [])]
    words += [f"删去{place_zh(w)}" for w in example.get("drop", [])]
    words += [
        "增加指标“"
        + "，".join(str(row[k]) for k in ("level2", "level3", "target_text", "actual_text") if row.get(k))
        + "”"
        for row in example.get("add", [])
    ]
    words += [f"表后附注“{n}”" for n in example.get("notes", [])]
    if example.get("placeholders"):
        words.append(f"有{example['placeholders']}行只有分类名称")
    if example.get("kind"):
        words.append(
            {"department": "部门整体支出自评表", "transfer": "转移支付自评表"}.get(example["kind"], example["kind"])
        )
    if example.get("money_unit"):
        words.append(f"金额单位为{example['money_unit']}")
    if example.get("execution_weight"):
        words.append(f"栏目名印有“（{example['execution_weight']}分）”")
    for key, what in (
        ("beside", "同批另一张表"),
        ("history", "上年的表"),
        ("approved", "批复的目标"),
        ("monitoring", "监控表"),
    ):
        words += [f"{what}（{example_zh(other)}）" for other in example.get(key, [])]
    for key, what in (("accounts", "决算表"), ("projects", "应自评项目清单")):
        words += [f"{what}中有“{'，'.join(row.values())}”" for row in example.get(key, [])]
    if example.get("template"):
        words.append("用另一版式")
    if example.get("preset"):
        words.append(f"口径为{example['preset']}")
    return "；".join(words) or "样表原样"


def rule_page(parts: list[Rule]) -> str:
    """The page of one rule (all its parts), in Chinese with the English title and message below."""
    first = min(parts, key=lambda r: severity_rank(r.severity))
    meta = first.meta
    level = "、".join(
        dict.fromkeys(SEVERITY_ZH[r.severity] for r in sorted(parts, key=lambda r: severity_rank(r.severity)))
    )
    lines = [
        f"# {first.id} {first.text('title', 'zh')}",
        "",
        f"{level} · {first.suite} · 第{meta.get('version', 1)}版 · {first.text('title', 'en')}",
        "",
    ]
    parameters = load_preset().parameters()
    for rule in parts:
        lines.append(f"- **{SEVERITY_ZH[rule.severity]}**　{in_words(rule, parameters)}")
        lines += [f"  - `{c.name}` 由 {_function(c)} 算出：{c.doc}" for c in _columns_of(rule)]
        if rule.meta.get("flag"):
            lines.append(f"  - 为何只比 0 和 1：{rule.text('flag', 'zh')}")
        lines.append(f"  - 提示文字：{rule.text('message', 'zh')}")
    shown = [_fires(rule, parts) for rule in parts]
    lines += [
        "",
        "## 依据",
        "",
        basis_text(meta.get("basis") or "") or "—",
        *_note([meta.get("basis")]),
        "",
        "## 为什么",
        "",
        first.text("why", "zh") or "—",
        "",
        "## 示例",
        "",
    ]
    lines += [line for rule, hits in zip(parts, shown, strict=True) for line in _examples(rule, hits, parts)]
    lines += [
        "",
        "## 如何整改",
        "",
        _rendered(first, "advice", parts, shown) or "—",
        "",
        f"备注建议用语：{_remark(first, parts, shown)}",
        "",
        "## 不适用情形",
        "",
        first.text("not_applicable", "zh") or "无特别情形；缺少所需数据时记为“未能判断”。",
    ]
    gone = sorted({b for r in parts for b in r.meta.get("supersedes", [])})
    if gone:
        lines += ["", f"同一处（或同一表）如已由本规则指出，不再另报：{'、'.join(gone)}。"]
    lines += [
        "",
        "## English",
        "",
        first.text("message", "en"),
        "",
        first.text("why", "en"),
        "",
        _english(first, "advice", shown[parts.index(first)], parts),
        "",
    ]
    return "\n".join(lines)


def _columns_of(rule: Rule) -> list[Column]:
    """The derived columns that a rule compares or is limited by, each function once."""
    register_all()
    names = [*rule.judged_columns(), *([rule.only_column()] if rule.only_column() else [])]
    return [c for name in dict.fromkeys(names) if name and (c := COLUMNS.get((rule.grain, name)))]


def _function(column: Column) -> str:
    """Where a column is made: ``selfeval_nb/checks/columns/scores/positive.py`` 的 ``_full_but_short``."""
    return f"`{column.make.__module__.replace('.', '/')}.py` 的 `{column.make.__name__}`"


def _fires(rule: Rule, parts: list[Rule]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """(example, finding) of each example that fires. Raises ValueError for one that does not: tests run them all."""
    found = []
    for example in rule.meta.get("examples", {}).get("fires", []):
        hit = next((f for f in run_example(example, rules=parts) if f["rule_id"] == rule.id), None)
        if hit is None:
            raise ValueError(f"{rule.key}: an example does not fire")
        found.append((example, hit))
    return found


def _rendered(
    rule: Rule, name: str, parts: list[Rule], shown: list[list[tuple[dict[str, Any], dict[str, Any]]]]
) -> str:
    """A text of a rule; one with fields as its first example shows it."""
    text = rule.text(name, "zh")
    hits = shown[parts.index(rule)]
    return f"{hits[0][1][name]}（按第一个例子）" if "{" in text and hits else text


def _english(rule: Rule, name: str, hits: list[tuple[dict[str, Any], dict[str, Any]]], parts: list[Rule]) -> str:
    """The English text; one with fields as the first example shows it."""
    text = rule.text(name, "en")
    if "{" not in text or not hits:
        return text
    found = run_example(hits[0][0], rules=parts, lang="en")
    return next(str(f[name]) for f in found if f["rule_id"] == rule.id)


def _remark(rule: Rule, parts: list[Rule], shown: list[list[tuple[dict[str, Any], dict[str, Any]]]]) -> str:
    return _rendered(rule, "remark", parts, shown) or "—"


def _examples(rule: Rule, hits: list[tuple[dict[str, Any], dict[str, Any]]], parts: list[Rule]) -> Iterator[str]:
    for example, hit in hits:
        arithmetic = f"（{hit['arithmetic']}）" if hit["arithmetic"] else ""
        yield f"- 样表中{example_zh(example)}：指出——{hit['message']}{arithmetic}"
    for example in rule.meta.get("examples", {}).get("passes", []):
        if set(example) != {"set"} or example["set"]:
            if any(f["rule_id"] == rule.id for f in run_example(example, rules=parts)):
                raise ValueError(f"{rule.key}: an example fires that should pass")
            yield f"- 样表中{example_zh(example)}：不指出"


def index_page(rules: list[Rule]) -> str:
    """The list of all rules, by suite."""
    lines = [
        "# 规则一览",
        "",
        "由 expectations/*.json 生成。等级：错误（critical）、疑似（warning）、提示（info）。没有做成规则的检查见 [rules-not-built.md](../rules-not-built.md)。",
        "",
    ]
    for suite in dict.fromkeys(r.suite for r in rules):
        mine = [r for r in rules if r.suite == suite]
        lines += [f"## {suite}", "", "| 编号 | 名称 | 等级 | 依据 |", "|---|---|---|---|"]
        for rule_id in dict.fromkeys(r.id for r in mine):
            parts = sorted((r for r in mine if r.id == rule_id), key=lambda r: severity_rank(r.severity))
            level = "、".join(dict.fromkeys(SEVERITY_ZH[r.severity] for r in parts))
            lines.append(
                f"| [{rule_id}]({rule_id}.md) | {parts[0].text('title', 'zh')} | {level} | {basis_text(parts[0].meta.get('basis') or '')} |"
            )
        lines.append("")
    return "\n".join([*lines, *_note(r.meta.get("basis") for r in rules)])


def _note(bases: Iterable[Any]) -> list[str]:
    """The footnote of a page that shows these bases, after a blank line; [] where none needs one."""
    note = footnote((basis_text(b or "") for b in bases), "zh")
    return ["", note] if note else []


def columns_page() -> str:
    """The list of grains and derived columns."""
    register_all()
    lines = [
        "# Derived columns",
        "",
        "Generated from the functions that make them; what a column is made from is recorded while its function runs. A rule may use any of these,",
        "every printed column of its grain, and any further printed column of the indicators by its label: `printed:佐证材料`.",
        "",
    ]
    made = inputs()
    # by place in the source, not by import: what was imported first must not change the page
    order = list(modules())
    grains = sorted(GRAINS, key=lambda g: (order.index(GRAINS[g][1].__module__), GRAINS[g][1].__code__.co_firstlineno))
    for grain in grains:
        lines += [f"## {grain}", "", GRAINS[grain][0], ""]
        mine = sorted(
            (c for c in COLUMNS.values() if c.grain == grain and c.name == c.names[0]),
            key=lambda c: (c.make.__module__, c.make.__code__.co_firstlineno, c.name),
        )
        if mine:
            lines += ["| columns | meaning | made from |", "|---|---|---|"]
            lines += [
                f"| {' '.join(f'`{n}`' for n in c.names)} | {c.doc} | {' '.join(made[grain, c.name])} |" for c in mine
            ]
            lines.append("")
    return "\n".join(lines)


def presets_page() -> str:
    """The shipped presets in words."""
    lines = [
        "# 口径（presets）",
        "",
        "每个口径是 expectations/presets/ 下的一个 TOML 文件；`extends` 写明以哪个口径为底，只需写出不同之处。",
        "",
    ]
    for name in list_presets():
        preset = load_preset(name)
        lines += [f"## {name} {preset.title}", "", preset.basis, ""]
        lines += [f"- {s}" for s in preset.describe("zh")]
        if preset.note:
            lines += ["", preset.note]
        lines.append("")
    lines += [
        "## 各项",
        "",
        "每一节、每一项的含义；mof2020.toml 写全了各项，其他口径只写不同之处。写错的节名、项名和超出范围的数都会用一句话指出。",
        "",
    ]
    default = load_preset()
    for section, keys in KEYS.items():
        lines += [f"### [{section}]", "", "| 项 | 含义 | 可填 | mof2020 |", "|---|---|---|---|"]
        for key, entry in keys.items():
            value = json.dumps(default[f"{section}.{key}"], ensure_ascii=False)
            lines.append(f"| `{key}` | {entry.metadata['about']} | {entry.metadata['range']} | `{value}` |")
        lines.append("")
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """Every generated page: path below docs/ -> text."""
    rules = catalogue.load_rules()
    ids: dict[str, list[Rule]] = {}
    for rule in rules:
        ids.setdefault(rule.id, []).append(rule)
    out = {f"rules/{rule_id}.md": rule_page(parts) for rule_id, parts in ids.items()}
    out |= {"rules/README.md": index_page(rules), "columns.md": columns_page(), "presets.md": presets_page()}
    return {k: v.rstrip("\n") + "\n" for k, v in out.items()}


def write_pages(docs: Path) -> int:
    """Write the generated pages below ``docs`` and remove rule pages of rules that are gone; returns how many were written."""
    made = pages()
    (docs / "rules").mkdir(parents=True, exist_ok=True)
    for old in (docs / "rules").glob("*.md"):
        if f"rules/{old.name}" not in made:
            old.unlink()
    for name, text in made.items():
        (docs / name).write_text(text, encoding="utf-8", newline="\n")
    return len(made)


if __name__ == "__main__":
    import sys

    sys.stderr.write(f"{write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else 'docs'))} pages\n")
