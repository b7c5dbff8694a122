"""``selfeval check`` and ``selfeval rules``: findings and the rule book."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from selfeval_nb.cli.options import (
    EXISTING,
    EXIT_FINDINGS,
    EXIT_NOTHING,
    PATH,
    how_options,
    inputs_argument,
    printable,
    reading_jobs_option,
    say_broken,
    say_data,
    say_problems,
    sentence_errors,
)
from selfeval_nb.cli.usage import Command
from selfeval_nb.common.how import BESIDE, How

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables
    from selfeval_nb.forms.listed import ProjectList


@click.command(cls=Command, help="按规则检查自评表，输出问题清单。有“错误”级问题时退出码为 1。")
@inputs_argument
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option(
    "--portfolio", is_flag=True, help="把给出的自评表作为一批互相比较（文字雷同、项目重复等）；批量报告总是比较。"
)
@how_options("rulings")
@reading_jobs_option
@sentence_errors
def check(inputs: tuple[Path, ...], form: str, portfolio: bool, how: How, jobs: int) -> None:
    from selfeval_nb.checks.author.show import to_csv, to_json, to_text
    from selfeval_nb.checks.run import check as run_checks
    from selfeval_nb.forms.beside import load_beside
    from selfeval_nb.forms.load import load

    tables, beside = load(*inputs, **how.reading(), jobs=jobs), load_beside(how)
    # whether a project is listed is asked of a reporting round, so a list says that these forms are one
    result = run_checks(tables, **how.judging(), **beside.given(), portfolio=portfolio or beside.projects is not None)
    writer = {"text": to_text, "json": to_json, "csv": to_csv}[form]
    said = writer(tables, result, how.lang)
    if form == "text":
        click.echo(said)
    else:
        say_data(said, csv=form == "csv")
        say_broken(result.broken, how.lang)
    say_problems([*tables.problems.itertuples(), *beside.problems()])
    if beside.projects is not None and beside.projects.rows:
        _say_coverage(tables, beside.projects, how)
    if tables.forms.empty:
        sys.exit(EXIT_NOTHING)
    if (result.findings["severity"] == "critical").any():
        sys.exit(EXIT_FINDINGS)


def _say_coverage(tables: Tables, wanted: ProjectList, how: How) -> None:
    """Which projects of the list have no form: they have no form that a finding could stand on."""
    from selfeval_nb.checks.compare.listed import coverage_of

    for line in coverage_of(tables, wanted, how.preset).lines(how.lang):
        click.echo(printable(line), err=True)


@click.command(cls=Command, help="列出规则；给出规则编号时显示全文。另可检查自己的规则集、列出口径、比较口径的影响。")
@click.argument("items", nargs=-1)
@click.option("--check", "suite", type=EXISTING, help="检查自己的规则集（.json 或文件夹），说明哪里不对。")
@click.option("--presets", is_flag=True, help="列出口径。")
@click.option("--impact", nargs=2, metavar="OLD NEW", help="比较两个口径在给出的自评表（写在后面）上的差别。")
@click.option("--docs", type=PATH, help="把每条规则写成一页说明，放入文件夹。")
@how_options("preset", "rulings", *BESIDE)
@sentence_errors
def rules(
    items: tuple[str, ...],
    suite: Path | None,
    presets: bool,
    impact: tuple[str, str] | None,
    docs: Path | None,
    how: How,
) -> None:
    from selfeval_nb.checks.book import rules as catalogue

    if suite is not None:
        from selfeval_nb.checks.author.validate import validate_suite

        faults = validate_suite(suite, columns=how.columns or None, words=how.words or None)
        count = sum(len(catalogue.rules_of(p)) for p in catalogue.own_suites(suite)) if not faults else 0
        click.echo(printable("\n".join(faults)) if faults else f"{suite}：没有发现问题，共 {count} 条规则。")
        sys.exit(EXIT_FINDINGS if faults else 0)
    if presets:
        from selfeval_nb.checks.book.preset import list_presets, load_preset

        for name in list_presets():
            click.echo(f"{name:14} {load_preset(name).title}")
        return
    if impact is not None:
        from selfeval_nb.checks.author.impact import impact as impact_of
        from selfeval_nb.checks.author.show import impact_text
        from selfeval_nb.forms.load import load

        if not items:
            raise click.UsageError("--impact OLD NEW 之后请写要比较的自评表文件或文件夹。")
        tables = load(*items, **how.reading())
        suites: dict[str, Any] = {
            "expectations_old": how.expectations or None,
            "expectations_new": how.expectations or None,
            "columns": how.columns or None,
            "words": how.words or None,
        }
        click.echo(impact_text(tables, impact_of(tables, *impact, lang=how.lang, **suites), how.lang))
        return
    if docs is not None:
        from selfeval_nb.checks.author.pages import write_pages

        click.echo(f"写入 {write_pages(docs)} 页")
        return
    from selfeval_nb.checks.author.show import rules_text

    click.echo(rules_text(catalogue.by_id(catalogue.load_rules(how.expectations or None), how.lang), items, how.lang))
