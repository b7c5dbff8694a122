"""What a reading and a judgement depend on, as digests: whatever is not in a key must not change what is kept under it."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from selfeval_nb.batch.output.folder import digest_of, file_digest, tree_digest
from selfeval_nb.common.how import How
from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.model import Problem

# what lies with the moment or the machine, not with the document: read again next time
PASSING = frozenset({"unreadable", "not-found", "no-office", "office-failed", "too-slow", "failed"})


def reading_basis(how: How) -> str:
    """All that readings depend on beside the documents: labels, layouts, limits, program, libraries, LibreOffice."""
    from selfeval_nb.readers.office import find_office

    office = find_office() or ""
    stamp = os.stat(office).st_mtime_ns if office else 0
    return digest_of(_environment(), _contents(how.reading()), asdict(Limits.default()), [office, stamp])


def reading_key(basis: str, name: str, sha256: str) -> str:
    """The key of one document's reading; ``name`` as shown, which problems and forms repeat."""
    return digest_of(basis, name, sha256)


def may_be_kept(problems: Iterable[Problem]) -> bool:
    """Whether reading the same document again would say the same."""
    return not any(p.problem in PASSING for p in problems)


def judging_basis(how: How, ruleset: Mapping[str, str], engine: str) -> str:
    """All that judgements depend on beside the readings; ``ruleset``: digests of the suites and the preset in use."""
    return digest_of(
        _environment(), _contents(how.judging()), _beside(how), ruleset, engine, os.environ.get("SOURCE_DATE_EPOCH")
    )


def judging_key(basis: str, reading: str, form_id: str, form_no: int, said: Any, rulings: Any) -> str:
    """The key of one form's judgement; ``said``: what rules say that look at other forms as well, ``rulings``: those on it."""
    return digest_of(basis, reading, form_id, form_no, said, rulings)


def _beside(how: How) -> Any:
    """The other documents that forms are compared with, and how they are read."""
    named = how.beside()
    if not named:
        return None
    return reading_basis(how), [(name, [tree_digest(Path(p)) for p in paths]) for name, paths in named.items()]


def _contents(options: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Options with files and folders as digests of what they hold."""

    def content(value: Any) -> Any:
        return tree_digest(Path(value)) if value and os.path.isabs(str(value)) else value

    return [(name, content(value)) for name, value in sorted(options.items())]


@cache
def _environment() -> str:
    libraries = [(name, _version(name)) for name in sorted({"selfeval-nb", *_required()})]
    return digest_of(program_digest(), platform.python_version(), libraries)


def _required() -> Iterator[str]:
    try:
        needed = metadata.requires("selfeval-nb") or []
    except metadata.PackageNotFoundError:
        needed = []
    for line in needed:
        if "extra ==" not in line and (name := re.match(r"[A-Za-z0-9._-]+", line)):
            yield name[0]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


@cache
def program_digest() -> str:
    """Digest of this package's own files: another version of the program makes its reports anew."""
    root = Path(__file__).resolve().parent.parent.parent
    kept = (".py", ".j2", ".css", ".js", ".toml", ".json")
    files = [p for p in sorted(root.rglob("*")) if p.suffix in kept and "__pycache__" not in p.parts]
    return digest_of([(p.relative_to(root).as_posix(), file_digest(p)) for p in files])
