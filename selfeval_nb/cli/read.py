"""``selfeval export``: forms as tables."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from selfeval_nb.cli.options import (
    EXIT_NOTHING,
    PATH,
    inputs_argument,
    layouts_option,
    reading_jobs_option,
    say_data,
    say_problems,
    sentence_errors,
    vocabulary_option,
)
from selfeval_nb.cli.usage import Command


@click.command(
    "export",
    cls=Command,
    help="把自评表读成数据表（JSON 或 CSV）写到标准输出；--explain 说明每个单元格是怎样被理解的。",
)
@inputs_argument
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@click.option(
    "--table",
    type=click.Choice(["forms", "funds", "indicators", "problems"]),
    default="indicators",
    show_default=True,
    help="CSV 输出哪一张表。",
)
@click.option("--all-columns", is_flag=True, help="JSON 中输出全部列。")
@click.option("--explain", is_flag=True, help="逐个单元格说明：标签、哪个字段的值、没有识别。")
@click.option("--html", "html_out", type=PATH, help="与 --explain 同用：写成带颜色的网页。")
@vocabulary_option
@layouts_option
@reading_jobs_option
@sentence_errors
def export_(
    inputs: tuple[Path, ...],
    form: str,
    table: str,
    all_columns: bool,
    explain: bool,
    html_out: Path | None,
    vocabulary: Path | None,
    layouts: Path | None,
    jobs: int,
) -> None:
    if explain:
        _explain(inputs, html_out, vocabulary, layouts)
        return
    from selfeval_nb.forms.export import to_csv, to_json
    from selfeval_nb.forms.load import load

    tables = load(*inputs, vocabulary=vocabulary, jobs=jobs, layouts=layouts)
    say_data(to_json(tables, full=all_columns) if form == "json" else to_csv(tables, table), csv=form == "csv")
    say_problems(tables.problems.itertuples())
    if tables.forms.empty:
        sys.exit(EXIT_NOTHING)


def _explain(inputs: tuple[Path, ...], html_out: Path | None, vocabulary: Path | None, layouts: Path | None) -> None:
    from selfeval_nb.forms.explain import as_html, as_text
    from selfeval_nb.forms.layouts.file import load_layouts
    from selfeval_nb.forms.words.vocabulary import load_vocabulary
    from selfeval_nb.readers import read
    from selfeval_nb.readers.sources import expand

    words, taught = load_vocabulary(vocabulary), load_layouts(layouts)
    documents = [read(source) for source in expand(inputs)]
    for document in documents:
        click.echo(as_text(document, words, taught, colour=sys.stdout.isatty()))
    if html_out is not None:
        if len(documents) != 1:
            raise click.UsageError("--html 一次只写一个文件的说明，请只给一个文件。")
        from selfeval_nb.common.files import Target

        with Target(html_out) as part:
            part.write_text(as_html(documents[0], words, taught), "utf-8")
        click.echo(f"已写入 {html_out}", err=True)
