#!/bin/sh
# 安装到本程序文件夹的 .venv，并在主目录建立“绩效自评复核”工作区；旁边有 wheels 文件夹时不联网。
set -e
root=$(cd "$(dirname "$0")" && pwd)
[ -f "$root/pyproject.toml" ] || [ -d "$root/wheels" ] || root=$(cd "$root/../.." && pwd)
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' || { echo '需要 Python 3.11.5 或更高版本。' >&2; exit 2; }
python3 -m venv "$root/.venv"
if [ -d "$root/wheels" ]; then
  "$root/.venv/bin/python" -m pip install --no-index --find-links "$root/wheels" selfeval-nb
else
  "$root/.venv/bin/python" -m pip install -c "$root/constraints.txt" "$root"
fi
"$root/.venv/bin/selfeval" init "${1:-$HOME/绩效自评复核}"
