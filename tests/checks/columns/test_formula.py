"""Formulae in running text: the shapes of the word list, rates and the counts before them, differences to the plan."""

from __future__ import annotations

import pytest

from selfeval_nb.checks.claims.clauses import statements
from selfeval_nb.checks.claims.formula.rates import told_with
from selfeval_nb.checks.claims.formula.shapes import shapes, value
from tests.checks.helpers import found

RESULT = "全年改造管网12.5公里，更换水表760只，漏损率下降2.3个百分点，供水稳定性得到提高。"

#: What a result goes on to say, and whether its numbers contradict each other.
SAID = [
    ("全年开放342天，接待读者48.3万人次，日均约1412人次。", False), ("全年开放342天，接待读者48.3万人次，日均约2140人次。", True),
    ("为1842名职工发放补贴412.6万元，人均2240元。", False), ("为1842名职工发放补贴412.6万元，人均2940元。", True),
    ("286个小区配备督导员1144名，平均每个小区4名。", False), ("286个小区配备督导员1144名，平均每个小区6名。", True),
    ("过火面积16公顷（折合240亩）。", False), ("过火面积16公顷（折合160亩）。", True),
    ("受益学生18632人，其中寄宿生5210人，约占28%。", False), ("受益学生18632人，其中寄宿生5210人，约占38%。", True),
    ("分出垃圾9.88万吨，按366天计日均270吨，较2023年日均的241吨增长12.03%。", False),
    ("分出垃圾9.88万吨，按366天计日均270吨，较2023年日均的241吨增长22.03%。", True),
    ("信息平均14个工作日公示（最快9个、最慢19个工作日）。", False), ("信息平均14个工作日公示（最快16个、最慢19个工作日）。", True),
    ("资金分解下达用时27天，未超过30天的规定时限。", False), ("资金分解下达用时37天，未超过30天的规定时限。", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clash"), SAID)
def test_what_numbers_make_together(text, clash):
    assert ("T51" in {rule for rule, _ in found({"set": {"goal_actual": RESULT + text}})}) is clash


RATES = [
    ("发放问卷320份，收回306份，表示满意的281份，满意率91.83%", None),
    ("发放问卷320份，收回306份，表示满意的261份，满意率91.83%", ("261份", "306份")),
    ("患者在管32180人，其中规范管理23170人，规范管理率为72%", None),
    ("参加考核3850人次，3169人次合格，合格率87.51%", ("3169人次", "3850人次")),
    ("抽检420公里，优等路135公里、良等路168公里、中等路74公里，优良中等路率为89.76%", None),
    ("准确率86.6%，一季度最低为82.1%", None),
    ("培训护理员312人，有298人取得证书，取证率91.55%", ("298人", "312人")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "counts"), RATES)
def test_the_counts_of_a_rate(text, counts):
    said = list(statements(text))
    rate = [s for s in said if s.kind == "rate"][-1]
    pair = told_with(said, rate)
    assert (pair and tuple(s.text for s in pair)) == counts


GAPS = [
    ("更换水表760只，未达到800只的目标，缺口40只，集中在两个小区。", False), ("更换水表760只，未达到800只的目标，缺口80只，集中在两个小区。", True),
    ("更换水表760只，比800只的目标少40只。", False), ("更换水表760只，比计划少140只。", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clash"), GAPS)
def test_a_difference_and_its_row(text, clash):
    assert (("E14", "goal_actual") in found({"set": {"goal_actual": "全年改造管网12.5公里。" + text}})) is clash


def test_equations_of_ranges():
    assert value("(a - b) / b * 100", {"a": (12, 12), "b": (10, 10)}) == pytest.approx((20, 20))
    assert value("a / b", {"a": (9, 11), "b": (2, 4)}) == (2.25, 5.5)
    with pytest.raises(ValueError, match="not arithmetic"):
        value("a ** b", {"a": (1, 1), "b": (1, 1)})
    for shape in shapes():
        names = dict.fromkeys(("a", "b", "x"), (2.0, 3.0))
        assert value(shape.right, names)[1] >= value(shape.right, names)[0]
