"""The index in a browser: search, filter, sort, pages, and that its state survives a reload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.report.overview.index import index_files
from selfeval_nb.report.overview.index_data import SHARD
from tests.report.index_rows import render_index, sample_index, sample_rows

pytestmark = pytest.mark.browser


def shown(page: Any) -> int:
    return int(page.locator("#listing tbody tr").count())


def column(page: Any, number: int) -> list[str]:
    return list(page.locator(f"#listing tbody td:nth-child({number})").all_inner_texts())


def test_it_opens_quietly_and_shows_one_page_of_rows(show: Callable[..., Any]) -> None:
    page = show(sample_index(250))
    assert page.complaints == []
    assert shown(page) == 100
    page.click("#next")
    page.click("#next")
    assert shown(page) == 50
    assert page.locator("#next").is_disabled()


def test_filters_narrow_the_list(show: Callable[..., Any]) -> None:
    rows = sample_rows(250)
    page = show(sample_index(250))
    page.fill("[name=q]", "道路 养护")
    assert set(page.locator("#listing tbody th a").all_inner_texts()) == {
        r["project"] for r in rows if "道路养护" in r["project"]
    }
    page.click("[type=reset]")
    page.select_option("[name=unit]", "某某区第3办公室")
    assert shown(page) == sum(r["unit"] == "某某区第3办公室" for r in rows)
    page.select_option("[name=severity]", "critical")
    assert shown(page) == sum(r["unit"] == "某某区第3办公室" and r["critical"] > 0 for r in rows)
    page.click("[type=reset]")
    page.select_option("[name=rule]", "K17")
    page.fill("[name=from]", "90")
    page.fill("[name=difference]", "5")
    expected = [
        r["project"]
        for r in rows
        if "K17" in r["rules"] and (r["self_score"] or 0) >= 90 and r["self_score"] - r["high"] >= 5
    ]
    assert page.locator("#listing tbody th a").all_inner_texts() == expected
    assert expected


def test_sorting_by_a_column_and_back(show: Callable[..., Any]) -> None:
    page = show(sample_index(90))
    page.click("[data-sort=budget]")
    amounts = [float(text.split()[0].replace(",", "")) for text in column(page, 4)]
    assert amounts == sorted(amounts, reverse=True)
    assert page.locator("[aria-sort=descending]").count() == 1
    page.click("[data-sort=budget]")
    amounts = [float(text.split()[0].replace(",", "")) for text in column(page, 4)]
    assert amounts == sorted(amounts)


def test_it_works_on_a_phone(show: Callable[..., Any]) -> None:
    rows = sample_rows(60)
    page = show(sample_index(60), width=390)
    page.select_option("[name=severity]", "critical")
    page.click("[data-sort=budget]")
    expected = sorted((r for r in rows if r["critical"] > 0), key=lambda r: -r["budget"])
    assert page.locator("#listing tbody th a").all_inner_texts() == [r["project"] for r in expected]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = page.locator("#listing tbody tr").first.bounding_box()
    assert box["width"] <= 390


def test_the_state_is_in_the_address(show: Callable[..., Any]) -> None:
    page = show(sample_index(90))
    page.select_option("[name=suggestion]", "pass")
    page.click("[data-sort=self_score]")
    before = page.locator("#listing tbody").inner_text()
    page.reload()
    assert page.locator("#listing tbody").inner_text() == before
    assert page.input_value("[name=suggestion]") == "pass"


def test_bars_filter_the_list(show: Callable[..., Any]) -> None:
    rows = sample_rows(90)
    page = show(sample_index(90))
    page.click("[data-rule=F12]")
    assert shown(page) == sum("F12" in r["rules"] for r in rows)


def test_ten_thousand_rows(show: Callable[..., Any]) -> None:
    page = show(render_index(sample_rows(10_000)))
    page.fill("[name=q]", "项目9999")
    assert shown(page) == 1
    assert page.complaints == []


def test_data_beside_the_page_are_loaded_as_they_are_needed(show: Callable[..., Any], tmp_path: Path) -> None:
    rows = sample_rows(SHARD + 500)
    files = index_files(rows, embed_up_to=10)
    (tmp_path / "data").mkdir()
    for name in list(files)[1:]:
        (tmp_path / name).write_text(files[name], encoding="utf-8")
    page = show(files["index.html"])
    page.select_option("[name=severity]", "critical")
    expect = sum(r["critical"] > 0 for r in rows)
    page.get_by_text(f"符合{expect}张").wait_for()
    loaded = "Array.from(document.querySelectorAll('head script')).map(s => s.src.slice(-6, -3))"
    assert page.evaluate(loaded) == ["mns", "000"]
    page.click("[type=reset]")
    page.fill("[name=q]", f"项目{SHARD + 499}")  # in the last shard
    page.get_by_text("符合1张").wait_for()
    assert page.locator("#listing tbody th a").inner_text() == rows[-1]["project"]
    assert page.evaluate(loaded)[-1] == "001"
    assert page.complaints == []


def test_a_missing_data_file_is_said(show: Callable[..., Any]) -> None:
    page = show(index_files(sample_rows(20), embed_up_to=10)["index.html"])
    page.get_by_text("请与本页一起复制 data 文件夹").wait_for()


def test_of_many_units_a_part_of_the_name_is_typed(show: Callable[..., Any]) -> None:
    rows = [{**r, "unit": f"第{i}中学"} for i, r in enumerate(sample_rows(320))]
    page = show(render_index(rows))
    page.fill("[name=unit]", "第31")
    assert shown(page) == sum("第31" in r["unit"] for r in rows)
    page.reload()
    assert page.input_value("[name=unit]") == "第31"
    assert shown(page) == 11
    assert page.complaints == []


def test_review_scores_sort_and_show(show: Callable[..., Any]) -> None:
    rows = [{**r, "review_low": float(i % 7), "review_high": float(i % 7)} for i, r in enumerate(sample_rows(30))]
    page = show(render_index(rows))
    page.click("[data-sort=review_low]")
    assert column(page, 9)[0] == "6.00"
    assert page.complaints == []


def test_hostile_text_stays_text(show: Callable[..., Any]) -> None:
    payload = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u2028{{7*7}}"
    rows = [{**r, "project": payload, "unit": payload, "file": payload} for r in sample_rows(3)]
    failed = [{"file": payload, "detail": payload}]
    page = show(render_index(rows, failed, rules={"F12": {"title": payload}}))
    page.fill("[name=q]", "alert")
    page.wait_for_timeout(200)
    assert page.complaints == []
    assert page.locator("img").count() == 0
    assert page.locator("#listing tbody th a").first.inner_text() == payload.replace("\u2028", "\u2028")
