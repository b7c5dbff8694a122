"""``selfeval layouts``: the layouts of a batch, and teaching one of them by pointing at cells."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from selfeval_nb.cli.options import (
    EXISTING,
    EXIT_NOTHING,
    PATH,
    inputs_argument,
    layouts_option,
    printable,
    sentence_errors,
    vocabulary_option,
)
from selfeval_nb.cli.usage import Command, Group


class _ListFirst(Group):
    """Without the name of a sub-command the inputs are listed: ``selfeval layouts FORMS``."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["list", *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {"-h", "--help", *self.commands}
        return super().parse_args(ctx, args if not args or args[0] in known else ["list", *args])


@click.group(
    cls=_ListFirst,
    help="列出一批自评表的版式：每种版式几张、读得准不准、代表是哪一张。teach 指认一张表的单元格，同版式的表都照此读。"
    "版式文件用 --layouts 给其他命令。",
)
def layouts() -> None:
    """Commands of layouts."""


@layouts.command("list", cls=Command, help="列出自评表的版式（可省略 list）。")
@inputs_argument
@click.option(
    "--html", "html_out", type=PATH, help="把每种版式的代表怎样被理解写成带颜色的网页，鼠标停在单元格上显示位置。"
)
@vocabulary_option
@layouts_option
@sentence_errors
def list_(inputs: tuple[Path, ...], html_out: Path | None, vocabulary: Path | None, layouts: Path | None) -> None:
    from selfeval_nb.forms.layouts.file import load_layouts
    from selfeval_nb.forms.layouts.group import groups_of
    from selfeval_nb.forms.layouts.show import as_html, as_text
    from selfeval_nb.forms.words.vocabulary import load_vocabulary

    words, taught = load_vocabulary(vocabulary), load_layouts(layouts)
    groups = groups_of(inputs, words, taught)
    click.echo(printable(as_text(groups)))
    if html_out is not None:
        from selfeval_nb.common.files import Target

        with Target(html_out) as part:
            part.write_text(as_html(groups, words, taught), "utf-8")
        click.echo(f"已写入 {html_out}", err=True)
    if not groups:
        sys.exit(EXIT_NOTHING)


@layouts.command(
    "teach",
    cls=Command,
    help="指认一张自评表的单元格，写成版式文件。位置如 T1R5C3（第1个表格第5行第3列，从1数起），"
    "含义是那里的标签或栏目代表的字段（project、indicators.target_text、funds.budget 等），"
    "或 row:header、row:total、ignore（栏头：不读这一栏；行首：不读这一行）、no-form（不是自评表）。",
)
@click.argument("form", type=EXISTING)
@click.argument("pointings", nargs=-1, required=True, metavar="PLACE=ROLE...")
@click.option("-o", "--out", type=PATH, required=True, help="放版式文件的文件夹；其中已有这个版式时在原文件上补充。")
@vocabulary_option
@sentence_errors
def teach_(form: Path, pointings: tuple[str, ...], out: Path, vocabulary: Path | None) -> None:
    from selfeval_nb.forms.layouts.places import pointing
    from selfeval_nb.forms.layouts.show import taught_text
    from selfeval_nb.forms.layouts.teach import one_document, teach
    from selfeval_nb.forms.words.vocabulary import load_vocabulary

    said = [pointing(p) for p in pointings]
    taught = teach(one_document(form), said, out, load_vocabulary(vocabulary))
    click.echo(printable(taught_text(taught, len(said))))
    if not taught.after:
        sys.exit(EXIT_NOTHING)
