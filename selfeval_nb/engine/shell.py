"""An IPython kernel without sockets: ipykernel's own shell, its messages handed over in the same process.

ipykernel decides what a cell does and which messages it sends (formatting, tracebacks, display ids, comms, magics, top-level
await); only the transport differs: ``MessageSession.send`` calls a function where ipykernel writes to a ZeroMQ socket, and
``CellStream`` takes the place of its output streams. That is what makes the engine's outputs those of a stock kernel.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import comm
from ipykernel.ipkernel import IPythonKernel
from ipykernel.jsonutil import json_clean
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from traitlets import Any as AnyTrait
from traitlets.config import Config

from selfeval_nb.engine.streams import CAPTURES_FDS, CellStream, FdCapture, dup
from selfeval_nb.engine.worker_shell import CellCompiler, NotebookShell, RememberedTransforms

Message = dict[str, Any]
INLINE_BACKEND = "module://matplotlib_inline.backend_inline"


class MessageSession(Session):
    """A session that hands each message to ``receiver``, JSON-cleaned as if it had travelled."""

    receiver: Callable[[Message], None] | None = None

    def send(  # type: ignore[override]
        self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, **kwargs: Any
    ) -> Any:
        """Build the message as Session.send does and deliver it. In a forked child nothing is delivered."""
        if isinstance(msg_or_type, dict):
            msg = msg_or_type
        else:
            msg = self.msg(
                msg_or_type,
                content=content,
                parent=parent,
                header=kwargs.get("header"),
                metadata=kwargs.get("metadata"),
            )
        if self.receiver is None or os.getpid() != self.pid:
            return msg
        if not travels_unchanged(msg):
            msg["content"] = self.unpack(self.pack(msg["content"]))
        msg["buffers"] = [bytes(b) for b in kwargs.get("buffers") or ()]
        self.receiver(msg)
        return msg


def travels_unchanged(msg: Message) -> bool:
    """Whether JSON would give the message's content back as it is: the usual case, and not worth the journey."""
    if msg["msg_type"] in ("stream", "status", "execute_input", "clear_output"):
        return True
    content = msg["content"]
    return (
        msg["msg_type"] in ("execute_result", "display_data")
        and all(type(key) is str and type(value) is str for key, value in content["data"].items())
        and _is_json(content["metadata"])
    )


def _is_json(value: Any) -> bool:
    if type(value) is dict:
        return all(type(k) is str and _is_json(v) for k, v in value.items())
    return value is None or type(value) in (str, int, bool)


class _Loop:
    """The two calls that ipykernel makes on its tornado loop, on the notebook's asyncio loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.asyncio_loop = loop

    def add_callback(self, callback: Callable[..., Any], *args: Any) -> None:
        self.asyncio_loop.call_soon_threadsafe(callback, *args)

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> None:
        """Used by ``exit`` only, to stop a kernel's main loop; here ``exited`` says so."""

    def stop(self) -> None:
        """See call_later."""


class ShellKernel(IPythonKernel):
    """One notebook's kernel. ``run(code)`` runs a cell; ``deliver()`` then hands the messages it caused to ``receiver``.

    Not while the cell runs: the receiver may log, and what it writes to stderr then would count as the cell's output.
    """

    shell: Any
    session: Any
    io_loop = AnyTrait()
    debugger_class = AnyTrait()  # ipykernel's default names a class whose module loads a whole debugger

    def __init__(self, receiver: Callable[[Message], None]) -> None:
        session = MessageSession(check_pid=False)
        self._messages: list[Message] = []
        session.receiver = self._messages.append
        self._receiver = receiver
        config = Config()
        # `'IPKernelApp' in get_ipython().config` is how libraries recognise a notebook
        config.IPKernelApp = Config()
        # as nbclient asks of a kernel; and without the database and its thread: In, Out and %history work from memory
        config.HistoryManager.hist_file = ":memory:"
        config.HistoryManager.enabled = False
        config.Completer.use_jedi = False
        # not IPythonKernel.__init__: it starts a debugger for every kernel
        super(IPythonKernel, self).__init__(session=session, config=config, log=_quiet_log())
        self.loop = asyncio.new_event_loop()
        self.io_loop = _Loop(self.loop)
        self.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
        self.iopub_socket = None
        self.shell = NotebookShell.instance(
            parent=self,
            user_ns=self.user_ns,
            kernel=self,
            compiler_class=CellCompiler,
            input_transformer_manager=RememberedTransforms(),
        )
        self.shell.displayhook.session = self.session
        self.shell.displayhook.topic = b"execute_result"
        self.shell.display_pub.session = self.session
        self.comm_manager: Any = comm.get_comm_manager()
        self.shell.configurables.append(self.comm_manager)
        self._parent: Message = {}
        self._streams = {
            1: CellStream(self, "stdout", dup(1)),
            2: CellStream(self, "stderr", dup(2)),
        }
        capture = CAPTURES_FDS and all(s.original_fd is not None for s in self._streams.values())
        self._capture = FdCapture(self._streams) if capture else None
        self._running = False
        self._begin()
        with contextlib.suppress(ImportError):
            self.shell.extension_manager.load_extension("storemagic")

    def _begin(self) -> None:
        """What each notebook begins with."""
        self._in_cells: tuple[Any, Any] = (self._streams[1], self._streams[2])
        self._in_cells_log: tuple[int, list[logging.Handler]] = (logging.WARNING, [])
        os.environ.setdefault("MPLBACKEND", INLINE_BACKEND)
        backend = sys.modules.get("matplotlib_inline.backend_inline")
        if backend is not None:
            # the module hooks itself into the shell when it is first imported; this shell came after that
            backend._enable_matplotlib_integration()

    @property
    def exited(self) -> bool:
        """True once a cell called ``exit`` or ``quit``: a stock kernel is gone then."""
        return bool(self.shell.exit_now)

    def is_current(self) -> bool:
        """Whether text written now belongs to the running cell; a task left over from an earlier cell does not."""
        return self._running and _msg_id(self.get_parent()) == _msg_id(self._parent)

    def publish_stream(self, name: str, text: str) -> None:
        self.session.send(None, "stream", {"name": name, "text": text}, parent=self._parent)

    def run(self, code: str, *, store_history: bool = True) -> Message:
        """Run one cell to its end and return the execute_reply message; the outputs wait for ``deliver``."""
        session = self.session
        assert session is not None
        request = session.msg("execute_request", {"code": code, "silent": False, "store_history": store_history})
        self._parent = request
        self.set_parent([], request)
        session.send(None, "status", {"execution_state": "busy"}, parent=request)
        session.send(None, "execute_input", {"code": code, "execution_count": self.execution_count}, parent=request)
        with self._capture.redirected() if self._capture else contextlib.nullcontext(), self._cell_streams():
            content = self.loop.run_until_complete(
                self.do_execute(code, silent=False, store_history=store_history, allow_stdin=False)
            )
        for stream in self._streams.values():
            stream.flush()
        reply = session.msg("execute_reply", json_clean(content), parent=request)
        session.send(None, "status", {"execution_state": "idle"}, parent=request)
        return reply

    @contextlib.contextmanager
    def _cell_streams(self) -> Iterator[None]:
        """The notebook's stdout, stderr and root logger (or what a cell made of them), for the time of a cell."""
        root = logging.getLogger()
        outside = sys.stdout, sys.stderr
        outside_log = root.level, root.handlers
        sys.stdout, sys.stderr = self._in_cells
        root.handlers = self._in_cells_log[1]
        _set_level(root, self._in_cells_log[0])
        self._running = True
        try:
            yield
        finally:
            self._running = False
            self._in_cells = sys.stdout, sys.stderr
            self._in_cells_log = root.level, root.handlers
            sys.stdout, sys.stderr = outside
            root.handlers = outside_log[1]
            _set_level(root, outside_log[0])

    def deliver(self) -> None:
        """Hand over the messages that have come in."""
        messages = self._messages[:]
        del self._messages[: len(messages)]
        for message in messages:
            self._receiver(message)

    def runs_async(self, code: str) -> bool:
        """Whether ipykernel will await this cell on the loop (it has a top-level ``await``)."""
        try:
            transformed = ZMQInteractiveShell.transform_cell(self.shell, code)
            return bool(self.shell.should_run_async(code, transformed_cell=transformed))
        except SyntaxError:
            return False

    def renew(self, receiver: Callable[[Message], None]) -> None:
        """Begin another notebook, after ``park``: IPython's own reset, and again what making a shell does to the process."""
        self._receiver = receiver
        self._messages.clear()
        shell = self.shell
        for singleton in (self, shell):
            for cls in type(singleton)._walk_mro():
                cls._instance = singleton
        shell.clear()
        shell.compile.reset_compiler_flags()
        shell.init_environment()
        shell.init_virtualenv()
        shell.save_sys_module_state()
        shell.init_sys_modules()
        shell.init_builtins()
        self._begin()

    def park(self) -> None:
        """Give the process back and keep shell and loop for another notebook."""
        self._end_tasks()
        self.shell.restore_sys_module_state()
        for owned in list(self.comm_manager.comms.values()):
            self.comm_manager.unregister_comm(owned)
        type(self.shell).clear_instance()
        type(self).clear_instance()
        _clear_singletons()

    def close(self) -> None:
        """Give the process back: loop, streams, singletons, and the references that IPython keeps for process exit."""
        self.park()
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()
        if self._capture is not None:
            self._capture.close()
        for stream in self._streams.values():
            if stream.original_fd is not None:
                os.close(stream.original_fd)
                stream.original_fd = None
        self.shell.end()

    def _end_tasks(self) -> None:
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))


def _msg_id(message: Message) -> str | None:
    header = message.get("header") or {}
    return header.get("msg_id")


def _quiet_log() -> logging.Logger:
    """ipykernel logs each failing cell; a notebook that sets up logging in this process must not see that."""
    log = logging.getLogger(__name__)
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return log


def _set_level(log: logging.Logger, level: int) -> None:
    """Only where it differs: setting a level makes every logger of the process forget what it had worked out."""
    if log.level != level:
        log.setLevel(level)


def _clear_singletons() -> None:
    for cls in (InteractiveShell, Kernel):
        if cls.initialized():
            cls.clear_instance()


def in_foreign_shell() -> bool:
    """True inside somebody else's IPython: a second shell in that process would take its place."""
    return bool(InteractiveShell.initialized() or Kernel.initialized())


_parked: tuple[int, ShellKernel] | None = None


def take(receiver: Callable[[Message], None], *, parked: bool) -> ShellKernel:
    """A kernel for one notebook. ``parked``: the one that the notebook before has left, where there is one."""
    global _parked
    left, _parked = _parked, None
    if left is not None and left[0] == os.getpid():  # a fork's loop and streams are its parent's
        if parked:
            left[1].renew(receiver)
            return left[1]
        left[1].close()
    return ShellKernel.instance(receiver=receiver)


def leave(kernel: ShellKernel, *, parked: bool) -> None:
    """End a notebook. ``parked``: its kernel may serve the next one."""
    global _parked
    if parked:
        kernel.park()
        _parked = (os.getpid(), kernel)
    else:
        kernel.close()
