"""The values that a report was made from, inside the report: a hidden block that shows nothing and runs nothing.

The review as JSON, compressed, in base64, with the digest of the JSON: a report can be checked by anyone who has only the
report, and a damaged block is told from a changed one.
"""

from __future__ import annotations

import base64
import binascii
import copy
import hashlib
import json
import re
import zlib
from typing import Any

from markupsafe import Markup

from selfeval_nb.common.errors import Sentence
from selfeval_nb.review.as_json import SCHEMA, SHARED, own_part, shared_part, to_dict
from selfeval_nb.review.model import Review

MOST = 160_000  # characters of the block: a report stays within its 400 kB
LEVEL = 6  # 9 takes twice the time for 3 % less
_UNPACKED = 64 * 1024 * 1024
_BLOCK = re.compile(
    r'<div hidden class="selfeval-data" data-schema="1" data-sha256="([0-9a-f]{64}|too-large)">([A-Za-z0-9+/=\n]*)</div>'
)


_MARK = 'class="selfeval-data"'


class EmbedError(Sentence, ValueError):
    """Why a report's values cannot be taken out of it, in one sentence."""


class TooLarge(EmbedError):
    """The report says that it carries no values, because there were too many."""


def canonical(review: Review) -> str:
    """The review as JSON text in the order of its parts, which is what the page shows; the same review gives the same text."""
    return _json(to_dict(review)).decode()


def embed(review: Review) -> Markup:
    """The hidden block for a report of this review; it says so when the values of a huge form would not fit."""
    begun, own = _begun(review), _json(own_part(review))[1:]
    packer, total = begun.packer.copy(), begun.digest.copy()
    raw = begun.packed + packer.compress(own) + packer.flush()
    if 4 * ((len(raw) + 2) // 3) > MOST:
        return Markup('<div hidden class="selfeval-data" data-schema="1" data-sha256="too-large"></div>')
    total.update(own)
    digest = total.hexdigest()
    return Markup(f'<div hidden class="selfeval-data" data-schema="1" data-sha256="{digest}">{_lines(raw)}</div>')


class _Begun:
    """The block up to the end of what all reports by one rule book share, more than half of it: written, packed and digested once."""

    def __init__(self, review: Review) -> None:
        self.shared = copy.deepcopy(_shared(review))  # somebody may change the review's own
        text = _json({"schema": SCHEMA, **shared_part(review)})[:-1] + b","
        self.packer, self.digest = zlib.compressobj(LEVEL), hashlib.sha256(text)
        self.packed = self.packer.compress(text)


_last: _Begun | None = None


def _begun(review: Review) -> _Begun:
    global _last
    begun = _last
    if begun is None or begun.shared != _shared(review):
        begun = _last = _Begun(review)
    return begun


def _shared(review: Review) -> dict[str, Any]:
    return {name: getattr(review, name) for name in SHARED}


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"), default=list).encode()


def without(html: str) -> str:
    """The page with a mark in place of its block: what two pages are compared by, since two builds of a compressor may differ."""
    return _BLOCK.sub("\0", html)


def extract(html: str) -> dict[str, Any]:
    """What ``embed`` put into the page, as ``store.from_dict`` takes it. Raises EmbedError with a sentence."""
    data = parsed(embedded(html))
    if not isinstance(data, dict):
        raise EmbedError("报告附带的数值不是一份复核。")
    return data


def embedded(html: str) -> str:
    """The JSON text inside the page, whose digest is right. Raises EmbedError; ``TooLarge`` where the form was too large for it."""
    found = _BLOCK.findall(html)
    if not found:
        raise EmbedError("报告没有附带数值，可能不是本程序生成的复核报告，或附带的数值已被删去。")
    if len(found) > 1 or html.count(_MARK) > 1:
        raise EmbedError("报告中附带的数值不止一份，应为1份，请使用未经改动的报告。")
    digest, packed = found[0]
    if digest == "too-large" and not packed:
        raise TooLarge("表的内容过多，报告没有附带数值；请同时给出自评表文件核对。")
    try:
        unpacker = zlib.decompressobj()
        raw = base64.b64decode(packed.replace("\n", ""), validate=True)
        text = unpacker.decompress(raw, _UNPACKED)
    except (binascii.Error, zlib.error):
        raise EmbedError("报告附带的数值已损坏，请使用未经改动的报告。") from None
    if not unpacker.eof or unpacker.unused_data or hashlib.sha256(text).hexdigest() != digest or _lines(raw) != packed:
        raise EmbedError("报告附带的数值与其指纹不符，请使用未经改动的报告。")
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise EmbedError("报告附带的数值不是 UTF-8 文本，请使用未经改动的报告。") from None


def parsed(text: str) -> Any:
    """The values in the JSON text. Raises EmbedError for what is no JSON, or nested or long beyond all measure."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise EmbedError("报告附带的数值不是 JSON，请使用未经改动的报告。") from None


def _lines(raw: bytes) -> str:
    packed = base64.b64encode(raw).decode()
    return "\n".join(packed[i : i + 120] for i in range(0, len(packed), 120))
