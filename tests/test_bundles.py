"""What the server is handed on in: the .mcpb bundle, the registry's server.json, the Dockerfile."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml  # pyright: ignore[reportMissingModuleSource]

from tests.clients.commands import run

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# From the schema of manifest 0.4: what there must be, and what else there may be.
NEEDED = {"manifest_version", "name", "version", "description", "author", "server"}
ALLOWED = NEEDED | {
    "compatibility",
    "display_name",
    "keywords",
    "license",
    "long_description",
    "prompts_generated",
    "tools",
    "user_config",
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    path = tmp_path_factory.mktemp("bundle") / "velleity.mcpb"
    subprocess.run([sys.executable, str(ROOT / ".ci/bundle.py"), str(path)], check=True)
    return zipfile.ZipFile(path)


def test_the_manifest_tells_what_the_server_is(bundle: zipfile.ZipFile) -> None:
    manifest: dict[str, Any] = json.loads(bundle.read("manifest.json"))
    assert set(manifest) >= NEEDED
    assert set(manifest) <= ALLOWED
    assert manifest["manifest_version"] == "0.4"
    assert (manifest["name"], manifest["version"]) == (PROJECT["name"], PROJECT["version"])
    assert {"perturb", "elicit", "summarize"} <= {tool["name"] for tool in manifest["tools"]}
    server = manifest["server"]
    assert (server["type"], server["mcp_config"]["command"]) == ("uv", "uv")
    assert server["entry_point"] in bundle.namelist()
    [key] = manifest["user_config"].values()
    assert key["sensitive"]
    assert not key["required"]


def test_the_bundle_is_the_sources_and_nothing_else(bundle: zipfile.ZipFile) -> None:
    names = set(bundle.namelist())
    tops = {name.split("/")[0] for name in names}
    assert tops == {"clients", "server", "store", "tools"} | {
        "LICENSE",
        "README.md",
        "manifest.json",
        "pyproject.toml",
        "requirements.txt",
        "setup.py",
    }
    assert {"server/discover.json", "server/tools.json", "tools/reports/page.html"} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("/", ".."))]


def test_the_bundle_ships_its_lock_and_binds_the_environment_to_it(
    bundle: zipfile.ZipFile,
) -> None:
    lock = bundle.read("requirements.txt")
    assert lock == (ROOT / ".ci" / "requirements.txt").read_bytes()
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)==([^ \n;]+)", lock.decode(), re.MULTILINE)
    own = tomllib.loads(bundle.read("pyproject.toml").decode())
    bound = own["tool"]["uv"]["constraint-dependencies"]
    told = [one.partition(";")[0].strip() for one in bound]
    assert own["project"]["dependencies"] == PROJECT["dependencies"]
    assert "optional-dependencies" not in own["project"]
    assert told == [f"{name.lower().replace('_', '-')}=={version}" for name, version in pinned]


def test_the_registry_is_told_the_same_version_and_a_command_that_exists() -> None:
    told = json.loads((ROOT / "server.json").read_text("utf-8"))
    [package] = told["packages"]
    assert told["version"] == package["version"] == PROJECT["version"]
    assert package["identifier"] == PROJECT["name"]
    assert package["identifier"] in PROJECT["scripts"]
    assert [word["value"] for word in package["packageArguments"]] == ["serve"]
    assert len(told["description"]) <= 100


def test_the_readme_names_the_server_as_the_registry_does() -> None:
    told = json.loads((ROOT / "server.json").read_text("utf-8"))
    named = re.findall(r"<!-- mcp-name: (\S+) -->", (ROOT / "README.md").read_text("utf-8"))
    assert named == [told["name"]]


def test_the_citation_and_the_licence_agree_with_the_project() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert set(told) >= {"cff-version", "message", "title", "authors"}
    assert told["version"] == PROJECT["version"]
    assert PROJECT["license"] == f"{told['license']} AND Bitstream-Vera"  # that of the fonts
    authors = " and ".join(one["name"] for one in told["authors"])
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert licence.startswith("MIT License")
    assert f"the {authors.removeprefix('The ')}" in licence


def words(key: str) -> list[str]:
    """The list that an instruction of the Dockerfile gives."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    [line] = [line for line in text.splitlines() if line.startswith(f"{key} ")]
    return json.loads(line.removeprefix(key))


def test_the_container_serves_over_tls_and_says_so_without_a_certificate() -> None:
    command = [*words("ENTRYPOINT"), *words("CMD")]
    assert command[:3] == ["velleity", "serve", "--http"]
    done = run(*command[1:])
    assert done.exit_code == 1
    assert "certificate or its key cannot be used" in done.stderr


def test_the_container_is_built_from_files_that_are_there() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    names = {name for line in copied for name in line}
    assert all((ROOT / name).exists() for name in names)
    kept = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert names == kept
