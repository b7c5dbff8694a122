"""A batch on a real scheduler with two worker processes, one of which is killed on the way."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_nb.batch.output.folder import BatchError
from selfeval_nb.batch.run import run_batch
from tests.batch.forms import tree, write_forms

pytest.importorskip("distributed")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """(address, worker processes) of a scheduler on this machine."""
    from distributed import Client

    file = str(tmp_path / "scheduler.json")
    base = [sys.executable, "-m", "distributed.cli.dask_"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [
            *base[:2],
            base[2] + "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--no-show",
            "--scheduler-file",
            file,
        ],
        **quiet,  # type: ignore[call-overload]
    )
    worker = [
        *base[:2],
        base[2] + "worker",
        "--no-nanny",
        "--nthreads",
        "1",
        "--no-dashboard",
        "--scheduler-file",
        file,
    ]
    workers = [
        subprocess.Popen([*worker, "--local-directory", str(tmp_path / f"w{n}")], **quiet)  # type: ignore[call-overload]
        for n in range(2)
    ]
    try:
        deadline = time.monotonic() + 60
        while not Path(file).exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        with Client(scheduler_file=file, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_worker_is_lost_and_nothing_with_it(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    forms = write_forms(tmp_path / "forms", 16)
    out = tmp_path / "out"

    def kill_one() -> None:
        deadline = time.monotonic() + 120
        while sum(1 for _ in out.glob("高龄*.html")) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        workers[0].kill()

    killer = threading.Thread(target=kill_one)
    killer.start()
    summary = run_batch([forms], out, dask=address, progress=False)
    killer.join()
    assert workers[0].wait(timeout=10) != 0
    assert (summary.total, summary.made, summary.exit_code) == (16, 16, 0)
    run_batch([forms], tmp_path / "here", progress=False)
    assert tree(out) == tree(tmp_path / "here")


def test_no_scheduler_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfeval_nb.batch.workers.dask.CONNECT_SECONDS", 0.5)
    with pytest.raises(BatchError, match="tcp://127"):
        run_batch([tmp_path], tmp_path / "out", dask="tcp://127.0.0.1:9", progress=False)
