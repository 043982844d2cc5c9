"""S1 told again over the real tools."""

import asyncio
from pathlib import Path

from tests.clients.stories.telling import RUN, told
from tests.provider.provider import Provider
from velleity.clients.cli import app


def test_s1_tells_a_writer_with_incentives_from_one_without(home: Path) -> None:
    whole = told("S1", "--seed", "0")
    striver, stoic = whole["findings"]
    assert striver["verdict"] == "transfers"
    assert stoic["verdict"] in ("no_transfer", "undetermined")
    assert "the control" in " ".join(stoic["notes"])
    assert len(whole["utilities"]) == 2
    assert all(one["best"] for one in whole["utilities"])


def test_the_plan_of_s1_has_both_stages_and_asks_nobody(home: Path) -> None:
    result = RUN.invoke(app, ["replicate", "S1", "--dry-run"])
    assert result.exit_code == 0, result.output
    assert result.stdout.count("at most 660 answers") == 2
    assert result.stdout.count("384 texts and 3168 verdicts") == 2
    result = RUN.invoke(app, ["replicate", "S1", "-m", "sim/stoic"])
    assert result.exit_code == 1
    assert "--judge" in result.stderr


async def test_s1_on_a_model_of_ones_own_has_a_price_before_it_is_run(home: Path) -> None:
    async with Provider("sim/stoic") as provider:
        (home.parent / "settings.toml").write_text(
            f'[models.mine]\nbase_url = "{provider.url}"\ninput_usd_per_mtok = 1\n'
            "output_usd_per_mtok = 2\n"
        )
        asked = ["replicate", "S1", "-m", "mine", "-j", "sim/judge", "--dry-run"]
        result = await asyncio.to_thread(RUN.invoke, app, asked)
        assert result.exit_code == 0, result.output
        assert result.stdout.count("Cost: $") == 2
        assert "$0.00" not in result.stdout
        assert provider.entries == []
