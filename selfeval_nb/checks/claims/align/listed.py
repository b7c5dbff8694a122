"""Relations of lists of names: their number as told, and the goal's list against the result's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from selfeval_nb.checks.claims.collect import passages
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.numbers import parse_numeral
from selfeval_nb.forms.words.text import norm

WORDS = Words("align", "listed")


@dataclass(frozen=True, slots=True)
class Listed:
    """The names of a list, the number told right behind it (None for none), and whether 等 leaves it open."""

    names: tuple[str, ...]
    count: float | None
    open: bool
    words: str


@lru_cache(maxsize=16384)
def lists_of(text: str) -> tuple[Listed, ...]:
    """The lists of names of a text: three and more, or two with a number behind them."""
    found = []
    shown = norm(text)
    for m in WORDS.names.finditer(shown):
        names = [n for n in re.split("、|以及|(?<=[\u4e00-\u9fff]{2})[和及与](?=[\u4e00-\u9fff]{2})", m[0]) if n]
        behind = shown[m.end() : m.end() + 10]
        tail = re.search("等$|等(?=[\u4e00-\u9fff]{0,4}$)", names[-1])
        counted = WORDS.count.match(behind)
        first = WORDS.verbs.sub("", names[0]) or names[0]
        names[0] = first if len(first) >= 2 else names[0]
        opened = tail is not None or behind.startswith("等") or bool(counted and counted["open"])
        n = None
        if counted:
            n = float(counted["n"]) if counted["n"].isdigit() else parse_numeral(counted["n"])
        found.append(Listed(tuple(names), n, opened, m[0] + (counted[0] if counted else "")))
    return tuple(found)


def counted(f: Frames) -> Iterator[Pair]:
    """``listed``: the names of a result's list with a number behind it, and the same list in the goal, which has them all."""
    goals = _lists(f, "goal_expected")
    for form, place, role, text in passages(f):
        if role not in ("result", "conclusion", "note") or "、" not in text:
            continue
        for one in lists_of(text):
            for whole in goals.get(form, ()):
                common = [n for n in one.names if _same(n, whole.names)]
                if (
                    one.count is None
                    or whole.count is None
                    or len(common) < max(2, len(one.names) - 1)
                    or one.open
                    or whole.open
                ):
                    continue
                fits = len(one.names) == one.count or len(whole.names) != whole.count
                yield Pair(
                    form, "listed", place, f"{name_of(place)}写“{one.words[-30:]}”，列出{len(one.names)}个，预期目标列出{len(whole.names)}个", f"{name_of(place, 'en')} lists {len(one.names)} of {one.count:g}, the goal {len(whole.names)}", one.count, one.count, *((one.count, one.count) if fits else (float(len(one.names)), float(len(one.names)))), 0.8,
                )  # fmt: skip


def replaced(f: Frames) -> Iterator[Pair]:
    """``altered``: a name of the goal's list that the result's list has changed for another of which the form says nothing else."""
    goals = _lists(f, "goal_expected")
    said = {(form, place): norm(text) for form, place, _, text in passages(f)}
    for form, place, role, text in passages(f):
        if role != "result" or "、" not in text:
            continue
        for one in lists_of(text):
            for whole in goals.get(form, ()):
                if len(one.names) != len(whole.names) or one.open or whole.open:
                    continue
                gone = [n for n in whole.names if not _same(n, one.names)]
                new = [n for n in one.names if not _same(n, whole.names)]
                if not gone or len(gone) != len(new) or len(gone) > len(one.names) / 2:
                    yield Pair(form, "altered", place, "", "", 1, 1, 1, 1, 0.75)
                    continue
                rest = "".join(t for (k, p), t in said.items() if k == form and p != place)
                own = norm(text)
                clash = (
                    not any(n in rest for n in new)
                    and not any(n in own for n in gone)
                    and not WORDS.explained.search(own)
                    and not any(set(a) & set(b) for a in gone for b in new)  # 雨污管网 and 污水 are no two things
                )
                yield Pair(
                    form, "altered", place, f"预期目标写“{'、'.join(gone)}”，{name_of(place)}写“{'、'.join(new)}”，其余相同，没有说明变更", f"the goal names “{'、'.join(gone)}”, {name_of(place, 'en')} “{'、'.join(new)}” in its place", 1, 1, *((0, 0) if clash else (1, 1)), 0.75,
                )  # fmt: skip


def _same(name: str, names: tuple[str, ...]) -> bool:
    return any(name == x or name.endswith(x) or x.endswith(name) or fuzz.ratio(name, x) >= 60 for x in names)


def _lists(f: Frames, place: str) -> dict[int, list[Listed]]:
    found: dict[int, list[Listed]] = {}
    for form, at, _, text in passages(f):
        if at == place and "、" in text:
            found.setdefault(form, []).extend(lists_of(text))
    return found
