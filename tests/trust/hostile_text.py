"""Forms whose every text, file name and sheet name tries to be something else than text."""

from __future__ import annotations

import os
from pathlib import Path

from tests.readers.make import docx, p, tbl, tc, tr
from tests.trust.hostile import CELL, workbook

#: field -> what it tries: markup, templates, shells, formulas, Markdown, terminals, direction, length.
TEXTS = {
    "project": "{{7001*7}}${7001*7}<script>alert(1)</script>%s{0}",
    "department": "</style></td></table><svg onload=alert(2)><iframe src=javascript:alert(3)>",
    "unit": "=cmd|' /C calc'!A0",
    "goal_expected": "![x](http://127.0.0.1:9/x.png) [y](javascript:alert(4)) $(touch pwned) `touch pwned` <!-- 完成100项",
    "goal_actual": "@SUM(1+1)*cmd|' /C calc'!A0 ]]> {% raw %} {# #} &lt;b&gt; 完成90项",
    "level3": "\"' onmouseover=alert(5) style='background:url(//127.0.0.1:9/a)' x=\"",
    "target": "≥10<img src=x onerror=alert(6)>",
    "actual": "+1+cmd|' /C calc'!A0",
    "score": "-2+3",
    "reason": "</script><base href=//127.0.0.1:9/><link rel=stylesheet href=//127.0.0.1:9/c.css>" + "长" * 300,
}
#: What only formats without XML can hold.
CONTROLS = "\x1b[31m\x1b]0;pwned\x07\x1b[2J\u202egnp.exe\u202c\u2066x\u2069\u200b\x08\x7f\x9b31m"
FILE_NAME = "=cmd{{7001*7}}$(touch pwned)`id`&<b>'\"%s;\u202egnp"


def _rows() -> list[list[str]]:
    t = TEXTS
    return [
        ["项目名称", t["project"], "主管部门", t["department"], "实施单位", t["unit"], "", ""],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", "10", "10", "9", "10", "100%", "10"],
        ["年度总体目标", "预期目标", "实际完成情况", "", "", "", "", ""],
        ["", t["goal_expected"], t["goal_actual"], "", "", "", "", ""],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        ["产出指标", "数量指标", t["level3"], t["target"], t["actual"], "50", t["score"], t["reason"]],
        ["产出指标", "质量指标", t["project"], "≥90%", "80%", "30", "30", ""],
        ["满意度指标", "满意度指标", t["unit"], "≥90%", "95%", "10", "10", t["goal_expected"]],
    ]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def write_all(folder: Path) -> dict[str, Path]:
    """The hostile forms in ``folder``: ``docx``, ``xlsx`` and ``txt``."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = _rows()
    word = docx(
        p("项目支出绩效自评表") + p("（2023年度）") + tbl(*[tr(*[tc(_escaped(t)) for t in row]) for row in rows])
    )
    cells = "".join(
        f"<row>{''.join(CELL.format(f'{chr(65 + c)}{r}', _escaped(t)) for c, t in enumerate(row) if t)}</row>"
        for r, row in enumerate([["项目支出绩效自评表（2023年度）"], *rows], start=1)
    )
    sheet = workbook(cells, sheet_name=_escaped("=1+1</script>{{7001*7}}'!A1\u202e"))
    own = set(TEXTS.values())
    dump = "项目支出绩效自评表\n（2023年度）\n\n" + "\n\n".join(
        "\n".join("\t" + (t + CONTROLS if t in own else t) for t in row) for row in rows
    )
    files = {
        "docx": (FILE_NAME + ".docx", word),
        "xlsx": (FILE_NAME + ".xlsx", sheet),
        "txt": ("换\n行\x1b[31m" + FILE_NAME + "长" * 40 + ".txt", dump.encode()),
    }
    paths = {}
    for kind, (name, data) in files.items():
        paths[kind] = folder / name.replace("/", "")
        assert len(os.fsencode(paths[kind].name)) < 256
        paths[kind].write_bytes(data)
    return paths
