"""Documents that only an office program reads (.doc, .wps, .rtf, .odt, .ods, .xlsb): LibreOffice turns them into OOXML first.

It runs headless with a profile that exists for this one conversion (macros off, no links updated, no recovery dialogs), under a
time limit, in a process group of its own that is ended as a whole.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from pathlib import Path

from selfeval_nb.common import children
from selfeval_nb.common.files import why
from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.guard.xmlsafe import check_foreign, parse, plain
from selfeval_nb.readers.guard.zipsafe import SafeZip
from selfeval_nb.readers.problems import Refused

_SHEETS = {"ods", "xlsb"}
# The extension tells LibreOffice which import filter to try first; the content was looked at already.
_EXTENSION = {"word-2003": "xml"}

# How a program ends that has used up its CPU time, by itself and as its shell says it: SIGKILL, SIGXCPU.
_OUT_OF_TIME = (-9, -24, 137, 152)

# Settings of the throw-away profile: no macro of any origin runs, nothing is fetched, nothing is asked.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    (
        "/org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments",
        "AutoCheckEnabled",
        "false",
    ),
)


def find_office() -> str | None:
    """The LibreOffice program, or None. ``SELFEVAL_SOFFICE`` names one that is not on the path."""
    named = os.environ.get("SELFEVAL_SOFFICE")
    if named is not None:
        return named if named and Path(named).is_file() else None
    return children.program("soffice", "libreoffice")


def through_office(data: bytes, kind: str, build: Build) -> tuple[str, bytes]:
    """(``docx`` or ``xlsx``, the document as such). Refused: ``no-office``, ``office-failed``, ``too-slow``, or what is wrong with it."""
    program = find_office()
    if program is None:
        raise Refused("no-office", reason="." + kind)
    _look_through(data, kind, build)
    target = "xlsx" if kind in _SHEETS else "docx"
    converted = convert(program, data, kind, target, build.limits)
    build.meta["converted"] = f"LibreOffice: {kind} -> {target}"
    return target, converted


def _look_through(data: bytes, kind: str, build: Build) -> None:
    """Holds the document to the limits of the other formats before LibreOffice unpacks it, which has none of its own."""
    if kind == "word-2003":
        parse(plain(data).lstrip(), "XML", build.limits)
    if not data.startswith(b"PK"):
        return
    archive = SafeZip(data, build.limits)
    for name in archive.names():
        build.tick()
        part = archive.read(name)
        if name.endswith((".xml", ".rels")):
            check_foreign(part, name, build.limits)


def convert(program: str, data: bytes, kind: str, target: str, limits: Limits) -> bytes:
    """The document as OOXML. Everything happens in a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="selfeval-office-") as folder:
        home = Path(folder)
        source = home / f"in.{_EXTENSION.get(kind, kind)}"
        source.write_bytes(data)
        out = home / "out"
        out.mkdir()
        profile = home / "profile" / "user"
        profile.mkdir(parents=True)
        items = "\n".join(
            f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
            for path, name, value in _SETTINGS
        ).replace("['", "[&apos;").replace("']", "&apos;]")  # fmt: skip
        (profile / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
        command = [
            program, "--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck", "--nofirststartwizard",
            f"-env:UserInstallation={(home / 'profile').as_uri()}", "--convert-to", target, "--outdir", str(out), str(source),
        ]  # fmt: skip
        code = _run(_bounded(command, limits), home, kind, limits.office_seconds)
        made = out / f"in.{target}"
        if not made.is_file() and code in _OUT_OF_TIME:
            raise Refused("too-slow", reason=f"{limits.office_cpu:g}（LibreOffice 转换 .{kind}）")
        if not made.is_file():
            raise Refused("office-failed", reason=f".{kind} 没有转换结果，可能已加密或损坏")
        if made.stat().st_size > limits.file_bytes:
            raise Refused("too-large", reason="转换结果过大")
        return made.read_bytes()


def _bounded(command: list[str], limits: Limits) -> list[str]:
    """The command with limits on its memory and work, where the system's shell can set them: beyond, it ends without a result."""
    if os.name != "posix":
        return command
    set_limits = f"ulimit -c 0; ulimit -d {limits.office_bytes // 1024}; ulimit -t {limits.office_cpu:.0f}"
    return ["/bin/sh", "-c", f'{set_limits}; exec "$0" "$@"', *command]


def _run(command: list[str], home: Path, kind: str, seconds: float) -> int:
    env = {
        k: v for k, v in children.environment().items() if k in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")
    }
    env |= {"HOME": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        process = subprocess.Popen(
            command, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except OSError as e:
        raise Refused("office-failed", reason=why(e)) from None
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Refused("too-slow", reason=f"{seconds:g}（LibreOffice 转换 .{kind}）") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and what it started (soffice.bin)."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # already gone
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()
