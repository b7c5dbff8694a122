"""Bytes of unknown encoding as text: marks first, then UTF-8, then what was declared, then GB18030 (of which GBK and GB2312
are parts)."""

from __future__ import annotations

import codecs

from selfeval_nb.readers.sniff import utf16_kind

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "cp936": "gb18030",
}


# Encodings that are programs rather than alphabets, or that no document of today is in.
_NEVER = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, bool]:
    """(text, encoding used, whether every byte could be read)."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
            return text, encoding, "\ufffd" not in text
    # UTF-8 is tried before what was declared: text of another encoding is practically never valid UTF-8, wrong declarations are common
    utf16 = utf16_kind(data[:4096])
    candidates = [utf16] if utf16 is not None else ["utf-8"]
    if declared:
        name = declared.strip().lower()
        name = _WIDER.get(name, name)
        # a file that declares UTF-16 in ASCII letters is not UTF-16
        if _known(name) and not name.replace("_", "-").startswith(("utf-16", "utf-32", "ucs")):
            candidates.append(name)
    candidates.append("gb18030")
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding, True
        except UnicodeDecodeError:
            continue
    # cut in the middle of a character, or mixed: the encoding that loses least
    best = min(("utf-8", "gb18030"), key=lambda e: data.decode(e, errors="replace").count("\ufffd"))
    return data.decode(best, errors="replace"), best, False


def _known(name: str) -> bool:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return info._is_text_encoding and info.name.replace("_", "-") not in _NEVER  # nor base64, rot13 and the like
