"""What stands beside the running text of a Word document: page headers are read, comments and notes are told."""

from __future__ import annotations

import re

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.guard.xmlsafe import office, parse
from selfeval_nb.readers.guard.zipsafe import SafeZip
from selfeval_nb.readers.word.docx_clean import W

_HEADER, _FOOTER = (re.compile(rf"(?:.*/)?{kind}\d*\.xml\Z") for kind in ("header", "footer"))
# Parts of remarks: the element that one of them is, and what it is called.
_NOTES = (
    ("comments.xml", W + "comment", "批注"),
    ("footnotes.xml", W + "footnote", "脚注"),
    ("endnotes.xml", W + "endnote", "尾注"),
)
_MOST = 100  # lines of all page headers
_TEXT = re.compile(rb"<(?:\w+:)?t[ >]")
_PAGE_NUMBER = re.compile(r"[\s\d第页共/\-—–－·.]*\Z")


def read_headers(archive: SafeZip, build: Build, footers: bool = False) -> None:
    """The lines of the page headers (or footers). Some forms have their title there, most have nothing."""
    pattern = _FOOTER if footers else _HEADER
    said: dict[str, None] = {}
    for name in archive.names():
        if not pattern.match(name):
            continue
        build.tick()
        data = archive.read(name)
        if _TEXT.search(data) is None:
            continue
        for p in build.each(parse(office(data, name), name, build.limits).iter(W + "p")):
            text = "".join(t.text or "" for t in p.iter(W + "t"))
            if not _PAGE_NUMBER.match(text) and len(said) < _MOST:
                said.setdefault(text.strip())
    for text in said:
        build.aside(text)


def report_notes(archive: SafeZip, build: Build) -> None:
    """Comments and notes that say something: not read, for they are remarks about the form, but told."""
    for name in archive.names():
        found = next((kind for kind in _NOTES if name.endswith("/" + kind[0])), None)
        if found is None:
            continue
        data = archive.read(name)
        if _TEXT.search(data) is None:
            continue
        texts = []
        for e in build.each(parse(office(data, name), name, build.limits).iter(found[1])):
            texts.append("".join(t.text or "" for t in e.iter(W + "t")).strip())
        said = [t for t in texts if t]
        if said:
            build.problem("side-text", name, count=len(said), kind=found[2], reason=said[0][:40])
