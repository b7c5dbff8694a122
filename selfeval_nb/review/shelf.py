"""The shelf: reviews that a batch has prepared, for its notebooks to pick up instead of computing them again.

A folder of JSON files, named by what the review depends on. The batch names the folder in the environment variable
SELFEVAL_SHELF; a notebook opened alone finds no shelf and computes the same review itself.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import Target
from selfeval_nb.common.how import How
from selfeval_nb.review import as_json
from selfeval_nb.review.model import Review

VARIABLE = "SELFEVAL_SHELF"
_NOT_SAID = ("rulings",)  # they are laid over a review


def key_for(sha256: str, form_no: int, how: How) -> str:
    """The name of a form's prepared review: a digest of all that a notebook says of how it is judged, and of the program's version.
    Raises PresetError or OSError for what cannot be read."""
    from selfeval_nb.review.build import version_of

    parts = [version_of("selfeval-nb"), sha256, str(form_no), how.lang, _preset_digest(how.preset)]
    parts += [f"{name} {_path_digest(path)}" for name, path in how.paths() if name not in _NOT_SAID]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _preset_digest(preset: str) -> str:
    from selfeval_nb.checks.book.preset import load_preset

    return load_preset(preset).sha256


@cache
def _path_digest(path: str) -> str:
    """Of a file, or of the files below a folder."""
    place = Path(path)
    return folder_digest([p for p in place.rglob("*") if p.is_file()] if place.is_dir() else [place])


Shared = dict[str, tuple[str, str]]  # part of a review that all of a batch share -> its digest and JSON


def shared_of(values: dict[str, Any]) -> Shared:
    """``as_json.shared_part`` as it lies on the shelf."""
    texts = {part: _dump(value) for part, value in values.items()}
    return {part: (hashlib.sha256(text.encode()).hexdigest(), text) for part, text in texts.items()}


def dump(review: Review, shared: Shared) -> str:
    """The review as JSON, with digests in place of what is shared."""
    digests = {part: digest for part, (digest, _) in shared.items()}
    return _dump({"schema": as_json.SCHEMA, **digests, **as_json.own_part(review)})


def lay(folder: str | Path, name: str, text: str, shared: Shared) -> Path:
    """Write what ``dump`` made under ``key(...)``; a reader never sees half a file."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for part, (digest, whole) in shared.items():
        path = folder / f"{part}-{digest}.json"
        if not path.exists():
            _write(path, whole)
    path = folder / f"{name}.json"
    _write(path, text)
    return path


def put(folder: str | Path, name: str, review: Review) -> Path:
    """Write a review under ``key(...)``."""
    shared = shared_of(as_json.shared_part(review))
    return lay(folder, name, dump(review, shared), shared)


def get(name: str, folder: str | Path | None = None) -> dict[str, Any] | None:
    """The review prepared under this key, None when there is no shelf or it does not have it."""
    where = folder or os.environ.get(VARIABLE)
    if not where:
        return None
    path = Path(where) / f"{name}.json"
    if not path.is_file():
        return None
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
    return data | {part: _shared(Path(where) / f"{part}-{data[part]}.json") for part in as_json.SHARED}


@lru_cache(maxsize=8)
def _shared(path: Path) -> Any:
    """A part that many reviews share, by its digest in the file's name; whoever makes a review of it copies it."""
    return json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))


def folder_digest(paths: list[Path]) -> str:
    """SHA-256 over names and contents of files, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda p: (p.name, p.as_posix())):
        content = path.read_bytes()
        total.update(f"{path.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write(path: Path, text: str) -> None:
    with Target(path) as part:
        part.write_text(text, encoding="utf-8", errors="surrogatepass")
