"""Write random forms with their answer keys, or the sample forms: ``python -m tests.generator --seed 1 --count 50 OUT``.

OUT holds the documents and ``expected/<stem>.json`` in the shape of the shared keys, so that a scorer can run on it;
``--score`` also loads each document and prints the accuracy by kind of variation.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

from tests.generator.grid import Block, C, Grid, Para
from tests.generator.random_forms import FAMILIES, random_form
from tests.generator.samples import ROOT, write_samples
from tests.generator.write_docx import Noise, write_docx
from tests.generator.write_others import write_html, write_txt, write_xlsx

FORMATS = ["docx", "xlsx", "html", "txt"]


def write(blocks: list[Block], noise: Noise, suffix: str, rnd: random.Random) -> bytes:
    """Blocks in one of the formats."""
    if suffix == "docx":
        return write_docx(blocks, noise, rnd.choice(["宋体", "仿宋_GB2312"]))
    if suffix == "xlsx":
        return write_xlsx(
            blocks,
            numbers=rnd.random() < 0.7,
            hidden_first=rnd.random() < 0.2,
            left=rnd.choice([0, 0, 0, 1]),
            above=rnd.choice([0, 0, 0, 1, 2]),
        )
    if suffix == "html":
        return write_html(blocks, rnd.choice(["utf-8", "utf-8", "gb18030"]), rnd.random() < 0.8)
    return write_txt(blocks)


def decoy(rnd: random.Random) -> list[Block]:
    """A table that is no self-evaluation form: final accounts, a personnel list, an application for targets."""
    kind = rnd.randrange(3)
    if kind == 0:
        g = Grid(4)
        g.row(C("收入", 2, look="label"), C("支出", 2, look="label"))
        g.row("项目", "决算数", "项目", "决算数")
        for a, b in (
            ("一般公共预算财政拨款收入", "一般公共服务支出"),
            ("其他收入", "教育支出"),
            ("本年收入合计", "本年支出合计"),
        ):
            g.row(a, f"{rnd.uniform(10, 900):.2f}", b, f"{rnd.uniform(10, 900):.2f}")
        return [Para("收入支出决算总表", "title"), Para("金额单位：万元"), g.close()]
    if kind == 1:
        g = Grid(5)
        g.row("序号", "姓名", "职务", "联系电话", "备注")
        for i in range(3):
            g.row(str(i + 1), "张某", "成员", "0000-0000000", "")
        return [Para("自评工作组成员名单", "title"), g.close()]
    g = Grid(5)
    g.row("项目名称", C("档案数字化", 4))
    g.row("项目资金（万元）", "年度资金总额", C("56.00", 3))
    g.row("总体目标", C("完成档案数字化加工。", 4))
    g.row("绩效指标", "一级指标", "二级指标", "三级指标", "指标值")
    g.row("", "产出指标", "数量指标", "加工档案卷数", "≥3000卷")
    g.row("", "满意度指标", "满意度指标", "查档群众满意度", "≥90%")
    return [Para("项目支出绩效目标申报表", "title"), Para("（2021年度）", "sub"), g.close()]


Document = tuple[str, bytes, list[dict[str, Any]], set[str]]


def make_one(
    seed: int,
    family: str | None = None,
    suffix: str | None = None,
    unseen: float = 0.06,
    alone: bool = False,
    fresh: bool = False,
) -> Document:
    """(file name, document, answer keys, tags) of one seed; ``alone`` for one form and nothing else in the document."""
    rnd = random.Random(seed)
    suffix = suffix or rnd.choice(["docx", "docx", "docx", "xlsx", "html", "txt"])
    stem = f"gen_{seed:06d}"
    forms = 1 if alone or rnd.random() > 0.12 else rnd.choice([2, 2, 3])
    blocks: list[Block] = []
    keys, tags = [], {f"format:{suffix}"}
    if not alone and rnd.random() < 0.06:
        blocks += decoy(rnd)
        tags.add("document:another table before")
    noise = Noise()
    for i in range(forms):
        made = random_form(rnd, family, unseen, fresh)
        noise = made.noise
        blocks += [*([Para("", "break" if suffix == "docx" else "body")] if blocks else []), *made.blocks()]
        keys.append(made.model.key(stem if forms == 1 else f"{stem}_{i + 1}", made.style.fund_layout))
        tags |= made.tags
    if forms > 1:
        tags.add("document:several forms")
    if not alone and rnd.random() < 0.05:
        blocks += decoy(rnd)
        tags.add("document:another table after")
    if suffix != "docx":
        tags = {t for t in tags if not t.startswith("xml:")}
    return f"{stem}.{suffix}", write(blocks, noise, suffix, rnd), keys, tags


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--family", choices=FAMILIES)
    parser.add_argument("--format", choices=FORMATS)
    parser.add_argument("--unseen", type=float, default=0.06, help="how likely a label is a word that no table lists")
    parser.add_argument("--fresh", action="store_true", help="take these words from the second, untuned set")
    parser.add_argument("--samples", action="store_true", help="write the sample forms of notebooks/forms instead")
    parser.add_argument("--score", action="store_true", help="load the documents and print the accuracy")
    parser.add_argument("--errors", type=int, default=0, help="with --score: print so many wrong fields a document")
    a = parser.parse_args()
    if a.samples:
        for path in write_samples(ROOT / "notebooks/forms", ROOT / "tests/forms/expected"):
            print(path.name)
        return
    if a.out is None and not a.score:
        parser.error("say where to write to, or --score")
    results = []
    for seed in range(a.seed, a.seed + a.count):
        name, data, keys, tags = make_one(seed, a.family, a.format, a.unseen, fresh=a.fresh)
        if a.out is not None:
            (a.out / "expected").mkdir(parents=True, exist_ok=True)
            (a.out / name).write_bytes(data)
            (a.out / "expected" / f"{Path(name).stem}.json").write_text(
                json.dumps(keys, ensure_ascii=False, indent=1), encoding="utf8"
            )
        if a.score:
            from tests.generator.run import load_bytes, report_line

            results.append((name, keys, tags, load_bytes(name, data)))
            report_line(results[-1], a.errors)
    if a.score:
        from tests.generator.run import summary

        print(summary(results))


if __name__ == "__main__":
    main()
