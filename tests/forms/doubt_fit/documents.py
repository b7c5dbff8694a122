"""Keyed documents and the layout that each of them is in: one layout is one vote, however many files and formats show it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfeval_nb.forms.words.text import norm
from selfeval_nb.readers import read
from selfeval_nb.readers.model import Document
from selfeval_nb.readers.sources import expand
from tests.generator.__main__ import make_one
from tests.generator.sketch import LAYOUTS
from tests.generator.sketch import read as read_sketch
from tests.generator.write_docx import write_docx
from tests.generator.write_others import write_txt

#: Documents that share this part of their short texts are in one layout, whatever their names.
_ALIKE = 0.8
_SHORT = 12


@dataclass(slots=True)
class Keyed:
    """A document, its answer keys in order, and the name of its layout; ``drawn`` where it was made for the tests."""

    name: str
    document: Document
    keys: list[dict]
    layout: str
    drawn: bool = False

    @property
    def words(self) -> frozenset[str]:
        """The short texts of the document that are no numbers: labels, mostly."""
        texts = {norm(c.text) for t in self.document.tables for c in t.cells}
        return frozenset(t for t in texts if t and len(t) <= _SHORT and not any(c.isdigit() for c in t))


def keyed_documents(folders: Sequence[Path], randoms: int) -> list[Keyed]:
    """The documents of ``folders`` that have a key, the drawn layouts and ``randoms`` random forms; alike ones in one layout."""
    real = [k for folder in folders for k in _of_folder(folder)]
    _join_layouts(real)
    return real + list(_own(randoms))


def _of_folder(folder: Path) -> Iterator[Keyed]:
    for source in expand([folder]):
        path = Path(source.name)
        key = folder / "expected" / f"{path.stem}.json"
        if path.parent.name != "expected" and key.exists():
            layout = f"{folder.name}/{re.split(r'[.]', path.stem)[0]}"
            yield Keyed(f"{folder.name}/{path.name}", read(source), json.loads(key.read_text("utf8")), layout)


def _join_layouts(documents: list[Keyed]) -> None:
    """Give documents that share their labels, or a project, the name of the first of them."""
    words = [d.words for d in documents]
    projects = [{norm(k.get("project") or "") for k in d.keys} - {""} for d in documents]
    for i, a in enumerate(documents):
        for j in range(i):
            both = len(words[i] & words[j])
            alike = both >= _ALIKE * max(1, len(words[i] | words[j])) or bool(projects[i] & projects[j])
            if alike and documents[j].layout != a.layout:
                old, new = a.layout, documents[j].layout
                for d in documents:
                    d.layout = new if d.layout == old else d.layout


def _own(count: int) -> Iterator[Keyed]:
    """Drawn layouts as docx and txt, and random forms with unlisted words."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in sorted(LAYOUTS.glob("*.txt")):
            blocks, keys = read_sketch(path)
            for file, data in ((f"{path.stem}.docx", write_docx(blocks)), (f"{path.stem}.txt", write_txt(blocks))):
                yield Keyed(f"drawn/{file}", _document(folder, file, data), keys, f"drawn/{path.stem}", True)
        for seed in range(count):
            file, data, keys, _ = make_one(seed + 40_000, unseen=(0.0, 0.1, 0.3)[seed % 3])
            yield Keyed(f"random/{file}", _document(folder, file, data), keys, f"random/{file}", True)


def _document(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return read(next(iter(expand([path]))))
