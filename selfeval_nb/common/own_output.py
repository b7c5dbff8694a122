"""By what outputs of this program are recognised when they lie among the forms: they are no input, and neither are programs and notes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

NAME = "selfeval-nb"
#: In the head of every page of ours.
PAGE = f'<meta name="generator" content="{NAME}">'
#: Keywords in the properties of workbooks and Word documents of ours; both office programs keep them.
KEYWORDS = f"<cp:keywords>{NAME}</cp:keywords>"
_TABLES = ("form_id,", "rule_id,", "file,form_id,", "file,problem,")  # how exported tables begin
_PROGRAMS = frozenset(
    [
        "py",
        "pyi",
        "pyc",
        "ipynb",
        "js",
        "ts",
        "css",
        "sh",
        "bat",
        "cmd",
        "ps1",
        "sql",
        "r",
        "c",
        "h",
        "cpp",
        "java",
        "go",
        "rs",
        "toml",
        "yaml",
        "yml",
        "ini",
        "cfg",
        "conf",
        "json",
        "jsonl",
        "ndjson",
        "lock",
        "log",
        "diff",
        "patch",
        "md",
        "markdown",
        "rst",
        "adoc",
        "tex",
        "bib",
        "parquet",
        "feather",
        "db",
        "sqlite",
        "pem",
        "key",
        "pub",
    ]
)


def commented(main_part: bytes) -> str:
    """The mark among the comments of an annotated Word file. It holds the text that was annotated: a file that somebody has worked on
    since is an input again."""
    return f"{NAME} {hashlib.sha256(main_part).hexdigest()}"


def is_output(head: bytes) -> bool:
    """Whether a text file that begins so is a page or a table that this program wrote."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    return PAGE.encode() in text.partition(b"</head>")[0] or text.startswith(tuple(t.encode() for t in _TABLES))


def ending_of_no_document(name: str) -> str:
    """``.py`` for a name of a program, of notes in a markup of programmers, of data; '' for all others."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return f".{ending}" if ending in _PROGRAMS else ""


def manifest_files(raw: bytes) -> frozenset[str]:
    """The files that a batch's manifest lists, itself included; empty for what is no manifest of ours."""
    try:
        record: Any = json.loads(raw.decode("utf-8", "surrogatepass"))
        if not {"schema", "program", "ruleset", "files", "forms"} <= set(record):
            return frozenset()
        return frozenset(record["files"]) | {n for form in record["forms"] for n in form["outputs"]} | {"manifest.json"}
    except (ValueError, TypeError, KeyError, RecursionError):
        return frozenset()
