"""Relations: money told of one source (追加福彩公益金40万元, 自筹的40万元一分不剩), and the row of that source in the funds block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement, overlap
from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.money import Funds, funds_of
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.words import Words, word_list
from selfeval_nb.forms.words.text import norm

WORDS = Words("claims", "sources_read")


@lru_cache(maxsize=4)
def _names() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(words) for name, words in word_list("claims")["sources"]["names"].items()}


@lru_cache(maxsize=16384)
def sources(words: str) -> frozenset[str]:
    """The sources of money that words name."""
    return frozenset(name for name, p in _names().items() if p.search(words))


def _nearest(words: str) -> frozenset[str]:
    """The source that words name last, before an amount (市财政追加福彩公益金: 公益金)."""
    ends = {name: max((m.end() for m in p.finditer(words)), default=-1) for name, p in _names().items()}
    last = max(ends.values(), default=-1)
    return frozenset(name for name, end in ends.items() if last >= 0 and end >= last - 1)


#: What is of a kind with another: money of the centre is fiscal money too.
_BROADER = {
    "财政": {"中央", "省级", "市级", "县级", "地方", "公益金", "债券", "基金", "上年结转"},
    "地方": {"省级", "市级", "县级"},
}


def row_of(funds: Funds, form: int, named: frozenset[str]) -> int:
    """The only row of the funds block of the sources named; -1 where none or several are."""
    named = named - ({"财政"} if named & _BROADER["财政"] else set())
    if not named:
        return -1
    found = []
    for k, (label, *_) in enumerate(funds.rows[form]):
        own = sources(label)
        own = own - ({"财政"} if own & _BROADER["财政"] else set())
        if own and own == named:
            found.append(k)
    return found[0] if len(found) == 1 else -1


def source_money(f: Frames) -> Iterator[Pair]:
    """``source``: an amount of one source told in a text and the row of that source."""
    funds = funds_of(f)
    for claims in claims_of(f):
        for c in claims:
            s, form = c.said, c.form
            if (
                s.kind != "money"
                or c.own
                or c.role in ("measure",)
                or s.mode in ("each", "todo", "compare", "given")
                or np.isnan(funds.factor[form])
                or funds.odd[form]
            ):
                continue
            if WORDS.joint.search(norm(s.before)):
                continue  # 中央和地方资金3600万元 are the sum of both
            named = _nearest(norm(s.before))
            k = row_of(funds, form, named)
            if k < 0:
                continue
            due = _due(f, form, k, s, c.role)
            if due is None:
                continue
            kind, amounts = due
            room = s.slack + 1e-6
            agree = next((d for d in amounts if overlap(s.low, s.high, d - room, d + room)), None)
            d = amounts[0] if agree is None else agree
            unit = f.frame("forms")["money_unit"].iloc[form]
            label = funds.rows[form][k][0]
            yield Pair(
                form, "source", c.place, f"{name_of(c.place)}写“{s.before.strip()[-14:]}{s.text}{s.after.strip()[:6]}”，资金部分“{label}”的{kind}为{number(d / funds.factor[form], 4)}{unit}",
                f"{name_of(c.place, 'en')} says “{s.text}”, the funds row “{label}” has {number(d / funds.factor[form], 4)}", s.low, s.high, d - room, d + room, 0.75,
            )  # fmt: skip
    yield from _spent(f, funds)


def _due(f: Frames, form: int, k: int, s: Statement, role: str) -> tuple[str, list[float]] | None:
    """What the words around an amount call it and the amounts of the row that it may be; None where they do not tell, or it may be a part."""
    funds = funds_of(f)
    _, budget, executed = funds.rows[form][k]
    initial = funds.initials[form][k]
    words, after = WORDS.carried.sub("", norm(s.before)), norm(re.split("[,，。;；]", s.after)[0])
    known = [x for x in (initial, budget, executed) if not np.isnan(x)]
    if WORDS.left.search(words + after[:8]):
        found = [("预算数减执行数", [b - executed for b in (budget, initial) if not np.isnan(b - executed)])]
    elif WORDS.change.search(words) or WORDS.change.search(after[:4]):
        found = [("预算调整数", [abs(budget - initial)])] if not np.isnan(budget - initial) else []
    elif role == "plan" or (WORDS.budget.search(words) and not WORDS.spent.search(words)):
        found = [("预算数", [x for x in (budget, initial, executed) if not np.isnan(x)])]
    elif WORDS.spent.search(words):
        found = [("执行数", known[::-1])]
    else:
        return None
    if not found or not found[0][1]:
        return None
    kind, amounts = found[0]
    whole = max(known, default=0.0)
    if (
        kind in ("预算数", "执行数")
        and (s.exact < whole or not known or s.whole >= 0)
        and not WORDS.whole.search(words)
    ):
        return None  # one payment of several, or a source that the block leaves blank
    return kind, amounts


def _spent(f: Frames, funds: Funds) -> Iterator[Pair]:
    """Money of one source said to be spent to the last, and its row."""
    for form, place, role, text in passages(f):
        if role in ("plan", "measure") or np.isnan(funds.factor[form]):
            continue
        for sentence in re.split("[。；;\n]", norm(text)):
            m = WORDS.all.search(sentence)
            if m is None or WORDS.not_all.search(sentence):
                continue
            k = row_of(funds, form, sources(sentence[: m.start()]))
            if k < 0:
                continue
            label, budget, executed = funds.rows[form][k]
            if np.isnan(budget - executed) or budget <= 0:
                continue
            yield Pair(
                form, "source", place, f"{name_of(place)}写“{sentence[:30]}”，资金部分“{label}”预算数{number(budget / funds.factor[form], 4)}、执行数{number(executed / funds.factor[form], 4)}",
                f"{name_of(place, 'en')} says “{sentence[:30]}”, the funds row “{label}” was not spent to the last", 1, 1, *((1, 1) if executed >= budget - 1e-6 else (0, 0)), 0.8,
            )  # fmt: skip
