"""The command line: thin, no logic of its own. Heavy packages load only in the command that needs them."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from selfeval_nb import __version__
from selfeval_nb.usage import Group

EXIT_FINDINGS, EXIT_USAGE, EXIT_NOTHING = 1, 2, 3

#: Errors whose text is a sentence for the user; anything else is a fault of ours and shows its traceback.
_SENTENCES = frozenset(
    ("VocabularyError", "PresetError", "SuiteError", "ReviewError", "BatchError", "WorkspaceError", "RulingsError",
     "AnnotateError", "WorkpaperError", "VerifyError", "CompareError", "SampleError", "NoticeError", "LimitsError")
)  # fmt: skip


def _speaks(error: BaseException) -> bool:
    return any(c.__name__ in _SENTENCES for c in type(error).__mro__)


def sentence_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn an error that speaks for itself, and any trouble with writing, into one line on stderr and exit code 2."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:
            # the reader of our output has gone (| head): nothing to say, and nobody to say it to
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            from selfeval_nb.system import why

            _fail(f"“{error.filename}”无法读写：{why(error)}。" if error.filename else f"无法读写：{why(error)}。")
        except Exception as error:
            if not _speaks(error):
                raise
            _fail(str(error))

    return run


def _fail(sentence: str) -> None:
    click.echo(printable(sentence), err=True)
    sys.exit(EXIT_USAGE)


def printable(text: str) -> str:
    """Text from a document for the terminal: control and direction characters shown, not obeyed."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


PATH = click.Path(path_type=Path, readable=False)  # what cannot be read gets a sentence of ours
EXISTING = click.Path(exists=True, path_type=Path, readable=False)
inputs_argument = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=PATH)
out_option = functools.partial(click.option, "-o", "--out", type=PATH)
vocabulary_option = click.option("--vocabulary", type=PATH, help="自己的标签词汇表（TOML），补充内置同义词。")
jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(min=0), default=None, help="并行进程数，默认按处理器核数。"
)
reading_jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(min=0), default=1, show_default=True, help="读取文件的进程数；0 为处理器核数。"
)
preset_option = click.option(
    "--preset", default="default", show_default=True, help="口径：名称（见 selfeval rules --presets）或 .toml 文件。"
)
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="输出语言。"
)
expectations_option = click.option(
    "--expectations", type=EXISTING, help="自定规则集（.json 文件或文件夹），叠加在内置规则上。"
)
rulings_option = click.option("--rulings", type=PATH, help="复核意见文件。")


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="selfeval：项目支出绩效自评表的读取、校验与复核报告。INPUT 可以是文件、文件夹和 zip 压缩包，可写多个。",
)
@click.version_option(__version__, prog_name="selfeval", help="显示版本。")
def main() -> None:
    """Entry point of the command ``selfeval``."""


@main.command("export", help="把自评表读成数据表（JSON 或 CSV）写到标准输出；--explain 说明每个单元格是怎样被理解的。")
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
    jobs: int,
) -> None:
    if explain:
        _explain(inputs, html_out, vocabulary)
        return
    from selfeval_nb.forms.export import to_csv, to_json
    from selfeval_nb.forms.load import load

    tables = load(*inputs, vocabulary=vocabulary, jobs=jobs)
    click.echo(to_json(tables, full=all_columns) if form == "json" else to_csv(tables, table))
    _say_problems(tables.problems.itertuples())
    if tables.forms.empty:
        sys.exit(EXIT_NOTHING)


def _explain(inputs: tuple[Path, ...], html_out: Path | None, vocabulary: Path | None) -> None:
    from selfeval_nb.forms.explain import as_html, as_text
    from selfeval_nb.forms.vocabulary import load_vocabulary
    from selfeval_nb.readers import read
    from selfeval_nb.readers.sources import expand

    words = load_vocabulary(vocabulary)
    documents = [read(source) for source in expand(inputs)]
    for document in documents:
        click.echo(as_text(document, words, colour=sys.stdout.isatty()))
    if html_out is not None:
        if len(documents) != 1:
            raise click.UsageError("--html 一次只写一个文件的说明，请只给一个文件。")
        from selfeval_nb.system import Target

        with Target(html_out) as part:
            part.write_text(as_html(documents[0], words), "utf-8")
        click.echo(f"已写入 {html_out}", err=True)


def _say_problems(problems: Iterable[Any]) -> None:
    """What could not be read, or not as it stands: rows or objects with ``file``, ``problem``, ``detail``."""
    for row in problems:
        if row.problem != "not-understood":
            click.echo(printable(f"{row.file}：{row.detail}"), err=True)


@main.command(help="按规则检查自评表，输出问题清单。有“错误”级问题时退出码为 1。")
@inputs_argument
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("--history", type=EXISTING, multiple=True, help="以前年度的自评表（文件夹或文件），用于年度间核对。")
@click.option("--approved", type=EXISTING, multiple=True, help="批复的绩效目标表，用于与批复目标核对。")
@click.option(
    "--portfolio", is_flag=True, help="把给出的自评表作为一批互相比较（文字雷同、项目重复等）；批量报告总是比较。"
)
@preset_option
@expectations_option
@vocabulary_option
@lang_option
@reading_jobs_option
@sentence_errors
def check(
    inputs: tuple[Path, ...], form: str, history: tuple[Path, ...], approved: tuple[Path, ...], portfolio: bool, preset: str,
    expectations: Path | None, vocabulary: Path | None, lang: str, jobs: int,
) -> None:  # fmt: skip
    from selfeval_nb.checks.run import check as run_checks
    from selfeval_nb.checks.show import to_csv, to_json, to_text
    from selfeval_nb.forms.load import load

    tables = load(*inputs, vocabulary=vocabulary, jobs=jobs)
    earlier = load(*history, vocabulary=vocabulary) if history else None
    targets = None
    if approved:
        from selfeval_nb.forms.approved import load_approved

        targets = load_approved(approved, vocabulary=vocabulary)
    result = run_checks(
        tables,
        preset=preset,
        lang=lang,
        expectations=expectations,
        history=earlier,
        approved=targets,
        portfolio=portfolio,
    )
    writer = {"text": to_text, "json": to_json, "csv": to_csv}[form]
    click.echo(writer(tables, result, lang))
    for given in (tables, earlier, targets):
        if given is not None:
            _say_problems(given.problems.itertuples())
    if tables.forms.empty:
        sys.exit(EXIT_NOTHING)
    if (result.findings["severity"] == "critical").any():
        sys.exit(EXIT_FINDINGS)


@main.command(
    help="批量生成复核报告：每张自评表一个 HTML，另有索引页、工作簿和数据文件。"
    "INPUT 和输出文件夹也可以是网址（s3://、sftp://、https:// 等，需安装 selfeval-nb[urls]）。"
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=str))
@click.option(
    "-o", "--out", default="reports", show_default=True, type=click.Path(path_type=str), help="输出文件夹或其网址。"
)
@click.option(
    "--format", "formats", default="html", show_default=True, help="每张表输出的格式，逗号分隔：html,ipynb,pdf。"
)
@click.option("--notebook", type=EXISTING, help="用自己的笔记本代替 review.ipynb。")
@click.option("--timeout", type=float, default=None, help="每张表的时限（秒）。")
@click.option("--memory", type=int, default=None, help="每个进程的内存上限（MB）。")
@click.option("--force", is_flag=True, help="全部重做，不管上次结果。")
@click.option("--dask", metavar="ADDRESS", help="在已有的 Dask 集群上运行（如 tcp://scheduler:8786）。")
@preset_option
@rulings_option
@expectations_option
@vocabulary_option
@lang_option
@jobs_option
@sentence_errors
def batch(inputs: tuple[str, ...], out: str, formats: str, **options: Any) -> None:
    from selfeval_nb.batch.run import run_batch

    kinds = tuple(f.strip() for f in formats.split(",") if f.strip())
    unknown = set(kinds) - {"html", "ipynb", "pdf"}
    if unknown or not kinds:
        raise click.BadParameter(
            f"不认识的格式：{'、'.join(sorted(unknown)) or '（空）'}；可用 html、ipynb、pdf。", param_hint="--format"
        )
    options = {k: v for k, v in options.items() if v is not None}
    summary = run_batch(inputs, out, formats=kinds, progress=True, **options)
    sys.exit(summary.exit_code)


@main.command(
    context_settings={"ignore_unknown_options": True},
    help="在 JupyterLab 中打开复核笔记本；给出自评表文件时参数已填好，给出文件夹（自评表或批量输出）时打开总览笔记本。“--”之后的参数传给 JupyterLab。",
)
@click.argument("form", required=False, type=EXISTING)
@click.option("--form-no", type=click.IntRange(min=1), default=1, show_default=True, help="文件中的第几张表。")
@click.option(
    "--workspace", type=PATH, default=Path("."), show_default=True, help="工作区文件夹；没有笔记本时先复制进去。"
)
@preset_option
@rulings_option
@expectations_option
@lang_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@sentence_errors
def lab(
    form: Path | None,
    form_no: int,
    workspace: Path,
    preset: str,
    rulings: Path | None,
    expectations: Path | None,
    lang: str,
    arguments: tuple[str, ...],
) -> None:
    from selfeval_nb.workspace import open_lab, review_notebook

    values: dict[str, Any] = {"form_no": form_no, "preset": preset, "lang": lang}
    values |= {k: str(v.resolve()) for k, v in (("rulings", rulings), ("expectations", expectations)) if v is not None}
    sys.exit(open_lab(review_notebook(workspace, form, values), workspace, arguments, lang))


@main.command(help="建立工作区：把笔记本、示例自评表和规则集复制到文件夹。已改动的文件保留。")
@click.argument("folder", type=PATH)
@click.option("--force", is_flag=True, help="覆盖已改动的文件。")
@sentence_errors
def init(folder: Path, force: bool) -> None:
    from selfeval_nb.workspace import init as make

    done = make(folder, force=force)
    click.echo(
        f"工作区 {folder}：写入 {len(done.written)} 个文件，相同 {len(done.same)} 个，保留改动 {len(done.kept)} 个。"
    )
    for path in done.kept:
        click.echo(f"  保留 {path}")
    click.echo(
        f"下一步：selfeval lab --workspace {folder}，或 selfeval batch {folder / 'notebooks' / 'forms'} -o {folder / 'reports'}"
    )


@main.command(help="列出规则；给出规则编号时显示全文。另可检查自己的规则集、列出口径、比较口径的影响。")
@click.argument("items", nargs=-1)
@click.option("--check", "suite", type=EXISTING, help="检查自己的规则集（.json），说明哪里不对。")
@click.option("--presets", is_flag=True, help="列出口径。")
@click.option("--impact", nargs=2, metavar="OLD NEW", help="比较两个口径在给出的自评表（写在后面）上的差别。")
@click.option("--docs", type=PATH, help="把每条规则写成一页说明，放入文件夹。")
@expectations_option
@lang_option
@sentence_errors
def rules(
    items: tuple[str, ...],
    suite: Path | None,
    presets: bool,
    impact: tuple[str, str] | None,
    docs: Path | None,
    expectations: Path | None,
    lang: str,
) -> None:
    from selfeval_nb.checks import catalogue

    if suite is not None:
        faults = catalogue.validate_suite(suite)
        click.echo(
            "\n".join(faults) if faults else f"{suite}：没有发现问题，共 {len(catalogue.rules_of(suite))} 条规则。"
        )
        sys.exit(EXIT_FINDINGS if faults else 0)
    if presets:
        from selfeval_nb.checks.presets import list_presets, load_preset

        for name in list_presets():
            click.echo(f"{name:14} {load_preset(name).title}")
        return
    if impact is not None:
        from selfeval_nb.checks.impact import impact as impact_of
        from selfeval_nb.checks.show import impact_text
        from selfeval_nb.forms.load import load

        if not items:
            raise click.UsageError("--impact OLD NEW 之后请写要比较的自评表文件或文件夹。")
        tables = load(*items)
        suites: dict[str, Any] = {"expectations_old": expectations, "expectations_new": expectations}
        click.echo(impact_text(tables, impact_of(tables, *impact, lang=lang, **suites), lang))
        return
    if docs is not None:
        from selfeval_nb.checks.pages import write_pages

        click.echo(f"写入 {write_pages(docs)} 页")
        return
    from selfeval_nb.checks.show import rules_text

    click.echo(rules_text(catalogue.by_id(catalogue.load_rules(expectations), lang), items, lang))


def _reviews(inputs: tuple[Path, ...], **options: Any) -> list[Any]:
    from selfeval_nb.review.open import reviews_and_problems

    reviews, problems = reviews_and_problems(inputs, **options)
    _say_problems(problems)
    return reviews


review_options = (preset_option, rulings_option, expectations_option, vocabulary_option, lang_option)


def with_review_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how forms are read and judged."""
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(review_options), command)


@main.command(help="把问题批注到单位自己的 Word 文件（.docx）里，原文不动，另存为一份。")
@click.argument("form", type=EXISTING)
@out_option(required=True, help="带批注的文件。")
@click.option("--author", help="批注人，默认为本工具。")
@click.option("--date", help="批注时间（如 2026-03-01T09:00:00Z），默认不写。")
@with_review_options
@sentence_errors
def annotate(form: Path, out: Path, author: str | None, date: str | None, **options: Any) -> None:
    from selfeval_nb.report.annotate import annotate as write

    reviews = _reviews((form,), **options)
    write(form, reviews, out, author=author, date=date, lang=options["lang"])
    click.echo(f"已写入 {out}：{sum(len(r.findings) for r in reviews)} 个问题。", err=True)


@main.group(help="复核底稿工作簿：export 生成，import 把填好的复核意见读回来。")
def workpaper() -> None:
    """Commands of the work paper."""


@workpaper.command("export", help="生成复核底稿、汇总表和问题清单（.xlsx）。")
@inputs_argument
@out_option(required=True, help="工作簿文件（.xlsx）。")
@with_review_options
@sentence_errors
def workpaper_export(inputs: tuple[Path, ...], out: Path, **options: Any) -> None:
    from selfeval_nb.report.workbook import write_workpaper

    reviews = _reviews(inputs, **options)
    write_workpaper(reviews, out, lang=options["lang"])
    click.echo(f"已写入 {out}：{len(reviews)} 张自评表。", err=True)


@workpaper.command("import", help="把填好的工作簿读成复核意见，写入复核意见文件。")
@click.argument("workbook", type=EXISTING)
@click.option("--rulings", type=PATH, required=True, help="复核意见文件，没有时新建。")
@click.option("--reviewer", default="", help="复核人姓名。")
@click.option("--date", help="复核日期（如 2026-03-01），默认为今天。")
@sentence_errors
def workpaper_import(workbook: Path, rulings: Path, reviewer: str, date: str | None) -> None:
    from selfeval_nb.report.workpaper_import import import_workpaper

    click.echo(printable(str(import_workpaper(workbook, rulings, reviewer=reviewer, date=date))))


@main.command(help="退回修改后的对比：改正了哪些问题、还剩哪些、新出现哪些，改动了哪些数值。")
@click.argument("old", type=EXISTING)
@click.argument("new", type=EXISTING)
@out_option(default=None, help="另写成网页（.html）。")
@with_review_options
@sentence_errors
def compare(old: Path, new: Path, out: Path | None, **options: Any) -> None:
    from selfeval_nb.report.compared import compare as compare_rounds

    result = compare_rounds(_reviews((old,), **options), _reviews((new,), **options))
    click.echo(printable(str(result)))
    if out is not None:
        result.save(out)
        click.echo(f"已写入 {out}", err=True)


@main.command(help="抽取复核样本：按单位和金额分层、按风险加权，随机种子固定，并说明每个项目被抽中的原因。")
@inputs_argument
@click.option("-n", "size", type=click.IntRange(min=1), help="抽取张数。")
@click.option("--share", type=float, help="抽取比例（0～1）。")
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子；同样的种子得到同样的样本。")
@click.option("--by", default="unit,amount", show_default=True, help="分层依据，逗号分隔：unit、amount。")
@out_option(default=None, help="写成 CSV 文件。")
@click.option("--report", type=PATH, help="同时写抽查复核报告初稿（.docx）。")
@with_review_options
@sentence_errors
def sample(
    inputs: tuple[Path, ...],
    size: int | None,
    share: float | None,
    seed: int,
    by: str,
    out: Path | None,
    report: Path | None,
    **options: Any,
) -> None:
    from selfeval_nb.forms.export import safe_cell
    from selfeval_nb.review.sample import describe
    from selfeval_nb.review.sample import sample as draw
    from selfeval_nb.system import Target

    if size is None and share is None:
        raise click.UsageError("请用 -n 写张数，或用 --share 写比例。")
    reviews = _reviews(inputs, **options)
    drawn = draw(reviews, size, share, seed, by=tuple(by.split(",")), lang=options["lang"])
    click.echo(printable(describe(drawn, options["lang"])), err=True)
    shown = drawn.map(safe_cell)
    if out is None:
        click.echo(shown.to_csv(index=False), nl=False)
    else:
        with Target(out) as part:
            shown.to_csv(part, index=False, encoding="utf-8-sig")
    if report is not None:
        from selfeval_nb.report.sampling_report import sampling_report

        chosen = set(drawn["form_id"])
        sampling_report([r for r in reviews if r.form.form_id in chosen], report, population=len(reviews), sample=drawn)
        click.echo(f"已写入 {report}", err=True)


@main.command(help="生成退回修改通知（.docx），每个单位一份。")
@inputs_argument
@out_option(required=True, help="输出文件夹。")
@click.option("--sender", default="", help="落款单位。")
@click.option("--deadline", default="", help="重新报送的期限，如 2026年3月31日。")
@click.option("--date", default="", help="落款日期，如 2026年3月10日。")
@click.option("--all", "every", is_flag=True, help="有疑似问题的也通知；默认只通知建议退回的。")
@with_review_options
@sentence_errors
def notice(
    inputs: tuple[Path, ...], out: Path, sender: str, deadline: str, date: str, every: bool, **options: Any
) -> None:
    from selfeval_nb.report.notice import notices

    out.mkdir(parents=True, exist_ok=True)
    made = notices(
        _reviews(inputs, **options), out, returned_only=not every, sender=sender, deadline=deadline, date=date
    )
    click.echo(f"已写入 {len(made)} 份通知：{out}" if made else "没有需要退回修改的自评表。", err=True)


@main.command(help="核验报告：离线重算报告里的每个问题和得分；给出自评表时连读数一起核对。不一致时退出码为 1。")
@click.argument("report", type=EXISTING)
@click.argument("form", required=False, type=EXISTING)
@expectations_option
@sentence_errors
def verify(report: Path, form: Path | None, expectations: Path | None) -> None:
    from selfeval_nb.report.verify import verify as check_report

    result = check_report(report, form, expectations=expectations)
    click.echo(printable(str(result)))
    sys.exit(EXIT_FINDINGS if result.differences else 0)


if __name__ == "__main__":
    main()
