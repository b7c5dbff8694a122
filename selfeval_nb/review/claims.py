"""What a report says that nothing can compute: who ruled, when it was made, what other forms showed. Each is taken over only where it
has the right shape, and each is told; everything else of a report is never looked at but to be compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from selfeval_nb.checks.book.basis import basis_text
from selfeval_nb.checks.book.preset import Preset, PresetError, load_preset, preset_of_values
from selfeval_nb.checks.book.rules import LANGUAGES, Rule
from selfeval_nb.checks.judging.comparing import rules_beside
from selfeval_nb.checks.judging.stakes import Row, before, rows_by_number
from selfeval_nb.checks.model import FINDING_COLUMNS, SEVERITIES, Outcome
from selfeval_nb.common.how import BESIDE
from selfeval_nb.forms.model import Form
from selfeval_nb.review.build import RULE_KEYS, count, digest, suggest
from selfeval_nb.review.model import Review, Ruled, Ruling
from selfeval_nb.review.returning import weighing
from selfeval_nb.review.rulings.book import ACTIONS, RulingBook, apply
from selfeval_nb.review.shape import ShapeError, shaped
from selfeval_nb.review.verify import Difference

_TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d UTC", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ADDRESS = ("table", "row", "col")
_OUTCOMES = ("passed", "failed", "not_applicable", "not_evaluated", "broken")


class Claims:
    """The values of one report. ``limits`` and ``faults`` grow while they are asked for."""

    def __init__(self, data: Any) -> None:
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.limits: list[str] = []
        self.faults: list[Difference] = []

    def at(self, *path: str) -> Any:
        """A value inside the report's, None where there is none."""
        found: Any = self.data
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    # -- what the computation starts from

    @property
    def lang(self) -> str:
        lang = self.at("lang")
        return lang if isinstance(lang, str) and lang in LANGUAGES else "zh"

    @property
    def form_no(self) -> int:
        no = self.at("form", "form_no")
        return no if isinstance(no, int) and not isinstance(no, bool) else 1

    def preset(self, given: Any = None) -> Preset:
        """The rule book that the report names: the one given, else that of this machine; the report's own figures only where there is
        none of that name."""
        if given:
            return load_preset(given)
        name = self.at("preset", "name")
        text = name if isinstance(name, str) else ""
        try:
            if text and text == text.strip() and not text.endswith(".toml"):
                return load_preset(text)
        except PresetError:
            pass
        values = self.at("preset")
        try:
            own = preset_of_values(shaped(Any, values, "口径"))
        except (PresetError, ShapeError) as error:
            self.faults.append(Difference("preset", "", str(text or values)[:200], f"一份完整的口径（{error}）"))
            return load_preset()
        self.limits.append(
            f"口径“{text}”不在本机，按报告中所写的口径计算：请用 --preset 给出口径文件，核对其中的比例和限额。"
        )
        return own

    def identity(self, form: Form) -> Form:
        """The form under the name and the number that it had in its batch, where these are such as a batch gives."""
        name, form_id = self.at("form", "file"), self.at("form", "form_id")
        if isinstance(name, str) and name and name != form.file and "/" not in name and "\\" not in name:
            self.limits.append(
                f"报告写的文件名为“{name}”，给出的文件名为“{form.file}”，内容相同；原来的文件名无从核对。"
            )
            form = replace(form, file=name)
        if isinstance(form_id, str) and form_id != form.form_id:
            base, _, number = form_id.partition("~")
            if (
                base == form.form_id.partition("~")[0]
                and re.fullmatch(r"[1-9]\d{0,6}", number, re.ASCII)
                and number != "1"
            ):
                self.limits.append(f"报告称这是批中第{number}张内容相同的表，须给出整批才能核对。")
                form = replace(form, form_id=form_id)
        return form

    # -- what is laid over a review that was computed

    def provenance(self, review: Review) -> Review:
        """The time, the versions and the digests of the rule files, each told where it is not that of this computation."""
        found = dict(review.provenance)
        about = self.at("provenance")
        time, versions, ruleset = (self.at("provenance", k) for k in ("time", "versions", "ruleset"))
        if isinstance(time, str) and _TIME.fullmatch(time) and time != found.get("time"):
            self.limits.append(f"报告的生成时间（{time}）是生成时给出的，无从核对。")
            found["time"] = time
        elif time is None and not (isinstance(about, dict) and "time" in about):
            found.pop("time", None)
        here = found["versions"]
        if versions != here and isinstance(versions, dict) and list(versions) == list(here) and _texts(versions):
            other = "、".join(
                f"{k} {versions[k] or '无'}（本机 {here[k] or '无'}）" for k in here if versions[k] != here[k]
            )
            self.limits.append(f"报告由其他版本的程序生成：{other}；重新计算用的是本机的版本。")
            found["versions"] = versions
        if _digests(ruleset) and list(ruleset) == sorted(ruleset) and ruleset != found["ruleset"]:
            changed = sorted(k for k in {*ruleset, *found["ruleset"]} if ruleset.get(k) != found["ruleset"].get(k))
            self.limits.append(
                f"规则文件与本机的不同（{'、'.join(changed)}），重新计算用的是本机的规则和口径；自定规则请用 --expectations 给出。"
            )
            found |= {"ruleset": ruleset, "ruleset_digest": digest(ruleset)}
        preset = dict(review.preset)
        mark = self.at("preset", "sha256")
        if isinstance(mark, str) and _HEX.fullmatch(mark) and mark != preset["sha256"]:
            name = f"presets/{preset['name']}"
            if found["ruleset"].get(name) == mark:  # a preset file is part of the rule set: told with it
                preset["sha256"] = found["preset_digest"] = mark
        return replace(review, provenance=found, preset=preset)

    def unknown_rules(self, review: Review) -> dict[str, dict[str, Any]]:
        """The rules of suites that are not on this machine: what they said can only be taken over."""
        stated, rules = self.at("provenance", "ruleset"), self.at("rules")
        if not _digests(stated) or not isinstance(rules, dict):
            return {}
        suites = {name.removesuffix(".json") for name in stated if name not in review.provenance["ruleset"]}
        return {
            rule: meta
            for rule, meta in rules.items()
            if rule not in review.rules
            and isinstance(meta, dict)
            and _is(meta.get("suite"), suites)
            and _is(meta.get("severity"), SEVERITIES)
            and set(meta) <= set(RULE_KEYS)
            and _texts(meta, 500)
        }

    def foreign(self, review: Review) -> Review:
        """What rules said that are not on this machine."""
        unknown = self.unknown_rules(review)
        if not unknown:
            return review
        review = replace(review, rules=dict(sorted({**review.rules, **unknown}.items())))
        stated = self._said(review, dict.fromkeys(unknown, ()))
        if stated is None:
            return review
        self.limits.append(
            f"规则{'、'.join(unknown)}不在本机，它们查出的{len(stated[0])}处问题没有核对：请用 --expectations 给出规则集。"
        )
        return self._with(review, *stated, unknown)

    def beside(self, review: Review, expectations: str = "") -> Review:
        """What rules said that compare the form with other documents, where these were not given, or others were."""
        stated, here = self.at("provenance", "beside"), review.provenance.get("beside") or {}
        stated = stated if isinstance(stated, dict) else {}
        missing = [k for k in BESIDE if k in stated and _mark(stated[k]) and stated[k] != here.get(k)]
        if not missing:
            return review
        rules: dict[str, list[Rule]] = {}
        for rule in rules_beside(missing, expectations or None):
            rules.setdefault(rule.id, []).append(rule)
        said = self._said(review, rules)
        if said is None:
            return review
        options = "、".join(f"--{k}（{stated[k]['documents']}个文件）" for k in missing)
        self.limits.append(
            f"报告另外核对了这次没有给出、或内容不同的文件，规则{'、'.join(rules)}查出的{len(said[0])}处问题没有核对：请用 {options} 给出。"
        )
        found = review.provenance | {"beside": {k: v for k in BESIDE if (v := stated.get(k, here.get(k))) is not None}}
        return self._with(replace(review, provenance=_in_order(found, self.at("provenance"))), *said, rules)

    def agrees(self, review: Review, comparing: Mapping[str, Sequence[Rule]]) -> bool:
        """Whether the report says of these rules what the review does."""
        return self._said(review, comparing) == _slice(review, comparing)

    def others(self, review: Review, comparing: Mapping[str, Sequence[Rule]]) -> Review:
        """What the rules that look at several forms said, where this was not computed: findings and outcomes of these rules alone."""
        mine = _slice(review, comparing)
        stated = self._said(review, comparing)
        if stated is None or stated == mine:
            return review
        findings, outcomes = stated
        told = [f"{f['rule_id']} {f['where']}" for f in findings if f not in mine[0]]
        gone = [f"{f['rule_id']} {f['where']}" for f in mine[0] if f not in findings]
        parts = [f"报告写有{len(told)}处问题（{'、'.join(told[:20])}）"] if told else []
        parts += [f"报告没有单独看这张表时的{len(gone)}处问题（{'、'.join(gone[:20])}）"] if gone else []
        parts = parts or ["报告写的检查结果与单独看这张表时不同"]
        self.limits.append(
            f"项目之间的比较（{'、'.join(comparing)}）取决于同批的其他表：{'；'.join(parts)}。请给出整批自评表核对。"
        )
        return self._with(review, findings, outcomes, comparing)

    def _with(self, review: Review, findings: list[Ruled], outcomes: list[Outcome], rules: Mapping[str, Any]) -> Review:
        """The review with these findings and outcomes in place of its own of these rules; what follows from them anew."""
        kept = [f for f in review.findings if f["rule_id"] not in rules] + findings
        own = [o for o in review.outcomes if o["rule_id"] not in rules]
        rows = rows_by_number(review.scores)
        out = replace(
            review,
            findings=sorted(kept, key=lambda f: _order(f, rows, review.rules)),
            outcomes=_merged(own, outcomes, self.at("outcomes"), rules),
        )
        out.counts = count(out)
        out.suggestion, out.suggestion_reason = suggest(out)
        return out

    def _said(self, review: Review, comparing: Mapping[str, Sequence[Rule]]) -> tuple[list[Any], list[Any]] | None:
        """The report's findings and outcomes of these rules; None where one of them is not such as a rule gives."""
        names = [c for c in FINDING_COLUMNS if c != "form_id"]
        findings, outcomes = self.at("findings"), self.at("outcomes")
        if not isinstance(findings, list) or not isinstance(outcomes, list):
            return None
        found: list[Any] = []
        for f in findings:
            if not isinstance(f, dict) or not _is(f.get("rule_id"), comparing):
                continue
            f = {k: v for k, v in f.items() if k != "ruling"}
            fixed = {
                (r.suite, r.severity, r.text("title", review.lang), basis_text(r.meta.get("basis") or ""))
                for r in comparing[f["rule_id"]]
            }
            right = (
                list(f) == names
                and _is(f["severity"], SEVERITIES)
                and (not fixed or tuple(f[k] for k in ("suite", "severity", "title", "basis")) in fixed)
                and f["form_no"] == review.form.form_no
                and f["file"] == review.form.file
                and all(f[k] is None or type(f[k]) is int for k in _ADDRESS)
                and all(isinstance(v, str) for k, v in f.items() if k not in (*_ADDRESS, "form_no"))
            )
            if not right:
                return None
            found.append(f)
        if len({(f["rule_id"], f["where"]) for f in found}) < len(found):
            return None
        said = []
        for o in outcomes:
            if not isinstance(o, dict) or not _is(o.get("rule_id"), comparing):
                continue
            right = list(o) == ["rule_id", "outcome", "count", "reason"] and _is(o["outcome"], _OUTCOMES)
            if not right or type(o["count"]) is not int or o["count"] < 0 or not isinstance(o["reason"], str):
                return None
            said.append(o)
        return found, said

    def rulings(self, review: Review, given: RulingBook | None) -> Review:
        """The rulings of the file that was given; without one those that the report states, laid over the form anew."""
        if given is not None:
            return apply(review, given)
        try:
            stated = shaped(list[Ruling], self.at("rulings"), "rulings")
        except ShapeError as error:
            if self.at("rulings") != []:
                self.faults.append(Difference("ruling", error.place, "", str(error)))
            return review
        if not stated and isinstance(self.at("counts", "stale"), int):
            self.limits.append(
                "报告称所用的复核意见文件中没有这张表的意见，无法核对：请用 --rulings 给出复核意见文件。"
            )
            return apply(review, [])
        if not stated or not all(r.action in ACTIONS and isinstance(r.value, str | int | float | None) for r in stated):
            return review
        who = "、".join(dict.fromkeys(r.reviewer or "未署名" for r in stated))
        self.limits.append(
            f"{len(stated)}条复核意见（{who}）只凭报告自称，无法核对由谁作出、是否作出：请用 --rulings 给出复核意见文件。"
        )
        return apply(review, [replace(r, stale=False, stale_reason="") for r in stated])


def _mark(value: Any) -> bool:
    """Whether a value is such as ``forms.beside.marks`` gives."""
    return (
        isinstance(value, dict)
        and list(value) == ["documents", "sha256"]
        and type(value["documents"]) is int
        and value["documents"] >= 0
        and isinstance(value["sha256"], str)
        and _HEX.fullmatch(value["sha256"]) is not None
    )


def _in_order(found: dict[str, Any], stated: Any) -> dict[str, Any]:
    """In the order of the report, where it has the same names."""
    return {k: found[k] for k in stated} if isinstance(stated, dict) and set(stated) == set(found) else found


def _slice(review: Review, comparing: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[Outcome]]:
    return (
        [{k: v for k, v in f.items() if k != "ruling"} for f in review.findings if f["rule_id"] in comparing],
        [o for o in review.outcomes if o["rule_id"] in comparing],
    )


def _merged(
    own: list[Outcome], others: list[Outcome], stated: list[Any], comparing: Mapping[str, Any]
) -> list[Outcome]:
    """The outcomes with those of other rules at the places where the report has them, ours in their own order."""
    mine, theirs = iter(own), iter(others)
    out = []
    for o in stated:
        if isinstance(o, dict) and _is(o.get("rule_id"), comparing):
            out.append(next(theirs))
        elif (one := next(mine, None)) is not None:
            out.append(one)
    return [*out, *mine, *theirs]


def _order(
    finding: Mapping[str, Any], rows: Mapping[float, Row], rules: Mapping[str, Mapping[str, Any]]
) -> tuple[Any, ...]:
    """Findings as the checks order them: severity, kind of fault, what is at stake, place, where, rule."""
    place = tuple(float("inf") if finding[k] is None else finding[k] for k in _ADDRESS)
    return (
        *before(finding["severity"], weighing(rules, finding["rule_id"]), finding["where"], rows),
        *place,
        finding["where"],
        finding["rule_id"],
    )


def _is(value: Any, of: Any) -> bool:
    return isinstance(value, str) and value in of


def _texts(value: dict[Any, Any], most: int = 60) -> bool:
    return all(isinstance(v, str) and len(v) <= most for v in value.values())


def _digests(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str) and _HEX.fullmatch(v) for v in value.values())
