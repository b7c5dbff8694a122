"""The other documents that forms are compared with: forms of earlier years, approved targets, final accounts or a published
budget, the list of projects that must be evaluated, the year's monitoring tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from selfeval_nb.common.how import BESIDE, How
from selfeval_nb.forms.listed import ProjectList, load_listed
from selfeval_nb.readers.model import Problem

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables


@dataclass(frozen=True, slots=True)
class Beside:
    """What was read of them; None for a kind that was not given. The fields are those of :class:`How` and of ``checks.run.check``."""

    history: Tables | None = None
    approved: Tables | None = None
    accounts: ProjectList | None = None
    projects: ProjectList | None = None
    monitoring: Tables | None = None

    def given(self) -> dict[str, Any]:
        """As keyword arguments of ``check``: those that were given."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}

    def problems(self) -> Iterator[Problem]:
        """What could not be read of them, or not as it stands."""
        for value in self.given().values():
            if isinstance(value, ProjectList):
                yield from value.problems
            else:
                yield from (Problem(p.file, p.problem, p.detail, p.where) for p in value.problems.itertuples())


def load_beside(how: How) -> Beside:
    """Read the documents that ``how`` names. Raises VocabularyError or LayoutError; a bad document is a problem."""
    if not how.beside():
        return Beside()
    from selfeval_nb.forms.approved import load_approved, load_monitoring
    from selfeval_nb.forms.load import load

    reading = how.reading()
    return Beside(
        history=load(*how.history, **reading) if how.history else None,
        approved=load_approved(how.approved, **reading) if how.approved else None,
        accounts=load_listed(how.accounts, amounts=True) if how.accounts else None,
        projects=load_listed(how.projects, amounts=False) if how.projects else None,
        monitoring=load_monitoring(how.monitoring, **reading) if how.monitoring else None,
    )


def marks(given: dict[str, Tables | ProjectList | None]) -> dict[str, dict[str, Any]]:
    """What a report states of them, by kind: ``documents`` that were used, and a SHA-256 over theirs, in whatever order they came."""
    found = {}
    for name in BESIDE:
        value = given.get(name)
        if value is None:
            continue
        digests = value.digests if isinstance(value, ProjectList) else value.forms["sha256"].tolist()
        whole = hashlib.sha256("\n".join(sorted(set(digests))).encode()).hexdigest()
        found[name] = {"documents": len(set(digests)), "sha256": whole}
    return found
