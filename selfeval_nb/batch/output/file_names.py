"""File names for reports: readable, the same for the same form, safe on Windows and Linux, never colliding."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_BYTES = (
    120  # of the part made from the project's name; the whole stays far below the 255 bytes that file systems allow
)
_FORBIDDEN = set('<>:"/\\|?*')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_SAFE_ID = re.compile(r"[0-9a-z][0-9a-z_-]{0,63}")


def safe_part(text: str, most: int = MAX_BYTES) -> str:
    """``text`` as part of a file name: NFC, no control, format (bidirectional among them) or private characters, none that
    Windows forbids, no dots or blanks at its ends, at most ``most`` bytes of UTF-8. May be empty."""
    kept = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char in _FORBIDDEN or category in ("Zs", "Zl", "Zp"):
            kept.append("_")
        elif category[0] == "C":  # control, format, surrogate, private use, unassigned
            continue
        else:
            kept.append(char)
    name = re.sub(r"_+", "_", "".join(kept)).strip("._ ")[:most]  # a character has a byte at least
    while len(name.encode()) > most:
        name = name[:-1]
    name = name.rstrip("._ ")
    if _RESERVED.fullmatch(name.split(".")[0].rstrip()):
        name = "_" + name
    return name


def report_stem(project: str, form_id: str) -> str:
    """``<project>-<form id>`` without ending. Two forms never share it, also where case or normalisation is ignored:
    the id is part of it, as it is when it is plain lower case, else with a digest of it."""
    part = safe_part(project)
    if not _SAFE_ID.fullmatch(form_id):
        digest = hashlib.sha256(form_id.encode(errors="surrogatepass")).hexdigest()[:12]
        form_id = f"{safe_part(form_id, 60)}-{digest}"
    return f"{part}-{form_id}" if part else form_id
