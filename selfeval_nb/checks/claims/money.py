"""Relations: money and rates told in words, and the funds block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement, overlap
from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.link import Claim
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.subjects import telling
from selfeval_nb.checks.scoring.totals import execution_base
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, texts, total_value
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.values.units import YUAN
from selfeval_nb.forms.words.text import norm

WORDS = Words("claims", "sums")

_SENTENCE = re.compile(r"[。；;！!\n]")


@dataclass(slots=True)
class Funds:
    """The funds of all forms in yuan: total row by form, and every amount of the block."""

    factor: np.ndarray
    initial: np.ndarray
    base: np.ndarray
    executed: np.ndarray
    amounts: list[set[float]]
    rows: list[list[tuple[str, float, float]]]  # label, budget, executed
    initials: list[list[float]]  # beside ``rows``
    rate: np.ndarray
    odd: np.ndarray


def funds_of(f: Frames) -> Funds:
    """The funds block in yuan (made once)."""
    if "claims:funds" not in f.cache:
        forms, funds = f.frame("forms"), f.frame("funds")
        factor = np.array(
            [YUAN.get(norm(u), np.nan) if isinstance(u, str) else np.nan for u in forms["money_unit"]], dtype=float
        )
        amounts: list[set[float]] = [set() for _ in range(len(forms))]
        at = f.form_index("funds")
        for column in ("initial", "budget", "executed"):
            for i, x in enumerate(floats(funds[column])):
                if not np.isnan(x) and not np.isnan(factor[at[i]]):
                    amounts[at[i]].add(float(x * factor[at[i]]))
        rows: list[list[tuple[str, float, float]]] = [[] for _ in range(len(forms))]
        initials: list[list[float]] = [[] for _ in range(len(forms))]
        initial, budget, spent = (floats(funds[c]) for c in ("initial", "budget", "executed"))
        for i, label in enumerate(texts(funds["label"])):
            k = factor[at[i]]
            rows[at[i]].append((norm(label), budget[i] * k, spent[i] * k))
            initials[at[i]].append(float(initial[i] * k))
        base, executed = execution_base(f), total_value(f, "executed")
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.where(base > 0, executed / base, np.nan)
        odd = f.col("forms", "scale_slip").notna().to_numpy()
        f.cache["claims:funds"] = Funds(
            factor,
            total_value(f, "initial") * factor,
            base * factor,
            executed * factor,
            amounts,
            rows,
            initials,
            rate,
            odd,
        )
    return f.cache["claims:funds"]


def _frame_only(f: Frames, s: Statement, project: str) -> bool:
    """Whether the words around an amount speak of the project's money as a whole and of nothing else."""
    words = norm(s.before)
    rest = pattern("claims", "money", "frame").sub("", words).strip(",，、:：()（）的共为约")
    return not (telling(rest) - telling(project)) and len(rest) <= 2


def _role(before: str) -> str:
    hits = [
        (m.end(), role)
        for role in ("surplus", "change", "executed", "budget")
        for m in pattern("claims", "money", role).finditer(before)
    ]
    if not hits:
        return ""
    if any(role == "surplus" for _, role in hits) and "预算" not in before:
        return "surplus"
    return max(hits)[1]


def money(f: Frames) -> Iterator[Pair]:
    """``money``: an amount told of the whole project against the funds block; ``rate_told``: an execution rate told in words."""
    funds = funds_of(f)
    projects = texts(f.frame("forms")["project"])
    for claims in claims_of(f):
        for c in claims:
            s, form = c.said, c.form
            if c.own or funds.odd[form] or c.role == "measure" or s.whole >= 0 or s.mode in ("each", "compare", "todo"):
                continue
            if s.kind == "rate" and pattern("claims", "money", "rate").search(norm(s.before)):
                yield from _rate(f, c.place, form, s, funds)
            if (
                s.kind != "money"
                or np.isnan(funds.factor[form])
                or not (_frame_only(f, s, projects[form]) or WORDS.changed.search(norm(s.before)))
            ):
                continue
            role = _role(norm(s.before)) or ("surplus" if says(s.after, "claims", "money", "surplus") else "")
            due = _due(role, form, funds, c.role)
            if role == "change" and due and _against(norm(s.before), funds, form):
                due = [-due[0]]
            if role == "surplus" and due:
                due += [b - e for _, b, e in funds.rows[form] if not np.isnan(b - e)]
            if role == "budget" and not WORDS.whole.search(s.before):
                continue  # one of several amounts that came in the course of the year
            if not due or s.exact > BEYOND * max(
                x for x in (funds.base[form], funds.initial[form], funds.executed[form], 0.0) if x == x
            ):
                continue  # more than the whole project has: money of others (回收贷款5260万元)
            if role == "executed" and s.exact < PART * due[0] and _of_a_part(claims, c):
                continue
            room = max(s.slack, 0.0) + 1e-6
            low, high = s.low - 1e-6, s.high + 1e-6
            agree = next((d for d in due if overlap(low, high, d - room, d + room)), None)
            if (
                agree is None
                and role in ("executed", "budget")
                and any(overlap(low, high, a - room, a + room) for a in funds.amounts[form])
            ):
                continue  # the amount of a part
            d = due[0] if agree is None else agree
            shown = number(d / funds.factor[form], 4)
            label = {
                "executed": "全年执行数",
                "budget": "全年预算数",
                "surplus": "预算数减执行数",
                "change": "预算调整数",
            }[role]
            english = {
                "executed": "executed",
                "budget": "budget",
                "surplus": "budget less executed",
                "change": "change of the budget",
            }[role]
            unit = f.frame("forms")["money_unit"].iloc[form]
            yield Pair(
                form, "money", c.place, f"{name_of(c.place)}为“{s.before.strip()[-12:]}{s.text}”，资金部分的{label}为{shown}{unit}",
                f"{name_of(c.place, 'en')} says “{s.text}”, the funds block has {english} {shown}", low, high, d, d, 0.8,
            )  # fmt: skip


def _of_a_part(claims: list[Claim], c: Claim) -> bool:
    """Whether an amount is told right behind a number of things, and not as a whole: it was spent on these (临时救助4368人次，支出1092万元)."""
    if WORDS.whole.search(c.said.before) or WORDS.all_year.search(c.said.before):
        return False
    return any(
        o.place == c.place and o.said.sentence == c.said.sentence and o.said.kind == "count" and 0 <= c.said.clause - o.said.clause <= 2 and o.said.start < c.said.start
        for o in claims
    )  # fmt: skip


def _against(words: str, funds: Funds, form: int) -> bool:
    """Whether words say that the budget was raised and the block lowers it, or the other way."""
    up, down = WORDS.raised.search(words), WORDS.lowered.search(words)
    moved = funds.base[form] - funds.initial[form]
    return bool(up and not down and moved < -1e-6) or bool(down and not up and moved > 1e-6)


def outstanding(f: Frames) -> Iterator[Pair]:
    """``outstanding``: an amount of one source that did not come or was not paid (地方资金还有42万元没有到位), and what its row leaves open."""
    funds = funds_of(f)
    for claims in claims_of(f):
        for c in claims:
            s = c.said
            if (
                s.kind != "money"
                or c.role in ("plan", "measure")
                or s.whole >= 0
                or np.isnan(funds.factor[c.form])
                or funds.odd[c.form]
            ):
                continue
            if not WORDS.open.search(norm(s.before[-8:] + s.after[:10])):
                continue
            named = set(WORDS.source.findall(norm(s.before))) or set(WORDS.source.findall(norm(s.head)))
            rows = [
                (label, b - e)
                for label, b, e in funds.rows[c.form]
                if not np.isnan(b - e) and named & set(WORDS.source.findall(label))
            ]
            if len(rows) != 1 or len(named) != 1:
                continue
            label, left = rows[0]
            shown = number(left / funds.factor[c.form], 4)
            room = s.slack + 1e-6
            yield Pair(
                c.form, "outstanding", c.place, f"{name_of(c.place)}写“{s.before.strip()[-10:]}{s.text}{s.after.strip()[:8]}”，资金部分“{label}”的预算数减执行数为{shown}",
                f"{name_of(c.place, 'en')} says “{s.text}” is outstanding, the funds row “{label}” leaves {shown}", s.low, s.high, left - room, left + room, 0.75,
            )  # fmt: skip


def _due(role: str, form: int, funds: Funds, side: str) -> list[float]:
    """The amounts that a role may mean, the likeliest first; [] where the block does not print them."""
    initial, base, executed = funds.initial[form], funds.base[form], funds.executed[form]
    found = {
        "executed": [executed] if side != "plan" else [],
        "budget": [base, initial],
        "surplus": [base - executed, initial - executed] if side != "plan" else [],
        "change": [abs(base - initial)] if side != "plan" else [],
    }.get(role, [])
    return [float(x) for x in found if not np.isnan(x)]


def _rate(f: Frames, place: str, form: int, s: Statement, funds: Funds) -> Iterator[Pair]:
    rate = funds.rate[form] * 100
    if np.isnan(rate) or s.mode in ("plan", "limit"):
        return
    room = max(s.slack, 0.005) + (
        0.5 if s.exact == round(s.exact) and abs(s.exact - rate) < 0.5 and s.exact < 100 else 0.0
    )
    if (s.bound and place == "goal_expected") or place == "goal_expected":
        return
    yield Pair(
        form, "rate_told", place, f"{name_of(place)}为“{s.before.strip()[-12:]}{s.text}”，资金部分的执行率为{number(rate, 2)}%",
        f"{name_of(place, 'en')} says “{s.text}”, the funds block gives {number(rate, 2)}%", s.low, s.high, rate - room, rate + room, 0.9,
    )  # fmt: skip


PART = 0.8  # an amount below that share of what was spent may be a part of it
BEYOND = 1.5  # an amount so many times the whole is not the project's
FULL = 0.99995  # an execution rate that is printed as 100 %
NONE_PAID = 0.9  # where so much was spent, nobody can say that the money did not come
_ROOM = 1e-6  # what two sides of a pair may differ by


def leftover(f: Frames) -> Iterator[Pair]:
    """``leftover``: a text says that money was left or returned, or that money did not come, and the funds block shows that all was spent."""
    funds = funds_of(f)
    for form, place, role, text in passages(f):
        if role not in ("plan", "measure") and not np.isnan(funds.rate[form]):
            yield from _left(form, place, text, funds, -1)
            yield from _spent(form, place, text, funds)
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    reasons = texts(ind["reason"])
    for i in np.flatnonzero(reasons != ""):
        if not np.isnan(funds.rate[at[i]]):
            yield from _left(int(at[i]), indicator(numbers[i], "reason"), reasons[i], funds, int(i))


def _left(form: int, place: str, text: str, funds: Funds, row: int) -> Iterator[Pair]:
    for sentence in _SENTENCE.split(norm(text)):
        said = pattern("claims", "money", "surplus_said").search(sentence)
        kind = "有结余或结转资金"
        if said is None:
            said, kind = pattern("claims", "money", "unpaid").search(sentence), "资金没有到位或不足"
            said = said or pattern("claims", "money", "none_paid").search(sentence)
        if said is None or (kind.startswith("有") and pattern("claims", "money", "surplus_not").search(sentence)):
            continue
        rate, least = funds.rate[form], FULL
        none = pattern("claims", "money", "none_paid").search(sentence)
        if none is not None and not pattern("claims", "money", "none_paid_not").search(sentence):
            said, least = none, NONE_PAID
        yield Pair(
            form, "leftover", place, f"{name_of(place)}说{kind}（“{said[0][:24]}”），资金部分的执行率为{number(rate * 100, 2)}%",
            f"{name_of(place, 'en')} says that money was left or did not come (“{said[0][:24]}”), the execution rate is {number(rate * 100, 2)}%",
            rate, rate, -INF, least - 2 * _ROOM, 0.9, row,
        )  # fmt: skip
        return


def _spent(form: int, place: str, text: str, funds: Funds) -> Iterator[Pair]:
    """A text that says that all money was spent, and the execution rate."""
    for sentence in _SENTENCE.split(norm(text)):
        said = pattern("claims", "money", "all_spent").search(sentence)
        if said is None:
            continue
        if "结转" in sentence:
            carried = [(b, e) for label, b, e in funds.rows[form] if "结转" in label and b > 0 and not np.isnan(e)]
            if len(carried) == 1 and not WORDS.not_yet.search(sentence):
                rate = carried[0][1] / carried[0][0]
                yield Pair(
                    form, "all_spent", place, f"{name_of(place)}写“{sentence[:24]}”，资金部分结转资金的执行率为{number(rate * 100, 2)}%", f"{name_of(place, 'en')} says “{sentence[:24]}”, the carried-over money was spent to {number(rate * 100, 2)}%",
                    rate, rate, FULL + _ROOM, INF, 0.8,
                )  # fmt: skip
            continue
        clause = re.split("[,，:：]", sentence[: said.end()])[-1]
        if pattern("claims", "money", "all_spent_not").search(sentence) or WORDS.one_source.search(clause):
            continue
        rate = funds.rate[form]
        yield Pair(
            form, "all_spent", place, f"{name_of(place)}写“{said[0][:24]}”，资金部分的执行率为{number(rate * 100, 2)}%", f"{name_of(place, 'en')} says “{said[0][:24]}”, the execution rate is {number(rate * 100, 2)}%",
            rate, rate, FULL + _ROOM, INF, 0.85,
        )  # fmt: skip
        return
