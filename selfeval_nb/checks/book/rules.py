"""The rule book, read from expectations/*.json without Great Expectations (docs/rules-format.md describes the files)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from selfeval_nb.checks.book import template as wording
from selfeval_nb.checks.book import weighing
from selfeval_nb.checks.book.basis import basis_text
from selfeval_nb.checks.model import SEVERITIES, severity_rank
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.errors import Sentence

LANGUAGES = ("zh", "en")
BILINGUAL = ("title", "message", "why", "advice", "remark", "flag")
META_KEYS = {
    "id", "part", "version", "since", "status", "grain", "title", "message", "where", "cell", "quote", "arithmetic", "reasons",
    "basis", "why", "advice", "remark", "supersedes", "not_applicable", "examples", "needs", "only", "flag", *weighing.KEYS,
}  # fmt: skip
STATUSES = ("stable", "preview", "off")
_COLUMN_KWARGS = ("column", "column_A", "column_B")


class SuiteError(Sentence, ValueError):
    """A suite that cannot be read; the message says which file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation of a suite. Rules with the same ``id`` are parts of one rule (a critical and a warning half)."""

    id: str
    suite: str
    position: int
    type: str
    severity: str
    kwargs: dict[str, Any]
    meta: dict[str, Any] = field(repr=False)

    @property
    def key(self) -> str:
        """Names the expectation uniquely: suite and position."""
        return f"{self.suite}:{self.position}"

    @property
    def grain(self) -> str:
        return self.meta["grain"]

    def text(self, name: str, lang: str) -> str:
        """A bilingual text of the meta, in the other language where it is missing; '' when there is none."""
        value = self.meta.get(name) or {}
        if isinstance(value, str):
            return value
        return value.get(lang) or value.get("zh") or value.get("en") or ""

    def judged_columns(self) -> list[str]:
        """The columns that the expectation compares."""
        found = [self.kwargs[k] for k in _COLUMN_KWARGS if isinstance(self.kwargs.get(k), str)]
        return found + [c for c in self.kwargs.get("column_list", []) if isinstance(c, str)]

    def reasons_column(self) -> str | None:
        """The column whose ``__why`` says why rows are not judged: ``reasons`` of the meta, else the first judged one."""
        named = self.meta.get("reasons")
        if named:
            return str(named)
        judged = self.judged_columns()
        return judged[0] if judged else None

    def only_column(self) -> str | None:
        """The column that says by true and false which rows are judged; None: all."""
        named = self.meta.get("only")
        return str(named) if named else None

    def named_columns(self) -> list[str]:
        """Every column that it names, without its templates."""
        named = [self.reasons_column(), self.only_column(), *self.meta.get("needs", [])]
        return list(dict.fromkeys([*self.judged_columns(), *(str(n) for n in named if n)]))

    def shown_columns(self) -> list[str]:
        """The fields of its templates: columns of the grain, or suite parameters."""
        templates = [self.meta.get("where") or "", self.meta.get("cell") or "", self.meta.get("quote") or ""]
        for name in ("message", "arithmetic", "remark", "advice"):
            value = self.meta.get(name)
            templates += [value] if isinstance(value, str) else list((value or {}).values())
        return sorted({f for t in templates for f in wording.fields(t)})

    def describe(self, lang: str = "zh") -> dict[str, Any]:
        """What a report shows of the rule, in one language."""
        basis = self.meta.get("basis") or {}
        return {
            "id": self.id, "title": self.text("title", lang), "suite": self.suite, "severity": self.severity,
            "grain": self.grain, "version": self.meta.get("version", 1), "status": self.meta.get("status", "stable"),
            "basis": basis_text(basis), "why": self.text("why", lang), "advice": self.text("advice", lang),
            "not_applicable": self.text("not_applicable", lang), "type": self.type, "kwargs": self.kwargs,
            "supersedes": list(self.meta.get("supersedes", [])), "weighing": list(weighing.weighing_of(self.meta, self.suite)),
        }  # fmt: skip


def suite_files(folder: Path | None = None) -> list[Path]:
    """The suites of a folder (the shipped ones by default), sorted by name."""
    return sorted((folder or asset_dir("expectations")).glob("*.json"))


def read_suite(path: Path) -> dict[str, Any]:
    """The JSON of a suite. Raises SuiteError with a sentence that names the place."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SuiteError(f"规则集“{path.name}”不是 UTF-8 文本，请另存为 UTF-8 编码。") from error
    except json.JSONDecodeError as error:
        raise SuiteError(
            f"规则集“{path.name}”不是有效的 JSON：第{error.lineno}行第{error.colno}列（{error.msg}）。"
        ) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("expectations"), list):
        raise SuiteError(f'“{path.name}”不是规则集：应为含 "name" 和列表 "expectations" 的对象。')
    return raw


def rules_of(path: Path) -> list[Rule]:
    """The rules of one suite file, in file order. Raises SuiteError for a rule that cannot be used at all."""
    rules = []
    for i, item in enumerate(read_suite(path)["expectations"]):
        meta = item.get("meta") if isinstance(item, dict) else None
        faults = fatal_faults(item)
        if faults or not isinstance(meta, dict):
            raise SuiteError(f"规则集“{path.name}”第{i + 1}条：{'；'.join(faults)}。")
        rules.append(rule_of(path.stem, i, item))
    return rules


def rule_of(suite: str, position: int, item: dict[str, Any]) -> Rule:
    """An expectation without fatal faults as a rule."""
    kwargs, severity = dict(item.get("kwargs") or {}), item.get("severity") or "critical"
    return Rule(item["meta"]["id"], suite, position, item["type"], severity, kwargs, item["meta"])


def fatal_faults(item: Any) -> list[str]:
    """What keeps an expectation from being used as a rule."""
    if not isinstance(item, dict):
        return ["不是对象"]
    meta = item.get("meta")
    if not isinstance(meta, dict):
        return ['没有 "meta"']
    found = [f'"meta" 中没有 "{k}"' for k in ("id", "grain", "message", "where") if not meta.get(k)]
    found += [
        f'"meta" 中的 "{k}" 不是文字' for k in ("id", "grain", "where") if meta.get(k) and not isinstance(meta[k], str)
    ]
    if not isinstance(item.get("type"), str):
        found.append('没有 "type"（如 expect_column_values_to_be_between）')
    if not isinstance(item.get("kwargs", {}), dict):
        found.append('"kwargs" 不是对象')
    if item.get("severity") not in (None, *SEVERITIES):
        found.append(f'"severity" 为 {item.get("severity")!r}，应为 {"、".join(SEVERITIES)} 之一')
    if meta.get("status", "stable") not in STATUSES:
        found.append(f'"status" 为 {meta.get("status")!r}，应为 {"、".join(STATUSES)} 之一')
    return found + weighing.faults_of(meta)


@lru_cache(maxsize=1)
def _shipped() -> tuple[Rule, ...]:
    return tuple(r for path in suite_files() for r in rules_of(path))


def load_rules(expectations: Path | str | None = None) -> list[Rule]:
    """The shipped rules, overlaid with a reviewer's own suites: a JSON file or a folder of them.

    An own rule replaces the shipped rule of the same id (all its parts); with ``"status": "off"`` it switches it off.
    Raises SuiteError when the path does not exist or a suite cannot be read.
    """
    rules = list(_shipped())
    if expectations is not None:
        own: list[Rule] = []
        for path in own_suites(expectations):
            own += rules_of(path)
        ids = {r.id for r in own}
        rules = [r for r in rules if r.id not in ids] + own
    return [r for r in rules if r.meta.get("status", "stable") != "off"]


def own_suites(expectations: Path | str) -> list[Path]:
    """The suite files that an ``expectations`` argument names. Raises SuiteError when there are none."""
    path = Path(expectations)
    if path.is_file():
        return [path]
    found = suite_files(path) if path.is_dir() else []
    if not found:
        raise SuiteError(f"“{path}”处没有规则集：请写 .json 文件，或装有 .json 文件的文件夹。")
    return found


def digests(expectations: Path | str | None = None) -> dict[str, str]:
    """File name -> sha256 of every suite in use."""
    files = suite_files() + ([] if expectations is None else own_suites(expectations))
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def by_id(rules: Iterable[Rule], lang: str = "zh") -> dict[str, dict[str, Any]]:
    """Rule id -> description; of a rule in parts the severest part speaks."""
    found: dict[str, dict[str, Any]] = {}
    for rule in sorted(rules, key=lambda r: (r.id, severity_rank(r.severity))):
        found.setdefault(rule.id, rule.describe(lang))
    return found


def weighings(rules: Iterable[Rule]) -> dict[str, weighing.Weighing]:
    """Rule id -> where its findings stand; of a rule in parts the severest part speaks."""
    found: dict[str, weighing.Weighing] = {}
    for rule in sorted(rules, key=lambda r: (r.id, severity_rank(r.severity))):
        found.setdefault(rule.id, weighing.weighing_of(rule.meta, rule.suite))
    return found
