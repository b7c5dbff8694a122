"""Rulings: the file, the keys, what they do to a review."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from selfeval_nb.forms.model import Field
from selfeval_nb.review.model import Review
from selfeval_nb.review.rulings import book as R
from tests.review.by_hand import build_review_by_hand


@pytest.fixture
def review() -> Review:
    return build_review_by_hand()


def reprint(review: Review, where: str, text: str) -> Review:
    """The review of a form that prints something else at one place."""
    form = replace(review.form, fields=dict(review.form.fields))
    old = form.fields[where]
    form.fields[where] = replace(old, text=text, value=text)
    return replace(review, form=form)


def move_down(review: Review) -> Review:
    """The review of the same form with another indicator put in front: every number is one higher."""
    form = review.form

    def moved(where: str) -> str:
        _, bracket, rest = where.partition("indicators[")
        if not bracket:
            return where
        no, _, tail = rest.partition("]")
        return f"indicators[{int(no) + 1}]{tail}"

    first = replace(form.indicators[0], level3="新增的指标")
    indicators = [first, *(replace(i, indicator_no=i.indicator_no + 1) for i in form.indicators)]
    fields = {moved(w): replace(f, where=moved(w)) for w, f in form.fields.items()}
    fields["indicators[1].score"] = Field("indicators[1].score", "1", 1.0)
    findings = [{**f, "where": moved(str(f["where"]))} for f in review.findings]
    return replace(review, form=replace(form, indicators=indicators, fields=fields), findings=findings)


def first_on_indicator(review: Review) -> dict[str, object]:
    return next(f for f in review.findings if str(f["where"]).startswith("indicators[") and "." in str(f["where"]))


def test_the_file_is_plain_and_comes_back(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "复核意见.jsonl"
    made = [
        R.waive(review, 1, "原件已核对\n见附件", reviewer="甲", date="2026-01-02"),
        R.score(review, "indicators[2].score", "8分", "超出目标较多", reviewer="乙", date="2026-01-03"),
        R.override(review, "indicators[4].actual_text", "2", date="2026-01-03"),
        R.add(review, "form", "未附佐证资料 =HYPERLINK()\u2028", severity="info", date="2026-01-04"),
    ]
    for ruling in made:
        R.save_ruling(path, ruling)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    assert json.loads(lines[0])["project"] == "社区惠民工作经费"
    assert "原件已核对" in lines[0]
    assert list(R.load_rulings(path)) == made
    assert R.load_rulings(tmp_path / "none.jsonl") == []


def test_keys_are_the_same_in_every_run(review: Review) -> None:
    again = build_review_by_hand()
    assert R.waive(review, 1, "a", date="x").key == R.waive(again, 1, "b", date="y").key
    assert R.score(review, "indicators[1].score", 1).key != R.score(review, "indicators[2].score", 1).key


@pytest.mark.parametrize(
    ("action", "where", "more"),
    [
        ("waive", "indicators[1].score", {}),
        ("add", "form", {}),
        ("score", "indicators[1].score", {"value": 5.5}),
        ("score", "indicators[1].score", {"value": -1}),
        ("score", "indicators[1].score", {"value": "高"}),
        ("score", "indicators[99].score", {"value": 1}),
        ("override", "indicators[1].actual_text", {"value": " "}),
        ("confirm", "indicators[1].level1", {"rule_id": "S01"}),
        ("forget", "form", {}),
    ],
)
def test_an_incomplete_ruling_is_a_sentence(review: Review, action: str, where: str, more: dict[str, object]) -> None:
    with pytest.raises(R.RulingsError, match=r"。$"):
        R.make_ruling(review, action, where, **more)  # type: ignore[arg-type]


def test_a_waived_finding_stays_and_does_not_count(review: Review) -> None:
    severity = min(review.findings, key=lambda f: ["critical", "warning", "info"].index(f["severity"]))["severity"]
    after = R.apply(review, [R.waive(review, 1, "已核对")])
    assert len(after.findings) == len(review.findings)
    assert after.counts[severity] == review.counts[severity] - 1
    assert after.counts["waived"] == 1
    assert sum(f.get("ruling") == "waive" for f in after.findings) == 1
    assert not any("ruling" in f for f in review.findings)
    assert R.apply(after, []).counts[severity] == review.counts[severity]


def test_waiving_everything_and_scoring_the_total_lets_the_form_pass(review: Review) -> None:
    rulings = [R.waive(review, f, "已核对") for f in review.findings]
    rulings.append(R.score(review, "total_score", 96))
    after = R.apply(review, rulings)
    assert (after.counts["critical"], after.counts["warning"]) == (0, 0)
    assert after.total["review_score"] == 96
    assert after.suggestion != "return"


def test_confirming_a_doubtful_point_returns_the_form(review: Review) -> None:
    quiet = replace(review, findings=[f for f in review.findings if f["severity"] == "warning"])
    assert quiet.findings
    assert R.apply(quiet, []).suggestion == "person"
    after = R.apply(quiet, [R.confirm(quiet, 1)])
    assert after.suggestion == "return"
    assert "复核人确认1处" in after.suggestion_reason


def test_an_added_finding_has_its_cell_and_does_not_pile_up(review: Review) -> None:
    ruling = R.add(review, "indicators[3].actual_text", "台账只有1次记录", severity="critical")
    once = R.apply(review, [ruling])
    twice = R.apply(once, [ruling])
    added = [f for f in twice.findings if f["suite"] == "review"]
    assert [(f["message"], f["table"], f["severity"]) for f in added] == [("台账只有1次记录", 1, "critical")]
    assert twice.counts == once.counts
    assert twice.counts["critical"] == review.counts["critical"] + 1


def test_a_ruling_survives_rows_put_in_elsewhere(review: Review) -> None:
    finding = first_on_indicator(review)
    rulings = [R.waive(review, finding, "已核对"), R.score(review, "indicators[2].score", 7)]
    moved = move_down(review)
    after = R.apply(moved, rulings)
    assert not any(r.stale for r in after.rulings)
    assert {r.where for r in after.rulings if r.action == "score"} == {"indicators[3].score"}
    assert after.counts["waived"] == 1


def test_a_ruling_is_stale_when_its_cell_or_row_changes(review: Review) -> None:
    ruling = R.score(review, "indicators[2].score", 7)
    for where, word in (("indicators[2].score", "改为“9”"), ("indicators[2].actual_text", "同一行")):
        after = R.apply(reprint(review, where, "9"), [ruling])
        assert [r.stale for r in after.rulings] == [True]
        assert word in after.rulings[0].stale_reason
        assert after.counts["stale"] == 1
        assert "review_score" not in after.total
    untouched = R.apply(reprint(review, "indicators[3].score", "9"), [ruling])
    assert not untouched.rulings[0].stale
    respaced = R.apply(reprint(review, "indicators[2].score", " １０　"), [ruling])
    assert not respaced.rulings[0].stale


def test_a_ruling_on_a_row_that_is_gone_says_so_and_hits_no_other_row(review: Review) -> None:
    ruling = R.score(review, "indicators[2].score", 7)
    form = replace(
        review.form,
        indicators=[
            replace(i, indicator_no=n)
            for n, i in enumerate((i for i in review.form.indicators if i.indicator_no != 2), 1)
        ],
    )
    after = R.apply(replace(review, form=form), [ruling])
    assert after.rulings[0].stale
    assert "不在表中" in after.rulings[0].stale_reason
    assert "购买居民读书角图书" in after.rulings[0].where


def test_a_renamed_indicator_is_found_and_reported(review: Review) -> None:
    ruling = R.score(review, "indicators[2].score", 7)
    form = replace(review.form, indicators=[replace(i) for i in review.form.indicators])
    form.indicators[1].level3 = "购买居民读书角图书（册）"
    after = R.apply(replace(review, form=form), [ruling])
    assert after.rulings[0].where == "indicators[2].score"
    assert "购买居民读书角图书（册）" in after.rulings[0].stale_reason


def test_rulings_reach_the_resubmitted_form_and_no_other(review: Review) -> None:
    ruling = R.waive(review, 1, "已核对")
    resubmitted = replace(review, form=replace(review.form, form_id="other", file="新.docx"))
    assert R.apply(resubmitted, [ruling]).counts["waived"] == 1
    head = dict(review.form.head)
    head["project"] = replace(head["project"], text="另一个项目", value="另一个项目")
    another = replace(review, form=replace(review.form, form_id="other", head=head))
    assert R.apply(another, [ruling]).rulings == []


def test_the_last_ruling_on_a_matter_holds_and_can_be_withdrawn(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    R.save_ruling(path, R.waive(review, 1, "先放过"))
    last = R.confirm(review, 1, "再看仍有误")
    R.save_ruling(path, last)
    assert [r.action for r in R.load_rulings(path)] == ["confirm"]
    R.save_ruling(path, R.withdraw(last))
    assert R.load_rulings(path) == []
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3


def test_the_review_score_takes_the_ruling_before_the_recomputed_score(review: Review) -> None:
    before = R.final_score(review)
    row = next(r for r in before.rows if r.indicator_no == 2)
    after = R.final_score(R.apply(review, [R.score(review, "indicators[2].score", 6)]))
    changed = next(r for r in after.rows if r.indicator_no == 2)
    assert (changed.score, changed.source, changed.low, changed.high) == (6, "ruled", 6, 6)
    assert before.low is not None
    assert after.low is not None
    assert after.low - before.low == pytest.approx(6 - row.low)


def test_an_overridden_value_is_recomputed(review: Review) -> None:
    after = R.final_score(R.apply(review, [R.override(review, "indicators[2].actual_text", "100")]))
    row = next(r for r in after.rows if r.indicator_no == 2)
    assert (row.score, row.source, row.arithmetic) == (5, "revalued", "100÷200×10=5")


@pytest.mark.parametrize(
    "damage",
    [b'{"action": "waive"', b"\xff\xfe", b"[1]\n", b'{"action": "steal"}\n', b'{"action":"score","value":NaN}\n', b'{"action":"note","reason":1}'],
)  # fmt: skip
def test_a_damaged_file_is_a_sentence_and_never_overwritten(review: Review, tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "r.jsonl"
    R.save_ruling(path, R.waive(review, 1, "已核对"))
    whole = path.read_bytes() + damage
    path.write_bytes(whole)
    with pytest.raises(R.RulingsError, match="第2行"):
        R.load_rulings(path)
    with pytest.raises(R.RulingsError, match="第2行"):
        R.save_ruling(path, R.confirm(review, 1))
    assert path.read_bytes() == whole


def test_a_file_edited_by_hand_in_a_windows_editor_is_read(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    R.save_ruling(path, R.waive(review, 1, "已核对"))
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n\r\n" + text.encode())
    R.save_ruling(path, R.score(review, "indicators[1].score", 1))
    assert len(R.load_rulings(path)) == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_a_sentence(review: Review, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(R.RulingsError, match="未能保存"):
        R.save_ruling(folder / "r.jsonl", R.waive(review, 1, "已核对"))


def _save_many(path: str, name: str, times: int) -> None:
    review = build_review_by_hand()
    for n in range(times):
        R.save_ruling(path, R.add(review, "form", f"{name} {n}", date="2026-01-01"))


@pytest.mark.skipif(os.name == "nt", reason="needs fork")
def test_reviewers_who_save_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    context = multiprocessing.get_context("fork")
    people = [context.Process(target=_save_many, args=(str(path), f"复核人{k}", 15)) for k in range(4)]
    for p in people:
        p.start()
    for p in people:
        p.join(60)
    assert [p.exitcode for p in people] == [0] * 4
    assert {r.reason for r in R.load_rulings(path)} == {f"复核人{k} {n}" for k in range(4) for n in range(15)}
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


@pytest.mark.skipif(os.name == "nt", reason="needs fork and SIGKILL")
def test_a_reviewer_killed_while_saving_loses_no_ruling_that_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    context = multiprocessing.get_context("fork")
    saved = 0
    for round_ in range(12):
        p = context.Process(target=_save_many, args=(str(path), f"第{round_}次", 100000))
        p.start()
        size = path.stat().st_size if path.exists() else 0
        deadline = time.monotonic() + 60
        while (not path.exists() or path.stat().st_size <= size) and p.is_alive() and time.monotonic() < deadline:
            time.sleep(0.001)  # a busy machine may take long to the first save
        time.sleep(0.011 * round_)
        assert p.pid is not None
        os.kill(p.pid, signal.SIGKILL)
        p.join()
        now = R.load_rulings(path)  # whole lines, and the lock is free again
        assert len(now) >= saved
        saved = len(now)
    assert saved
    R.save_ruling(path, R.add(build_review_by_hand(), "form", "之后"))
    assert len(R.load_rulings(path)) == saved + 1


def test_a_file_is_read_again_only_when_it_has_been_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.jsonl"
    review = build_review_by_hand()
    R.save_ruling(path, R.add(review, "form", "一"))
    first = R.load_rulings(path)
    read = []
    monkeypatch.setattr(R.rulings_file, "read_all", lambda p, whole=R.rulings_file.read_all: read.append(p) or whole(p))
    assert R.load_rulings(path) is first
    assert read == []
    R.save_ruling(path, R.add(review, "form", "二"))
    assert [r.reason for r in R.load_rulings(path)] == ["一", "二"]
    assert len(read) == 1
