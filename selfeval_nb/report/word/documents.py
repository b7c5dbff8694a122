"""The Word documents that forms came from, found again among the inputs by their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.sources import expand


def word_documents(inputs: Iterable[str | Path]) -> dict[str, bytes]:
    """The Word documents among the inputs, by their SHA-256."""
    limits = Limits.default()
    found = {}
    for source in expand(inputs):
        if not source.name.lower().endswith((".docx", ".docm")):
            continue
        try:
            data = source.load(limits)
        except Refused:
            continue  # the reading has said so
        found[hashlib.sha256(data).hexdigest()] = data
    return found
