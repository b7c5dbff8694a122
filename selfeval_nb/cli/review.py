"""What is made of reviews: comments, work paper, comparison, samples, notices, verification."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from selfeval_nb.cli.options import (
    EXISTING,
    EXIT_FINDINGS,
    PATH,
    how_options,
    inputs_argument,
    jobs_option,
    out_option,
    printable,
    reviews_of,
    say_data,
    sentence_errors,
)
from selfeval_nb.cli.usage import Command, Group
from selfeval_nb.common.how import AllOptions, How


@click.command(
    cls=Command,
    help="把问题批注到单位自己的 Word 文件（.docx）里，原文不动，另存。可给一个文件，也可给文件夹和压缩包。",
)
@inputs_argument
@out_option(required=True, help="一个文件时为带批注的文件（.docx）；文件夹、压缩包或多个文件时为输出文件夹。")
@click.option("--author", help="批注人，默认为本工具。")
@click.option("--date", help="批注时间（如 2026-03-01T09:00:00Z），默认不写。")
@how_options()
@sentence_errors
def annotate(inputs: tuple[Path, ...], out: Path, author: str | None, date: str | None, how: How) -> None:
    from selfeval_nb.report.word.annotate import annotate as write
    from selfeval_nb.report.word.annotate import annotate_all

    reviews = reviews_of(inputs, how)
    if len(inputs) == 1 and inputs[0].is_file() and inputs[0].suffix.lower() != ".zip":
        write(inputs[0], reviews, out, author=author, date=date, lang=how.lang)
        click.echo(f"已写入 {out}：{sum(len(r.findings) for r in reviews)} 个问题。", err=True)
        return
    made, skipped = annotate_all(inputs, reviews, out, author=author, date=date, lang=how.lang)
    for sentence in skipped:
        click.echo(printable(sentence), err=True)
    click.echo(f"已批注 {len(made)} 个文件，在 {out}；{len(skipped)} 个文件不能批注。", err=True)


@click.group(cls=Group, help="复核底稿工作簿：export 生成，import 把填好的复核意见读回来。")
def workpaper() -> None:
    """Commands of the work paper."""


@workpaper.command("export", help="生成复核底稿、汇总表和问题清单（.xlsx）。")
@inputs_argument
@out_option(required=True, help="工作簿文件（.xlsx）。")
@how_options()
@sentence_errors
def workpaper_export(inputs: tuple[Path, ...], out: Path, how: How) -> None:
    from selfeval_nb.report.workbook.workbook import write_workpaper

    reviews = reviews_of(inputs, how)
    write_workpaper(reviews, out, lang=how.lang)
    click.echo(f"已写入 {out}：{len(reviews)} 张自评表。", err=True)


@workpaper.command("import", help="把填好的工作簿读成复核意见，写入复核意见文件；有未能导入的行时退出码为 1。")
@click.argument("workbook", type=EXISTING)
@click.option("--rulings", type=PATH, required=True, help="复核意见文件，没有时新建。")
@click.option("--reviewer", default="", help="复核人姓名。")
@click.option("--date", help="复核日期（如 2026-03-01），默认为今天。")
@sentence_errors
def workpaper_import(workbook: Path, rulings: Path, reviewer: str, date: str | None) -> None:
    from selfeval_nb.report.workbook.importing import import_workpaper

    done = import_workpaper(workbook, rulings, reviewer=reviewer, date=date)
    click.echo(printable(str(done)))
    if done.unmatched:
        sys.exit(EXIT_FINDINGS)  # what was taken over stands; a script has to learn that not all was


@click.command(
    cls=Command,
    help="退回修改后的对比：改正了哪些问题、还剩哪些、新出现哪些，改动了哪些数值。OLD 为生成退回材料的文件夹时，逐项列出要求的落实情况。",
)
@click.argument("old", type=EXISTING)
@click.argument("new", type=EXISTING)
@out_option(default=None, help="另写成网页（.html）。")
@how_options()
@sentence_errors
def compare(old: Path, new: Path, out: Path | None, how: How) -> None:
    from selfeval_nb.report.overview.compared import compare as compare_rounds
    from selfeval_nb.report.overview.compared import follow_up
    from selfeval_nb.review.rounds import is_sent, read_asked

    back = reviews_of((new,), how)
    result = follow_up(read_asked(old), back) if is_sent(old) else compare_rounds(reviews_of((old,), how), back)
    click.echo(printable(str(result)))
    if out is not None:
        result.save(out)
        click.echo(f"已写入 {out}", err=True)


@click.command(
    cls=Command, help="抽取复核样本：按单位和金额分层、按风险加权，随机种子固定，并说明每个项目被抽中的原因。"
)
@inputs_argument
@click.option("-n", "size", type=click.IntRange(min=1), help="抽取张数。")
@click.option("--share", type=float, help="抽取比例（0～1）。")
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子；同样的种子得到同样的样本。")
@click.option("--by", default="unit,amount", show_default=True, help="分层依据，逗号分隔：unit、amount。")
@out_option(default=None, help="写成 CSV 文件。")
@click.option("--report", type=PATH, help="同时写抽查复核报告初稿（.docx）。")
@how_options()
@sentence_errors
def sample(
    inputs: tuple[Path, ...],
    size: int | None,
    share: float | None,
    seed: int,
    by: str,
    out: Path | None,
    report: Path | None,
    how: How,
) -> None:
    from selfeval_nb.common.files import Target
    from selfeval_nb.forms.export import safe_cell
    from selfeval_nb.review.draw import describe, heads_of
    from selfeval_nb.review.draw import sample as draw

    if size is None and share is None:
        raise click.UsageError("请用 -n 写张数，或用 --share 写比例。")
    reviews = reviews_of(inputs, how)
    drawn = draw(reviews, size, share, seed, by=tuple(by.split(",")), lang=how.lang)
    click.echo(printable(describe(drawn, how.lang)), err=True)
    shown = heads_of(drawn, how.lang).map(safe_cell)
    if out is None:
        say_data(shown.to_csv(index=False), csv=True)
    else:
        with Target(out) as part:
            shown.to_csv(part, index=False, encoding="utf-8-sig")
    if report is not None:
        from selfeval_nb.report.word.sampling_report import sampling_report

        chosen = set(drawn["form_id"])
        sampling_report([r for r in reviews if r.form.form_id in chosen], report, population=len(reviews), sample=drawn)
        click.echo(f"已写入 {report}", err=True)


@click.command(
    cls=Command,
    help="生成退回修改通知（.docx），每个单位一份；--package 时每个单位一个压缩包：通知、批注过的文件、单位版报告、整改回执。",
)
@inputs_argument
@out_option(required=True, help="输出文件夹。")
@click.option("--package", is_flag=True, help="生成退回材料压缩包。")
@click.option("--sender", default="", help="落款单位。")
@click.option("--number", default="", help="文号。")
@click.option("--contact", default="", help="联系人。")
@click.option("--phone", default="", help="联系电话。")
@click.option("--deadline", default="", help="重新报送的期限，如 2026年3月31日。")
@click.option("--date", default="", help="落款日期，如 2026年3月10日。")
@click.option("--all", "every", is_flag=True, help="有疑似问题的也通知；默认只通知建议退回的。")
@how_options()
@sentence_errors
def notice(inputs: tuple[Path, ...], out: Path, package: bool, every: bool, how: How, **words: str) -> None:
    from selfeval_nb.report.word.notice import notices
    from selfeval_nb.report.word.package import packages

    out.mkdir(parents=True, exist_ok=True)
    reviews = reviews_of(inputs, how)
    if package:
        made = packages(reviews, inputs, out, returned_only=not every, **words)
    else:
        made = notices(reviews, out, returned_only=not every, **words)
    what = "个单位的退回材料" if package else "份通知"
    click.echo(f"已写入 {len(made)} {what}：{out}" if made else "没有需要退回修改的自评表。", err=True)


@click.command(
    cls=Command,
    help="核验报告：从自评表重新读取、检查、测算、作出页面，与报告逐字比较，离线进行。FORMS 是自评表；写整批的文件或文件夹时，项目之间的比较也重新计算。"
    "REPORT 也可以是整个输出文件夹。退出码：0 逐字相同，1 有不同，4 在能够重新计算的范围内相同（列出不能核对的）。",
)
@click.argument("report", type=EXISTING)
@click.argument("forms", nargs=-1, type=EXISTING, metavar="FORMS...")
@click.option("--preset", default=None, help="报告所用的口径文件（.toml）；默认按报告写的名称用本机的口径。")
@how_options("preset", "lang")
@jobs_option
@sentence_errors
def verify(report: Path, forms: tuple[Path, ...], preset: str | None, jobs: int | None, how: How) -> None:
    options: AllOptions = {**how.options(), "rulings": how.rulings, "preset": preset}
    if report.is_dir():
        from selfeval_nb.batch.verify import verify_folder

        result = verify_folder(report, forms, jobs=jobs, **options)
    else:
        from selfeval_nb.report.page.verify import verify as check_report

        result = check_report(report, *forms, **options)
    click.echo(printable(str(result)))
    sys.exit(result.exit_code)
