"""Models with processes of their own, on workers: litellm, and weights that each worker has."""

from pathlib import Path

import pytest

from tests.tools.engine.cluster.clusters import found, run
from tests.tools.engine.cluster.test_cluster_kills import provider, workers
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.study.limits import Limits


def a_design(model: str, readout: str) -> PerturbDesign:
    fixed = {"model": model, "option_a": "tea", "option_b": "coffee", "max_trials": 100}
    return PerturbDesign.model_validate({**fixed, "readout": readout, "ladder": False})


def same(home: Path, design: PerturbDesign, scheduler: str) -> bool:
    """Whether a study finds the same through workers and from here."""
    settings = (home / "settings.toml").read_text("utf-8")
    both: list[object] = []
    for name, address in (("here", None), ("there", scheduler)):
        (home / name).mkdir()
        (home / name / "settings.toml").write_text(settings)
        study = run(home / name, design, address, Limits(5.0, None))
        state, error, findings, trials = found(home / name, study)
        assert state == "done", error
        both.append((findings, [(one.id, one.reply, one.extra) for one in trials]))
    return both[0] == both[1]


@pytest.mark.slow
def test_through_litellm_on_workers_the_same_is_found(
    home: Path, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not full:
        pytest.skip("starts litellm on each worker: run with --full")
    monkeypatch.setenv("KEY_FOR_LITELLM", "sk-for-litellm-99")
    with provider(home, 0), workers(home / "dask", 2, KEY_FOR_LITELLM="sk-for-litellm-99") as dask:
        file = home / "settings.toml"
        more = 'litellm = "openai/gpt-4o-mini"\napi_key_env = "KEY_FOR_LITELLM"\n'
        file.write_text(file.read_text("utf-8") + more)
        assert same(home, a_design("mine", "label"), dask.address)


@pytest.mark.slow
@pytest.mark.realmodel
def test_weights_that_each_worker_has_say_the_same(
    home: Path, full: bool, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not full:
        pytest.skip("loads weights on each worker: run with --full")
    monkeypatch.setenv("VELLEITY_MODELS", str(weights))
    home.mkdir()
    (home / "settings.toml").write_text("")
    with workers(home / "dask", 2, VELLEITY_MODELS=str(weights)) as dask:
        assert same(home, a_design("local/smollm2", "logprob"), dask.address)
