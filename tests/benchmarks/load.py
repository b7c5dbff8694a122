"""Memory and speed of a large batch: ``python -m tests.benchmarks.load FOLDER [--minutes M] [--check-only] [--jobs N]``.

FOLDER holds forms (``python -m tests.generator --count 10000 FOLDER`` writes varied ones). The batch runs in a process of its own
and what it and each of its workers keep resident is looked at every two seconds; ``--check-only`` reads and checks and makes no
reports. ``--minutes`` soaks: the batch is made anew again and again in the same process until the time is up.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import psutil  # type: ignore[import-untyped,unused-ignore]

MB = 1 << 20
BATCH = """
import sys, time
from selfeval_nb.batch.run import run_batch
end = time.monotonic() + 60 * float(sys.argv[4])
while True:
    s = run_batch([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]), force=True, progress=True)
    print(f"MADE {s.total} {s.made} {len(s.failures)} {len(s.unread)} {s.seconds:.0f}", flush=True)
    if time.monotonic() >= end:
        break
"""
CHECK = """
import sys, time
from pathlib import Path
from selfeval_nb.batch.output.folder import OutputFolder
from selfeval_nb.batch.workers.pool import Limits, Workers
from selfeval_nb.batch.progress import Progress
from selfeval_nb.batch.settings import checked
from selfeval_nb.common.how import How
from selfeval_nb.batch.stage.judge import judge
from selfeval_nb.batch.stage.render import data_tasks
from selfeval_nb.batch.stage.files import write_judged
from selfeval_nb.batch.stage.load import load
from selfeval_nb.batch.stage.stages import Batch
from selfeval_nb.batch.messages import words
start = time.monotonic()
settings = checked(words("zh"), Path(sys.argv[2]), How(), jobs=int(sys.argv[3]), timeout=300.0, memory=2048, force=True)
with OutputFolder(settings.out, words("zh")) as folder, Workers(settings.jobs, Limits()) as workers:
    batch = Batch(settings, folder, workers, Progress(words("zh"), sys.stderr))
    batch.inputs = [Path(sys.argv[1])]
    load(batch)
    read = time.monotonic()
    judge(batch)
    found = sum(write_judged(data_tasks(batch)[0]).findings.values())
    print(f"READ {read - start:.0f} s, JUDGED {time.monotonic() - read:.0f} s: {len(batch.refs)} forms,"
          f" {found} findings", flush=True)
"""


def watch(command: list[str], every: float = 2.0) -> None:
    """Run a command and print what its processes held resident: the first, and each worker by age."""
    process = psutil.Popen(command)
    own: list[int] = []
    workers: dict[int, list[int]] = defaultdict(list)
    cpu: dict[int, float] = {}
    start = time.monotonic()
    while process.poll() is None:
        try:
            own.append(process.memory_info().rss)
            for child in process.children(recursive=True):
                workers[child.pid].append(child.memory_info().rss)
                cpu[child.pid] = sum(child.cpu_times()[:2])
            cpu[process.pid] = sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
        time.sleep(every)
    print(f"{time.monotonic() - start:.0f} s, {sum(cpu.values()):.0f} s of CPU")
    print(f"starting process: {_megabytes(own)}")
    print("workers, MB resident in the first, second, third and last quarter of each one's life (median), and at most:")
    for pid, held in workers.items():
        if len(held) >= 8:
            n = len(held) // 4
            quarters = [statistics.median(held[i : i + n]) / MB for i in (0, n, 2 * n, 3 * n)]
            print(
                f"  {pid}: {' '.join(f'{q:.0f}' for q in quarters)}, at most {max(held) / MB:.0f}; {len(held) * every:.0f} s"
            )


def _megabytes(held: list[int]) -> str:
    tenths = [held[len(held) * i // 10] / MB for i in range(10)] if len(held) >= 10 else [h / MB for h in held]
    return f"{' '.join(f'{t:.0f}' for t in tenths)} MB over its life, at most {max(held, default=0) / MB:.0f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="selfeval-load-") as out:
        code = CHECK if given.check_only else BATCH
        watch([sys.executable, "-c", code, str(given.folder), out, str(given.jobs), str(given.minutes)])


if __name__ == "__main__":
    main()
