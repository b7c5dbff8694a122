"""A batch runs its own notebook for many forms in one shell: each must find it as if it were new."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.engine import shell
from tests.batch.compare import normalised, notebook, run
from tests.engine.test_fidelity import NOTEBOOKS

LEAVES = notebook(
    "import os, sys\nform = '甲'\nsecret = [1]\nsecret",
    "from __future__ import annotations\ndef f(x: Unknown): return secret\nf(1)",
    "os.environ['SELFEVAL_LEFT'] = '1'; os.environ.pop('TERM'); os.chdir('/')\nprint('left')",
    "import builtins; builtins.left = 1; sys.stdout = sys.stderr; sys.path.insert(0, '/left')",
    "open = len; display = None; get_ipython = None",
    "import asyncio\ntask = asyncio.create_task(asyncio.sleep(9))\n'x'",
    "_, __, ___",
)
ASKS = notebook(
    "1 + 1",
    "import os, sys\nIn, Out, _ih, [str(d) for d in _dh], get_ipython().execution_count",
    "%who",
    "sorted(name for name in globals() if not name.startswith('_i'))",
    "def f(x: int): pass\nf.__annotations__",
    "os.environ.get('SELFEVAL_LEFT'), os.environ['TERM'], os.environ['PAGER'], os.environ.get('MPLBACKEND'), os.getcwd()",
    "sys.path[:2], sys.argv, sys.modules['__main__'].__dict__ is globals(), __name__",
    "sys.stdout.name, sys.stderr.name",
    "'left' in dir(__builtins__), open, display, get_ipython().__class__.__name__",
    "import asyncio\nlen(asyncio.all_tasks())",
    "import os, subprocess\nsubprocess.run(['echo', 'child'])\n!echo bang",
    "import logging\nlogging.getLogger().handlers, logging.getLogger().level",
    "%history -n 1-2",
    "_, __, Out[1]",
    "import pickle\nclass C: pass\npickle.loads(pickle.dumps(C())).__class__ is C",
)


@pytest.fixture(autouse=True)
def _no_shell_before_or_after() -> Iterator[None]:
    shell.leave(shell.take(_ignored, parked=False), parked=False)
    yield
    shell.leave(shell.take(_ignored, parked=False), parked=False)


def _ignored(message: shell.Message) -> None:
    """What a shell says that runs nothing."""


def _made(nb: Any, folder: Path, *, keep: bool, **options: Any) -> tuple[list[Any], str | None]:
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    made, error = run(nb, "selfeval", folder, cwd=str(work), keep_shell=keep, **options)
    return normalised(made), error


def test_a_notebook_finds_nothing_of_the_one_before_it(tmp_path: Path) -> None:
    alone = _made(ASKS, tmp_path, keep=False)
    _made(LEAVES, tmp_path, keep=True)
    first = shell._parked
    assert first is not None
    assert _made(ASKS, tmp_path, keep=True) == alone
    assert _made(ASKS, tmp_path, keep=True) == alone
    assert shell._parked == first  # the same shell all the time


@pytest.mark.parametrize("name", ["streams", "parameters"])
def test_the_notebooks_of_the_engine_in_a_shell_that_has_served(name: str, tmp_path: Path) -> None:
    sources, options = NOTEBOOKS[name]
    nb = notebook(*sources)
    alone = _made(nb, tmp_path / "a", keep=False, **options)
    _made(LEAVES, tmp_path / "b", keep=True)
    assert _made(nb, tmp_path / "a", keep=True, **options) == alone


def test_no_shell_is_kept_after_an_error_or_an_exit_nor_given_to_another_notebook(tmp_path: Path) -> None:
    for options in ({}, {"allow_errors": True}):
        _made(notebook("1 / 0"), tmp_path, keep=True, **options)
        assert shell._parked is None
    _made(notebook("exit"), tmp_path, keep=True)
    assert shell._parked is None
    _made(LEAVES, tmp_path, keep=True)
    kept = shell._parked
    assert kept is not None
    _made(ASKS, tmp_path, keep=False)
    assert shell._parked is None
    assert kept[1].loop.is_closed()


def test_a_fork_does_not_use_the_shell_of_its_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _made(LEAVES, tmp_path, keep=True)
    kept = shell._parked
    assert kept is not None
    monkeypatch.setattr(shell, "_parked", (kept[0] + 1, kept[1]))
    kernel = shell.take(_ignored, parked=True)
    assert kernel is not kept[1]
    shell.leave(kernel, parked=False)
    shell._parked = kept
