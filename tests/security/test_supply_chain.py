"""What is installed beside Velleity: nothing that runs by itself, licences that may be shipped."""

import json
import re
import site
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
STARTED = re.compile(r"distutils-precedence|__editable__\.velleity-[0-9.]+|_virtualenv")
"""Files that the interpreter reads when it starts: setuptools', our own, virtualenv's."""
ALLOWED = re.compile(
    r"^(MIT|BSD|ISC|Apache|PSF|Python Software Foundation|Public Domain|Zlib|0BSD|CC0|HPND|"
    r"Mozilla Public License 2\.0|MPL-2\.0|The Unlicense)",
    re.IGNORECASE,
)
"""Licences under which a dependency may be shipped beside an MIT project."""
MALICIOUS = ("1.82.7", "1.82.8")


def pinned() -> set[str]:
    """What a release installs, by its normalised names."""
    text = (ROOT / ".ci" / "requirements.txt").read_text("utf-8")
    return {
        name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.M)
    }


def licences(of: Distribution) -> list[str]:
    """The licences that a package names, however it names them."""
    told = of.metadata
    if "License-Expression" in told:
        return re.split(r" AND | OR ", told["License-Expression"].strip("()"))
    given = told.get_all("Classifier") or []
    found = [one.rpartition(" :: ")[2] for one in given if one.startswith("License ::")]
    found = [one for one in found if one != "OSI Approved"]
    if not found and "License" in told:
        found = [told["License"]]
    return found or ["none"]


def test_nothing_runs_when_the_interpreter_starts() -> None:
    folders = [Path(one) for one in {*site.getsitepackages(), *sys.path} if "site-packages" in one]
    assert folders
    found = {path.stem for folder in folders for path in folder.glob("*.pth")}
    assert not {name for name in found if not STARTED.fullmatch(name)}


def test_every_dependency_has_a_licence_that_may_be_shipped() -> None:
    looked_at = 0
    for one in distributions():
        if one.metadata["Name"].lower().replace("_", "-") in pinned():
            looked_at += 1
            named = licences(one)
            assert all(ALLOWED.match(name.strip()) for name in named), (one.metadata["Name"], named)
    assert looked_at > 0.6 * len(pinned())  # others are for other systems


@pytest.mark.parametrize("version", MALICIOUS)
def test_the_malicious_releases_of_litellm_are_excluded_and_not_pinned(version: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    [wanted] = project["optional-dependencies"]["litellm"]
    assert f"!={version}" in wanted
    for file in (ROOT / ".ci").glob("requirements*.txt"):
        assert f"litellm=={version}" not in file.read_text("utf-8")


def ran(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / script), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def stored(folder: Path, name: str, **affected: Any) -> str:
    """A folder with one advisory about a package."""
    about = {"package": {"ecosystem": "PyPI", "name": name}, **affected}
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps({"id": "PYSEC-0", "affected": [about]}))
    return str(folder)


def test_the_audit_is_loud_without_advisories_and_finds_nothing_known_to_be_bad() -> None:
    done = ran("audit.py")
    assert done.returncode == 0, done.stderr
    assert "0 affected" in done.stdout
    assert "NOT AUDITED" in done.stderr


def test_the_audit_ends_with_an_error_where_a_pinned_version_is_affected(tmp_path: Path) -> None:
    def events(*told: tuple[str, str]) -> Any:
        return [{"type": "ECOSYSTEM", "events": [{kind: version} for kind, version in told]}]

    bad = stored(tmp_path / "bad", "Aiohttp", ranges=events(("introduced", "0")))
    past = [("introduced", "0"), ("fixed", "1.0")]
    fine = stored(tmp_path / "fine", "aiohttp", ranges=events(*past), versions=["0.1"])
    done = ran("audit.py", bad)
    assert done.returncode == 1
    assert "is affected by PYSEC-0" in done.stderr
    assert "NOT AUDITED" not in done.stderr
    assert ran("audit.py", fine).returncode == 0


def test_the_bill_of_materials_names_every_package_that_is_shipped(tmp_path: Path) -> None:
    target = tmp_path / "velleity.cdx.json"
    assert ran("sbom.py", str(target)).returncode == 0
    whole = json.loads(target.read_text("utf-8"))
    assert (whole["bomFormat"], whole["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", whole["serialNumber"])
    parts = whole["components"]
    assert pinned() <= {one["name"].replace(".", "-") for one in parts}
    assert {"litellm", "xllamacpp"} <= {one["name"] for one in parts}
    refs = [one["bom-ref"] for one in parts]
    assert len(refs) == len(set(refs))
    assert all(one["hashes"] and one["purl"] == one["bom-ref"] for one in parts)
    own = whole["metadata"]["component"]["bom-ref"]
    for one in whole["dependencies"]:
        assert {one["ref"], *one["dependsOn"]} <= {*refs, own}
    assert sum("licenses" in one for one in parts) > 0.6 * len(parts)
