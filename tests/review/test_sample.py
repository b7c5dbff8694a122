"""Spot checks: the same seed draws the same forms, every stratum has its share, risk counts, the reasons are told."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval_nb.forms.frames import tables_of
from selfeval_nb.forms.model import Field, Form, FundRow
from selfeval_nb.review.draw import COLUMNS, SampleError, _quota, describe, sample
from selfeval_nb.review.model import Review, no_total


def make(
    k: int, unit: str, budget: float | None, *, critical: int = 0, gap: float = 0.0, money_unit: str = "万元"
) -> Review:
    head = {"unit": Field("unit", unit, unit), "project": Field("project", f"项目{k}", f"项目{k}")}
    form = Form(
        f"{k:04d}",
        f"{k}.docx",
        1,
        "",
        "",
        "project",
        head=head,
        funds=[FundRow(1, "total", "", budget=budget)],
        money_unit=money_unit,
    )
    total = no_total() | {"self_score": 95.0, "low": 95.0 - gap, "high": 95.0 - gap}
    return Review(form, counts={"critical": critical, "warning": 0, "info": 0, "cells_unclaimed": 0}, total=total)


def population(n: int = 60) -> list[Review]:
    return [make(k, f"单位{k % 5}", float(k + 1), critical=k % 3, gap=k % 7) for k in range(n)]


def test_the_same_seed_draws_the_same_forms_in_any_order() -> None:
    forms = population()
    a, b = sample(forms, 12, seed=7), sample(reversed(forms), 12, seed=7)
    assert a.equals(b)
    assert list(a.columns) == list(COLUMNS)
    assert set(a["seed"]) == {7}
    assert set(sample(forms, 12, seed=8)["form_id"]) != set(a["form_id"])
    assert "随机种子7" in describe(a)
    assert "从60张自评表中抽取12张" in describe(a)
    assert "seed 7" in describe(a, "en")


def test_every_unit_and_every_size_has_its_share() -> None:
    drawn = sample(population(), 15, seed=1)
    assert len(drawn) == 15
    assert len(set(drawn["stratum"])) == 15
    assert Counter(drawn["unit"]) == {f"单位{k}": 3 for k in range(5)}
    by_unit = sample(population(), 5, seed=1, by=["unit"])
    assert sorted(by_unit["unit"]) == [f"单位{k}" for k in range(5)]


def test_a_share_is_rounded_up() -> None:
    assert len(sample(population(), share=0.11)) == 7
    assert len(sample(population(), share=1.0)) == 60
    assert len(sample([], share=0.5)) == 0


def test_risk_makes_a_form_likelier() -> None:
    forms = [make(k, "甲", 10.0, critical=5 if k < 10 else 0, gap=20.0 if k < 10 else 0.0) for k in range(50)]
    hits = sum(int(i) < 10 for seed in range(60) for i in sample(forms, 10, seed=seed, by=[])["form_id"])
    even = sum(
        int(i) < 10
        for seed in range(60)
        for i in sample(forms, 10, seed=seed, by=[], weights=dict.fromkeys(("critical", "difference"), 0))["form_id"]
    )
    assert hits > 2.5 * even
    assert 60 < even < 180  # 120 are to be expected


def test_the_reasons_are_told_in_words() -> None:
    drawn = sample([make(1, "甲", 10), make(2, "甲", 500, critical=2, gap=4.5), make(3, "甲", None)], 3)
    reasons = drawn.set_index("project")["reasons"]
    assert "错误2处（+6.00）" in reasons["项目2"]
    assert "自评与测算相差4.50分（+2.25）" in reasons["项目2"]
    assert "预算数大于50%的表" in reasons["项目2"]
    assert "资金未填" in drawn.set_index("project")["stratum"]["项目3"]
    assert "errors" in " ".join(sample(population(), 5, lang="en")["reasons"])


def test_amounts_are_compared_in_yuan() -> None:
    drawn = sample(
        [make(1, "甲", 900000, money_unit="元"), make(2, "甲", 100), make(3, "甲", 0.5, money_unit="亿元")], 3
    )
    assert drawn.set_index("project")["stratum"].to_dict() == {
        "项目1": "甲／资金规模小", "项目2": "甲／资金规模中", "项目3": "甲／资金规模大",
    }  # fmt: skip


def test_tables_can_be_drawn_from_as_well() -> None:
    drawn = sample(tables_of([r.form for r in population(9)]), 3, seed=2)
    assert len(drawn) == 3


@pytest.mark.parametrize(
    ("n", "share", "more"),
    [(None, None, {}), (1, 0.5, {}), (0, None, {}), (99, None, {}), (None, 0, {}), (None, 1.5, {}), (1, None, {"by": ["city"]}),
     (1, None, {"weights": {"luck": 1}}), (1, None, {"weights": {"amount": -1}})],
)  # fmt: skip
def test_impossible_numbers_are_sentences(n: int | None, share: float | None, more: dict[str, object]) -> None:
    with pytest.raises(SampleError, match=r"。$"):
        sample(population(9), n, share, **more)  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.data())
def test_the_quota_is_shared_out_whole(sizes: list[int], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, sum(sizes)))
    strata = {(str(k),): size for k, size in enumerate(sizes)}
    quota = _quota(strata, n)
    assert sum(quota.values()) == n
    assert all(0 <= quota[k] <= size for k, size in strata.items())
    if n >= len(sizes):
        assert min(quota.values()) >= 1
