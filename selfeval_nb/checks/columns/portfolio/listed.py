"""The column about projects that a list says must be evaluated (rule X07)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare.listed import NONE, rows_of_forms
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import texts


@derived("forms", "unlisted_project", beside="projects")
def _unlisted(f: Frames) -> Any:
    """1 where the form's project is not in the list of projects that must be evaluated, 0 where it is."""
    forms = f.frame("forms")
    given = f.projects is not None and len(f.projects.rows) > 0
    at = rows_of_forms(f, f.projects.rows) if f.projects else np.full(len(forms), NONE)
    blank = np.array([not t for t in texts(forms["project"])], dtype=bool)
    department = (forms["kind"] == "department").to_numpy(dtype=bool)
    return judged(
        pd.Series((at == NONE).astype(float)),
        ("na.no_projects_list", np.full(len(forms), not given)), ("na.kind", department), ("ne.project", blank),
    )  # fmt: skip
