"""What the README shows is what happens: commands, outputs, records, code, configurations."""

import asyncio
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.clients.commands import said
from velleity.tools.respondents.endpoints import read_endpoints
from velleity.tools.respondents.protocol import Price

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def run(command: str, folder: Path) -> str:
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    done = subprocess.run(
        shlex.split(command),
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_console_blocks_print_what_they_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "choices.jsonl").write_text(blocks("jsonl")[0], "utf-8")
    printed, study = "", "STUDY"
    for block in blocks("console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                command, *words = shlex.split(line[2:].replace("STUDY", study))
                assert command == "velleity"
                printed = said(*words)
                if found := re.search(r"std_\w+", printed):
                    study = found.group()
            else:
                assert squeezed(line) in squeezed(printed)


def test_the_python_blocks_run(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})
        told.append(capsys.readouterr().out)
    waited, plain = told
    assert waited.startswith("strong")
    assert re.fullmatch(r"sim/bob strong 0[\d. ]+\nsim/first position_driven 0[\d. ]+\n", plain)


def test_the_host_configurations_start_a_server(tmp_path: Path) -> None:
    servers = [json.loads(block) for block in blocks("json")]
    entries = [(one.get("mcpServers") or one["servers"])["velleity"] for one in servers]
    entries.append(
        {"command": "velleity", "args": blocks("text")[0].split(" -- velleity ")[1].split()}
    )
    for entry in entries:
        asyncio.run(list_tools(entry["command"], entry["args"], tmp_path))


async def list_tools(command: str, args: list[str], home: Path) -> None:
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    parameters = StdioServerParameters(
        command=str(BIN / command), args=args, env={**os.environ, "VELLEITY_HOME": str(home)}
    )
    async with asyncio.timeout(30), Client(stdio_client(parameters)) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
    listed = set(re.findall(r"`(\w+)`", TEXT.split("## The tools")[1].split("Starting a study")[0]))
    assert names == listed - {"wait_s", "report", "kind"}


def test_the_settings_name_models_as_shown() -> None:
    endpoints = read_endpoints(blocks("toml")[0])
    prices = {alias: one.terms.price for alias, one in endpoints.items()}
    assert (prices["my-llama"], prices["big"]) == (None, Price(5e-7, 1.5e-6))
    assert endpoints["sonnet"].litellm.startswith("anthropic/")


@pytest.mark.realmodel
def test_the_real_model_is_had_and_asked_as_shown(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VELLEITY_MODELS", str(weights))
    install, get, ask = blocks("bash")[0].splitlines()
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert install.split("[")[1].split("]")[0] in extras["optional-dependencies"]
    assert "is here" in run(get, tmp_path)
    assert "would ask for at most" in run(f"{ask} --dry-run", tmp_path)


def test_the_two_first_commands_are_those_that_ci_runs() -> None:
    doors, demo, tests = (block.strip() for block in blocks("sh"))
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert all(door.endswith(f" {name} demo") for door in doors.splitlines() for name in scripts)
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert demo == "python3 .ci/bootstrap.py velleity demo"
    assert tests.removeprefix("python3 .ci/bootstrap.py") in script
    assert 'run="python3 .ci/bootstrap.py"' in script


def test_the_pictures_are_there() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", TEXT)
    assert len(pictures) == 2
    for picture in pictures:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
