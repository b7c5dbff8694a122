"""``read``: one file -> Document, whatever the file is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from selfeval_nb.readers.build import Build
from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.guard.zipsafe import SafeZip
from selfeval_nb.readers.model import Document, Problem
from selfeval_nb.readers.problems import Refused, sentence
from selfeval_nb.readers.sniff import sniff, sniff_zip
from selfeval_nb.readers.sources import Source, name_of

# extensions that say something definite, and the formats that they may hold without a word about it
_EXPECTED = {
    "docx": {"docx"}, "docm": {"docx"}, "dotx": {"docx"}, "doc": {"doc", "docx", "rtf"}, "wps": {"doc", "docx"},
    "xlsx": {"xlsx"}, "xlsm": {"xlsx"}, "xls": {"xls"}, "et": {"xls", "xlsx"}, "pdf": {"pdf"}, "rtf": {"rtf"}, "odt": {"odt"},
    "html": {"html", "mhtml"}, "htm": {"html", "mhtml"}, "mht": {"mhtml"}, "mhtml": {"mhtml"}, "txt": {"txt"}, "zip": set(),
    "jpg": {"picture"}, "jpeg": {"picture"}, "png": {"picture"},
}  # fmt: skip


def read(source: str | Path | Source, limits: Limits | None = None) -> Document:
    """Reads one document. Never raises for a bad one: it comes back without blocks and with ``problems``.

    ``source`` is a path or a Source from ``expand``. An archive is not a document; expand it first.
    """
    limits = limits or Limits.default()
    if not isinstance(source, Source):
        source = Source(name_of(source), Path(source))
    build = Build(source.name, limits)
    digest, kind = "", ""
    try:
        data = source.load(limits)
        digest = hashlib.sha256(data).hexdigest()
        kind, inner = _identify(data, limits)
        build.meta["bytes"] = str(len(data))
        _reader(kind, inner)(data, inner, build)
        blocks = build.blocks()
        if not blocks and not build.problems:
            build.problem("no-text")
    except Refused as e:
        blocks = ()
        build.open.clear()
        build.problem(e.slug, e.where, **e.facts)
    except (MemoryError, RecursionError) as e:
        blocks = ()
        build.problem("too-large", reason=type(e).__name__)
    except Exception as e:  # a fault of ours or of a library: said aloud, for this file only
        blocks = ()
        build.problem("failed", reason=f"{type(e).__name__}: {e}")
    problems = list(build.problems)
    if blocks:
        note = _extension_note(source, kind)
        if note is not None:
            problems.append(note)
    return Document(source.name, digest, kind, blocks, tuple(problems), build.meta)


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


def _reader(kind: str, archive: SafeZip | None) -> Reader:
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
        case "doc" | "rtf" | "odt" | "word-2003" | "ods" | "xlsb":
            from selfeval_nb.readers.office import read_through_office

            return lambda data, _archive, build: read_through_office(data, kind, build)
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
