"""The rulings file: JSON Lines, one ruling a line, only ever added to.

Saving takes a lock, reads the file as it is now, writes the whole of it with the new lines beside it and puts that in its
place: two reviewers who save at once lose nothing, and a program that is killed leaves the old file or the new one. A file
that cannot be understood is never written to.
"""

from __future__ import annotations

import glob
import json
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import save, try_lock, why
from selfeval_nb.review.model import Ruling

ACTIONS = ("confirm", "waive", "override", "score", "add", "note", "withdraw")
WAIT = 30.0  # seconds that a save waits for another one to finish
_LINE = (
    "action", "project", "unit", "year", "rule_id", "where", "value", "reason", "reviewer", "date", "quote", "severity",
    "place", "cell", "ground", "form_id", "file", "form_no", "key",
)  # fmt: skip
_SUBJECT = ("project", "unit", "year", "form_id", "file", "form_no")
_TEXTS = ("rule_id", "where", "reason", "reviewer", "date", "quote", "severity", "place", "cell", "ground", "key")


class RulingsError(ReviewError):
    """Why a ruling or a rulings file cannot be used, in one sentence. Nothing has been written."""


def read_all(path: str | Path) -> list[Ruling]:
    """Every line of the file in its order, withdrawn and superseded rulings included; empty when there is no file.

    Raises RulingsError naming the line that cannot be understood.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RulingsError(f"复核意见文件“{path.name}”无法读取（{why(error)}），请核对路径和权限。") from None
    return _parse(data, path.name)


def _parse(data: bytes, name: str) -> list[Ruling]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RulingsError(
            f"复核意见文件“{name}”第{line}行不是UTF-8文字，文件未作改动，请恢复备份或更正该行。"
        ) from None
    return [_ruling(line, no, name) for no, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _ruling(line: str, no: int, name: str) -> Ruling:
    def fault(what: str) -> RulingsError:
        return RulingsError(f"复核意见文件“{name}”第{no}行{what}，文件未作改动，请恢复备份或更正该行。")

    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise fault("不是完整的JSON") from None
    if not isinstance(data, dict):
        raise fault("不是一条复核意见")
    if data.get("action") not in ACTIONS:
        raise fault(f"的action应为{'、'.join(ACTIONS)}之一")
    texts: dict[str, Any] = {k: data.get(k) or "" for k in _TEXTS}
    if wrong := next((k for k, v in texts.items() if not isinstance(v, str)), None):
        raise fault(f"的{wrong}应为文字")
    value = data.get("value")
    if isinstance(value, (dict, list)) or (isinstance(value, float) and not math.isfinite(value)):
        raise fault("的value应为数或文字")
    return Ruling(action=data["action"], value=value, subject={k: data.get(k) for k in _SUBJECT}, **texts)


def _line(ruling: Ruling) -> str:
    values: dict[str, Any] = {k: getattr(ruling, k) for k in _LINE if k not in _SUBJECT}
    values |= {k: ruling.subject.get(k) for k in _SUBJECT}
    text = json.dumps({k: values[k] for k in _LINE if values[k] not in (None, "")}, ensure_ascii=False, allow_nan=False)
    # line breaks that JSON allows inside a text and editors take for the end of a line; a lone surrogate is no UTF-8
    for character in "\u2028\u2029\x85":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text)


def append(path: str | Path, rulings: Iterable[Ruling]) -> int:
    """Add rulings to the file, all or none; returns how many. Raises RulingsError, then the file is as it was."""
    path = Path(path)
    lines = [_line(r) for r in rulings]
    if not lines:
        return 0
    try:
        path = path.resolve()  # a link stays a link
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
                left.unlink(missing_ok=True)  # of a program that was killed while it saved
            old = path.read_bytes() if path.exists() else b""
            _parse(old, path.name)
            if old and not old.endswith(b"\n"):
                old += b"\n"
            save(path, old + "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise RulingsError(
            f"复核意见未能保存到“{path.name}”（{why(error)}），原文件未作改动，请核对磁盘空间和权限后重试。"
        ) from None
    return len(lines)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of ``path``: a file beside it, held by the system, so that it is free again when its holder dies."""
    with open(path.with_name(f".{path.name}.lock"), "ab") as file:
        until = time.monotonic() + WAIT
        while not try_lock(file.fileno()):
            if time.monotonic() > until:
                raise RulingsError(f"复核意见文件“{path.name}”正被他人保存，{WAIT:g}秒内未能轮到，请稍后重试。")
            time.sleep(0.01)
        yield
