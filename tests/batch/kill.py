"""Blows at random moments: ``python -m tests.batch.kill --runs 200``.

A batch, a reviewer who saves rulings and the import of a work paper are each ended with SIGKILL again and again, and started
again. After every blow each file that is there must be whole: equal, byte for byte, to that of a run nobody disturbed. What was
said to be saved must be there. A batch that got through must equal the undisturbed one in every byte. The seed makes the moments repeatable
as far as the machine's speed is.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.batch.forms import tree, write_forms

BATCH = (
    "import sys\nfrom selfeval_nb.batch.run import run_batch\n"
    "s = run_batch([sys.argv[1]], sys.argv[2], jobs=2, progress=False, rulings=sys.argv[3])\nsys.exit(s.exit_code)\n"
)
SAVE = (
    "import sys\nfrom selfeval_nb.review.model import Ruling\nfrom selfeval_nb.review.rulings.book import save_ruling\n"
    "for n in range(10**6):\n"
    "    save_ruling(sys.argv[1], Ruling(f'k{n}', 'note', 'form', reason=f'{sys.argv[2]} {n}', reviewer='甲',"
    " subject={'form_id': f'f{n}'}))\n"
    "    print(n, flush=True)\n"
)
IMPORT = (
    "import sys\nfrom selfeval_nb.report.workbook.importing import import_workpaper\n"
    "import_workpaper(sys.argv[1], sys.argv[2], reviewer='甲', date='2026-01-05')\n"
)
OLD = '{"action": "note", "where": "form", "reason": "先前"}\n'.encode()


@dataclass(slots=True)
class Count:
    """What happened: blows that fell on a living process, ends without a blow, and where the blows fell."""

    blows: int = 0
    ends: int = 0
    moments: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        where = ", ".join(f"{n} {what}" for what, n in sorted(self.moments.items()))
        return f"{self.blows} kills ({where}); {self.ends} runs came to their end, each equal to the undisturbed one"


def _python(code: str, *args: object, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, args)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, text=True, **options)  # type: ignore[call-overload]


def _blow(process: subprocess.Popen[str], seconds: float) -> bool:
    """Kill the process after ``seconds``; False when it had ended by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def kill_batches(base: Path, runs: int, chance: random.Random, forms: int = 12) -> Count:
    """Kill a batch ``runs`` times, each time going on with what is there. Raises AssertionError with what is not as it should be."""
    inputs = write_forms(base / "forms", forms)
    rulings = base / "rulings.jsonl"
    rulings.write_bytes(OLD)
    assert _python(BATCH, inputs, base / "whole", rulings).wait() == 0
    expected = tree(base / "whole")
    out, count, early = base / "out", Count(), 1.0
    while count.blows < runs:
        start = time.time()
        process = _python(BATCH, inputs, out, rulings)
        if chance.random() < 0.25:
            delay = chance.uniform(0, early)
        else:  # when some of the reports are made anew, or soon after the last of them
            wanted = chance.randint(1, forms + 2)
            first = _wait_for(process, out, start, min(wanted, forms))
            early = first or early
            delay = chance.uniform(0, 0.2 if wanted < forms else 1.0)
        if _blow(process, delay):
            count.blows += 1
            there = tree(out)
            count.moments[_moment(set(there), expected)] += 1
            changed = [name for name, data in there.items() if expected.get(name) != data]
            assert not changed, f"after blow {count.blows} not whole, or not of this batch: {changed}"
        else:
            assert process.returncode == 0, f"exit {process.returncode} after {count.blows} blows"
            count.ends += 1
            assert tree(out) == expected, f"not the same as undisturbed after {count.blows} blows"
            if chance.random() < 0.9:  # else the next run finds a finished batch
                shutil.rmtree(out)
        print(f"\rbatch, so far: {count}", end="", file=sys.stderr, flush=True)
    final = _python(BATCH, inputs, out, rulings)
    assert final.wait() == 0
    assert tree(out) == expected, "not the same as undisturbed at the end"
    return count


def _wait_for(process: subprocess.Popen[str], out: Path, start: float, reports: int) -> float:
    """Wait until the run has made so many reports, or has ended; returns the seconds to its first report, 0.0 without one."""
    first = 0.0
    while process.poll() is None:
        made = sum(p.stat().st_mtime > start for p in out.glob("*.html"))
        if made and not first:
            first = time.time() - start
        if made >= reports:
            break
        time.sleep(0.005)
    return first


def _moment(there: set[str], expected: dict[str, bytes]) -> str:
    pages = sum(name.endswith(".html") and name != "index.html" for name in there)
    of = sum(name.endswith(".html") and name != "index.html" for name in expected)
    if not pages:
        return "before the first report"
    if "manifest.json" in there:
        return "on a finished batch"
    return "among the reports" if pages < of else "after the last report"


def kill_savers(base: Path, runs: int, chance: random.Random) -> Count:
    """Kill a reviewer's program while it saves rulings one by one. Raises AssertionError when one that was saved is lost."""
    from selfeval_nb.review.rulings.file import read_all

    path, count = base / "saved.jsonl", Count()
    while count.blows < runs:
        before = len(read_all(path))
        process = _python(SAVE, path, f"第{count.blows}次", stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()  # it is at work
        assert _blow(process, chance.uniform(0, 0.03))
        count.blows += 1
        said = 1 + len(process.stdout.read().splitlines())
        now = len(read_all(path))  # raises for a line that is not whole
        assert before + said <= now <= before + said + 1, f"{before} + {said} saved, {now} there"
        count.moments["while saving"] += 1
        if now > 3000:
            path.unlink()
    assert _python(SAVE.replace("10**6", "1"), path, "最后").wait() == 0
    left = [p.name for p in base.iterdir() if p.name.endswith(".part")]
    assert not left, f"left behind: {left}"
    return count


def kill_imports(base: Path, runs: int, chance: random.Random) -> Count:
    """Kill the import of a filled-in work paper; the rulings file must be the old one or the new one."""
    from openpyxl import load_workbook

    from selfeval_nb.report.workbook.workbook import write_workpaper
    from selfeval_nb.review.open import reviews_and_problems

    inputs = write_forms(base / "paper", 12)
    book = write_workpaper(reviews_and_problems([inputs])[0], base / "paper.xlsx", layout="one")
    filled = load_workbook(book)
    sheet = filled["复核底稿"]
    column = next(cell.column for cell in sheet[3] if cell.value == "复核得分")
    for row in range(4, sheet.max_row + 1):
        cell = sheet.cell(row, column)
        if cell.value is None and sheet.cell(row, 1).value:
            cell.value = 5
    filled.save(book)
    path = base / "imported.jsonl"
    path.write_bytes(OLD)
    start = time.monotonic()
    assert _python(IMPORT, book, path).wait() == 0
    whole = time.monotonic() - start
    new, count = path.read_bytes(), Count()
    assert new.startswith(OLD)
    assert new.count(b"\n") > 10
    path.write_bytes(OLD)
    while count.blows < runs:
        process = _python(IMPORT, book, path)
        if _blow(process, chance.uniform(0.6 * whole, 1.05 * whole)):
            count.blows += 1
            there = path.read_bytes()
            assert there in (OLD, new), f"after blow {count.blows} neither the old rulings nor the new ones"
            count.moments["before saving" if there == OLD else "after saving"] += 1
        else:
            count.ends += 1
            assert path.read_bytes() == new
        path.write_bytes(OLD)
    return count


def main() -> None:
    """Run all three and print what happened."""
    parser = argparse.ArgumentParser(prog="python -m tests.batch.kill", description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=200, help="kills of a batch; half as many of a save and of an import"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix="selfeval-kill-") as place:
        base = Path(place)
        half = max(1, given.runs // 2)
        print("rulings:", kill_savers(base, half, chance), flush=True)
        print("import of a work paper:", kill_imports(base, half, chance), flush=True)
        print("batch:", kill_batches(base, given.runs, chance), flush=True)


if __name__ == "__main__":
    main()
