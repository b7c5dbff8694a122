"""A reviewer's own derived columns: a Python file (``--columns``), and what installed packages offer (entry point ``selfeval.columns``).

The file uses ``derived`` as our own modules do (docs/own-rules.md). Its columns are known to the run that names the file and to no
other. What is wrong in it breaks the rules that use its columns and is told with them; the rest of the rule book goes on.
"""

from __future__ import annotations

import hashlib
import sys
import types
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

from selfeval_nb.checks.columns.modules import register_all
from selfeval_nb.checks.table.frames import Column, OwnColumns, fault_of, registering
from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.files import why

GROUP = "selfeval.columns"


class ColumnsError(Sentence, ValueError):
    """An own file of columns that is not there, in one sentence."""


def own_columns(path: str | Path | None = None) -> OwnColumns:
    """The columns of installed packages and of a file. Raises ColumnsError when the file cannot be read at all."""
    register_all()
    installed = _installed()
    if not path:
        return installed
    given = _of_file(str(Path(path).absolute()), _content(Path(path)))
    columns = {**installed.columns, **given.columns}
    return OwnColumns(columns, (*installed.faults, *given.faults))


def digests(path: str | Path | None = None) -> dict[str, str]:
    """What the columns are made by, as a rule set states it: file name -> sha256, package -> version."""
    out = {f"columns/{e.name}": e.dist.version if e.dist else "" for e in _entries()}
    if path:
        out[f"columns/{Path(path).name}"] = hashlib.sha256(_content(Path(path))).hexdigest()
    return out


@cache
def _entries() -> tuple[metadata.EntryPoint, ...]:
    """What is installed; looking through all packages takes longer than checking a form."""
    return tuple(metadata.entry_points(group=GROUP))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ColumnsError(f"自定列文件“{path}”无法读取（{why(error)}），请写明一个 .py 文件。") from error


@lru_cache(maxsize=8)
def _of_file(path: str, content: bytes) -> OwnColumns:
    """Run a file. What it registered before an error stays."""
    columns: dict[tuple[str, str], Column] = {}
    name = f"selfeval_columns_{hashlib.sha256(path.encode()).hexdigest()[:12]}"
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module  # dataclasses and pickle look a module up by its name
    try:
        with registering(columns):
            exec(compile(content, path, "exec"), module.__dict__)
    except Exception as error:
        return OwnColumns(columns, (f"自定列文件“{Path(path).name}”没有读完：{fault_of(error, path)}",))
    return OwnColumns(columns)


@lru_cache(maxsize=1)
def _installed() -> OwnColumns:
    columns: dict[tuple[str, str], Column] = {}
    faults = []
    for entry in sorted(_entries(), key=lambda e: e.name):
        try:
            with registering(columns):
                loaded = entry.load()
                if callable(loaded):
                    loaded()
        except Exception as error:
            faults.append(f"已安装的自定列“{entry.name}”（{entry.value}）不能使用：{fault_of(error, '')}")
    return OwnColumns(columns, tuple(faults))
