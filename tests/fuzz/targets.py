"""What is fuzzed. Each target takes one input and raises when the program does not keep its word."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable

from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.words.vocabulary import load_vocabulary
from selfeval_nb.readers import Source, read
from selfeval_nb.readers.model import Document
from selfeval_nb.readers.problems import SENTENCES, printable

#: Formats that LibreOffice reads first: seconds a document, so they are fuzzed only by their outer checks.
THROUGH_OFFICE = {"doc", "rtf", "odt", "ods", "xlsb", "word-2003"}


def value(text: str) -> None:
    """A cell text through every parser of the value grammar: no exception, only finite numbers, the text itself kept."""
    from selfeval_nb.forms.values.numbers import parse_amount_unit, parse_rate, parse_score
    from selfeval_nb.forms.values.values import parse_actual, parse_target

    amount, _ = parse_amount_unit(text)
    for number in (amount, parse_rate(text), parse_score(text)):
        assert number is None or math.isfinite(number), (text, number)
    target = parse_target(text, name=text[:40], year=2023)
    actual = parse_actual(text, name=text[:40], target=target, year=2023)
    for parsed in (target, actual):
        for number in (parsed.number, parsed.low, parsed.high):
            # an open end is infinite on purpose
            assert number is None or not math.isnan(number), (text, parsed)
        assert parsed.number is None or math.isfinite(parsed.number), (text, parsed)


def reading(data: bytes, name: str = "x") -> Document:
    """A document through its reader: blocks or problems, every problem a known sentence, none of them a fault of ours."""
    document = read(Source(name, data=data))
    assert document.blocks or document.problems
    for problem in document.problems:
        assert problem.problem in SENTENCES["zh"], problem
        assert problem.problem != "failed", problem
        assert problem.detail == printable(problem.detail), problem
        assert problem.detail.endswith("。"), problem
    again = read(Source(name, data=data))
    assert again == document, "read twice, two documents"
    return document


def chain(data: bytes, name: str = "x") -> int:
    """A document all the way: tables, checks, reviews, page, JSON. Gives the number of forms."""
    from selfeval_nb.checks.author.show import to_json as findings_json
    from selfeval_nb.checks.author.show import to_text
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.export import to_csv, to_json
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.report.overview.index import index_row
    from selfeval_nb.report.page.report_html import render_page
    from selfeval_nb.review.build import build_reviews
    from selfeval_nb.review.embed import canonical

    document = read(Source(name, data=data))
    assert all(p.problem != "failed" for p in document.problems), document.problems
    forms, problems = find_forms(document, load_vocabulary(None))
    for number, form in enumerate(forms):
        form.form_id += f"~{number}" if number else ""
    tables = tables_of(forms, problems)
    json.loads(to_json(tables, full=True), parse_constant=_no_constant)
    to_csv(tables, "indicators")
    if not forms:
        assert problems
        return 0
    result = check(tables, engine="direct", portfolio=False)
    broken = result.outcomes[result.outcomes["outcome"] == "broken"]
    assert broken.empty, broken.to_dict("records")[:3]
    json.loads(findings_json(tables, result), parse_constant=_no_constant)
    to_text(tables, result)
    for review in build_reviews(forms, result, problems):
        page = str(render_page(review))
        page.encode("utf-8")
        assert not ACTIVE.search(page), ACTIVE.search(page)
        index_row(review, "x.html")
        json.loads(canonical(review), parse_constant=_no_constant)
    return len(forms)


#: Anything in a report that a browser would run or fetch; a report has none of its own.
ACTIVE = re.compile(r"<script|<iframe|<object|<embed|<link|<img|<svg[^>]*\son|<[a-z][^<>]*\son[a-z]+\s*=|javascript:[^<]*\"\s*>|[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", re.I)  # fmt: skip


def _no_constant(text: str) -> None:
    raise AssertionError(f"{text} is no JSON")


def odd(data: bytes, name: str) -> None:
    """An odd value (UTF-8) in the slot ``name`` of a good form: the form is read, whatever becomes of the value."""
    from tests.fuzz.odd import PROJECT, SLOTS

    file, document = SLOTS[name](data.decode("utf-8", "surrogatepass"))
    read_as = reading(document, file)
    forms, _ = find_forms(read_as, load_vocabulary(None))
    assert [f.fields["project"].text for f in forms] == [PROJECT], (read_as.problems, forms)


TARGETS: dict[str, Callable[..., object]] = {"values": value, "readers": reading, "chain": chain, "odd": odd}
