"""The header of a block as columns: for each the place it takes, its cells, and its labels from the top down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.grid.stacks import grid_stacks, ordinal_stacks
from selfeval_nb.forms.layouts.labels import in_common, key_of, keys_of_row, same
from selfeval_nb.forms.layouts.model import OVER, Head
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell

#: The share of a header's labels that a row must print to be that header.
_LIKE = 0.7


@dataclass(slots=True)
class Place:
    """A column of a header: grid columns ``first`` to ``last`` (ordinals where spans are lost), its cells deepest first."""

    first: int
    last: int
    cells: list[Cell]
    role: str = ""
    label: str = ""  # where the rows do not say which labels stand above each other, the layout's

    @property
    def path(self) -> str:
        return self.label or OVER.join(" ".join(c.text.split()) for c in reversed(self.cells) if not is_number(c.text))

    @property
    def leaf(self) -> str:
        own = self.cells[0].text if self.cells else ""
        return self.label.rpartition(OVER)[2] or ("" if is_number(own) else own)  # points in a header are no label


@dataclass(slots=True)
class Band:
    """The rows of a header, ``places`` from left to right, and how many cells its lowest row has."""

    lines: list[Line]
    places: list[Place]

    @property
    def last(self) -> Line:
        return self.lines[-1]


def band_of(lines: Sequence[Line], vocabulary: Vocabulary) -> Band:
    """The columns of the header ``lines``; what stands beside it, merged down over the rows below, is none."""
    last = lines[-1]
    if not last.aligned:
        return Band(list(lines), [Place(*at, cells) for at, cells in ordinal_stacks(lines, vocabulary)])
    beside = [c for c in last.cover if c.last_row > last.row]
    places = [
        Place(first, end, cells)
        for (first, end), cells in grid_stacks(lines)
        if not any(b.col <= first <= b.last_col for b in beside)
    ]
    return Band(list(lines), places)


def bands_like(lines: Sequence[Line], head: Head, vocabulary: Vocabulary) -> list[Band]:
    """The headers among ``lines`` that print the labels of ``head``, all that were spoken of and no others, each column with its role."""
    rows = [[key_of(t) for t in row] for row in head.rows]
    wanted = sum(map(len, rows))
    depth = len(rows)
    keys = [keys_of_row(line) for line in lines]
    scored = []
    for i in range(len(lines) - depth + 1):
        if any(lines[i + k].table is not lines[i].table for k in range(depth)):
            continue
        found = sum(in_common(row, keys[i + k]) for k, row in enumerate(rows))
        if found >= _LIKE * wanted:
            scored.append((found, i))
    taken: list[int] = []
    for _, i in sorted(scored, key=lambda s: (-s[0], s[1])):
        if all(abs(i - j) >= depth for j in taken):
            taken.append(i)
    out = []
    for i in sorted(taken):
        group = lines[i : i + depth]
        band = None if group[-1].aligned or depth == 1 else _by_count(group, head)
        if band is None:
            band = band_of(group, vocabulary)
            if not give_roles(band, head):
                continue
        if band.places:
            out.append(band)
    return out


def _by_count(lines: Sequence[Line], head: Head) -> Band | None:
    """Where spans are lost a row has a blank under each label that is merged down: as many cells as the header has columns, and
    perhaps more in front. None where the labels say otherwise."""
    last = lines[-1]
    spare = len(last.cells) - len(head.columns)
    if spare < 0:
        return None
    places = [Place(k + 1, k + 1, [c] if norm(c.text) else []) for k, c in enumerate(last.cells)]
    for k, place in enumerate(places[:spare]):  # the label beside the block stands in the first row
        above = next((ln.cells[k] for ln in lines if k < len(ln.cells) and norm(ln.cells[k].text)), None)
        place.label = " ".join(above.text.split()) if above is not None else ""
    for place, (label, role) in zip(places[spare:], head.columns, strict=True):
        leaf = label.rpartition(OVER)[2]
        if place.cells and not same(key_of(place.leaf), key_of(leaf)):
            return None
        place.role, place.label = role, label
    return Band(list(lines), places)


def give_roles(band: Band, head: Head) -> bool:
    """Each column of the header gets the role of the layout's column with its labels, both taken from left to right.

    False where this is the header of another layout: a column that was spoken of is not there, or one more stands among them.
    """
    at = 0
    keys = [[key_of(t) for t in label.split(OVER)] for label, _ in head.columns]
    found: dict[int, int] = {}  # column of the layout -> its place
    for n, (label, _) in enumerate(head.columns):
        leaf = key_of(label.rpartition(OVER)[2])
        rest = range(at, len(band.places))
        hit = next((k for k in rest if _keys(band.places[k]) == keys[n]), None)
        if hit is None and leaf:
            hit = next((k for k in rest if same(key_of(band.places[k].leaf), leaf)), None)
        if hit is None and not leaf and at < len(band.places) and not norm(band.places[at].leaf):
            hit = at
        if hit is None:
            continue
        found[n], at = hit, hit + 1
        place = band.places[hit]
        while at < len(band.places) and keys[n + 1 : n + 2] != [keys[n]] and _repeats(place, band.places[at]):
            place.last = band.places.pop(at).last  # one label, its merge dissolved and filled
    for n in set(range(1, len(keys))) - found.keys():  # one label in other words between two that are the same
        if found.get(n - 1, -1) + 2 == found.get(n + 1, len(band.places)) and n - 1 in found:
            found[n] = found[n - 1] + 1
    for n, place_at in found.items():
        band.places[place_at].role = head.columns[n][1]
    missing = [role for n, (_, role) in enumerate(head.columns) if n not in found]
    first = min(found.values(), default=0)  # what stands before is beside the block
    more = [p for k, p in enumerate(band.places) if k > first and k not in found.values() and norm(p.leaf)]
    return not any(missing) and len(more) <= len(missing)


def _repeats(place: Place, beside: Place) -> bool:
    texts = [norm(c.text) for c in place.cells]
    return any(texts) and texts == [norm(c.text) for c in beside.cells] and beside.first == place.last + 1


def _keys(place: Place) -> list[str]:
    return [key_of(c.text) for c in reversed(place.cells)]
