"""The long run: ``python -m tests.fuzz --minutes 60``; or documents of others: ``python -m tests.fuzz --folder DIR``.

Every input has ten seconds of work and 500 MB. What breaks is written to ``--out`` with a line that says how, each kind of fault once; put
it into tests/fuzz/corpus when it is mended. The same ``--seed`` makes the same inputs.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import signal
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from types import FrameType

from tests.fuzz import mutate, odd, seeds, targets

SECONDS = 10
MEGABYTES = 500


class TooLong(BaseException):
    """The ten seconds are over. Not an Exception, so that nothing swallows it."""


def _alarm(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


def make(target: str, rnd: Random) -> tuple[str, bytes]:
    """(name, input) of one try; the text of a ``values`` input is its bytes as UTF-8."""
    if target == "values":
        text = rnd.choice(seeds.texts())
        return "text", mutate.text(text, rnd).encode("utf-8", "surrogatepass")
    if target == "odd":
        return rnd.choice(sorted(odd.SLOTS)), odd.value(rnd).encode("utf-8", "surrogatepass")
    name, data = rnd.choice(seeds.samples()) if rnd.random() < 0.4 else seeds.generated(rnd.randrange(400))
    change = mutate.words if target == "chain" and rnd.random() < 0.7 else None
    return name, mutate.document(data, rnd, change)


def attempt(target: str, name: str, data: bytes, seconds: float = SECONDS) -> str:
    """'' or how it broke: the exception and where it came from."""
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)  # of work, not by the clock
    try:
        if target == "values":
            targets.value(data.decode("utf-8", "surrogatepass"))
        else:
            targets.TARGETS[target](data, name)
        return ""
    except TooLong as e:
        return "too long at " + _place(e)
    except Exception as e:
        return f"{type(e).__name__} at {_place(e)}: {str(e)[:300]}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _place(e: BaseException) -> str:
    frames = [f for f in traceback.extract_tb(e.__traceback__) if "selfeval_nb" in f.filename or "fuzz" in f.filename]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames[-3:]))


def peak() -> int:
    """Megabytes of memory this process has had at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run(minutes: float, names: list[str], seed: int, out: Path) -> int:
    """Tries inputs until the time is over; the number of different faults."""
    signal.signal(signal.SIGPROF, _alarm)
    end = time.monotonic() + minutes * 60
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    slowest, number, said = (0.0, ""), 0, time.monotonic()
    while time.monotonic() < end:
        target = names[number % len(names)]
        key = f"{seed}-{number}"
        number += 1
        name, data = make(target, Random(key))
        began, had = time.process_time(), peak()
        fault = attempt(target, name, data)
        took = time.process_time() - began
        slowest = max(slowest, (took, f"{target} {key}"))
        tried[target] += 1
        if not fault and peak() > max(had, MEGABYTES):
            fault = f"memory: {peak()} MB"
        if fault:
            kind = re.sub(r"\d+", "#", fault.partition(": ")[0])
            found[kind] += 1
            if found[kind] == 1:
                keep(out, target, name, data, fault, key)
        if time.monotonic() - said > 300:
            said = time.monotonic()
            print(report(tried, found, slowest), flush=True)
    print(report(tried, found, slowest))
    return len(found)


def report(tried: Counter[str], found: Counter[str], slowest: tuple[float, str]) -> str:
    inputs = ", ".join(f"{n} {t}" for t, n in tried.items())
    return f"inputs: {inputs}; faults: {len(found)} kinds; slowest {slowest[0]:.1f} s ({slowest[1]}); peak {peak()} MB"


def keep(out: Path, target: str, name: str, data: bytes, fault: str, key: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{target}-{hashlib.sha256(data).hexdigest()[:12]}{Path(name).suffix}"
    path.write_bytes(data)
    with open(out / "faults.txt", "a", encoding="utf-8") as log:
        log.write(f"{path.name}\t{key}\t{fault}\n")
    print(f"{path.name}: {fault}", flush=True)


def folder(place: Path, out: Path, office: bool) -> int:
    """Documents of others through the whole chain; the number that broke something."""
    from selfeval_nb.readers import Limits, expand
    from selfeval_nb.readers.problems import Refused

    signal.signal(signal.SIGPROF, _alarm)
    kinds: Counter[str] = Counter()
    broken = passed = left_out = 0
    slowest = (0.0, "")
    for source in expand([place]):
        try:
            data = source.load(Limits())
        except Refused as e:
            kinds[e.slug] += 1
            passed += 1
            continue
        if not office and _through_office(data):
            left_out += 1
            continue
        began = time.process_time()
        fault = attempt("chain", source.name, data, SECONDS + Limits().long_seconds)  # a long report may take that
        slowest = max(slowest, (time.process_time() - began, source.name))
        if fault:
            broken += 1
            keep(out, "folder", source.name, data, f"{source.name}: {fault}", "")
        else:
            passed += 1
    print(
        f"{passed} documents passed, {broken} broke something, {left_out} need LibreOffice and were left out (--office)"
    )
    print(f"slowest: {slowest[0]:.1f} s, {slowest[1]}; peak {peak()} MB")
    return broken


def _through_office(data: bytes) -> bool:
    from selfeval_nb.readers import Limits
    from selfeval_nb.readers.problems import Refused
    from selfeval_nb.readers.reading import _identify

    try:
        return _identify(data, Limits())[0] in targets.THROUGH_OFFICE
    except Refused:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--target", choices=targets.TARGETS, action="append", help="default: all, in turn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="pass the documents of this folder through instead")
    parser.add_argument(
        "--office", action="store_true", help="with --folder: those that LibreOffice reads first as well"
    )
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "selfeval-fuzz")
    given = parser.parse_args()
    if given.folder is not None:
        return 1 if folder(given.folder, given.out, given.office) else 0
    return 1 if run(given.minutes, given.target or list(targets.TARGETS), given.seed, given.out) else 0


if __name__ == "__main__":
    raise SystemExit(main())
