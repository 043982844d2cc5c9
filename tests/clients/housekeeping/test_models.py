"""Who can be asked here: listed, fetched, and told what is missing; then asked, end to end."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients.commands import answer, refused, run, said
from tests.tools.respondents.local.tiny import write_tiny
from velleity.store.store import Store
from velleity.tools.respondents.local.weights import SMOLLM2, Weights

PAIR = ("a bar of chocolate", "a scoop of ice cream")
FEW = ("--max-trials", "60", "--no-ladder")


@pytest.fixture
def tiny(home: Path) -> str:
    """A model of the settings file whose weights are made here, beside that file."""
    write_tiny(home.parent / "tiny.gguf")
    (home.parent / "settings.toml").write_text('[models.tiny]\ngguf = "tiny.gguf"\n')
    return "tiny"


def known() -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in answer("models")["models"]}


def readouts(home: Path, study: str) -> set[str]:
    store = Store(home / "velleity.db")
    try:
        design = store.study(study).design
        return {design["readout"]} | {one.readout for one in store.trials(study)}
    finally:
        store.close()


def asked(*words: str) -> str:
    """Run a study; its id."""
    answer("perturb", *words, *FEW)
    return answer("list")["studies"][0]["study_id"]


def test_simulated_local_and_own_models_are_listed_with_what_they_take(
    home: Path, tiny: str
) -> None:
    (home.parent / "settings.toml").write_text(
        '[models.tiny]\ngguf = "tiny.gguf"\n'
        '[models.far]\nbase_url = "https://api.example.org/v1"\n'
        '[models.tape]\nrecorded = "log.jsonl"\n[models.roomy]\ngguf = "smollm2"\ncontext = 2048\n'
    )
    models = known()
    assert models["sim/bob"]["readouts"][0] == "label"
    assert models["sim/judge"]["readouts"] == []
    local = models["local/smollm2"]
    assert (local["licence"], round(local["megabytes"])) == ("Apache-2.0", 98)
    assert local["readouts"][0] == models[tiny]["readouts"][0] == "logprob"
    assert local["missing"] == models["roomy"]["missing"] == "velleity models get smollm2"
    assert models[tiny]["missing"] is None
    assert models[tiny]["megabytes"] < 1
    assert "logprob" not in models["tape"]["readouts"]
    printed = said("models")
    assert all(name in printed for name in models)
    assert "first run: velleity models get smollm2" in printed


def test_settings_that_are_wrong_are_named_where_models_are_listed(home: Path) -> None:
    (home.parent / "settings.toml").write_text("models = 3")
    assert "Write each model as a table" in refused("models")


def test_weights_that_are_not_there_are_asked_for_by_the_command_that_gets_them(
    home: Path,
) -> None:
    line = refused("perturb", *PAIR, "-m", "local/smollm2")
    assert line.endswith("run: velleity models get smollm2")
    assert "There are: smollm2" in refused("models", "get", "nothing")
    assert "local/smollm2" in refused("perturb", *PAIR, "-m", "local/nothing")


def test_without_the_extra_it_is_named_and_where_it_is_installed_it_stays_out_of_this_process(
    home: Path, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(*PAIR, "-m", tiny)
    assert "xllamacpp" not in sys.modules
    monkeypatch.setitem(sys.modules, "xllamacpp", None)  # as if it were not installed
    line = refused("perturb", *PAIR, "-m", "local/smollm2")
    assert line.endswith('run: pip install "velleity[local]" && velleity models get smollm2')
    assert known()[tiny]["missing"] == 'pip install "velleity[local]"'
    doctor = {one["what"]: one for one in json.loads(run("doctor", "--json").stdout)["data"]}
    assert not doctor[f"model {tiny}"]["fine"]


def test_a_file_that_is_no_model_is_named_before_anything_is_asked(home: Path, tiny: str) -> None:
    (home.parent / "tiny.gguf").write_text("no weights")
    assert "is no GGUF file" in refused("perturb", *PAIR, "-m", tiny)
    (home.parent / "tiny.gguf").unlink()
    assert "is not there" in refused("perturb", *PAIR, "-m", tiny)
    assert answer("list")["studies"] == []


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ('gguf = "x.gguf"\nbase_url = "http://127.0.0.1:1/v1"', "base_url does not go with gguf"),
        ('gguf = "x.gguf"\nmost_at_once = 8', "most_at_once does not go with gguf"),
        ('gguf = "x.gguf"\napi_key_env = "MY_KEY"', "api_key_env does not go with gguf"),
        ('base_url = "http://127.0.0.1:1/v1"\nslots = 2', "slots goes with gguf"),
        ('gguf = "x.gguf"\nthreads = 0', "mine.threads"),
        ('gguf = "x.gguf"\ncontext = 10', "mine.context"),
    ],
)
def test_settings_that_do_not_go_together_are_named(home: Path, settings: str, reason: str) -> None:
    (home.parent / "settings.toml").write_text(f"[models.mine]\n{settings}\n")
    assert reason in refused("perturb", *PAIR, "-m", "mine")


def test_weights_are_read_by_log_probabilities_unless_told(home: Path, tiny: str) -> None:
    assert readouts(home, asked(*PAIR, "-m", tiny)) == {"logprob"}
    assert readouts(home, asked(*PAIR, "-m", tiny, "--readout", "label")) == {"label"}
    assert readouts(home, asked(*PAIR, "-m", "sim/bob")) == {"label"}
    ties = ["elicit", *PAIR, "--ties", "-m", tiny, "--max-trials", "4"]
    answer(*ties)
    study = answer("list")["studies"][0]["study_id"]
    assert "label" in readouts(home, study)


def test_a_plan_of_a_local_model_costs_nothing(home: Path, tiny: str) -> None:
    plan = answer("perturb", *PAIR, "-m", tiny, "--dry-run")["plan"]
    assert plan["cost_usd"] == {"low": 0.0, "high": 0.0}


def test_doctor_tells_of_weights_and_asks_a_local_model(home: Path, tiny: str) -> None:
    checks = {one["what"]: one for one in json.loads(run("doctor", tiny, "--json").stdout)["data"]}
    assert "velleity models get smollm2" in checks["local/smollm2"]["found"]
    assert checks["model tiny"]["found"].endswith("on this machine, free")
    assert "answered in" in checks["asking tiny"]["found"]
    (home / "models").mkdir()
    (home / "models" / SMOLLM2.file).write_bytes(b"GGUF")
    damaged = {one["what"]: one for one in json.loads(run("doctor", "--json").stdout)["data"]}
    assert "is damaged" in damaged["local/smollm2"]["found"]


def kept(home: Path, weights: Path) -> Weights:
    """The weights of the real model, in this test's own data folder."""
    (home / "models").mkdir(parents=True)
    shutil.copy(weights / SMOLLM2.file, home / "models")
    return SMOLLM2


@pytest.mark.realmodel
def test_the_real_model_is_asked_from_the_command_line(home: Path, weights: Path) -> None:
    real = kept(home, weights)
    assert answer("models", "get", "smollm2")["bytes"] == real.bytes
    assert run("doctor", "local/smollm2").exit_code == 0
    study = asked(*PAIR, "-m", "local/smollm2")
    assert readouts(home, study) == {"logprob"}
    store = Store(home / "velleity.db")
    try:
        trials, calls = store.trials(study), store.calls(study)
    finally:
        store.close()
    assert calls.made == calls.answered == len(trials) > 0
    assert calls.cost_usd == 0
    masses = [one.extra["mass"] for one in trials]
    assert all(0 < mass <= 1 for mass in masses)
    assert max(masses) > 0.5
