@echo off
rem 双击打开复核工作台；把自评表、文件夹或压缩包拖到本文件上，打开时就是它。
setlocal DisableDelayedExpansion
title 绩效自评复核工作台
set "SELFEVAL="
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0.venv\Scripts\selfeval.exe"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0..\.venv\Scripts\selfeval.exe"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0..\..\.venv\Scripts\selfeval.exe"
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
