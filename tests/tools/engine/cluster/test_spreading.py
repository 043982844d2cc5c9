"""A calibration simulated by workers finds what it finds here, and ends when it is told to."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.tools.engine.cluster.clusters import found, in_this_process, laboratory_of, run
from velleity.store.store import Store
from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.elicit import TRUTHS, simulate
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.engine.cluster.cluster import Cluster
from velleity.tools.engine.cluster.spreading import Spreading
from velleity.tools.engine.runner import Runner
from velleity.tools.engine.spread import here
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.study.design import TaggedOption

OPTIONS = tuple(TaggedOption(text=f"thing {n}") for n in range(3))
SMALL = ElicitDesign(model="simulated", options=OPTIONS, replicates=1)
LARGE = PerturbDesign(model="simulated", option_a="tea", option_b="coffee", max_trials=1_136)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with in_this_process() as started:
        yield started


def test_studies_simulated_by_workers_come_in_order_and_are_the_same(
    home: Path, cluster: Any
) -> None:
    arguments = [(SMALL, TRUTHS[0], 3, number) for number in range(3)]
    home.mkdir()
    with closing(Store(home / "velleity.db")) as store, closing(Runner(store)) as runner:
        workers = Cluster(cluster.scheduler_address)
        runner.at_end(workers.close)
        there = list(Spreading(workers, runner.loop)(simulate, arguments))
    assert there == list(here(simulate, arguments))


@pytest.mark.slow
def test_a_calibration_is_the_same_to_the_last_bit(home: Path, cluster: Any, full: bool) -> None:
    if not full:
        pytest.skip("simulates 480 studies: run with --full")
    design = CalibrateDesign(plan=SMALL, runs=20, seed=5)
    alone = found(home / "here", run(home / "here", design, None))
    there = found(home / "there", run(home / "there", design, cluster.scheduler_address))
    assert alone[0] == there[0] == "done"
    assert alone[2] == there[2]
    assert alone[2]


@pytest.mark.in_full
def test_a_calibration_on_a_cluster_can_be_cancelled(home: Path, cluster: Any) -> None:
    design = CalibrateDesign(plan=LARGE, runs=2_000)
    with laboratory_of(home, cluster.scheduler_address) as laboratory:
        study = laboratory.start(design).study.id
        while not laboratory.progress(study).done:
            laboratory.wait(study, 0.05)
        laboratory.cancel(study)
        laboratory.wait(study, 20)
        assert laboratory.progress(study).study.state == "cancelled"


def test_without_workers_a_calibration_waits_and_can_be_cancelled(home: Path) -> None:
    with in_this_process(0) as alone, laboratory_of(home, alone.scheduler_address) as laboratory:
        study = laboratory.start(CalibrateDesign(plan=SMALL, runs=20)).study.id
        laboratory.wait(study, 0.2)
        laboratory.cancel(study)
        laboratory.wait(study, 20)
        assert laboratory.progress(study).study.state == "cancelled"
