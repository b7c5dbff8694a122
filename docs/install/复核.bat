@echo off
rem 把自评表文件、文件夹或压缩包拖到本文件上：批量检查，完成后自动打开总览。
setlocal DisableDelayedExpansion
title 绩效自评复核
set "SELFEVAL="
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0.venv\Scripts\selfeval.exe"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0..\.venv\Scripts\selfeval.exe"
if not exist "%SELFEVAL%" set "SELFEVAL=%~dp0..\..\.venv\Scripts\selfeval.exe"
if not exist "%SELFEVAL%" for %%P in (selfeval.exe) do set "SELFEVAL=%%~$PATH:P"
if not defined SELFEVAL goto missing
if "%~1"=="" goto usage
set "OUT=%~dp0reports\%~n1"
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
