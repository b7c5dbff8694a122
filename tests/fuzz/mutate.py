"""Changes to documents and texts, made by a random number generator (or by Hypothesis standing in for one, so that it can shrink)."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

#: Texts that have broken such programs before: markup, templates, formulas, controls, numbers at the edge of every notation.
NASTY = (
    "", " ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\u202e", "\u2028", "\x00", "\x1b[31m", "\r", "\t", "\ud7ff", "\ufffd", "\U0010ffff", "🈚",
    "<script>alert(1)</script>", "</style>", "{{7*7}}", "${7*7}", "$(id)", "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "]]>", "&amp;", "&#0;", "%s%n",
    "../../etc/passwd", "0", "-0", "00", "1e309", "1e-400", "NaN", "inf", "9" * 400, "0." + "0" * 60 + "1", "1,2,3,4", "1.2.3", "１２３", "一二三", "壹佰", "半",
    "½", "²", "⑳", "Ⅻ", "〇", "廿", "百万亿万", "≥", "≤≥", ">=<", "≥≥5", "≥-5%", "%", "‰", "℃", "100%-90%", "5~3", "~", "5～", "-5--3", "±3", "1/0", "1/3/5",
    "2023年13月45日", "0000年0月0日", "99999年", "2月30日", "1月-12月", "年", "月底前", "2023.02.29", "：", "；；", "(", "（（（", "))", "【", "项目名称", "一级指标",
    "年度资金总额", "总分", "得分", "≥5万元/人·次", "万万", "100分", "优", "逐步提高", "同上", "无", "—", "/", "√", "☑",
)  # fmt: skip

#: Numbers that go into attributes.
ODD_NUMBERS = ("0", "-1", "1", "2", "63", "1000000000", "99999999999999999999", "x", "", "1.5", "true", "0x10")


def text(value: str, rnd: Random) -> str:
    """A text with one to three changes."""
    for _ in range(rnd.randint(1, 3)):
        at = rnd.randint(0, len(value))
        kind = rnd.randint(0, 6)
        if kind == 0:
            value = rnd.choice(NASTY)
        elif kind == 1:
            value = value[:at] + rnd.choice(NASTY) + value[at:]
        elif kind == 2:
            end = rnd.randint(at, len(value))
            value = value[:at] + value[end:]
        elif kind == 3:
            end = min(len(value), at + rnd.randint(1, 8))
            value = value[:end] + value[at:end] * rnd.randint(1, 12) + value[end:]
        elif kind == 4:
            value = value[:at] + chr(_character(rnd)) + value[at:]
        elif kind == 5:
            value = value[::-1]
        else:
            value = value * rnd.randint(2, 4)
        value = value[:4000]
    return value


def _character(rnd: Random) -> int:
    ranges = ((0x20, 0x7E), (0x4E00, 0x9FFF), (0xFF01, 0xFF5E), (0x2000, 0x22FF), (0x1, 0x1F), (0x1F300, 0x1F6FF))
    low, high = rnd.choice(ranges)
    return rnd.randint(low, high)


def raw(data: bytes, rnd: Random) -> bytes:
    """Bytes flipped, cut, doubled, overwritten."""
    out = bytearray(data)
    for _ in range(rnd.randint(1, 8)):
        if not out:
            break
        at = rnd.randint(0, len(out) - 1)
        kind = rnd.randint(0, 5)
        if kind == 0:
            out[at] ^= 1 << rnd.randint(0, 7)
        elif kind == 1:
            out[at] = rnd.choice((0, 0xFF, 0x7F, 0x80, 0x3C, 0x26))
        elif kind == 2:
            del out[at : at + rnd.randint(1, 64)]
        elif kind == 3:
            out[at:at] = out[at : at + rnd.randint(1, 64)]
        elif kind == 4:
            out[at:at] = rnd.choice(NASTY).encode("utf-8", "surrogatepass")[:64]
        else:
            size = rnd.choice((1, 2, 4))
            out[at : at + size] = (rnd.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFE)) & (256**size - 1)).to_bytes(
                size, "little"
            )
    return bytes(out)


_TAG = re.compile(rb"<[^<>!?]{1,400}>")
_VALUE = re.compile(rb'="([^"<>]*)"')


def markup(data: bytes, rnd: Random) -> bytes:
    """Tags taken out, doubled, exchanged, moved; elements wrapped; attribute values replaced."""
    for _ in range(rnd.randint(1, 4)):
        tags = list(_TAG.finditer(data))
        if not tags:
            return data
        tag, other = rnd.choice(tags), rnd.choice(tags)
        kind = rnd.randint(0, 5)
        if kind == 0:
            data = data[: tag.start()] + data[tag.end() :]
        elif kind == 1:
            data = data[: tag.end()] + tag[0] * rnd.randint(1, 20) + data[tag.end() :]
        elif kind == 2:
            data = data[: tag.start()] + other[0] + data[tag.end() :]
        elif kind == 3:  # a stretch of the document stands somewhere else as well
            first, last = sorted((tag.start(), other.start()))
            piece = data[first:last][:20_000]
            at = rnd.choice(tags).start()
            data = data[:at] + piece + data[at:]
        elif kind == 4:
            values = list(_VALUE.finditer(data))
            if values:
                value = rnd.choice(values)
                new = (
                    rnd.choice((*ODD_NUMBERS, *NASTY)).encode("utf-8", "replace").replace(b'"', b"").replace(b"<", b"")
                )
                data = data[: value.start(1)] + new + data[value.end(1) :]
        else:
            name = re.match(rb"</?\s*([^\s/>]+)", tag[0])
            if name is not None:
                data = data[: tag.start()] + b"<" + name[1] + b">" + tag[0] + data[tag.end() :]
    return data


_TEXTS = re.compile(r"(<(?:w:t|t|v|td)\b[^<>]*>)([^<>]*)(</)")


def words(data: bytes, rnd: Random) -> bytes:
    """Cell texts changed, the structure left as it is."""
    source = data.decode("utf-8", "replace")
    if "<" in source[:200]:
        places = list(_TEXTS.finditer(source))
        for _ in range(rnd.randint(1, 6)):
            if not places:
                break
            place = rnd.choice(places)
            new = text(place[2], rnd).encode("utf-8", "replace").decode().replace("&", "&amp;").replace("<", "&lt;")
            new = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", new)
            source = source[: place.start(2)] + new + source[place.end(2) :]
            places = list(_TEXTS.finditer(source))
    else:
        lines = source.split("\n")
        for _ in range(rnd.randint(1, 6)):
            at = rnd.randint(0, len(lines) - 1)
            lines[at] = "\t" + text(lines[at], rnd)
        source = "\n".join(lines)
    return source.encode("utf-8", "replace")


Change = Callable[[bytes, Random], bytes]
CHANGES: tuple[Change, ...] = (raw, markup, words)


def document(data: bytes, rnd: Random, change: Change | None = None) -> bytes:
    """A document changed by ``change`` (default: any): a zip package in one of its members, or in its bytes as a whole."""
    change = change or rnd.choice(CHANGES)
    if not data.startswith(b"PK"):
        return change(data, rnd)
    if change is raw and rnd.randint(0, 2) == 0:
        return raw(data, rnd)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = {i.filename: package.read(i) for i in package.infolist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return raw(data, rnd)
    inside = [n for n in members if n.endswith((".xml", ".rels"))] or list(members)
    if not inside:
        return raw(data, rnd)
    main = [n for n in inside if n.endswith(("document.xml", "sharedStrings.xml")) or "/sheet" in n]
    name = rnd.choice(main) if main and rnd.randint(0, 5) else rnd.choice(inside)
    members[name] = change(members[name], rnd)
    return package_of(members)


def package_of(members: dict[str, bytes]) -> bytes:
    """A zip file of these members."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        warnings.simplefilter("ignore")
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
