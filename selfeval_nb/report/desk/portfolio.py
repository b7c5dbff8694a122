"""A set of forms as a whole: what portfolio.ipynb works with and the index page shows.

portfolio = open_portfolio("reports")           # a batch's output folder, or forms
portfolio.charts                                # a part of the page
portfolio.find(unit="教育局", severity="critical")
portfolio.frame                                 # a row a form, as a DataFrame
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from markupsafe import Markup

from selfeval_nb.common.errors import ReviewError, Sentence
from selfeval_nb.common.files import Target, why
from selfeval_nb.common.how import LANGUAGES, AllOptions, How
from selfeval_nb.common.notebook import keep_text
from selfeval_nb.report.desk import frontend
from selfeval_nb.report.desk.outputs import Answer, own_rules
from selfeval_nb.report.desk.parameters import check_injected
from selfeval_nb.report.desk.teaching import default_folder
from selfeval_nb.report.overview import index
from selfeval_nb.report.overview.copied import shared_groups
from selfeval_nb.report.overview.index_charts import forms_by_rule, units_with_findings
from selfeval_nb.report.page.env import asset, render, shown
from selfeval_nb.report.view.formats import difference, points, signed, span
from selfeval_nb.report.words.desk_words import RULINGS_FILE
from selfeval_nb.report.words.index_words import IndexWords
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.review.open import find_file

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
_SHOWN = 200  # forms of a listing in a notebook


@dataclass(frozen=True, repr=False)
class Part:
    """A part of the page: HTML in a notebook, plain text in a console."""

    body: Markup
    text: str
    lang: str

    def _repr_html_(self) -> str:
        css = own_rules(str(asset("report.css")) + str(asset("index.css")))
        return str(render("opening.html.j2", report_css=css, t=Labels(self.lang)) + self.body + Markup("\n</div>"))

    def __repr__(self) -> str:
        return str(shown(self.text))


class Portfolio:
    """The forms of a batch. ``rows`` as of ``index_row``; ``home`` is the folder in which their reports lie, if there is one."""

    def __init__(
        self,
        rows: Sequence[Row],
        failed: Sequence[Mapping[str, Any]],
        rules: Mapping[str, Mapping[str, Any]],
        groups: Sequence[Mapping[str, Any]],
        *,
        lang: str = "zh",
        home: Path | None = None,
        coverage: Mapping[str, Any] | None = None,
    ) -> None:
        self._coverage = coverage
        self.rows, self.rules = list(rows), rules
        self._failed, self._groups = [dict(f) for f in failed], list(groups)
        self.lang, self.home = lang, home

    @property
    def summary(self) -> Part:
        """总体情况: how many forms, what to do with them, how many findings."""
        told = index.figures(self.rows, [{**f, "href": None} for f in self._failed], self.lang)
        t = told["t"]
        text = [f"{t.index_forms} {len(self.rows)}", *(f"{t.word(s)} {n}" for s, n in told["suggestions"])]
        text += [f"{t.index_failed} {len(self._failed)}", *(f"{t.word(s)} {n}" for s, n in told["severities"])]
        text += [f"{told['w'].broken} {rule}{t.colon}{why}" for rule, why in index.broken_of(self.rules)]
        return self._part("index/figures.html.j2", told, "  ".join(text))

    @property
    def charts(self) -> Part:
        """分布: self-scores, recomputed and review scores, differences; findings by rule and by unit."""
        told = index.charts(self.rows, self.rules, self.lang, live=False)
        by_rule = [f"{rule} {index.rule_title(self.rules, rule)}: {n}" for rule, n in forms_by_rule(self.rows)]
        units = units_with_findings(self.rows, told["t"].no_unit)
        by_unit = [f"{unit}: {n}" for unit, n in units]
        text = [told["w"].by_rule, *by_rule, "", told["w"].by_unit, *by_unit]
        return self._part("index/charts.html.j2", told, "\n".join(text))

    @property
    def forms(self) -> Part:
        """逐表清单: a row a form."""
        return self._listing(self.rows)

    @property
    def groups(self) -> Part:
        """雷同: the groups of forms that share a text or their indicators."""
        told = index.shared_groups(self._linked(self.rows), self._groups, self.lang)
        if not self._groups:
            return self._said(IndexWords(self.lang).no_groups)
        lines = [
            f"{g['where']}：{g['text'][:60]} — {'、'.join(self.rows[i]['project'] for i in g['members'][:40])}"
            for g in told["groups"]
        ]
        return self._part("index/groups.html.j2", told, "\n".join(lines))

    @property
    def coverage(self) -> Part:
        """应自评项目: the projects that must be evaluated against the forms that came."""
        if self._coverage is None:
            return self._said(IndexWords(self.lang).no_coverage)
        lines = [self._coverage["sentence"]]
        lines += [f"{m['place']} {m['project']} {m['unit']}" for m in self._coverage["missing"]]
        told = index.coverage_part(self._coverage, self.lang)
        return self._part("index/coverage.html.j2", told, "\n".join(lines))

    @property
    def failed(self) -> Part:
        """未能读取: the documents that gave no report, and why."""
        t = Labels(self.lang)
        told = {"t": t, "failed": self._linked(self._failed)}
        lines = [f"{f['file']}{t.colon}{f['detail']}" for f in self._failed]
        return (
            self._part("index/failed.html.j2", told, "\n".join(lines)) if lines else self._said(f"{t.index_failed} 0")
        )

    @property
    def frame(self) -> pd.DataFrame:
        """A row a form, to sort, filter and count with pandas; the columns are those of data/index.parquet."""
        import pandas as pd

        made = pd.DataFrame(self.rows)
        if self.rows:
            made["difference"] = [difference(row) for row in self.rows]
        return made

    def find(
        self,
        text: str = "",
        *,
        unit: str = "",
        rule: str = "",
        severity: str = "",
        suggestion: str = "",
        least: float = 0.0,
    ) -> Part:
        """The forms whose project, unit or file contains ``text``, of a unit, with findings of a rule or a severity, with a
        suggestion (return, person, pass), whose difference is ``least`` points or more."""
        parts = text.casefold().split()
        found = [
            row
            for row in self.rows
            if all(
                p in "\n".join([row["project"], row["unit"], row["department"], row["file"]]).casefold() for p in parts
            )
            and (not unit or unit in row["unit"])
            and (not rule or rule in row["rules"])
            and (not severity or row[severity] > 0)
            and (not suggestion or row["suggestion"] == suggestion)
            and (not least or abs(difference(row) or 0.0) >= least)
        ]
        return self._listing(found)

    def save_index(self, path: str | Path = "总览.html") -> Answer:
        """Write the index page, with search and filters; returns what was written. Raises ReviewError with one sentence."""
        target = Path(path).expanduser()
        rows, failed = self._linked(self.rows, target.parent), self._linked(self._failed, target.parent)
        files = index.index_files(
            rows, failed, rules=self.rules, groups=self._groups, lang=self.lang, coverage=self._coverage
        )
        w = IndexWords(self.lang)
        try:
            for name, page in files.items():
                place = target if name == index.PAGE else target.parent / name
                with Target(place) as part:
                    part.write_text(page, encoding="utf-8", newline="\n")
        except OSError as error:
            raise ReviewError(w.not_saved.format(file=target, why=why(error, self.lang))) from error
        return Answer(w.saved.format(file=target, size=max(1, round(target.stat().st_size / 1000))))

    def _listing(self, rows: Sequence[Row]) -> Part:
        w, t = IndexWords(self.lang), Labels(self.lang)
        if not rows:
            return self._said(w.none_match)
        told = index.listing(self._linked(rows[:_SHOWN]), self.lang) | {"more": ""}
        told["first"] = self._linked(rows[:_SHOWN])
        if len(rows) > _SHOWN:
            told["more"] = w.listed.format(n=_SHOWN, m=len(rows))
        lines = [
            "  ".join((
                row["project"], row["unit"] or t.no_unit, t.word(row["suggestion"]),
                f"{t.self_score} {points(row['self_score'])}", f"{t.recomputed} {span(row['low'], row['high'])}",
                f"{t.difference} {signed(difference(row))}",
            ))
            for row in rows[:_SHOWN]
        ]  # fmt: skip
        return self._part("index/table.html.j2", told, shown("\n".join([*lines, *filter(None, [told["more"]])])))

    def _linked(self, rows: Sequence[Mapping[str, Any]], seen_from: Path | None = None) -> list[dict[str, Any]]:
        """Rows whose reports are addressed from ``seen_from`` (the working folder)."""
        if self.home is None:
            return [{**row, "href": ""} for row in rows]
        try:
            to_home = Path(os.path.relpath(self.home, seen_from or Path.cwd())).as_posix()
        except ValueError:  # another drive
            to_home = self.home.as_uri()
        return [{**row, "href": f"{to_home}/{row['href']}" if row["href"] else ""} for row in rows]

    def _part(self, template: str, told: Mapping[str, Any], text: str) -> Part:
        return Part(render(template, **told), text, self.lang)

    def _said(self, words: str) -> Part:
        return Part(Markup("<p>{}</p>").format(words), words, self.lang)

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()

    def __repr__(self) -> str:
        return repr(self.summary)


def open_portfolio(
    source: str | Path,
    **options: Unpack[AllOptions],
) -> Portfolio:
    """The forms of a batch's output folder as it judged them, or the forms in ``source``, read and checked now.

    For an output folder only ``source`` counts: language, rule book and rulings are those of the batch. Without ``rulings``, a
    person in front of a notebook gets those of 复核意见.jsonl in the working folder, and without ``layouts`` the workspace's. Raises ReviewError with one sentence.
    """
    keep_text()
    how = How.of(options)
    lang = how.lang
    check_injected(lang)
    if lang not in LANGUAGES:
        raise ReviewError(IndexWords("zh").bad_lang.format(lang=lang))
    path = find_file(source)
    if path is None:
        raise ReviewError(IndexWords(lang).no_source.format(source=source))
    if (path / "manifest.json").is_file():
        return _of_batch(path)
    if not how.rulings and frontend.attended() and Path(RULINGS_FILE).is_file():
        how = replace(how, rulings=RULINGS_FILE)
    if not how.layouts and frontend.attended() and default_folder().is_dir():
        how = replace(how, layouts=str(default_folder()))
    return _of_forms(path, how)


def _of_batch(folder: Path) -> Portfolio:
    import pandas as pd

    manifest = json.loads((folder / "manifest.json").read_text("utf-8", errors="surrogatepass"))
    lang, data = manifest["lang"], folder / index.DATA
    if not (data / "index.parquet").is_file():
        raise ReviewError(IndexWords(lang).old_batch.format(source=folder))
    rows = [_plain(row) for row in pd.read_parquet(data / "index.parquet").to_dict("records")]
    findings = pd.read_parquet(data / "findings.parquet")
    indicators = pd.read_parquet(data / "indicators.parquet", columns=["form_id", "level3"])
    rules = {
        str(f["rule_id"]): {"title": f["title"], "severity": f["severity"]}
        for f in findings.drop_duplicates("rule_id")[["rule_id", "title", "severity"]].to_dict("records")
    }
    failed = [
        {"file": f"{e['file']} #{e['form_no']}", "detail": e["detail"], "href": next(iter(e["outputs"]), "")}
        for e in manifest["forms"]
        if e["status"] == "failed"
    ]
    failed += [{"file": u["file"], "detail": u["detail"], "href": u.get("page", "")} for u in manifest["unread"]]
    groups = shared_groups(rows, findings, indicators, lang)
    rules = index.with_broken(rules, manifest.get("broken", {}))
    return Portfolio(rows, failed, rules, groups, lang=lang, home=folder, coverage=manifest.get("coverage"))


def _plain(row: Mapping[Any, Any]) -> Row:
    """A row as ``index_row`` made it: Parquet has NaN for a missing number and JSON for a list."""
    plain: Row = {k: None if isinstance(v, float) and v != v else v for k, v in row.items()}
    plain["rules"] = json.loads(plain["rules"])
    return {"ruled": 0, "to_rule": 0, "rulings": 0, "reviewers": "", "has_scores": True} | plain


def _of_forms(path: Path, how: How) -> Portfolio:
    from selfeval_nb.checks.compare.listed import coverage_of
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.beside import load_beside
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.forms.load import load_forms
    from selfeval_nb.review.build import build_reviews
    from selfeval_nb.review.rulings.book import apply, load_rulings

    lang = how.lang
    loaded = load_forms([path], **how.reading())
    if not loaded.forms:
        raise ReviewError(IndexWords(lang).no_forms.format(source=path))
    tables = tables_of(loaded.forms, loaded.problems)
    try:
        beside = load_beside(how)
        result = check(tables, **how.judging(), **beside.given())
    except Sentence as error:
        raise ReviewError(str(error)) from error
    book = load_rulings(how.rulings) if how.rulings else None
    reviews = build_reviews(loaded.forms, result, loaded.problems, lang=lang)
    rows = [index.index_row(review if book is None else apply(review, book), "") for review in reviews]
    read = {form.file for form in loaded.forms}
    failed = [
        {"file": p.file.rsplit("/", 1)[-1], "detail": p.detail, "href": ""}
        for p in loaded.problems
        if p.form_id is None and p.file not in read
    ]
    failed += [{"file": p.file.rsplit("/", 1)[-1], "detail": p.detail, "href": ""} for p in beside.problems()]
    groups = shared_groups(rows, result.findings, tables.indicators, lang)
    projects = beside.projects
    covered = coverage_of(tables, projects, how.preset).value(lang) if projects is not None and projects.rows else None
    rules = index.with_broken(result.rules, result.broken)
    return Portfolio(rows, failed, rules, groups, lang=lang, coverage=covered)
