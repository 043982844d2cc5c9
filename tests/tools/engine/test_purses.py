"""One purse over several studies: never exceeded, whoever of them spends, fails or is killed."""

import asyncio
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.provider.provider import Provider
from tests.tools.engine.killing import PRICES
from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import Wired, begin, loop_of, random_faults
from velleity.store.errors import InputError
from velleity.store.records import Spending, StudyRecord
from velleity.store.store import Store
from velleity.tools.engine.budget import Purse
from velleity.tools.engine.purses import Purses
from velleity.tools.engine.stopping import Interrupted
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.studies import Laboratory
from velleity.tools.study.limits import Limits

PURSE = "one for all"


async def side_by_side(
    store: Store,
    purse: str,
    studies: Sequence[tuple[StudyRecord, Wired]],
    cap: float,
    after_s: float | None = None,
) -> bool:
    """Run studies that share a purse, their process ending suddenly if a time is given; whether
    all were done. The purse is opened from what is stored, as by a new process.
    """
    ids = [one.id for one in store.sharing(purse)]
    shared = Purse(Limits(cost_usd=cap), store.shared_spending(purse), ids)
    running = [
        asyncio.create_task(loop_of(store, study, respondent, purse=shared).run())
        for study, respondent in studies
    ]
    done, _ = await asyncio.wait(running, timeout=after_s)
    for one in running:
        one.cancel()
    await asyncio.wait(running)
    for study, _ in studies:
        store.settle(study.id, "interrupted").result()  # after all that was queued before it
    errors = [one.exception() for one in done]
    assert all(one is None or isinstance(one, Interrupted) for one in errors), errors
    return len(done) == len(running) and not any(errors)


@pytest.mark.slow
def test_studies_of_one_purse_never_take_more_than_it_has_and_find_the_same(
    store: Store, runs: int
) -> None:
    """300 purses in full, 1 otherwise: two to five studies of two models, faults, sudden ends,
    limits at random, a provider that counts up to three times what a call takes.
    """
    models = ("sim/bob", "sim/alice")
    expected: dict[str, object] = {}
    for model in models:
        whole = begin(store, f"whole{model[4:]}", Wired(model))
        run(loop_of(store, whole, Wired(model)).run())
        expected[model] = store.findings(whole.id)[0].body
    for seed in range(300 if runs > 200 else 1):
        draw = random.Random(seed)
        cap, purse = draw.uniform(0.02, 0.6), f"purse {seed}"
        wired = [
            Wired(model, random_faults(seed + at, 0.25), counts=draw.uniform(1, 3))
            for at, model in enumerate(models * 3)
        ][: draw.randint(2, 5)]
        limits = Limits(cost_usd=cap)
        studies = [
            (begin(store, f"cut{seed}_{at}", one, limits, purse), one)
            for at, one in enumerate(wired)
        ]
        for _ in range(draw.randrange(3)):
            some = draw.sample(studies, draw.randint(1, len(studies)))
            run(side_by_side(store, purse, some, cap, draw.uniform(0.1, 3)))
        run(side_by_side(store, purse, studies, cap))
        billed = sum(one.paid_usd for one in wired)
        counted = store.shared_spending(purse).cost_usd
        assert billed <= counted + 1e-9, f"seed {seed}"
        assert counted <= cap + 1e-9, f"seed {seed}"
        assert any(run(side_by_side(store, purse, studies, 100.0)) for _ in range(4)), seed
        for study, one in studies:
            assert store.findings(study.id)[0].body == expected[one.name], f"seed {seed}"


def test_a_study_that_leaves_or_is_deleted_leaves_what_it_took_behind(store: Store) -> None:
    respondent = Wired()
    limits = Limits(cost_usd=1.0)
    first, second = (begin(store, name, respondent, limits, PURSE) for name in ("one", "two"))
    run(loop_of(store, first, respondent).run())
    run(loop_of(store, second, respondent).run())
    assert near(store, PURSE, respondent.paid_usd)
    store.join(first.id, "another").result()
    assert near(store, PURSE, respondent.paid_usd)
    assert near(store, "another", store.spending(first.id).cost_usd)
    store.forget(second.id).result()
    assert near(store, PURSE, respondent.paid_usd)
    assert [one.id for one in store.sharing("another")] == [first.id]


def near(store: Store, purse: str, usd: float) -> bool:
    return abs(store.shared_spending(purse).cost_usd - usd) < 1e-9


def test_a_purse_says_who_shares_it_when_it_is_empty() -> None:
    purse = Purse(Limits(cost_usd=1.0), Spending(1.0, 5), ["std_one", "std_two"])
    with pytest.raises(Exception, match=r"\$1.0000, which 2 studies share, does not cover"):
        purse.refuse()


def a_pair(model: str, seed: int = 0) -> PerturbDesign:
    return PerturbDesign(model=model, option_a="tea", option_b="coffee", seed=seed, max_trials=200)


def ended(laboratory: Laboratory, study: str) -> str:
    while (at := laboratory.wait(study, 5)).study.state == "running":
        pass
    return at.study.error or at.study.state


def two_models(home: Path, url: str) -> None:
    home.mkdir()
    model = f'base_url = "{url}"\n{PRICES}'
    (home / "settings.toml").write_text(f"[models.a]\n{model}[models.b]\n{model}")


def at_once(told: Callable[..., None], *given: object) -> None:
    told(*given)


def test_a_purse_is_in_the_hands_of_one_process_at_a_time(store: Store) -> None:
    limits = Limits(cost_usd=1.0)
    study = begin(store, "one", Wired(), limits, PURSE)
    here, there = Purses(store, at_once), Purses(store, at_once)
    purse = here.take(PURSE, study.id, limits)
    assert here.take(PURSE, study.id, Limits(cost_usd=2.0)) is purse
    assert purse.limits == Limits(cost_usd=2.0)
    here.give_back(PURSE)
    with pytest.raises(InputError, match="share a limit"):
        there.take(PURSE, study.id, limits)
    here.give_back(PURSE)
    there.take(PURSE, study.id, limits)
    there.give_back(PURSE)


async def test_studies_that_name_a_purse_end_with_it_and_go_on_when_it_is_filled(
    home: Path,
) -> None:
    async with Provider("sim/bob") as provider:

        def work() -> None:
            two_models(home, provider.url)
            lab = Laboratory(home, home / "settings.toml")
            limits = Limits(cost_usd=0.05)
            ids = [
                lab.start(a_pair(one), limits=limits, purse=PURSE).study.id for one in ("a", "b")
            ]
            said = [ended(lab, one) for one in ids]
            assert all("which 2 studies share" in one for one in said), said
            assert 0 < lab.store.shared_spending(PURSE).cost_usd <= 0.05
            lab.resume(ids[0], Limits(cost_usd=50.0))
            assert lab.store.study(ids[1]).max_cost_usd == 50.0
            lab.resume(ids[1])
            assert [ended(lab, one) for one in ids] == ["done", "done"]
            lab.close()

        await asyncio.to_thread(work)


async def test_a_study_that_was_held_up_draws_on_the_purse_of_the_call_that_asks_for_it_again(
    home: Path,
) -> None:
    async with Provider("sim/bob") as provider:

        def work() -> None:
            two_models(home, provider.url)
            lab = Laboratory(home, home / "settings.toml")
            alone = lab.start(a_pair("a"), limits=Limits(cost_usd=0.02)).study.id
            assert "budget" in ended(lab, alone)
            spent = lab.store.spending(alone)
            cap = Limits(cost_usd=0.05)
            both = [lab.start(a_pair(one), limits=cap, purse=PURSE).study.id for one in ("a", "b")]
            assert both[0] == alone
            assert lab.store.study(alone).max_cost_usd == 0.05
            assert "which 2 studies share" in ended(lab, both[1])
            assert spent.cost_usd < lab.store.shared_spending(PURSE).cost_usd <= 0.05
            lab.close()

        await asyncio.to_thread(work)
