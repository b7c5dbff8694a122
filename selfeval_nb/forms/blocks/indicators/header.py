"""The header of an indicator block: where it begins, how many lines it has and what stands in its columns.

A line is a candidate by its labels, or by the rows below it where nobody listed its words. For each number of header lines all columns
are assigned together (``assign``); the reading with most points is the header, if what it found makes an indicator block at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval_nb.forms.blocks import total_rows as totals
from selfeval_nb.forms.blocks.goals.header import goal_header
from selfeval_nb.forms.blocks.indicators.assign import Reading, assign
from selfeval_nb.forms.blocks.indicators.pillars import Pillar, pillars_of
from selfeval_nb.forms.blocks.indicators.roles import (
    EXACT,
    WORDS,
    by_label,
    said_by_label,
    text_of,
    years_of,
)
from selfeval_nb.forms.blocks.indicators.rows import split_points
from selfeval_nb.forms.blocks.indicators.suits import is_points, is_value
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.labels import AMOUNTS, NAMES, is_number, is_numbering, source_of
from selfeval_nb.forms.grid.lines import Line, is_blank, solo
from selfeval_nb.forms.values.numbers import parse_score, parse_weight
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, is_prose
from selfeval_nb.readers.model import Cell

#: Lines of a header without its numbering row; rows below that are looked at; the longest text that is a label of an unlisted column,
#: and the fewest labels of a header without known words.
_DEEPEST = 3
_AHEAD = 60
_LONGEST = 16
_FEWEST = 4
#: What makes an indicator block: points for what labels (or contents) found, and how many are enough.
_WORTH = {
    "level1": 1.0, "level2": 1.0, "level3": 2.5, "group": 0.5, "target": 2.5, "actual": 2.5, "weight": 1.5, "score": 1.5, "reason": 1.0,
    "method": 1.5, "operator": 1.0, "unit": 1.0, "coefficient": 0.5, "target_adjusted": 0.5,
}  # fmt: skip
_ENOUGH = 5.5
#: As many where the rows below speak for it: inside a form, and where no title or head was seen.
SUPPORTED = 6.0
SURELY = 8.0
#: The share of rows that must agree; the fewest rows that say something; what the points of a whole block add up to.
_MOST = 0.6
_SOME = 0.3
_ROWS = 3
_WHOLE = (50.0, 100.5)


def indicator_header(
    lines: Sequence[Line], i: int, vocabulary: Vocabulary, *, firm: bool = False, unlisted: float = 0.0
) -> Columns | None:
    """The header of an indicator block that begins at line ``i``, or None.

    ``firm`` labels were pointed at by a reviewer and mean what they say; ``unlisted`` also tries a line without known words, and is how
    much the rows below must speak for it.
    """
    first = lines[i]
    if first.table is None:
        return None
    if _may_head(first, vocabulary):
        found = _best(lines, i, vocabulary, firm=firm)
        if found is not None and _worth_it(lines, i, *found, vocabulary):
            return _columns(lines, i, *found, vocabulary)
    if unlisted and _labels_only(first, vocabulary):
        found = _best(lines, i, vocabulary, firm=firm, known=False)
        if found is not None and _supported(lines, i, *found, vocabulary) >= unlisted:
            columns = _columns(lines, i, *found, vocabulary)
            start = min(c.first for c in columns.items)
            columns.labels = [c for p in found[1].pillars if p.first >= start for c in p.stack[:1]]
            return columns
    return None


def _worth_it(lines: Sequence[Line], i: int, depth: int, reading: Reading, vocabulary: Vocabulary) -> bool:
    """Whether known labels make a line a header of indicators; where they nearly do, the rows below may speak for it too."""
    labels = worth(reading, vocabulary)
    if labels >= _ENOUGH or labels < _ENOUGH - 1:
        return labels >= _ENOUGH
    rows = list(rows_below(lines, i + depth, vocabulary))
    return labels + support(reading, rows, vocabulary) / 4 - _of_another_block(lines[i], vocabulary) >= _ENOUGH


def _supported(lines: Sequence[Line], i: int, depth: int, reading: Reading, vocabulary: Vocabulary) -> float:
    """How much labels and rows together make a line a header of indicators; nothing where neither a label names a value or points nor
    the rows name levels."""
    rows = list(rows_below(lines, i + depth, vocabulary))
    named = worth(reading, vocabulary) > 0 or any(_level(c.text, vocabulary) for ln in rows for c in ln.cover)
    score = worth(reading, vocabulary, named=False) / 2 + support(reading, rows, vocabulary)
    return score - _of_another_block(lines[i], vocabulary) - (0.0 if named else 1.0)


def read_header(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> Columns | None:
    """The columns of a line that a reviewer pointed at, whatever it says; None without any known label."""
    found = _best(lines, i, vocabulary, firm=True)
    if found is None or not any(r for r in found[1].roles if r != "side"):
        return None
    return _columns(lines, i, *found, vocabulary)


def _best(
    lines: Sequence[Line], i: int, vocabulary: Vocabulary, *, firm: bool, known: bool = True
) -> tuple[int, Reading] | None:
    """(number of header lines, reading) with most points; of equals the one with more lines."""
    found: tuple[int, Reading] | None = None
    for depth in _depths(lines, i, vocabulary, known=known):
        rows = list(rows_below(lines, i + depth, vocabulary))
        group = [ln for k, ln in enumerate(lines[i : i + depth]) if k == 0 or not is_blank(ln)]
        for pillars in pillars_of(group, rows, vocabulary):
            reading = assign(pillars, vocabulary, firm=firm)
            if found is None or reading.score > found[1].score + (0 if depth > found[0] else 0.01):
                found = depth, reading
    return found


def _depths(lines: Sequence[Line], i: int, vocabulary: Vocabulary, *, known: bool = True) -> Iterator[int]:
    """How many lines the header may have; without ``known`` labels only lines that its own cells reach over."""
    first = lines[i]
    yield 1
    for depth in range(2, _DEEPEST + 1):
        if i + depth > len(lines) or lines[i + depth - 1].table is not first.table:
            return
        reached = first.aligned and merged_down(first, lines[i + depth - 1])
        if not _joins(first, lines[i + depth - 1], vocabulary) or not (known or reached):
            return
        yield depth


def _joins(first: Line, last: Line, vocabulary: Vocabulary) -> bool:
    """Whether a later line may belong to the header that ``first`` begins."""
    if is_blank(last):
        return True
    if any(_level(c.text, vocabulary) for c in last.filled) or any(is_number(c.text) for c in last.filled):
        return False
    if first.aligned and merged_down(first, last):
        return True
    labels = _labels(last, vocabulary)
    extra = [c for c in last.filled if c.col not in labels]
    # no row of values prints several names of columns, whatever else stands beside them (经费保障 | 制度保障 …)
    sure = {vocabulary.exact("column", c.text) for c in last.filled} - {None}
    odd = len(extra) > len(labels) // 2 and (len(sure) < 2 or any(is_prose(c.text) for c in extra))
    return len(labels) >= 2 and not odd


def merged_down(first: Line, last: Line) -> bool:
    """Whether most labels of a header line are merged down over a later line: that line belongs to the header."""
    reaching = [c for c in first.filled if c.last_row >= last.row]
    return len(reaching) * 2 >= len(first.filled) and len(reaching) >= 2


def rows_below(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> Iterator[Line]:
    """The lines that may belong to a block whose header ends before line ``i``: up to its total, the next title or the next header."""
    if i == 0 or i >= len(lines):
        return
    above = lines[i - 1]
    table, width, cells = above.number, above.cover[-1].last_col if above.cover else 0, len(above.cells)
    for line in lines[i : i + _AHEAD]:
        if line.number != table:
            same = line.aligned and line.cover[-1].last_col == width if above.aligned else len(line.cells) == cells
            if line.table is None or not same:
                return
            table = line.number  # goes on behind a page break
        alone = solo(line) or ""
        if vocabulary.is_title(alone) or vocabulary.related_stage(alone):
            return
        if is_blank(line):
            yield line
            continue
        label = totals.total_label(line, vocabulary)
        if label == "total" and line.filled[0].col == line.cover[0].col:
            return
        if line is not above and _printed_again(line, above):
            return  # the header again, over the next goal or on the next page
        if sum(vocabulary.exact("column", c.text) is not None for c in line.filled) >= 3 and _may_head(
            line, vocabulary
        ):
            return
        if label is None and not is_numbering(line):
            yield line


def _printed_again(line: Line, above: Line) -> bool:
    """Whether a line prints the labels of a header once more, but for one beside it."""
    labels = {norm(c.text) for c in above.filled}
    return len(labels) >= _FEWEST and len(labels & {norm(c.text) for c in line.filled}) >= len(labels) - 1


# ---- whether a line heads indicators -------------------------------------------------------------------------------------------


def _labels(line: Line, vocabulary: Vocabulary) -> dict[int, str]:
    found = {}
    for c in line.filled:
        name = vocabulary.find("column", c.text)
        if name is None and vocabulary.exact("indicator_side", c.text):
            name = "side"
        if name:
            found[c.col] = name
    return found


def _level(text: str, vocabulary: Vocabulary) -> bool:
    name = split_points(text)[0]
    return bool(vocabulary.exact("level2", name) or vocabulary.exact("level1", name))


def _may_head(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether the labels of a line allow it to head indicators at all: enough known ones, and none that say it heads something else."""
    own = _labels(line, vocabulary)
    filled = line.filled
    if len(own) < 2:
        return False
    exact = {c.col: vocabulary.exact("column", c.text) for c in filled}
    named = bool(NAMES & set(exact.values()))
    if not named and goal_header(line, vocabulary) is not None:
        return False
    plain = sum(name is not None for name in exact.values())
    for c in filled:
        points = c is filled[0] and norm(c.text).endswith(
            "分"
        )  # 85分 beside the block, cut from its label by a page break
        # … | 年度指标值 | 实际完成值 | 50: what the points of the column below add up to
        points = points or (c is filled[-1] and plain >= 4 and parse_score(c.text) is not None)
        if (is_number(c.text) and not points) or (c.col not in own and is_prose(c.text)):
            return False
    goals = [c for c in filled if vocabulary.exact("goal", c.text)]
    if goals and not any(exact[c.col] for c in filled if c not in goals):
        return False  # 预期目标 | … | 目标完成情况 | …: goals beside their labels
    amounts = {vocabulary.exact("funds_column", c.text) for c in filled if not exact[c.col]} & AMOUNTS
    if len(amounts) > 1 and not named:
        return False  # 指标 | 年初预算 | 实际支出 | 得分 heads amounts
    known = sum(bool(exact[c.col] or vocabulary.exact("indicator_side", c.text)) for c in filled)
    if not known and len(own) < 4:
        return False
    return len(line.cells) < 2 or len(own) >= max(2, (len(filled) + 1) // 2)


def worth(reading: Reading, vocabulary: Vocabulary, *, named: bool = True) -> float:
    """How much the columns found make an indicator block; nothing, where a value or points must be ``named`` by a label and none is."""
    years = years_of(reading.pillars)
    score, firm = 0.0, 0
    for pillar, role in zip(reading.pillars, reading.roles, strict=True):
        said = by_label(pillar, vocabulary, years)
        share = 1.0 if said.get(role, 0) >= EXACT else 0.8 if role in said else 0.6 if said else 0.4
        score += share * _WORTH.get(role, 0.0)
        firm += role in ("target", "actual", "method", "score", "weight") and role in said
    roles = set(reading.roles)
    if not roles & {"target", "actual", "method"} and len(roles & NAMES) < 2:
        score -= 1.5
    if not roles & NAMES:
        score -= 3
    return score if firm or not named else 0.0


def _labels_only(line: Line, vocabulary: Vocabulary) -> bool:
    filled = line.filled
    return len(filled) >= _FEWEST and not any(
        vocabulary.exact("head", c.text)
        or (vocabulary.find("funds_column", c.text) in AMOUNTS and not vocabulary.find("column", c.text))
        or len(norm(c.text)) > _LONGEST
        or is_number(c.text)
        or is_prose(c.text)
        or _level(c.text, vocabulary)
        for c in filled
    )


def support(reading: Reading, rows: Sequence[Line], vocabulary: Vocabulary) -> float:
    """How much the rows below a line speak for its being the header: levels, values and points where the reading has them, sums."""
    rows = [ln for ln in rows if len(ln.filled) > 1]
    roles = set(reading.roles)
    if len(rows) < _ROWS or "level3" not in roles:
        return 0.0
    score = 0.0
    weight, given = reading.of("weight"), reading.of("score")
    points = [p for p in (weight, given) if p is not None]
    levels = [any(_level(c.text, vocabulary) for c in row.cover) for row in rows]
    if levels[0]:
        score += 4.0 if sum(levels) >= _MOST * len(rows) else 1.0
    elif sum(levels) >= _SOME * len(rows) and not any(p.texts and is_points(p.texts[0]) for p in points):
        score -= 4.0  # a block that begins further down: these are rows of funds or goals
    values = [p for p, r in zip(reading.pillars, reading.roles, strict=True) if r in ("target", "actual")]
    score += sum(1.5 for p in values if p.coverage >= _MOST and p.share(is_value) >= 0.5)
    full = [p for p in points if p.coverage >= _MOST and p.share(is_points) >= 0.9]
    score += 1.0 * len(full)
    if weight is not None and given is not None and len(full) == 2:
        score += 2.0 if _within(weight, given) else -4.0
        score += 2.0 if _WHOLE[0] <= sum(parse_weight(t) or 0 for t in weight.texts) <= _WHOLE[1] else 0.0
    stated = [p for p, r in zip(reading.pillars, reading.roles, strict=True) if r in NAMES and _states_points(p)]
    score += 2.0 if stated else 0.0
    sources = sum(any(source_of(c.text, vocabulary, like=False) for c in line.filled) for line in rows)
    return score - (8.0 if sources > 1 else 3.0 * sources)


def _of_another_block(line: Line, vocabulary: Vocabulary) -> float:
    """How much the labels of a line speak for funds or goals."""
    score = 4.0 if goal_header(line, vocabulary) is not None else 0.0
    for c in line.filled:
        if not vocabulary.exact("column", c.text):
            score += 2.0 * (vocabulary.find("funds_column", c.text) in AMOUNTS) + 2.0 * bool(
                vocabulary.exact("goal", c.text)
            )
            score += 3.0 * (source_of(c.text, vocabulary, like=False) is not None)
    return score


def _states_points(pillar: Pillar) -> bool:
    """Whether most labels of a level print its points: 投入（15分）."""
    return bool(pillar.filled) and pillar.share(lambda t: split_points(t)[1] is not None) >= _MOST


def _within(weight: Pillar, score: Pillar) -> bool:
    pairs = zip((parse_weight(t) for t in weight.texts), (parse_weight(t) for t in score.texts), strict=True)
    return all(s <= w + 0.005 for w, s in pairs if w is not None and s is not None)


# ---- from a reading to columns -------------------------------------------------------------------------------------------------


def _columns(lines: Sequence[Line], i: int, depth: int, reading: Reading, vocabulary: Vocabulary) -> Columns:
    first, last = lines[i], lines[i + depth - 1]
    years = years_of(reading.pillars)
    items: list[Column] = []
    left: list[Column] = []
    labels: list[Cell] = []
    for pillar, role in zip(reading.pillars, _settled(reading), strict=True):
        text = text_of(pillar, vocabulary)
        if role and role != "side":
            name = "reason" if role.startswith("measures") else role
            told = "label" if said_by_label(pillar, name, vocabulary, years) else "contents"
            items.append(Column(role, pillar.first, pillar.last, text, told))
            labels += [c for c in pillar.stack[:1] if c not in labels]
        elif role != "side":
            left.append(Column("", pillar.first, pillar.last, text))
    assert last.table is not None
    while (
        i + depth < len(lines)
        and depth < 4
        and lines[i + depth].table is first.table
        and is_numbering(lines[i + depth])
    ):
        depth += 1
    columns = Columns(
        items, depth, len(last.cover) if last.aligned else len(reading.pillars), last.cover[-1].last_col if last.cover else 0,
        last.table.number, last.aligned, labels=labels, open=left, margin=reading.margin,
    )  # fmt: skip
    columns.second += [reading.second] if reading.second else []
    start = min((c.first for c in items), default=1)
    if last.aligned and start > 1:
        beside = [c for c in first.cover if c.last_col < start and norm(c.text)]
        columns.side = beside[-1] if beside else None
    return columns


def _settled(reading: Reading) -> list[str]:
    """The roles with each further column of reasons under a name of its own; a plain remark before the cause says nothing of it."""
    found = [k for k, r in enumerate(reading.roles) if r == "reason"]
    roles = list(reading.roles)
    causes = [k for k in found if WORDS.cause.search("".join(c.text for c in reading.pillars[k].stack))]
    lead = causes[0] if causes else found[0] if found else -1
    for n, k in enumerate(found):
        roles[k] = "reason" if k == lead else "" if k < lead else f"measures{n}"
    return roles
