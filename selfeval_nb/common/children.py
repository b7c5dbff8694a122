"""Where this process and those that it starts look for modules and programs: where they are installed, never where forms lie.

A folder that was received may hold ``pandas.py`` or ``soffice``. So the working folder and entries that depend on it are taken off the
import path and off PATH, and every Python that is started is started in safe-path mode. A reviewer's own modules are named by options.
"""

# nothing is imported here but what the interpreter has loaded when it starts: the rest would be looked for on a path not yet cleaned
import os
import sys

SAFE = "PYTHONSAFEPATH"
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))  # what holds this package
_INSTALLED = tuple({os.path.realpath(p) for p in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)})


def guard() -> None:
    """Clean this process's import path and its environment, which its children inherit. Called before anything else is imported."""
    sys.path[:] = safe_path(sys.path)
    os.environ.update(settings())
    for name in ("PYTHONPATH", "PATH"):
        if os.environ.get(name):
            os.environ[name] = safe_list(os.environ[name])


def safe_path(entries: "list[str]") -> "list[str]":
    """The entries of an import path that name an absolute folder which is not the working folder."""
    return [p for p in entries if isinstance(p, str) and _safe(p)]


def safe_list(text: str) -> str:
    """The same of a variable such as PATH."""
    return os.pathsep.join(p for p in text.split(os.pathsep) if _safe(p))


def _safe(entry: str) -> bool:
    if not os.path.isabs(entry):
        return False
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:  # the working folder has been removed
        return True
    real = os.path.realpath(entry)
    # somebody works in the checkout that the program runs from, or in its environment
    return real != here or real == _HOME or any(real == p or real.startswith(p + os.sep) for p in _INSTALLED)


def settings() -> "dict[str, str]":
    """Environment variables by which a child keeps away from its working folder."""
    return {SAFE: "1", "NoDefaultCurrentDirectoryInExePath": "1"}


def environment() -> "dict[str, str]":
    """The environment for a child: this one's, cleaned."""
    lists = {name: safe_list(os.environ[name]) for name in ("PYTHONPATH", "PATH") if os.environ.get(name)}
    return {**os.environ, **settings(), **lists}


def python(module: str, *arguments: str) -> "list[str]":
    """The command that runs a module with this interpreter, in safe-path mode."""
    return [sys.executable, "-P", "-m", module, *arguments]


def program(*names: str) -> "str | None":
    """The first of these programs that is on PATH, entries that depend on the working folder left out; an absolute name as it stands."""
    import shutil

    path = safe_list(os.environ.get("PATH", os.defpath))
    for name in names:
        if os.path.isabs(name):
            found = name if os.access(name, os.X_OK) and os.path.isfile(name) else None
        elif os.path.dirname(name):
            found = None  # beside the working folder
        elif os.name == "nt":  # shutil.which looks into the working folder first
            found = next((f for d in path.split(os.pathsep) if (f := shutil.which(os.path.join(d, name)))), None)
        else:
            found = shutil.which(name, path=path or os.devnull)
        if found:
            return found
    return None


class starting:
    """Within it, processes that the standard library starts for us are as safe as ours: their environment is cleaned, and the import
    path that is handed to them."""

    def __enter__(self) -> None:
        self._path = list(sys.path)
        self._before = {name: os.environ.get(name) for name in (*settings(), "PYTHONPATH")}
        os.environ.update(settings())
        if os.environ.get("PYTHONPATH"):
            os.environ["PYTHONPATH"] = safe_list(os.environ["PYTHONPATH"])
        sys.path[:] = safe_path(sys.path)

    def __exit__(self, *_: object) -> None:
        sys.path[:] = self._path
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
