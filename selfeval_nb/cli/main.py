"""The command line: thin, no logic of its own. Heavy packages load only in the command that needs them."""

from __future__ import annotations

import click

from selfeval_nb import __version__
from selfeval_nb.cli import batch, check, lab, layouts, read, review
from selfeval_nb.cli.usage import Group


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="selfeval：项目支出绩效自评表的读取、校验与复核报告。INPUT 可以是文件、文件夹和 zip 压缩包，可写多个。",
)
@click.version_option(__version__, prog_name="selfeval", help="显示版本。")
def main() -> None:
    """Entry point of the command ``selfeval``."""


for _command in (
    read.export_,
    layouts.layouts,
    check.check,
    batch.batch,
    lab.lab,
    lab.init,
    check.rules,
    review.annotate,
    review.workpaper,
    review.compare,
    review.sample,
    review.notice,
    review.verify,
):
    main.add_command(_command)
