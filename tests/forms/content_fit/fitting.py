"""A multinomial logistic model over hashed strings and traits of shape, its weights as whole numbers of one byte."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from selfeval_nb.forms.contents.features import ROWS, features
from selfeval_nb.forms.contents.model import ROLES, Model
from tests.forms.content_fit.cells import Example

_PHRASES = Path(__file__).with_name("phrases.toml")
#: What a whole role counts: its number of texts to this power, so that rare ones are heard.
_POWER = 0.5


def phrases() -> list[Example]:
    """Texts of rare roles that were written for the fit."""
    return [
        Example(text, role, "own", "own")
        for role, texts in tomllib.loads(_PHRASES.read_text("utf8")).items()
        for text in texts
    ]


def matrix(texts: Sequence[str]) -> csr_matrix:
    """A row for each text, a column for each row of the model."""
    row, starts, much = features(texts)
    return csr_matrix((much, row, np.append(starts, len(row))), shape=(len(texts), ROWS))


def counts(found: Sequence[Example]) -> np.ndarray:
    """What each example counts: the same text in many layouts little more than once, a role of many texts less a text."""
    texts = Counter((e.text, e.role) for e in found)
    each = np.array([texts[e.text, e.role] ** -0.5 for e in found])
    roles = np.array([ROLES.index(e.role) for e in found])
    size = np.bincount(roles, weights=each, minlength=len(ROLES))
    each *= (np.maximum(size, 1.0) ** (_POWER - 1))[roles]
    return each * len(found) / each.sum()


def fit(found: Sequence[Example], ridge: float = 0.3, steps: int = 120) -> Model:
    """The model of ``found``; deterministic."""
    x, cost = matrix([e.text for e in found]), counts(found)
    roles = np.array([ROLES.index(e.role) for e in found])
    shape = (ROWS, len(ROLES))
    hot = np.zeros((len(found), len(ROLES)))
    hot[np.arange(len(found)), roles] = 1
    whole, across = cost.sum(), x.T.tocsr()

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(shape)
        z = x @ w
        z -= z.max(axis=1, keepdims=True)
        total = np.exp(z).sum(axis=1)
        value = (cost * (np.log(total) - (z * hot).sum(axis=1))).sum() + ridge / 2 * (w**2).sum()
        error = cost[:, None] * (np.exp(z) / total[:, None] - hot)
        return value / whole, ((across @ error + ridge * w) / whole).ravel()

    best = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    w = best.x.reshape(shape)
    step = max(float(np.abs(w).max()) / 127, 1e-9)
    # what a whole role counted is taken out again: roles are equally likely before a text is seen
    return Model(np.round(w / step).astype(np.int8), step, prior(found, cost))


def prior(found: Sequence[Example], cost: np.ndarray) -> np.ndarray:
    """log of how much each role counted in the fit, against all being alike."""
    size = np.bincount([ROLES.index(e.role) for e in found], weights=cost, minlength=len(ROLES))
    return np.log(np.maximum(size, 1e-3) / size.sum() * len(ROLES)).astype(np.float32)
