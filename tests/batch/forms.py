"""Small self-evaluation forms of our own for the batch tests, as HTML, which reads fast."""

from __future__ import annotations

from pathlib import Path

from selfeval_nb.batch.output.folder import INNER

_PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>自评</title></head><body>
<h1>项目支出绩效自评表</h1><h2>（2023年度）</h2><table border="1">
<tr><td>项目名称</td><td colspan="8">{project}</td></tr>
<tr><td>主管部门</td><td colspan="4">清河县民政局</td><td>实施单位</td><td colspan="3">清河县养老服务中心</td></tr>
<tr><td rowspan="3">项目资金<br>（万元）</td><td colspan="2"></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td><td>分值</td><td>执行率</td><td>得分</td></tr>
<tr><td colspan="2">年度资金总额</td><td>{budget}</td><td>{budget}</td><td>{budget}</td><td>10</td><td>100%</td><td>10</td></tr>
<tr><td colspan="2">其中：当年财政拨款</td><td>{budget}</td><td>{budget}</td><td>{budget}</td><td>—</td><td>—</td><td>—</td></tr>
<tr><td rowspan="2">年度总体目标</td><td colspan="4">预期目标</td><td colspan="4">实际完成情况</td></tr>
<tr><td colspan="4">发放补贴{people}人。</td><td colspan="4">发放补贴{people}人。</td></tr>
<tr><td rowspan="4">绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td><td>偏差原因分析及改进措施</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>补贴人数</td><td>≥{people}人</td><td>{people}人</td><td>50</td><td>50</td><td></td></tr>
<tr><td>效益指标</td><td>社会效益指标</td><td>覆盖率</td><td>≥95%</td><td>96%</td><td>30</td><td>30</td><td></td></tr>
<tr><td>满意度指标</td><td>服务对象满意度指标</td><td>老人满意度</td><td>≥90%</td><td>92%</td><td>10</td><td>{score}</td><td></td></tr>
<tr><td colspan="6">总分</td><td>100</td><td>{total}</td><td></td></tr>
</table></body></html>
"""


def form(project: str, number: int = 0, score: float = 10) -> str:
    """A form as an HTML page. ``number`` makes it unlike others; a ``score`` below 10 lacks its explanation."""
    return _PAGE.format(
        project=project, budget=f"{100 + number}.00", people=1000 + number, score=f"{score:g}", total=f"{90 + score:g}"
    )


def write_forms(folder: Path, count: int) -> Path:
    """A folder of ``count`` different forms."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = form(f"高龄老人补贴{number:03d}", number, 9 if number % 3 == 1 else 10)
        (folder / f"{number:03d}.html").write_text(text, encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their contents, without what a batch leaves for its next run."""
    files = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(INNER)}
