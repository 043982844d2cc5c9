"""What is stored is read defensively: what cannot be read is told, and the rest stands."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.server.asking import SWEETS, call, client_of, done, refused


def spoil(home: Path, sql: str, *values: str) -> None:
    """Change the database as a stranger would."""
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        db.execute(sql, values)
        db.commit()


async def test_a_finding_or_a_design_that_cannot_be_read_is_told_and_the_others_stand(
    home: Path,
) -> None:
    async with client_of(home) as client:
        models = ("sim/alice", "sim/bob", "sim/coin")
        odd, none, good = [
            await done(client, "perturb", model=model, **SWEETS, label="all", max_trials=300)
            for model in models
        ]
        spoil(home, 'update findings set body = \'{"kind": "preference"}\' where study_id = ?', odd)
        spoil(home, 'update studies set design = \'{"verb": "divine"}\' where id = ?', none)
        found = await call(client, "summarize", label="all")
        assert [one["study_id"] for one in found["findings"]] == [good]
        assert f"1 finding of {odd} cannot be read" in found["summary"]
        assert f"findings of {none} cannot be made" in found["summary"]
        assert found.get("next_offset") is None
        written = await call(client, "write_report", label="all")
        page = (home / "reports" / Path(written["report_path"]).name).read_text("utf-8")
        assert "cannot read them: 1 of its findings" in page
        assert "cannot be made from its answers" in page
        assert (await call(client, "get_trials", study_id=none))["total"] > 0
        assert len((await call(client, "list_studies"))["studies"]) == 3
        assert "cannot be read" in await refused(client, "ask_again", study_id=none, max_trials=500)
