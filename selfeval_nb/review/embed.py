"""The values that a report was made from, inside the report: a hidden block that shows nothing and runs nothing.

The review as JSON, compressed, in base64, with the digest of the JSON: a report can be checked by anyone who has only the
report, and a damaged block is told from a changed one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from typing import Any

from markupsafe import Markup

from selfeval_nb.common.errors import Sentence
from selfeval_nb.review.model import Review
from selfeval_nb.review.store import to_dict

MOST = 160_000  # characters of the block: a report stays within its 400 kB
LEVEL = 6  # 9 takes twice the time for 3 % less
_UNPACKED = 64 * 1024 * 1024
_BLOCK = re.compile(
    r'<div hidden class="selfeval-data" data-schema="1" data-sha256="([0-9a-f]{64}|too-large)">([A-Za-z0-9+/=\n]*)</div>'
)


class EmbedError(Sentence, ValueError):
    """Why a report's values cannot be taken out of it, in one sentence."""


def canonical(review: Review) -> str:
    """The review as JSON text in the order of its parts, which is what the page shows; the same review gives the same text."""
    return json.dumps(to_dict(review), ensure_ascii=True, separators=(",", ":"), default=list)


def embed(review: Review) -> Markup:
    """The hidden block for a report of this review; it says so when the values of a huge form would not fit."""
    text = canonical(review).encode()
    packed = base64.b64encode(zlib.compress(text, LEVEL)).decode()
    if len(packed) > MOST:
        return Markup('<div hidden class="selfeval-data" data-schema="1" data-sha256="too-large"></div>')
    digest = hashlib.sha256(text).hexdigest()
    lines = "\n".join(packed[i : i + 120] for i in range(0, len(packed), 120))
    return Markup(f'<div hidden class="selfeval-data" data-schema="1" data-sha256="{digest}">{lines}</div>')


def without(html: str) -> str:
    """The page without its block: what two pages are compared by, since two builds of a compressor may differ."""
    return _BLOCK.sub("", html)


def extract(html: str) -> dict[str, Any]:
    """What ``embed`` put into the page, as ``store.from_dict`` takes it. Raises EmbedError with a sentence."""
    found = _BLOCK.findall(html)
    if not found:
        raise EmbedError("报告没有附带数值，可能不是本程序生成的复核报告，或附带的数值已被删去。")
    if len(found) > 1:
        raise EmbedError(f"报告中附带的数值有{len(found)}份，应为1份，请使用未经改动的报告。")
    digest, packed = found[0]
    if digest == "too-large":
        raise EmbedError("表的内容过多，报告没有附带数值；请同时给出自评表文件，重新生成报告后比较。")
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.b64decode(packed.replace("\n", ""), validate=True), _UNPACKED)
    except (binascii.Error, zlib.error):
        raise EmbedError("报告附带的数值已损坏，请使用未经改动的报告。") from None
    if not unpacker.eof or hashlib.sha256(text).hexdigest() != digest:
        raise EmbedError("报告附带的数值与其指纹不符，请使用未经改动的报告。")
    data = json.loads(text)
    if not isinstance(data, dict):
        raise EmbedError("报告附带的数值不是一份复核。")
    return data
