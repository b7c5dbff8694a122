"""What was asked of a unit and what came of it: the demands of a package that was sent against the forms that came back.

What was asked is kept beside the packages (``write_asked``): the folder of the packages is all that a comparison needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import Target, why
from selfeval_nb.review import as_json
from selfeval_nb.review.compare import Comparison, compare
from selfeval_nb.review.model import Review, Ruled

RECORD = "复核记录.json"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """One demand and what became of it: ``resolved`` (not found any more), ``answered`` (found again, but its cell or its reason was
    changed), ``open`` (found again, nothing was changed), ``missing`` (the form did not come back)."""

    project: str
    unit: str
    finding: Ruled
    state: str
    before: str = ""
    after: str = ""


def write_asked(reviews: Sequence[Review], folder: str | Path) -> Path:
    """Keep beside the packages what was asked, for the next round. It stays here: names of reviewers and waived findings are
    nothing that a unit gets."""
    path = Path(folder) / RECORD
    content = {"schema": _SCHEMA, "reviews": [as_json.to_dict(r) for r in reviews]}
    with Target(path) as part:
        part.write_text(json.dumps(content, ensure_ascii=False, default=list), encoding="utf-8")
    return path


def is_sent(path: str | Path) -> bool:
    """Whether this is the record of packages that were sent, or the folder that holds it."""
    path = Path(path)
    return path.name == RECORD or (path.is_dir() and (path / RECORD).is_file())


def read_asked(path: str | Path) -> list[Review]:
    """The reviews as they were when the packages were sent: of the record, or of the folder that holds it. Raises ReviewError."""
    path = Path(path)
    path = path / RECORD if path.is_dir() else path
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return [as_json.from_dict(r) for r in content["reviews"]]
    except OSError as error:
        raise ReviewError(f"“{path}”无法读取（{why(error)}），请给出生成退回材料时的文件夹。") from None
    except (KeyError, TypeError, ValueError) as error:
        raise ReviewError(f"“{path.name}”不是完整的复核记录（{error}），请使用生成退回材料时的文件。") from None


def outcomes(sent: Sequence[Review], back: Sequence[Review]) -> tuple[list[Outcome], Comparison]:
    """Every demand (error or doubtful point that was not waived) with what became of it, in the order of the forms."""
    compared = compare(sent, back)
    out = []
    for form in compared.forms:
        if form.old is None:
            continue
        project, unit = form.project, str(form.old.form.value("unit") or "")
        changed = {c.where.rpartition(".")[0] or c.where for c in form.changes}
        again = {(str(f["rule_id"]), str(f["message"])): f for f in form.remaining}
        for f in form.old.findings:
            if f.get("severity") == "info" or f.get("ruling") == "waive":
                continue
            row = str(f["where"]).rpartition(".")[0] or str(f["where"])
            change = next((c for c in form.changes if c.where == f["where"]), None)
            before, after = (change.old, change.new) if change else ("", "")
            if form.new is None:
                state = "missing"
            elif any(f is g for g in form.resolved):
                state = "resolved"
            else:
                state = "answered" if row in changed or (str(f["rule_id"]), str(f["message"])) not in again else "open"
            out.append(Outcome(project, unit, f, state, before, after))
    return out, compared


STATES = ("resolved", "answered", "open", "missing")


def counts(found: Iterable[Outcome]) -> dict[str, int]:
    """How many demands are in each state."""
    states = [o.state for o in found]
    return {s: states.count(s) for s in STATES}
