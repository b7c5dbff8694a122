"""What few forms do not need is not imported: held by names of modules, not by a clock."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.batch.forms import write_forms

NOTEBOOKS = {"IPython", "ipykernel", "jupyter_client", "nbclient", "nbconvert", "nbformat", "papermill", "jinja2"}
WRITERS = {"docx", "great_expectations", "jsonschema", "matplotlib", "openpyxl", "requests", "scipy", "xlsxwriter"}
FRAMES = {"numpy", "pandas", "pyarrow"}
LOADED = "\nimport json, sys\nprint(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})), file=sys.stderr)\n"


def _loaded(code: str, *arguments: str | Path) -> set[str]:
    """The packages that a program has imported at its end."""
    ran = subprocess.run(
        [sys.executable, "-c", code + LOADED, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return set(json.loads(ran.stderr.strip().splitlines()[-1]))


def test_checking_one_form_imports_neither_notebooks_nor_writers(tmp_path: Path) -> None:
    code = "import sys\nfrom selfeval_nb.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
    loaded = _loaded(code, "check", write_forms(tmp_path / "forms", 1))
    assert "pandas" in loaded  # the checks have run
    assert loaded & (NOTEBOOKS | WRITERS | {"pebble"}) == set()


def test_the_process_that_starts_a_batch_holds_no_frames(tmp_path: Path) -> None:
    forms, out = write_forms(tmp_path / "forms", 3), tmp_path / "out"
    code = (
        "import sys\nfrom selfeval_nb.batch.run import run_batch\n"
        "assert run_batch([sys.argv[1]], sys.argv[2], jobs=1, progress=False).exit_code == 0\n"
    )
    for _ in range(2):
        assert _loaded(code, forms, out) & (FRAMES | NOTEBOOKS | WRITERS) == set()
        (forms / "002.html").write_text((forms / "001.html").read_text(encoding="utf-8"), encoding="utf-8")
    assert (out / "data" / "index.parquet").is_file()
