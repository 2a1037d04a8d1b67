"""Makes `.venv` with the locked dependencies. Run by the system's Python (3.11 or newer): only its standard library is here."""

import fcntl
import filecmp
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCK = ROOT / "uv.lock"
STAMP = VENV / "perfplan.lock"  # a copy of the uv.lock that the environment was made from
PYTHON = VENV / "bin" / "python"


def works():
    """Whether the environment has a Python that starts: an upgrade of the system may have taken it away."""
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def is_current():
    return STAMP.exists() and filecmp.cmp(LOCK, STAMP, shallow=False) and works()


def run(*command):
    """Run a step; its output is shown only when it fails."""
    quiet = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=quiet | {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV), "UV_NO_PROGRESS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nperfplan: this step failed, see above: {' '.join(map(str, command))}")


def make_venv():
    try:
        venv.create(VENV, clear=VENV.exists(), with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(VENV, ignore_errors=True)
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"perfplan: {sys.executable} can't make a virtual environment, because its module ensurepip is missing. "
            f"On Debian and Ubuntu: apt-get install {version}-venv"
        )


def make():
    print("perfplan: making the Python environment in .venv (once, about a minute)", file=sys.stderr, flush=True)
    if not works():
        make_venv()
    if not (VENV / "bin" / "uv").exists():
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    run(VENV / "bin" / "uv", "sync", "--frozen", "--inexact", "--quiet", "--python", PYTHON)
    shutil.copyfile(LOCK, STAMP)


def main():
    with open(ROOT / "pyproject.toml") as lock:  # whoever comes second waits, and finds it done
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current():
            make()


if __name__ == "__main__":
    main()
