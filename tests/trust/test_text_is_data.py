"""One batch of hostile forms, and every output of it: what a form says is shown, never obeyed."""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest
from click.testing import CliRunner
from lxml import etree

from selfeval_nb.batch.output.folder import INNER
from selfeval_nb.batch.run import run_batch
from selfeval_nb.cli import main
from selfeval_nb.report.word.annotate import annotate
from selfeval_nb.report.word.notice import notices
from selfeval_nb.report.word.sampling_report import sampling_report
from selfeval_nb.review.open import reviews_and_problems
from tests.fuzz.targets import ACTIVE
from tests.trust import hostile_text

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Characters that move a terminal's cursor or turn the direction of what follows.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return hostile_text.write_all(tmp_path_factory.mktemp("hostile") / "forms")


@pytest.fixture(scope="module")
def out(forms: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a batch over the three forms; what it said is in ``said.txt`` beside them."""
    place = tmp_path_factory.mktemp("out") / "reports"
    said = io.StringIO()
    summary = run_batch([forms["docx"].parent], place, jobs=1, formats=("html", "ipynb"), progress=said)
    assert (summary.total, summary.failures, summary.unread) == (3, [], [])
    (place.parent / "said.txt").write_text(said.getvalue(), encoding="utf-8")
    return place


def pages(out: Path) -> list[Path]:
    return sorted(p for p in out.glob("*.html") if p.name != "index.html")


def test_pages_have_no_element_of_a_form(out: Path) -> None:
    assert len(pages(out)) == 3
    for path in pages(out):
        page = path.read_text(encoding="utf-8")
        assert not ACTIVE.search(page), ACTIVE.search(page)
        assert "49007" not in page
        for field in ("project", "department", "unit", "goal_expected", "level3", "actual"):
            assert hostile_text.TEXTS[field][:20] in _text_of(page), field


def _text_of(page: str) -> str:
    """What a reader of the page reads."""
    parser = etree.HTMLParser(encoding="utf-8")
    return "".join(etree.fromstring(page.encode(), parser).itertext())


def test_the_index_runs_its_own_script_and_no_other(out: Path) -> None:
    index = (out / "index.html").read_text(encoding="utf-8")
    tree = etree.fromstring(index.encode(), etree.HTMLParser(encoding="utf-8"))
    scripts = tree.findall(".//script")
    assert [s.get("type") for s in scripts if s.get("type") == "application/json"], "the rows of the index"
    assert len(scripts) == index.count("<script") == 4
    assert not tree.findall(".//img") + tree.findall(".//iframe") + tree.findall(".//base") + tree.findall(".//link")
    assert not OBEYED.search(index)
    data = [json.loads(s.text or "") for s in scripts if s.get("type") == "application/json"]
    assert json.dumps(hostile_text.TEXTS["project"])[1:-1] in json.dumps(data)


def _notebooks(out: Path) -> Iterator[Any]:
    paths = list(out.glob("*.ipynb"))
    assert len(paths) == 3
    for path in paths:
        yield nbformat.read(path, as_version=4)


def test_parameters_of_the_notebooks_are_literals(out: Path) -> None:
    for nb in _notebooks(out):
        injected = next(c for c in nb.cells if "injected-parameters" in c.metadata.get("tags", []))
        for statement in ast.parse(injected.source).body:
            assert isinstance(statement, ast.Assign)
            assert isinstance(statement.targets[0], ast.Name)
            ast.literal_eval(statement.value)
        sources = [c.source for c in nb.cells if c is not injected]
        assert all("alert(" not in s and "calc" not in s for s in sources)


def test_outputs_of_the_notebooks_have_no_element_of_a_form(out: Path) -> None:
    for nb in _notebooks(out):
        outputs = [o for c in nb.cells if c.cell_type == "code" for o in c.outputs]
        assert outputs
        for output in outputs:
            data = output.get("data", {})
            assert not {"application/javascript", "text/markdown", "text/latex", "image/svg+xml"} & set(data)
            assert not ACTIVE.search(data.get("text/html", "")), ACTIVE.search(data["text/html"])
            assert not OBEYED.search(data.get("text/plain", "") + output.get("text", ""))


def test_workbooks_have_no_formula_of_a_form(out: Path) -> None:
    ours = re.compile(r"=(SUM\(|IF\()[A-Z0-9:,\"<>=()\-+*\u4e00-\u9fff]|='[^']+'![A-Z]+[0-9]+$")
    books = list(out.glob("*.xlsx"))
    assert len(books) == 2
    for path in books:
        for sheet in openpyxl.load_workbook(path):
            assert not set(sheet.title) & set("[]:*?/\\")
            for row in sheet.iter_rows():
                for cell in row:
                    assert (
                        cell.hyperlink is None
                        or cell.hyperlink.target is None
                        or not re.search("alert|127", cell.hyperlink.target)
                    )
                    if cell.data_type == "f":
                        assert ours.match(str(cell.value)), cell.value
                        assert "cmd" not in str(cell.value)
        with zipfile.ZipFile(path) as archive:
            assert not [n for n in archive.namelist() if re.search("externalLink|vba|connections", n)]


def test_word_documents_have_no_field_and_no_link_of_a_form(forms: dict[str, Path], tmp_path: Path) -> None:
    reviews = reviews_and_problems([forms["docx"]])[0]
    written = {
        "annotated": annotate(forms["docx"], reviews),
        "report": sampling_report(reviews),
    }
    for path in notices(reviews, tmp_path / "notices"):
        written[f"notice {path.name}"] = Path(path).read_bytes()
        assert not OBEYED.search(path.name)
        assert not set(path.name) & set('<>:"/\\|?*')
    assert len(written) > 2
    for what, data in written.items():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                part = package.read(name)
                if name.endswith((".xml", ".rels")):
                    root = etree.fromstring(part)
                    codes = [e.text or "" for e in root.iter(WORD + "instrText")]
                    assert not [c for c in codes if not re.fullmatch(r"\s*(PAGE|NUMPAGES)[^\"]*", c)], (what, codes)
                    assert b'TargetMode="External"' not in part, (what, name)
        assert "cmd|" in _words_of(data), what


def _words_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(
            "".join(etree.fromstring(package.read(n)).itertext()) for n in package.namelist() if n.endswith(".xml")
        )


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["check", "--format", "csv"],
        ["export", "--format", "csv"],
        ["export", "--explain"],
        ["sample", "-n", "2"],
    ],
    ids=" ".join,
)
def test_the_terminal_is_told_nothing_that_it_obeys(command: list[str], forms: dict[str, Path]) -> None:
    done = CliRunner().invoke(main, [*command, str(forms["docx"].parent)])
    assert done.exit_code in (0, 1), done.output
    assert len(done.stdout) > 100
    assert not OBEYED.search(done.output), repr(OBEYED.search(done.output))
    if "csv" in command:
        assert not re.search(r'(?m)(?:^|,)"?[=+@]', done.stdout)


def test_progress_and_names_are_plain(out: Path) -> None:
    assert not OBEYED.search((out.parent / "said.txt").read_text(encoding="utf-8"))
    names = [n for p in out.rglob("*") if not (n := p.relative_to(out).as_posix()).startswith(INNER)]
    assert len({n.casefold() for n in names}) == len(names)
    for name in names:
        assert not OBEYED.search(name)
        for part in name.split("/"):
            assert not set(part) & set('<>:"\\|?*')
            assert len(part.encode()) <= 255
            assert part == part.strip(" .")
    json.loads((out / "manifest.json").read_text(encoding="utf-8"))


def test_nothing_was_started_or_written_elsewhere(out: Path, forms: dict[str, Path]) -> None:
    places = [Path.cwd(), out.parent, forms["docx"].parent, forms["docx"].parent.parent]
    assert not [p for place in places for p in place.glob("pwned*")]


#: Puts HTML into a page as JupyterLab does with the output of a trusted notebook: scripts are made anew so that they run.
_AS_IN_JUPYTERLAB = """(html) => { const host = document.createElement('div'); host.innerHTML = html; document.body.append(host);
  for (const old of host.querySelectorAll('script')) { const s = document.createElement('script'); s.textContent = old.textContent;
  old.replaceWith(s); } }"""


@pytest.mark.browser
def test_nothing_runs_and_nothing_is_fetched_in_a_browser(out: Path, show: Callable[..., Any]) -> None:
    opened = [show(p.read_text(encoding="utf-8")) for p in (*pages(out), out / "index.html")]
    lab = show("<!DOCTYPE html><title>notebook</title><body>")
    for nb in _notebooks(out):
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                lab.evaluate(_AS_IN_JUPYTERLAB, output.get("data", {}).get("text/html", ""))
    lab.wait_for_timeout(300)
    assert "{{7001*7}}" in lab.content()
    for page in (*opened, lab):
        page.evaluate(
            "for (const e of document.querySelectorAll('*')) for (const n of ['mouseover', 'focus', 'load', 'error']) e.dispatchEvent(new Event(n))"
        )
        page.wait_for_timeout(100)
        assert page.complaints == []
        assert page.locator("img, iframe, object, embed, base, link[href^='//']").count() == 0
