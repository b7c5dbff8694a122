"""Layout files: TOML that a person can read, change and hand on; read back with a sentence for whatever is wrong in them."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import Target, read_toml, why
from selfeval_nb.forms.layouts.model import OVER, Head, Layout, Mark, Part
from selfeval_nb.forms.layouts.roles import IGNORE, ROLES, LayoutError, role_named
from selfeval_nb.forms.words.text import spelled

VERSION = 1
_TOP = """# 版式文件：指认过的一种自评表版式。凡标签与下面相同的表（数字、项目、行数、年度、文件格式可以不同）都照此读。
# 可以手工修改，可以交给同事。用法：selfeval check 自评表 --layouts 本文件所在文件夹
"""
_LABELS = "# 认版式用的标签，按行抄录；表中有其中大部分即为本版式\n"
_HEAD = "# 表头，从左到右每栏：[印的标签（上下几行用 > 连接）, 含义]；含义为空的栏由程序自己辨认，ignore 为不读\n"
_MARK = "# 单个标签：印的文字, 含义, 同一行的标签（用来找到这一行）\n"


def load_layouts(folder: Path | str | None) -> tuple[Layout, ...]:
    """The layouts of a folder (or of one file) by name; none for None. Raises LayoutError with one sentence."""
    if folder is None or not str(folder):
        return ()
    path = Path(folder)
    try:
        files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        return tuple(_cached(str(f), *_state(f)) for f in files)
    except OSError as error:
        raise LayoutError(f"版式“{error.filename or folder}”读不出来：{why(error)}。") from error


def _state(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=256)
def _cached(name: str, changed: int, size: int) -> Layout:
    return read_layout(Path(name))


def read_layout(path: Path) -> Layout:
    """One layout file. Raises LayoutError with one sentence."""
    data, raw = read_toml(path, "版式文件", LayoutError)
    if data.get("version") != VERSION:
        raise LayoutError(f"版式文件 {path} 的 version 应为 {VERSION}，现为 {data.get('version', '空')}。")
    unknown = sorted(data.keys() - {"version", "title", "table"})
    if unknown:
        raise LayoutError(f"版式文件 {path} 中没有“{unknown[0]}”这一项；可用的有：version、title、table。")
    if not isinstance(data.get("table", []), list):
        raise LayoutError(f"版式文件 {path} 的 table 应写成 [[table]]。")
    parts = tuple(_part(path, n, part) for n, part in enumerate(data.get("table", ()), 1))
    return Layout(path.stem, str(data.get("title", "")), parts, hashlib.sha256(raw).hexdigest(), str(path))


def _part(path: Path, n: int, data: Any) -> Part:
    def wrong(what: str) -> LayoutError:
        return LayoutError(f"版式文件 {path} 的第 {n} 个 [[table]] 中{what}。")

    if not isinstance(data, dict):
        raise wrong("应为一项一项的内容")
    unknown = sorted(data.keys() - {"labels", "header", "label", "no_form"})
    if unknown:
        raise wrong(f"没有“{unknown[0]}”这一项；可用的有：labels、header、label、no_form")
    labels = _rows(data.get("labels"))
    if not labels:
        raise wrong("缺少 labels，应为按行抄录的标签，如 [['项目名称'], ['主管部门', '实施单位']]")
    heads = []
    for head in _tables(data.get("header", [])):
        rows, columns = _rows(head.get("rows")), head.get("columns")
        if not rows or not isinstance(columns, list):
            raise wrong("有一个 header 缺少 rows 或 columns")
        pairs = []
        for pair in columns:
            if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(x, str) for x in pair):
                raise wrong("header 的 columns 应为 ['印的标签', '含义'] 的列表")
            pairs.append((pair[0], _role(path, pair[1]) if pair[1] else ""))
        heads.append(Head(rows, tuple(pairs)))
    marks = []
    for mark in _tables(data.get("label", [])):
        text, role = mark.get("text"), mark.get("role")
        if not isinstance(text, str) or not isinstance(role, str):
            raise wrong("有一个 label 缺少 text 或 role")
        row = mark.get("row", [text])
        nth, at = mark.get("nth", 1), mark.get("at", 1)
        if not _rows([row]) or not all(isinstance(k, int) and k > 0 for k in (nth, at)):
            raise wrong(f"标签“{text}”的 row 应为文字列表，nth、at 应为正整数")
        whole, down = bool(mark.get("whole", False)), bool(mark.get("down", False))
        marks.append(Mark(text, _role(path, role), tuple(row), nth, at, whole, down))
    return Part(labels, tuple(marks), tuple(heads), bool(data.get("no_form", False)))


def _tables(value: Any) -> list[dict]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _rows(value: Any) -> tuple[tuple[str, ...], ...]:
    """Rows of labels; empty when ``value`` is anything else."""
    if not isinstance(value, list) or not all(
        isinstance(r, list) and all(isinstance(t, str) for t in r) for r in value
    ):
        return ()
    return tuple(tuple(r) for r in value)


def _role(path: Path, text: str) -> str:
    try:
        return role_named(text)
    except LayoutError as error:
        raise LayoutError(f"版式文件 {path} 中{error}") from error


def write_layout(layout: Layout, path: Path) -> None:
    """The layout as a file, whole or not at all."""
    with Target(path) as part:
        part.write_text(layout_text(layout), "utf-8")


def layout_text(layout: Layout) -> str:
    """The layout as TOML with what each part means beside it."""
    out = [_TOP, f"version = {VERSION}\n", f"title = {_text(layout.title)}  # 只供人看\n"]
    for part in layout.parts:
        out.append("\n[[table]]\n")
        if part.no_form:
            out.append("no_form = true  # 这个表格不是自评表，不读\n")
        out.append(_LABELS + "labels = [\n" + "".join(f"  {_list(row)},\n" for row in part.labels) + "]\n")
        for head in part.heads:
            rows = ", ".join(_list(row) for row in head.rows)
            columns = "".join(f"  [{_text(label)}, {_text(role)}],{_said(role)}\n" for label, role in head.columns)
            out.append(f"\n[[table.header]]\n{_HEAD}rows = [{rows}]\ncolumns = [\n{columns}]\n")
        for mark in part.marks:
            out.append(
                f"\n[[table.label]]\n{_MARK}text = {_text(mark.text)}\nrole = {_text(mark.role)}{_said(mark.role)}\n"
            )
            out.append(f"row = {_list(mark.row)}\n")
            out.append(f"nth = {mark.nth}  # 这一行中第几个这样的标签\n" if mark.nth > 1 else "")
            out.append(f"at = {mark.at}  # 第几个这样的行\n" if mark.at > 1 else "")
            out.append("whole = true  # 指整行\n" if mark.whole else "")
            out.append("down = true  # 连同它向下合并的各行\n" if mark.down else "")
    return "".join(out)


def _said(role: str) -> str:
    return f"  # {ROLES[role].zh if role != IGNORE else '不读'}" if role else ""


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(_text(t) for t in texts) + "]"


def _text(text: str) -> str:
    return json.dumps(spelled(text), ensure_ascii=False).replace("\x7f", "")


__all__ = ["OVER", "layout_text", "load_layouts", "read_layout", "write_layout"]
