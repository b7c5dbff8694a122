"""Where the notebooks and expectations are: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def asset_dir(name: str) -> Path:
    """The folder ``notebooks`` or ``expectations``. Raises FileNotFoundError when the installation is not whole."""
    for base in (_PACKAGE / "_assets", _PACKAGE.parent):
        path = base / name
        if path.is_dir():
            return path
    raise FileNotFoundError(f"the folder {name}/ is missing from this installation of selfeval-nb")
