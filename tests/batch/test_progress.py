"""The progress of a batch: what a line says, on a terminal and elsewhere."""

from __future__ import annotations

import io

import pytest

from selfeval_nb.batch import progress
from selfeval_nb.batch.messages import words
from selfeval_nb.batch.progress import Progress


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(progress.time, "monotonic", lambda: self.now)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_comes_before_the_first_report_says_nothing_about_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    shown = Progress(dict(words("zh")), None)
    shown.stage("render", 1001)
    clock.now += 180
    shown.step()
    assert "剩" not in shown.line(clock.now)  # one report after three minutes: nobody knows yet
    for _ in range(100):
        clock.now += 0.1
        shown.step()
    line = shown.line(clock.now)
    assert "101/1001" in line
    assert "10.0 张/秒" in line
    assert "90 秒" in line or "2 分钟" in line


def test_elsewhere_a_plain_line_now_and_then_and_failures_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, out = Clock(monkeypatch), io.StringIO()
    shown = Progress(dict(words("zh")), out)
    shown.stage("render", 40)
    for n in range(40):
        clock.now += 1
        shown.step(failed=n == 3)
    lines = out.getvalue().splitlines()
    assert len(lines) == 4
    assert "40/40" in lines[-1]
    assert "1" in lines[-1].rpartition("失败")[2]
    assert "\r" not in out.getvalue()


def test_on_a_terminal_one_moving_line(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, out = Clock(monkeypatch), Terminal()
    shown = Progress(dict(words("zh")), out)
    shown.stage("render", 3)
    for _ in range(3):
        clock.now += 1
        shown.step()
    shown.end()
    assert out.getvalue().count("\n") == 1
    assert out.getvalue().count("\r") >= 3


def test_control_characters_of_names_do_not_reach_the_terminal() -> None:
    out = Terminal()
    Progress(dict(words("zh")), out).say("失败：a\x1b[31m.docx")
    assert "\x1b" not in out.getvalue()
