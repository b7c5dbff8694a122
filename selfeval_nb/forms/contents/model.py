"""How likely a text is each of the things that a form prints (``ROLES``), by a linear model that was fitted to keyed forms.

``model.bin`` holds whole numbers of one byte for hashed strings and traits of shape, no text (tests/forms/content_fit fits it).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np

from selfeval_nb.common.said import said
from selfeval_nb.forms.contents.features import features

#: What a printed text may be. An explanation says how a row is meant or judged (``method``), evidence by what it is shown.
ROLES = (
    "project", "office", "date", "amount", "rate", "goal_expected", "goal_actual", "level1", "level2", "level3", "target", "actual", "unit",
    "operator", "kind", "weight", "score", "reason", "method", "evidence", "number", "label", "total", "note", "person", "fact",
)  # fmt: skip
_NAMES = said(__name__)
#: Texts kept with what they are likely to be; a batch of many thousand forms must not fill the memory.
_KEPT = 40_000


@dataclass(slots=True)
class Model:
    """``weights`` (ROWS × ROLES, whole numbers) times ``step``, and the logarithm of how much each role counted in the fit."""

    weights: np.ndarray
    step: float
    prior: np.ndarray
    known: dict[str, np.ndarray] = field(default_factory=dict)

    def learn(self, texts: Iterable[str]) -> None:
        """Look at many normed texts at once, those of a document, so that asking about a few of them later costs little."""
        listed = dict.fromkeys(texts)
        new = [t for t in listed if t not in self.known]
        if len(self.known) + len(new) > _KEPT:
            self.known.clear()
            new = list(listed)
        if new:
            self.known.update(zip(new, self._chances(new), strict=True))

    def chances(self, texts: Iterable[str]) -> np.ndarray:
        """For each normed text how likely it is each of ``ROLES``, adding up to 1, all roles being equally likely before."""
        listed = list(texts)
        if any(t not in self.known for t in listed):
            self.learn(listed)
        return np.array([self.known[t] for t in listed]).reshape(len(listed), len(ROLES))

    def _chances(self, texts: list[str]) -> np.ndarray:
        row, starts, much = features(texts)
        z = np.add.reduceat(self.weights[row] * (much * self.step)[:, None], starts, axis=0) - self.prior
        z = np.exp(z - z.max(axis=1, keepdims=True))
        return z / z.sum(axis=1, keepdims=True)

    def saved(self) -> bytes:
        """The model as bytes, without a text in it."""
        out = io.BytesIO()
        np.savez(out, weights=self.weights, step=np.float64(self.step), prior=self.prior)
        return zlib.compress(out.getvalue(), 9)


def loaded(data: bytes) -> Model:
    """A model from the bytes of ``saved``."""
    with np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False) as f:
        return Model(f["weights"], float(f["step"]), f["prior"])


@cache
def shipped_model() -> Model:
    """The model that lies in this folder."""
    return loaded((resources.files(__package__ or "") / "model.bin").read_bytes())


def learn(texts: Iterable[str]) -> None:
    """Let the model look at the normed texts of a document."""
    shipped_model().learn(texts)


def chances(texts: Iterable[str]) -> np.ndarray:
    """For each normed, non-empty text how likely it is each of ``ROLES``."""
    return shipped_model().chances(texts)


def role_name(role: str, lang: str = "zh") -> str:
    """What texts of a role are called. Raises KeyError."""
    return str(_NAMES[lang][role])
