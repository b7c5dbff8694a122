"""A problem ``doubtful-reading`` in English. Problems are kept in Chinese, as all files of a review are; an English report shows them so.

``said.toml`` has each Chinese sentence with the words that it leaves open (``{a}``) and the same in English.
"""

from __future__ import annotations

import re
from functools import cache

from selfeval_nb.common.said import said

_OPEN = re.compile(r"\{([a-z]+)\}")
_FIELDS = "selfeval_nb.forms.place_names"
_KINDS = "selfeval_nb.forms.contents.model"


_SAID = said(__name__)


def _pattern(zh: str) -> re.Pattern[str]:
    parts = _OPEN.split(zh)
    return re.compile("".join(f"(?P<{p}>.+?)" if k % 2 else re.escape(p) for k, p in enumerate(parts)), re.DOTALL)


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    """The sentences with most words of their own first: one that leaves much open fits many."""
    pairs = [(str(zh), str(_SAID["en"]["sentences"][key])) for key, zh in _SAID["zh"]["sentences"].items()]
    return [(_pattern(zh), en) for zh, en in sorted(pairs, key=lambda s: -len(_OPEN.sub("", s[0])))]


@cache
def _words() -> dict[str, str]:
    """Chinese names of fields and of kinds of text -> English ones."""
    out: dict[str, str] = {}
    for module in (_KINDS, _FIELDS):
        names = said(module)
        out |= {str(zh): str(names["en"][key]) for key, zh in names["zh"].items()}
    return out | {str(zh): str(_SAID["en"]["words"][key]) for key, zh in _SAID["zh"]["words"].items()}


def clause(zh: str) -> str:
    """One sentence of the doubt in English, as it is where none fits (a text of a later version)."""
    for pattern, en in _sentences():
        m = pattern.fullmatch(zh)
        if m:
            return en.format_map({k: _open(k, v) for k, v in m.groupdict().items()})
    return _words().get(zh, zh)


def _open(name: str, zh: str) -> str:
    """What stands for an open place: a sentence, several, or a word that a form prints or that names a field."""
    if name == "readings":
        return ", ".join(map(clause, re.split("(?<=）)、", zh)))
    return clause(zh) if name in ("said", "more") else _words().get(zh, zh)


def in_english(detail: str) -> str:
    """The detail of a problem ``doubtful-reading`` in English; another text as it is."""
    m = re.fullmatch(
        _pattern(_SAID["zh"]["frame"]).pattern.replace("(?P<part>.+?)", "(?P<part>部分|中的一处|中的一项)"),
        detail,
        re.DOTALL,
    )
    if m is None:
        return detail
    return str(_SAID["en"]["frame"]).format(
        block=_words().get(m["block"], m["block"]),
        part=_words()[m["part"]],
        said="; ".join(map(clause, m["said"].split("；"))),
    )
