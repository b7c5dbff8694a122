"""Make the pictures of docs/images from the shipped sample forms: ``python -m tests.browser.screenshots``.

Needs Chromium; the pictures of the Word and Excel files need LibreOffice and pdftoppm too.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from selfeval_nb.common.assets import asset_dir
from tests.browser.jupyter import Lab, jupyterlab, run_all
from tests.conftest import ARGUMENTS, BROWSERS

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
LARGEST = 250_000  # bytes of a picture
FORM = "forms/01_平安乡镇与驻村服务.docx"
DATE = "2026-03-10"  # of the rulings in the pictures


def sample_reviews() -> tuple[list[Any], Any]:
    """The reviews of all shipped samples and what the checks said of them."""
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.forms.load import load_forms
    from selfeval_nb.review.build import build_reviews

    loaded = load_forms([asset_dir("notebooks") / "forms"])
    result = check(tables_of(loaded.forms, loaded.problems))
    return list(build_reviews(loaded.forms, result, loaded.problems)), result


def pages() -> dict[str, str]:
    """The report of the sample with most to show, and the index of all samples."""
    from selfeval_nb.report.overview.index import index_files, index_row
    from selfeval_nb.report.page.report_html import render_page

    reviews, result = sample_reviews()
    richest = max(reviews, key=lambda r: (r.counts["critical"] > 0, len({f["rule_id"] for f in r.findings})))
    rows = [index_row(review, f"{review.form.form_id}.html") for review in reviews]
    return {"report": render_page(richest), "index": index_files(rows, rules=result.rules)["index.html"]}


def main() -> None:
    from playwright.sync_api import sync_playwright

    executable = next(path for name in BROWSERS if (path := shutil.which(name)))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        web_pages(browser, folder)
        (folder / "lab").mkdir()
        with jupyterlab(folder / "lab", SELFEVAL_REVIEWER="张三") as lab:
            review_notebook(browser, lab)
            portfolio_notebook(browser, lab)
        browser.close()
        office_files(folder)


def web_pages(browser: Any, folder: Path) -> None:
    for name, html in pages().items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    for name, source, width, height in (
        ("report-desktop", "report", 1280, 1500),
        ("report-mobile", "report", 390, 1100),
        ("index", "index", 1280, 1000),
    ):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto((folder / f"{source}.html").as_uri())
        save(page.screenshot(), IMAGES / f"{name}.png")


def review_notebook(browser: Any, lab: Lab) -> None:
    """The notebook as it opens, and the panel in the middle of the work."""
    page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    run_all(page, lab, "review.ipynb", ".jp-OutputArea #provenance")
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    panel = page.locator(".selfeval-panel").first
    panel.locator("input[type=date]").fill(DATE)
    panel.get_by_role("button", name="打开整批").click()
    panel.locator(".told").get_by_text("已读取并检查").wait_for()
    page.locator(".jp-WindowedPanel-outer").first.evaluate("e => e.scrollTop = 0")
    page.wait_for_timeout(800)
    save(page.screenshot(), IMAGES / "notebook.png")
    panel.get_by_role("button", name="确认并下一个").click()
    panel.locator(".told").get_by_text("已写入").wait_for()
    findings = panel.locator(".selfeval-findings select").first
    findings.select_option(index=min(3, findings.locator("option").count() - 1))
    panel.get_by_label("理由").first.fill("已核对原件，情况属实，附有说明")
    page.set_viewport_size({"width": 1280, "height": 1300})
    page.wait_for_timeout(800)
    save(panel.screenshot(), IMAGES / "notebook-rule.png")
    page.close()


def portfolio_notebook(browser: Any, lab: Lab) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    run_all(page, lab, "portfolio.ipynb", ".jp-OutputArea table.dataframe")
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    page.locator(".jp-OutputArea .charts").first.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    save(page.screenshot(), IMAGES / "portfolio.png")
    page.close()


def office_files(folder: Path) -> None:
    """The work paper and the notice of return, as LibreOffice prints them."""
    from selfeval_nb.report.word.notice import notices
    from selfeval_nb.report.workbook.workbook import write_workpaper

    reviews, _ = sample_reviews()
    mine = [r for r in reviews if r.form.file == Path(FORM).name]
    write_workpaper(mine, folder / "workpaper.xlsx")
    (notice, *_) = notices(
        mine,
        folder / "notices",
        sender="某某县财政局",
        deadline="2026年3月31日",
        date="2026年3月10日",
        number="某财绩〔2026〕3号",
        contact="李四",
        phone="0000-1234567",
    )
    for name, file, page in (("workpaper", folder / "workpaper.xlsx", 2), ("notice", notice, 1)):
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder / name), str(file)],
            check=True, capture_output=True,
        )  # fmt: skip
        (pdf,) = (folder / name).glob("*.pdf")
        picture = folder / name / "page"
        subprocess.run(
            ["pdftoppm", "-png", "-r", "100", "-f", str(page), "-singlefile", str(pdf), str(picture)], check=True
        )
        save(picture.with_suffix(".png").read_bytes(), IMAGES / f"{name}.png", above=0.93)


def save(png: bytes, path: Path, above: float = 1.0) -> None:
    """Write a picture without its blank margins, in 256 colours where it would be too large otherwise.

    ``above``: the part of its height that is kept, without a page's foot.
    """
    from PIL import Image, ImageChops

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, int(picture.height * above)))
    left, top, right, bottom = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    width, height = picture.size
    picture = picture.crop((max(0, left - 24), max(0, top - 24), min(width, right + 24), min(height, bottom + 24)))
    picture.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name} is larger than {LARGEST} bytes")


if __name__ == "__main__":
    main()
