"""Reads each hostile document in a process of its own and prints what it cost, as JSON: ``python -m tests.trust.measure [NAME…]``.

Ends with 1 when one of them took more than ten seconds of work or 500 MB, or was not told of as it should be.

The process is forked from one that has imported everything, so that a document costs what it costs and not what pandas does; its
memory is the highest resident size it ever had (a new count for every process), children included.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from selfeval_nb.forms.load import load
from selfeval_nb.readers.problems import printable
from tests.trust import hostile

#: Seconds after which the process is ended: longer than is promised, so that what took too long is told as such.
GIVE_UP = int(os.environ.get("SELFEVAL_MEASURE_SECONDS", "120"))


def forked(work: Any) -> dict[str, Any]:
    """What ``work()`` returns, from a process of its own; ``{"died": …}`` when it did not return."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reader)
        signal.alarm(GIVE_UP)
        try:
            answer = work()
        except BaseException:
            answer = {"died": traceback.format_exc()}
        with os.fdopen(writer, "w") as out:
            json.dump(answer, out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        text = said.read()
    _, status = os.waitpid(pid, 0)
    return json.loads(text) if text else {"died": f"status {status}, after {GIVE_UP} s at most"}


def measure(path: Path) -> dict[str, Any]:
    """Loads the file as ``selfeval_nb.load`` does; seconds, megabytes, what was told."""
    began, clock = sum(os.times()[:4]), time.perf_counter()
    tables = load(path)
    seconds, clock = sum(os.times()[:4]) - began, time.perf_counter() - clock
    own, children = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "seconds": round(seconds, 2),  # of work, children included
        "clock": round(clock, 2),
        "mb": max(own, children),
        "problems": sorted(set(tables.problems["problem"])),
        "rows": len(tables.problems),
        "details": [str(d) for d in tables.problems["detail"].head(5)],
        "names": [str(d) for d in tables.problems["file"].head(20)],
        "forms": len(tables.forms),
    }


SECONDS, MEGABYTES = 10.0, 500


def broken_promises(one: hostile.Case, row: dict[str, Any]) -> list[str]:
    """What is wrong with the answer to a document, in words; nothing when the promise was kept."""
    if "died" in row:
        return [row["died"]]
    told = set(row["problems"])
    checks = {
        f"took {row['seconds']} s": row["seconds"] < SECONDS,
        f"took {row['mb']} MB": row["mb"] < MEGABYTES,
        f"was told as {sorted(told)}": "failed" not in told and (not one.expected or bool(told & one.expected)),
        f"gave {row['forms']} forms": row["forms"] == one.forms,
        "a detail is no sentence": all(d.endswith("。") and d == printable(d) for d in row["details"]),
        "a name is not printable": all(n == printable(n) for n in row["names"]),
    }
    return [what for what, kept in checks.items() if not kept]


def main() -> int:
    wanted = set(sys.argv[1:])
    broken = 0
    load(Path(__file__))  # every module that a reading needs is here before the first fork
    with tempfile.TemporaryDirectory() as place:
        for one in hostile.CASES:
            if wanted and one.name not in wanted:
                continue
            path = Path(place) / one.name
            made = forked(lambda: {"made": str(hostile.write_case(one, Path(place)))})  # noqa: B023
            if "died" in made:
                raise RuntimeError(f"{one.name} could not be made: {made['died']}")
            answer = forked(lambda: measure(path))  # noqa: B023
            wrong = broken_promises(one, answer)
            broken += bool(wrong)
            print(json.dumps({"name": one.name, **answer, "wrong": wrong}, ensure_ascii=False), flush=True)
            path.unlink(missing_ok=True)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
