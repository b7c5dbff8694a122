"""A bounded run of the fuzzers, which Hypothesis shrinks to the smallest failing change, and every input that ever broke something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import mutate, odd, seeds, targets

RANDOM = st.randoms(use_true_random=False)
APART = ("mail", "pdf")  # read in a process each
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None, derandomize=True)


@pytest.mark.parametrize("path", seeds.regressions(), ids=lambda p: p.name)
def test_what_once_broke_something(path: Path) -> None:
    data = path.read_bytes()
    targets.reading(data, path.name)
    targets.chain(data, path.name)
    if path.suffix == ".txt":
        targets.value(data.decode("utf-8"))


def test_pages_saved_one_behind_the_other_are_all_read() -> None:
    assert targets.chain((seeds.CORPUS / "two-pages-in-one.html").read_bytes(), "x.html") == 2


@settings(quick, max_examples=400)
@given(st.sampled_from(seeds.texts()), RANDOM)
def test_value_grammar(text: str, rnd: Random) -> None:
    targets.value(mutate.text(text, rnd))


@pytest.mark.parametrize("change", mutate.CHANGES, ids=lambda c: c.__name__)
@settings(quick, max_examples=50)
@given(st.sampled_from(seeds.samples()), RANDOM)
def test_readers(change: mutate.Change, sample: tuple[str, bytes], rnd: Random) -> None:
    name, data = sample
    targets.reading(mutate.document(data, rnd, change), name)


@settings(quick, max_examples=25)
@given(st.sampled_from(seeds.samples()), RANDOM)
def test_the_whole_chain(sample: tuple[str, bytes], rnd: Random) -> None:
    name, data = sample
    targets.chain(mutate.document(data, rnd, mutate.words), name)


@pytest.mark.parametrize("slot", sorted(odd.SLOTS))
def test_every_odd_value_in_every_place_loses_that_value_only(slot: str) -> None:
    few = 1 if "drop" in slot or "symbol" in slot else 40 if slot.startswith(APART) else 3
    for value in odd.ODD[::few]:
        targets.odd(value.encode("utf-8", "surrogatepass"), slot)


@settings(quick, max_examples=100)
@given(st.sampled_from([s for s in sorted(odd.SLOTS) if not s.startswith(APART)]), RANDOM)
def test_odd_values(slot: str, rnd: Random) -> None:
    targets.odd(odd.value(rnd).encode("utf-8", "surrogatepass"), slot)


def test_the_long_run_and_a_folder_of_documents_can_be_started(tmp_path: Path) -> None:
    """The commands of docs/trust.md, for a moment."""
    for given_arguments in (["--minutes", "0.005"], ["--folder", str(seeds.CORPUS)]):
        command = [sys.executable, "-m", "tests.fuzz", "--out", str(tmp_path), *given_arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
        assert done.returncode == 0, done.stdout + done.stderr
        assert "0 kinds" in done.stdout or "0 broke" in done.stdout
