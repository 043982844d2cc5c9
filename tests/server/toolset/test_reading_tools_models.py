"""Several models in one call and one answer: by twos, as a table, and in the page."""

import asyncio
import json
import re
from pathlib import Path

from tests.server.asking import SWEETS, call, client_of, ended
from velleity.store.store import Store


async def test_models_of_one_call_share_its_limit(home: Path) -> None:
    models, few = ["sim/alice", "sim/coin"], {"max_trials": 84, "ladder": False}
    async with client_of(home) as client:
        asked = {**SWEETS, **few, "max_tokens": 10**9, "max_cost_usd": 5.0}
        begun = await call(client, "perturb", model="sim/bob", models=models, **asked)
        alone = await call(client, "perturb", model="sim/first", **asked)
        named = await call(client, "perturb", model="sim/layout", **asked, purse="mine")
        for study in (*begun["study_ids"], alone["study_id"], named["study_id"]):
            await ended(client, study)
    store = Store(home / "velleity.db")
    purses = [store.study(one).purse for one in begun["study_ids"]]
    assert purses[0] is not None
    assert len(set(purses)) == 1
    assert store.study(alone["study_id"]).purse is None
    assert [one.id for one in store.sharing("mine")] == [named["study_id"]]
    store.close()


async def test_models_of_a_label_stand_beside_each_other(home: Path) -> None:
    models = ["sim/alice", "sim/layout", "sim/coin"]
    async with client_of(home) as client:
        asked = {**SWEETS, "max_trials": 400, "ladder": False, "label": "four"}
        begun = await call(client, "perturb", model="sim/bob", models=models, **asked)
        for study in begun["study_ids"]:
            await ended(client, study)
        found = await call(client, "summarize", label="four")
        assert len(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()) < 8_300
        assert all(one.startswith("sim/bob") for one in found["comparison"]["sentences"][:3])
        table = await call(client, "summarize", label="four", detail="models")
        told = table["table"]
        assert told["names"]["model"] == ["sim/bob", *models]
        rows = [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]
        assert [row["less_first_model"] is None for row in rows] == [True, False, False, False]
        assert all(row["low"] <= row["share_a"] <= row["high"] for row in rows)
        pairs = {(one["one"], one["other"]): one for one in table["comparison"]["pairs"]}
        assert len(pairs) == 6
        assert pairs["sim/alice", "sim/layout"]["weakness"] == "another"
        assert pairs["sim/bob", "sim/alice"]["weakness"] == "one"
        path = (await call(client, "write_report", label="four"))["report_path"]
        page = await asyncio.to_thread(Path(path).read_text, "utf-8")
        assert page.index("Models beside each other") < page.index("What stands of all claims")
        for model, study in zip(told["names"]["model"], begun["study_ids"], strict=True):
            [section] = set(re.findall(rf'<a href="#({study}[^"]*)">{model}</a>', page))
            assert page.count(f'<section class="study" id="{section}"') == 1
        some = await call(client, "summarize", label="four", model=["sim/bob", "sim/coin"])
        assert some["total"] == 2
        [said] = some["comparison"]["sentences"]
        assert said.startswith("sim/bob and sim/coin")
