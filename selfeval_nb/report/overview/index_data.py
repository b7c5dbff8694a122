"""The data of the index page: columns to filter and sort by, and the texts of the rows, apart from each other.

Up to EMBED_UP_TO forms all of it stands in the page. Beyond, the columns and the texts lie beside it as scripts that do nothing
but hand over data: a browser loads those from a disk, where it would not load JSON. The page loads the columns at
once, texts only of the rows it shows, and all of them for a search.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from selfeval_nb.checks.model import SEVERITIES
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view.formats import difference
from selfeval_nb.report.view.parts import SYMBOLS

Row = Mapping[str, Any]
EMBED_UP_TO = 5_000  # forms; their page is below two megabytes
SHARD = 4_000  # rows of text in a file
PER_PAGE = 100
SUGGESTIONS = ("return", "person", "pass")
_CODED = ("unit", "department", "money_unit")
_NUMBERS = ("budget", "rate", "self_score", "low", "high", *SEVERITIES)
_REVIEW = ("review_low", "review_high")
_PROGRESS = ("ruled", "to_rule")


def columns(rows: Sequence[Row], nameless: str) -> dict[str, Any]:
    """What the page filters and sorts by: a list a column; names and rules as positions in ``names`` and ``rules``."""
    made: dict[str, Any] = {name: [row[name] for row in rows] for name in _NUMBERS}
    if any(row["review_low"] is not None for row in rows):
        made |= {name: [row[name] for row in rows] for name in _REVIEW}
    if any(row.get("rulings") for row in rows):
        made |= {name: [row[name] for row in rows] for name in _PROGRESS}
        made["reviewers"] = [shown(row["reviewers"]) for row in rows]
    made["has_scores"] = [int(row["has_scores"]) for row in rows]
    made["difference"] = [difference(row) for row in rows]
    made["suggestion"] = [SUGGESTIONS.index(row["suggestion"]) for row in rows]
    names: dict[str, list[str]] = {}
    for name in _CODED:
        position: dict[str, int] = {}
        told = (shown(row[name]) or (nameless if name == "unit" else "") for row in rows)
        made[name] = [position.setdefault(word, len(position)) for word in told]
        names[name] = list(position)
    rules = sorted({rule for row in rows for rule in row["rules"]})
    position = {rule: i for i, rule in enumerate(rules)}
    made["rules"] = [[position[r] for r in row["rules"]] for row in rows]
    return {"count": len(rows), "columns": made, "names": names, "rules": rules}


def texts(rows: Sequence[Row]) -> list[list[Any]]:
    """The words of each row: project, file, number of the form, address of its report."""
    return [[shown(row["project"]), shown(row["file"]), row["form_no"], row["href"]] for row in rows]


def settings(words: Mapping[str, str], files: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the script needs to know besides the rows; ``files``: where the data lie when they are not in the page."""
    return {
        "perPage": PER_PAGE, "shard": SHARD, "suggestions": SUGGESTIONS, "words": dict(words), "symbols": SYMBOLS, "files": files,
    }  # fmt: skip


def as_json(value: Any) -> Markup:
    """JSON that cannot end its script element or start a comment in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def data_files(rows: Sequence[Row], nameless: str, folder: str) -> dict[str, str]:
    """The data as scripts, name -> text: the columns first, then the texts in shards of SHARD rows."""
    made = {f"{folder}/index-columns.js": f'selfevalIndex("columns",{as_json(columns(rows, nameless))});\n'}
    for start in range(0, len(rows), SHARD):
        k = start // SHARD
        made[f"{folder}/index-{k:03d}.js"] = f"selfevalIndex({k},{as_json(texts(rows[start : start + SHARD]))});\n"
    return made
