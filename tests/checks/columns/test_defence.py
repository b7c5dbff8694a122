"""Defence before charge: a number that has an innocent reading contradicts nothing."""

from __future__ import annotations

import pytest

from tests.checks.helpers import found

RESULT = "全年改造管网12.5公里，更换水表760只，漏损率下降2.3个百分点，供水稳定性得到提高。"

INNOCENT = [
    "全年改造管网12.5公里，更换水表760只。2022年更换智能水表910只。",  # another year
    "全年改造管网12.5公里，更换智能水表东片412只、西片348只。",  # makes the row's number with another
    "全年改造管网12.5公里，城区更换水表760只。居民申请更换智能水表1260只。",  # another group
    RESULT + "管网改造全部完成，水表还差40只。",  # 全部 is said of what stands before it
    RESULT + "上年漏水点240处，本年受理抢修260件、巡检2件，比上年的28件多232件。",
]  # fmt: skip


@pytest.mark.parametrize("text", INNOCENT)
def test_an_innocent_reading_is_no_finding(text):
    rules = {rule for rule, where in found({"set": {"goal_actual": text}}) if where == "goal_actual"}
    assert not rules & {"T05", "T16", "T38", "T15"}


GUILTY = [
    ("全年改造管网12.5公里，更换智能水表720只，漏损率下降2.3个百分点。", "T05"),
    ("全年改造管网12.5公里，更换智能水表700只、购置检漏仪6台，漏损率下降2.3个百分点。", "T05"),
    (RESULT + "各项指标全部完成。", "T16"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), GUILTY)
def test_what_has_none_is_one(text, rule):
    assert rule in {r for r, _ in found({"set": {"goal_actual": text}})}
