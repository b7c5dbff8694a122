"""The notebook that a batch runs: ours, or a reviewer's own variant with the same parameters."""

from __future__ import annotations

import ast
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from selfeval_nb.batch.output.folder import BatchError
from selfeval_nb.common.how import How

PARAMETERS = ("form", "form_no", *(f.name for f in fields(How)))


def read_notebook(path: Path) -> Any:
    """Read an .ipynb, or a script in jupytext's percent format when jupytext is installed. Raises BatchError."""
    import nbformat

    try:
        if path.suffix.lower() == ".py":
            return _from_script(path)
        nb = nbformat.read(path, as_version=4)
        _settle_kernel(nb.metadata, path)
        return nb
    except BatchError:
        raise
    except Exception as error:
        raise BatchError(f"无法读取笔记本“{path.name}”：{type(error).__name__}: {error}") from error


def _from_script(path: Path) -> Any:
    try:
        import jupytext
    except ImportError:
        raise BatchError(
            f"“{path.name}”是脚本，需要 jupytext 才能作为笔记本运行：请先安装 jupytext，或改用 .ipynb 文件。"
        ) from None
    nb = jupytext.read(path, fmt="py:percent")
    _settle_kernel(nb.metadata, path)
    for number, cell in enumerate(nb.cells):
        cell["id"] = f"cell-{number}"
    return nb


_KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}


def _settle_kernel(metadata: Any, path: Path) -> None:
    """Any Python will do, so a kernel that is not named, or that is not on this machine, is no matter; another language is."""
    spec = metadata.get("kernelspec")
    named = spec if isinstance(spec, dict) else {}
    language = str(named.get("language") or metadata.get("language_info", {}).get("name") or "python")
    if language != "python":
        raise BatchError(
            f"笔记本“{path.name}”的内核是 {named.get('name') or language}（{language}），须为 Python：请在 JupyterLab 中换成 Python 内核并保存。"
        )
    if named.get("name") != _KERNEL["name"]:
        metadata["kernelspec"] = dict(_KERNEL)


def declared_parameters(cells: list[Any]) -> set[str]:
    """The names that the notebook's parameters cell assigns. Empty when it has no such cell."""
    names: set[str] = set()
    for cell in cells:
        if cell.get("cell_type") == "code" and "parameters" in cell.get("metadata", {}).get("tags", []):
            source = cell.get("source", "")
            try:
                body = ast.parse(source if isinstance(source, str) else "".join(source)).body
            except SyntaxError:
                continue
            for node in body:
                targets = (
                    node.targets
                    if isinstance(node, ast.Assign)
                    else [node.target]
                    if isinstance(node, ast.AnnAssign)
                    else []
                )
                names |= {t.id for t in targets if isinstance(t, ast.Name)}
    return names


def accepted_parameters(path: Path) -> set[str]:
    """The parameters to pass: those of ours that the notebook declares. Raises BatchError when it cannot be told a form.

    An .ipynb is only looked at as JSON: loading nbformat takes a second or two, and only the workers need it.
    """
    if path.suffix.lower() == ".py":
        cells = read_notebook(path).cells
    else:
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            cells = notebook["cells"]
            _settle_kernel(dict(notebook.get("metadata", {})), path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BatchError(f"无法读取笔记本“{path.name}”：{type(error).__name__}: {error}") from error
    declared = declared_parameters(cells)
    if "form" not in declared:
        raise BatchError(
            f'笔记本“{path.name}”没有声明参数 form：请在标签为 parameters 的单元格中写 form = ""，'
            f"可用的参数有 {'、'.join(PARAMETERS)}。"
        )
    return declared & set(PARAMETERS)
