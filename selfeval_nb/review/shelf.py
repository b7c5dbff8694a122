"""The shelf: reviews that a batch has prepared, for its notebooks to pick up instead of computing them again.

A folder of JSON files, named by what the review depends on. The batch names the folder in the environment variable
SELFEVAL_SHELF; a notebook opened alone finds no shelf and computes the same review itself.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import Target
from selfeval_nb.common.how import How

VARIABLE = "SELFEVAL_SHELF"
_NOT_SAID = ("rulings",)  # they are laid over a review
_SHARED = ("rules", "preset")  # the same in every review of a batch: kept once, referred to by digest


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


def shared_of(review: dict[str, Any]) -> Shared:
    """What ``store.to_dict(review)`` shares with all reviews by the same rule book."""
    texts = {part: _dump(review[part]) for part in _SHARED}
    return {part: (hashlib.sha256(text.encode()).hexdigest(), text) for part, text in texts.items()}


def dump(review: dict[str, Any], shared: Shared) -> str:
    """``store.to_dict(review)`` as JSON, with digests in place of what is shared."""
    return _dump(review | {part: digest for part, (digest, _) in shared.items()})


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


def put(folder: str | Path, name: str, review: dict[str, Any]) -> Path:
    """Write ``store.to_dict(review)`` under ``key(...)``."""
    shared = shared_of(review)
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
    for part in _SHARED:
        shared = Path(where) / f"{part}-{data[part]}.json"
        data[part] = json.loads(shared.read_text(encoding="utf-8", errors="surrogatepass"))
    return data


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
