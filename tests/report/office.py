"""Converting a document with LibreOffice, for the tests that say that it opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.office import convert as convert_data
from selfeval_nb.readers.office import find_office


def convert(path: Path, target: str) -> bytes:
    """The document as ``target``; the test is skipped where LibreOffice is not installed."""
    program = find_office()
    if program is None:
        pytest.skip("LibreOffice is not installed")
    return convert_data(program, path.read_bytes(), path.suffix.lstrip("."), target, Limits())
