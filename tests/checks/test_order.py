"""The order in which findings are told: severity, kind of fault, what hangs on it, place."""

from __future__ import annotations

from selfeval_nb.checks.book.rules import load_rules, weighings
from selfeval_nb.checks.book.weighing import Weighing, faults_of, weighing_of
from selfeval_nb.checks.judging.stakes import Row, before
from tests.checks.helpers import checked

ROWS = {1.0: Row(15.0, 15.0, 5.0, 5.0, 0.3), 2.0: Row(10.0, 9.0, 9.9, 9.9, 0.99), 3.0: Row(30.0, 27.0, 30.0, 30.0, 1.0)}


RULES = weighings(load_rules())


def order(*found: tuple[str, str, str]) -> list[str]:
    return [rule for severity, rule, where in sorted(found, key=lambda f: before(f[0], RULES[f[1]], f[2], ROWS))]


def test_what_reviewers_put_first() -> None:
    assert order(
        ("warning", "T01", "goal_actual"), ("warning", "K07", "indicators[3].score"), ("critical", "W11", "total_score"),
        ("critical", "M06", "funds[total].score"), ("warning", "E04", "indicators[2].reason"),
    ) == ["W11", "M06", "K07", "E04", "T01"]  # fmt: skip
    assert order(("warning", "V02", "indicators[1].actual_text"), ("warning", "F07", "form"), ("critical", "W12", "total_score")) == ["W12", "F07", "V02"]  # fmt: skip
    assert order(
        ("info", "K19", "form"), ("info", "V10", "indicators[1].actual_text"), ("info", "F23", "form"), ("info", "K15", "form"),
        ("info", "T03", "goal_expected"), ("info", "Q06", "form"), ("info", "E12", "form"), ("info", "K05", "indicators[1].score"),
    ) == ["K05", "K15", "T03", "F23", "V10", "Q06", "K19", "E12"]  # fmt: skip


def test_a_severity_goes_before_every_kind() -> None:
    assert order(("info", "W11", "total_score"), ("warning", "E13", "indicators[2].reason")) == ["E13", "W11"]


def test_the_findings_of_a_form_come_in_this_order() -> None:
    change = {"goal_expected": "", "total_score": "80", "indicators[2].reason": "", "indicators[3].level3": "××合格率"}
    rules = checked({"set": change}).findings["rule_id"].tolist()
    assert rules.index("F05") < rules.index("W11") < rules.index("E01") < rules.index("F14")


def test_a_rule_of_ones_own_stands_where_it_says() -> None:
    assert weighing_of({"fault": "sum", "stake": 0.5}, "mine") == Weighing("sum", 0.5)
    assert weighing_of({}, "funds") == Weighing("sum", rests=("funds",))
    assert weighing_of({"rests": []}, "funds").rests == ()
    first, last = Weighing("blank"), Weighing("wording")
    assert (
        before("warning", first, "form", {}) < before("warning", last, "form", {}) < before("info", first, "form", {})
    )


def test_what_is_no_place_among_the_others_is_told() -> None:
    assert faults_of({"fault": "sum", "stake": "gap", "certain": False, "doubts": "value", "rests": ["funds"]}) == []
    wrong = faults_of({"fault": "worst", "stake": -1, "certain": "no", "doubts": "all", "rests": ["money"]})
    assert len(wrong) == 5
    assert all("应为" in sentence for sentence in wrong)
