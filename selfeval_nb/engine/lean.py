"""Import heavy libraries without the parts that cost seconds and that nothing here uses."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

# jsonschema tries to import these for string formats; the first, of "iri", builds a parser from a grammar, which
# takes longer than IPython, papermill and pandas together. No schema of notebooks, nbconvert or Great Expectations uses them.
_UNUSED = ("rfc3987_syntax", "isoduration", "fqdn", "uri_template", "webcolors", "jsonpointer")


@contextlib.contextmanager
def lean_imports() -> Iterator[None]:
    """What is imported in here takes the optional packages above for absent; afterwards they can be imported as ever."""
    hidden = [name for name in _UNUSED if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            if sys.modules.get(name, ...) is None:
                del sys.modules[name]
