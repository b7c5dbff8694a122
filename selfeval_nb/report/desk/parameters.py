"""Parameters that papermill put into a notebook under a name that the notebook does not have.

papermill sets any name that it is given, warns in its log and goes on: ``-p forms=…`` for ``form`` would report on the sample
form. What was injected stands in the kernel's own history, so the call that opens a form can look.
"""

from __future__ import annotations

import ast
import sys
from difflib import get_close_matches

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.said import said

_INJECTED = "# Parameters"  # the first line of the cell that papermill injects
_WORDS = said(__name__, "unknown")
_NEAR = said(__name__, "near")


def check_injected(lang: str = "zh") -> None:
    """Raises ReviewError when a parameter was injected that no cell of the notebook had set before."""
    shell_class = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = shell_class() if shell_class is not None else None
    cells = [str(c) for c in (shell.user_ns.get("In") or ())] if shell is not None else []
    at = next((n for n in reversed(range(len(cells))) if cells[n].lstrip().startswith(_INJECTED)), None)
    if at is None:
        return
    known = {name for cell in cells[:at] for name in assigned(cell)}
    given = assigned(cells[at])
    wrong = [name for name in given if name not in known]
    if not known or not wrong:
        return
    lang = lang if lang in _WORDS else "zh"
    near = get_close_matches(wrong[0], sorted(known), n=1, cutoff=0.6)
    hint = _NEAR[lang].format(near=near[0]) if near else ""
    comma = "、" if lang == "zh" else ", "
    raise ReviewError(_WORDS[lang].format(name=wrong[0], near=hint, known=comma.join(sorted(known))))


def assigned(source: str) -> list[str]:
    """The names that the statements of a cell set at its top level, in their order; none where it is no Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    targets = [t for node in body if isinstance(node, ast.Assign) for t in node.targets]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return [t.id for t in targets if isinstance(t, ast.Name)]
