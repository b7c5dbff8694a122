"""No pattern of ours takes for ever on a text that is made for it: words of its own, again and again, and then no match."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import selfeval_nb
from selfeval_nb.common.words import lists, word_list
from selfeval_nb.common.words import pattern as listed

PACKAGE = Path(selfeval_nb.__file__).parent
SECONDS = 0.5  # of work; what an exponential pattern needs does not end, a quadratic one needs a tenth of it
LENGTH = 600


class TooLong(BaseException):
    """The time is over."""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def patterns() -> dict[str, str]:
    """Pattern -> where it stands: word lists and vocabulary, and what modules have compiled."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.toml")):
        for text in _strings(tomllib.loads(path.read_text(encoding="utf-8"))):
            if re.search(r"[*+{]", text):
                found.setdefault(text, path.name)
    for name in lists():  # as they are used: alternatives joined, another entry in the place of its name
        for section, entries in word_list(name).items():
            for key, entry in entries.items():
                whole = "|".join(entry) if isinstance(entry, list) and isinstance(entry[0], str) else entry
                if isinstance(whole, str) and re.search(r"[*+{]", whole):
                    found.setdefault(listed(name, section, key).pattern, f"{name}.{section}.{key}")
    for room in ("readers", "forms", "checks"):
        for module in pkgutil.iter_modules([str(PACKAGE / room)]):
            for name, value in vars(importlib.import_module(f"selfeval_nb.{room}.{module.name}")).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found.setdefault(value.pattern, f"{module.name}.{name}")
    return found


def hostile(pattern: str) -> Iterator[str]:
    words = set(re.findall(r"[\u4e00-\u9fff]+", pattern)) | set("1 \n，,。.、()（:/%")
    words |= {part for word in words for part in (word[:1], word[1:]) if part}
    for word in sorted(words):
        for before in ("", "中", "1"):
            yield before + word * (LENGTH // len(word)) + "☃"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="interrupts a pattern by a signal")
def test_no_pattern_takes_for_ever() -> None:
    def over(_number: int, _frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, over)
    slow = []
    try:
        for pattern, where in patterns().items():
            try:
                compiled = re.compile(pattern)
            except re.error:  # a word that happens to look like a pattern
                continue
            for text in hostile(pattern):
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                try:
                    compiled.search(text)
                except TooLong:
                    slow.append((where, text[:12], pattern[:80]))
                    break
                finally:
                    signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.signal(signal.SIGPROF, before)
    assert slow == []
