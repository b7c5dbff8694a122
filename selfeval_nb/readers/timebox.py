"""Ends pure-Python work of a library that has no time limit of its own."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from selfeval_nb.readers.problems import Refused


class _TimeUp(BaseException):
    """Not an Exception, so that no ``except Exception`` of the library swallows it."""


@contextmanager
def time_box(seconds: float, shown: float) -> Iterator[None]:
    """Runs the block in this thread and raises Refused ``too-slow`` when it takes longer than ``seconds``.

    The interpreter delivers the interruption between two bytecodes (PyThreadState_SetAsyncExc): a long call into C ends first.
    """
    thread = threading.get_ident()
    lock = threading.Lock()
    done = False

    def interrupt() -> None:
        with lock:
            if not done:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_TimeUp))

    timer = threading.Timer(max(0.0, seconds), interrupt)
    timer.daemon = True
    timer.start()
    try:
        try:
            yield
        finally:
            with lock:
                done = True
            timer.cancel()
    except _TimeUp:
        raise Refused("too-slow", reason=f"{shown:g}") from None
    finally:
        if not timer.is_alive():  # it may have fired after the block ended: take the interruption back
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), None)
