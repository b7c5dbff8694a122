"""Rows for the index tests, made from a seed: the same every time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from selfeval_nb.report.overview.index import Row, index_files, index_row
from tests.report import fixtures

_NAMES = ("道路养护", "社区服务", "防汛物资", "文化惠民", "职业培训", "垃圾分类", "校舍维修", "疫苗接种")


def sample_rows(count: int) -> list[Row]:
    """``count`` rows of 23 units; every fifth form blank in its score."""
    random_ = random.Random(4)
    base = index_row(fixtures.build(), "")
    rows = []
    for i in range(count):
        own = random_.choice([None, 100.0, 100.0, 98.0, 96.5, 88.0, 79.0])
        low = max(40.0, (own or 95.0) - random_.choice([0, 0, 0, 2, 5, 12]))
        errors, doubts = random_.choice([0, 0, 1, 2]), random_.choice([0, 1, 3])
        row = {
            "href": f"form-{i}.html",
            "project": f"{random_.choice(_NAMES)}项目{i}",
            "unit": f"某某区第{i % 23}办公室",
            "file": f"自评表{i // 2}.docx",
            "form_no": i % 2 + 1,
            "budget": round(random_.random() * 900, 2),
            "self_score": own,
            "low": low,
            "high": min(100.0, low + random_.choice([0, 0, 3])),
            "suggestion": "return" if errors else "person" if doubts else "pass",
            "critical": errors,
            "warning": doubts,
            "info": random_.choice([0, 2]),
            "to_rule": errors + doubts,
            "rules": sorted(random_.sample(base["rules"], min(errors + doubts, 5))),
        }
        rows.append(base | row)
    return rows


def sample_index(count: int, lang: str = "zh", *, reviewed: bool = False) -> str:
    """The index of ``count`` rows; ``reviewed``: every third form has a review score."""
    rules = fixtures.build_result(fixtures.build_form()).rules
    failed = [{"file": "坏文件.docx", "detail": "不是有效的Word文档，无法打开。"}] if count else []
    groups = [{"where": "预期目标", "text": "改善社区环境，服务居民。", "members": [0, 2]}] if count > 2 else []
    rows = sample_rows(count)
    for i, row in enumerate(rows if reviewed else []):
        if i % 3 == 0:
            row |= {"review_low": row["low"], "review_high": row["low"] + i % 2}
            row |= {"ruled": row["to_rule"] - i % 2, "rulings": 3, "reviewers": "张三" if i % 2 else "李四"}
    return render_index(rows, failed, rules=rules, groups=groups, lang=lang)


def render_index(rows: Sequence[Any], *args: Any, **kw: Any) -> str:
    """The index page of any number of forms with all data in it."""
    return index_files(rows, *args, **kw, embed_up_to=len(rows))["index.html"]
