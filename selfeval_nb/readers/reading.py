"""``read``: one file -> Document, whatever the file is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.guard.child import ask
from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.guard.timebox import time_box
from selfeval_nb.readers.guard.zipsafe import SafeZip
from selfeval_nb.readers.model import Block, Cell, Document, Paragraph, Problem, Table
from selfeval_nb.readers.problems import Refused, sentence
from selfeval_nb.readers.sniff import sniff, sniff_zip
from selfeval_nb.readers.sources import Source, name_of
from selfeval_nb.readers.text.marks import odd, tidied

# extensions that say something definite, and the formats that they may hold without a word about it
_EXPECTED = {
    "docx": {"docx"}, "docm": {"docx"}, "dotx": {"docx"}, "doc": {"doc", "docx", "rtf"}, "wps": {"doc", "docx"},
    "xlsx": {"xlsx"}, "xlsm": {"xlsx"}, "xls": {"xls"}, "et": {"xls", "xlsx"}, "pdf": {"pdf"}, "rtf": {"rtf"}, "odt": {"odt"},
    "html": {"html", "mhtml"}, "htm": {"html", "mhtml"}, "mht": {"mhtml"}, "mhtml": {"mhtml"}, "txt": {"txt"}, "zip": set(),
    "jpg": {"picture"}, "jpeg": {"picture"}, "png": {"picture"},
}  # fmt: skip


# Formats that only an office program reads.
_OFFICE = {"doc", "rtf", "odt", "word-2003", "ods", "xlsb"}
# Formats whose libraries set memory aside before anything could be counted: read in a process of their own.
_APART = {"pdf", "mhtml", "xls"}


@dataclass(slots=True)
class _Parts:
    """What a reading gives, wherever it ran."""

    blocks: tuple[Block, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)


def read(source: str | Path | Source, limits: Limits | None = None) -> Document:
    """Reads one document. Never raises for a bad one: it comes back without blocks and with ``problems``.

    ``source`` is a path or a Source from ``expand``. An archive is not a document; expand it first.
    """
    limits = limits or Limits.default()
    if not isinstance(source, Source):
        source = Source(name_of(source), Path(source))
    build = Build(source.name, limits)
    digest, kind = "", ""
    parts = _Parts()

    def whole() -> None:
        nonlocal digest, kind, parts
        data = source.load(limits)
        digest = hashlib.sha256(data).hexdigest()
        kind, archive = _identify(data, limits)
        build.meta["bytes"] = str(len(data))
        form, data, archive = _converted(kind, data, archive, build)
        if form in _APART or _size(data, archive) > limits.apart_bytes:
            parts = _apart(form, data, build)
        else:
            parts = _here(form, data, archive, build)

    _kept(whole, build)
    problems = parts.problems or build.problems
    if parts.blocks:
        note = _extension_note(source, kind)
        if note is not None:
            problems.append(note)
    return Document(source.name, digest, kind, parts.blocks, tuple(problems), {**build.meta, **parts.meta})


def _kept(work: Callable[[], None], build: Build) -> None:
    """Does the work; whatever ends it becomes a problem of this one file."""
    try:
        work()
    except Refused as e:
        build.problem(e.slug, e.where, **e.facts)
    except (MemoryError, RecursionError) as e:
        build.problem("too-large", reason="所需内存" if isinstance(e, MemoryError) else "元素嵌套层数")
    except Exception as e:  # a fault of ours or of a library: said aloud, for this file only
        build.problem("failed", reason=f"{type(e).__name__}: {e}")


def _here(kind: str, data: bytes, archive: SafeZip | None, build: Build) -> _Parts:
    """Reads in this process. Every reader looks at the time; the box ends one that does not come to it."""
    parts = _Parts(problems=build.problems, meta=build.meta)
    reader = _reader(kind)

    def whole() -> None:
        with time_box(build.deadline):
            reader(data, archive, build)
            blocks = _tidied(build.blocks())
        if not blocks and not build.problems:
            build.problem("no-text")
        parts.blocks = blocks

    _kept(whole, build)
    return parts


def _tidied(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    if not any(odd(b.text) if isinstance(b, Paragraph) else any(odd(c.text) for c in b.cells) for b in blocks):
        return blocks
    return tuple(
        replace(b, text=tidied(b.text))
        if isinstance(b, Paragraph)
        else replace(b, cells=tuple(Cell(c.row, c.col, tidied(c.text), c.rowspan, c.colspan) for c in b.cells))
        for b in blocks
    )


def _apart(kind: str, data: bytes, build: Build) -> _Parts:
    """Reads in a child, which may take as long as a reading here; a PDF's pages may get more."""
    facts = {"file": build.file, "kind": kind, "limits": asdict(build.limits), "meta": build.meta}
    answer = ask(f"{__name__}:answer", facts, data, build.limits)
    return _Parts(
        tuple(_unpacked(b) for b in answer["blocks"]), [Problem(**p) for p in answer["problems"]], answer["meta"]
    )


def answer(facts: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The child's side of ``_apart``: the same reading, as values that JSON has."""
    build = Build(facts["file"], Limits(**facts["limits"]))
    build.meta.update(facts["meta"])
    archive = SafeZip(data, build.limits) if data.startswith(b"PK") else None
    parts = _here(facts["kind"], data, archive, build)
    return {
        "blocks": [_packed(b) for b in parts.blocks], "problems": [asdict(p) for p in parts.problems], "meta": parts.meta,
    }  # fmt: skip


def _packed(block: Block) -> list[Any]:
    if isinstance(block, Paragraph):
        return [block.text, block.number, block.within]
    cells = [(c.row, c.col, c.text, c.rowspan, c.colspan) for c in block.cells]
    return [cells, block.number, block.within, block.rows, block.cols, block.aligned, block.sheet, block.page]


def _unpacked(packed: list[Any]) -> Block:
    content, number, within, *rest = packed
    place = None if within is None else (within[0], within[1], within[2])
    if isinstance(content, str):
        return Paragraph(content, number, place)
    rows, cols, aligned, sheet, page = rest
    return Table(number, tuple(Cell(*c) for c in content), rows, cols, aligned, sheet, page, place)


def _size(data: bytes, archive: SafeZip | None) -> int:
    """Bytes of what will be parsed: of a package its XML parts, by their own word, which is held to when they are unpacked."""
    if archive is None:
        return len(data)
    return sum(i.file_size for n, i in archive.infos.items() if n.endswith((".xml", ".rels")))


def _converted(kind: str, data: bytes, archive: SafeZip | None, build: Build) -> tuple[str, bytes, SafeZip | None]:
    """The document as one of the formats that are read here."""
    if kind not in _OFFICE:
        return kind, data, archive
    from selfeval_nb.readers.office import through_office

    target, data = through_office(data, kind, build)
    build.deadline = type(build.deadline)(build.limits.seconds)
    return target, data, SafeZip(data, build.limits)


def _identify(data: bytes, limits: Limits) -> tuple[str, SafeZip | None]:
    kind, words = sniff(data)
    if kind == "zip":
        archive = SafeZip(data, limits)
        return sniff_zip(archive), archive
    if kind == "ole":
        from selfeval_nb.readers.sheet.ole import sniff_ole

        return sniff_ole(data), None
    if kind == "empty":
        raise Refused("empty")
    if kind == "picture":
        raise Refused("picture", reason=words)
    if kind == "unknown":
        raise Refused("not-supported", reason=words)
    return kind, None


Reader = Callable[[bytes, SafeZip | None, Build], None]


def _reader(kind: str) -> Reader:
    """The registry. Modules are loaded when first needed: a run over Word files loads no PDF library."""
    match kind:
        case "docx":
            from selfeval_nb.readers.word.docx import read_docx

            return lambda _data, archive, build: read_docx(_given(archive), build)
        case "xlsx":
            from selfeval_nb.readers.sheet.xlsx import read_xlsx

            return lambda _data, archive, build: read_xlsx(_given(archive), build)
        case "html":
            from selfeval_nb.readers.text.html import read_html

            return lambda data, _archive, build: read_html(data, build)
        case "mhtml":
            from selfeval_nb.readers.text.html import read_mhtml

            return lambda data, _archive, build: read_mhtml(data, build)
        case "txt":
            from selfeval_nb.readers.text.txt import read_txt

            return lambda data, _archive, build: read_txt(data, build)
        case "pdf":
            from selfeval_nb.readers.page.pdf import read_pdf

            return lambda data, _archive, build: read_pdf(data, build)
        case "xls":
            from selfeval_nb.readers.sheet.xls import read_xls

            return lambda data, _archive, build: read_xls(data, build)
        case "xml-spreadsheet":
            from selfeval_nb.readers.sheet.xml_spreadsheet import read_xml_spreadsheet

            return lambda data, _archive, build: read_xml_spreadsheet(data, build)
        case "flat-word":
            from selfeval_nb.readers.word.docx import read_flat

            return lambda data, _archive, build: read_flat(data, build)
        case "encrypted":
            raise Refused("encrypted")
        case "archive":
            raise Refused("not-supported", reason="压缩包，需先展开")
    raise Refused("not-supported", reason=kind)


def _given(archive: SafeZip | None) -> SafeZip:
    assert archive is not None
    return archive


def _extension_note(source: Source, kind: str) -> Problem | None:
    extension = source.name.rpartition(".")[2].lower()
    if extension not in _EXPECTED or kind in _EXPECTED[extension]:
        return None
    return Problem(source.name, "wrong-extension", sentence("wrong-extension", extension=extension, reason=kind))
