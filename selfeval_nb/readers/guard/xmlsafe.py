"""XML from strangers: no DOCTYPE, no entities, no network, bounded size, depth and text length."""

from __future__ import annotations

import re

from lxml import etree

from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.problems import Refused

_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


# The namespaces of ISO/IEC 29500 strict, as the transitional ones that everybody writes.
STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"drawingml/spreadsheetDrawing", b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"),
    (b"officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
_DECLARED = re.compile(r"\A(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*(?:\"[^\"]{0,40}\"|'[^']{0,40}')")


def plain(data: bytes, where: str = "XML") -> bytes:
    """XML in UTF-16 or UTF-32, with or without a mark, as UTF-8; any other as it is. Refused: ``damaged``."""
    if b"\0" not in data[:8]:
        return data
    encoding = next((e for mark, e in _WIDE if data.startswith(mark)), None)
    if encoding is None:
        return data
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as e:
        raise Refused("damaged", where, reason=f"{where}: {e}") from None
    return _DECLARED.sub(r"\1", text, count=1).encode("utf-8")


_WIDE = (
    (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip


def office(data: bytes, where: str) -> bytes:
    """A part of an office document in the one shape that the readers know: UTF-8, transitional namespaces."""
    data = plain(data, where)
    if data.rfind(STRICT) >= 0:  # rfind: Python takes a third of the time of ``in`` for a word that is not there
        for name, known in _TRANSITIONAL:
            data = data.replace(STRICT + name, known)
    return data


def _declares(data: bytes, words: tuple[bytes, ...] = _FORBIDDEN) -> bool:
    """Whether the document declares a DOCTYPE or an entity: looked for in the bytes, before the parser sees them."""
    if b"!" not in data:  # one character is found many times faster than a word
        return False
    if b"\0" in data[:64]:  # UTF-16 or UTF-32
        data = data.replace(b"\0", b"")
    return any(word in data for word in words)


# Expands nothing, loads nothing and keeps libxml2's own limits (depth 256, 10 MB a text node). A parser may be used again and by
# several threads.
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


def parse(data: bytes, where: str, limits: Limits) -> etree._Element:
    """The root element. Refused: ``unsafe-xml``, ``too-large``, ``too-deep`` or ``damaged``."""
    data = plain(data, where)
    check_size(data, where, limits)
    if _declares(data):
        raise Refused("unsafe-xml", where, reason=where)
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as e:
        raise _refusal(e, where) from None
    except (ValueError, LookupError) as e:  # an encoding that does not exist, NUL bytes
        raise Refused("damaged", where, reason=f"{where}: {e}") from None
    if root is None:
        raise Refused("damaged", where, reason=f"{where}: 没有内容")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("unsafe-xml", where, reason=where)
    return root


def check_foreign(data: bytes, where: str, limits: Limits) -> None:
    """Refuses XML that another program is to read, by the same rules but for a DOCTYPE, which old OpenDocument files have."""
    check_size(data, where, limits)
    if _declares(data, (b"<!ENTITY",)):
        raise Refused("unsafe-xml", where, reason=where)


def check_size(data: bytes, where: str, limits: Limits, closing: bool = True) -> None:
    """Refuses a part whose tree would be too large for memory, before the tree is built: counted are tags and attributes
    (equals signs). ``closing``: every element has two tags,
    as in XML; HTML leaves closing tags out."""
    most = limits.xml_nodes if closing else limits.xml_nodes // 2
    if len(data) <= most:  # no more tags and attributes than bytes: nothing to count
        return
    nodes = data.count(b"<") + data.count(b"=")
    if nodes > most:
        raise Refused("too-large", where, reason=f"{where} 有 {nodes} 个标签和属性，上限 {most}")


def _refusal(e: etree.XMLSyntaxError, where: str) -> Refused:
    text = str(e)
    if "depth" in text.lower():
        return Refused("too-deep", where, reason=where)
    if "huge" in text.lower() or "too long" in text.lower():
        return Refused("too-large", where, reason=f"{where} 中有超过 1000 万字节的文字")
    if "entit" in text.lower():
        return Refused("unsafe-xml", where, reason=where)
    return Refused("damaged", where, reason=f"{where}: {text}")
