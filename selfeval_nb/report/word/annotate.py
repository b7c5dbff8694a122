"""The unit's own Word document with a comment at each finding's cell.

Only what a comment needs is added: marks in the main part, the comments, their entry in the package. Every other part of the
document keeps its bytes, and the texts of the main part are not touched.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from selfeval_nb.checks.book.basis import footnote
from selfeval_nb.common import own_output
from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import Target
from selfeval_nb.common.said import said
from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.guard.xmlsafe import parse
from selfeval_nb.readers.guard.zipsafe import SafeZip
from selfeval_nb.readers.problems import Refused, sentence
from selfeval_nb.readers.word.docx import main_part
from selfeval_nb.readers.word.docx_clean import W
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view.parts import Mark
from selfeval_nb.report.view.view import View
from selfeval_nb.report.word.docx_cells import cells_by_place, paragraphs_of
from selfeval_nb.review.model import Review

_STRICT, _TRANSITIONAL = (
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)
_REL_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_REL_TYPE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_WORDS = said(__name__)


class AnnotateError(ReviewError):
    """Why a document cannot take comments, in one sentence."""


def annotate(
    form_path: str | Path,
    reviews: Iterable[Review],
    out: str | Path | None = None,
    *,
    author: str | None = None,
    initials: str | None = None,
    date: str | None = None,
    lang: str | None = None,
) -> bytes:
    """The document with a comment for each finding of ``reviews`` (of the forms in this document), in the order of the findings.

    Waived findings get none. A finding on the form as a whole stands at its title, or at the first cell of its first table.
    ``date`` is ISO time such as ``2026-03-01T09:00:00Z``; without it the comments have none, so that the same input gives the
    same bytes. With ``out`` the result is also written there, whole or not at all. Raises AnnotateError for anything but a Word
    document that can be read.
    """
    path = Path(form_path)
    every = list(reviews)
    language = lang or (every[0].lang if every else "zh")
    try:
        data = path.read_bytes()
    except OSError:
        raise AnnotateError(_WORDS.get(language, _WORDS["zh"])["missing"].format(name=path.name)) from None
    result = annotate_bytes(data, path.name, every, author=author, initials=initials, date=date, lang=lang)
    if out is not None:
        with Target(Path(out)) as part:
            part.write_bytes(result)
    return result


def annotate_bytes(
    data: bytes,
    name: str,
    reviews: Iterable[Review],
    *,
    author: str | None = None,
    initials: str | None = None,
    date: str | None = None,
    lang: str | None = None,
    plain: bool = False,
) -> bytes:
    """``annotate`` for a document in memory, such as a member of an archive; ``name`` is what people know it by. ``plain``: for the
    unit, without rule numbers and without notes, which ask nothing of it."""
    every = list(reviews)
    language = lang or (every[0].lang if every else "zh")
    words = _WORDS.get(language, _WORDS["zh"])
    try:
        package = _Package(data)
    except Refused as refusal:
        word = data.startswith(b"PK") and name.lower().endswith((".docx", ".docm", ".dotx"))
        why = sentence(refusal.slug, **refusal.facts)
        raise AnnotateError(words["unread" if word else "not_docx"].format(name=name, why=why)) from None
    marker = _Marker(package, name, words, author or words["author"], initials or words["initials"], date, plain)
    for review in every:
        view = View(review)
        for mark in view.marks:
            if mark.finding.get("ruling") != "waive" and not (plain and mark.severity == "info"):
                marker.comment(view, mark)
    return marker.save()


def annotate_all(
    inputs: Iterable[str | Path], reviews: Iterable[Review], folder: str | Path, **words: Any
) -> tuple[list[Path], list[str]]:
    """Every Word document among the inputs (files, folders, archives) with its comments into ``folder``, under its own name; returns
    the files and, for what takes no comments, a sentence each. Nothing that is there is replaced by another document."""
    from selfeval_nb.report.word.documents import word_documents

    of: dict[str, list[Review]] = {}
    for review in reviews:
        of.setdefault(str(review.provenance.get("sha256")), []).append(review)
    documents = word_documents(inputs)
    made: list[Path] = []
    skipped: list[str] = []
    for sha, own in of.items():
        name = str(own[0].provenance.get("file"))
        if sha not in documents:
            skipped.append(_WORDS.get(own[0].lang, _WORDS["zh"])["not_docx"].format(name=name))
            continue
        try:
            data = annotate_bytes(documents[sha], name, own, **words)
        except AnnotateError as error:
            skipped.append(str(error))
            continue
        path = Path(folder) / name
        n = 1
        while path in made:
            n += 1
            path = Path(folder) / f"{Path(name).stem}_{n}{Path(name).suffix}"
        with Target(path) as part:
            part.write_bytes(data)
        made.append(path)
    return made, skipped


class _Package:
    """The parts of the document that a comment concerns."""

    def __init__(self, data: bytes) -> None:
        limits = Limits()
        self.data = data
        archive = self.archive = SafeZip(data, limits)
        self.main = main_part(archive, limits, "word/document.xml")
        self.xml = archive.read(self.main)
        parse(
            self.xml, self.main, limits
        )  # refuses what the reader refuses; this tree has lost its comments, so parse anew
        self.root = etree.fromstring(self.xml, _PARSER)
        self.strict = self.root.tag.startswith(f"{{{_STRICT}}}")
        body = self.root.find(self.w("body"))
        if body is None:
            raise Refused("damaged", reason=f"{self.main} 没有正文")
        self.body = body
        folder, name = posixpath.split(self.main)
        self.rels_name = posixpath.join(folder, "_rels", f"{name}.rels")
        self.rels = (
            parse(archive.read(self.rels_name), self.rels_name, limits)
            if self.rels_name in archive
            else etree.fromstring(f'<Relationships xmlns="{_RELS[1:-1]}"/>')
        )
        self.types = parse(archive.read("[Content_Types].xml"), "[Content_Types].xml", limits)
        self.comments_name = self._comments_name(folder, archive)
        old = archive.read(self.comments_name) if self.comments_name in archive else b""
        self.comments = parse(old, self.comments_name, limits) if old else self._new_comments()
        self.changed = {self.main, self.comments_name}
        if not old:
            self._announce(folder)

    def w(self, name: str) -> str:
        return f"{{{_STRICT if self.strict else _TRANSITIONAL}}}{name}"

    def _comments_name(self, folder: str, archive: SafeZip) -> str:
        for rel in self.rels.iter(_RELS + "Relationship"):
            if rel.get("Type") in (_REL_TYPE, _REL_TYPE_STRICT):
                target = rel.get("Target", "")
                return (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
        name, n = posixpath.join(folder, "comments.xml"), 2
        while name in archive:  # a part of that name which is not the comments
            name, n = posixpath.join(folder, f"comments{n}.xml"), n + 1
        return name

    def _new_comments(self) -> etree._Element:
        return etree.Element(self.w("comments"), nsmap={"w": self.w("x")[1:-2]})

    def _announce(self, folder: str) -> None:
        """The relationship and the content type of a comments part that was not there."""
        kind = _REL_TYPE_STRICT if self.strict else _REL_TYPE
        if not any(r.get("Type") == kind for r in self.rels.iter(_RELS + "Relationship")):
            taken = {r.get("Id") for r in self.rels.iter(_RELS + "Relationship")}
            n = next(n for n in range(1, len(taken) + 2) if f"rIdComments{n}" not in taken)
            target = posixpath.relpath(self.comments_name, folder or ".")
            etree.SubElement(self.rels, _RELS + "Relationship", Id=f"rIdComments{n}", Type=kind, Target=target)
            self.changed.add(self.rels_name)
        part = "/" + self.comments_name
        if not any(o.get("PartName") == part for o in self.types.iter(_TYPES + "Override")):
            etree.SubElement(self.types, _TYPES + "Override", PartName=part, ContentType=_CONTENT_TYPE)
            self.changed.add("[Content_Types].xml")

    def save(self) -> bytes:
        """The package with the changed parts in their places and every other part as it was."""
        parts = {
            self.main: self.root, self.comments_name: self.comments, self.rels_name: self.rels,
            "[Content_Types].xml": self.types,
        }  # fmt: skip
        main = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.comments.insert(0, etree.Comment(own_output.commented(main)))
        new = {
            name: etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, part in parts.items() if name in self.changed
        }  # fmt: skip
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for name, info in self.archive.infos.items():
                copy = zipfile.ZipInfo(info.filename, info.date_time)
                copy.compress_type = (
                    zipfile.ZIP_STORED if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
                )
                copy.external_attr = info.external_attr
                made.writestr(copy, new.pop(name) if name in new else self.archive.read(name))
            for name, content in sorted(new.items()):
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                made.writestr(info, content)
        return out.getvalue()


class _Marker:
    """Puts comments into the package."""

    def __init__(
        self,
        package: _Package,
        name: str,
        words: dict[str, str],
        author: str,
        initials: str,
        date: str | None,
        plain: bool = False,
    ) -> None:
        self.package = package
        self.name = name
        self.words = words
        self.author = _plain(author)
        self.initials = _plain(initials)
        self.date = date
        self.plain = plain
        self.noted = False
        data = package.xml.replace(_STRICT.encode(), _TRANSITIONAL.encode())
        if package.strict:
            # the reader's cleaning knows one namespace; elements of both trees come in the same order
            twin = etree.fromstring(data, _PARSER)
            body = twin.find(W + "body")
            assert body is not None
            mine = dict(zip(twin.iter(), package.root.iter(), strict=True))
            self.cells = {place: mine[tc] for place, tc in cells_by_place(body, data).items()}
        else:
            self.cells = cells_by_place(package.body, data)
        ids = [int(c.get(package.w("id"), "-1")) for c in package.comments.iter(package.w("comment"))]
        self.next_id = max(ids, default=-1) + 1

    def comment(self, view: View, mark: Mark) -> None:
        """One comment, at the finding's cell."""
        paragraphs = self._anchor(view, mark)
        no = str(self.next_id)
        self.next_id += 1
        self._mark(paragraphs[0], paragraphs[-1], no)
        self._write(no, self._lines(view, mark))

    def _anchor(self, view: View, mark: Mark) -> list[etree._Element]:
        """The paragraphs that the comment spans."""
        place = mark.cell or mark.place
        if mark.place is not None and mark.place in self.cells:
            place = mark.place
        if place is None:
            title = view.form.head.get("title") or view.form.fields.get("title")
            if title is not None and title.table is not None and title.row is not None and title.col is not None:
                place = (title.table, title.row, title.col)
            elif (above := self._title_above(view)) is not None:
                return [above]
            else:
                first = view.form.grid[0].number if view.form.grid else 1
                place = next((p for p in self.cells if p[0] == first), None)
        tc = None if place is None else self.cells.get(place)
        if tc is None or not (paragraphs := self._paragraphs(tc)):
            table, row, col = place or (1, 1, 1)
            raise AnnotateError(self.words["changed"].format(name=self.name, table=table, row=row, col=col))
        return paragraphs

    def _paragraphs(self, tc: etree._Element) -> list[etree._Element]:
        if not self.package.strict:
            return paragraphs_of(tc)
        return [p for p in tc.iter(self.package.w("p")) if next(p.iterancestors(self.package.w("tc"))) is tc]

    def _title_above(self, view: View) -> etree._Element | None:
        """The paragraph that prints the form's title, the last one before the form's first table."""
        from selfeval_nb.forms.words.text import norm

        title = norm(view.form.title)
        first = next((self.cells[p] for p in self.cells if view.form.grid and p[0] == view.form.grid[0].number), None)
        if not title or first is None:
            return None
        table = next(first.iterancestors(self.package.w("tbl")))
        found = None
        for e in self.package.body.iter(self.package.w("p"), self.package.w("tbl")):
            if e is table:
                break
            if e.tag == self.package.w("p"):
                text = norm("".join(t.text or "" for t in e.iter(self.package.w("t"))))
                if text and (text in title or title in text):
                    found = e
        return found

    def _lines(self, view: View, mark: Mark) -> list[str]:
        f, w = mark.finding, self.words
        rule = "" if self.plain else f"{view.t.rule_words(f['rule_id'])} "
        lines = [f"【{view.t.word(mark.severity)}】{rule}{f.get('title') or ''}".rstrip(), str(f["message"])]
        lines += [w[name] + str(f[name]) for name in ("arithmetic", "basis", "advice") if f.get(name)]
        if not self.noted and (note := footnote([f.get("basis")], view.t.lang)):
            self.noted = True  # once a document, in the first comment that needs it
            lines.append(note)
        return [_plain(line) for line in lines]

    def _mark(self, first: etree._Element, last: etree._Element, no: str) -> None:
        """The range from the first paragraph to the last, and the reference that Word shows at its end."""
        w = self.package.w
        at = 1 if len(first) and first[0].tag == w("pPr") else 0
        start = etree.Element(w("commentRangeStart"))
        start.set(w("id"), no)
        first.insert(at, start)
        if not any(True for p in (first, last) for _ in p.iter(w("r"))):
            last.append(etree.Element(w("r")))  # a blank cell: something for the comment to hang on
        end = etree.SubElement(last, w("commentRangeEnd"))
        end.set(w("id"), no)
        run = etree.SubElement(last, w("r"))
        reference = etree.SubElement(run, w("commentReference"))
        reference.set(w("id"), no)

    def _write(self, no: str, lines: list[str]) -> None:
        w = self.package.w
        comment = etree.SubElement(self.package.comments, w("comment"))
        for name, value in (("id", no), ("author", self.author), ("date", self.date), ("initials", self.initials)):
            if value:
                comment.set(w(name), value)
        for i, line in enumerate(lines):
            p = etree.SubElement(comment, w("p"))
            if i == 0:
                etree.SubElement(etree.SubElement(p, w("r")), w("annotationRef"))
            run = etree.SubElement(p, w("r"))
            if i == 0:
                etree.SubElement(etree.SubElement(run, w("rPr")), w("b"))
            text = etree.SubElement(run, w("t"))
            text.text = line
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def save(self) -> bytes:
        return self.package.data if not len(self.package.comments) else self.package.save()


def _plain(text: str) -> str:
    """Text that XML can hold, with controls spelled out; a comment's lines are paragraphs of their own."""
    return str(shown(text)).replace("\n", " ").replace("\t", " ")
