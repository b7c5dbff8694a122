"""The review notebook in JupyterLab as it stands: run all cells, and the sections show as in the report."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from selfeval_nb.assets import asset_dir
from selfeval_nb.report.sections import SECTIONS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """A JupyterLab on a copy of the notebooks, with its settings and runtime files out of the way of the user's own."""
    pytest.importorskip("jupyterlab")
    workspace = tmp_path / "workspace"
    shutil.copytree(asset_dir("notebooks"), workspace)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    folders |= {
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "ws"),
    }
    options = [
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={workspace}",
        "--IdentityProvider.token=",
        "--allow-root",
    ]
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", *options],
        env=os.environ | folders,
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}/lab"
    try:
        for _ in range(300):
            try:
                with urlopen(address, timeout=5):
                    break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail(f"JupyterLab did not start: {(tmp_path / 'lab.log').read_text()[-2000:]}")
        yield address
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def test_the_notebook_runs_and_shows_every_section(lab: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(f"{lab}/tree/review.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_selector(".jp-OutputArea #provenance", timeout=90_000, state="attached")
    for name in SECTIONS:
        assert page.locator(f".jp-OutputArea #{name}").count() == 1
    # the report's style holds against JupyterLab's own rules for tables and lists in outputs
    style = "e => { const s = getComputedStyle(e); return [s.textAlign, s.borderTopStyle, s.fontSize] }"
    assert page.locator("#form td.value").first.evaluate(style) == ["left", "solid", "13px"]
    assert page.locator("#findings dt").first.evaluate("e => getComputedStyle(e).cssFloat") == "none"
    context.close()
