"""A worker pool of one in a process of its own, driven over a pipe: ``python -m selfeval_nb.batch.workers.remote``.

A Dask worker runs its tasks in threads, and may not start multiprocessing children of its own. So it starts this program
once and hands its tasks to it: they get the same warm, limited, replaceable process as on one machine, and when the Dask
worker dies the pipe closes and this ends too.
"""

from __future__ import annotations

import atexit
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

from selfeval_nb.batch.workers.pool import Done, Failure, Limits, Workers
from selfeval_nb.common import children

_SIZE = struct.Struct("<Q")


def send(stream: IO[bytes], value: Any) -> None:
    """Write one value."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(_SIZE.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one value. Raises EOFError at the end of the stream."""
    head = _read(stream, _SIZE.size)
    return pickle.loads(_read(stream, _SIZE.unpack(head)[0]))


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


class Helper:
    """The program, as its starter sees it."""

    def __init__(self, limits: Limits, environment: dict[str, str], fresh: bool) -> None:
        self._process = subprocess.Popen(
            children.python(__name__), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=children.environment()
        )
        assert self._process.stdin is not None
        send(self._process.stdin, (limits, environment, fresh))
        atexit.register(self.close)

    def call(self, function: Callable[[Any], Any], task: Any, seconds: float | None) -> Done[Any]:
        """Run ``function(task)`` there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        send(self._process.stdin, (function, task, seconds))
        result, failure = receive(self._process.stdout)
        return Done(task, result, failure)

    def close(self) -> None:
        if self._process.poll() is None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(timeout=10)


_helpers = threading.local()


def call_here(
    function: Callable[[Any], Any],
    task: Any,
    seconds: float | None,
    limits: Limits,
    environment: dict[str, str],
    fresh: bool,
) -> tuple[Any, Failure | None]:
    """What a Dask worker runs: hand the task to this thread's helper, which is started at first and after a fault."""
    kept: dict[Any, Helper] = _helpers.__dict__.setdefault("kept", {})
    key = (limits, tuple(sorted(environment.items())), fresh)
    for last in (False, True):
        helper = kept.get(key)
        if helper is None:
            helper = kept[key] = Helper(limits, environment, fresh)
        try:
            done = helper.call(function, task, seconds)
            return done.result, done.failure
        except (EOFError, OSError):
            kept.pop(key, None)
            if last:
                raise
    raise AssertionError("not reached")


def main() -> None:
    """Read tasks from stdin until it ends, write results to stdout."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints goes to stderr: stdout carries the answers
    limits, environment, fresh = receive(sys.stdin.buffer)
    with Workers(1, limits, environment=environment, fresh=fresh) as workers:
        while True:
            try:
                function, task, seconds = receive(sys.stdin.buffer)
            except EOFError:
                return
            for done in workers.run(function, [task], lambda _, limit=seconds: limit):  # type: ignore[misc]
                send(answers, (done.result, done.failure))


if __name__ == "__main__":
    main()
