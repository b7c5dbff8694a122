"""Brings the XML of a Word document to the one plain shape that the walk in docx.py understands.

Wrappers that do not show (content controls, insertions, smart tags) are unwrapped, what Word does not show (deleted and
hidden text, old properties) is taken out, text boxes move behind the paragraph that anchors them, symbols and check boxes
become characters. Each pass runs only when the document has something for it.
"""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.text.marks import Struck, raised
from selfeval_nb.readers.text.symbols import SYMBOL_FONTS, symbol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_UNWRAP = [W + n for n in ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml")]
_DROP = [
    W + n
    for n in (
        "del", "moveFrom", "rt", "sdtPr", "sdtEndPr", "pPrChange", "rPrChange", "tcPrChange", "trPrChange", "tblPrChange",
        "tblPrExChange", "tblGridChange", "sectPrChange", "numberingChange", "customXmlPr", "smartTagPr",
    )
]  # fmt: skip
_LOOK_FOR = (
    *_UNWRAP, *_DROP, MC + "AlternateContent", W + "txbxContent", W + "vanish", W + "fldChar", W + "sym", W + "altChunk",
    W + "cellMerge", W + "cellDel", W + "hidden", W + "object", W + "control", W14 + "checkbox", W + "instrText", W + "fldSimple",
    W + "strike", W + "dstrike", W + "vertAlign", M + "f", M + "sSup",
)  # fmt: skip

# Field codes that start another program or fetch another file; the code may be cut into any number of pieces.
_STARTS_PROGRAM = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_FETCHES = re.compile(r"\bINCLUDE(?:PICTURE|TEXT)\b", re.IGNORECASE)

Found = dict[str, list[etree._Element]]


def is_on(element: etree._Element | None) -> bool:
    """Whether an on/off property is on: present, and its value not false."""
    return element is not None and element.get(W + "val", "true") not in ("0", "false", "off", "none")


def clean(body: etree._Element, data: bytes, build: Build) -> None:
    """Changes the tree in place. ``data`` is the XML it came from, looked at only to see which fonts occur."""
    found: Found = defaultdict(list)
    for e in build.each(body.iter(*_LOOK_FOR)):
        found[e.tag].append(e)
    if found:
        _report(found, build)
        _choose_alternative(found, build)
        _mark_check_boxes(found, build)
        _drop_deleted(body, found, build)
        present = [t for t in _DROP if t in found]
        if present:
            etree.strip_elements(body, *present, with_tail=False)
        _hide(body, found, build)
        _strike(found, build)
        _raise(found, build)
        _equations(found, build)
        _symbols(found, build)
        if W + "fldChar" in found:
            _fields(body, build)
        present = [t for t in _UNWRAP if t in found]
        if present:
            etree.strip_tags(body, *present)
        _free_text_boxes(body, found, build)
    # rfind: Python takes a third of the time of ``in`` for a word that is not there
    if data.rfind(b"Wingdings") >= 0 or data.rfind(b'"Symbol"') >= 0:
        _symbol_fonts(body, build)


def _report(found: Found, build: Build) -> None:
    for e in found[W + "altChunk"]:
        build.problem("embedded-document", reason=e.tag.rsplit("}")[-1])
    if found[W + "object"] or found[W + "control"]:
        build.problem("active-content", "正文", reason="OLE/ActiveX 对象")
    code = "".join(e.text or "" for e in found[W + "instrText"])
    code += " ".join(["", *(e.get(W + "instr", "") for e in found[W + "fldSimple"])])
    if _STARTS_PROGRAM.search(code):
        build.problem("active-content", "域代码", reason="DDE 域")
    elif _FETCHES.search(code):
        build.problem("external-link", "域代码", reason="INCLUDE 域")


def _remove(e: etree._Element) -> None:
    parent = e.getparent()
    if parent is not None:
        parent.remove(e)


def _choose_alternative(found: Found, build: Build) -> None:
    """Of the alternatives of one thing the first is kept, unless only the fallback has the text."""
    for e in build.each(found[MC + "AlternateContent"]):
        parent = e.getparent()
        if parent is None:
            continue
        choices = [c for c in e if c.tag in (MC + "Choice", MC + "Fallback")]
        best = next(
            (c for c in choices if any(True for _ in c.iter(W + "t", W + "sym"))), choices[0] if choices else None
        )
        for child in list(best) if best is not None else ():
            e.addprevious(
                child
            )  # not by position: counting siblings again and again takes hours on a document made for it
        parent.remove(e)


def _mark_check_boxes(found: Found, build: Build) -> None:
    """A check box control shows ☑ or ☐, whatever glyph and font its content uses."""
    done: set[etree._Element] = set()  # a control that says it thousands of times is one check box
    for box in build.each(found[W14 + "checkbox"]):
        sdt = next((a for a in box.iterancestors(W + "sdt")), None)
        content = None if sdt is None or sdt in done else sdt.find(W + "sdtContent")
        if sdt is None or content is None:
            continue
        done.add(sdt)
        checked = box.find(W14 + "checked")
        on = checked is not None and checked.get(W14 + "val", "1") not in ("0", "false")
        marks = list(content.iter(W + "t", W + "sym"))
        for i, mark in enumerate(marks):
            if i:
                _remove(mark)
            else:
                mark.tag = W + "t"
                mark.text = "☑" if on else "☐"
                run = mark.getparent()
                for fonts in list(run.iter(W + "rFonts")) if run is not None else ():  # the glyph stands for itself now
                    _remove(fonts)


def _drop_deleted(body: etree._Element, found: Found, build: Build) -> None:
    """Rows, cells and paragraph marks that tracked changes delete."""
    unmarked: set[etree._Element] = set()
    for e in build.each(found[W + "del"] + found[W + "moveFrom"]):
        parent, above, holder = _up(e)
        if parent is None or above is None:
            continue
        if parent.tag == W + "trPr":
            _remove(above)
        elif parent.tag == W + "rPr" and above.tag == W + "pPr" and holder is not None and holder.tag == W + "p":
            unmarked.add(holder)
    if unmarked:
        _join(body, unmarked, build)
    for e in build.each(found[W + "hidden"]):
        parent, above, _ = _up(e)
        if parent is not None and parent.tag == W + "trPr" and above is not None and is_on(e):
            e.tag = W + "vanish"  # counted and taken out with the hidden text
            found[W + "vanish"].append(e)
    for e in found[W + "cellDel"]:
        _, cell, _ = _up(e)
        if cell is not None:
            _remove(cell)
    for e in found[W + "cellMerge"]:
        if e.get(W + "vMerge") in ("cont", "rest"):
            e.tag = W + "vMerge"
            e.set(W + "val", "continue" if e.get(W + "vMerge") == "cont" else "restart")


def _up(e: etree._Element) -> tuple[etree._Element | None, etree._Element | None, etree._Element | None]:
    """The parent, its parent and that one's parent, as far as there are any."""
    parent = e.getparent()
    above = None if parent is None else parent.getparent()
    return parent, above, None if above is None else above.getparent()


def _join(body: etree._Element, unmarked: set[etree._Element], build: Build) -> None:
    """Deleted paragraph marks: the next paragraph's content follows on.

    From the last to the first, so that the text of a chain of them is moved once and not again with every link.
    """
    order = [p for p in body.iter(W + "p") if p in unmarked]
    following = {p: _next_paragraph(p) for p in order}
    for p in build.each(reversed(order)):
        after = following[p]
        if after is None:
            continue
        onward = following.get(after)
        if onward is not None:  # it has itself been joined to a later one
            following[p] = after = onward
        first = next(iter(after), None)  # len() would count the children again for every paragraph
        at = 1 if first is not None and first.tag == W + "pPr" else 0
        for child in reversed([c for c in p if c.tag != W + "pPr"]):
            after.insert(at, child)
        _remove(p)


def _next_paragraph(p: etree._Element) -> etree._Element | None:
    """The paragraph straight after ``p``, marks without text between them passed over."""
    after = p.getnext()
    while after is not None and after.tag in (W + "bookmarkStart", W + "bookmarkEnd", W + "proofErr"):
        after = after.getnext()
    return after if after is not None and after.tag == W + "p" else None


def _hide(body: etree._Element, found: Found, build: Build) -> None:
    count, sample = 0, ""
    done: set[etree._Element] = set()
    for e in build.each(found[W + "vanish"]):
        _, holder, _ = _up(e)
        if holder is None or holder in done or not is_on(e) or holder.tag not in (W + "r", W + "tr"):
            continue
        done.add(holder)
        text = "".join(t.text or "" for t in holder.iter(W + "t"))
        _remove(holder)
        if text.strip():
            count += 1
            sample = sample or text.strip()[:40]
    if count:
        build.problem("hidden-text", count=count, reason=sample)


def _strike(found: Found, build: Build) -> None:
    """What is struck through by hand, as the changes that Word tracks are by itself, does not hold any more."""
    struck = Struck()
    done: set[etree._Element] = set()
    for e in build.each(found[W + "strike"] + found[W + "dstrike"]):
        _, run, _ = _up(e)
        if run is None or run in done or run.tag != W + "r" or not is_on(e):
            continue
        done.add(run)
        struck.add("".join(t.text or "" for t in run.iter(W + "t")))
        for t in list(run.iter(W + "t", W + "sym")):
            _remove(t)
    struck.tell(build)


def _raise(found: Found, build: Build) -> None:
    done: set[etree._Element] = set()
    for e in build.each(found[W + "vertAlign"]):
        _, run, _ = _up(e)
        if run is None or run in done or run.tag != W + "r" or e.get(W + "val") != "superscript":
            continue
        done.add(run)
        before = _before(run)
        for t in run.iter(W + "t"):
            t.text = raised(t.text or "", before)


def _before(run: etree._Element) -> str:
    """Some text in front of a run; only its nearest neighbours are looked at, for a paragraph may have a hundred thousand."""
    for _, e in zip(range(4), run.itersiblings(W + "r", preceding=True), strict=False):
        text = "".join(t.text or "" for _, t in zip(range(4), e.iter(W + "t"), strict=False))
        if text.strip():
            return text
    return ""


def _equations(found: Found, build: Build) -> None:
    """A fraction reads as a/b, a power with its exponent raised: the letters alone, one behind the other, are another number."""
    for e in build.each(found[M + "f"]):
        top, bottom = e.find(M + "num"), e.find(M + "den")
        if top is None or bottom is None:
            continue
        for part in (top, bottom):
            if any(c in "+-−×÷*/" for c in _short_text(part)):
                first = etree.Element(M + "t")
                first.text = "("
                part.insert(0, first)
                etree.SubElement(part, M + "t").text = ")"
        etree.SubElement(top, M + "t").text = "/"
    for e in build.each(found[M + "sSup"]):
        base, exponent = e.find(M + "e"), e.find(M + "sup")
        if base is None or exponent is None:
            continue
        for _, t in zip(range(9), exponent.iter(M + "t"), strict=False):
            t.text = raised(t.text or "")


def _short_text(e: etree._Element) -> str:
    return "".join(t.text or "" for _, t in zip(range(20), e.iter(M + "t"), strict=False))


def _symbols(found: Found, build: Build) -> None:
    unknown: list[str] = []
    for e in build.each(found[W + "sym"]):
        if e.tag != W + "sym":  # already a check box
            continue
        try:
            code = int(e.get(W + "char", ""), 16)
        except ValueError:
            continue
        mapped = symbol(e.get(W + "font", ""), code)
        if mapped is None:
            unknown.append(f"{e.get(W + 'font', '')} {code:04X}")
            mapped = "\N{REPLACEMENT CHARACTER}"
        e.tag = W + "t"
        e.text = mapped
    if unknown:
        build.problem("unmapped-symbol", count=len(unknown), reason="、".join(sorted(set(unknown))))


def _symbol_fonts(body: etree._Element, build: Build) -> None:
    """Text typed in a symbol font: its letters stand for pictures."""
    done: set[etree._Element] = set()
    for fonts in build.each(body.iter(W + "rFonts")):
        font = fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
        if font not in SYMBOL_FONTS:
            continue
        _, run, _ = _up(fonts)
        if run is None or run.tag != W + "r" or run in done:
            continue
        done.add(run)
        for t in run.iter(W + "t"):
            if t.text:
                t.text = "".join(_glyph(font, c) for c in t.text)


def _glyph(font: str, c: str) -> str:
    # only codes of an 8-bit font; a Chinese character in such a run shows in the East Asian font
    return (symbol(font, ord(c)) or c) if ord(c) < 0x100 or 0xF000 <= ord(c) <= 0xF0FF else c


def _fields(body: etree._Element, build: Build) -> None:
    """Complex fields show their result; text in the instruction (of nested fields) does not show."""
    in_code: list[bool] = []  # one entry for each open field: are we before its ``separate``?
    before = 0  # how many of them are
    hidden: list[etree._Element] = []
    for e in build.each(body.iter(W + "fldChar", W + "t", W + "tab", W + "br")):
        if e.tag != W + "fldChar":
            if before:
                hidden.append(e)
            continue
        kind = e.get(W + "fldCharType")
        if kind == "begin":
            shown = _form_field(e)
            in_code.append(True)
            before += 1
            if shown is not None:
                e.tag = W + "t"
                e.text = shown
                for child in list(e):
                    e.remove(child)
        elif kind == "separate" and in_code:
            before -= in_code[-1]
            in_code[-1] = False
        elif kind == "end" and in_code:
            before -= in_code.pop()
    if before:  # a field that never ends: nothing is hidden on its account
        return
    for e in hidden:
        _remove(e)


def _form_field(e: etree._Element) -> str | None:
    """The visible state of a legacy form field: check box or drop-down list."""
    data = e.find(W + "ffData")
    if data is None:
        return None
    box = data.find(W + "checkBox")
    if box is not None:
        checked = box.find(W + "checked")
        return "☑" if is_on(checked if checked is not None else box.find(W + "default")) else "☐"
    choices = data.find(W + "ddList")
    if choices is None:
        return None
    entries = [x.get(W + "val", "") for x in choices.findall(W + "listEntry")]
    chosen = choices.find(W + "result")
    if chosen is None:
        chosen = choices.find(W + "default")
    value = "0" if chosen is None else chosen.get(W + "val", "0")
    # isdigit() holds for ² and ①, which int() does not read, and for five thousand digits
    at = int(value) if value.isascii() and value.isdigit() and len(value) < 8 else -1
    return entries[at] if 0 <= at < len(entries) else ""


def _free_text_boxes(body: etree._Element, found: Found, build: Build) -> None:
    """Paragraphs and tables of a text box follow the paragraph that anchors it."""
    for box in build.each(reversed(found[W + "txbxContent"])):
        anchor = next((a for a in box.iterancestors(W + "p")), None)
        if anchor is None or not _inside(anchor, body):
            continue
        _remove(box)
        for child in reversed([c for c in box if c.tag in (W + "p", W + "tbl")]):
            if child.tag == W + "p" and not any((t.text or "").strip() for t in child.iter(W + "t")):
                continue  # an empty line of a box is not an empty line of the cell around it
            anchor.addnext(child)


def _inside(e: etree._Element, body: etree._Element) -> bool:
    return any(a is body for a in e.iterancestors())
