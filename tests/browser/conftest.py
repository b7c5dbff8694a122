"""What the tests of pages and the pictures need beside the browser: axe-core and the W3C checker, where they are installed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

TOOLS = Path(os.environ.get("SELFEVAL_WEB_TOOLS", Path(__file__).parent)) / "node_modules"


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, where it is installed beside the tests."""
    path = TOOLS / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is not installed (npm install --prefix tests/browser axe-core)")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def vnu() -> Path:
    """The W3C checker, where it and a Java are installed."""
    path = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not path.is_file():
        pytest.skip("vnu-jar is not installed (npm install --prefix tests/browser vnu-jar)")
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine")
    return path
