"""Give the next notebook the process as this one found it.

A stock kernel is a new process; a worker that runs many notebooks is not, so what a notebook may change in passing is
recorded before it and put back after it: working folder, environment, import path, modules of its own, warning filters,
builtins, matplotlib's state. What it changes inside a library that stays loaded (an option of pandas, say) is not undone: the
pool gives every notebook that is not ours a process of its own.
"""

from __future__ import annotations

import builtins
import contextlib
import logging
import os
import signal
import sys
import sysconfig
import threading
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

_SIGNALS = tuple(
    getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGALRM", "SIGUSR1", "SIGUSR2") if hasattr(signal, n)
)


def _library_roots() -> tuple[str, ...]:
    """Where installed libraries lie; this package is one, also where it runs from a checkout."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    places = {path for name, path in sysconfig.get_paths().items() if name in names}
    places.add(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return tuple(sorted(os.path.realpath(path) + os.sep for path in places))


_ROOTS = _library_roots()


def _is_own_module(module: ModuleType) -> bool:
    """A module from a reviewer's folder: it may differ for the next notebook. Installed libraries stay loaded."""
    file = getattr(module, "__file__", None)
    return bool(file) and not os.path.realpath(str(file)).startswith(_ROOTS)


@contextlib.contextmanager
def process_state() -> Iterator[None]:
    """Put back, on leaving, what a notebook may have changed in the process."""
    cwd = os.getcwd()
    environ = dict(os.environ)
    path, argv = list(sys.path), list(sys.argv)
    hooks = (sys.stdout, sys.stderr, sys.stdin, sys.displayhook, sys.excepthook)
    recursion = sys.getrecursionlimit()
    modules, main = set(sys.modules), sys.modules["__main__"]
    filters = list(warnings.filters)
    names = dict(vars(builtins))
    mask = os.umask(0)
    os.umask(mask)
    in_main = threading.current_thread() is threading.main_thread()
    handlers = {s: signal.getsignal(s) for s in _SIGNALS} if in_main else {}
    plots = _plot_settings()
    log_disabled = logging.root.manager.disable
    try:
        yield
    finally:
        _restore_plots(plots)
        logging.disable(log_disabled)
        for number, handler in handlers.items():
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        os.umask(mask)
        vars(builtins).update(names)
        for name in set(vars(builtins)) - set(names):
            delattr(builtins, name)
        warnings.filters[:] = filters  # type: ignore[index]
        warnings.simplefilter("default", append=True)  # tells the interpreter that the list has changed
        warnings.filters.pop()  # type: ignore[attr-defined]
        for name in set(sys.modules) - modules:
            module = sys.modules.get(name)
            if module is not None and _is_own_module(module):
                del sys.modules[name]
        sys.modules["__main__"] = main
        sys.setrecursionlimit(recursion)
        sys.stdout, sys.stderr, sys.stdin, sys.displayhook, sys.excepthook = hooks
        sys.path[:], sys.argv[:] = path, argv
        for key, value in dict(os.environ).items():
            if key not in environ:
                del os.environ[key]
            elif environ[key] != value:
                os.environ[key] = environ[key]
        for key in environ.keys() - os.environ.keys():
            os.environ[key] = environ[key]
        os.chdir(cwd)


def _plot_settings() -> dict[str, Any] | None:
    mpl = sys.modules.get("matplotlib")
    return None if mpl is None else dict.copy(mpl.rcParams)


def _restore_plots(settings: dict[str, Any] | None) -> None:
    mpl = sys.modules.get("matplotlib")
    if mpl is None:
        return
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
    # the settings the notebook began with: recorded, or those matplotlib was loaded with during the notebook
    dict.update(mpl.rcParams, settings if settings is not None else dict.copy(mpl.rcParamsOrig))
