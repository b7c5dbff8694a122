"""Which way an indicator is better when no operator is printed: by what its name names."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from selfeval_nb.common.words import using, word_list
from selfeval_nb.forms.values.value_words import direction_of, lower_is_better

KEPT_APART = tomllib.loads((Path(__file__).parent / "names" / "kept_apart.toml").read_text("utf-8"))


def _names(side: str) -> list[str]:
    return [name for names in KEPT_APART[side].values() for name in names]


@pytest.mark.parametrize(
    "name",
    ["停电次数", "医院感染发生率", "投诉件数", "事故起数", "城镇登记失业率", "贷款逾期率", "系统宕机时长(小时)"],
)
def test_less_of_what_nobody_wants_is_better(name: str) -> None:
    assert lower_is_better(name)


@pytest.mark.parametrize(
    "name", ["停电抢修次数", "投诉办结率", "事故隐患整改率", "失业人员培训人数", "逾期账款清收率", "结核病患者治愈率"]
)
def test_more_of_an_act_against_it_is_better(name: str) -> None:
    assert not lower_is_better(name)


def test_names_that_were_kept_apart_while_the_words_were_collected() -> None:
    """68 of the 126 names were known before the words were extended, 110 after, and none of the 92 others then or now. Both lists and the
    words are by one author, so a stranger's names will do somewhat worse."""
    fewer, more = _names("fewer_is_better"), _names("more_is_better")
    assert (len(fewer), len(more)) == (126, 92)
    assert sum(map(lower_is_better, fewer)) >= 110
    assert [name for name in more if lower_is_better(name)] == []


def test_the_words_are_several_hundred_and_none_is_listed_twice() -> None:
    entries = word_list("directions")["unwanted"]
    sectors = [key[1:-1] for key in entries["things"]]
    words = [word for sector in sectors for word in entries[sector]]
    assert len(words) > 600
    assert len(set(words)) == len(words)


def test_a_reviewers_own_words_turn_a_direction_around(tmp_path: Path) -> None:
    own = tmp_path / "words.toml"
    own.write_text('[directions.unwanted]\nservice = ["停梯"]\n', "utf-8")
    asked = ("电梯停梯次数", "数量指标", "number", "次", 5.0)
    assert (lower_is_better(asked[0]), direction_of(*asked)) == (False, (">=", "quantity"))
    with using(own):
        assert (lower_is_better(asked[0]), direction_of(*asked)) == (True, ("<=", "name"))
    assert (lower_is_better(asked[0]), direction_of(*asked)) == (False, (">=", "quantity"))
