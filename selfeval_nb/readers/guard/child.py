"""Work on a stranger's bytes in a process of its own, with limits of the operating system on memory and working time.

For libraries that set memory aside, or compute, before anything of ours could count: PDF, e-mail, old workbooks, and whatever is
very large. The child is Python in isolated mode: it takes modules from where this package and its libraries are installed, never
from the working folder, the folder of a document or the environment. What comes back is JSON.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import site
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import why
from selfeval_nb.readers.guard.limits import MB, Limits
from selfeval_nb.readers.problems import Refused

Task = Callable[[dict[str, Any], bytes], dict[str, Any]]  # what the child calls: (facts, the document) -> answer

_BY_THE_CLOCK = 10  # how many times its working time a child may take on a busy machine
_LEAST = 64 * MB  # the interpreter and its libraries alone take half of that
_PACKAGES = Path(__file__).resolve().parents[3]
_PROGRAM = "import sys; sys.path += sys.argv[1:]; from selfeval_nb.readers.guard.child import main; main()"
# SIGKILL and SIGXCPU: its working time is over. Anything else that ends it is native code that found no memory, or broke.
_OUT_OF_TIME = (-9, -24)


def ask(task: str, facts: dict[str, Any], data: bytes, limits: Limits) -> dict[str, Any]:
    """The answer of ``task`` (``module:function``, a Task) from a child with ``limits.seconds`` of work, which the task may ``grant``
    more of, and ``limits.child_bytes`` of memory, the document in this process counted in.

    Refused: ``too-slow``, ``too-large``, ``damaged`` (native code that ended the process), ``unreadable`` (it cannot be started).
    """
    seconds, most = limits.seconds, limits.longest(limits.seconds, len(data))
    request = {
        "task": task,
        "seconds": [seconds, most],
        "bytes": max(_LEAST, limits.child_bytes - len(data)),
        "facts": facts,
    }
    code, said, complaint = _run(json.dumps(request).encode() + b"\n", data, most)
    if code in _OUT_OF_TIME:
        raise Refused("too-slow", reason=f"{seconds:.0f}")
    if code:
        last = "".join(complaint.decode("utf-8", "replace").strip().splitlines()[-1:])
        if "memory" in last.lower():
            raise _too_large(limits)
        raise Refused("damaged", reason="结构异常：" + (last or f"{code}"))
    answer: dict[str, Any] = json.loads(said.decode("utf-8", "surrogatepass"))
    if answer.get("memory"):
        raise _too_large(limits)
    return answer


def _run(request: bytes, data: bytes, seconds: float) -> tuple[int, bytes, bytes]:
    """(exit code, standard output, standard error) of the child."""
    command = [sys.executable, "-I", "-c", _PROGRAM, *_places()]
    try:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as e:
        raise Refused("unreadable", reason=why(e)) from None
    with child:
        assert child.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it ended already: the exit code says how
            for part in (
                request,
                data,
            ):  # one after the other, for a copy of both would take the memory of another document
                child.stdin.write(part)
            child.stdin.flush()
        try:
            said, complaint = child.communicate(timeout=_BY_THE_CLOCK * max(1.0, seconds))
        except subprocess.TimeoutExpired:
            raise Refused("too-slow", reason=f"{seconds:.0f}") from None
        finally:
            child.kill()
    return child.returncode, said, complaint


def _too_large(limits: Limits) -> Refused:
    return Refused("too-large", reason=f"读取所需内存超过 {limits.child_bytes / MB:.0f} MB")


def _places() -> list[str]:
    """Where the child looks for modules beyond those of the interpreter: this package, and packages that the user installed."""
    user = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    here = os.path.realpath(os.curdir) if os.path.isdir(os.curdir) else ""
    return [str(_PACKAGES), *user, *(p for p in named if os.path.isabs(p) and os.path.realpath(p) != here)]


def main() -> None:
    """The child: one request on standard input (a line of JSON, then the document), its answer on standard output."""
    request = json.loads(sys.stdin.buffer.readline())
    module, _, name = request["task"].partition(":")
    task: Task = getattr(importlib.import_module(module), name)
    data = sys.stdin.buffer.read()
    _limit((request["seconds"][0], request["seconds"][1]), request["bytes"])
    try:
        said = json.dumps(task(request["facts"], data), ensure_ascii=False).encode("utf-8", "surrogatepass")
    except MemoryError:
        said = b'{"memory": true}'
    sys.stdout.buffer.write(said)
    sys.stdout.flush()


def _limit(seconds: tuple[float, float], most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit of the parent remains
        return
    work = _work(seconds[0]), _work(seconds[1])
    bounds = {
        "RLIMIT_CPU": work,
        "RLIMIT_DATA": (most, most),
        "RLIMIT_AS": (most + 1024 * MB,) * 2,
        "RLIMIT_CORE": (0, 0),
    }
    for name, (soft, hard) in bounds.items():
        if (kind := getattr(resource, name, None)) is None:
            continue
        given = resource.getrlimit(kind)[1]
        if given != resource.RLIM_INFINITY:
            soft, hard = min(soft, given), min(hard, given)
        try:
            resource.setrlimit(kind, (soft, hard))
        except (ValueError, OSError):
            continue  # a system without that limit: the others hold
    _granted.append(work[1])


def _work(seconds: float) -> int:
    return math.ceil(seconds) + 1  # beside the reading's own clock, for native code that never looks at it


_granted: list[int] = []  # in a child: the most that it may be given


def grant(seconds: float) -> None:
    """In a child: moves the end of its working time to ``seconds`` from its beginning, as far as the request allows. Else nothing."""
    if _granted:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (min(_work(seconds), _granted[0], hard), hard))
