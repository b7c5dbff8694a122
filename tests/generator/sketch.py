"""Layouts drawn by hand as text -> blocks and answer keys. The files stand in tests/forms/layouts.

A file has parts: ``[text]`` (a line a paragraph, ``# `` before a title), ``[table]`` (a line a row, cells parted by ``|``,
``<`` goes on with the cell on the left, ``^`` with the cell above, ``\\n`` begins a new line in a cell) and, for each form
of the document, a ``[key]``: ``name: value`` for the single values, ``$`` for a row of the funds (source, label, initial,
budget, executed, weight, rate, score), ``*`` for an indicator (level 1, level 2, level 3, target, result, weight, score,
reason; a blank level is the one above, ``-`` none), ``+`` for a placeholder or a row that may be read or not. What a target
or result with more than a sign, a number and a unit means stands behind it: ``{op=>=;n=80;u=%;an=}``. ``amb=`` names
fields that two readers may answer differently. Lines that begin with ``//`` are remarks.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.generator.compare import HEAD
from tests.generator.grid import Block, C, Grid, Para, Placed

LAYOUTS = Path(__file__).parents[1] / "forms" / "layouts"
OPERATORS = {
    "≥": ">=", "≧": ">=", ">=": ">=", "≤": "<=", "≦": "<=", "<=": "<=", "=": "=", "＝": "=", "═": "=", "﹦": "=",
    ">": ">", "＞": ">", "<": "<", "＜": "<",
}  # fmt: skip
_VALUE = re.compile(r"^(≥|≧|>=|≤|≦|<=|=|＝|═|﹦|>|＞|<|＜)?\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*([^0-9]*)$")
_FUND = ("initial", "budget", "executed", "weight", "rate", "score")


def read(path: Path) -> tuple[list[Block], list[dict[str, Any]]]:
    """The blocks of a drawn document and the answer keys of its forms, in order."""
    blocks: list[Block] = []
    keys: list[dict[str, Any]] = []
    rows: list[str] = []
    mode = ""
    for line in [*path.read_text("utf8").splitlines(), "[end]"]:
        if line.startswith("//") or not line.strip():
            continue
        if re.fullmatch(r"\[(table|text|key|end)\]", line.strip()):
            if rows:
                blocks.append(_grid(rows))
                rows = []
            mode = line.strip()
            if mode == "[key]":
                keys.append(_blank_key(path.stem))
        elif mode == "[table]":
            rows.append(line)
        elif mode == "[text]":
            blocks.append(Para(_cell(line.removeprefix("# ")), "title" if line.startswith("# ") else "body"))
        else:
            _answer(keys[-1], line)
    return blocks, keys


def _blank_key(stem: str) -> dict[str, Any]:
    lists: dict[str, Any] = {name: [] for name in ("funds", "indicators", "placeholders", "ambiguous")}
    return {"form_id": stem, "template": "", **dict.fromkeys(HEAD), **lists}


def _cell(text: str) -> str:
    return text.strip().replace("\\n", "\n")


def _grid(lines: list[str]) -> Grid:
    raw = [[_cell(x) for x in line.split("|")] for line in lines]
    width = len(raw[0])
    if any(len(r) != width for r in raw):
        raise ValueError(f"{width} cells wanted: {next(r for r in raw if len(r) != width)}")
    grid = Grid(width, rows=len(raw))
    taken: set[tuple[int, int]] = set()
    for i, row in enumerate(raw):
        for j, text in enumerate(row):
            if (i, j) in taken:
                continue
            if text in ("<", "^"):
                raise ValueError(f"nothing to go on with at row {i + 1}, cell {j + 1}: {row}")
            across = next((k for k in range(1, width - j) if row[j + k] != "<"), width - j)
            down = next((k for k in range(1, len(raw) - i) if raw[i + k][j] != "^"), len(raw) - i)
            if any(raw[i + a][j + b] not in ("^", "<") for a in range(1, down) for b in range(across)):
                raise ValueError(f"a merge that is no rectangle at row {i + 1}, cell {j + 1}: {row}")
            taken |= {(i + a, j + b) for a in range(down) for b in range(across)}
            grid.cells.append(Placed(i, j, C(text, across, down)))
    return grid


def _answer(key: dict[str, Any], line: str) -> None:
    mark, rest = line[0], line[1:]
    rest, _, said = rest.partition("{")
    given = dict(p.split("=", 1) for p in said.rstrip("} ").split(";") if p)
    cells = [_cell(x) for x in rest.split("|")]
    if mark == "$":
        source, label, *amounts = cells
        row = {"source": source, "label": label, **dict(zip(_FUND, map(_number, amounts), strict=True))}
        key["funds"].append(row | {"ambiguous": given.get("amb", "").split(",")})
    elif mark == "*":
        key["indicators"].append(_indicator(cells, given, key["indicators"]))
    elif mark == "+":
        key["placeholders"].append({"level3": cells[0]})
    else:
        name, _, value = line.partition(":")
        value = _cell(value)
        if name == "ambiguous":
            key["ambiguous"] = value.split(",")
        elif name in HEAD:
            key[name] = None if not value else _number(value) if name in ("total_weight", "total_score") else value
            key["year"] = int(key["year"]) if key["year"] else None
        else:
            raise ValueError(line)


def _number(text: str) -> float | None:
    text = text.rstrip("分").replace(",", "")
    if text in ("", "-", "—", "/"):
        return None
    return round(float(text[:-1]) / 100, 10) if text.endswith("%") else float(text)


def _indicator(cells: list[str], given: dict[str, str], before: list[dict[str, Any]]) -> dict[str, Any]:
    one, two, name, target, actual, weight, score, reason = cells
    last = before[-1] if before else {"level1": None, "level2": None}
    number, operator, unit = _meaning(target, given)
    return {
        "level1": {"": last["level1"], "-": None}.get(one, one),
        "level2": {"": last["level2"], "-": None}.get(two, two),
        "level3": name.replace("\n", ""),
        "target_text": target,
        "operator": operator,
        "target_value": number,
        "target_unit": unit,
        "actual_text": actual,
        "actual_value": _number(given["an"]) if "an" in given else _meaning(actual, {})[0],
        "weight": _number(weight),
        "score": _number(score),
        "reason": reason,
        "ambiguous": given.get("amb", "").split(","),
    }


def _meaning(text: str, given: dict[str, str]) -> tuple[float | None, str | None, str | None]:
    """(number, operator, unit) of a value: as said, or as its sign, number and unit; words are qualitative."""
    if given.keys() & {"op", "n", "u"}:
        return _number(given.get("n", "")), given.get("op") or None, given.get("u") or None
    m = _VALUE.match(text)
    if m:
        return _number(m[2]), OPERATORS.get(m[1] or ""), m[3] or None
    if re.search("[0-9]", text):
        raise ValueError(f"say what this value means: {text}")
    return None, "qualitative" if text else None, None
