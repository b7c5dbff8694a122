"""Groups of forms that share a text or a set of indicators: what rules X01 and X02 found, put together by what is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from selfeval_nb.report.words.index_words import IndexWords
from selfeval_nb.report.words.labels import Labels

if TYPE_CHECKING:
    import pandas as pd

TEXTS, INDICATORS = "X01", "X02"  # the rules that say which forms share something; here they are only grouped
SHARING = frozenset({TEXTS, INDICATORS})
_ALIKE = 0.8  # below the presets' thresholds: what a rule found alike is not parted again


def shared_groups(
    rows: Sequence[Mapping[str, Any]], findings: pd.DataFrame, indicators: pd.DataFrame, lang: str = "zh"
) -> list[dict[str, Any]]:
    """``where`` (in words) ``text`` ``members`` (positions in ``rows``) of each group, the largest first.

    ``rows`` as of ``index_row``; ``findings`` and ``indicators`` are the frames of the checks and of the forms.
    """
    position = {row["form_id"]: i for i, row in enumerate(rows)}
    found = findings[findings["form_id"].isin(list(position))]
    t, w = Labels(lang), IndexWords(lang)
    groups: list[dict[str, Any]] = []
    texts = found[found["rule_id"] == TEXTS]
    by_field: dict[str, list[tuple[int, str]]] = {}
    for form_id, where, quote in zip(texts["form_id"], texts["where"], texts["quote"], strict=True):
        if isinstance(quote, str) and quote.strip():
            by_field.setdefault(where.rpartition(".")[2], []).append((position[form_id], quote))
    for field, told in by_field.items():
        groups += _grouped(told, t.field_words(field))
    flagged = [str(i) for i in found.loc[found["rule_id"] == INDICATORS, "form_id"].drop_duplicates()]
    if flagged:
        mine = indicators[indicators["form_id"].isin(flagged)]
        names = mine.groupby("form_id", sort=False)["level3"].agg(
            lambda s: "、".join(sorted({str(v) for v in s.dropna()}))
        )
        groups += _grouped([(position[i], names[i]) for i in flagged if i in names], w.indicators)
    return sorted(groups, key=lambda g: (-len(g["members"]), g["members"]))


def _grouped(told: Sequence[tuple[int, str]], where: str) -> list[dict[str, Any]]:
    from selfeval_nb.checks.compare import similarity
    from selfeval_nb.forms.words.text import norm

    groups = []
    for group in similarity.alike([norm(text) for _, text in told], _ALIKE):
        members = list(dict.fromkeys(told[i][0] for i in group))
        if len(members) > 1:
            groups.append({"where": where, "text": told[group[0]][1].strip(), "members": members})
    return groups
