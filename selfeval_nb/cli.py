"""The command line: thin, no logic of its own. Heavy packages load only in the command that needs them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from selfeval_nb import __version__

EXIT_FINDINGS, EXIT_USAGE, EXIT_NOTHING = 1, 2, 3


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    help="selfeval：项目支出绩效自评表的读取、校验与复核报告。INPUT 可以是文件、文件夹和 zip 压缩包。",
)
@click.version_option(__version__, prog_name="selfeval")
def main() -> None:
    """Entry point of the command ``selfeval``."""


inputs_argument = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path))
vocabulary_option = click.option(
    "--vocabulary", type=click.Path(path_type=Path), help="自己的标签词汇表（TOML），补充内置同义词。"
)
jobs_option = click.option("-j", "--jobs", type=int, default=1, show_default=True, help="并行进程数。")


@main.command("export", help="把自评表读成数据表（JSON 或 CSV）写到标准输出。")
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
@vocabulary_option
@jobs_option
def export_(
    inputs: tuple[Path, ...], form: str, table: str, all_columns: bool, vocabulary: Path | None, jobs: int
) -> None:
    from selfeval_nb.forms.export import to_csv, to_json
    from selfeval_nb.forms.load import load

    tables = load(*inputs, vocabulary=vocabulary, jobs=jobs)
    click.echo(to_json(tables, full=all_columns) if form == "json" else to_csv(tables, table))
    _say_problems(tables)
    if tables.forms.empty:
        sys.exit(EXIT_NOTHING)


def _say_problems(tables) -> None:
    for row in tables.problems.itertuples():
        if row.problem != "not-understood":
            click.echo(f"{row.file}：{row.detail}", err=True)


if __name__ == "__main__":
    main()
