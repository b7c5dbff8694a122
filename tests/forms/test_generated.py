"""Write a form whose answer is known, load it, and get the answer back: random layouts, and changes nobody can see.

``python -m tests.generator --score --count 500`` prints the accuracy by kind of variation; here a bounded number of them
must be right. Words that no table lists (``unseen``) are measured there, not demanded here.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval_nb.forms.load import load_forms
from tests.generator.__main__ import make_one
from tests.generator.compare import by_tag, compare
from tests.generator.published import LAYOUTS, Published
from tests.generator.random_forms import FAMILIES, random_form
from tests.generator.run import load_bytes
from tests.generator.samples import ROOT, SAMPLES, build
from tests.generator.write_docx import Noise, write_docx
from tests.generator.write_others import write_html, write_txt, write_xlsx

#: A seed is a form: ``make_one(seed)`` and ``random_form(random.Random(seed))`` make it again.
SEEDS = st.integers(0, 10**6)
EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize("stem", SAMPLES)
def test_sample_form_is_what_its_script_writes_and_loads_as_its_key(stem: str) -> None:
    data, keys = build(stem)
    path = ROOT / "notebooks/forms" / f"{stem}.{SAMPLES[stem][0]}"
    assert path.read_bytes() == data
    assert json.loads((EXPECTED / f"{stem}.json").read_text(encoding="utf8")) == json.loads(json.dumps(keys))
    loaded = load_forms([path])
    score = compare(keys, loaded.forms)
    assert score.errors == []
    assert score.faults == 0
    assert loaded.problems == []


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_loads_as_its_key(family: str) -> None:
    """A fixed set of documents of each family with listed labels: nearly every field right, no indicator lost or made up."""
    results = []
    for seed in range(60):
        name, data, keys, tags = make_one(seed, family, unseen=0, alone=True)
        results.append((tags, compare(keys, load_bytes(name, data))))
    right, asked = sum(s.right for _, s in results), sum(s.asked for _, s in results)
    wrong = [e for _, s in results for e in s.errors]
    assert right / asked >= 0.995, (wrong[:20], by_tag(results)[:5])
    assert sum(s.faults for _, s in results) == 0, wrong[:20]


@pytest.mark.parametrize("make", LAYOUTS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("suffix", ["docx", "xlsx", "html", "txt"])
def test_published_layout_loads_as_its_key(make: Callable[[], Published], suffix: str) -> None:
    blocks, keys = make()
    write = {"docx": write_docx, "xlsx": write_xlsx, "html": write_html, "txt": write_txt}[suffix]
    score = compare(keys, load_bytes(f"form.{suffix}", write(blocks)))
    assert score.errors == []
    assert score.faults == 0


@given(SEEDS, st.sampled_from(FAMILIES))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_indicators_survive_any_layout(seed: int, family: str) -> None:
    """Whatever the layout, each indicator is found once, with its weight and score."""
    made = random_form(random.Random(seed), family, unseen=0)
    forms = load_bytes("form.docx", write_docx(made.blocks(), made.noise))
    assert len(forms) == 1
    want = [(r.level3, r.weight.value, r.score.value) for r in made.model.rows if not r.placeholder and not r.subtotal]
    got = [(r.level3, r.weight, r.score) for r in forms[0].indicators if (r.level3 or "").strip("… ：:指标0123456789")]
    assert sorted(map(str, got)) == sorted(map(str, ((n, _f(w), _f(s)) for n, w, s in want)))


def _f(x: float | None) -> float | None:
    return None if x is None else float(x)


INVISIBLE = st.builds(
    Noise,
    split_runs=st.booleans(),
    line_breaks=st.booleans(),
    content_controls=st.booleans(),
    insertions=st.booleans(),
    grid_before=st.just(False),
    proof_marks=st.booleans(),
    seed=SEEDS,
)


def _tables(data: bytes) -> list[dict]:
    """What a document loads as, without what depends on its bytes."""
    out = []
    for form in load_bytes("form.docx", data):
        out.append(
            {
                "head": {k: (f.text, f.value, f.row, f.col) for k, f in form.head.items()},
                "funds": form.funds,
                "indicators": form.indicators,
                "roles": form.roles,
                "year": form.year,
                "money_unit": form.money_unit,
            }
        )
    return out


@given(SEEDS, INVISIBLE)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_changes_that_nobody_sees_change_nothing(seed: int, noise: Noise) -> None:
    """Runs cut anywhere, content controls, accepted insertions, bookmarks and breaks leave the tables as they are."""
    blocks = random_form(random.Random(seed)).blocks()
    assert _tables(write_docx(blocks, noise)) == _tables(write_docx(blocks))


@given(SEEDS)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_all_formats_say_the_same(seed: int) -> None:
    """One form as .docx, .xlsx and .html loads to the same indicators and funds."""
    made = random_form(random.Random(seed), unseen=0)
    blocks = made.blocks()
    keys = [made.model.key("x", "x")]
    scores = [
        compare(keys, load_bytes(f"form.{suffix}", data))
        for suffix, data in (("docx", write_docx(blocks)), ("html", write_html(blocks)), ("xlsx", write_xlsx(blocks)))
    ]
    assert [s.errors for s in scores] == [scores[0].errors] * 3


def test_text_dump_loads_as_the_document_does() -> None:
    """The dump loses spans across; on the fixed set it still gives nearly every field."""
    right = asked = 0
    for seed in range(60):
        made = random_form(random.Random(seed), unseen=0)
        score = compare([made.model.key("x", "x")], load_bytes("form.txt", write_txt(made.blocks())))
        right, asked = right + score.right, asked + score.asked
    assert right / asked >= 0.985


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice prints the PDFs and is not installed")
def test_printed_to_pdf_loads_nearly_as_the_document(tmp_path: Path) -> None:
    """Printed pages lose spans and cut rows at the page's end; nearly every field is still right and no indicator lost."""
    keys = {}
    for seed in range(6):
        made = random_form(random.Random(seed), unseen=0)
        (tmp_path / f"f{seed}.docx").write_bytes(write_docx(made.blocks()))
        keys[f"f{seed}.pdf"] = made.model.key("x", "x")
    profile = (tmp_path / "profile").as_uri()
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, *map(str, sorted(tmp_path.glob("*.docx")))], check=True, capture_output=True, timeout=200)
    right = asked = faults = 0
    for name, key in keys.items():
        score = compare([key], load_forms([tmp_path / name]).forms)
        right, asked, faults = right + score.right, asked + score.asked, faults + score.faults
    assert right / asked >= 0.97
    assert faults <= 1
