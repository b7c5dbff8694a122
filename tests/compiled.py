"""The package's modules compiled, as installing it compiles them.

Where PYTHONDONTWRITEBYTECODE is set (images for containers do), every process that a test or a benchmark starts from this checkout would
compile them again, 0.3 s of each: no user waits for that.
"""

from __future__ import annotations

import compileall
from functools import cache
from pathlib import Path


@cache
def compile_package() -> None:
    """Write what is missing or out of date; a checkout that cannot be written to stays as it is."""
    compileall.compile_dir(Path(__file__).resolve().parents[1] / "selfeval_nb", quiet=2)
