"""Finished files brought to the disk while others are made: the disk takes as long as a tenth of a report, and no processor."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_THREADS = 8  # a file system brings several files to the disk in the time of one
_WAITING = 64  # results that wait for it at most


def flushed(made: Iterable[T], files: Callable[[T], list[Path]]) -> Iterator[T]:
    """What was made, in the same order, each when its ``files`` are on the disk. Raises OSError when they do not get there."""
    waiting: deque[tuple[T, Future[None]]] = deque()
    with ThreadPoolExecutor(_THREADS, "flush") as threads:
        for one in made:
            waiting.append((one, threads.submit(_flush, files(one))))
            while waiting and (waiting[0][1].done() or len(waiting) > _WAITING):
                yield _taken(waiting)
        while waiting:
            yield _taken(waiting)


def _taken(waiting: deque[tuple[T, Future[None]]]) -> T:
    one, future = waiting.popleft()
    future.result()
    return one


def _flush(paths: list[Path]) -> None:
    for path in paths:
        with open(path, "rb+") as file:
            os.fsync(file.fileno())
