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
        return nbformat.read(path, as_version=4)
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
    nb.metadata.setdefault("kernelspec", {"name": "python3", "language": "python", "display_name": "Python 3"})
    for number, cell in enumerate(nb.cells):
        cell["id"] = f"cell-{number}"
    return nb


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
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BatchError(f"无法读取笔记本“{path.name}”：{type(error).__name__}: {error}") from error
    declared = declared_parameters(cells)
    if "form" not in declared:
        raise BatchError(
            f'笔记本“{path.name}”没有声明参数 form：请在标签为 parameters 的单元格中写 form = ""，'
            f"可用的参数有 {'、'.join(PARAMETERS)}。"
        )
    return declared & set(PARAMETERS)
