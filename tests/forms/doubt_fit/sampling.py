"""Keyed documents -> readings: what each block's evidence was and which places were read wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.words.vocabulary import Vocabulary, _built_in
from tests.forms.doubt_fit.documents import Keyed
from tests.forms.doubt_fit.words import Rare, less
from tests.forms.doubt_fit.wrong import wrong_places

#: Parts of the vocabulary that are taken away at random.
_PARTS = (0.04, 0.1, 0.2, 0.35)


@dataclass(slots=True)
class Reading:
    """A form as it was read once: ``words`` says with which vocabulary, ``evidence`` is (block, name, amount, where)."""

    layout: str
    document: str
    form_no: int
    words: str
    drawn: bool
    evidence: list[tuple[str, str, float, str]]
    wrong: dict[str, int]


def readings(
    documents: Sequence[Keyed], rounds: int, unseen: Callable[[str], None] = lambda layout: None
) -> Iterator[Reading]:
    """Each document with the whole vocabulary, without the words of its layout alone, and without random parts of it.

    ``unseen`` is called with the layout of each document before it is read.
    """
    full = Vocabulary(_built_in())

    def read_one(keyed: Keyed, vocabulary: Vocabulary, words: str) -> Iterator[Reading]:
        unseen(keyed.layout)
        yield from _of_one(keyed, vocabulary, words)

    for d in documents:
        yield from read_one(d, full, "full")
    rare = Rare([d for d in documents if not d.drawn])
    for layout in sorted({d.layout for d in documents if not d.drawn}):
        own = [d for d in documents if d.layout == layout]
        before = set()
        for name, most, rnd in (
            ("rare-1", 1, None),
            ("rare-2", 2, None),
            ("rare-4", 4, None),
            *((f"half-{n}", 6, random.Random(n)) for n in range(3)),
        ):
            vocabulary, gone = rare.without(layout, most, rnd)
            if gone and (rnd is not None or gone not in before):
                before.add(gone)
                for d in own:
                    yield from read_one(d, vocabulary, name)
    for n in range(rounds):
        vocabulary = less(random.Random(n), _PARTS[n % 4])
        for k, d in enumerate(documents):
            if (k + n) % 8 == 0:
                yield from read_one(d, vocabulary, f"less-{_PARTS[n % 4]}-{n}")


def _of_one(keyed: Keyed, vocabulary: Vocabulary, words: str) -> Iterator[Reading]:
    forms, _ = find_forms(keyed.document, vocabulary)
    for key, form in zip(keyed.keys, forms, strict=False):
        found = [(e.block, e.name, round(e.amount, 4), e.where) for e in form.evidence]
        yield Reading(keyed.layout, keyed.name, form.form_no, words, keyed.drawn, found, dict(wrong_places(key, form)))


def save(found: Iterable[Reading], path: Path) -> int:
    """Write readings, one a line; how many."""
    count = 0
    with path.open("w", encoding="utf8") as out:
        for r in found:
            out.write(json.dumps(asdict(r), ensure_ascii=False) + "\n")
            count += 1
    return count


def load(path: Path) -> list[Reading]:
    """Readings as ``save`` wrote them."""
    rows = (json.loads(line) for line in path.read_text("utf8").splitlines())
    return [Reading(**{**r, "evidence": [tuple(e) for e in r["evidence"]]}) for r in rows]
