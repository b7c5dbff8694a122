"""What the commands share: their options, and how errors and problems of the reading are said."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.how import How

EXIT_FINDINGS, EXIT_USAGE, EXIT_NOTHING = 1, 2, 3


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
            from selfeval_nb.common.files import why

            fail(f"“{error.filename}”无法读写：{why(error)}。" if error.filename else f"无法读写：{why(error)}。")
        except Sentence as error:
            fail(str(error))

    return run


def fail(sentence: str) -> None:
    click.echo(printable(sentence), err=True)
    sys.exit(EXIT_USAGE)


def say_data(text: str, *, csv: bool = False) -> None:
    """JSON or CSV on stdout: always UTF-8, whatever the console speaks; CSV with the mark by which a spreadsheet knows it."""
    data = text if text.endswith("\n") else text + "\n"
    data = "\ufeff" + data if csv else data
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:  # a program that collects what is said in a text of its own
        sys.stdout.write(data)
        return
    sys.stdout.flush()
    raw.write(data.encode("utf-8", "backslashreplace"))
    raw.flush()


def printable(text: str) -> str:
    """Text from a document for the terminal: control and direction characters shown, not obeyed."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


PATH = click.Path(path_type=Path, readable=False)  # what cannot be read gets a sentence of ours
EXISTING = click.Path(exists=True, path_type=Path, readable=False)
inputs_argument = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=PATH)
out_option = functools.partial(click.option, "-o", "--out", type=PATH)
vocabulary_option = click.option("--vocabulary", type=PATH, help="自己的标签词汇表（TOML），补充内置同义词。")
layouts_option = click.option(
    "--layouts", type=PATH, help="指认过的版式（.toml 文件或文件夹，见 selfeval layouts teach）。"
)
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
columns_option = click.option("--columns", type=PATH, help="自己的派生列（.py 文件），供自定规则使用。")
words_option = click.option("--words", type=PATH, help="自己的检查用词（TOML），补充内置词表。")
rulings_option = click.option("--rulings", type=PATH, help="复核意见文件。")


def say_problems(problems: Iterable[Any]) -> None:
    """What could not be read, or not as it stands: rows or objects with ``file``, ``problem``, ``detail``."""
    for row in problems:
        if row.problem != "not-understood":
            click.echo(printable(f"{row.file}：{row.detail}"), err=True)


def say_broken(broken: dict[str, str], lang: str) -> None:
    """Rules that could not be used: rule id -> why."""
    words = "规则 {} 不能使用，没有检查：{}" if lang == "zh" else "Rule {} could not be used and checked nothing: {}"
    for rule, reason in broken.items():
        click.echo(printable(words.format(rule, reason)), err=True)


def reviews_of(inputs: tuple[Path, ...], how: How) -> list[Any]:
    from selfeval_nb.checks.model import broken_rules
    from selfeval_nb.review.open import reviews_and_problems

    reviews, problems = reviews_and_problems(inputs, how)
    say_problems(problems)
    say_broken(broken_rules(o for r in reviews for o in r.outcomes), how.lang)
    return reviews


_BESIDE = {
    "history": "以前年度的自评表（文件或文件夹，可多次），用于年度间核对。",
    "approved": "批复的绩效目标表（可多次），用于与批复目标核对。",
    "accounts": "决算或预算公开表（项目、预算数、决算数，可多次），用于核对金额。",
    "projects": "应自评项目清单（可多次）：核对覆盖率、缺少的项目和清单外的表。",
    "monitoring": "本年度的绩效运行监控表（可多次），用于与年中的预计和完成数核对。",
}


def _beside(name: str, text: str) -> Any:
    return click.option(f"--{name}", type=EXISTING, multiple=True, help=text)


HOW = {
    "preset": preset_option, "expectations": expectations_option, "columns": columns_option, "words": words_option, "vocabulary": vocabulary_option, "layouts": layouts_option, "rulings": rulings_option, "lang": lang_option, **{name: _beside(name, text) for name, text in _BESIDE.items()},
}  # fmt: skip


def how_options(*without: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options that say how forms are read and judged, handed to the command as ``how``; ``without`` some of them."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        names = [name for name in HOW if name not in without]

        @functools.wraps(command)
        def run(*args: Any, **kwargs: Any) -> Any:
            return command(*args, how=How.of({name: kwargs.pop(name) for name in names}), **kwargs)

        return functools.reduce(lambda wrapped, name: HOW[name](wrapped), reversed(names), run)

    return add
