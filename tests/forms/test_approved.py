"""Approved targets are read from target tables only."""

from __future__ import annotations

from pathlib import Path

import docx

from selfeval_nb.forms.approved import load_approved

ROWS = [
    ["一级指标", "二级指标", "三级指标", "年度指标值"],
    ["产出指标", "数量指标", "改造供水管网长度（公里）", "≥15公里"],
    ["产出指标", "质量指标", "工程验收合格率", "≥95%"],
    ["效益指标", "社会效益指标", "漏损率下降幅度", "≥2%"],
    ["满意度指标", "服务对象满意度指标", "用水居民满意度", "≥90%"],
]


def _document(path: Path, title: str, head: list[str]) -> Path:
    document = docx.Document()
    document.add_paragraph(title)
    document.add_paragraph("（2023年度）")
    table = document.add_table(rows=0, cols=4)
    for row in (["项目名称", "老旧供水管网改造经费", "实施单位", "示范县供水服务中心"], head, *ROWS[1:]):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def test_a_target_table(tmp_path):
    path = _document(tmp_path / "批复.docx", "项目支出绩效目标批复表", ROWS[0])
    tables = load_approved([path])
    assert tables.forms["kind"].tolist() == ["target"]
    assert tables.forms["project"].tolist() == ["老旧供水管网改造经费"]
    assert tables.indicators["target_text"].tolist() == ["≥15公里", "≥95%", "≥2%", "≥90%"]


def test_a_file_without_a_target_table_is_told(tmp_path):
    path = tmp_path / "说明.txt"
    path.write_text("本文件只有说明。", encoding="utf-8")
    tables = load_approved([path])
    assert not len(tables.forms)
    assert len(tables.problems)
