"""A parameter that was mistyped on papermill's command line stops the notebook; it does not report on the sample form."""

from __future__ import annotations

from pathlib import Path

import papermill
import pytest

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.report.desk.parameters import assigned

NOTEBOOKS = asset_dir("notebooks")


@pytest.mark.parametrize("engine", ["selfeval", pytest.param(None, marks=pytest.mark.slow)])
@pytest.mark.parametrize("notebook", ["review.ipynb", "portfolio.ipynb"])
def test_a_mistyped_parameter_is_a_sentence(engine: str | None, notebook: str, tmp_path: Path) -> None:
    wrong = {"forms": "a.docx"} if notebook == "review.ipynb" else {"sources": "forms"}
    with pytest.raises(papermill.PapermillExecutionError, match=r"没有参数“(forms|sources)”（是否指 (form|source)）"):
        papermill.execute_notebook(
            NOTEBOOKS / notebook,
            tmp_path / "out.ipynb",
            wrong,
            engine_name=engine,
            cwd=str(NOTEBOOKS),
            progress_bar=False,
        )


def test_parameters_that_there_are_pass(tmp_path: Path) -> None:
    values = {"form": "forms/04_路灯节能改造.txt", "lang": "en"}
    made = papermill.execute_notebook(
        NOTEBOOKS / "review.ipynb",
        tmp_path / "out.ipynb",
        values,
        engine_name="selfeval",
        cwd=str(NOTEBOOKS),
        progress_bar=False,
    )
    assert any("04_路灯节能改造.txt" in str(c.get("outputs")) for c in made.cells)


def test_names_that_a_cell_sets() -> None:
    assert assigned("a: str = ''\nb = c = 1\nif x:\n    d = 2") == ["b", "c", "a"]
    assert assigned("%%html\n<p>") == []
