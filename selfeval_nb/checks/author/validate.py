"""What is wrong with a suite, in sentences: for reviewers who write their own rules (``selfeval rules --check``)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book import template as wording
from selfeval_nb.checks.book.rules import BILINGUAL, LANGUAGES, META_KEYS, Rule, SuiteError
from selfeval_nb.checks.judging.evaluate import DIRECT, PARAMETER, PLAIN_KWARGS

if TYPE_CHECKING:
    from selfeval_nb.checks.table.frames import Frames

_ID = re.compile(r"[A-Za-z0-9][\w-]*")
_TEMPLATES = ("message", "arithmetic", "remark", "advice")


def validate_suite(
    path: Path | str, *, examples: bool = True, columns: Path | str | None = None, words: Path | str | None = None
) -> list[str]:
    """Sentences about everything that is wrong with a suite file, or with the suites of a folder; an empty list when they can be used.

    Looks at the JSON, the keys, columns, templates and parameters, makes each comparison once, and runs the rules' own examples on the
    specimen form. ``columns`` and ``words`` as ``check`` takes them. Raises ColumnsError or WordsError for files that cannot be read.
    """
    from selfeval_nb.checks.author.specimen import clean_spec, form_of
    from selfeval_nb.checks.book.preset import load_preset
    from selfeval_nb.checks.columns.own import own_columns
    from selfeval_nb.checks.table.frames import Frames
    from selfeval_nb.common import words as word_lists
    from selfeval_nb.forms.frames import tables_of

    path = Path(path)
    if path.is_dir():
        files = catalogue.suite_files(path)
        how: dict[str, Any] = {"examples": examples, "columns": columns, "words": words}
        return [f"{p.name}：{f}" for p in files for f in validate_suite(p, **how)] or (
            [] if files else [f"“{path}”中没有 .json 文件"]
        )
    if not path.is_file():
        return [f"“{path}”不存在或不是文件"]
    try:
        raw = catalogue.read_suite(path)
    except SuiteError as error:
        return [str(error)]
    frames = Frames(tables_of([form_of(clean_spec())]), load_preset(), own=own_columns(columns))
    found = list(frames.own.faults)
    if raw.get("name") not in (None, path.stem):
        found.append(f"规则集名为“{raw.get('name')}”，文件名为“{path.stem}”，两者应一致")
    seen: dict[str, int] = {}
    with word_lists.using(words):
        for i, item in enumerate(raw["expectations"], 1):
            fatal = catalogue.fatal_faults(item)
            if fatal:
                found += [f"第{i}条：{f}" for f in fatal]
                continue
            rule = catalogue.rule_of(path.stem, i - 1, item)
            name = f"第{i}条（{rule.id}）"
            if rule.id in seen and not rule.meta.get("part"):
                found.append(f'{name}：编号已用于第{seen[rule.id]}条；同一规则的各部分须写 "part": 1、2…')
            seen.setdefault(rule.id, i)
            found += [f"{name}：{f}" for f in _rule_faults(rule, frames)]
    if not found and examples:
        found += _run_examples(path, columns, words)
    return found


def _rule_faults(rule: Rule, frames: Frames) -> list[str]:
    parameters = frames.preset.parameters()
    found = [
        f'meta 中没有 "{k}" 这一项；可用的有 {"、".join(sorted(META_KEYS))}' for k in sorted(set(rule.meta) - META_KEYS)
    ]
    if not _ID.fullmatch(rule.id):
        found.append(f'"id" 为 {rule.id!r}，应由字母、数字、“-”、“_”组成')
    found += _type_faults(rule)
    for value in rule.kwargs.values():
        if isinstance(value, dict) and PARAMETER in value and value[PARAMETER] not in parameters:
            found.append(f'没有参数 "{value[PARAMETER]}"；可用的有 {"、".join(sorted(parameters))}')
    if "row_condition" in rule.kwargs or "mostly" in rule.kwargs:
        found.append('不支持 row_condition 和 mostly：只判断部分行的，请在 meta 中写 "only": 真假列的名称')
    try:
        columns = frames.frame(rule.grain).columns
    except KeyError as error:
        return [*found, str(error.args[0])]
    if not rule.judged_columns():
        found.append('kwargs 中没有写 "column"')
    for column in rule.named_columns():
        if not frames.has(rule.grain, column):
            found.append(f'{rule.grain} 中没有列 "{column}"；填报的列有 {"、".join(columns)}；派生列见 docs/columns.md')
    for template in _all_templates(rule):
        found += wording.faults(template)
    for field in rule.shown_columns():
        if field not in parameters and not frames.has(rule.grain, field):
            found.append(f"模板中的 {{{field}}} 既不是 {rule.grain} 的列，也不是参数")
    found += _text_faults(rule)
    if not isinstance(rule.meta.get("supersedes", []), list):
        found.append('"supersedes" 应为规则编号的列表')
    elif rule.id in rule.meta.get("supersedes", []):
        found.append('"supersedes" 中写了规则自己')
    found += _example_shape(rule)
    return found or _trial(rule, frames)


def _text_faults(rule: Rule) -> list[str]:
    """Texts of the meta that are neither a text nor one in each language."""
    given = {
        key: value for key in BILINGUAL if (value := rule.meta.get(key)) is not None and not isinstance(value, str)
    }
    return [
        f'"{key}" 应为文字，或含 "zh" 和 "en" 的对象'
        for key, value in given.items()
        if not isinstance(value, dict) or set(value) - set(LANGUAGES) or not value
    ]


def _example_shape(rule: Rule) -> list[str]:
    given = rule.meta.get("examples", {})
    kinds = ("fires", "passes")
    if not isinstance(given, dict) or set(given) - set(kinds) or not all(isinstance(v, list) for v in given.values()):
        return ['"examples" 应为 {"fires": [...], "passes": [...]}']
    return []


def _trial(rule: Rule, frames: Frames) -> list[str]:
    """What goes wrong when the rule is used: a column that cannot be made, a regular expression that does not compile, …"""
    from selfeval_nb.checks.run import look

    return [f"不能使用：{fault}" for fault in look(rule, frames)]


def _all_templates(rule: Rule) -> list[str]:
    out = [str(rule.meta.get(k) or "") for k in ("where", "cell", "quote")]
    for key in _TEMPLATES:
        value = rule.meta.get(key) or ""
        out += [str(v) for v in value.values()] if isinstance(value, dict) else [str(value)]
    return [t for t in out if t]


def _type_faults(rule: Rule) -> list[str]:
    """Whether the type exists and takes these arguments (Great Expectations is asked only for what the direct engine does not know)."""
    if rule.type in DIRECT:
        unknown = sorted(set(rule.kwargs) - PLAIN_KWARGS - {"row_condition", "mostly"})
        return [
            f'kwargs 中的 "{k}" 不是 {rule.type} 的参数；可用的有 {"、".join(sorted(PLAIN_KWARGS))}' for k in unknown
        ]
    from great_expectations.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import get_expectation_impl

    try:
        impl = get_expectation_impl(rule.type)
    except ExpectationNotFoundError:
        return [f"Great Expectations 中没有 {rule.type}"]
    return [] if inspect.isclass(impl) else [f"{rule.type} 不是 expectation"]


def _run_examples(path: Path, columns: Path | str | None, words: Path | str | None) -> list[str]:
    """Examples of the rules that do not do what they say."""
    found = []
    rules = catalogue.rules_of(path)
    for rule in rules:
        if rule.meta.get("status") == "off":
            continue
        alone = [r for r in rules if r.id == rule.id]
        for kind, wanted in (("fires", True), ("passes", False)):
            for n, example in enumerate((rule.meta.get("examples") or {}).get(kind, []), 1):
                try:
                    # what else the rules say of the example matters only where this one speaks and should not: another may supersede it
                    hit = _hits(rule, example, path, columns=columns, words=words, rules=alone)
                    if hit and not wanted:
                        hit = _hits(rule, example, path, columns=columns, words=words)
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    found.append(f"{rule.id}：{kind} 的第{n}个例子不能运行（{error}）")
                    continue
                if hit is not wanted:
                    found.append(f"{rule.id}：{kind} 的第{n}个例子{'没有查出问题' if wanted else '查出了问题'}")
    return found


def _hits(rule: Rule, example: dict[str, Any], path: Path, **how: Any) -> bool:
    return any(found["rule_id"] == rule.id for found in run_example(example, path, **how))


def run_example(
    example: dict[str, Any],
    expectations: Path | None = None,
    lang: str = "zh",
    rules: Sequence[Rule] | None = None,
    **own: Any,
) -> list[dict[str, Any]]:
    """The findings of the specimen with the changes of an example and of the forms ``beside`` it; ``history`` and ``approved`` are
    earlier forms and approved targets, ``accounts`` and ``projects`` lists, ``preset`` names another preset. ``rules`` limits the run to some rules, which is much faster;
    ``own`` are ``columns`` and ``words`` as ``check`` takes them."""
    from selfeval_nb.checks.author.specimen import example_lists, example_tables
    from selfeval_nb.checks.judging.comparing import of_findings
    from selfeval_nb.checks.run import check

    if rules is not None and any(map(of_findings, rules)):
        rules = None
    tables, history, approved = example_tables(example)
    found = check(
        tables, preset=example.get("preset", "default"), expectations=expectations, lang=lang, history=history, approved=approved, rules=rules,
        **example_lists(example), **own,
    ).findings  # fmt: skip
    return [{str(k): v for k, v in row.items()} for row in found.to_dict("records")]
