"""A set of forms as a whole: from forms and from a batch's folder alike, with rulings, with texts that are shared."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import lxml.html
import pandas as pd
import pytest

from selfeval_nb import open_portfolio, open_review
from selfeval_nb.batch.run import run_batch
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.report.overview.copied import shared_groups
from selfeval_nb.report.overview.index import index_files
from selfeval_nb.report.overview.index_data import SHARD
from selfeval_nb.review.open import ReviewError
from selfeval_nb.review.rulings import book as rulings
from tests.report.index_rows import sample_rows

SAMPLES = ("01_平安乡镇与驻村服务.docx", "04_路灯节能改造.txt")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    for name in SAMPLES:
        shutil.copy(asset_dir("notebooks") / "forms" / name, folder)
    (folder / "说明.txt").write_text("这不是自评表。", encoding="utf-8")
    review = open_review(folder / SAMPLES[1])
    for made in (
        rulings.waive(review, review.findings[0], "已核对", reviewer="张三"),
        rulings.score(review, "total_score", 88.0, "现场核查", reviewer="张三"),
    ):
        rulings.save_ruling(folder.parent / "意见.jsonl", made)
    return folder


@pytest.fixture(scope="module")
def out(forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    run_batch([forms], folder, jobs=1, rulings=forms.parent / "意见.jsonl", progress=False)
    return folder


def test_a_batch_and_its_forms_give_the_same_portfolio(forms: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(out.parent)
    batch = open_portfolio(out)
    alone = open_portfolio(forms, rulings=forms.parent / "意见.jsonl")
    assert [r["href"] for r in alone.rows] == ["", "", ""]
    assert all((out / r["href"]).is_file() for r in batch.rows)
    assert [{**r, "href": ""} for r in batch.rows] == alone.rows
    for name in ("summary", "charts", "groups"):
        assert getattr(batch, name)._repr_html_() == getattr(alone, name)._repr_html_()
    links = lxml.html.fragment_fromstring(batch.forms._repr_html_(), create_parent=True).xpath("//tbody//a/@href")
    assert all((out.parent / link).is_file() for link in links)
    assert len(links) == 3
    (page,) = lxml.html.fragment_fromstring(batch.failed._repr_html_(), create_parent=True).xpath("//a/@href")
    assert (out.parent / page).is_file()  # the error page of the document that gave no form
    assert "说明.txt" in repr(batch.failed)
    assert "说明.txt" in repr(alone.failed)


def test_review_scores_are_in_the_index(out: Path) -> None:
    row = open_portfolio(out).rows[2]
    assert (row["review_low"], row["review_high"]) == (88.0, 88.0)
    page = (out / "index.html").read_text(encoding="utf-8")
    tree = lxml.html.document_fromstring(page)
    assert "复核得分" in [b.text_content() for b in tree.xpath("//thead//button")]
    assert "88.00" in tree.xpath("//table[@id='listing']/tbody/tr[3]")[0].text_content()
    assert json.loads(tree.get_element_by_id("columns").text)["columns"]["review_low"][2] == 88.0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert sum(manifest["suggestions"].values()) == 3


def test_finding_forms(forms: Path) -> None:
    portfolio = open_portfolio(forms)
    assert "路灯" in repr(portfolio.find("路灯 改造"))
    assert repr(portfolio.find(severity="critical", suggestion="pass")) == "没有符合条件的自评表。"
    some = portfolio.rows[0]
    assert some["project"] in repr(portfolio.find(unit=some["unit"], rule=some["rules"][0]))
    assert list(portfolio.frame["project"]) == [r["project"] for r in portfolio.rows]


def test_the_index_is_saved_with_links_that_hold(out: Path, tmp_path: Path) -> None:
    answer = open_portfolio(out).save_index(tmp_path / "总览.html")
    assert "总览.html" in repr(answer)
    tree = lxml.html.parse(str(tmp_path / "总览.html"))
    assert all((tmp_path / link).is_file() for link in tree.xpath("//table[@id='listing']//a/@href"))


@pytest.mark.parametrize("source", ["没有这个文件夹", "empty"])
def test_what_cannot_be_opened_is_a_sentence(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReviewError, match=r"。$"):
        open_portfolio(source)


def test_forms_with_one_text_are_one_group() -> None:
    rows = [{"form_id": f"f{i}"} for i in range(6)]
    text = "完成全部道路养护任务，保障群众出行安全。"
    findings = pd.DataFrame(
        [("f0", "X01", "goal_actual", text), ("f3", "X01", "goal_actual", text + " "), ("f4", "X01", "goal_expected", text),
         ("f1", "X02", "form", ""), ("f2", "X02", "form", ""), ("f5", "K01", "form", text)],
        columns=["form_id", "rule_id", "where", "quote"],
    )  # fmt: skip
    names = [("f1", "养护里程"), ("f1", "验收合格率"), ("f2", "验收合格率"), ("f2", "养护里程"), ("f5", "其他")]
    groups = shared_groups(rows, findings, pd.DataFrame(names, columns=["form_id", "level3"]))
    assert [(g["where"], g["members"]) for g in groups] == [("目标实际完成情况", [0, 3]), ("指标", [1, 2])]
    assert groups[1]["text"] in ("养护里程、验收合格率", "验收合格率、养护里程")


def test_many_forms_have_their_data_beside_the_page() -> None:
    files = index_files(sample_rows(SHARD + 1), embed_up_to=10)
    assert list(files) == ["index.html", "data/index-columns.js", "data/index-000.js", "data/index-001.js"]
    assert len(files["index.html"]) < 200_000
    assert files["data/index-001.js"].startswith("selfevalIndex(1,[[")
