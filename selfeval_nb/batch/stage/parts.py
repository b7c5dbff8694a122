"""The checks of a large batch in parts: the workers judge some thousand forms each, with what the rules that compare forms with
each other have said before of all of them. A part's reviews are laid on the shelf at once.

Parts are cut by the number of forms alone, so that the same inputs give the same bytes with any number of workers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from selfeval_nb.batch.stage.tasks import LoadedChunk, Shelved, ShelveTask, shelve_chunk, stored_tables
from selfeval_nb.common.how import How

if TYPE_CHECKING:
    from selfeval_nb.checks.model import CheckResult
    from selfeval_nb.checks.run import Said
    from selfeval_nb.forms.frames import Tables

PART = 2_000  # forms of a part: one validation costs some two seconds whatever its size
PARTS_FROM = 4_000  # forms of a batch
FRAMES = ("findings", "outcomes", "scores", "totals")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some forms of a chunk: its number, the ids of all its forms in the batch, and which of them (from, to) are meant."""

    number: int
    ids: tuple[str, ...]
    first: int
    stop: int
    problems: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PartTask:
    """A part to judge and shelve."""

    number: int
    pieces: tuple[Piece, ...]
    said: dict[str, Said]
    work: str
    how: How

    @property
    def forms(self) -> int:
        """How many forms the part has."""
        return sum(p.stop - p.first for p in self.pieces)


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """The checks' answers to a part, and its reviews."""

    number: int
    result: CheckResult
    shelved: list[Shelved]


def pieces_of(chunks: Sequence[LoadedChunk], size: int = PART) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    """(position of its first form, pieces) of each part of ``size`` forms, in the order of the batch."""
    begin, room = 0, size
    part: list[Piece] = []
    for chunk in chunks:
        ids, at = tuple(r.form_id for r in chunk.refs), 0
        while at < len(ids):
            stop = min(len(ids), at + room)
            part.append(Piece(chunk.number, ids, at, stop, tuple(chunk.problems)))
            room -= stop - at
            at = stop
            if not room:
                yield begin, tuple(part)
                begin, room, part = begin + size, size, []
    if part:
        yield begin, tuple(part)


def check_part(task: PartTask) -> CheckedPart:
    """Judge the forms of a part and lay their reviews on the shelf."""
    from selfeval_nb.checks.run import check
    from selfeval_nb.engine.lean import lean_imports

    with lean_imports():
        import great_expectations  # noqa: F401
    tables = _tables(task)
    result = check(tables, **task.how.judging(), said=task.said)
    shelved: list[Shelved] = []
    groups = by_form(result)
    for piece in task.pieces:
        wanted = piece.ids[piece.first : piece.stop]
        part = slice_of(result, groups, wanted)
        shelved += shelve_chunk(
            ShelveTask(piece.number, piece.ids, part, piece.problems, task.work, task.how, frozenset(wanted))
        )
    return CheckedPart(task.number, replace(result, outcomes=_short(result.outcomes)), shelved)


def _tables(task: PartTask) -> Tables:
    """The rows of a part's forms, from the work folder, under the ids that the forms have in the batch."""
    from selfeval_nb.forms.frames import tables_of

    found: dict[str, list[pd.DataFrame]] = {name: [] for name in ("forms", "funds", "indicators", "cells")}
    for piece in task.pieces:
        kept = set(piece.ids[piece.first : piece.stop])
        stored = stored_tables(task.work, piece.number)
        names = dict(zip(stored.forms["form_id"], piece.ids, strict=True))
        for name, frames in found.items():
            frame = getattr(stored, name)
            frame["form_id"] = frame["form_id"].map(names)
            frames.append(frame if len(kept) == len(piece.ids) else frame[frame["form_id"].isin(kept)])
    tables = tables_of([], [p for piece in task.pieces for p in piece.problems])
    for name, frames in found.items():
        setattr(tables, name, pd.concat(frames, ignore_index=True))
    return tables


def by_form(result: CheckResult) -> dict[str, dict[str, Any]]:
    """For each frame of a result, the positions of each form's rows."""
    return {name: getattr(result, name).groupby("form_id", sort=False, observed=True).indices for name in FRAMES}


def slice_of(result: CheckResult, groups: dict[str, dict[str, Any]], ids: Sequence[str]) -> CheckResult:
    """The result of some forms."""
    parts = {}
    for name in FRAMES:
        rows = [groups[name][i] for i in ids if i in groups[name]]
        at = np.sort(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64)
        parts[name] = getattr(result, name).iloc[at]
    return replace(result, **parts)


def _short(outcomes: pd.DataFrame) -> pd.DataFrame:
    """The outcomes with their texts as categories: a batch has hundreds of rows a form."""
    texts = {name: outcomes[name].astype("category") for name in ("rule_id", "form_id", "outcome", "reason")}
    return outcomes.assign(**texts, count=outcomes["count"].astype("int32"))


def joined(parts: Sequence[CheckedPart]) -> CheckResult:
    """The result of the whole batch."""
    from pandas.api.types import union_categoricals

    ordered = [p.result for p in sorted(parts, key=lambda p: p.number)]
    frames = {
        name: pd.concat([getattr(r, name) for r in ordered], ignore_index=True)
        for name in ("findings", "scores", "totals")
    }
    texts = {
        name: union_categoricals([r.outcomes[name] for r in ordered]) for name in ordered[0].outcomes if name != "count"
    }
    count = np.concatenate([r.outcomes["count"].to_numpy() for r in ordered])
    outcomes = pd.DataFrame({name: count if name == "count" else texts[name] for name in ordered[0].outcomes})
    return replace(ordered[0], outcomes=outcomes, **frames)
