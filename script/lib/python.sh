#!/bin/sh
# Find a Python that is new enough, then hand over to script/lib/house (standard library only).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for python in "${ANXIN_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
  if [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 &&
    "$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" "$here/main.py" "$@"
  fi
done
echo "需要 Python 3.11 或更高版本。Debian/Ubuntu：apt install python3；macOS：brew install python。" >&2
echo "Python 3.11 or newer is needed. Debian/Ubuntu: apt install python3; macOS: brew install python." >&2
exit 1
