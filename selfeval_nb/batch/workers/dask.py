"""The same tasks on a Dask cluster that is there already. Inputs, notebook and output folder lie on a file system that
all its machines see; the folder is written by the run that started the batch, as on one machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from selfeval_nb.batch.workers.pool import Done, Failure, Limits, PoolError
from selfeval_nb.batch.workers.remote import call_here

T = TypeVar("T")
CONNECT_SECONDS = 20
RETRIES = 3  # of a task whose Dask worker is lost


class DaskWorkers:
    """``pool.Workers`` on a cluster."""

    def __init__(
        self,
        address: str,
        limits: Limits,
        *,
        environment: dict[str, str] | None = None,
        fresh: bool = False,
        client: Any = None,
    ) -> None:
        """Connect to the scheduler at ``address`` (``tcp://host:8786``). Raises PoolError when there is none."""
        try:
            from distributed import Client
        except ImportError:
            raise PoolError("需要安装 selfeval-nb[dask]") from None
        self._own = client is None
        try:
            self.client = client or Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise PoolError(f"{address}: {error}") from error
        self.address = address
        self.limits = limits
        self._environment = environment or {}
        self._fresh = fresh

    @property
    def jobs(self) -> int:
        """Threads of all workers that are there now."""
        return max(1, sum(self.client.nthreads().values()))

    def start(self) -> None:
        """Nothing to do: the cluster is there, and its helpers start with their first task."""

    def run(
        self, function: Callable[[T], Any], tasks: Iterable[T], seconds: Callable[[T], float | None] | None = None
    ) -> Iterator[Done[T]]:
        """As ``Workers.run``. A task whose worker is lost runs again on another."""
        from distributed import as_completed

        source = iter(tasks)
        waiting: dict[Any, T] = {}
        done = as_completed(loop=self.client.loop)
        more = True

        def fill() -> bool:
            room = 3 * self.jobs - len(waiting)
            for _ in range(room):
                task = next(source, _NOTHING)
                if task is _NOTHING:
                    return False
                limit = seconds(task) if seconds else self.limits.seconds
                future = self.client.submit(
                    call_here,
                    function,
                    task,
                    limit,
                    self.limits,
                    self._environment,
                    self._fresh,
                    pure=False,
                    retries=RETRIES,
                )
                waiting[future.key] = task
                done.add(future)
            return True

        more = fill()
        while waiting:
            future = next(done)
            task = waiting.pop(future.key)
            if future.status == "finished":
                result, failure = future.result()
                yield Done(task, result, failure)
            else:
                error = future.exception()
                yield Done(task, failure=Failure("crash", f"{type(error).__name__}: {error}"))
            future.release()
            if more:
                more = fill()

    def fresh(self) -> DaskWorkers:
        """The same cluster, with a new process for each task."""
        return DaskWorkers(self.address, self.limits, environment=self._environment, fresh=True, client=self.client)

    def close(self) -> None:
        if self._own:
            self.client.close()

    def __enter__(self) -> DaskWorkers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_NOTHING: Any = object()
