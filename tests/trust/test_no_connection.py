"""Nothing here talks to anybody: every attempt to connect or to look up a name, imports included, fails the test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from selfeval_nb.readers.office import find_office
from tests.readers.make import zip_of

ROOT = Path(__file__).parents[2]

#: An audit hook sees what the interpreter does, not what a module calls it; worker processes inherit it by ``sitecustomize``.
HOOK = """
import os, sys
_LOCAL = ("127.0.0.1", "::1", "localhost")
def _watch(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto", "socket.connect"):
        where = args[1] if event in ("socket.connect", "socket.sendto") and len(args) > 1 else args[0]
        if isinstance(where, (str, bytes)) and event.startswith(("socket.connect", "socket.sendto")):
            return  # a socket of this machine's file system, between a pool and its workers
        with open(os.environ["SELFEVAL_ATTEMPTS"], "a") as log:
            print(event, where, sys.argv[:3], file=log)
        raise AssertionError(f"{event} {where}")
    if event == "urllib.Request":
        raise AssertionError(str(args[0]))
sys.addaudithook(_watch)
"""

CODE = {
    "imports, load and check with Great Expectations": """
import selfeval_nb, selfeval_nb.cli, great_expectations, papermill, nbconvert, ipywidgets, pdfplumber
from selfeval_nb.common.assets import asset_dir
tables = selfeval_nb.load(asset_dir('notebooks') / 'forms')
assert len(selfeval_nb.check(tables, engine='gx').findings)
""",
    "batch and verify": """
import sys, tempfile
from pathlib import Path
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.batch.run import run_batch
from selfeval_nb.report.page.verify import verify
if __name__ == '__main__':
    out = Path(tempfile.mkdtemp())
    form = next(p for p in (asset_dir('notebooks') / 'forms').iterdir() if p.name.startswith('02_'))
    assert run_batch([form], out, jobs=1, progress=False).exit_code == 0
    assert verify(next(p for p in out.glob('*.html') if p.name != 'index.html'), form).identical
""",
}


@pytest.mark.parametrize("what", CODE)
def test_no_connection_is_attempted(what: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    script = tmp_path / "run.py"
    script.write_text(CODE[what], encoding="utf-8")
    log = tmp_path / "attempts.txt"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GX_")}
    environment |= {
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
        "SELFEVAL_ATTEMPTS": str(log),
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not log.exists(), log.read_text()


def test_the_hook_would_tell(tmp_path: Path) -> None:
    """Without this the tests above could pass because nothing watches."""
    (tmp_path / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "SELFEVAL_ATTEMPTS": str(tmp_path / "attempts.txt")}
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode != 0
    assert "192.0.2.1" in (tmp_path / "attempts.txt").read_text()


LINKS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:body>'
    '<office:text><text:p>正文<draw:frame svg:width="3cm" svg:height="3cm"><draw:image xlink:href="{url}a.png" xlink:type="simple"/>'
    '</draw:frame></text:p><text:section text:name="a"><text:section-source xlink:href="file://{secret}" xlink:type="simple"/>'
    '<text:p>旧</text:p></text:section><text:section text:name="b"><text:section-source xlink:href="{url}b.txt" xlink:type="simple"/>'
    "<text:p>旧</text:p></text:section></office:text></office:body></office:document-content>"
)


@pytest.mark.office
def test_libreoffice_fetches_nothing_and_reads_no_other_file(tmp_path: Path) -> None:
    """A document that asks for a picture, a text over the network and a file of this machine, against a server that listens."""
    import http.server
    import threading

    from selfeval_nb.readers import Paragraph, Source, read

    if find_office() is None:
        pytest.skip("LibreOffice is not installed")
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            """Not into the test's output."""

    secret = tmp_path / "secret.txt"
    secret.write_text("秘密的内容", encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>'
    )
    odt = zip_of({
        "mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest,
        "content.xml": LINKS.format(url=url, secret=secret),
    })  # fmt: skip
    rtf = rb'{\rtf1\ansi{\field{\*\fldinst INCLUDEPICTURE "%sc.png" \\d}{\fldrslt x}}{\*\template %sd.dot} text}' % (
        url.encode(),
        url.encode(),
    )
    try:
        for name, data in (("x.odt", odt), ("x.rtf", rtf)):
            document = read(Source(name, data=data))
            texts = [b.text for b in document.blocks if isinstance(b, Paragraph)]
            assert texts, document.problems
            assert not any("秘密" in t for t in texts)
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
