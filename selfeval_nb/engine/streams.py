"""stdout and stderr of a notebook that runs in this process, its child processes included."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import select
import sys
import threading
from collections.abc import Iterator
from typing import Protocol

# ipykernel redirects the file descriptors on these systems only; elsewhere a child process writes past the notebook.
CAPTURES_FDS = sys.platform.startswith(("linux", "darwin"))


class Publisher(Protocol):
    """The kernel, as its streams see it."""

    def is_current(self) -> bool:
        """Whether text written now belongs to the running cell."""

    def publish_stream(self, name: str, text: str) -> None:
        """Send text of ``stdout`` or ``stderr`` as a message of the running cell."""


class CellStream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a notebook; text and what arrives on the file descriptor, in order of arrival.

    Like ipykernel's OutStream it collects until a display, an error, an explicit flush or the end of the cell. Unlike
    it, no clock flushes in between: the same cell gives the same outputs however slow the machine is.
    """

    encoding = "UTF-8"

    def __init__(self, kernel: Publisher, name: str, original_fd: int | None) -> None:
        self.kernel = kernel
        self.name = name
        self.pipe_fd: int | None = None
        self.original_fd = original_fd
        self._pid = os.getpid()
        self._parts: list[str] = []
        self._lock = threading.RLock()
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def fileno(self) -> int:
        if self.original_fd is None:
            raise io.UnsupportedOperation("fileno")
        return self.original_fd

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def write(self, string: str) -> int:
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if os.getpid() != self._pid:
            # a child forked by the cell: its text reaches the notebook through the inherited descriptor
            os.write(1 if self.name == "stdout" else 2, string.encode(errors="surrogatepass"))
            return len(string)
        if self.kernel.is_current():
            with self._lock:
                self.drain()
                self._parts.append(string)
        elif self.original_fd is not None:
            # between cells, or from a task of an earlier cell: not part of the notebook (a logger set up by a cell and
            # used by papermill, say), yet not to be lost
            os.write(self.original_fd, string.encode(errors="backslashreplace"))
        return len(string)

    def flush(self) -> None:
        if os.getpid() != self._pid:
            return
        with self._lock:
            self.drain()
            text = "".join(self._parts)
            self._parts.clear()
        if text:
            self.kernel.publish_stream(self.name, text)

    def drain(self) -> None:
        """Take over what child processes and C code have written to the descriptor so far."""
        if self.pipe_fd is None:
            return
        with self._lock, contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.pipe_fd, 65536):
                self._parts.append(self._decoder.decode(chunk))

    def discard(self) -> None:
        with self._lock:
            self._parts.clear()

    # matplotlib's and logging's users look for these on a stream
    @property
    def closed(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing to close: a cell that closes sys.stdout must not lose the outputs after it."""


class FdCapture:
    """Pipes on the process's own stdout and stderr while cells run, read by one thread so that no child ever blocks."""

    def __init__(self, streams: dict[int, CellStream]) -> None:
        self._streams = streams
        self._pipes: dict[int, tuple[int, int]] = {}
        self._saved: dict[int, int] = {}
        self._wake_r, self._wake_w = os.pipe()
        for fd, stream in streams.items():
            read, write = os.pipe()
            os.set_blocking(read, False)
            self._pipes[fd] = (read, write)
            self._saved[fd] = stream.fileno()
            stream.pipe_fd = read
        self._thread = threading.Thread(target=self._watch, name="cell-output", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        by_pipe = {self._pipes[fd][0]: stream for fd, stream in self._streams.items()}
        poll = select.poll()
        for read in (*by_pipe, self._wake_r):
            poll.register(read, select.POLLIN)
        while True:
            for fd, _ in poll.poll():
                if fd == self._wake_r:
                    return
                by_pipe[fd].drain()

    @contextlib.contextmanager
    def redirected(self) -> Iterator[None]:
        """Send descriptors 1 and 2 into the pipes for the time of a cell."""
        for original in (sys.__stdout__, sys.__stderr__):
            if original is not None:
                with contextlib.suppress(OSError, ValueError):
                    original.flush()
        for fd, (_, write) in self._pipes.items():
            os.dup2(write, fd)
        try:
            yield
        finally:
            # text that C or Python left in the process-wide buffers belongs to the cell that wrote it
            for original in (sys.__stdout__, sys.__stderr__):
                if original is not None:
                    with contextlib.suppress(OSError, ValueError):
                        original.flush()
            for fd, saved in self._saved.items():
                os.dup2(saved, fd)

    def close(self) -> None:
        os.write(self._wake_w, b"\0")
        self._thread.join()
        for fd, (read, write) in self._pipes.items():
            self._streams[fd].pipe_fd = None
            os.close(read)
            os.close(write)
        os.close(self._wake_r)
        os.close(self._wake_w)


def dup(fd: int) -> int | None:
    """A copy of a descriptor, None for a process without it, as a Windows service is."""
    try:
        return os.dup(fd)
    except OSError:
        return None
