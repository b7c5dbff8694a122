"""The runner: engines, batches, supersession, addresses, honest outcomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.checks.author.for_gx import grain_frame
from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.model import FINDING_COLUMNS, OUTCOMES
from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import tables_of
from tests.checks.helpers import checked, found, plain, tables

CHANGES: list[dict[str, Any]] = [{}] + [
    e for r in catalogue.load_rules() for e in r.meta.get("examples", {}).get("fires", []) if not {"preset", "accounts"} & e.keys() and r.suite in ("completeness", "funds", "weights", "scores")
]  # fmt: skip


RULES = [r for r in catalogue.load_rules() if r.suite not in ("portfolio", "history")]


def own(frame: Any) -> list[dict[str, Any]]:
    """Rows of the suites that look at one form only."""
    return [r for r in plain(frame) if r.get("suite") not in ("portfolio", "history")]


@pytest.mark.slow
def test_great_expectations_and_direct_give_the_same() -> None:
    forms = tables(*CHANGES[::2])
    gx, direct = check(forms, engine="gx", rules=RULES), check(forms, engine="direct", rules=RULES)
    assert plain(gx.findings) == plain(direct.findings)
    assert plain(gx.outcomes) == plain(direct.outcomes)
    assert not (gx.outcomes["outcome"] == "broken").any()


def test_one_form_and_a_batch_give_the_same() -> None:
    forms = tables(*CHANGES[::4])
    batch = check(forms, engine="direct", rules=RULES)
    single = [check(tables_of([item]), rules=RULES) for item in forms.items]
    assert own(batch.findings) == [r for s in single for r in own(s.findings)]
    assert plain(batch.scores) == [r for s in single for r in plain(s.scores)]
    assert plain(batch.totals) == [r for s in single for r in plain(s.totals)]


def test_the_same_input_gives_the_same_bytes() -> None:
    a, b = (checked(*CHANGES[:12]).findings.to_json(force_ascii=False) for _ in range(2))
    assert a == b


def test_the_specimen_is_clean() -> None:
    result = checked({})
    mine = result.findings[result.findings["suite"].isin(["completeness", "funds", "weights", "scores"])]
    assert mine.empty, mine[["rule_id", "message"]].to_string()
    assert tuple(result.findings.columns) == FINDING_COLUMNS
    assert set(result.outcomes["outcome"]) <= set(OUTCOMES)


def test_the_specimen_is_fit_for_all_suites() -> None:
    assert not (checked({}).outcomes["outcome"] == "broken").any()


def test_no_forms_at_all() -> None:
    result = check(tables_of([]))
    assert len(result.findings) == len(result.scores) == len(result.totals) == 0


def test_order_is_form_severity_kind_stake_place() -> None:
    result = checked(
        {"set": {"total_score": "分", "funds[total].score": "10.5", "project": ""}}, {"set": {"project": ""}}
    )
    rows = result.findings[result.findings["suite"].isin(["completeness", "funds", "weights"])]
    assert list(rows["rule_id"]) == [
        "W12",
        "F01",
        "M07",
        "F01",
    ]  # what is blank (the total first), then what does not add up


def test_addresses_point_at_the_cell() -> None:
    (row,) = [r for r in plain(checked({"set": {"funds[total].score": "10.5"}}).findings) if r["rule_id"] == "M07"]
    assert (row["table"], row["row"], row["col"], row["quote"]) == (1, 5, 7, "10.5")


def test_a_missing_cell_gets_the_row_of_its_neighbours() -> None:
    change = {"remove": ["indicators[2].score"]}
    (row,) = [r for r in plain(checked(change).findings) if r["rule_id"] == "F12"]
    assert (row["table"], row["row"], row["col"]) == (1, 11, None)


def test_one_cause_gives_one_finding() -> None:
    rules = [r for r, _ in found({"set": {"indicators[1].actual_text": "27公里"}})]
    assert rules.count("K18") == 1
    assert "K17" not in rules


def test_merged_findings_are_told() -> None:
    outcomes = checked({"set": {"funds[total].score": "10.5"}}).outcomes
    (row,) = outcomes[(outcomes["rule_id"] == "M06") & (outcomes["outcome"] == "failed")].to_dict("records")
    assert row["reason"] == "已并入M07"


def test_outcomes_say_why() -> None:
    outcomes = checked({"set": {"funds[total].budget": "0"}}, lang="en").outcomes
    (row,) = outcomes[(outcomes["rule_id"] == "M03") & (outcomes["outcome"] == "not_evaluated")].to_dict("records")
    assert row["reason"] == "the budget is 0; the rate is undefined"


def test_every_row_has_one_outcome_a_rule() -> None:
    result = checked({}, {"set": {"indicators[1].score": "18"}})
    for rule in ("K01", "K03", "K13", "K18"):
        counts = result.outcomes[result.outcomes["rule_id"] == rule].groupby("form_id")["count"].sum()
        assert list(counts) == [7, 7], rule


def _rule(**changes: Any) -> Rule:
    base = {
        "id": "Z01", "grain": "indicators", "message": {"zh": "{score}，请核实", "en": "{score}"}, "where": "indicators[{indicator_no}].score",
    }  # fmt: skip
    meta = base | changes.pop("meta", {})
    kwargs = changes.pop("kwargs", {"column": "score", "max_value": 12})
    return Rule(
        meta["id"],
        "own",
        int(meta["id"][1:]),
        changes.pop("type", "expect_column_values_to_be_between"),
        "warning",
        kwargs,
        meta,
    )


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        (_rule(kwargs={"column": "no_such"}), "no_such"),
        (_rule(kwargs={"column": "score", "max_value": {"$PARAMETER": "no_such"}}), "no_such"),
        (_rule(meta={"grain": "nothing"}), "“nothing”"),
        (_rule(meta={"message": {"zh": "{nothing}", "en": ""}}), "nothing"),
        (_rule(kwargs={"column": "level3", "max_value": 3}), "Error"),
    ],
)
def test_a_rule_that_breaks_is_an_outcome(rule: Rule, error: str) -> None:
    result = checked({}, rules=[rule, _rule(meta={"id": "Z02"})], engine="direct")
    broken = result.outcomes[result.outcomes["outcome"] == "broken"]
    assert list(broken["rule_id"]) == ["Z01"]
    assert error in broken["reason"].iloc[0]
    assert set(result.findings["rule_id"]) == {"Z02"}


@pytest.mark.slow
def test_a_type_that_great_expectations_does_not_know_breaks_alone() -> None:
    bad = _rule(type="expect_the_impossible")
    result = checked(
        {},
        rules=[
            bad,
            Rule(
                "Z02",
                "own",
                2,
                "expect_column_values_to_be_between",
                "warning",
                {"column": "score", "max_value": 12},
                _rule().meta | {"id": "Z02"},
            ),
        ],
        engine="gx",
    )
    assert list(result.outcomes.loc[result.outcomes["outcome"] == "broken", "rule_id"]) == ["Z01"]
    assert set(result.findings["rule_id"]) == {"Z02"}


def test_form_text_is_never_a_template() -> None:
    nasty = "{score} {__class__} %s {0.__init__.__globals__}"
    (row,) = [
        r
        for r in plain(checked({"set": {"indicators[1].level3": nasty, "indicators[1].score": "18"}}).findings)
        if r["rule_id"] == "K01"
    ]
    assert "{__class__}" in row["message"]


def test_own_suite_replaces_and_switches_off(tmp_path: Path) -> None:
    own_rule = {
        "type": "expect_column_values_to_be_between", "kwargs": {"column": "score", "max_value": 12}, "severity": "warning",
        "meta": {"id": "K01", "grain": "indicators", "message": "{score}", "where": "indicators[{indicator_no}].score"},
    }  # fmt: skip
    off = {
        "type": "expect_column_values_to_be_null",
        "kwargs": {"column": "project"},
        "meta": {"id": "F01", "grain": "forms", "message": "x", "where": "project", "status": "off"},
    }
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"name": "own", "expectations": [own_rule, off]}, ensure_ascii=False), encoding="utf-8")
    result = checked({"set": {"project": ""}}, expectations=path)
    assert "F01" not in set(result.findings["rule_id"])
    rows = result.findings[result.findings["rule_id"] == "K01"]
    assert set(rows["suite"]) == {"own"}
    assert len(rows) == 3
    assert "own.json" in result.ruleset


@pytest.mark.slow
@pytest.mark.parametrize("suite", ["funds", "scores"])
def test_suites_run_in_plain_great_expectations(suite: str) -> None:
    import great_expectations as gx

    from selfeval_nb.common.assets import asset_dir

    raw = json.loads((asset_dir("expectations") / f"{suite}.json").read_text(encoding="utf-8"))
    grain = "funds" if suite == "funds" else "indicators"
    raw["expectations"] = [e for e in raw["expectations"] if e["meta"]["grain"] == grain]
    change = {"set": {"funds[total].score": "10.5", "indicators[1].score": "18"}}
    frame, parameters = grain_frame(tables(change), grain)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    definition = (
        context.data_sources.add_pandas("forms").add_dataframe_asset(grain).add_batch_definition_whole_dataframe("all")
    )
    result = definition.get_batch({"dataframe": frame}).validate(
        gx.ExpectationSuite(**raw),
        expectation_parameters=parameters,
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["form_id"]},
    )
    failed = {r.expectation_config.meta["id"] for r in result.results if not r.success}
    assert failed == ({"M06", "M07"} if suite == "funds" else {"K01"})
