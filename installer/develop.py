"""Make this checkout ready to run: system packages, `.venv`, pinned Python packages.

Standard library alone, so that it runs before anything is installed, on Windows too.
Does nothing while `requirements.lock`, the system list and the Python version are unchanged.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".ready"
LOCK = ROOT / "requirements.lock"
SYSTEM = ROOT / "installer" / "debian-packages.txt"


def main() -> int:
    """Install what is missing; say what is done; 0 when the checkout is ready."""
    if sys.hexversion < 0x030B0000:
        print("Quầy Một Cửa needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 1
    wanted = _fingerprint()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    if shutil.which("apt-get") and not _system_packages():
        return 1
    if not _python_packages():
        return 1
    STAMP.write_text(wanted, encoding="utf-8")
    return 0


def _fingerprint() -> str:
    parts = [LOCK.read_bytes(), SYSTEM.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(
        b"\0".join([*parts, sys.version.encode(), str(ROOT).encode()])
    ).hexdigest()


def _system_packages() -> bool:
    lines = SYSTEM.read_text(encoding="utf-8").splitlines()
    names = [name for line in lines for name in line.split("#")[0].split()]
    missing = [name for name in names if not _installed(name)]
    if not missing:
        return True
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if as_root and not shutil.which("sudo"):
        print("These system packages are missing; ask an administrator to install them:")
        print("  apt-get install", *missing)
        return False
    print(f"Installing {len(missing)} system packages (fonts, Qt's libraries, scanner, printer) …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = [
        [*as_root, "apt-get", "-qq", "update"],
        [*as_root, "apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing],
    ]
    for command in commands:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print("Could not install the system packages:", done.stderr.strip().splitlines()[-1:])
            return False
    return True


def _installed(name: str) -> bool:
    query = ["dpkg-query", "-W", "-f=${Status}", name]
    done = subprocess.run(query, capture_output=True, text=True, check=False)
    return done.stdout.startswith("install ok installed")


def _python_packages() -> bool:
    print("Installing the pinned Python packages into .venv (once) …", flush=True)
    folder = "Scripts" if os.name == "nt" else "bin"
    python = VENV / folder / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    commands = [
        [*pip, "install", "--require-hashes", "--no-deps", "-r", str(LOCK)],
        [*pip, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    ]
    for command in commands:
        if subprocess.run(command, check=False).returncode:
            print("Could not install the Python packages; the lines above say why.")
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
