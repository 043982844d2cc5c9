"""A published finding told again through the command line."""

import json
from typing import Any

from typer.testing import CliRunner

from velleity.clients.cli import app

RUN = CliRunner()


def told(*arguments: str) -> dict[str, list[dict[str, Any]]]:
    result = RUN.invoke(app, ["replicate", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["data"]
