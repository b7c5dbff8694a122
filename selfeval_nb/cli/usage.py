"""What the command line says of itself and of a command that was mistyped, in Chinese like all else that it says."""

from __future__ import annotations

import functools
import io
import os
import re
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any

import click

_SECTIONS = {"Options": "选项", "Commands": "命令"}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …"), "用法：")

    def section(self, name: str) -> Any:
        return super().section(_SECTIONS.get(name, name))


class _Context(click.Context):
    formatter_class = _Formatter


def _in_chinese(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "显示本说明。"
    return option


class Terminated(BaseException):
    """Somebody has asked this process to end; on its way out it gives back what it holds."""


def _terminate(owner: int, *_: object) -> None:
    if os.getpid() != owner:  # a copy of the process, which has nothing of its own to give back
        os._exit(128 + signal.SIGTERM)
    raise Terminated


def short_of_memory(error: BaseException) -> bool:
    """Whether an error is what Python or a library makes of memory that the system did not give."""
    said = str(error).lower()
    return isinstance(error, MemoryError) or any(
        words in said for words in ("can't start new thread", "failed to map segment", "cannot allocate memory")
    )


def _console() -> None:
    """What the console's encoding does not have is spelled out, not a traceback: ² or a radical on a Chinese Windows, all of
    Chinese under POSIX."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Command(click.Command):
    """A command whose help is Chinese throughout."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_chinese(super().get_help_option(ctx))


class Group(click.Group):
    """Commands whose help is Chinese throughout; as the entry point it says in a sentence what was mistyped."""

    context_class = _Context
    command_class = Command
    group_class = type

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_chinese(super().get_help_option(ctx))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """As click's, with its own complaints in Chinese; exit code 2 for them."""
        run = functools.partial(super().main, args, prog_name, complete_var, standalone_mode=False, **extra)
        if not standalone_mode:
            return run()
        _console()
        main_thread = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGTERM, functools.partial(_terminate, os.getpid())) if main_thread else None
        try:
            code: Any = run()
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.UsageError as error:
            if error.ctx is not None:
                click.echo(error.ctx.get_usage(), err=True)
                click.echo(f"说明见：{error.ctx.command_path} --help\n", err=True)
            click.echo(sentence(error), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            click.echo(error.format_message(), err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("已中止。", err=True)
            sys.exit(1)
        except Terminated:
            click.echo("收到终止信号，已停止；做完的留着，再次运行会接着做。", err=True)
            sys.exit(128 + signal.SIGTERM)
        except (MemoryError, RuntimeError, ImportError) as error:
            if not short_of_memory(error):
                raise
            click.echo(
                "内存不足，未能完成：请关闭其他程序、放宽内存限制（ulimit -v），或减少 --jobs 后重试。", err=True
            )
            sys.exit(2)
        finally:
            if main_thread:
                signal.signal(signal.SIGTERM, before)
        sys.exit(code if isinstance(code, int) else 0)


def sentence(error: click.UsageError) -> str:
    """What is wrong with a command, in one sentence; what click says of rarer mistakes as it stands."""
    near = "、".join(getattr(error, "possibilities", None) or ())
    for attribute, what in (("option_name", "选项"), ("command_name", "命令")):
        if type(error).__name__.startswith("NoSuch") and hasattr(error, attribute):
            return f"没有{what}“{getattr(error, attribute)}”" + (f"，是不是{near}？" if near else "。")
    if isinstance(error, click.MissingParameter):
        kind = "选项" if isinstance(error.param, click.Option) else "参数"
        return f"缺少{kind} {_name(error).rstrip('.')}。"
    if isinstance(error, click.BadParameter):
        return f"{_name(error)} 的值不对：{_expected(error)}".lstrip()
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 用法不对：后面缺少值，或它不带值。"
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message, re.DOTALL)
    return f"多出了参数：{extra[1]}。路径中有空格时请用引号括起来。" if extra else error.format_message()


def _name(error: click.BadParameter) -> str:
    if error.param_hint:
        return error.param_hint if isinstance(error.param_hint, str) else " / ".join(error.param_hint)
    if isinstance(error.param, click.Option):
        return " / ".join(error.param.opts)
    return error.param.make_metavar(error.ctx) if error.param and error.ctx else ""


def _expected(error: click.BadParameter) -> str:
    given = re.search(r"'(.+?)'", error.message)
    now = f"，现为“{given[1]}”" if given else ""
    match error.param and error.param.type:
        case click.Choice() as kind:
            return f"应为{'、'.join(map(str, kind.choices))}之一{now}。"
        case click.IntRange(min=int(least)):
            return f"应为不小于{least}的整数。"
        case click.types.FloatParamType():
            return f"应为数{now}。"
        case click.Path():
            return f"没有这个文件或文件夹{now}。"
    return error.message
