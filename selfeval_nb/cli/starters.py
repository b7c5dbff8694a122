"""Files to double-click or to drop forms on, for people who open no terminal: 复核.bat and its twins for Linux and macOS, written by
``selfeval init``; 安装.bat and 安装.sh (docs/install/).

The .bat files are in GBK with CRLF, as the console of a Chinese Windows reads them; every path stands in quotes, and variables are
expanded line by line, never delayed, so that ! and blanks in names stay what they are.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

REVIEW_BAT = """@echo off
rem 把自评表文件、文件夹或压缩包拖到本文件上：批量检查，完成后自动打开总览。
setlocal DisableDelayedExpansion
title 绩效自评复核
set "SELFEVAL={selfeval}"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0.venv\\Scripts\\selfeval.exe"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0..\\.venv\\Scripts\\selfeval.exe"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0..\\..\\.venv\\Scripts\\selfeval.exe"
if not exist "%SELFEVAL%" for %%P in (selfeval.exe) do set "SELFEVAL=%%~$PATH:P"
if not defined SELFEVAL goto missing
if "%~1"=="" goto usage
set "OUT=%~dp0reports\\%~n1"
set "INPUTS="
:collect
if "%~1"=="" goto run
set INPUTS=%INPUTS% "%~1"
shift
goto collect
:run
"%SELFEVAL%" batch %INPUTS% -o "%OUT%" --open
echo.
pause
exit /b
:usage
echo 请把自评表文件、文件夹或压缩包拖到“复核.bat”上，再松开鼠标。
echo 想逐张复核，请双击“工作台.bat”。
pause
exit /b 2
:missing
echo 没有找到 selfeval，请先双击“安装.bat”，或重新运行 selfeval init。
pause
exit /b 3
"""

DESK_BAT = """@echo off
rem 双击打开复核工作台；把自评表、文件夹或压缩包拖到本文件上，打开时就是它。
setlocal DisableDelayedExpansion
title 绩效自评复核工作台
set "SELFEVAL={selfeval}"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0.venv\\Scripts\\selfeval.exe"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0..\\.venv\\Scripts\\selfeval.exe"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0..\\..\\.venv\\Scripts\\selfeval.exe"
if not exist "%SELFEVAL%" for %%P in (selfeval.exe) do set "SELFEVAL=%%~$PATH:P"
if not defined SELFEVAL goto missing
if "%~1"=="" goto empty
"%SELFEVAL%" lab "%~1" --workspace "%~dp0."
exit /b
:empty
"%SELFEVAL%" lab --workspace "%~dp0."
exit /b
:missing
echo 没有找到 selfeval，请先双击“安装.bat”，或重新运行 selfeval init。
pause
exit /b 3
"""

INSTALL_BAT = """@echo off
rem 安装到本程序文件夹的 .venv，并在桌面建立“绩效自评复核”工作区；旁边有 wheels 文件夹时不联网。
setlocal DisableDelayedExpansion
title 安装绩效自评复核工具
set "ROOT=%~dp0."
if not exist "%ROOT%\\pyproject.toml" if exist "%~dp0..\\..\\pyproject.toml" set "ROOT=%~dp0..\\.."
set "PY=python"
where py >nul 2>nul
if not errorlevel 1 set "PY=py -3"
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11, 5))"
if errorlevel 1 goto nopython
%PY% -m venv "%ROOT%\\.venv"
if errorlevel 1 goto failed
set "PIP=%ROOT%\\.venv\\Scripts\\python.exe"
if exist "%ROOT%\\wheels\\" goto offline
"%PIP%" -m pip install -c "%ROOT%\\constraints.txt" "%ROOT%"
if errorlevel 1 goto failed
goto workspace
:offline
"%PIP%" -m pip install --no-index --find-links "%ROOT%\\wheels" selfeval-nb
if errorlevel 1 goto failed
:workspace
set "DESK=%USERPROFILE%\\Desktop\\绩效自评复核"
"%ROOT%\\.venv\\Scripts\\selfeval.exe" init "%DESK%"
if errorlevel 1 goto failed
echo.
echo 安装完成。桌面上的“绩效自评复核”文件夹里有“复核.bat”和“工作台.bat”。
pause
exit /b
:nopython
echo 没有找到 Python 3.11.5 或更高版本，请先安装（安装时勾选“Add python.exe to PATH”）。
pause
exit /b 2
:failed
echo 安装没有完成，请把上面的文字发给技术人员。
pause
exit /b 1
"""

REVIEW_SH = """#!/bin/sh
# 用法：把自评表文件、文件夹或压缩包拖到本文件上，或写在后面：./复核.sh 报送.zip
here=$(cd "$(dirname "$0")" && pwd)
selfeval={selfeval}
[ -x "$selfeval" ] || selfeval=$(command -v selfeval) || {{ echo '没有找到 selfeval，请先安装。' >&2; exit 3; }}
[ $# -gt 0 ] || {{ echo '请写明自评表文件、文件夹或压缩包。' >&2; exit 2; }}
name=$(basename "$1"); name=${{name%.*}}
"$selfeval" batch "$@" -o "$here/reports/$name" --open
"""

DESK_SH = """#!/bin/sh
# 打开复核工作台；后面可写自评表文件、文件夹或压缩包。
here=$(cd "$(dirname "$0")" && pwd)
selfeval={selfeval}
[ -x "$selfeval" ] || selfeval=$(command -v selfeval) || {{ echo '没有找到 selfeval，请先安装。' >&2; exit 3; }}
exec "$selfeval" lab ${{1:+"$1"}} --workspace "$here"
"""

INSTALL_SH = """#!/bin/sh
# 安装到本程序文件夹的 .venv，并在主目录建立“绩效自评复核”工作区；旁边有 wheels 文件夹时不联网。
set -e
root=$(cd "$(dirname "$0")" && pwd)
[ -f "$root/pyproject.toml" ] || [ -d "$root/wheels" ] || root=$(cd "$root/../.." && pwd)
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' || {{ echo '需要 Python 3.11.5 或更高版本。' >&2; exit 2; }}
python3 -m venv "$root/.venv"
if [ -d "$root/wheels" ]; then
  "$root/.venv/bin/python" -m pip install --no-index --find-links "$root/wheels" selfeval-nb
else
  "$root/.venv/bin/python" -m pip install -c "$root/constraints.txt" "$root"
fi
"$root/.venv/bin/selfeval" init "${{1:-$HOME/绩效自评复核}}"
"""

DESKTOP = """[Desktop Entry]
Type=Application
Name=绩效自评复核
Comment=把自评表、文件夹或压缩包拖到这里
Exec="{folder}/复核.sh" %F
Terminal=true
"""


def starters(folder: Path) -> dict[str, bytes]:
    """The files of a workspace, name -> bytes; they know where this installation's ``selfeval`` is."""
    program = str(_program())
    quoted = "'" + program.replace("'", "'\\''") + "'"
    escaped = str(folder.resolve()).replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`").replace("$", "\\$")
    found = {
        "复核.bat": bat(REVIEW_BAT, program),
        "工作台.bat": bat(DESK_BAT, program),
        "复核.sh": REVIEW_SH.format(selfeval=quoted).encode(),
        "工作台.sh": DESK_SH.format(selfeval=quoted).encode(),
        "复核.desktop": DESKTOP.format(folder=escaped.replace("%", "%%")).encode(),
    }
    if sys.platform == "darwin":
        found |= {"复核.command": found["复核.sh"], "工作台.command": found["工作台.sh"]}
    return found


def bat(text: str, program: str = "") -> bytes:
    """A batch file as a Chinese Windows reads it; a path outside GBK is left out, the file then looks beside itself and on PATH."""
    try:
        program.encode("gbk")
    except UnicodeEncodeError:
        program = ""
    return text.replace("{selfeval}", program.replace("%", "%%")).replace("\n", "\r\n").encode("gbk")


def write_starters(folder: Path) -> list[Path]:
    """Write them into the workspace, anew each time: they hold nothing of a person's. Returns the files."""
    made = []
    for name, data in starters(folder).items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
        if not name.endswith((".bat", ".desktop")):
            path.chmod(0o755)
        made.append(path)
    return made


def _program() -> Path:
    """The command ``selfeval`` of this installation."""
    beside = Path(sys.executable).with_name("selfeval.exe" if os.name == "nt" else "selfeval")
    return beside if beside.exists() else Path(shutil.which("selfeval") or beside)
