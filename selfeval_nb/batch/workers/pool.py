"""Worker processes that are warm when they start, and that one bad form cannot take the others down with.

Where the system can fork, a fork server imports the heavy libraries once and every worker is a copy of it: ready in
milliseconds, its memory shared. Elsewhere (Windows) workers are started afresh and live long. A worker that crashes, hangs
or eats memory costs its own task; pebble replaces it.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from selfeval_nb.common import children

T = TypeVar("T")
PRELOAD = "selfeval_nb.batch.stage.preload"
RECYCLE_AFTER = 500  # tasks of a worker, where starting one is cheap
RECYCLE_AFTER_SPAWN = 5000  # where it costs seconds
MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a task may take. ``seconds`` of wall clock, ``memory`` in MB on top of what a fresh worker holds; None: no limit."""

    seconds: float | None = 300.0
    memory: int | None = 2048


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that gave no result. ``kind``: ``timeout`` ``memory`` ``crash`` ``error``; ``detail``: what is known of it."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A finished task: its result, or why there is none."""

    task: T
    result: Any = None
    failure: Failure | None = None


class PoolError(Exception):
    """The worker processes cannot be started."""


class Workers:
    """A pool of worker processes; ``run`` gives results as they come, with a bounded number of tasks under way."""

    def __init__(
        self,
        jobs: int,
        limits: Limits | None = None,
        *,
        environment: dict[str, str] | None = None,
        fresh: bool = False,
        method: str | None = None,
    ) -> None:
        """``fresh``: a new process for each task. ``method``: how to start processes, by default the best there is."""
        self.jobs = max(1, jobs)
        self._environment = environment or {}
        self.limits = limits or Limits()
        self.method = method or best_method()
        context = quiet_context(self.method)
        if self.method == "forkserver":
            context.set_forkserver_preload([PRELOAD])
        recycle = RECYCLE_AFTER_SPAWN if self.method == "spawn" else RECYCLE_AFTER
        with children.starting():  # the first semaphore starts a process of the standard library
            self._pool = ProcessPool(
                max_workers=self.jobs,
                max_tasks=1 if fresh else recycle,
                initializer=_begin_worker,
                initargs=(self._environment, self.limits.memory),
                context=context,
            )

    def start(self) -> None:
        """Let the workers get ready while there is nothing for them to do yet. Returns at once."""
        # in a thread: starting them waits until the fork server has loaded everything
        threading.Thread(target=self._begin, name="begin-workers", daemon=True).start()

    def _begin(self) -> None:
        with contextlib.suppress(BrokenProcessPool, RuntimeError):  # the first task says what is wrong
            self._pool.schedule(_ready)

    def run(
        self, function: Callable[[T], Any], tasks: Iterable[T], seconds: Callable[[T], float | None] | None = None
    ) -> Iterator[Done[T]]:
        """Call ``function`` on each task in some worker. Results come in the order in which they finish.

        ``tasks`` is drawn from as workers become free. ``seconds`` gives a task's own time limit.
        """
        waiting: dict[Future[Any], T] = {}
        source = iter(tasks)
        more = True
        try:
            while more or waiting:
                while more and len(waiting) < 3 * self.jobs:
                    task = next(source, _NOTHING)
                    if task is _NOTHING:
                        more = False
                        break
                    limit = seconds(task) if seconds else self.limits.seconds
                    try:
                        waiting[self._pool.schedule(function, args=[task], timeout=limit)] = task
                    except (BrokenProcessPool, RuntimeError) as error:
                        raise PoolError(str(error) or type(error).__name__) from error
                finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield self._done(waiting.pop(future), future)
        finally:
            for future in waiting:
                future.cancel()

    def _done(self, task: T, future: Future[Any]) -> Done[T]:
        try:
            return Done(task, future.result())
        except TimeoutError as error:
            return Done(task, failure=Failure("timeout", str(error)))
        except ProcessExpired as error:
            return Done(task, failure=Failure("crash", _exit_words(error.exitcode)))
        except MemoryError:
            return Done(task, failure=Failure("memory", ""))
        except Exception as error:
            return Done(task, failure=Failure("error", f"{type(error).__name__}: {error}"))

    def fresh(self) -> Workers:
        """A pool like this one, with a new process for each task."""
        return Workers(self.jobs, self.limits, environment=self._environment, fresh=True, method=self.method)

    def close(self) -> None:
        """Let the workers go; what they still do is thrown away."""
        self._pool.stop()
        self._pool.join()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_NOTHING: Any = object()


def best_method() -> str:
    """``forkserver`` where there is one, else ``spawn``."""
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def default_jobs() -> int:
    """As many workers as this process may use processors."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _exit_words(code: int | None) -> str:
    if code is None:
        return ""
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit {code}"


def _ready() -> None:
    """A worker that can do this has loaded everything."""


def _begin_worker(environment: dict[str, str], memory: int | None) -> None:
    os.environ.update(environment)
    _die_with_parent()
    try:
        importlib.import_module(PRELOAD)  # there already in a forked worker; a spawned one has loaded nothing yet
        _limit_memory(memory)
    except (MemoryError, SystemError, ImportError, OSError) as error:
        # no room for the libraries: the one who started us says it in a sentence
        os.write(2, f"selfeval: {type(error).__name__}: {error}\n".encode(errors="replace"))
        os._exit(3)


def _limit_memory(memory: int | None) -> None:
    """An address space of what the process maps now plus ``memory`` MB: beyond it, allocation fails with MemoryError."""
    if memory is None or not sys.platform.startswith("linux"):
        return
    import resource

    with open("/proc/self/statm") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    most, hard = mapped + memory * MB, resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or most <= hard:  # else the user's own limit is the stricter one
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _die_with_parent() -> None:
    """On Linux a worker ends with the process that started it, so that a killed batch leaves nothing running."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


_main_lock = threading.Lock()


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """multiprocessing runs the main script again in every child; ours need nothing from it, and it may have no guard."""
    with _main_lock:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            with children.starting():  # nor anything that lies in the working folder
                yield
        finally:
            sys.modules["__main__"] = main


def quiet_context(method: str) -> Any:
    """The multiprocessing context of this start method, whose children do not run the main script."""
    context = multiprocessing.get_context(method)
    base = context.Process  # type: ignore[attr-defined]
    popen = base._Popen

    class Process(base):  # type: ignore[misc, valid-type]
        @staticmethod
        def _Popen(process_obj: Any) -> Any:
            with _without_main():
                return popen(process_obj)

        def __reduce__(self) -> Any:
            # in the child it is an ordinary process of its context
            return _process_of, (base, {k: v for k, v in self.__dict__.items() if k != "_popen"})

    kind = type(f"Quiet{method.title()}Context", (type(context),), {"Process": Process})
    return kind()


def _process_of(base: Any, state: dict[str, Any]) -> Any:
    process = base.__new__(base)
    process.__dict__.update(state)
    return process
