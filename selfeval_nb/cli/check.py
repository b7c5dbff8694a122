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
from selfeval_nb.common.how import How

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables
    from selfeval_nb.forms.listed import ProjectList


@click.command(cls=Command, help="按规则检查自评表，输出问题清单。有“错误”级问题时退出码为 1。")
@inputs_argument
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("--history", type=EXISTING, multiple=True, help="以前年度的自评表（文件夹或文件），用于年度间核对。")
@click.option("--approved", type=EXISTING, multiple=True, help="批复的绩效目标表，用于与批复目标核对。")
@click.option(
    "--accounts", type=EXISTING, multiple=True, help="决算或预算公开表（项目、预算数、决算数），用于核对金额。"
)
@click.option(
    "--projects",
    type=EXISTING,
    multiple=True,
    help="应自评项目清单：给出覆盖率、缺少的项目和清单外的表；同时按一批互相比较。",
)
@click.option(
    "--monitoring", type=EXISTING, multiple=True, help="本年度的绩效运行监控表，用于与年中的预计和完成数核对。"
)
@click.option(
    "--portfolio", is_flag=True, help="把给出的自评表作为一批互相比较（文字雷同、项目重复等）；批量报告总是比较。"
)
@how_options("rulings")
@reading_jobs_option
@sentence_errors
def check(
    inputs: tuple[Path, ...], form: str, history: tuple[Path, ...], approved: tuple[Path, ...],
    accounts: tuple[Path, ...], projects: tuple[Path, ...], monitoring: tuple[Path, ...], portfolio: bool, how: How, jobs: int,
) -> None:  # fmt: skip
    from selfeval_nb.checks.author.show import to_csv, to_json, to_text
    from selfeval_nb.checks.run import check as run_checks
    from selfeval_nb.forms.listed import load_listed
    from selfeval_nb.forms.load import load

    tables = load(*inputs, **how.reading(), jobs=jobs)
    earlier = load(*history, **how.reading()) if history else None
    targets = None
    if approved:
        from selfeval_nb.forms.approved import load_approved

        targets = load_approved(approved, **how.reading())
    amounts = load_listed(accounts, amounts=True) if accounts else None
    wanted = load_listed(projects, amounts=False) if projects else None
    midyear = None
    if monitoring:
        from selfeval_nb.forms.approved import load_monitoring

        midyear = load_monitoring(monitoring, **how.reading())
    result = run_checks(
        tables, **how.judging(), history=earlier, approved=targets, accounts=amounts, projects=wanted, monitoring=midyear, portfolio=portfolio or wanted is not None,
    )  # fmt: skip
    writer = {"text": to_text, "json": to_json, "csv": to_csv}[form]
    said = writer(tables, result, how.lang)
    if form == "text":
        click.echo(said)
    else:
        say_data(said, csv=form == "csv")
        say_broken(result.broken, how.lang)
    for given in (tables, earlier, targets, midyear):
        if given is not None:
            say_problems(given.problems.itertuples())
    for listed in (amounts, wanted):
        if listed is not None:
            say_problems(listed.problems)
    if wanted is not None and wanted.rows:
        _say_coverage(tables, wanted, how)
    if tables.forms.empty:
        sys.exit(EXIT_NOTHING)
    if (result.findings["severity"] == "critical").any():
        sys.exit(EXIT_FINDINGS)


def _say_coverage(tables: Tables, wanted: ProjectList, how: How) -> None:
    """Which projects of the list have no form: they have no form that a finding could stand on."""
    from selfeval_nb.checks.book.preset import load_preset
    from selfeval_nb.checks.columns.modules import register_all
    from selfeval_nb.checks.compare.listed import coverage
    from selfeval_nb.checks.table.frames import Frames

    register_all()
    found = coverage(Frames(tables, load_preset(how.preset)), wanted)
    click.echo(printable(found.sentence(how.lang)), err=True)
    word = "没有收到自评表" if how.lang == "zh" else "no form received"
    for row in found.missing:
        of = f"（{row.unit}）" if row.unit else ""
        click.echo(printable(f"{row.place(how.lang)}：“{row.project}”{of}{word}"), err=True)


@click.command(cls=Command, help="列出规则；给出规则编号时显示全文。另可检查自己的规则集、列出口径、比较口径的影响。")
@click.argument("items", nargs=-1)
@click.option("--check", "suite", type=EXISTING, help="检查自己的规则集（.json 或文件夹），说明哪里不对。")
@click.option("--presets", is_flag=True, help="列出口径。")
@click.option("--impact", nargs=2, metavar="OLD NEW", help="比较两个口径在给出的自评表（写在后面）上的差别。")
@click.option("--docs", type=PATH, help="把每条规则写成一页说明，放入文件夹。")
@how_options("preset", "rulings")
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
