# Read by the scripts beside it: makes the Python environment if it is missing or older than uv.lock.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if ! cmp -s "$root/uv.lock" "$root/.venv/perfplan.lock" || ! "$root/.venv/bin/python" -c '' 2>/dev/null; then
    for python in python3 python3.14 python3.13 python3.12 python3.11 ""; do
        [ -z "$python" ] && echo "perfplan needs Python 3.11 or newer, and found none (tried python3 and python3.11 to python3.14)." >&2 && exit 1
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    done
    "$python" "$root/perfplan/local/environment.py"
fi
PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONPATH
