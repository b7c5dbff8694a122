"""How JupyterLab starts for a reviewer: what it shows at once, what its settings are, one line in the terminal."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from selfeval_nb.common import children
from selfeval_nb.common.said import said


def show_in_advance(notebook: Path) -> bool:
    """Run a notebook that has no outputs yet, so that it opens with the report in it; ▶▶ brings the panel. True when it was run.

    Left alone: a notebook with a reviewer's work, one of several forms (which waits for a person to choose), one that fails.
    """
    import nbformat

    nb = nbformat.read(notebook, as_version=4)
    code = [c for c in nb.cells if c.cell_type == "code"]
    if not code or any(c.get("outputs") or c.get("execution_count") for c in code):
        return False
    from selfeval_nb.batch.stage.execute import execute

    ran, error = execute(str(notebook.resolve()), {}, str(notebook.resolve().parent))
    if error:
        return False
    for cell, done in zip(nb.cells, ran.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = done.outputs, done.execution_count
    nbformat.write(nb, notebook)
    _trust(nb)
    return True


def _trust(nb: Any) -> None:
    """Sign what we have made, else JupyterLab would show it without its style."""
    from nbformat.sign import NotebookNotary

    NotebookNotary().sign(nb)


_STARTED = said(__name__, "started")


def say_address(lab: Any, notebook: str, lang: str) -> None:
    """One line with the address, as soon as the server has written down where it listens."""
    from jupyter_server.serverapp import list_running_servers

    for _ in range(600):
        if lab.poll() is not None:
            return
        found = next((s for s in list_running_servers() if s.get("pid") == lab.pid), None)
        if found is not None:
            token = f"?token={found['token']}" if found.get("token") else ""
            url = f"{found['url']}lab/tree/{notebook}{token}"
            print(_STARTED[lang].format(notebook=notebook, url=url), file=sys.stderr, flush=True)
            return
        time.sleep(0.1)


def lab_environment(folder: Path, lang: str, modules: tuple[Path, ...] = ()) -> dict[str, str]:
    """The environment for a JupyterLab with other defaults, kept in ``folder``; a user's own settings go before them.

    Its menus are in the reviewer's language, the list of files is folded away, and it asks nothing of the network: offices that review forms have none. Its kernels do
    not look for modules where the notebooks lie.
    """
    news = {"fetchNews": "false", "checkForUpdates": False}
    defaults = {
        "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN" if lang == "zh" else "default"},
        "@jupyterlab/apputils-extension:notification": news,
        # ▶▶ asks whether all variables may be lost; here nothing is: rulings are in their file
        "@jupyterlab/apputils-extension:sessionDialogs": {"skipKernelRestartDialog": True},
    }
    (folder / "labconfig").mkdir(parents=True, exist_ok=True)
    path = folder / "labconfig" / "default_setting_overrides.json"
    path.write_text(json.dumps(defaults, indent=1) + "\n", "utf-8")
    kernel = folder / "share" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps(_kernel(modules), indent=1) + "\n", "utf-8")
    paths = {"JUPYTER_CONFIG_PATH": folder, "JUPYTER_PATH": folder / "share"}
    found = children.environment()
    for name, own in paths.items():
        found[name] = os.pathsep.join([str(own), *filter(None, [children.safe_list(os.environ.get(name, ""))])])
    found.setdefault("JUPYTERLAB_WORKSPACES_DIR", str(_folded(folder / "workspaces")))
    return found


def _kernel(modules: tuple[Path, ...]) -> dict[str, Any]:
    """What ``python3`` starts: ipykernel without the working folder, which is the notebook's; own modules behind all others."""
    command = [
        *children.python("ipykernel_launcher"),
        "-f",
        "{connection_file}",
        "--InteractiveShellApp.ignore_cwd=True",
    ]
    if modules:
        folders = [str(m.resolve()) for m in modules]
        command.append(f"--InteractiveShellApp.exec_lines=import sys; sys.path.extend({folders!r}); del sys")
    return {
        "argv": command,
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "metadata": {"debugger": True},
        "env": children.settings(),
    }


def _folded(folder: Path) -> Path:
    """A JupyterLab workspace (its layout) with the side bars folded: the notebook has the whole width."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    side = {"collapsed": True, "visible": True, "widgets": []}
    layout = {"left": side, "right": side, "relativeSizes": [0, 1, 0]}
    content = {"data": {"layout-restorer:data": layout}, "metadata": {"id": "default"}}
    WorkspacesManager(str(folder)).save("default", json.dumps(content))
    return folder
