from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from selfeval_nb.batch.messages import words
from selfeval_nb.batch.output.flushing import flushed
from selfeval_nb.batch.output.folder import INNER, BatchError, OutputFolder
from selfeval_nb.batch.output.manifest import Entry, Ledger


def test_a_second_run_into_a_folder_is_refused_by_name(tmp_path: Path) -> None:
    with OutputFolder(tmp_path, words("zh")):
        code = (
            "import sys; from pathlib import Path\n"
            "from selfeval_nb.batch.output.folder import OutputFolder, BatchError\n"
            "from selfeval_nb.batch.messages import words\n"
            "try:\n    OutputFolder(Path(sys.argv[1]), words('zh')).__enter__()\nexcept BatchError as e:\n    print(e)"
        )
        ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
        assert "正由另一次批量运行使用" in ran.stdout
        assert f"进程 {os.getpid()}" in ran.stdout
    with OutputFolder(tmp_path, words("zh")):
        pass
    assert not (tmp_path / INNER).exists()


def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path) -> None:
    left = tmp_path / INNER / "work" / "half.html"
    left.parent.mkdir(parents=True)
    left.write_text("<htm")
    (tmp_path / INNER / "lock").write_text('{"pid": 1}')
    with OutputFolder(tmp_path, words("zh")) as folder:
        assert list(folder.work.iterdir()) == []
        folder.write("index.html", "whole")
    assert (tmp_path / "index.html").read_text() == "whole"
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BatchError, match="无法使用输出文件夹"), OutputFolder(tmp_path / "file" / "out", words("zh")):
        pass


def _entry(folder: OutputFolder, name: str, key: str, text: str = "x") -> Entry:
    return Entry(name, f"{name}.docx", 1, "0" * 64, key, outputs={f"{name}.html": folder.write(f"{name}.html", text)})


def test_the_ledger_believes_only_what_is_there_unchanged(tmp_path: Path) -> None:
    with OutputFolder(tmp_path, words("zh")) as folder:
        ledger = Ledger(folder)
        for name in ("a", "b", "c", "e"):
            ledger.note(_entry(folder, name, f"key-{name}"))
        ledger.abandon()
        with open(tmp_path / INNER / "journal.jsonl", "a") as journal:
            journal.write('{"form_id": "d", "fi')  # killed while writing
        (tmp_path / "b.html").write_text("changed by hand")
        (tmp_path / "c.html").unlink()
        again = Ledger(folder)
        assert again.interrupted
        assert [again.finished(f"key-{n}") is not None for n in "abcd"] == [True, False, False, False]
        assert Ledger(folder, forget=True).finished("key-a") is None
        a = again.finished("key-a")
        assert a is not None
        again.close({"inputs": "i"}, [a], {})
        assert not (tmp_path / "e.html").exists()  # made by an earlier run, not part of this one
        assert (tmp_path / "b.html").read_text() == "changed by hand"
        assert json.loads((tmp_path / "manifest.json").read_text())["forms"][0]["form_id"] == "a"
        last = Ledger(folder)
        assert last.unchanged("i") is not None
        assert last.unchanged("other") is None
        (tmp_path / "a.html").unlink()
        assert Ledger(folder).unchanged("i") is None


def test_data_files_that_a_smaller_batch_no_longer_makes_are_removed(tmp_path: Path) -> None:
    names = ("index.html", "data/index-000.js", "data/index-001.js", "data/changed.js", "../outside.js", "data/../x.js")
    with OutputFolder(tmp_path / "out", words("zh")) as folder:
        Ledger(folder).close({}, [], {name: folder.write(name, name) for name in names})
    (tmp_path / "out" / "data" / "changed.js").write_text("somebody's")
    (tmp_path / "out" / "data" / "own.js").write_text("somebody's")
    with OutputFolder(tmp_path / "out", words("zh")) as folder:
        Ledger(folder).close({}, [], {name: folder.write(name, name) for name in names[:2]})
    left = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert left == {
        ".selfeval/seal",
        "index.html",
        "manifest.json",
        "data/index-000.js",
        "data/changed.js",
        "data/own.js",
        "x.js",
    }
    assert (tmp_path / "outside.js").exists()


def test_what_is_made_comes_in_order_when_its_files_are_on_the_disk(tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.html" for n in range(100)]
    for file in files:
        file.write_bytes(b"x")
    assert list(flushed(files, lambda file: [file])) == files
    with pytest.raises(FileNotFoundError):
        list(flushed([tmp_path / "gone.html"], lambda file: [file]))
