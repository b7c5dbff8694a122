"""What checking costs: many forms in one Great Expectations run, one form by itself, and whether both say the same.

``python -m tests.benchmarks.bench_checks [FORMS]`` prints seconds and memory for half as many forms and for all of them, the stages of
the larger run, and the time of one loaded form. As a test (``pytest -m benchmark``) only ratios and equality are held.
"""

from __future__ import annotations

import copy
import gc
import pickle
import random
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.checks.author import specimen as sample
from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import Tables, tables_of
from tests.checks.mutations import MUTATIONS, Spec, clean_form, points, rescored

ROWS = 15  # indicators a form
_PLACES = "东西南北中河湖山江田城乡林泉桥石溪岭湾坝"
_THINGS = [
    "道路养护",
    "河道治理",
    "技能培训",
    "图书采购",
    "设备更新",
    "垃圾清运",
    "病虫防治",
    "困难救助",
    "文物修缮",
    "平台运维",
    "水质监测",
    "校舍维修",
]


def _longer(spec: Spec) -> None:
    """Split rows in two until the form has ROWS of them; sums, scores and total stay what they were."""
    rows = spec["indicators"]
    while len(rows) < ROWS:
        n = max(range(len(rows)), key=lambda i: Decimal(rows[i]["weight"]))
        row = rows[n]
        second = copy.deepcopy(row)
        weight, score = Decimal(row["weight"]), Decimal(row["score"])
        row["weight"], row["score"] = f"{points(weight / 2):f}", f"{points(score / 2):f}"
        second["weight"], second["score"] = f"{weight - points(weight / 2):f}", f"{score - points(score / 2):f}"
        row["level3"], second["level3"] = f"{row['level3']}一期", f"{second['level3']}二期"
        rows.insert(n + 1, second)


def make_specs(count: int, seed: int = 1) -> list[Spec]:
    """Forms of different projects, units, texts and numbers with ROWS indicators each; every third one has a defect."""
    rng = random.Random(seed)
    specs = []
    for n in range(count):
        spec = clean_form(rng)
        place = rng.choice(_PLACES) + rng.choice(_PLACES)
        thing = rng.choice(_THINGS)
        head = spec["head"]
        head["project"] = f"{place}{n % 97}片区{thing}项目"
        head["department"], head["unit"] = f"{place}县{rng.choice(_THINGS)[:2]}局", f"{place}县{thing}中心"
        amount = rng.randint(20, 900)
        head["goal_expected"] = (
            f"完成{place}片区{thing}任务{amount}处，服务群众{amount * 7}人，改善{rng.choice(_THINGS)}条件。"
        )
        head["goal_actual"] = (
            f"已完成{place}片区{thing}{amount}处，服务群众{amount * 7 + rng.randint(0, 40)}人，{rng.choice(_THINGS)}条件有所改善。"
        )
        _longer(spec)
        if n % 3 == 0:
            rng.choice(MUTATIONS).apply(spec, rng)
        specs.append(rescored(spec) if n % 6 else spec)
    return specs


def make_tables(count: int, seed: int = 1) -> Tables:
    """The tables of ``count`` forms of make_specs, without the forms themselves, as a batch keeps them."""
    tables = tables_of([sample.form_of(s, file=f"{n:06d}.docx") for n, s in enumerate(make_specs(count, seed))])
    tables.items.clear()
    return tables


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu(work: Any) -> tuple[float, Any]:
    gc.collect()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def batch(tables: Tables) -> dict[str, float]:
    """Seconds of CPU, megabytes with the tables alone and at the peak, and findings, of one run of all rules."""
    check(make_tables(40, seed=9), engine="gx")  # imports and Great Expectations' own start
    before = _megabytes()
    seconds, result = _cpu(lambda: check(tables, engine="gx"))
    return {
        "forms": len(tables.forms), "indicators": len(tables.indicators), "seconds": round(seconds, 1), "before": round(before),
        "peak": round(_megabytes()), "findings": len(result.findings),
    }  # fmt: skip


def single(count: int = 20) -> float:
    """Seconds of CPU of one loaded form by itself, the median of ``count`` different ones."""
    forms = [make_tables(1, seed=100 + n) for n in range(count)]
    check(forms[0])
    times = sorted(_cpu(lambda t=t: check(t))[0] for t in forms)
    return times[len(times) // 2]


def same(count: int = 300) -> bool:
    """Whether Great Expectations and the direct engine find the same in the same words."""
    tables = make_tables(count, seed=5)
    a, b = (check(tables, engine=e).findings for e in ("gx", "direct"))
    return bool(a.astype(str).equals(b.astype(str)))


@pytest.mark.benchmark
def test_engines_agree() -> None:
    assert same()


@pytest.mark.benchmark
def test_time_grows_with_the_number_of_forms() -> None:
    times = []
    for count in (500, 1000, 2000):
        tables = make_tables(count)
        check(tables, engine="gx")
        times.append(_cpu(lambda t=tables: check(t, engine="gx"))[0])
    # from 500 to 2000 forms at most five times as long: linear with a fixed part, no square
    assert times[2] < 5 * times[0] + 0.5
    assert times[2] < 2.6 * times[1]


@pytest.mark.benchmark
def test_a_batch_is_much_cheaper_a_form_than_one_form() -> None:
    tables = make_tables(1000)
    check(tables, engine="gx")
    together = _cpu(lambda: check(tables, engine="gx"))[0] / 1000
    assert single(5) > 5 * together


def main() -> None:
    if sys.argv[1:2] == ["batch"]:  # a process of its own, so that the peak of memory is of this run alone
        print(batch(pickle.loads(Path(sys.argv[2]).read_bytes())))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        for n in (count // 2, count):
            path = Path(folder, f"{n}.pickle")
            path.write_bytes(pickle.dumps(make_tables(n)))
            subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_checks", "batch", str(path)], check=True)
    print(f"one form: {single():.3f} s; engines agree: {same()}")


if __name__ == "__main__":
    main()
