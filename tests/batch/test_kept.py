"""What a batch keeps for its next run: whatever changes, the next run gives what a run from nothing gives, and believes nobody else."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from selfeval_nb.batch import run
from selfeval_nb.batch.kept import compacting, store
from selfeval_nb.batch.kept.store import Store
from selfeval_nb.batch.output import secret
from selfeval_nb.batch.output.folder import INNER
from selfeval_nb.batch.stage import judging, reading
from selfeval_nb.batch.workers.pool import Done
from selfeval_nb.review.open import open_review
from selfeval_nb.review.rulings.book import save_ruling, score, waive
from tests.batch.forms import form, tree, write_forms

KEY = b"k" * 32


class Here:
    """Workers that are this process; what was asked of them is counted."""

    jobs = 2

    def __init__(self) -> None:
        self.read = self.judged = 0

    def start(self) -> None:
        pass

    def run(self, function: Callable[[Any], Any], tasks: Iterable[Any], seconds: Any = None) -> Iterator[Done[Any]]:
        for task in tasks:
            self.read += len(task.documents) if isinstance(task, reading.LoadTask) else 0
            self.judged += task.forms if isinstance(task, judging.JudgeTask) else 0
            yield Done(task, function(task))

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Here]:
    """The workers of every batch of a test; the user's cache is the test's own."""
    made: list[Here] = []

    def here(*_: object) -> Here:
        made.append(Here())
        return made[-1]

    monkeypatch.setattr(run, "_workers", here)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return made


def batch(forms: Path, out: Path, **options: Any) -> run.BatchSummary:
    return run.run_batch([forms], out, progress=False, **options)


def test_one_changed_form_is_read_and_judged_alone(tmp_path: Path, workers: list[Here]) -> None:
    forms, out = write_forms(tmp_path / "forms", 6), tmp_path / "out"
    batch(forms, out)
    assert (workers[-1].read, workers[-1].judged) == (6, 6)
    # this form's own target, which no rule compares with other forms
    (forms / "003.html").write_text(form("高龄老人补贴003", 3).replace("≥95%", "≥94%"), encoding="utf-8")
    summary = batch(forms, out)
    assert workers[-1].read == 1
    assert workers[-1].judged < 6
    assert summary.made + summary.kept == 6
    assert summary.kept >= 1
    batch(forms, tmp_path / "anew")
    assert tree(out) == tree(tmp_path / "anew")


def test_a_folder_of_somebody_else_is_not_believed(
    tmp_path: Path, workers: list[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    forms, out = write_forms(tmp_path / "forms", 3), tmp_path / "out"
    batch(forms, out)
    expected = tree(out)
    (out / "manifest.json").unlink()  # there is something to do
    batch(forms, out)
    assert (workers[-1].read, workers[-1].judged) == (0, 0)
    (out / "manifest.json").unlink()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another user"))
    batch(forms, out)
    assert (workers[-1].read, workers[-1].judged) == (3, 3)
    assert tree(out) == expected


@pytest.mark.parametrize("harm", ["changed", "cut", "gone", "link", "pipe", "statements"])
def test_what_is_harmed_is_made_anew(tmp_path: Path, workers: list[Here], harm: str) -> None:
    if harm == "pipe" and not hasattr(os, "mkfifo"):
        pytest.skip("no pipes on this system")
    forms, out = write_forms(tmp_path / "forms", 2), tmp_path / "out"
    batch(forms, out)
    expected = tree(out)
    (out / "manifest.json").unlink()
    kept = out / INNER / "kept"
    other = tmp_path / "other"
    other.write_bytes(b"not ours")
    for path in list(kept.glob("??/*")):
        raw = path.read_bytes()
        if harm == "changed":
            path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        elif harm == "cut":
            path.write_bytes(raw[: len(raw) // 2])
        elif harm != "statements":
            path.unlink()
            if harm == "link":
                path.symlink_to(other)
            elif harm == "pipe":
                os.mkfifo(path)
    if harm == "statements":
        lines = (kept / "statements").read_text().split("\n")
        keys, digests, marks = zip(*(line.split(" ") for line in lines if line), strict=True)
        swapped = [" ".join(parts) for parts in zip(keys, reversed(digests), marks, strict=True)]
        (kept / "statements").write_text("\n".join(swapped))
    batch(forms, out)
    assert (workers[-1].read, workers[-1].judged) == (2, 2)
    assert tree(out) == expected
    assert other.read_bytes() == b"not ours"


def test_small_contents_are_put_together(tmp_path: Path, workers: list[Here], monkeypatch: pytest.MonkeyPatch) -> None:
    forms, out = write_forms(tmp_path / "forms", 6), tmp_path / "out"

    def change(first: int) -> int:
        """Change two forms, one by one; how many contents are there then."""
        for n in (first, first + 1):
            (forms / f"{n:03d}.html").write_text(form(f"高龄老人补贴{n:03d}", n, 9), encoding="utf-8")
            batch(forms, out)
        return len(list((out / INNER / "kept").glob("??/*")))

    batch(forms, out)
    scattered = change(0)
    monkeypatch.setattr(compacting, "MOST", 1)
    assert change(2) < scattered
    (out / "manifest.json").unlink()  # there is something to do
    batch(forms, out)
    assert (workers[-1].read, workers[-1].judged) == (0, 0)
    batch(forms, tmp_path / "anew")
    assert tree(out) == tree(tmp_path / "anew")
    (forms / "005.html").unlink()  # an index, workbooks and data files anew from what lies together
    batch(forms, out)
    batch(forms, tmp_path / "anew 2")
    assert tree(out) == tree(tmp_path / "anew 2")


def test_links_in_the_folder_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("theirs")
    root = tmp_path / "kept"
    root.mkdir()
    (root / "statements").symlink_to(outside / "file")
    probe = store.put(tmp_path / "probe", {"a": 1})
    (root / probe[:2]).symlink_to(outside)
    kept = Store(root, KEY)
    kept.note("key", store.put(root, {"a": 1}))
    kept.close()
    assert {p.name: p.read_text() for p in outside.iterdir()} == {"file": "theirs"}
    again = Store(root, KEY)
    assert (again.find("key"), again.value(probe)) == ((probe,), {"a": 1})


def test_the_store_is_bounded_and_drops_what_was_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELFEVAL_KEPT_MB", "1")
    first = Store(tmp_path, KEY)
    for n in range(6):
        first.note(f"old{n}", store.put(tmp_path, os.urandom(120_000).hex()))
    first.close()
    second = Store(tmp_path, KEY)
    assert second.find("old5") is not None
    second.note("new", store.put(tmp_path, os.urandom(300_000).hex()))
    second.close()
    third = Store(tmp_path, KEY)
    assert sum(p.stat().st_size for p in tmp_path.glob("??/*")) <= 1 << 20
    assert third.find("new") is not None
    assert third.find("old5") is not None
    assert third.find("old4") is None


def test_without_a_key_nothing_is_kept(tmp_path: Path) -> None:
    kept = Store(tmp_path, None)
    digest = store.put(tmp_path, 1)
    kept.note("key", digest)
    assert (kept.find("key"), kept.value(digest)) == ((digest,), 1)
    kept.close()
    assert not (tmp_path / "statements").exists()
    assert Store(tmp_path, KEY).find("key") is None


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX systems")
def test_the_key_is_the_users_alone(tmp_path: Path) -> None:
    key = secret.user_secret()
    assert key is not None
    assert len(key) == 32
    assert secret.user_secret() == key
    path = next((tmp_path / "cache").rglob("kept.key"))
    assert path.stat().st_mode & 0o077 == 0
    path.chmod(0o644)  # others could have read it
    assert secret.user_secret() is None
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert secret.user_secret() is None


class Folder(RuleBasedStateMachine):
    """A folder of forms that changes in any order, and an output folder that follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp(prefix="selfeval-kept-"))
        self.forms, self.out = self.base / "forms", self.base / "out"
        self.rulings = self.base / "rulings.jsonl"
        self.options: dict[str, Any] = {}
        self.runs = 0

    @initialize(count=st.integers(1, 4))
    def begin(self, count: int) -> None:
        write_forms(self.forms, count)

    @rule(name=st.integers(0, 5), text=st.integers(0, 5), points=st.sampled_from([8, 9, 10]))
    def write(self, name: int, text: int, points: int) -> None:
        """A form comes, changes, or becomes the same as another."""
        (self.forms / f"{name:03d}.html").write_text(form(f"高龄老人补贴{text:03d}", text, points), encoding="utf-8")

    @rule(pick=st.integers(0, 9))
    def remove(self, pick: int) -> None:
        there = sorted(self.forms.iterdir())
        if len(there) > 1:
            there[pick % len(there)].unlink()

    @rule(count=st.integers(1, 3))
    def pack(self, count: int) -> None:
        """Forms in an archive, one of them no form."""
        with zipfile.ZipFile(self.forms / "packed.zip", "w") as archive:
            for n in range(count):
                archive.writestr(f"县/{n}.html", form(f"打包项目{n}", n))
            archive.writestr("说明.txt", "没有表。")

    @rule(preset=st.sampled_from(["default", "hubei", "guangxi"]), lang=st.sampled_from(["zh", "zh", "en"]))
    def switch(self, preset: str, lang: str) -> None:
        self.options |= {"preset": preset, "lang": lang}

    @rule(pick=st.integers(0, 9), points=st.integers(0, 10))
    def rule_on(self, pick: int, points: int) -> None:
        """A person rules on a form."""
        pages = sorted(self.forms.glob("*.html"))
        if not pages:
            return
        review = open_review(pages[pick % len(pages)])
        if review.findings:
            save_ruling(self.rulings, waive(review, review.findings[0], "已核对原件", reviewer="甲", date="2026-01-01"))
        save_ruling(self.rulings, score(review, "indicators[3].score", points, reviewer="甲", date="2026-01-01"))
        self.options["rulings"] = self.rulings

    @precondition(lambda self: self.runs)
    @rule(pick=st.integers(0, 99))
    def damage(self, pick: int) -> None:
        """A report, or something that is kept, is not any more what it was."""
        files = sorted(p for p in self.out.rglob("*") if p.is_file() and p.name != "manifest.json")
        files[pick % len(files)].write_bytes(b"damaged")

    @invariant()
    def as_from_nothing(self) -> None:
        if not self.forms.exists():
            return
        batch(self.forms, self.out, **self.options)
        self.runs += 1
        anew = self.base / f"anew{self.runs}"
        batch(self.forms, anew, **self.options)
        assert tree(self.out) == tree(anew)
        shutil.rmtree(anew)

    def teardown(self) -> None:
        shutil.rmtree(self.base)


def test_any_sequence_of_changes_ends_where_a_run_from_nothing_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hypothesis state machine."""
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setattr(compacting, "MOST", 1)  # what lies apart is put together after nearly every step
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Folder,
        settings=settings(
            max_examples=int(os.environ.get("SELFEVAL_EXAMPLES", "3")),
            stateful_step_count=6,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
