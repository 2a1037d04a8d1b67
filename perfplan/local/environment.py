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


def attempt(*command, **variables):
    """Run a step; its output is shown only if it matters."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    quiet = {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV), "UV_NO_PROGRESS": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=kept | quiet | variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def fail(done):
    sys.exit(f"{done.stdout}\nperfplan: this step failed, see above: {' '.join(map(str, done.args))}")


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


def install_uv():
    done = attempt(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    if done.returncode:
        fail(done)


def install_dependencies():
    """What uv.lock names. The second attempt trusts the certificates of this machine, for networks that sign their own."""
    command = (VENV / "bin" / "uv", "sync", "--frozen", "--inexact", "--quiet", "--python", PYTHON)
    if attempt(*command).returncode:
        done = attempt(*command, UV_SYSTEM_CERTS="1", UV_NATIVE_TLS="1")
        if done.returncode:
            fail(done)


def make():
    print("perfplan: making the Python environment in .venv (once, about a minute)", file=sys.stderr, flush=True)
    if not works():
        make_venv()
    if not (VENV / "bin" / "uv").exists():
        install_uv()
    install_dependencies()
    shutil.copyfile(LOCK, STAMP)


def main():
    with open(ROOT / "pyproject.toml") as lock:  # whoever comes second waits, and finds it done
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current():
            make()


if __name__ == "__main__":
    main()
