"""Run a command in an environment made from the pinned requirements: `bootstrap.py velleity demo`.

Needs only Python: makes `.venv` beside pyproject.toml, installs what is pinned (by hash) and the
project itself, editable, then runs the command with it. The program's own command gets the product
alone, any other the tools of development as well. Later runs start at once.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
PRODUCT, ALL = (ROOT / ".ci" / name for name in ("requirements.txt", "requirements-dev.txt"))
BUILDS = "setuptools"
"""What an editable installation is made with; its pin stands among those of development."""


def install(pinned: Path) -> None:
    """Make or bring up to date the environment; nothing to do if its inputs did not change."""
    mark = HOME / "installed"
    held = mark.read_text("utf-8").split() if mark.exists() else []
    if digest(pinned) in held or digest(ALL) in held:
        return
    print("Installing into .venv, once ...", file=sys.stderr, flush=True)
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists():
        venv.create(HOME, with_pip=True)
    python = str(BIN / "python")
    if subprocess.run([python, "-c", "import pip"], stderr=subprocess.DEVNULL).returncode:
        subprocess.run([python, "-m", "ensurepip", "--default-pip"], check=True)  # made by uv
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    with tempfile.TemporaryDirectory() as folder:
        building = Path(folder) / "building.txt"
        building.write_text(pin_of(BUILDS), "utf-8")
        for file in (building, pinned):
            subprocess.run([*pip, "--require-hashes", "-r", str(file)], check=True, cwd=ROOT)
    # Setuptools warns, in a box, of folders named like the package: here there is none.
    calm = {**os.environ, "PYTHONWARNINGS": "ignore:Editable installation"}
    editable = [*pip, "--no-deps", "--no-build-isolation", "-e", "."]
    subprocess.run(editable, check=True, cwd=ROOT, env=calm)
    mark.write_text(digest(pinned), "utf-8")


def digest(pinned: Path) -> str:
    """What an environment is made of: pins, the project's own file, and where it stands."""
    inputs = pinned.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    return hashlib.sha256(inputs).hexdigest()


def pin_of(package: str) -> str:
    """The pin of one package with its hashes."""
    found = re.search(rf"^{package}==(?:.*\\\n)*.*\n", ALL.read_text("utf-8"), re.MULTILINE)
    assert found is not None, package
    return found.group()


def main() -> int:
    """Install, then run the command that the arguments name."""
    if sys.version_info < (3, 11):
        print("Velleity needs Python 3.11 or later.", file=sys.stderr)
        return 1
    words = sys.argv[1:] or ["velleity", "--help"]
    try:
        install(PRODUCT if words[0] == "velleity" else ALL)
    except subprocess.CalledProcessError as error:
        print(f"Installing failed: {error}", file=sys.stderr)
        return 1
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    return subprocess.run(
        [str(BIN / words[0]), *words[1:]], env={**os.environ, "PATH": path}
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
