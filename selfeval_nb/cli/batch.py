"""``selfeval batch``: reports for many forms."""

from __future__ import annotations

import sys
import webbrowser
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from selfeval_nb.cli.options import EXISTING, how_options, jobs_option, sentence_errors
from selfeval_nb.cli.usage import Command
from selfeval_nb.common.how import How


@click.command(
    cls=Command,
    help="批量生成复核报告：每张自评表一个 HTML，另有索引页、工作簿和数据文件。"
    "INPUT 和输出文件夹也可以是网址（s3://、sftp://、https:// 等，需安装 selfeval-nb[urls]）。",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=str))
@click.option(
    "-o", "--out", default="reports", show_default=True, type=click.Path(path_type=str), help="输出文件夹或其网址。"
)
@click.option(
    "--format", "formats", default="html", show_default=True, help="每张表输出的格式，逗号分隔：html,ipynb,pdf。"
)
@click.option("--full", is_flag=True, help="PDF 打印全部内容；默认打印简版（约 5 页）。网页报告顶部可自行切换。")
@click.option("--notebook", type=EXISTING, help="用自己的笔记本代替 review.ipynb。")
@click.option("--modules", type=EXISTING, multiple=True, help="自己的笔记本要导入的 Python 模块所在的文件夹。")
@click.option("--timeout", type=float, default=None, help="每张表的时限（秒）。")
@click.option("--memory", type=int, default=None, help="每个进程的内存上限（MB）。")
@click.option(
    "--engine", type=click.Choice(["direct", "gx"]), default="direct", show_default=True,
    help="规则的校验方式：direct 直接比较；gx 由 Great Expectations 校验，结果相同，多用数秒。",
)  # fmt: skip
@click.option("--force", is_flag=True, help="全部重做，不管上次结果。")
@click.option("--sent", type=EXISTING, help="上次生成退回材料的文件夹：另写要求落实情况，索引页有链接。")
@click.option("--open", "open_index", is_flag=True, help="完成后在浏览器中打开索引页。")
@click.option("--dask", metavar="ADDRESS", help="在已有的 Dask 集群上运行（如 tcp://scheduler:8786）。")
@how_options()
@jobs_option
@sentence_errors
def batch(
    inputs: tuple[str, ...],
    out: str,
    formats: str,
    how: How,
    open_index: bool,
    sent: Path | None,
    full: bool,
    **options: Any,
) -> None:
    from selfeval_nb.batch.run import run_batch

    kinds = tuple(f.strip() for f in formats.split(",") if f.strip())
    unknown = set(kinds) - {"html", "ipynb", "pdf"}
    if unknown or not kinds:
        raise click.BadParameter(
            f"不认识的格式：{'、'.join(sorted(unknown)) or '（空）'}；可用 html、ipynb、pdf。", param_hint="--format"
        )
    if full and "pdf" in kinds:
        kinds = (*kinds, "full")
    options = {k: v for k, v in options.items() if v is not None}
    if sent is not None:
        _follow_up(sent, inputs, Path(out), how)
    summary = run_batch(inputs, out, formats=kinds, progress=True, **asdict(how), **options)
    index = Path(summary.out) / "index.html"
    if open_index and index.is_file():
        webbrowser.open(index.resolve().as_uri())
    sys.exit(summary.exit_code)


def _follow_up(sent: Path, inputs: tuple[str, ...], out: Path, how: How) -> None:
    """Beside the index, what became of the demands of the packages that were sent."""
    from selfeval_nb.report.overview.compared import follow_up
    from selfeval_nb.report.words.index_words import FOLLOW_UP
    from selfeval_nb.review.open import reviews_and_problems
    from selfeval_nb.review.rounds import read_asked

    result = follow_up(read_asked(sent), reviews_and_problems(inputs, how)[0])
    result.save(out / FOLLOW_UP)
    click.echo(str(result).split("\n", 1)[0], err=True)
