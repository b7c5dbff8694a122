from __future__ import annotations

import os
from pathlib import Path

import pytest

from selfeval_nb.batch.stage.plan import Names


@pytest.mark.parametrize(
    ("inputs", "file", "name"),
    [
        (["/data/2023/forms"], "/data/2023/forms/区/a.docx", "forms/区/a.docx"),
        (["/data/2023/forms/"], "/data/2023/forms/a.docx", "forms/a.docx"),
        (["forms"], "forms/a.docx", "forms/a.docx"),
        (["/x/a.docx"], "/x/a.docx", "a.docx"),
        (["/x/all.zip"], "/x/all.zip/县/a.docx", "all.zip/县/a.docx"),
        (["/x/forms", "/y/forms"], "/y/forms/a.docx", "forms~2/a.docx"),
        (["/x/forms", "/x/forms"], "/x/forms/a.docx", "forms/a.docx"),
        (["/x", "/x/forms"], "/x/forms/a.docx", "x/forms/a.docx"),
        (["/x/form"], "/x/forms/a.docx", "/x/forms/a.docx"),
        (["C:\\forms"], "C:\\forms\\a.docx", "forms\\a.docx"),
    ],
)
def test_documents_are_called_from_their_input(inputs: list[str], file: str, name: str) -> None:
    assert Names(map(Path, inputs)).of(file) == name


def test_the_working_folder_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "某县").mkdir()
    monkeypatch.chdir(tmp_path / "某县")
    assert Names([Path(".")]).of(f".{os.sep}a.docx").replace(os.sep, "/") == "某县/a.docx"
