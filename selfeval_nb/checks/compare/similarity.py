"""Which of many texts are alike, without comparing all pairs.

Equal texts are found by their hash. The others are cut into pieces of two characters; MinHash signatures of the pieces, in
bands, put texts that share most pieces into a common bucket with a probability above 99 % at the similarities asked for;
within a bucket each text is compared with its first members and its neighbour only, so that the work grows with the
number of texts and not with its square. What is reported as similar has been compared (rapidfuzz).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise

import numpy as np

BANDS, ROWS = 24, 4
_SEED = 20200225
_LEADERS = 3
_CHUNK = 20_000  # texts whose pieces are hashed together: bounds the memory


class Groups:
    """Disjoint sets of positions (union-find with path halving)."""

    def __init__(self, n: int) -> None:
        self.parent = list(range(n))

    def find(self, i: int) -> int:
        parent = self.parent
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        a, b = self.find(i), self.find(j)
        if a != b:
            self.parent[max(a, b)] = min(a, b)  # the first text leads, whatever the order of joining


def signatures(texts: Sequence[str]) -> np.ndarray:
    """MinHash signatures, ``(len(texts), BANDS * ROWS)`` of uint32; a text of less than two characters has all ones."""
    rng = np.random.default_rng(_SEED)
    k = BANDS * ROWS
    odd = rng.integers(1, 2**63, size=k, dtype=np.uint64) | np.uint64(1)
    plus = rng.integers(0, 2**63, size=k, dtype=np.uint64)
    out = np.full((len(texts), k), 0xFFFFFFFF, dtype=np.uint32)
    for start in range(0, len(texts), _CHUNK):
        part = texts[start : start + _CHUNK]
        codes = np.frombuffer("".join(part).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
        lengths = np.array([len(t) for t in part])
        ends = np.cumsum(lengths)
        if len(codes) < 2:
            continue
        pieces = codes[:-1] * np.uint64(0x110000) + codes[1:]
        inside = np.ones(len(pieces), dtype=bool)
        inside[ends[:-1][(ends[:-1] > 0) & (ends[:-1] <= len(pieces))] - 1] = False  # a piece does not cross two texts
        counts = np.maximum(lengths - 1, 0)
        filled = np.flatnonzero(counts > 0)
        if not len(filled):  # single characters only
            continue
        pieces = pieces[inside]
        starts = np.r_[0, np.cumsum(counts[filled])[:-1]]
        for h in range(k):
            hashed = ((pieces * odd[h] + plus[h]) >> np.uint64(32)).astype(np.uint32)
            out[start + filled, h] = np.minimum.reduceat(hashed, starts)
    return out


def band_keys(values: np.ndarray) -> np.ndarray:
    """One uint64 a band and row of ``signatures``: rows with an equal key in some band are candidates."""
    keys = np.zeros((len(values), BANDS), dtype=np.uint64)
    for band in range(BANDS):
        key = np.full(len(values), np.uint64(band + 1), dtype=np.uint64)
        for r in range(ROWS):
            key = (key ^ values[:, band * ROWS + r].astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        keys[:, band] = key
    return keys


def alike(texts: Sequence[str], least: float, blocks: Sequence[Hashable] | None = None) -> list[list[int]]:
    """Groups of positions whose texts are alike: each has a text of its group at ``least`` (0–1) or above.

    ``blocks`` are keys that must be equal for two texts to be compared at all (say, the numbers in them). Groups of at least two, each
    in ascending order, ordered by their first position. Empty texts are alike to nothing. Raises ValueError when ``blocks``
    and ``texts`` differ in length.
    """
    from rapidfuzz import fuzz

    if blocks is not None and len(blocks) != len(texts):
        raise ValueError("blocks and texts differ in length")
    keys = [(t, None) for t in texts] if blocks is None else list(zip(texts, blocks, strict=True))
    first: dict[tuple[str, Hashable], int] = {}
    members: list[list[int]] = []
    for i, key in enumerate(keys):
        if not key[0]:
            continue
        at = first.setdefault(key, len(members))
        if at == len(members):
            members.append([])
        members[at].append(i)
    unique = [keys[m[0]][0] for m in members]
    groups = Groups(len(unique))
    if len(unique) > 1:
        marks: dict[Hashable, int] = {}
        block = np.array([marks.setdefault(keys[m[0]][1], len(marks)) for m in members], dtype=np.uint64)
        banded = band_keys(signatures(unique))
        banded ^= (block * np.uint64(0xC2B2AE3D27D4EB4F))[:, None]
        for band in range(BANDS):
            order = np.argsort(banded[:, band], kind="stable")
            sorted_keys = banded[order, band]
            edges = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1], True])
            for a, b in pairwise(edges.tolist()):
                if b - a < 2:
                    continue
                bucket = order[a:b].tolist()
                for n, i in enumerate(bucket[1:], 1):
                    for j in {*bucket[: min(n, _LEADERS)], bucket[n - 1]}:
                        if block[i] == block[j] and groups.find(i) != groups.find(j):
                            x, y = unique[i], unique[j]
                            if fuzz.ratio(x, y, score_cutoff=least * 100) >= least * 100:
                                groups.join(i, j)
    together: dict[int, list[int]] = {}
    for i in range(len(unique)):
        together.setdefault(groups.find(i), []).extend(members[i])
    found = [sorted(g) for g in together.values() if len(g) > 1]
    return sorted(found, key=lambda g: g[0])


def ratio(a: str, b: str) -> float:
    """Similarity of two texts, 0–1 (rapidfuzz, normalised Indel)."""
    from rapidfuzz import fuzz

    return 1.0 if a == b else float(fuzz.ratio(a, b)) / 100
