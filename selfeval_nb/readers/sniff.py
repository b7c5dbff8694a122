"""What a file is, by its content alone: magic bytes, then structure. The name is never asked."""

from __future__ import annotations

import re

from selfeval_nb.readers.guard.zipsafe import SafeZip

HEAD = 4096

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"BM", "BMP"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"),
    (b"\xd7\xcd\xc6\x9a", "WMF"), (b"\x01\0\0\0\x6c\0\0\0", "EMF"),
)  # fmt: skip
_OTHER = (
    (b"Rar!\x1a\x07", "RAR 压缩包"), (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"), (b"\x1f\x8b", "gzip 压缩包"), (b"MZ", "可执行文件"),
    (b"\x7fELF", "可执行文件"), (b"SQLite format 3\0", "SQLite 数据库"), (b"%!PS", "PostScript"), (b"BZh", "bzip2 压缩包"),
    (b"\xfd7zXZ", "xz 压缩包"), (b"OggS", "音频"), (b"ID3", "音频"), (b"\0\0\0\x18ftyp", "视频"), (b"\0\0\0\x20ftyp", "视频"),
)  # fmt: skip
# An OFD is a zip with OFD.xml; a WPS .wps/.et file is a compound file with Word's or Excel's own streams.
_HTML = re.compile(
    r"<!doctype\s+html|<html[\s>]|<(?:head|body|table|meta|div|p|title|center|style|h[1-6])[\s>]", re.IGNORECASE
)


_PUNCTUATION = {chr(c) for r in (range(0x3000, 0x3040), range(0xFF00, 0xFFF0), range(0x2010, 0x2027)) for c in r} | set(
    "·×÷±≤≥≠°①②③④⑤⑥⑦⑧⑨⑩☑☐□√"
)


def sniff(data: bytes) -> tuple[str, str]:
    """(format, what it is in words) of a file that is no zip, from its content (all of it, or the beginning).

    Formats: ``zip`` (look inside with ``sniff_zip``), ``ole``, ``pdf``, ``rtf``, ``html``, ``mhtml``, ``xml-spreadsheet``,
    ``flat-word``, ``txt``, ``picture``, ``unknown``, ``empty``.
    """
    if not data:
        return "empty", ""
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "zip", "ZIP"
    if data.startswith(_OLE):
        return "ole", "OLE"
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf", "PDF"
    if head.lstrip()[:5] == b"{\\rtf":
        return "rtf", "RTF"
    for magic, name in _PICTURES:
        if head.startswith(magic) and (magic != b"BM" or b"\0" in head[:32]):
            return "picture", name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "picture", "WebP"
    for magic, name in _OTHER:
        if (
            head.startswith(magic)
            and (magic != b"MZ" or b"\0" in head[:64])
            and (magic not in (b"BZh", b"ID3") or b"\0" in head)
        ):
            return "unknown", name
    return _sniff_text(head)


_ODD = bytes(c for c in range(32) if c not in (9, 10, 11, 12, 13, 27))


def _sniff_text(head: bytes) -> tuple[str, str]:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", errors="ignore")
    elif (utf16 := utf16_kind(head)) is not None:
        text = head.decode(utf16, errors="ignore")
    else:
        if head.count(0) * 50 > len(head):  # a stray NUL or two do not make a page a program
            return "unknown", "二进制文件"
        if (len(head) - len(head.translate(None, _ODD))) * 20 > len(head):
            return "unknown", "二进制文件"
        text = head.decode("latin-1")  # only ASCII is looked for below
        text = text.removeprefix("ï»¿")
    start = text.lstrip()[:2048]
    if re.match(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type):", start, re.IGNORECASE) and (
        "multipart/related" in text.lower()
    ):
        return "mhtml", "MHTML"
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text and not re.search(r"<html", start, re.IGNORECASE):
            return "xml-spreadsheet", "XML 电子表格 2003"
        if "http://schemas.microsoft.com/office/2006/xmlPackage" in text:
            return "flat-word", "Word XML"
        if "http://schemas.microsoft.com/office/word/2003/wordml" in text:
            return "word-2003", "Word 2003 XML"
        if start.startswith("<svg") or re.match(r"<\?xml[^>]*>\s*(?:<!--.*?-->\s*)?<svg", start, re.DOTALL):
            return "picture", "SVG"
    if _HTML.search(start) and start.startswith("<"):
        return "html", "HTML"
    return "txt", "文本"


def utf16_kind(head: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` for UTF-16 without a mark, else None.

    No other text has NUL bytes. Which of the two: the one whose characters are such as documents are made of.
    """
    if b"\0" not in head or len(head) < 4:
        return None
    head = head[: len(head) // 2 * 2]
    best, encoding = max((_ordinary(head.decode(e, errors="replace")), e) for e in ("utf-16-le", "utf-16-be"))
    return encoding if best >= 0.9 else None


def _ordinary(text: str) -> float:
    """The share of ASCII, Chinese characters and Chinese punctuation."""
    good = sum(1 for c in text if c in "\t\n\r" or " " <= c <= "~" or "\u4e00" <= c <= "\u9fff" or c in _PUNCTUATION)
    return good / len(text)


def sniff_zip(archive: SafeZip) -> str:
    """``docx``, ``xlsx``, ``xlsb``, ``pptx``, ``odt``, ``ods``, ``ofd`` or ``archive`` for a zip file, by its members."""
    names = archive.infos
    if "[Content_Types].xml" in names:
        types = archive.read("[Content_Types].xml", 4 * 1024 * 1024)
        for mark, kind in (
            (b"wordprocessingml.document.main", "docx"), (b"wordprocessingml.template.main", "docx"),
            (b"ms-word.document.macroEnabled.main", "docx"), (b"ms-word.template.macroEnabledTemplate.main", "docx"),
            (b"spreadsheetml.sheet.main", "xlsx"), (b"spreadsheetml.template.main", "xlsx"),
            (b"ms-excel.sheet.macroEnabled.main", "xlsx"), (b"ms-excel.template.macroEnabled.main", "xlsx"),
            (b"ms-excel.sheet.binary.macroEnabled.main", "xlsb"), (b"presentationml", "pptx"),
        ):  # fmt: skip
            if mark in types:
                return kind
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    if "mimetype" in names:
        declared = archive.read("mimetype", 4096)
        if b"opendocument.text" in declared:
            return "odt"
        if b"opendocument.spreadsheet" in declared:
            return "ods"
    return "archive"
