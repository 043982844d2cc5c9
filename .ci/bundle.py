"""Build dist/velleity.mcpb: one file that a host installs the server from, by itself.

The bundle is the sources and a manifest; the host lets uv make the environment on first start. The
same sources give the same file.
"""

import asyncio
import json
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from pins import pins

from velleity.server.app import build

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements.txt"
"""What is pinned, by hash; its versions bind the environment that the host makes."""
LEFT_OUT = ("[project.optional-dependencies]", "[dependency-groups]", "[tool.uv]")
"""Tables of the project's file that the bundle's has otherwise, or not."""
FOLDERS = ("clients", "server", "store", "tools")
SHIPPED = {".py", ".typed", ".html", ".css", ".json", ".md", ".ipynb", ".ttf", ".txt"}
LONG = (
    "Ask a model to choose between two things and it will. Ask again in the other order, with "
    "other labels, or on a hot day, and it may choose the other one. Velleity poses the choice "
    "under reasonable variations, tells strong from weak preferences with error rates, and shows "
    "the exact prompts and answers behind every claim. Try it with the simulated models sim/alice "
    "and sim/bob: no key needed."
)


def manifest() -> dict[str, Any]:
    """What a host is told about the bundle, from the project and the server themselves."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    tools = asyncio.run(build().list_tools())
    return {
        "manifest_version": "0.4",
        "name": project["name"],
        "display_name": "Velleity",
        "version": project["version"],
        "description": project["description"],
        "long_description": LONG,
        "author": {"name": "The Velleity authors"},
        "license": project["license"],
        "keywords": ["language models", "preferences", "evaluation"],
        "server": {
            "type": "uv",
            "entry_point": "clients/entry.py",
            "mcp_config": {
                "command": "uv",
                "args": ["run", "--no-dev", "--directory", "${__dirname}", "velleity", "serve"],
                "env": {"VELLEITY_API_KEY": "${user_config.api_key}"},
            },
        },
        "tools": [{"name": one.name, "description": one.title or one.name} for one in tools],
        "prompts_generated": True,
        "user_config": {
            "api_key": {
                "type": "string",
                "title": "API key",
                "description": "For models that settings.toml gives api_key_env = "
                '"VELLEITY_API_KEY". Simulated models need none.',
                "sensitive": True,
                "required": False,
                "default": "",
            }
        },
        "compatibility": {
            "platforms": ["darwin", "linux", "win32"],
            "runtimes": {"python": project["requires-python"]},
        },
    }


def project() -> str:
    """The project's own file, bound to what is pinned; without extras, which are pinned otherwise.

    uv resolves all extras and groups together, and some of them want older releases.
    """
    kept, skipped = list[str](), False
    for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines():
        if line.startswith("["):
            skipped = line in LEFT_OUT
        if not skipped:
            kept.append(line)
    named = ((f"{pin.name}=={pin.version}", pin.marker) for pin in pins(LOCK))
    bound = [f"  {json.dumps(f'{one} ; {marker}' if marker else one)}," for one, marker in named]
    return "\n".join([*kept, "", "[tool.uv]", "constraint-dependencies = [", *bound, "]", ""])


def bundle(target: Path) -> None:
    """Write the bundle."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        _add(file, "manifest.json", json.dumps(manifest(), indent=2, ensure_ascii=False) + "\n")
        _add(file, LOCK, (ROOT / ".ci" / LOCK).read_text("utf-8"))
        _add(file, "pyproject.toml", project())
        for name in ("setup.py", "README.md", "LICENSE"):
            _add(file, name, (ROOT / name).read_text("utf-8"))
        for path in sorted(path for top in FOLDERS for path in (ROOT / top).rglob("*")):
            if path.suffix in SHIPPED and "__pycache__" not in path.parts:
                _add(file, path.relative_to(ROOT).as_posix(), path.read_bytes())


def _add(file: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def main() -> None:
    """Build it where it is told, or in dist/."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "velleity.mcpb"
    bundle(target)
    print(f"{target}: {target.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
