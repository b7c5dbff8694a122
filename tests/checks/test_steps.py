"""A row's own standard that takes points by steps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.checks.scoring.formulas import indicator
from selfeval_nb.checks.scoring.steps import Step, by_step, step_of
from selfeval_nb.forms.values.values import parse_pair
from tests.checks.columns.test_absent import FUNDS, GOALS, HEAD
from tests.checks.documents.drawn import checked

PRESET = load_preset()


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("每低1个百分点扣1分，扣完为止", Step(Decimal(1), True, Decimal(1))),
        ("每发现1个扣2分", Step(Decimal(1), False, Decimal(2))),
        ("达到目标得满分，每少一场扣1分", Step(Decimal(1), False, Decimal(1))),
        ("每少两场扣1分", None),
        ("每少1场扣1.5分", Step(Decimal(1), False, Decimal("1.5"))),
        ("完成率每降低5%扣0.5分", Step(Decimal(5), True, Decimal("0.5"))),
        ("未完成按比例扣分", None),
        ("每低1%扣1分，每超1天扣2分", None),
    ],
)
def test_a_step_is_read(text: str, step: Step | None) -> None:
    assert step_of(text) == step


@pytest.mark.parametrize(
    ("target", "actual", "standard", "low", "high"),
    [
        ("≥80%", "78%", "每低1个百分点扣1分", 8, 8),
        ("≤0个", "1个", "每发现1个扣2分", 8, 8),
        ("≥90%", "87.5%", "每低1%扣1分", 7, 8),
        ("≥200人", "190人", "每低1个百分点扣1分", 5, 5),
        ("≥8场", "5场", "每少1场扣4分", 0, 0),
        ("≥8场", "8场", "每少1场扣4分", 10, 10),
        ("≥90%", "87.5%", "未达标按比例计分", 9.72, 9.72),
    ],
)
def test_points_are_taken_by_the_step(target: str, actual: str, standard: str, low: float, high: float) -> None:
    t, a = parse_pair(target, actual)
    scored = by_step(indicator(t, a, 10.0, PRESET), standard, t, a, Decimal(10))
    assert (float(scored.low or 0), float(scored.high or 0)) == (low, high)


ROWS = """
    一级指标 | 二级指标 | 三级指标 | 评分标准 | 年度指标值 | 实际完成值 | 分值 | 得分
    产出指标 | 数量指标 | 保洁河道长度 | 按完成比例计分 | ≥30公里 | 31公里 | 40 | 40
    ^ | 质量指标 | 新增倾倒点 | 每发现1个扣2分 | ≤0个 | 1个 | 10 | 8
    效益指标 | 生态效益指标 | 河道水质达标率 | 每低1个百分点扣1分 | ≥90% | 88% | 30 | 28
    满意度指标 | 服务对象满意度指标 | 沿岸居民满意度 | 按完成比例计分 | ≥90% | 94% | 10 | 10
    总分 | < | < | < | < | < | 100 | 95.8
"""


def test_a_score_by_the_forms_own_standard_is_right(tmp_path):
    result = checked(tmp_path, "2023年度项目支出绩效自评表", HEAD + FUNDS + GOALS + ROWS)
    assert not {"K03", "K04", "K05", "K09", "K10"} & set(result.findings["rule_id"])
    assert (result.totals.iloc[0]["low"], result.totals.iloc[0]["high"]) == (95.8, 95.8)
