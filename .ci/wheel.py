"""Check what is shipped: build sdist and wheel, compare with the tree, run the wheel alone."""

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("clients", "server", "store", "tools")
SHIPPED = {".py", ".typed", ".html", ".css", ".json", ".md", ".ipynb", ".ttf", ".txt"}


def main() -> int:
    """Build, compare, install into an empty environment with what is pinned, and run the demo."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        [wheel] = out.glob("*.whl")
        held = zipfile.ZipFile(wheel).namelist()
        if not [name for name in held if name.endswith(".dist-info/licenses/LICENSE")]:
            print("The wheel has no licence.", file=sys.stderr)
            return 1
        names = {name for name in held if ".dist-info/" not in name}
        tree = {
            f"velleity/{path.relative_to(ROOT)}"
            for top in FOLDERS
            for path in (ROOT / top).rglob("*")
            if path.suffix in SHIPPED and "__pycache__" not in path.parts
        }
        if names != tree:
            print(f"The wheel differs from the tree: {sorted(names ^ tree)}", file=sys.stderr)
            return 1
        return run_alone(wheel, out)


def run_alone(wheel: Path, folder: Path) -> int:
    """Install the wheel where nothing else is and let it tell its story."""
    venv.create(folder / "env", with_pip=True)
    pip = [str(folder / "env/bin/python"), "-m", "pip", "install", "-q"]
    pinned = str(ROOT / ".ci" / "requirements.txt")
    subprocess.run([*pip, "--require-hashes", "-r", pinned], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    home = {**os.environ, "VELLEITY_HOME": str(folder / "home")}
    subprocess.run([str(folder / "env/bin/velleity"), "demo"], check=True, env=home, cwd=folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
