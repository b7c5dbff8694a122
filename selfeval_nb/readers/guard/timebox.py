"""Ends pure-Python work of a library that has no time limit of its own."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from selfeval_nb.readers.guard.limits import Deadline
from selfeval_nb.readers.problems import Refused

_AGAIN = 1.0  # seconds until an interruption that was swallowed is sent again


class _TimeUp(BaseException):
    """Not an Exception, so that no ``except Exception`` of the library swallows it."""


@contextmanager
def time_box(deadline: Deadline) -> Iterator[None]:
    """Runs the block in this thread and raises Refused ``too-slow`` when the deadline, which may be moved meanwhile, has passed.

    The interpreter delivers the interruption between two bytecodes (PyThreadState_SetAsyncExc): a long call into C ends first.
    """
    thread = threading.get_ident()
    lock = threading.Lock()
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(max(0.0, deadline.left())):
            if not deadline.passed():
                continue  # it was moved
            with lock:
                if not ended.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_TimeUp))
            if ended.wait(_AGAIN):
                break

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        try:
            yield
        finally:
            with lock:
                ended.set()
    except _TimeUp:
        raise Refused("too-slow", reason=f"{deadline.seconds:.0f}") from None
    finally:
        # it may have been sent after the block ended: taken back
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), None)
