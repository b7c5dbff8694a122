"""What is wrong with a suite, in sentences: for reviewers who write their own rules (``selfeval rules --check``)."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book import template as wording
from selfeval_nb.checks.book.rules import BILINGUAL, LANGUAGES, META_KEYS, Rule, SuiteError
from selfeval_nb.checks.evaluate import DIRECT, PARAMETER

if TYPE_CHECKING:
    from selfeval_nb.checks.table.frames import Frames

_TEMPLATES = ("message", "arithmetic", "remark", "advice")


def validate_suite(path: Path | str, *, examples: bool = True) -> list[str]:
    """Sentences about everything that is wrong with a suite file; an empty list when it can be used.

    Looks at the JSON, the keys, columns, templates and parameters, and runs the rules' own examples on the specimen form.
    """
    from selfeval_nb.checks.author.specimen import clean_spec, form_of
    from selfeval_nb.checks.book.preset import load_preset
    from selfeval_nb.checks.columns.modules import register_all
    from selfeval_nb.checks.table.frames import Frames
    from selfeval_nb.forms.frames import tables_of

    path = Path(path)
    if not path.is_file():
        return [f"“{path}”不存在或不是文件"]
    try:
        raw = catalogue.read_suite(path)
    except SuiteError as error:
        return [str(error)]
    register_all()
    preset = load_preset()
    frames = Frames(tables_of([form_of(clean_spec())]), preset)
    parameters = preset.parameters()
    found = []
    if raw.get("name") not in (None, path.stem):
        found.append(f"规则集名为“{raw.get('name')}”，文件名为“{path.stem}”，两者应一致")
    seen: dict[str, int] = {}
    for i, item in enumerate(raw["expectations"], 1):
        fatal = catalogue.fatal_faults(item)
        if fatal:
            found += [f"第{i}条：{f}" for f in fatal]
            continue
        rule = Rule(
            item["meta"]["id"],
            path.stem,
            i - 1,
            item["type"],
            item.get("severity") or "critical",
            dict(item.get("kwargs") or {}),
            item["meta"],
        )
        name = f"第{i}条（{rule.id}）"
        if rule.id in seen and not rule.meta.get("part"):
            found.append(f'{name}：编号已用于第{seen[rule.id]}条；同一规则的各部分须写 "part": 1、2…')
        seen.setdefault(rule.id, i)
        found += [f"{name}：{f}" for f in _rule_faults(rule, frames, parameters)]
    if not found and examples:
        found += _run_examples(path)
    return found


def _rule_faults(rule: Rule, frames: Frames, parameters: dict[str, Any]) -> list[str]:
    found = [
        f'meta 中没有 "{k}" 这一项；可用的有 {"、".join(sorted(META_KEYS))}' for k in sorted(set(rule.meta) - META_KEYS)
    ]
    found += _type_faults(rule)
    for value in rule.kwargs.values():
        if isinstance(value, dict) and PARAMETER in value and value[PARAMETER] not in parameters:
            found.append(f'没有参数 "{value[PARAMETER]}"；可用的有 {"、".join(sorted(parameters))}')
    if "row_condition" in rule.kwargs or "mostly" in rule.kwargs:
        found.append("不支持 row_condition 和 mostly：请由列来决定哪些行参加判断")
    try:
        columns = frames.frame(rule.grain).columns
    except KeyError as error:
        return [*found, str(error.args[0])]
    needed = rule.judged_columns() + ([rule.meta["reasons"]] if rule.meta.get("reasons") else [])
    if not rule.judged_columns():
        found.append('kwargs 中没有写 "column"')
    for column in needed:
        if not frames.has(rule.grain, column):
            found.append(f'{rule.grain} 中没有列 "{column}"；填报的列有 {"、".join(columns)}；派生列见 docs/columns.md')
    for template in _all_templates(rule):
        found += wording.faults(template)
    for field in rule.shown_columns():
        if field not in parameters and not frames.has(rule.grain, field):
            found.append(f"模板中的 {{{field}}} 既不是 {rule.grain} 的列，也不是参数")
    for key in BILINGUAL:
        value = rule.meta.get(key)
        if (
            value is not None
            and not isinstance(value, str)
            and (not isinstance(value, dict) or set(value) - set(LANGUAGES) or not value)
        ):
            found.append(f'"{key}" 应为文字，或含 "zh" 和 "en" 的对象')
    if not isinstance(rule.meta.get("supersedes", []), list):
        found.append('"supersedes" 应为规则编号的列表')
    elif rule.id in rule.meta.get("supersedes", []):
        found.append('"supersedes" 中写了规则自己')
    return found


def _all_templates(rule: Rule) -> list[str]:
    out = [str(rule.meta.get(k) or "") for k in ("where", "cell", "quote")]
    for key in _TEMPLATES:
        value = rule.meta.get(key) or ""
        out += [str(v) for v in value.values()] if isinstance(value, dict) else [str(value)]
    return [t for t in out if t]


def _type_faults(rule: Rule) -> list[str]:
    """Whether Great Expectations knows the type (asked only for types that the direct engine does not know)."""
    if rule.type in DIRECT:
        return []
    from great_expectations.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import get_expectation_impl

    try:
        impl = get_expectation_impl(rule.type)
    except ExpectationNotFoundError:
        return [f"Great Expectations 中没有 {rule.type}"]
    return [] if inspect.isclass(impl) else [f"{rule.type} 不是 expectation"]


def _run_examples(path: Path) -> list[str]:
    """Examples of the rules that do not do what they say."""
    found = []
    for rule in catalogue.rules_of(path):
        for kind, wanted in (("fires", True), ("passes", False)):
            for n, example in enumerate((rule.meta.get("examples") or {}).get(kind, []), 1):
                try:
                    fires = any(f["rule_id"] == rule.id for f in run_example(example, path))
                except (ValueError, KeyError, TypeError) as error:
                    found.append(f"{rule.id}：{kind} 的第{n}个例子不能运行（{error}）")
                    continue
                if fires is not wanted:
                    found.append(f"{rule.id}：{kind} 的第{n}个例子{'没有查出问题' if wanted else '查出了问题'}")
    return found


def run_example(
    example: dict[str, Any], expectations: Path | None = None, lang: str = "zh", rules: Sequence[Rule] | None = None
) -> list[dict[str, Any]]:
    """The findings of the specimen with the changes of an example and of the forms ``beside`` it; ``history`` and ``approved`` are
    earlier forms and approved targets, ``preset`` names another preset. ``rules`` limits the run to some rules, which is much faster."""
    from selfeval_nb.checks.author.specimen import example_tables
    from selfeval_nb.checks.run import check, of_findings

    if rules is not None and any(map(of_findings, rules)):
        rules = None
    tables, history, approved = example_tables(example)
    found = check(
        tables, preset=example.get("preset", "default"), expectations=expectations, lang=lang, history=history, approved=approved, rules=rules,
    ).findings  # fmt: skip
    return [{str(k): v for k, v in row.items()} for row in found.to_dict("records")]
