"""What one changed form costs, and where a report's time goes: ``python -m tests.benchmarks.bench_changes [FORMS] [DOCUMENTS]``.

DOCUMENTS is a folder of documents (``python -m tests.generator --count 880 DOCUMENTS`` writes varied ones); without it FORMS documents
are made from the samples. First ``check`` and ``batch`` of one form, start included, and the costs of a form by stage; then the
batch is made once, and again after one document has changed, been added, been removed, and with nothing changed; printed are
what the starting process held at most, seconds by the clock, of processor, and their ratios to the whole. All of it in one run
on the same machine: on a machine that has other work to do only the ratios say something, and those of processor time the most.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.bench_batch import WORKERS, make_forms, ran

CODE = (
    "import sys; from selfeval_nb.batch.run import run_batch\n"
    "s = run_batch([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]), progress=False)\n"
    # not getrusage: that begins with what the process that started this one held
    "held = [l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')]\n"
    "print(s.total, s.made, int(held[0]) // 1024)"
)


def run(forms: Path, out: Path) -> Run:
    """(forms, reports made, MB that the starting process held at most, seconds, processor seconds) of a batch in its own process."""
    start = time.perf_counter()
    told, cpu = ran([sys.executable, "-c", CODE, forms, out, WORKERS])
    total, made, memory = map(int, told.split())
    return total, made, memory, time.perf_counter() - start, cpu


def changes(forms: Path, out: Path) -> None:
    """Print a table of a whole batch and of runs after one change each."""
    documents = sorted(p for p in forms.iterdir() if p.is_file())
    first, last = documents[len(documents) // 3], documents[-1]
    spare = forms.parent / f"spare{last.suffix}"
    shutil.move(last, spare)
    other = documents[len(documents) // 2]
    while other == last or other.suffix != first.suffix:
        other = documents[(documents.index(other) + 1) % len(documents)]
    print(
        f"{'':12} {'forms':>6} {'made':>6} {'MB':>5} {'clock s':>8} {'CPU s':>7} {'clock %':>8} {'CPU %':>7}",
        flush=True,
    )
    whole = told("all", run(forms, out))
    shutil.copy(other, first)  # another form's content: this document says something else now
    told("one changed", run(forms, out), whole)
    shutil.move(spare, last)
    told("one added", run(forms, out), whole)
    last.unlink()
    told("one removed", run(forms, out), whole)
    told("nothing", run(forms, out), whole)
    print(
        f"a form of the whole batch: {1000 * whole[3] / whole[1]:.0f} ms by the clock, {1000 * whole[4] / whole[1]:.0f} of CPU"
    )


Run = tuple[int, int, int, float, float]


def told(name: str, made: Run, whole: Run | None = None) -> Run:
    """Print a row of the table at once; returns the run."""
    forms, reports, memory, clock, cpu = made
    of = whole or made
    print(
        f"{name:12} {forms:6} {reports:6} {memory:5} {clock:8.1f} {cpu:7.1f} {100 * clock / of[3]:8.1f} {100 * cpu / of[4]:7.1f}",
        flush=True,
    )
    return made


def start(form: Path, base: Path, times: int = 5) -> None:
    """Print what ``check`` and ``batch`` of one form take, start included: the median by the clock and of processor."""
    for name, more in (("check", []), ("batch", ["-o"])):
        clock, spent = [], []
        for n in range(times):
            command = [
                sys.executable,
                "-m",
                "selfeval_nb.cli",
                name,
                form,
                *more,
                *([base / f"one-{n}"] if more else []),
            ]
            begin = time.perf_counter()
            spent.append(ran(command, fine=(0, 1))[1])
            clock.append(time.perf_counter() - begin)
        print(f"{name} of one form: {median(clock):.2f} s by the clock, {median(spent):.2f} of CPU", flush=True)


def stages(documents: list[Path], work: Path) -> None:
    """Print processor milliseconds a form by stage, in one warm process."""
    from tests.benchmarks.scale import costs

    cost = costs(documents, work)
    print("ms of CPU a form: " + ", ".join(f"{name} {ms:.2f}" for name, ms in cost.items()))


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory(prefix="selfeval-changes-") as place:
        folder, base = Path(place) / "forms", Path(place)
        if len(sys.argv) > 2:
            folder.mkdir()
            given = sorted(p for p in Path(sys.argv[2]).iterdir() if p.is_file())[:count]
            for path in given:
                shutil.copy(path, folder)
        else:
            make_forms(folder, count)
        start(next(p for p in sorted(folder.iterdir()) if p.suffix == ".docx"), base)
        stages(sorted(folder.iterdir())[:150], base / "work")
        changes(folder, base / "out")


if __name__ == "__main__":
    main()
