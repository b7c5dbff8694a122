"""Is everything as it was? ``python -m tests.golden OUT.json PATH...`` writes what is read, found, recomputed and shown of every
document below the paths; ``python -m tests.golden --compare A.json B.json`` says what differs. For changes that must not change results.

A document's entry holds the tables (digest and rows), the findings, the outcomes and the digest of every report page. The digest of the
program itself and the values packed into a page (which hold the digests of the suites) are left out of the pages.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KINDS = {".docx", ".xlsx", ".html", ".txt", ".pdf", ".xls"}


def entry(path: Path) -> dict[str, Any]:
    """What the program makes of one document alone."""
    from selfeval_nb.checks.author.show import to_json as findings_json
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.export import to_json
    from selfeval_nb.forms.load import load
    from selfeval_nb.report.page.report_html import render_page
    from selfeval_nb.review.embed import without
    from selfeval_nb.review.open import reviews_and_problems

    tables = load(path)
    result = check(tables)
    reviews, _ = reviews_and_problems((path,))
    pages = [re.sub(r"[0-9a-f]{64}", "", without(render_page(r))) for r in reviews]
    return {
        "tables": json.loads(to_json(tables)),
        "findings": json.loads(findings_json(tables, result, "zh"))["findings"],
        "pages": [hashlib.sha256(p.encode()).hexdigest() for p in pages],
    }


def documents(paths: list[str]) -> Iterator[Path]:
    for given in map(Path, paths):
        yield from sorted(p for p in given.rglob("*") if p.suffix in KINDS) if given.is_dir() else [given]


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """One line a difference: document, part, what was and what is."""
    lines = [f"{name}: only in one of the two" for name in sorted(old.keys() ^ new.keys())]
    for name in sorted(old.keys() & new.keys()):
        for part in old[name]:
            a, b = old[name][part], new[name][part]
            if a == b:
                continue
            if part == "findings":
                was, now = ({json.dumps(f, ensure_ascii=False, sort_keys=True) for f in x} for x in (a, b))
                lines += [f"{name}: - {x}" for x in sorted(was - now)] + [f"{name}: + {x}" for x in sorted(now - was)]
                if was == now:
                    lines.append(f"{name}: order of the findings")
            else:
                lines.append(f"{name}: {part} differ")
    return lines


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--compare"]:
        lines = compare(*(json.loads(Path(p).read_text("utf-8")) for p in arguments[1:3]))
        print("\n".join(lines) or "equal")
        return 1 if lines else 0
    out, *paths = arguments
    found: dict[str, Any] = {}
    for path in documents(paths):
        try:
            found[str(path)] = entry(path)
        except Exception as error:
            found[str(path)] = {"tables": f"{type(error).__name__}: {error}", "findings": [], "pages": []}
    Path(out).write_text(json.dumps(found, ensure_ascii=False, indent=0), "utf-8")
    print(f"{len(found)} documents")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
