"""Write dist/velleity.cdx.json: what a release installs, as a CycloneDX 1.6 bill of materials.

    python .ci/sbom.py [FILE]

One component for each package that is pinned, extras included, with its hashes and, where it is
installed here, its licence and what it depends on. The same pins give the same file.
"""

import json
import re
import sys
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from pins import FOLDER, Pin, files, pins

ROOT = FOLDER.parent
DEVELOPMENT = "requirements-dev.txt"
"""What is needed to work on Velleity, and not shipped."""


def bill() -> dict[str, Any]:
    """The bill of materials."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    shipped: dict[str, Pin] = {}
    for file in sorted(set(files()) - {DEVELOPMENT}, key=len):  # the release itself, then extras
        for pin in pins(file):
            shipped.setdefault(pin.name, pin)
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    root = {"type": "application", "bom-ref": own, "name": project["name"], "purl": own}
    root |= {"version": project["version"], "licenses": [{"expression": project["license"]}]}
    components = [component(pin) for _, pin in sorted(shipped.items())]
    asked = [re.split(r"[\[<>=!; ]", one)[0].lower() for one in project["dependencies"]]
    graph = [
        {"ref": own, "dependsOn": sorted(ref(shipped[one]) for one in asked if one in shipped)}
    ]
    graph += [
        {"ref": ref(pin), "dependsOn": depends(pin, shipped)} for _, pin in sorted(shipped.items())
    ]
    content = json.dumps([root, components, graph], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"component": root},
        "components": components,
        "dependencies": graph,
    }


def ref(pin: Pin) -> str:
    """The name of a package as a package URL."""
    return f"pkg:pypi/{pin.name}@{pin.version}"


def component(pin: Pin) -> dict[str, Any]:
    """One package; its files, of which pip takes one, by their hashes."""
    found: dict[str, Any] = {"type": "library", "bom-ref": ref(pin), "name": pin.name}
    found |= {"version": pin.version, "purl": ref(pin)}
    found["hashes"] = [{"alg": "SHA-256", "content": one} for one in pin.hashes]
    if licence := licence_of(pin):
        found["licenses"] = [{"license": {"name": licence}}]
    return found


def licence_of(pin: Pin) -> str:
    """What an installed package says of its licence."""
    try:
        told = distribution(pin.name).metadata
    except PackageNotFoundError:
        return ""
    named = [
        one.rpartition(" :: ")[2]
        for one in told.get_all("Classifier") or []
        if one.startswith("License ::")
    ]
    plain = told.get("License-Expression") or "; ".join(named) or told.get("License") or ""
    return plain.splitlines()[0][:200] if plain else ""


def depends(pin: Pin, shipped: dict[str, Pin]) -> list[str]:
    """What an installed package needs, of what is shipped."""
    try:
        wanted = distribution(pin.name).requires or []
    except PackageNotFoundError:
        return []
    names = {
        re.split(r"[\[<>=!~;( ]", one)[0].lower().replace("_", "-")
        for one in wanted
        if "extra ==" not in one
    }
    return sorted(ref(shipped[one]) for one in names if one in shipped)


def main() -> None:
    """Write it where it is told, or into dist/."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "velleity.cdx.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill(), indent=1) + "\n", "utf-8")
    print(f"{target}: {len(bill()['components'])} packages")


if __name__ == "__main__":
    main()
