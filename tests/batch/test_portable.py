"""What other systems than this one need: no module of ours is lost where a POSIX module is missing."""

from __future__ import annotations

import ast
from pathlib import Path

import selfeval_nb

_POSIX_ONLY = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty"}


def _imported_always(tree: ast.Module) -> set[str]:
    """The modules that importing this one imports whatever the system: not those inside a function, a try or an if."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_no_module_needs_a_posix_system_to_be_imported() -> None:
    root = Path(selfeval_nb.__file__).parent
    files = sorted(root.rglob("*.py"))
    assert len(files) > 50
    needed = {
        f.relative_to(root).as_posix(): found
        for f in files
        if (found := _imported_always(ast.parse(f.read_text(encoding="utf-8"))) & _POSIX_ONLY)
    }
    assert needed == {}
    assert _imported_always(ast.parse("import os, fcntl\nfrom resource import x")) >= {"fcntl", "resource"}
