"""Make the pictures of docs/images from the shipped sample forms: ``python -m tests.browser.screenshots``."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from selfeval_nb.assets import asset_dir
from tests.browser.conftest import ARGUMENTS, BROWSERS

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
LARGEST = 250_000  # bytes of a picture


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
    from selfeval_nb.report.html import render_page
    from selfeval_nb.report.index import index_row, render_index

    reviews, result = sample_reviews()
    richest = max(reviews, key=lambda r: (r.counts["critical"] > 0, len({f["rule_id"] for f in r.findings})))
    rows = [index_row(review, f"{review.form.form_id}.html") for review in reviews]
    return {"report": render_page(richest), "index": render_index(rows, rules=result.rules)}


def main() -> None:
    from playwright.sync_api import sync_playwright

    executable = next(path for name in BROWSERS if (path := shutil.which(name)))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        made = {}
        for name, html in pages().items():
            made[name] = Path(folder) / f"{name}.html"
            made[name].write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        for name, source, width, height in (
            ("report-desktop", "report", 1280, 1500),
            ("report-mobile", "report", 390, 1100),
            ("index", "index", 1280, 1000),
        ):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(made[source].as_uri())
            save(page.screenshot(), IMAGES / f"{name}.png")
        browser.close()


def save(png: bytes, path: Path) -> None:
    """Write a picture, compressed as far as PNG allows without losing a colour."""
    import io

    from PIL import Image

    Image.open(io.BytesIO(png)).convert("RGB").save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name} is larger than {LARGEST} bytes")


if __name__ == "__main__":
    main()
