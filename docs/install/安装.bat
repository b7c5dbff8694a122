@echo off
rem 安装到本程序文件夹的 .venv，并在桌面建立“绩效自评复核”工作区；旁边有 wheels 文件夹时不联网。
setlocal DisableDelayedExpansion
title 安装绩效自评复核工具
set "ROOT=%~dp0."
if not exist "%ROOT%\pyproject.toml" if exist "%~dp0..\..\pyproject.toml" set "ROOT=%~dp0..\.."
set "PY=python"
where py >nul 2>nul
if not errorlevel 1 set "PY=py -3"
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11, 5))"
if errorlevel 1 goto nopython
%PY% -m venv "%ROOT%\.venv"
if errorlevel 1 goto failed
set "PIP=%ROOT%\.venv\Scripts\python.exe"
if exist "%ROOT%\wheels\" goto offline
"%PIP%" -m pip install -c "%ROOT%\constraints.txt" "%ROOT%"
if errorlevel 1 goto failed
goto workspace
:offline
"%PIP%" -m pip install --no-index --find-links "%ROOT%\wheels" selfeval-nb
if errorlevel 1 goto failed
:workspace
set "DESK=%USERPROFILE%\Desktop\绩效自评复核"
"%ROOT%\.venv\Scripts\selfeval.exe" init "%DESK%"
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
