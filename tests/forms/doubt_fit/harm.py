"""What a misreading does: errors held against a unit that its form, read right, does not have.

``python -m tests.forms.doubt_fit harm FOLDER…`` reads keyed documents with words taken away and judges them beside the right reading.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from selfeval_nb.checks.run import check
from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.frames import tables_of
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.vocabulary import Vocabulary, _built_in
from selfeval_nb.readers.model import Problem
from tests.forms.doubt_fit.documents import Keyed
from tests.forms.doubt_fit.words import Rare, less
from tests.forms.doubt_fit.wrong import covers, wrong_places

Case = tuple[str, dict[str, int], list[str]]
_PARTS = (0.04, 0.1, 0.2, 0.35)


def crippled(documents: Sequence[Keyed], rounds: int) -> Iterator[tuple[str, Keyed, Vocabulary]]:
    """Each document with the whole vocabulary, without the words of its layout alone, and without random parts."""
    full = Vocabulary(_built_in())
    rare = Rare(documents)
    for d in documents:
        yield "full", d, full
        for most in (1, 2, 4):
            vocabulary, gone = rare.without(d.layout, most)
            if gone:
                yield f"rare-{most}", d, vocabulary
    for n in range(rounds):
        vocabulary = less(random.Random(n), _PARTS[n % 4])
        for k, d in enumerate(documents):
            if (k + n) % 4 == 0:
                yield f"less-{n}", d, vocabulary


def errors_by_misreading(documents: Sequence[Keyed], rounds: int) -> tuple[pd.DataFrame, int]:
    """The errors that only a misread form has (rule, place, whether anything of the form was doubted), and how many forms were misread."""
    forms: list[Form] = []
    problems: list[Problem] = []
    cases: dict[str, Case] = {}
    truth: dict[str, str] = {}
    for no, (words, d, vocabulary) in enumerate(crippled(documents, rounds)):
        found, said = find_forms(d.document, vocabulary)
        for key, form in zip(d.keys, found, strict=False):
            name = f"{no:05}-{form.form_no}"
            own = [replace(p, form_id=name) for p in said if p.form_id == form.form_id]
            wrong = dict(wrong_places(key, form))
            at = f"{d.name}#{form.form_no}"
            if words == "full" and not wrong:
                truth[at] = name
            forms.append(replace(form, form_id=name, file=f"{no:05}-{form.file}"))
            problems += own
            cases[name] = (at, wrong, [p.where for p in own if p.problem == "doubtful-reading"])
    found_ = check(tables_of(forms, problems), portfolio=False).findings
    critical = found_[(found_["severity"] == "critical").to_numpy(bool)]
    by_form: dict[str, list[tuple[str, str, str]]] = {}
    for f, r, w, m in zip(
        critical["form_id"], critical["rule_id"], critical["where"], critical["message"], strict=True
    ):
        by_form.setdefault(f, []).append((r, w, m))
    rows = []
    for name, (at, wrong, doubted) in cases.items():
        if not wrong or at not in truth:
            continue
        right = Counter(r for r, _, _ in by_form.get(truth[at], []))
        for rule, where, message in by_form.get(name, []):
            if right[rule]:
                right[rule] -= 1  # the form read right has this error as well
                continue
            told = all(covers(doubted, p) for p in wrong)
            rows.append((at, name, rule, where, message, bool(doubted), told, ";".join(sorted(wrong)[:6])))
    names = ["form", "reading", "rule", "where", "message", "doubted", "told", "wrong"]
    return pd.DataFrame(rows, columns=names), sum(bool(w) for _, w, _ in cases.values())
