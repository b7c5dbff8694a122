"""What a worker does for the batch as a whole, from what the stages before have kept: the data files, the index."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept import store
from selfeval_nb.batch.output.columns import JUDGED, READ, Piece, columns_of, table_of, together
from selfeval_nb.batch.output.data import GROUP, ParquetFile, pandas_types, written
from selfeval_nb.common.files import write_flushed
from selfeval_nb.readers.model import Problem

if TYPE_CHECKING:
    import pyarrow as pa

Made = tuple[str, str, str]  # path in the work folder, name in the output folder, SHA-256


@dataclass(frozen=True, slots=True)
class TablesTask:
    """The tables of all forms to write, and the problems of all documents."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]
    work: str
    kept: str

    @property
    def forms(self) -> int:
        """How many forms it is about."""
        return len(self.pieces)


@dataclass(frozen=True, slots=True)
class JudgedTask:
    """The checks' answers to write; ``read``: the forms' own rows, in the same order."""

    pieces: tuple[Piece, ...]
    read: tuple[Piece, ...]
    work: str
    kept: str
    lang: str

    @property
    def forms(self) -> int:
        """How many forms it is about."""
        return len(self.pieces)


@dataclass(frozen=True, slots=True)
class IndexTask:
    """The index to write. ``listed``: id, the content that holds its row, and the report of each form that has one, in their order;
    ``groups``: of forms that share something, with their ids as members; the others as of report.overview.index."""

    listed: tuple[tuple[str, str, str], ...]
    failed: tuple[dict[str, Any], ...]
    rules: Mapping[str, Mapping[str, Any]]
    broken: Mapping[str, str]
    groups: tuple[dict[str, Any], ...]
    coverage: Mapping[str, Any] | None
    lang: str
    downloads: tuple[str, ...]
    work: str
    kept: str

    @property
    def forms(self) -> int:
        """How many forms it is about."""
        return len(self.listed) + 1


@dataclass(frozen=True, slots=True)
class Written:
    """Files that lie finished in the work folder. Of the checks' answers also: findings by severity, the rules that broke and why,
    the groups of forms that share something."""

    files: list[Made]
    findings: dict[str, int] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    groups: list[dict[str, Any]] = field(default_factory=list)


def write_tables(task: TablesTask) -> Written:
    """Write the tables. Raises OSError when that is not possible."""
    files = {name: ParquetFile(name, task.work) for name in READ}
    for tables in together(task.pieces, _load(task.kept), READ, dict.fromkeys(READ), GROUP):
        for name, file in files.items():
            file.add(pandas_types(name, tables[name]))
    columns = columns_of("problems")
    problems = table_of(columns, [[getattr(p, c) for c in columns] for p in task.problems])
    made = [file.close() for file in files.values()]
    return Written([*made, written("problems", [pandas_types("problems", problems)], task.work)])


def write_judged(task: JudgedTask) -> Written:
    """Write the checks' answers. Raises OSError when that is not possible."""
    import pyarrow.compute as pc

    from selfeval_nb.report.overview.copied import SHARING

    files = {name: ParquetFile(name, task.work) for name in JUDGED}
    counted: Counter[str] = Counter()
    broken: dict[str, str] = {}
    sharing = []
    for tables in together(task.pieces, _load(task.kept), JUDGED, dict.fromkeys(JUDGED), GROUP):
        for name, file in files.items():
            file.add(tables[name])
        findings, outcomes = tables["findings"], tables["outcomes"]
        counted.update(findings["severity"].to_pylist())
        bad = outcomes.filter(pc.equal(outcomes["outcome"], "broken"))
        for rule, reason in zip(bad["rule_id"].to_pylist(), bad["reason"].to_pylist(), strict=True):
            broken.setdefault(rule, reason or "")
        shared = pc.is_in(findings["rule_id"], value_set=_texts(sorted(SHARING)))
        sharing.append(findings.select(["form_id", "rule_id", "where", "quote"]).filter(shared))
    made = [file.close() for file in files.values()]
    return Written(made, dict(counted.most_common()), broken, _groups(task, sharing))


def _groups(task: JudgedTask, sharing: Sequence[pa.Table]) -> list[dict[str, Any]]:
    import pyarrow as pa

    from selfeval_nb.report.overview.copied import shared_groups

    found = pa.concat_tables(sharing).to_pandas()
    flagged = set(found["form_id"])
    if not flagged:
        return []
    pieces = [piece for piece in task.read if piece[0] in flagged]
    names = together(pieces, _load(task.kept), READ, {"indicators": ("form_id", "level3")}, len(pieces))
    rows = [{"form_id": form_id} for form_id, _, _ in task.pieces]
    groups = shared_groups(rows, found, next(names)["indicators"].to_pandas(), task.lang)
    return [{**g, "members": [task.pieces[i][0] for i in g["members"]]} for g in groups]


def write_index(task: IndexTask) -> Written:
    """Write the index. Raises OSError when that is not possible."""
    from selfeval_nb.report.overview.index import index_files, with_broken

    rows: list[dict[str, Any]] = []
    one: dict[Any, Any] = {}  # equal texts, and equal lists of rules, as one object: most come again and again
    content, known = "", dict[str, Any]()
    for form_id, brief, href in task.listed:
        if brief != content:
            content, known = brief, store.get(task.kept, brief)
        row = {name: one.setdefault(v, v) if type(v) is str else v for name, v in known[form_id][1].items()}
        row["rules"] = one.setdefault(tuple(row["rules"]), row["rules"])
        rows.append(row | {"href": href})
    one.clear()
    position = {row["form_id"]: i for i, row in enumerate(rows)}
    groups = [{**g, "members": [position[m] for m in g["members"] if m in position]} for g in task.groups]
    groups = [g for g in groups if len(g["members"]) > 1]
    rules = with_broken(task.rules, task.broken)
    texts = index_files(
        rows, task.failed, rules=rules, groups=groups, lang=task.lang, downloads=task.downloads, coverage=task.coverage
    )
    made = [_whole(name, text, task.work) for name, text in texts.items()]
    if rows:
        made.append(written("index", _tables(rows), task.work))
    return Written(made)


def _tables(rows: Sequence[dict[str, Any]]) -> Iterator[pa.Table]:
    columns = list(rows[0])
    for begin in range(0, len(rows), GROUP):
        yield table_of(columns, [list(row.values()) for row in rows[begin : begin + GROUP]])


def _whole(name: str, text: str, work: str) -> Made:
    raw = text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(raw).hexdigest()
    path = Path(work) / f"part-{digest[:16]}-{name.rpartition('/')[2]}"
    write_flushed(path, raw)
    return str(path), name, digest


def _load(kept: str) -> Callable[[str], bytes]:
    def load(digest: str) -> bytes:
        raw = store.get_raw(kept, digest)
        if raw is None:
            raise FileNotFoundError(digest)
        return raw

    return load


def _texts(values: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, pa.large_string())
