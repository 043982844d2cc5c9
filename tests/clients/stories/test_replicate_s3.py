"""S3 told again over the real tools."""

from pathlib import Path

import pytest

from tests.clients.stories.telling import RUN, told
from velleity.clients.cli import app


@pytest.mark.slow
def test_s3_tells_properties_from_length_and_from_the_place(home: Path, runs: int) -> None:
    if runs < 2_000:
        pytest.skip("half a minute: run with --full")
    critic, lengthy, unmoved = told("S3")["findings"]
    assert critic["verdict"] == "properties_driven"
    assert lengthy["verdict"] == "length_driven"
    assert unmoved["verdict"] == "position_driven"


def test_the_plan_of_s3_says_what_weights_can_show_and_asks_nobody(home: Path) -> None:
    result = RUN.invoke(app, ["replicate", "S3", "--dry-run", "-m", "sim/unmoved"])
    assert result.exit_code == 0, result.output
    assert "at most 828 answers" in result.stdout
    assert "264 pairs of 88 questions" in result.stdout
