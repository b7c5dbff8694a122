"""What goes wrong around the program ends in one sentence that is right: the clock, the console, memory, a signal, a damaged record."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from selfeval_nb.batch.output.folder import OutputFolder
from selfeval_nb.batch.output.manifest import Entry, Ledger, parse_record
from selfeval_nb.batch.output.secret import user_secret
from selfeval_nb.cli import main
from selfeval_nb.cli.usage import short_of_memory
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.clock import ClockError, source_date
from selfeval_nb.forms.load import load_forms
from selfeval_nb.readers.model import Problem
from selfeval_nb.readers.problems import MOST, summed

FORM = next(p for p in (asset_dir("notebooks") / "forms").iterdir() if p.name.startswith("04_"))


def _run(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-P", "-m", "selfeval_nb.cli", *words]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=False, timeout=200)


@pytest.mark.parametrize("text", ["abc", "1.5", "-1", "9" * 11 + "9" * 9, "²", "0x10", "253402300800"])
def test_a_time_that_is_none_is_told(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(ClockError, match=r"SOURCE_DATE_EPOCH.*秒数"):
        source_date()
    done = CliRunner().invoke(main, ["workpaper", "export", str(FORM), "-o", str(tmp_path / "x.xlsx")])
    assert done.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in done.stderr
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    moment = source_date()
    assert moment is not None
    assert moment.year == 1970


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "iso-8859-1"])
def test_a_console_without_a_character_gets_it_spelled_out(encoding: str, tmp_path: Path) -> None:
    form = tmp_path / "表.txt"
    form.write_text(FORM.read_text("utf-8").replace("31小时", "31☃小时"), "utf-8")
    text = _run("check", str(form), PYTHONIOENCODING=encoding)
    assert text.returncode == 1, text.stderr
    assert b"Traceback" not in text.stderr
    assert b"31" in text.stdout
    data = _run("export", str(form), "--format", "json", PYTHONIOENCODING=encoding)
    found = json.loads(data.stdout.decode("utf-8"))["indicators"]
    assert any("☃" in row["actual_text"] for row in found)
    table = _run("check", str(form), "--format", "csv", PYTHONIOENCODING=encoding)
    assert table.stdout.startswith(b"\xef\xbb\xbfrule_id,")
    assert "☃" in table.stdout.decode("utf-8-sig")


DAMAGED = [
    "", "[", "[" * 100_000, "null", "3", '{"schema": 1, "files": [1]}', '{"schema": 1, "files": {"a": 3}}', '{"schema": 1, "forms": {}}',
    '{"schema": 1, "files": {}, "forms": [], "findings": {"critical": "x"}}', '{"schema": 1, "forms": [], "unread": 7}',
]  # fmt: skip


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_record_counts_as_none(text: str) -> None:
    assert parse_record(text.encode()) == {}


def reseal(folder: OutputFolder) -> None:
    """As if a run of ours had written the manifest that lies there."""
    secret = user_secret()
    assert secret is not None
    raw = (folder.path / "manifest.json").read_bytes()
    code = hmac.new(secret, b"manifest " + raw, hashlib.sha256).hexdigest()
    (folder.path / ".selfeval" / "seal").write_text(code, "ascii")


def test_a_record_of_somebody_else_is_not_believed(tmp_path: Path) -> None:
    from selfeval_nb.batch.messages import words

    entry = Entry("f", "f.docx", 1, "0" * 64, "k", outputs={})
    with OutputFolder(tmp_path, words("zh")) as folder:
        entry.outputs["f.html"] = folder.write("f.html", "x")
        Ledger(folder).close({}, [entry], {})
        assert Ledger(folder).finished("k") is not None
        manifest = tmp_path / "manifest.json"
        manifest.write_text(manifest.read_text("utf-8").replace('"k"', '"l"'), "utf-8")
        assert Ledger(folder).finished("l") is None
        (tmp_path / ".selfeval" / "seal").unlink()
        assert Ledger(folder).known == {}
        line = json.dumps(asdict(entry))
        (tmp_path / ".selfeval" / "journal.jsonl").write_text(f"{line}\n{'0' * 64} {line}\n", "utf-8")
        assert Ledger(folder).known == {}
        (tmp_path / ".selfeval" / "journal.jsonl").unlink()


def test_damaged_entries_are_left_out_and_a_form_that_has_gone_is_told(tmp_path: Path) -> None:
    from selfeval_nb.batch.messages import words

    entries = [Entry(f"f{n}", f"{n}.docx", 1, "0" * 64, f"k{n}", outputs={}) for n in range(3)]
    with OutputFolder(tmp_path, words("zh")) as folder:
        Ledger(folder).close({}, entries, {})
        record = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
        record["forms"] += [
            None,
            {"form_id": "x"},
            record["forms"][0] | {"outputs": [1]},
            record["forms"][0] | {"form_no": "1"},
        ]
        (tmp_path / "manifest.json").write_text(json.dumps(record), "utf-8")
        (tmp_path / ".selfeval" / "journal.jsonl").write_text("[" * 50_000 + '\n{"key": 1}\n', "utf-8")
        assert Ledger(folder).known == {}  # no longer what a run of ours wrote
        reseal(folder)
        ledger = Ledger(folder)
        assert set(ledger.known) == {"k0", "k1", "k2"}
        changed = Entry("new", "1.docx", 1, "1" * 64, "k", outputs={})
        assert ledger.gone([entries[0], changed]) == ["2.docx #1"]
        (tmp_path / ".selfeval" / "journal.jsonl").unlink()


def test_many_rows_of_one_kind_are_summed_up(tmp_path: Path) -> None:
    many = [Problem("a.xlsx", "odd-value", f"第{n}处", f"A{n}") for n in range(20_000)] + [
        Problem("a.xlsx", "note", "一")
    ]
    few = summed(many)
    assert len(few) == MOST + 2
    assert few[-1].problem == "odd-value"
    assert f"{20_000 - MOST} 处" in few[-1].detail
    assert summed(many[:MOST]) == many[:MOST]
    rows = "".join(f"<tr><td>杂项{n}</td><td>内容{n}</td></tr>" for n in range(700))
    page = tmp_path / "a.html"
    sample = "<table><tr><td>项目名称</td><td>路灯</td></tr><tr><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>"
    page.write_text(
        f"<html><p>项目支出绩效自评表</p>{sample}<tr><td>盏数</td><td>≥9</td><td>9</td><td>10</td><td>10</td></tr></table><table>{rows}</table>",
        "utf-8",
    )
    assert len(load_forms([page]).problems) <= 2 * MOST


def test_what_a_lack_of_memory_looks_like() -> None:
    assert all(
        map(
            short_of_memory,
            (
                MemoryError(),
                RuntimeError("can't start new thread"),
                ImportError("x.so: failed to map segment from shared object"),
            ),
        )
    )
    assert not short_of_memory(RuntimeError("other"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as POSIX has them")
def test_a_batch_that_is_asked_to_end_says_so_and_can_be_gone_on_with(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    for n in range(40):
        shutil.copy(FORM, forms / f"{n}.txt")
        with open(forms / f"{n}.txt", "a", encoding="utf-8") as file:
            file.write("\n" * n)
    out = tmp_path / "out"
    command = [sys.executable, "-P", "-m", "selfeval_nb.cli", "batch", str(forms), "-o", str(out), "-j", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as child:
        for _ in range(600):
            if list(out.glob("*.html")):
                break
            time.sleep(0.1)
        child.send_signal(signal.SIGTERM)
        said = child.communicate(timeout=60)[1].decode("utf-8")
    assert child.returncode == 128 + signal.SIGTERM
    assert "收到终止信号" in said
    assert "Traceback" not in said
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False, timeout=250)
    assert done.returncode == 0
    assert "失败 0" in done.stderr.decode("utf-8")


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of the address space")
@pytest.mark.parametrize("megabytes", [600])  # with less, numerical libraries speak before us
def test_too_little_memory_ends_in_a_sentence(megabytes: int, tmp_path: Path) -> None:
    words = shlex.join(
        [sys.executable, "-P", "-m", "selfeval_nb.cli", "batch", str(FORM), "-o", str(tmp_path / "out"), "-j", "1"]
    )
    done = subprocess.run(
        ["/bin/sh", "-c", f"ulimit -v {megabytes * 1024}; exec {words}"],
        stderr=subprocess.PIPE,
        check=False,
        timeout=200,
    )
    said = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in said
    assert done.returncode == 0 or (done.returncode == 2 and "内存" in said.splitlines()[-1]), said


def test_data_goes_where_a_calling_program_redirects_it() -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(["check", str(FORM), "--format", "json"], standalone_mode=False)
    assert json.loads(out.getvalue())["findings"]
