"""Our engine against papermill's own: the same notebook must come out the same."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.batch.compare import normalised, notebook, run

NOTEBOOKS: dict[str, tuple[list[Any], dict[str, Any]]] = {
    "streams": (
        [
            "import sys\nprint('一')\nprint('err', file=sys.stderr)\nprint('二')\nprint('x', end='')\n1 + 1",
            "print('a'); print('b'); sys.stdout.write('c\\n')",
            "import os, subprocess, time\nprint('before')\nsubprocess.run([sys.executable, '-c', 'print(\"child 中文\")'])\ntime.sleep(0.4)\nprint('after')",
            "os.write(2, 'descriptor\\n'.encode())\ntime.sleep(0.4)",
            "!echo bang",
            "%%bash\necho out\necho err >&2",
            "from IPython.utils.capture import capture_output\nwith capture_output() as caught:\n    print('hidden')\n    display(1)\ncaught.stdout, len(caught.outputs)",
            "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as text:\n    print('redirected')\ntext.getvalue()",
            "sys.stdout.isatty(), sys.stdout.encoding, hasattr(sys.stdout, 'buffer'), sys.stdin.read(1)",
            "import threading\nthread = threading.Thread(target=print, args=('from a thread',))\nthread.start(); thread.join()",
            "import multiprocessing\nprocess = multiprocessing.get_context('fork').Process(target=os.write, args=(1, b'forked\\n'))\nprocess.start(); process.join(); time.sleep(0.4)",
            "print('\\rprogress 1', end=''); print('\\rprogress 2')",
        ],
        {},
    ),
    "displays": (
        [
            "from IPython.display import HTML, Image, JSON, Markdown, SVG, clear_output, display, update_display",
            "handle = display('first', display_id='row')\nprint('text between')\ndisplay(HTML('<b>粗</b>'), Markdown('*m*'))",
            "handle.update('second')",
            "display('third', display_id='row')",
            "update_display(HTML('<i>last</i>'), display_id='row')",
            "print('gone'); clear_output(); print('kept')",
            "print('old'); clear_output(wait=True); print('new'); display(1)",
            "print('stays'); clear_output(wait=True)",
            "class Rich:\n    def _repr_html_(self): return '<p>&lt;</p>'\n    def __repr__(self): return 'Rich()'\nRich()",
            "class Bundle:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n        return {'text/plain': 'b', 'application/json': {'a': [1, 2, None]}}, {'application/json': {'expanded': True}}\nBundle()",
            "Rich();",
            "_, __, In[9], Out[9] is _",
            "JSON({'k': 1})",
            "Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + b'0' * 20, format='png')",
            "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>')",
            "import pandas as pd\npd.DataFrame({'指标': ['甲', None], 'n': [1.5, 2]})",
            "display({'text/plain': 'raw', 'x/y': '1'}, raw=True, metadata={'x/y': {'m': 1}})",
            "%config InteractiveShell.ast_node_interactivity = 'all'\n1\n2",
            "3\n'four'",
        ],
        {},
    ),
    "language": (
        [
            "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
            "async def rows():\n    for n in range(2):\n        yield n\n[n async for n in rows()]",
            "task = asyncio.create_task(asyncio.sleep(0, 'from a plain cell'))",
            "await task",
            "__name__, type(get_ipython()).__name__, 'IPKernelApp' in get_ipython().config, get_ipython().execution_count",
            "%timeit -q -n1 -r1 pass",
            "%%capture caught\nprint('captured'); 5",
            "caught.stdout, caught.outputs",
            "%who_ls str",
            "x = 5\n%who",
            "!!echo one; echo two",
            "folder = !pwd\nlen(folder)",
            "%env SELFEVAL_X=1\nimport os; os.environ['SELFEVAL_X'], os.environ['TERM'], os.environ.get('MPLBACKEND')",
            "%pinfo len",
            "len?",
            "%%writefile beside.py\nVALUE = '旁'",
            "import beside; beside.VALUE, os.path.basename(os.getcwd())",
            "%run beside.py\nVALUE",
            "%history -n 1-2",
            "%%html\n<b>cell magic</b>",
            "%load_ext autoreload\n%lsmagic;",
            "import warnings\nwarnings.warn('beware')",
            "import logging\nlogging.warning('logged'); logging.basicConfig(level=logging.INFO, force=True); logging.info('info')",
            "import pickle\nclass C: pass\npickle.loads(pickle.dumps(C())).__class__ is C",
            "get_ipython().set_next_input('not in a document')",
            "'''text''' if True else \\\n  0",
            "",
            "   \n",
            "# only a comment",
            "get_ipython().events.register('post_run_cell', lambda result: print('hook'))",
            "1",
            "import time; time.sleep(0); print(sys.argv[0].rsplit('/')[-1]) if 'sys' in dir() else None",
        ],
        {"allow_errors": True},
    ),
    "errors": (
        [
            ("1 / 0", ["raises-exception"]),
            ("def f(n):\n    return f(n - 1) if n else {}['指标']\nf(2)", ["raises-exception"]),
            ("print('before'); raise ValueError('多行\\n文字') from KeyError(1)", ["raises-exception"]),
            ("def broken(:", ["raises-exception"]),
            ("input('name? ')", ["raises-exception"]),
            ("import getpass; getpass.getpass()", ["raises-exception"]),
            ("%nosuchmagic", ["raises-exception"]),
            ("!exit 3\n_exit_code", []),
            ("%%bash\nexit 4", ["raises-exception"]),
            ("import sys; sys.exit(2)", ["raises-exception"]),
            ("class Bad:\n    def _repr_html_(self): raise RuntimeError('in repr')\n    def __repr__(self): return 'Bad'\nBad()", ["raises-exception"]),
            ("import nosuchmodule", ["raises-exception"]),
            ("raise ExceptionGroup('several', [ValueError(1), TypeError(2)])", ["raises-exception"]),
            ("import asyncio\nasync def g():\n    raise OSError('async')\nawait g()", ["raises-exception"]),
            ("await asyncio.sleep(0); undefined_name", ["raises-exception"]),
            ("print('never run')", ["skip-execution"]),
            ("raise KeyboardInterrupt", ["raises-exception"]),
            ("%debug_nothing = 3", ["raises-exception"]),
        ],
        {},
    ),
    "stops": (["a = 1", "print('out'); assert a == 2, '停'", "'not reached'"], {}),
    "allowed": (["1/0", "'reached'"], {"allow_errors": True}),
    "parameters": (
        [("form = ''\nform_no: int = 1\npreset = 'x'", ["parameters"]), "form, form_no, preset"],
        {"parameters": {"form": "C:\\dir\\\"quoted\"\n", "form_no": 2, "preset": None}},
    ),
    "plots": (
        [
            "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(figsize=(1, 1), dpi=40)",
            "axes.plot([1, 2])\nplt.show()\nprint('after show')",
            "%matplotlib inline\nplt.figure(figsize=(1, 1), dpi=40)",
            "plt.figure(figsize=(1, 1), dpi=40);\nfigure",
            "import matplotlib; matplotlib.get_backend()",
        ],
        {},
    ),
    "interrupted": (
        ["print('start')\nwhile True: pass", "'not reached'"],
        {"execution_timeout": 1, "interrupt_on_timeout": True},
    ),
    "timed out": (["print('start')\nimport time; time.sleep(30)", "'not reached'"], {"execution_timeout": 1}),
    "widgets": (
        [
            "import ipywidgets\nout = ipywidgets.Output()\nwith out:\n    print('in the widget'); display(1)\nlen(out.outputs)",
            "[o['output_type'] for o in out.outputs]",
        ],
        {},
    ),
}  # fmt: skip


def _fresh(nb: Any, engine: str | None, folder: Path, work: Path, options: dict[str, Any]) -> Any:
    """Run the notebook in an empty working folder; a stock kernel has a minute and a half for a cell."""
    work.mkdir(exist_ok=True)
    for left in work.iterdir():
        if left.is_file():
            left.unlink()
    if engine is None:
        return run(nb, engine, folder, cwd=str(work), **({"execution_timeout": 90} | options))
    # as a worker of a batch does: in a process that no other test has used before
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as worker:
        text, error = worker.submit(_in_worker, nbformat.writes(nb), engine, folder, str(work), options).result()
    return nbformat.reads(text, as_version=4), error


def _in_worker(text: str, engine: str, folder: Path, work: str, options: dict[str, Any]) -> tuple[str, str | None]:
    executed, error = run(nbformat.reads(text, as_version=4), engine, folder, cwd=work, **options)
    return nbformat.writes(executed), error


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_same_as_the_stock_engine(name: str, tmp_path: Path) -> None:
    sources, options = NOTEBOOKS[name]
    nb = notebook(*sources)
    work = tmp_path / "work"
    results = {}
    for engine in (None, "selfeval"):
        results[engine] = _fresh(nb, engine, tmp_path, work, options)
    if results[None][1] == "CellTimeoutError" and "execution_timeout" not in options:
        # on a very busy machine a kernel now and then never answers; what it would have said is asked of another
        results[None] = _fresh(nb, None, tmp_path, work, options)
    (stock, stock_error), (ours, our_error) = results[None], results["selfeval"]
    assert our_error == stock_error
    ours_text, stock_text = normalised(ours), normalised(stock)
    assert len(ours_text) == len(stock_text)
    different = [(mine, theirs) for mine, theirs in zip(ours_text, stock_text, strict=True) if mine != theirs]
    assert not different
