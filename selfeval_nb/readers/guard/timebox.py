"""Ends pure-Python work that does not come to look at the time: a library's, or a loop of ours that was forgotten."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from selfeval_nb.readers.guard.limits import Deadline
from selfeval_nb.readers.problems import Refused

_LOOK = 0.1  # seconds between two looks at the deadlines
_AGAIN = 1.0  # seconds until an interruption that was swallowed is sent again
_IDLE = 50  # looks without work, after which the watcher sleeps until it is called


class _TimeUp(BaseException):
    """Not an Exception, so that no ``except Exception`` of the library swallows it."""


class _Watcher:
    """One thread a process that looks after every box: starting one for each document takes a tenth of a small one's time."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.lock = threading.Lock()
        self.boxes: dict[int, Deadline] = {}  # thread -> what it may take
        self.called = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def enter(self, thread: int, deadline: Deadline) -> Deadline | None:
        """Watches the thread; returns the deadline that held for it until now."""
        with self.lock:
            before = self.boxes.get(thread)
            self.boxes[thread] = deadline
        if not self.called.is_set():
            self.called.set()
        return before

    def leave(self, thread: int, before: Deadline | None) -> None:
        with self.lock:
            if before is None:
                self.boxes.pop(thread, None)
            else:
                self.boxes[thread] = before

    def _run(self) -> None:
        sent: dict[int, float] = {}
        idle = 0
        while True:
            if idle > _IDLE:
                self.called.clear()
                if not self.boxes:  # else somebody came in between
                    self.called.wait()
                idle = 0
            time.sleep(_LOOK)
            with self.lock:
                idle = 0 if self.boxes else idle + 1
                for thread, deadline in self.boxes.items():
                    now = time.monotonic()
                    if deadline.passed() and now - sent.get(thread, -_AGAIN) >= _AGAIN:
                        sent[thread] = now
                        _interrupt(thread, _TimeUp)


_watcher: _Watcher | None = None


def _interrupt(thread: int, exception: type[BaseException] | None) -> None:
    """Delivered between two bytecodes of the thread; None takes back what is not yet delivered."""
    what = None if exception is None else ctypes.py_object(exception)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)


@contextmanager
def time_box(deadline: Deadline) -> Iterator[None]:
    """Runs the block in this thread and raises Refused ``too-slow`` when the deadline, which may be moved meanwhile, has passed.

    The interpreter delivers the interruption between two bytecodes: a long call into C ends first.
    """
    global _watcher
    if _watcher is None or _watcher.process != os.getpid():  # threads do not come along with a fork
        _watcher = _Watcher()
    watcher, thread = _watcher, threading.get_ident()
    before = None
    try:
        try:
            before = watcher.enter(thread, deadline)
            yield
        finally:
            watcher.leave(thread, before)
    except _TimeUp:
        raise Refused("too-slow", reason=f"{deadline.seconds:.0f}") from None
    finally:
        # it may have been sent after the block ended, or have ended the leaving
        watcher.leave(thread, before)
        _interrupt(thread, None)
