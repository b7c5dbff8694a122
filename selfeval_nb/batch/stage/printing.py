"""HTML reports as PDF, printed by headless Chromium where it is installed."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from selfeval_nb.common import children

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SECONDS = 60
_NODE = re.compile(rb"\(node(\d{8})\)")
FULL = "full"  # among a batch's formats: print everything, not the short version


def find_browser() -> str | None:
    """A Chromium of this machine, None when there is none. SELFEVAL_BROWSER names another."""
    named = os.environ.get("SELFEVAL_BROWSER")
    if named:
        return children.program(os.path.abspath(named) if os.path.dirname(named) else named)
    return children.program(*_NAMES, *_PLACES)


def print_pdf(page: Path, pdf: Path, *, full: bool = False) -> None:
    """Print an HTML file, ``full`` with all that its short print leaves out. Raises RuntimeError with what the browser said. It has a profile of its own and no network."""
    browser = find_browser()
    if browser is None:
        raise RuntimeError("no browser")
    with tempfile.TemporaryDirectory(prefix="selfeval-pdf-") as profile:
        made = Path(profile) / "page.pdf"
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
            "--proxy-server=127.0.0.1:9", "--no-pdf-header-footer", f"--user-data-dir={profile}/profile",
            f"--print-to-pdf={made}", page.resolve().as_uri() + ("#full" if full else ""),
        ]  # fmt: skip
        try:
            with _no_memory_limit():
                ran = subprocess.run(
                    command, capture_output=True, timeout=SECONDS, check=False, cwd=profile, env=children.environment()
                )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RuntimeError(f"{type(error).__name__}: {error}") from error
        if not made.is_file():
            raise RuntimeError(ran.stderr.decode(errors="replace").strip()[-300:] or f"exit {ran.returncode}")
        data = _settled(made.read_bytes())
    with open(pdf, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _no_memory_limit() -> Iterator[None]:
    """A browser reserves far more address space than it uses: a worker's limit is not for it."""
    try:
        import resource
    except ImportError:  # Windows, where workers have no such limit
        yield
        return
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limits[1], limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def _settled(data: bytes) -> bytes:
    """The same page gives the same bytes, lengths kept: the two dates are set to the epoch, and the names of the parts of the page,
    for which the browser goes on counting through whatever else it has looked at, are counted from 1 in their own order."""
    data = re.sub(rb"/(CreationDate|ModDate) \(D:\d{14}", lambda m: b"/" + m[1] + b" (D:19700101000000", data)
    rank = {name: b"%08d" % n for n, name in enumerate(sorted(set(_NODE.findall(data))), start=1)}
    return _NODE.sub(lambda m: b"(node" + rank[m[1]] + b")", data)
