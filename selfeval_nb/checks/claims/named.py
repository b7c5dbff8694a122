"""Relations of names: lists of places and things against their count and against the goal's list, and kinds of which only one holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from selfeval_nb.checks.claims.collect import passages, passages_by_form
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.words import Words, word_list
from selfeval_nb.forms.values.numbers import parse_numeral
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "named")


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
    """``replaced``: a name of the goal's list that the result's list has changed for another of which the form says nothing else."""
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
                    yield Pair(form, "replaced", place, "", "", 1, 1, 1, 1, 0.75)
                    continue
                rest = "".join(t for (k, p), t in said.items() if k == form and p != place)
                own = norm(text)
                clash = (
                    not any(n in rest for n in new)
                    and not any(n in own for n in gone)
                    and not WORDS.explained.search(own)
                )
                yield Pair(
                    form, "replaced", place, f"预期目标写“{'、'.join(gone)}”，{name_of(place)}写“{'、'.join(new)}”，其余相同，没有说明变更", f"the goal names “{'、'.join(gone)}”, {name_of(place, 'en')} “{'、'.join(new)}” in its place", 1, 1, *((0, 0) if clash else (1, 1)), 0.75,
                )  # fmt: skip


def _same(name: str, names: tuple[str, ...]) -> bool:
    return any(name == x or name.endswith(x) or x.endswith(name) or fuzz.ratio(name, x) >= 60 for x in names)


def _lists(f: Frames, place: str) -> dict[int, list[Listed]]:
    found: dict[int, list[Listed]] = {}
    for form, at, _, text in passages(f):
        if at == place and "、" in text:
            found.setdefault(form, []).extend(lists_of(text))
    return found


@lru_cache(maxsize=4)
def _kinds() -> tuple[tuple[str, tuple[tuple[str, re.Pattern[str]], ...]], ...]:
    return tuple(
        (name, tuple((value, re.compile(p)) for value, p in values.items()))
        for name, values in word_list("claims")["kinds"].items()
    )


_TICKED = re.compile(
    r"[☑√■●✓✔☒]\s*([^□☑√■●✓✔☒○]{2,14})|([^□☑√■●✓✔☒○]{2,14}?)\s*[☑√■✓✔☒](?=\s*(?:$|[^\u4e00-\u9fff]|[0-9]))"
)


@lru_cache(maxsize=4)
def _any_kind() -> re.Pattern[str]:
    """What a text must hold to name a kind at all; where in it a kind begins is asked clause by clause."""
    return re.compile("|".join(p.pattern.replace("^[0-9、.]*", "") for _, values in _kinds() for _, p in values))


def kinds(f: Frames) -> Iterator[Pair]:
    """``kind``: two cells that put one thing under two kinds of which only one holds (公开招标 and 直接委托, 新增项目 and 自2021年起实施)."""
    forms = f.frame("forms")
    projects = texts(forms["project"])
    for form in range(len(forms)):
        told: dict[str, list[tuple[str, str, str, frozenset[str]]]] = {}
        more = forms["attributes"].iloc[form] if "attributes" in forms else None
        cells = [(f"attribute:{k}", str(v)) for k, v in more.items() if v] if isinstance(more, dict) else []
        cells += [
            (place, text)
            for k, place, role, text in passages_by_form(f).get(form, ())
            if role not in ("plan", "measure") and not place.startswith("attribute")
        ]
        for place, text in cells:
            if not _any_kind().search(text):
                continue
            ticked = [a or b for a, b in _TICKED.findall(text)] if re.search("[☑√■●✓✔☒]", text) else []
            for clause in ticked or re.split("[,，。;；\n]", norm(text)):
                for name, values in _kinds():
                    held = [value for value, p in values if p.search(clause)]
                    if len(held) == 1 and not WORDS.denied.search(clause):
                        told.setdefault(name, []).append((held[0], place, norm(clause), pieces(clause)))
        for found in told.values():
            for k, (value, place, clause, said) in enumerate(found):
                for other, at, more_words, words in found[k + 1 :]:
                    if place == at:
                        continue
                    one = (
                        place.startswith("attribute")
                        or at.startswith("attribute")
                        or bool((said & words) - pieces(projects[form]))
                        or bool(said & words & pieces("施工 设计 监理 设备 服务 采购"))
                    )
                    yield Pair(
                        form, "kind", at if place.startswith("attribute") and not at.startswith("attribute") else place, f"{name_of(place)}写“{clean(clause)[:24]}”，{name_of(at)}写“{clean(more_words)[:24]}”", f"{name_of(place, 'en')} says “{clean(clause)[:24]}”, {name_of(at, 'en')} “{clean(more_words)[:24]}”", 1, 1, *((0, 0) if value != other and one else (1, 1)), 0.75,
                    )  # fmt: skip
