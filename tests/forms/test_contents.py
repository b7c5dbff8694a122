"""What a text is by what was learned of keyed forms, and what follows for the columns of the indicators."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from selfeval_nb.forms.blocks.indicators.learned import GROUPS, learned
from selfeval_nb.forms.contents.model import ROLES, Model, chances, loaded, role_name, shipped_model
from selfeval_nb.forms.load import load_forms
from tests.forms.test_kinds import FULL


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("反映堤防巡查任务按期完成的情况", "method"),
        ("按时完成得满分,每晚一周扣1分,扣完为止", "method"),
        ("现场照片、验收单", "evidence"),
        ("产出指标", "level1"),
        ("数量指标", "level2"),
        ("堤防巡查次数", "level3"),
        ("甲县水务局", "office"),
        ("受汛期影响,工期推迟,下一步加快进度", "reason"),
        ("偏差原因分析及改进措施", "label"),
        ("合计", "total"),
        ("平方米", "unit"),
        ("≥", "operator"),
    ],
)
def test_text_is_taken_for_what_it_is(text: str, role: str) -> None:
    (likely,) = chances([text])
    assert ROLES[int(likely.argmax())] == role
    assert likely.sum() == pytest.approx(1, abs=1e-5)


def test_texts_are_judged_alike_alone_and_together_and_when_the_memory_was_emptied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = ["甲县水务局", "", "12.5", "≥95%", "a", "堤防" * 400]
    model = shipped_model()
    fresh = Model(model.weights, model.step, model.prior)
    together = fresh.chances(texts)
    monkeypatch.setattr("selfeval_nb.forms.contents.model._KEPT", 2)
    alone = [Model(model.weights, model.step, model.prior).chances([t])[0] for t in texts]
    assert np.allclose(together, alone, atol=1e-6)
    assert np.allclose(fresh.chances([*texts, "新"])[:-1], together, atol=1e-6)


def test_model_is_small_holds_no_text_and_is_saved_as_it_was() -> None:
    data = (resources.files("selfeval_nb.forms.contents") / "model.bin").read_bytes()
    assert len(data) < 200_000
    model = loaded(data)
    assert model.weights.dtype == np.int8
    again = loaded(model.saved())
    assert (again.weights == model.weights).all()
    assert again.step == model.step
    assert all(role_name(r, lang) for r in ROLES for lang in ("zh", "en"))


def test_likeliest_role_of_a_column_costs_nothing_and_few_cells_say_less() -> None:
    told = ["反映堤防巡查任务完成情况", "反映水质检测任务完成情况", "反映设备维护任务完成情况"]
    many, few = learned(told), learned(told[:1])
    assert set(many) == set(GROUPS)
    assert max(many.values()) == 0 == many[""]
    assert many["level3"] < few["level3"] < 0
    assert learned([]) == {}


def _one(tmp_path: Path, text: str) -> tuple[list[str | None], list[tuple[str, str]]]:
    path = tmp_path / "form.txt"
    path.write_text(text, encoding="utf8")
    found = load_forms([path])
    (form,) = found.forms
    return [i.level3 for i in form.indicators], [
        (p.where, p.detail) for p in found.problems if p.problem == "doubtful-reading"
    ]


def test_names_that_are_explanations_are_doubted_though_all_points_add_up(tmp_path: Path) -> None:
    text = FULL
    for name in ("清淤长度", "验收合格率", "受益人数"):
        assert name in text
        text = text.replace(name, f"反映{name}任务按计划完成的情况，用以考核项目实施")
    _, doubts = _one(tmp_path, text)
    assert [d for w, d in doubts if w == "indicators" and "更像指标解释或评分标准" in d]
    assert _one(tmp_path, FULL)[1] == []


def test_column_of_evidence_under_an_unlisted_label_is_taken_for_no_result(tmp_path: Path) -> None:
    texts = {"3公里": "竣工验收单、现场照片", "96%": "检测报告", "210人": "受益群众花名册"}
    text = FULL.replace("年度指标值 | 实际完成值 | 分值", "年度指标值 | 年末程度 | 备查内容 | 分值")
    for value, evidence in texts.items():
        assert f"| {value} |" in text
        text = text.replace(f"| {value} |", f"| {value} | {evidence} |")
    path = tmp_path / "form.txt"
    path.write_text(text, encoding="utf8")
    (form,) = load_forms([path]).forms
    assert [i.actual_text for i in form.indicators] == ["3公里", "96%", "210人"]
    assert [i.reason for i in form.indicators] == ["", "", ""]
