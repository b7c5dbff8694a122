"""A JupyterLab of our own for the browser tests and the pictures: on a copy of the notebooks, away from the user's settings."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from selfeval_nb.cli.labstart import lab_environment
from selfeval_nb.common.assets import asset_dir


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address and the workspace (a copy of notebooks/)."""

    address: str
    workspace: Path

    def __str__(self) -> str:
        return self.address


@contextmanager
def jupyterlab(folder: Path, **environment: str) -> Iterator[Lab]:
    """Start JupyterLab in ``folder``; its workspace has a blank and Chinese in its name, as real ones do."""
    workspace = folder / "复核 工作区"
    shutil.copytree(asset_dir("notebooks"), workspace)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    folders |= lab_environment(folder / "defaults", "zh")
    folders |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(folder / "ws")}
    options = [
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={workspace}",
        "--IdentityProvider.token=",
        "--allow-root",
        "--LabApp.expose_app_in_browser=True",
    ]
    log = (folder / "lab.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", *options],
        env=os.environ | folders | environment,
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
            raise RuntimeError(f"JupyterLab did not start: {(folder / 'lab.log').read_text()[-2000:]}")
        yield Lab(address, workspace)
    finally:
        server.terminate()
        server.wait(30)
        log.close()


# JupyterLab takes "Run All" before its kernel is connected, and then runs nothing: it shows "idle" from the start
_CONNECTED = """async () => {
  const panel = window.jupyterapp?.shell.currentWidget;
  if (!panel?.sessionContext) return false;
  await panel.context.ready;
  await panel.sessionContext.ready;
  const kernel = panel.sessionContext.session?.kernel;
  if (!kernel) return false;
  await kernel.info;
  return kernel.connectionStatus === "connected" && kernel.status === "idle";
}"""


def open_notebook(page: Any, lab: Lab, notebook: str) -> None:
    """Open a notebook and wait until its kernel answers."""
    page.goto(f"{lab.address}/tree/{notebook}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_function(_CONNECTED, timeout=90_000)


def run_all(page: Any, lab: Lab, notebook: str, done: str) -> None:
    """Open a notebook, run all cells, wait until the selector ``done`` is there."""
    open_notebook(page, lab, notebook)
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(done, timeout=120_000, state="attached")
