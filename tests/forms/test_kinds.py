"""What kind of form a document holds and which parts it prints, whether they are filled in or not."""

from __future__ import annotations

import pytest

from selfeval_nb.forms.model import Form
from tests.generator.run import load_bytes


def _load(text: str) -> Form:
    forms = load_bytes("form.txt", text.encode())
    assert len(forms) == 1
    return forms[0]


FULL = """项目支出绩效自评表
（2023年度）
项目名称 | 河道清淤 | 项目类型 | 经常性
主管部门 | 甲局 | 实施单位 | 甲局水利站
项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 | 100 | 100 | 90 | 10 | 90% | 9
年度总体目标 | 预期目标 | 实际完成情况
年度总体目标 | 完成河道清淤三公里，保障行洪安全。 | 已完成清淤三公里，行洪安全。
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
产出指标 | 数量指标 | 清淤长度 | ≥3公里 | 3公里 | 50 | 50 |
产出指标 | 质量指标 | 验收合格率 | ≥95% | 96% | 20 | 20 |
效益指标 | 社会效益指标 | 受益人数 | ≥200人 | 210人 | 20 | 20 |
总分 | 100 | 99
"""


def test_project_form_prints_everything_but_operators() -> None:
    form = _load(FULL)
    assert form.kind == "project"
    assert form.prints == "funds goals targets actuals weights scores reasons totals"


def test_form_without_points_and_reasons_says_so() -> None:
    form = _load(
        """2023年度部门整体支出绩效自评表
部门名称 | 甲局
一级指标 | 二级指标 | 三级指标 | 指标方向 | 年度指标值 | 实际完成值
产出指标 | 数量指标 | 培训次数 | ≥ | 3次 | 3次
效益指标 | 社会效益指标 | 受益人数 | ≥ | 200人 | 210人
"""
    )
    assert form.kind == "department"
    assert form.prints == "targets operators actuals"


def test_criteria_in_place_of_targets() -> None:
    form = _load(
        """项目支出绩效自评表
项目名称 | 河道清淤
一级指标 | 二级指标 | 三级指标 | 分值 | 评分标准 | 得分
产出指标 | 数量指标 | 清淤完成情况 | 50 | 全部完成得50分，每少一公里扣10分 | 50
效益指标 | 社会效益指标 | 防洪能力提升 | 50 | 明显提升得50分 | 48
"""
    )
    assert form.kind == "criteria"
    assert form.prints == "weights scores"


@pytest.mark.parametrize("title", ["转移支付绩效自评表", "中央转移支付区域绩效目标自评表"])
def test_transfer_form(title: str) -> None:
    assert _load(FULL.replace("项目支出绩效自评表", title)).kind == "transfer"


def test_policy_form_without_a_project_is_of_another_kind() -> None:
    assert (
        _load(FULL.replace("项目支出", "政策").replace("项目名称 | 河道清淤 | 项目类型 | 经常性\n", "")).kind == "other"
    )
