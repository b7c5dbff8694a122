"""Text stays text in JupyterLab: what a form writes between dollar signs is neither hidden nor made a link."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.jupyter import Lab, jupyterlab, open_notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("jupyterlab")]

MATH = r"$\phantom{藏}$改造 $\href{http://planted.invalid/}{点此}$ \(x^2\) $$\frac{1}{2}$$ \begin{align}a&=b\end{align}"
CELLS = [
    'form = "forms/数学.txt"',
    "from selfeval_nb import load, open_desk, open_portfolio\ndesk = open_desk(form)\ndesk",
    *(
        f"desk.{name}"
        for name in ("form", "funds", "indicators", "findings", "checked", "manual", "rulings", "provenance")
    ),
    "desk.rule()",
    "desk.find(1)",
    "desk.frames.findings",
    "desk.frames.indicators",
    "load(form).indicators",
    'portfolio = open_portfolio("forms/对照")\nportfolio',
    *(f"portfolio.{name}" for name in ("charts", "forms", "groups", "failed", "frame")),
    # without a control that is typeset, nothing would be shown by nothing being so
    "from IPython.display import HTML\nHTML('<p id=\"control\">$x^2$</p>')",
]


@pytest.fixture(scope="module")
def lab(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    pytest.importorskip("jupyterlab")
    with jupyterlab(tmp_path_factory.mktemp("math")) as started:
        yield started


def test_no_output_is_typeset(lab: Lab, browser: Any) -> None:
    sample = next(p for p in (lab.workspace / "forms").iterdir() if p.name.startswith("04_"))
    text = sample.read_text("utf-8")
    for word in ("城区路灯节能改造", "安澜县路灯管理所", "31小时"):
        assert word in text
        text = text.replace(word, f"{word}{MATH}")
    (lab.workspace / "forms" / "数学.txt").write_text(text, "utf-8")
    (lab.workspace / "forms" / "对照").mkdir()
    for n in (1, 2):
        (lab.workspace / "forms" / "对照" / f"{n}.txt").write_text(text + "\n" * n, "utf-8")
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": code, "outputs": [], "execution_count": None}
        for n, code in enumerate(CELLS)
    ]
    meta = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = {"cells": cells, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}
    (lab.workspace / "math.ipynb").write_text(json.dumps(book), "utf-8")

    context = browser.new_context(
        viewport={"width": 1400, "height": 30_000}
    )  # tall: outputs out of sight are not drawn
    page = context.new_page()
    try:
        open_notebook(page, lab, "math.ipynb")
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_selector("#control mjx-container", timeout=200_000, state="attached")
        page.wait_for_selector(".selfeval-panel", timeout=60_000, state="attached")
        page.wait_for_timeout(3000)
        outputs = page.locator(".jp-OutputArea")
        assert (
            page.locator(
                ".jp-RenderedText[data-mime-type*='error'], .jp-OutputArea-output[data-mime-type*='stderr']"
            ).all_inner_texts()
            == []
        )
        shown = "".join(outputs.all_inner_texts())
        assert shown.count("phantom{藏}") > 10
        where = "es => es.map(e => e.parentElement.outerHTML.slice(0, 300))"
        typeset = page.locator(".jp-OutputArea mjx-container").evaluate_all(where)
        assert len(typeset) == 1, typeset
        assert page.locator("a[href*='planted.invalid']").count() == 0
    finally:
        context.close()
