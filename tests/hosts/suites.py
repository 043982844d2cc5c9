"""The official suites: Inspector, conformance on both eras, the bundle's validator."""

import contextlib
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path

from tests.hosts.clients import Row
from tests.hosts.installed import ROOT, SERVE, Hosts

ERAS = {"modern": "2026-07-28", "legacy": "2025-11-25"}
INAPPLICABLE = Path(__file__).parent / "inapplicable.yml"
INAPPLICABLE_TASKS = Path(__file__).parent / "inapplicable_tasks.yml"
SCENARIOS = (
    *(f"sep-2640-skills-{part}" for part in ("directory", "enumeration", "manifest")),
    *(f"tasks-{part}" for part in ("lifecycle", "capability-negotiation", "wire-fields")),
    *(f"tasks-{part}" for part in ("request-state-removal", "request-headers")),
    *(f"tasks-{part}" for part in ("dispatch-and-envelope", "required-task-error")),
    *(f"tasks-{part}" for part in ("mrtr-input", "mrtr-composition")),
)
"""Of the extensions that the server has: skills (SEP-2640) and tasks (SEP-2663)."""


def inspector(found: Hosts) -> Iterator[Row]:
    """Schemas that every host can read, on both eras; the skill with its digest; a call."""
    base = ["mcp-inspector", "--cli", "--format", "json"]
    for era in ERAS:
        code, said = found.run(
            *base, "--strict", "--protocol-era", era, "--method", "tools/list", *SERVE
        )
        fine = code == 0 and "Warning:" not in said
        tools = len(json.loads(said)["result"]["tools"]) if fine else 0
        yield f"Inspector --strict, {era}", tools > 0, f"{tools} tools" if tools else said[-300:]
    code, said = found.run(
        *base, "--protocol-era", "modern", "--method", "skills/list", "--verify", *SERVE
    )
    yield "Inspector skills --verify", code == 0 and '"verified"' in said, said.strip()[-60:]
    pair = json.dumps({"model": "sim/bob", "option_a": "tea", "option_b": "coffee"})
    call = ["--method", "tools/call", "--tool-name", "perturb", "--tool-args-json", pair]
    code, said = found.run(*base, "--protocol-era", "modern", *call, *SERVE)
    yield "Inspector follows a task", code == 0 and '"done"' in said, f"exit {code}"


def conformance(found: Hosts) -> Iterator[Row]:
    """The official suite, all scenarios of each era."""
    with serving(found) as url:
        for version in ERAS.values():
            words = ["conformance", "server", "--url", url, "--suite", "all"]
            words += ["--spec-version", version, "-o", f"conformance-{version}"]
            if version == ERAS["legacy"]:
                words += ["--expected-failures", str(INAPPLICABLE)]
            code, said = found.run(*words, seconds=600)
            total = re.search(r"^Total: .*$", said, re.MULTILINE)
            yield f"conformance {version}", code == 0, total[0] if total else said[-300:]
        for scenario in SCENARIOS:
            yield extension(found, url, scenario)


def extension(found: Hosts, url: str, scenario: str) -> Row:
    """A scenario of an extension, which no suite includes; some check must have been made."""
    words = ["conformance", "server", "--url", url, "--scenario", scenario]
    words += ["--expected-failures", str(INAPPLICABLE_TASKS), "-o", "conformance-extensions"]
    code, said = found.run(*words)
    passed = re.search(r"^Passed: (\d+)/(\d+).*$", said, re.MULTILINE)
    fine = code == 0 and passed is not None and int(passed[1]) > 0
    return scenario, fine, passed[0] if passed else said[-300:]


@contextlib.contextmanager
def serving(found: Hosts) -> Generator[str]:
    """Serve the fixtures on a free loopback port."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    words = [sys.executable, "-m", "tests.hosts.serving", str(port), str(found.user / "served")]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        try:
            while server.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            server.terminate()


def bundle(found: Hosts) -> Iterator[Row]:
    """The .mcpb bundle, by its own tool."""
    target = found.user / "velleity.mcpb"
    subprocess.run([sys.executable, str(ROOT / ".ci/bundle.py"), str(target)], check=True)
    unpacked = found.user / "unpacked"
    code, said = found.run("mcpb", "unpack", str(target), str(unpacked))
    if code == 0:
        code, said = found.run("mcpb", "validate", str(unpacked / "manifest.json"))
    yield "mcpb validate", code == 0, said.strip().splitlines()[-1]
