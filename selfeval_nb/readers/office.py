"""Documents that only an office program reads (.doc, .wps, .rtf, .odt, .ods, .xlsb): LibreOffice turns them into OOXML first.

It runs headless with a profile that exists for this one conversion (macros off, no links updated, no recovery dialogs), under a
time limit, in a process group of its own that is ended as a whole.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from selfeval_nb.readers.build import Build
from selfeval_nb.readers.limits import Limits
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.zipsafe import SafeZip

_SHEETS = {"ods", "xlsb"}
# The extension tells LibreOffice which import filter to try first; the content was looked at already.
_EXTENSION = {"word-2003": "xml"}

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
    return shutil.which("soffice") or shutil.which("libreoffice")


def read_through_office(data: bytes, kind: str, build: Build) -> None:
    """Converts, then reads the result. Refused: ``no-office``, ``office-failed``, ``too-slow``, or what the result's reader says."""
    from selfeval_nb.readers.docx import read_docx
    from selfeval_nb.readers.xlsx import read_xlsx

    program = find_office()
    if program is None:
        raise Refused("no-office", reason="." + kind)
    target = "xlsx" if kind in _SHEETS else "docx"
    converted = convert(program, data, kind, target, build.limits)
    build.meta["converted"] = f"LibreOffice: {kind} -> {target}"
    build.deadline = type(build.deadline)(build.limits.seconds)
    archive = SafeZip(converted, build.limits)
    if target == "xlsx":
        read_xlsx(archive, build)
    else:
        read_docx(archive, build)


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
        _run(command, home, kind, limits.office_seconds)
        made = out / f"in.{target}"
        if not made.is_file():
            raise Refused("office-failed", reason=f".{kind} 没有转换结果，可能已加密或损坏")
        if made.stat().st_size > limits.file_bytes:
            raise Refused("too-large", reason="转换结果过大")
        return made.read_bytes()


def _run(command: list[str], home: Path, kind: str, seconds: float) -> None:
    env = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")}
    env |= {"HOME": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        process = subprocess.Popen(
            command, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except OSError as e:
        raise Refused("office-failed", reason=e.strerror or str(e)) from None
    try:
        process.wait(seconds)
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
