"""What this program asks of a notebook that it is used in."""

from __future__ import annotations

import sys

#: Classes of an element whose text stays text: JupyterLab (MathJax 3 and 4) and older front ends (MathJax 2) typeset ``$…$`` elsewhere,
#: by which words of a form could be hidden (phantom) or made a link (href).
PLAIN = "mathjax_ignore tex2jax_ignore"


def keep_text() -> None:
    """In a notebook, let pandas mark the tables that it shows in the same way: they hold texts from forms."""
    shell = sys.modules.get("IPython")
    if shell is not None and shell.get_ipython() is not None:
        import pandas as pd

        pd.set_option("display.html.use_mathjax", False)
