"""A reviewer's workspace: the notebooks, sample forms and expectations copied out of the package, and JupyterLab on them."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfeval_nb.cli.labstart import lab_environment, say_address, show_in_advance
from selfeval_nb.cli.starters import write_starters
from selfeval_nb.common import children
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.files import Target, why

_PARTS = ("notebooks", "expectations")
_IGNORED = frozenset(("__pycache__", ".ipynb_checkpoints", ".virtual_documents"))


class WorkspaceError(Sentence):
    """Why a workspace cannot be made or opened, in one sentence."""


@dataclass(slots=True)
class Copied:
    """What ``init`` did: files written, files already the same, files kept because the reviewer had changed them."""

    folder: Path
    written: list[Path] = field(default_factory=list)
    same: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


def init(folder: Path, *, force: bool = False) -> Copied:
    """Copy notebooks/ and expectations/ into ``folder``, make reports/ and layouts/ and the files to double-click. A file changed
    there stays unless ``force``.

    Raises WorkspaceError when the folder cannot be written.
    """
    done = Copied(folder)
    try:
        for part in _PARTS:
            source = asset_dir(part)
            for path in sorted(p for p in source.rglob("*") if p.is_file() and not _IGNORED & set(p.parts)):
                _copy(path, folder / part / path.relative_to(source), done, force)
        for name in ("reports", "layouts"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        write_starters(folder)
    except OSError as error:
        raise WorkspaceError(f"工作区“{folder}”不能写入：{why(error)}。请换一个文件夹。") from error
    return done


def layouts_of(workspace: Path) -> Path | None:
    """The workspace's folder of taught layouts, None where it has none yet."""
    folder = workspace / "layouts"
    return folder if folder.is_dir() else None


def _copy(source: Path, target: Path, done: Copied, force: bool) -> None:
    if target.exists():
        if _digest(target) == _digest(source):
            done.same.append(target)
            return
        if not force:
            done.kept.append(target)
            return
    with Target(target) as part:
        shutil.copyfile(source, part)
    done.written.append(target)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def review_notebook(workspace: Path, form: Path | None, parameters: dict[str, Any]) -> Path:
    """The notebook to open for ``form`` (a form, or a folder or archive of forms): a copy of review.ipynb with the parameters set,
    named after it; for a batch's output folder of portfolio.ipynb.

    A copy that exists is opened as it stands: it may hold a reviewer's work. Without a form: review.ipynb itself.
    """
    folder = workspace / "notebooks"
    whole = form is not None and (form / "manifest.json").is_file()
    source = folder / ("portfolio.ipynb" if whole else "review.ipynb")
    if not source.is_file():
        init(workspace)
    lang = str(parameters.get("lang", "zh"))
    if form is None and lang == "zh":
        return source
    if form is None:
        return _copy_for(source, folder / f"{source.stem}-{lang}.ipynb", {"lang": lang})
    if not form.exists():
        raise WorkspaceError(f"找不到文件“{form}”。")
    number = 1 if whole else parameters.get("form_no", 1)
    name = form.resolve().name if form.is_dir() else form.stem
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)[:60].strip("-") or "form"
    target = folder / (f"{source.stem}-{stem}.ipynb" if number == 1 else f"{source.stem}-{stem}-{number}.ipynb")
    return _copy_for(source, target, {"source" if whole else "form": str(form.resolve()), **parameters})


def _copy_for(source: Path, target: Path, values: dict[str, Any]) -> Path:
    """The notebook with these parameters and its texts in the language that they name."""
    if target.exists():
        return target
    notebook = json.loads(source.read_text("utf-8"))
    for cell in notebook["cells"]:
        if "parameters" in cell.get("metadata", {}).get("tags", ()):
            cell["source"] = _with_values(cell["source"], values)
        translated = cell.get("metadata", {}).get("selfeval", {}).get(values.get("lang", "zh"))
        if translated:
            cell["source"] = translated
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    with Target(target) as part:
        part.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return target


def _with_values(source: str | list[str], values: dict[str, Any]) -> str:
    """The parameters cell with its values replaced; every value is written as a literal, so that it cannot become code."""
    text = source if isinstance(source, str) else "".join(source)
    lines = []
    for line in text.split("\n"):
        name = line.partition(":")[0].strip()
        head, equals, rest = line.partition("=")
        if name in values and equals:
            comment = "  #" + rest.rpartition("  #")[2] if "  #" in rest else ""
            value = values[name]
            literal = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
            line = f"{head.rstrip()} = {literal}{comment}"
        lines.append(line)
    return "\n".join(lines)


def open_lab(
    notebook: Path, workspace: Path, arguments: tuple[str, ...] = (), lang: str = "zh", modules: tuple[Path, ...] = ()
) -> int:
    """Run JupyterLab on a notebook until it is closed; returns its exit code. Its kernels find modules of ``modules`` beside those
    that are installed, and none that lie in the workspace or beside a notebook."""
    import signal
    import subprocess
    from urllib.parse import quote

    relative = notebook.resolve().relative_to(workspace.resolve())
    show_in_advance(notebook)
    command = [
        *children.python("jupyterlab"),
        # fifteen lines of English say nothing to a reviewer; one line of ours says enough
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        f"--ServerApp.root_dir={workspace.resolve()}",
        # as the address, not as a file: so it is also in the address that is printed where no browser can be opened
        f"--LabApp.default_url=/lab/tree/{quote(relative.as_posix())}",
        *arguments,
    ]
    with (
        tempfile.TemporaryDirectory(prefix="selfeval-lab-") as folder,
        # its own folder is the working one: what a server or a kernel may look for there is what we put there
        subprocess.Popen(command, cwd=folder, env=lab_environment(Path(folder), lang, modules) | _token()) as lab,
    ):
        signal.signal(signal.SIGTERM, lambda *_: lab.terminate())  # asked to end, end JupyterLab with its kernels
        threading.Thread(target=say_address, args=(lab, relative.as_posix(), lang), daemon=True).start()
        while True:
            try:
                return lab.wait()
            except KeyboardInterrupt:
                continue  # it has had the same Ctrl-C, and asks on the terminal whether it is meant


def _token() -> dict[str, str]:
    """A token of our making: one that the server makes it also prints, with a page of advice."""
    return {} if os.environ.get("JUPYTER_TOKEN") else {"JUPYTER_TOKEN": secrets.token_hex(24)}
