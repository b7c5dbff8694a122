"""Old workbooks (.xls, .et) through calamine, which gives values and merged areas; their number formats come from biff.py."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import why
from selfeval_nb.readers.build import Build
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.sheet.biff import sheet_formats
from selfeval_nb.readers.sheet.numfmt import general, show
from selfeval_nb.readers.sheet.sheets import add_sheet

_MEGABYTES = 512  # address space of the child; it holds the interpreter too
_BY_THE_CLOCK = 10  # how much longer than its working time the child may take on a busy machine
_PACKAGES = str(Path(__file__).resolve().parents[3])


def read_xls(data: bytes, build: Build) -> None:
    """Reads every visible sheet into ``build``, a table a sheet."""
    formats = sheet_formats(data)
    for name, f in formats.items():  # calamine makes a dense grid of a sheet
        if f.rows * f.cols > 20 * build.limits.cells:
            raise Refused("too-large", name, reason=f"工作表 {name} 有 {f.rows} 行 {f.cols} 列")
    answer = _ask(data, build)
    if "error" in answer:
        raise Refused(answer["error"], reason=answer["reason"])
    for sheet in answer["sheets"]:
        build.tick()
        name = sheet["name"]
        if sheet["kind"] != "WorkSheet":
            continue
        if not sheet["visible"]:
            build.problem("hidden-sheet", name, reason=name)
            continue
        if len(sheet["cells"]) > build.limits.cells:
            raise Refused("too-large", name, reason=f"工作表 {name} 的单元格超过 {build.limits.cells} 个")
        known = formats.get(name)
        shown = known.formats if known is not None else {}
        texts = {(r, c): _shown(kind, value, shown.get((r, c))) for r, c, kind, value in sheet["cells"]}
        add_sheet(build, name, texts, [(a, b, c, d) for a, b, c, d in sheet["merges"]])


def _ask(data: bytes, build: Build) -> dict[str, Any]:
    env = dict(os.environ)
    env["PYTHONPATH"] = os.pathsep.join([_PACKAGES, *filter(None, [env.get("PYTHONPATH")])])
    command = [
        sys.executable,
        "-m",
        "selfeval_nb.readers.sheet.xls_child",
        str(_MEGABYTES),
        str(math.ceil(max(1.0, build.deadline.left()))),
    ]
    seconds = max(1.0, _BY_THE_CLOCK * build.deadline.left())  # its working time is limited there
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False, env=env)
    except subprocess.TimeoutExpired:
        raise Refused("too-slow", reason=f"{build.deadline.seconds:.0f}") from None
    except OSError as e:
        raise Refused("unreadable", reason=why(e)) from None
    if -done.returncode in (9, 24):  # SIGKILL, SIGXCPU
        raise Refused("too-slow", reason=f"{build.deadline.seconds:.0f}")
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise Refused("damaged", reason="工作簿结构异常：" + "".join(last))
    return json.loads(done.stdout)


def _shown(kind: str, value: Any, fmt: str | None) -> str:
    if kind == "text":
        return str(value).replace("\r\n", "\n").replace("\r", "\n")
    if kind == "bool":
        return "TRUE" if value else "FALSE"
    if not math.isfinite(value):  # what a damaged record gives
        return ""
    if kind == "number":
        return show(value, fmt) if fmt and fmt != "General" else general(value)
    if kind == "date":
        return show(value, fmt or ("yyyy/m/d" if value == int(value) else "yyyy/m/d h:mm"))
    return show(value, fmt or ("h:mm:ss" if kind == "time" else "[h]:mm:ss"))
