"""Header lines as stacks: for each column of a block the labels that stand above each other in it, deepest first."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from selfeval_nb.forms.grid.labels import NAMES, VALUES
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell

#: More labels than this under one group label are no header.
_MOST_LABELS = 12


def grid_stacks(group: Sequence[Line]) -> list[tuple[tuple[int, int], list[Cell]]]:
    """For each run of grid columns with the same header cells: the cells from bottom to top."""
    width = max((c.last_col for line in group for c in line.cover), default=0)
    stacks: list[tuple[tuple[int, int], list[Cell]]] = []
    before: list[Cell] | None = None
    for col in range(1, width + 1):
        covering = [next((c for c in line.cover if c.col <= col <= c.last_col), None) for line in reversed(group)]
        cells = [c for k, c in enumerate(covering) if c is not None and c not in covering[:k]]
        if stacks and cells and cells == before:
            stacks[-1] = ((stacks[-1][0][0], col), stacks[-1][1])
        else:
            stacks.append(((col, col), [c for c in cells if norm(c.text)]))
        before = cells
    return stacks


def ordinal_stacks(group: Sequence[Line], vocabulary: Vocabulary) -> list[tuple[tuple[int, int], list[Cell]]]:
    """As ``grid_stacks`` where spans are lost: blanks of the lower line are the leaf labels of the line above, in order."""
    lower = list(group[-1].cells)
    stacks: list[list[Cell]] = [[c] if norm(c.text) else [] for c in lower]
    for line in list(group[:-1])[::-1]:
        upper = list(line.cells)
        blanks = [k for k, s in enumerate(stacks) if not s]
        groups = len(upper) - len(blanks)
        if groups <= 0:
            for k, c in zip(blanks[len(blanks) - len(upper) :], upper, strict=False):
                if norm(c.text):
                    stacks[k].append(c)
            continue
        # walk both: a blank below takes one label from above, a run of labels below hangs under one or more group labels
        runs: list[tuple[bool, list[int]]] = []
        for k, s in enumerate(stacks):
            if runs and runs[-1][0] == (not s):
                runs[-1][1].append(k)
            else:
                runs.append((not s, [k]))
        spare = groups - sum(1 for blank, _ in runs if not blank)
        # which runs hang under more than one group label is not printed: the reading that names most columns is right
        readings = [_hang(stacks, runs, upper, takes) for takes in _shares(spare, [len(m) for b, m in runs if not b])]
        stacks = max(readings, key=lambda r: _named_columns(r, vocabulary))
    return [((k + 1, k + 1), s) for k, s in enumerate(stacks)]


def _shares(spare: int, sizes: Sequence[int]) -> list[list[int]]:
    """How many group labels stand over each run of leaf labels: one at least, ``spare`` more in all; first runs first."""
    if not sizes:
        return [[]]
    out = []
    for more in range(max(0, min(spare, sizes[0] - 1)), -1, -1):
        out += [[1 + more, *rest] for rest in _shares(spare - more, sizes[1:])]
        if len(out) >= 64:
            break
    return out


def _hang(
    stacks: Sequence[list[Cell]], runs: Sequence[tuple[bool, list[int]]], upper: Sequence[Cell], takes: Sequence[int]
) -> list[list[Cell]]:
    """The stacks with the labels of the line above hung over them."""
    out = [list(s) for s in stacks]
    left = list(takes)
    j = 0
    for blank, members in runs:
        if blank:
            for k in members:
                if j < len(upper):
                    if norm(upper[j].text):
                        out[k].append(upper[j])
                    j += 1
            continue
        take = left.pop(0)
        starts = [n for n, k in enumerate(members) if norm(out[k][0].text) == norm(out[members[0]][0].text)]
        if len(starts) == take > 1:  # each group begins with the same label (预算数 | 执行数 | 预算数 | 执行数)
            for n, k in enumerate(members):
                over = upper[min(j + sum(s <= n for s in starts) - 1, len(upper) - 1)]
                if norm(over.text):
                    out[k].append(over)
        elif (sizes := _without_repeats([norm(out[k][0].text) for k in members], take)) is not None:
            for n, k in enumerate(members):
                over = upper[min(j + sum(n >= sum(sizes[:s]) for s in range(1, take)), len(upper) - 1)]
                if norm(over.text):
                    out[k].append(over)
        elif len(members) % take == 0:  # as many labels under each group
            for n, k in enumerate(members):
                over = upper[min(j + n * take // len(members), len(upper) - 1)]
                if norm(over.text):
                    out[k].append(over)
        j += take
    return out


def _without_repeats(labels: Sequence[str], groups: int) -> list[int] | None:
    """How many of ``labels`` each group has where a label that stands twice allows one way only (目标值 完成值 得分 | 得分)."""
    if groups < 2 or len(set(labels)) == len(labels) or len(labels) > _MOST_LABELS:
        return None
    found: list[list[int]] = []
    for cuts in itertools.combinations(range(1, len(labels)), groups - 1):
        parts = [labels[a:b] for a, b in itertools.pairwise((0, *cuts, len(labels)))]
        if all(len(set(p)) == len(p) for p in parts):
            found.append([len(p) for p in parts])
    return found[0] if len(found) == 1 else None


def _named_columns(stacks: Sequence[Sequence[Cell]], vocabulary: Vocabulary) -> int:
    """How many different columns of an indicator block the deepest labels name."""
    return len({vocabulary.exact("column", s[0].text) for s in stacks if s} & (NAMES | VALUES))
