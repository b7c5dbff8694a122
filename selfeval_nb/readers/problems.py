"""The sentences for what could not be read. The slug is stable and for programs, the sentence is for the reviewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from selfeval_nb.common.said import said
from selfeval_nb.readers.model import Problem

SENTENCES = said(__name__)


def sentence(slug: str, lang: str = "zh", /, **facts: object) -> str:
    """The sentence for a problem, its facts filled in. Raises KeyError for an unknown slug (a fault of the program)."""
    template = str(SENTENCES["zh" if lang == "zh" else "en"][slug])
    return template.format_map({k: _short(v) for k, v in facts.items()}) if facts else template


MOST = 200  # rows of one kind for one form or file: beyond, a person reads none of them


def summed(problems: Sequence[Problem], most: int = MOST) -> list[Problem]:
    """The problems of one document, of each kind at most ``most`` for a form; what is beyond that is one row that counts it."""
    seen: Counter[tuple[str, str | None]] = Counter()
    kept = []
    for p in problems:
        seen[p.problem, p.form_id] += 1
        if seen[p.problem, p.form_id] <= most:
            kept.append(p)
    kept += [
        Problem(problems[0].file, slug, f"同样的问题另有 {n - most} 处，没有逐一列出。", "", form_id)
        for (slug, form_id), n in seen.items()
        if n > most
    ]
    return kept


def _short(value: object) -> str:
    text = printable(str(value))
    return text if len(text) <= 120 else text[:117] + "…"


# C0/C1 controls, bidirectional overrides and isolates, zero-width characters, line separators, BOM: a name holding them can show
# as another name, or move the cursor of a terminal. Surrogates come from undecodable file names.
_UNSAFE = {
    *range(0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    0x2028,
    0x2029,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xD800, 0xE000),
}
_NEUTRAL = dict.fromkeys(_UNSAFE, "\N{REPLACEMENT CHARACTER}")


def printable(name: str) -> str:
    """A name as it may be shown: control, bidirectional and zero-width characters become U+FFFD."""
    return name.translate(_NEUTRAL)


class Refused(Exception):
    """Reading ends here with a problem. Used inside the readers only; ``read`` turns it into a Document."""

    def __init__(self, slug: str, where: str = "", **facts: object) -> None:
        super().__init__(slug)
        self.slug, self.where, self.facts = slug, where, facts
