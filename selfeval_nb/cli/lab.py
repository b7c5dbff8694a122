"""``selfeval lab`` and ``selfeval init``: a reviewer's place of work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from selfeval_nb.cli.options import (
    EXISTING,
    PATH,
    columns_option,
    expectations_option,
    lang_option,
    layouts_option,
    preset_option,
    rulings_option,
    sentence_errors,
)
from selfeval_nb.cli.usage import Command


@click.command(
    cls=Command,
    context_settings={"ignore_unknown_options": True},
    help="在 JupyterLab 中打开复核笔记本；给出自评表文件、文件夹或压缩包时参数已填好（最差的一张先打开）；给出批量输出文件夹时打开总览笔记本。“--”之后的参数传给 JupyterLab。",
)
@click.argument("form", required=False, type=PATH)
@click.option("--form-no", type=click.IntRange(min=1), default=1, show_default=True, help="文件中的第几张表。")
@click.option(
    "--workspace", type=PATH, default=Path("."), show_default=True, help="工作区文件夹；没有笔记本时先复制进去。"
)
@preset_option
@rulings_option
@expectations_option
@columns_option
@layouts_option
@lang_option
@click.option(
    "--modules", type=EXISTING, multiple=True, help="自己的 Python 模块所在的文件夹；笔记本旁边的模块不会被自动加载。"
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@sentence_errors
def lab(
    form: Path | None,
    form_no: int,
    workspace: Path,
    preset: str,
    rulings: Path | None,
    expectations: Path | None,
    columns: Path | None,
    layouts: Path | None,
    lang: str,
    modules: tuple[Path, ...],
    arguments: tuple[str, ...],
) -> None:
    from selfeval_nb.cli.workspace import layouts_of, open_lab, review_notebook

    if form is not None and str(form).startswith("-") and not form.exists():
        form, arguments = None, (str(form), *arguments)  # an option for JupyterLab behind "--", no form was given
    values: dict[str, Any] = {"form_no": form_no, "preset": preset, "lang": lang}
    paths = {
        "rulings": rulings,
        "expectations": expectations,
        "columns": columns,
        "layouts": layouts or layouts_of(workspace),
    }
    values |= {k: str(v.resolve()) for k, v in paths.items() if v is not None}
    sys.exit(open_lab(review_notebook(workspace, form, values), workspace, arguments, lang, modules))


@click.command(cls=Command, help="建立工作区：把笔记本、示例自评表和规则集复制到文件夹。已改动的文件保留。")
@click.argument("folder", type=PATH)
@click.option("--force", is_flag=True, help="覆盖已改动的文件。")
@sentence_errors
def init(folder: Path, force: bool) -> None:
    from selfeval_nb.cli.workspace import init as make

    done = make(folder, force=force)
    click.echo(
        f"工作区 {folder}：写入 {len(done.written)} 个文件，相同 {len(done.same)} 个，保留改动 {len(done.kept)} 个。"
    )
    for path in done.kept:
        click.echo(f"  保留 {path}")
    click.echo(
        f"下一步：把自评表拖到“复核.bat”（Linux、macOS 为“复核.sh”）上，或双击“工作台.bat”；也可用命令 selfeval lab --workspace {folder}，或 selfeval batch {folder / 'notebooks' / 'forms'} -o {folder / 'reports'}"
    )
