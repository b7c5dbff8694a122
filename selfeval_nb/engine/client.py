"""The papermill engine ``selfeval`` (import it from engine.py): cells run in an IPython shell inside this process instead of a kernel beside it.

A kernel costs 1.5 s to start and a library stack of several seconds to load, for each notebook; a shell in a warm worker
costs milliseconds. What goes into the notebook is decided by the same code as with the stock engine: ipykernel's shell makes
the messages (shell.py), nbclient's ``process_message`` turns them into outputs. docs/engine.md names what differs on purpose.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import run_hook
from nbformat import NotebookNode, from_dict
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillException
from papermill.log import logger
from papermill.translators import PythonTranslator, Translator, papermill_translators
from papermill.utils import merge_kwargs, nb_language, remove_args

from selfeval_nb.engine import shell
from selfeval_nb.engine.isolation import process_state
from selfeval_nb.engine.shell import Message, ShellKernel, in_foreign_shell, travels_unchanged

READABLE_PYTHON = "selfeval-python"
_one_at_a_time = threading.Lock()


class ReadableTranslator(PythonTranslator):
    """Parameters as Python literals that a reviewer can read: 中文 stays 中文; what could mislead the eye is escaped."""

    @classmethod
    def translate_escaped_str(cls, str_val: Any) -> str:
        text = str_val if isinstance(str_val, str) else str(str_val)
        return '"' + "".join(_literal(c) for c in text) + '"'

    @classmethod
    def assign(cls, name: str, str_val: str) -> str:
        """Refuse a name that would be code. papermill itself pastes it in unread."""
        if not name.isidentifier():
            raise PapermillException(f"'{name}' is not a parameter name")
        return super().assign(name, str_val)

    @classmethod
    def codify(cls, parameters: dict[str, Any], comment: str = "Parameters") -> str:
        """Without black, which papermill uses where it happens to be installed: the same bytes everywhere."""
        return Translator.codify.__func__(cls, parameters, comment)


def _literal(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    return char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode("ascii")


papermill_translators.register(READABLE_PYTHON, ReadableTranslator)


class ShellClient(PapermillNotebookClient):
    """nbclient's notebook client with a kernel in this process. Everything after a message's arrival is nbclient's own."""

    kernel: ShellKernel
    kc: Any
    clear_before_next_output: bool
    cell_times = True
    keep_shell = False

    def execute(self, **kwargs: Any) -> NotebookNode:
        """Run all cells. Raises as the stock client does: CellTimeoutError, DeadKernelError."""
        self.reset_execution_trackers()
        path = self.resources.get("metadata", {}).get("path") or None
        with process_state(), open(os.devnull) as nothing:
            sys.stdin = nothing  # a kernel has no terminal to read from
            if path:
                os.chdir(path)
            if not (sys.flags.safe_path or os.environ.get("PYTHONSAFEPATH")):
                # as a kernel does: modules beside the notebook can be imported, unless the interpreter was told to keep off them
                sys.path.insert(0, "")
            sys.argv[:] = ["ipykernel_launcher.py"]
            self.kernel = shell.take(self._receive, parked=self.keep_shell)
            whole = False
            try:
                self._to_kernel: list[Message] = []
                # what nbclient's stand-in for ipywidgets.Output needs to answer the kernel
                self.kc = SimpleNamespace(
                    session=self.kernel.session, shell_channel=SimpleNamespace(send=self._to_kernel.append)
                )
                self._hook(self.on_notebook_start, notebook=self.nb)
                self.papermill_execute_cells()
                self.nb.metadata["language_info"] = dict(self.kernel.language_info)
                self.set_widgets_metadata()
                self._hook(self.on_notebook_complete, notebook=self.nb)
                whole = not self.kernel.exited
            finally:
                self.kc = None
                shell.leave(self.kernel, parked=self.keep_shell and whole)
        return self.nb

    def _hook(self, hook: Any, **kwargs: Any) -> None:
        if hook is not None:
            self.kernel.loop.run_until_complete(run_hook(hook, **kwargs))

    def _receive(self, msg: Message) -> None:
        cell = getattr(self, "_cell", None)
        if cell is None or msg["parent_header"].get("msg_id") != self._msg_id():
            return  # as in nbclient: what does not belong to the running cell is dropped
        with contextlib.suppress(CellExecutionComplete):
            self.process_message(msg, cell, self._index)

    def output(self, outs: list[Any], msg: Message, display_id: str | None, cell_index: int) -> Any:
        """nbclient's own, without its validation of the output against the notebook schema where the message is plain."""
        if (
            self.output_hook_stack[msg["parent_header"].get("msg_id")]
            or msg["msg_type"] not in ("execute_result", "display_data")
            or not travels_unchanged(msg)
        ):
            return super().output(outs, msg, display_id, cell_index)
        if self.clear_before_next_output:
            outs[:] = []
            self.clear_display_id_mapping(cell_index)
            self.clear_before_next_output = False
        if display_id:
            self._display_id_map.setdefault(display_id, {}).setdefault(cell_index, []).append(len(outs))
        kept = {k: v for k, v in msg["content"].items() if k in ("data", "metadata", "execution_count")}
        output = from_dict({"output_type": msg["msg_type"], **kept})
        outs.append(output)
        return output

    def _msg_id(self) -> str | None:
        return self.kernel._parent.get("header", {}).get("msg_id")

    def execute_cell(
        self, cell: NotebookNode, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> NotebookNode:
        """Run one cell with nbclient's rules for tags, errors, timing and time limits (its ``async_execute_cell``)."""
        self._hook(self.on_cell_start, cell=cell, cell_index=cell_index)
        if not self.cell_times:
            cell.metadata.papermill["start_time"] = None
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        if self.kernel.exited:
            raise DeadKernelError("Kernel died")
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        self._hook(self.on_cell_execute, cell=cell, cell_index=cell_index)
        self.code_cells_executed += 1
        cell.outputs = []
        self.clear_before_next_output = False
        self._cell: NotebookNode | None = cell
        self._index, self._timed_out = cell_index, False
        timeout = self._get_timeout(cell)
        try:
            with self._time_limit(timeout, cell.source):
                reply = self.kernel.run(cell.source, store_history=store_history)
        except KeyboardInterrupt:
            if not self._timed_out:
                raise
        finally:
            self.kernel.deliver()
            self._cell = None
        if self._timed_out:
            assert timeout is not None
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", timeout, cell)
        self._hook(self.on_cell_complete, cell=cell, cell_index=cell_index)
        if self.record_timing:
            cell["metadata"]["execution"]["shell.execute_reply"] = timestamp(reply)
        if execution_count:
            cell["execution_count"] = execution_count
        while self._to_kernel:
            self.kernel.comm_manager.comm_msg(None, "", {**self._to_kernel.pop(0), "buffers": []})
        self._hook(self.on_cell_executed, cell=cell, cell_index=cell_index, execute_reply=reply)
        self._raise_for_error(cell, cell_index, reply)
        self.nb["cells"][cell_index] = cell
        return cell

    def _raise_for_error(self, cell: NotebookNode, cell_index: int, reply: Message) -> None:
        content = reply["content"]
        if content["status"] != "error":
            return
        self.keep_shell = False  # it holds on to the traceback, and that to the notebook's objects
        allowed = not self.force_raise_errors and (
            self.allow_errors
            or content.get("ename") in self.allow_error_names
            or "raises-exception" in cell.metadata.get("tags", [])
        )
        self._hook(self.on_cell_error, cell=cell, cell_index=cell_index, execute_reply=reply)
        if not allowed:
            raise CellExecutionError.from_cell_and_msg(cell, content)

    @contextlib.contextmanager
    def _time_limit(self, timeout: float | None, code: str) -> Iterator[None]:
        """Interrupt the cell after ``timeout`` seconds, and again each second should it catch the interruption."""
        if timeout is None:
            yield
            return
        start = time.monotonic()
        try:
            if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
                # a plain cell gets a KeyboardInterrupt (from C, so that no line of ours is in its traceback); one that
                # awaits gets what ipykernel makes of SIGINT then
                awaits = self.kernel.runs_async(code)
                handler = (lambda *_: signal.raise_signal(signal.SIGINT)) if awaits else signal.default_int_handler
                previous = signal.signal(signal.SIGALRM, handler)
                signal.setitimer(signal.ITIMER_REAL, timeout, 1.0)
                try:
                    yield
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
                    signal.signal(signal.SIGALRM, previous)
            else:
                with _interrupted_from_a_thread(timeout):
                    yield
        finally:
            if time.monotonic() - start >= timeout:
                self.log.error("Timeout waiting for execute reply (%is).", timeout)
                self._timed_out = not self.interrupt_on_timeout


@contextlib.contextmanager
def _interrupted_from_a_thread(timeout: float) -> Iterator[None]:
    """Where there is no alarm signal (Windows, or a thread): a KeyboardInterrupt raised from beside.

    It reaches the cell between two steps of Python; one blocked in a system call is ended by the pool's own limit.
    """
    done = threading.Event()
    target = threading.get_ident()

    def watch() -> None:
        wait = timeout
        while not done.wait(wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(target), ctypes.py_object(KeyboardInterrupt))
            wait = 1.0

    watcher = threading.Thread(target=watch, name="cell-timeout", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


class ShellEngine(NBClientEngine):
    """papermill engine ``selfeval``. Takes the stock engine's options; hands over to it what this one cannot run."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        cell_times: bool = True,
        keep_shell: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run the notebook's cells in this process. See papermill.engines.NBClientEngine for the arguments.

        ``cell_times=False`` leaves out when each cell began and how long it took, which a batch does not keep: papermill
        writes the time as text and reads it back with a parser of dates in any format. ``keep_shell=True``, for a notebook
        that is known to leave the shell as it was: the next such notebook begins in it, after IPython's own reset.
        """
        reason = why_stock(nb_man.nb)
        if reason or not _one_at_a_time.acquire(blocking=False):
            logger.info(f"Using the stock engine: {reason or 'another notebook is running in this process'}")
            return super().execute_managed_notebook(
                nb_man,
                kernel_name,
                log_output=log_output,
                stdout_file=stdout_file,
                stderr_file=stderr_file,
                start_timeout=start_timeout,
                execution_timeout=execution_timeout,
                **kwargs,
            )
        try:
            options = merge_kwargs(
                remove_args(["input_path", "timeout", "startup_timeout"], **kwargs),
                timeout=execution_timeout if execution_timeout else kwargs.get("timeout"),
                startup_timeout=start_timeout,
                kernel_name=kernel_name,
                log=logger,
                log_output=log_output,
                stdout_file=stdout_file,
                stderr_file=stderr_file,
            )
            client = ShellClient(nb_man, **options)
            client.cell_times = cell_times
            client.keep_shell = keep_shell
            return client.execute()
        finally:
            _one_at_a_time.release()

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """The notebook's language, under the name of the translator that writes readable parameters."""
        found = nb_language(nb, language)
        return READABLE_PYTHON if found == "python" else found


def why_stock(nb: NotebookNode) -> str:
    """Why this notebook needs a kernel of its own, or ''."""
    language = nb.metadata.get("kernelspec", {}).get("language") or nb.metadata.get("language_info", {}).get("name")
    if language not in (None, "python"):
        return f"the notebook's language is {language}"
    if in_foreign_shell():
        return "this process is an IPython session already"
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return ""
    return "an event loop is running in this thread"
