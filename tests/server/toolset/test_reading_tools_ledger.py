"""The ledger over MCP: beside the findings, as a table, in the page; raw verdicts as they were."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.server.asking import call, client_of


def log(questions: int, sure: int) -> str:
    """In some questions a is chosen in 19 of 24 answers of an order, in the others in 6 of 10."""
    return "\n".join(
        json.dumps(
            {
                "kind": "choice",
                "model": "m",
                "option_a": f"tea {n}!",
                "option_b": f"milk {n}!",
                "first": first,
                "chosen": chosen,
                "count": count,
            }
        )
        for n in range(questions)
        for first in ("a", "b")
        for chosen, count in (("a", 19 if n < sure else 6), ("b", 5 if n < sure else 4))
    )


async def test_what_the_ledger_does_not_keep_is_said_beside_the_raw_verdict(home: Path) -> None:
    async with client_of(home) as client:
        await call(client, "import_choices", jsonl=log(2, 2))
        alone = await call(client, "summarize")
        assert [one["verdict"] for one in alone["findings"]] == ["leaning", "leaning"]
        assert [one["kept"] for one in alone["findings"]] == [True, True]
        await call(client, "import_choices", jsonl=log(300, 2), label="many")
        found = await call(client, "summarize", label="many", text="tea 1!")
        [finding] = found["findings"]
        assert (finding["verdict"], finding["kept"]) == ("leaning", False)
        assert "does not keep “leaning”" in finding["notes"][0]
        assert found["ledger"]["counts"]["tested"] == 300
        assert found["ledger"]["counts"]["kept"] == 0
        full = await call(client, "summarize", label="many", detail="full", limit=1)
        assert full["ledger"] == found["ledger"]
        assert full["full"][0]["verdict"] == "leaning"


async def test_the_ledger_is_a_table_of_all_claims_page_by_page(home: Path) -> None:
    async with client_of(home) as client:
        await call(client, "import_choices", jsonl=log(300, 2), label="many")
        rows: list[dict[str, Any]] = []
        offset: int | None = 0
        while offset is not None:
            page = await call(client, "summarize", label="many", detail="ledger", offset=offset)
            assert len(json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()) < 8_000
            table, offset = page["table"], page.get("next_offset")
            told = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
            rows += [{**one, "claim": table["names"]["claim"][one["claim"]]} for one in told]
        assert len({one["claim"] for one in rows}) == len(rows) == 300
        assert {one["status"] for one in rows} == {"exploratory"}
        assert rows[0]["first_share"] == 0.5


async def test_the_page_has_the_ledger_first_and_nothing_of_it_for_one_claim(home: Path) -> None:
    async with client_of(home) as client:
        await call(client, "import_choices", jsonl=log(3, 2), label="three")
        await call(client, "import_choices", jsonl=log(1, 1), label="one")
        paths = [
            (await call(client, "write_report", label=label))["report_path"]
            for label in ("three", "one")
        ]
        pages = await asyncio.to_thread(lambda: [Path(one).read_text("utf-8") for one in paths])
        assert "What stands of all claims together" in pages[0]
        assert pages[0].index("What stands of all") < pages[0].index("tea 0!")
        assert "What stands of all claims together" not in pages[1]
