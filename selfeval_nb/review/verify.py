"""Does a review follow from its form? Every finding, outcome and score is computed again and compared, offline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfeval_nb.common.how import How
from selfeval_nb.review.model import Review
from selfeval_nb.review.store import to_dict

#: Suites that look at other forms as well: one report alone cannot show what they saw.
ELSEWHERE = ("portfolio", "history")
_SCORE = ("weight", "score", "low", "high", "arithmetic", "reason", "ratio")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as stated: the kind (``finding`` ``score`` ``total`` ``outcome`` ``reading`` ``page`` …), where, both values."""

    kind: str
    where: str
    stated: str
    found: str

    def __str__(self) -> str:
        kinds = {
            "finding": "问题", "score": "测算得分", "total": "总分", "outcome": "检查结果", "reading": "读取", "page": "页面",
            "ruling": "复核意见", "count": "计数", "file": "文件", "suggestion": "复核建议",
            "preset": "口径", "rule": "规则",
        }  # fmt: skip
        return f"{kinds.get(self.kind, self.kind)} {self.where}：报告为{self.stated or '无'}，重新计算为{self.found or '无'}"


@dataclass(slots=True)
class VerifyResult:
    """``identical`` when nothing differs. ``checked`` counts what was compared, ``notes`` say what could not be and why."""

    differences: list[Difference] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def identical(self) -> bool:
        return not self.differences

    def __str__(self) -> str:
        counted = "、".join(f"{name}{n}" for name, n in self.checked.items())
        head = (
            f"一致：重新计算的结果与报告相同（{counted}）。"
            if self.identical
            else f"不一致：有{len(self.differences)}处不同（{counted}）。"
        )
        return "\n".join([head, *map(str, self.differences), *self.notes])


def recompute(review: Review, how: How) -> tuple[Review, list[str]]:
    """The review of the same form, preset and rulings, made anew; and what stands in the way of comparing, in sentences.

    Rules are those of this installation (with what ``how`` names laid over them); the preset is the one inside the review.
    """
    from selfeval_nb.checks.book.preset import Preset, PresetError, load_preset
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.readers.model import Problem
    from selfeval_nb.review.build import build_review
    from selfeval_nb.review.rulings.book import apply

    p = review.preset
    preset = Preset(
        name=str(p.get("name", "")), title=str(p.get("title", "")), title_en=str(p.get("title", "")), basis=str(p.get("basis", "")),
        data=p.get("values", {}), sha256=str(p.get("sha256", "")), note=str(p.get("note", "")), note_en=str(p.get("note", "")),
    )  # fmt: skip
    notes = []
    try:
        load_preset(preset.name)
    except PresetError:
        notes.append(f"本机没有口径“{preset.name}”，按报告中的口径计算。")
    problems = [
        Problem(str(q.get("file") or ""), str(q.get("problem") or ""), str(q.get("detail") or ""), str(q.get("where") or ""), q.get("form_id"))
        for q in review.problems
    ]  # fmt: skip
    result = check(tables_of([review.form], problems), **{**how.judging(), "preset": preset, "lang": review.lang})
    made = build_review(
        review.form, result, review.problems, lang=review.lang, provenance={"time": review.provenance.get("time")}
    )
    stated, here = review.provenance.get("ruleset", {}), made.provenance.get("ruleset", {})
    changed = sorted(k for k in {*stated, *here} if not k.startswith("presets/") and stated.get(k) != here.get(k))
    if changed:
        notes.append(f"规则集与生成报告时不同（{'、'.join(changed)}），差异可能由此而来；请用同一版本的规则核对。")
    versions = {k: (v, made.provenance["versions"].get(k)) for k, v in review.provenance.get("versions", {}).items()}
    other = "、".join(f"{k} {a}→{b}" for k, (a, b) in versions.items() if a != b)
    if other:
        notes.append(f"程序版本与生成报告时不同：{other}。")
    # rulings keep what was stale; the rest is laid over the new findings as it was over the old ones
    if review.rulings:
        made = apply(made, [replace(r, stale=False, stale_reason="") for r in review.rulings])
    return made, notes


def differences(stated: Review, found: Review) -> Iterator[Difference]:
    """Where two reviews of one form differ. Findings and outcomes of the suites in ``ELSEWHERE`` are left aside."""
    skip = {rule for rule, meta in stated.rules.items() if meta.get("suite") in ELSEWHERE}
    skip |= {str(f["rule_id"]) for f in (*stated.findings, *found.findings) if f.get("suite") in ELSEWHERE}
    a = {(f["rule_id"], f["where"], f.get("message")): f for f in stated.findings if f["rule_id"] not in skip}
    b = {(f["rule_id"], f["where"], f.get("message")): f for f in found.findings if f["rule_id"] not in skip}
    for key in [*a, *(k for k in b if k not in a)]:
        where = f"{key[0]} {key[1]}"
        if key not in b or key not in a:
            message = str(key[2] or "")
            yield Difference("finding", where, message if key in a else "", message if key in b else "")
        else:
            yield from _fields("finding", where, a[key], b[key], [k for k in a[key] if k not in ("file",)])
    one, two = ({int(s["indicator_no"]): s for s in r.scores} for r in (stated, found))
    for no in sorted({*one, *two}):
        yield from _fields("score", "预算执行率" if no == 0 else f"指标{no}", one.get(no, {}), two.get(no, {}), _SCORE)
    yield from _fields("total", "", stated.total, found.total, sorted({*stated.total, *found.total}))
    outcomes = [
        {(o["rule_id"], o["outcome"], o.get("reason")): o["count"] for o in r.outcomes if o["rule_id"] not in skip}
        for r in (stated, found)
    ]
    for rule, outcome, reason in sorted({*outcomes[0], *outcomes[1]}, key=str):
        x, y = (o.get((rule, outcome, reason)) for o in outcomes)
        if x != y:
            yield Difference("outcome", f"{rule} {outcome} {reason or ''}".rstrip(), _words(x), _words(y))
    if not skip & {str(f["rule_id"]) for f in stated.findings}:
        counted = [
            k for k in stated.counts if k in ("critical", "warning", "info", "waived", "confirmed", "added", "stale")
        ]
        yield from _fields("count", "", stated.counts, found.counts, counted)
        yield from _fields("suggestion", "", {"": stated.suggestion}, {"": found.suggestion}, [""])
    for r, s in zip(stated.rulings, found.rulings, strict=False):
        yield from _fields("ruling", r.where, {"": (r.where, r.stale)}, {"": (s.where, s.stale)}, [""])


def rule_book(stated: Review, found: Review) -> Iterator[Difference]:
    """Where the preset and the rules as the review states them are not those of this installation, by the single value.

    The computation itself goes by the preset inside the review: a preset of the same name with other values is told here, since a
    score can be right by a rule book that nobody has issued.
    """
    from selfeval_nb.checks.book.preset import PresetError, load_preset

    book = found.preset
    with suppress(PresetError):  # a reviewer's own preset, which is not on this machine: a note says so
        book = load_preset(str(stated.preset.get("name", ""))).to_dict(stated.lang)
    a, b = (json.loads(json.dumps(to_dict(r), default=list)) for r in (stated, found))
    yield from _tree("", a["preset"], json.loads(json.dumps(book, default=list)), "preset")
    for rule in sorted(set(a["rules"]) & set(b["rules"])):
        yield from _tree(rule, a["rules"][rule], b["rules"][rule], "rule")


def reading(stated: Review, form_path: str | Path) -> Iterator[Difference]:
    """Where the form in the file, read again, is not what the review says that was read."""
    import hashlib

    from selfeval_nb.forms.load import load_forms

    path = Path(form_path)
    form = stated.form
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != form.sha256:
        yield Difference("file", path.name, f"SHA-256 {form.sha256[:16]}…", f"SHA-256 {digest[:16]}…")
    forms = load_forms([path]).forms
    again = next((f for f in forms if f.form_no == form.form_no), None)
    if again is None:
        yield Difference("reading", path.name, f"第{form.form_no}张表", f"共{len(forms)}张表")
        return
    # the name and the number behind the id depend on where the file lay in a batch, not on what is in it
    again = replace(again, file=form.file, form_id=form.form_id)
    a, b = (json.loads(json.dumps(to_dict(Review(f))["form"], default=list)) for f in (form, again))
    yield from _tree("", a, b)


def _tree(where: str, a: Any, b: Any, kind: str = "reading") -> Iterator[Difference]:
    """Where two JSON values differ, to the depth of the single value."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(k for k in b if k not in a)]:
            yield from _tree(f"{where}.{key}" if where else str(key), a.get(key), b.get(key), kind)
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for n, (x, y) in enumerate(zip(a, b, strict=True), start=1):
            yield from _tree(f"{where}[{n}]", x, y, kind)
    elif a != b:
        yield Difference(kind, where, _words(a), _words(b))


def _fields(
    kind: str, where: str, a: Mapping[str, Any], b: Mapping[str, Any], names: Iterable[str]
) -> Iterator[Difference]:
    for name in names:
        x, y = a.get(name), b.get(name)
        if x != y and not (isinstance(x, (int, float)) and isinstance(y, (int, float)) and abs(x - y) < 1e-9):
            yield Difference(kind, f"{where} {name}".strip(), _words(x), _words(y))


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=list)[:200]
