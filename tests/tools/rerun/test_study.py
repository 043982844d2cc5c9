"""A sample asked once more: the same prompts, fresh answers, no finding of before is touched."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.tools.capsules.altering import PAIR, capsule_of, laboratory, replayed, run
from velleity.store.errors import InputError
from velleity.tools.rerun.design import RerunDesign
from velleity.tools.rerun.finding import RerunFinding
from velleity.tools.studies import Laboratory

ALICE: dict[str, Any] = {"model": "sim/alice", **PAIR, "max_trials": 200}
OPTIONS = ("tea", "coffee", "a pier", "a walk", "soup")


def found(lab: Laboratory, study: str) -> RerunFinding:
    [finding] = lab.findings(study)
    assert isinstance(finding, RerunFinding)
    return finding


def test_a_sample_of_every_cell_is_asked_the_same_and_kept_apart(tmp_path: Path) -> None:
    with laboratory(tmp_path / "lab") as lab:
        base = run(lab, "perturb", ALICE)
        before = lab.store.findings(base), lab.store.count(base)
        again = run(lab, "rerun", {"study_id": base, "fraction": 0.3})
        assert (lab.store.findings(base), lab.store.count(base)) == before
        stored = {one.id: one for one in lab.store.trials(base)}
        fresh = lab.store.trials(again)
        assert {one.study_id for one in fresh} == {again}
        for one in fresh:
            then = stored[one.id]
            assert (one.messages, one.variation, one.first) == (
                *(then.messages, then.variation, then.first),
            )
        cells = Counter((one.variation, one.first) for one in stored.values())
        sampled = Counter((one.variation, one.first) for one in fresh)
        assert sampled == {cell: max(1, round(0.3 * n)) for cell, n in cells.items()}
        assert any(one.chosen != stored[one.id].chosen for one in fresh)  # another seed
        finding = found(lab, again)
        assert finding.verdict == "no_drift_seen"
        assert finding.asked == len(fresh) == sum(one.asked for one in finding.cells)
        assert all(one.agreement.n == one.asked for one in finding.cells)
        started = lab.start(lab.design("rerun", {"study_id": base, "fraction": 0.3}))
        assert started.study.id == again  # the same command is the same study
        assert replayed(capsule_of(lab, tmp_path / "again.zip", again)).identical


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("elicit", {"model": "sim/bob", "options": OPTIONS, "pairs": "active", "max_trials": 80}),
        ("elicit", {"model": "sim/bob", "options": OPTIONS, "replicates": 2}),
        ("stated_revealed", {"model": "sim/bob", "families": ["no_revenge"]}),
        ("perturb", {"model": "sim/alice", **PAIR, "find_flip": True, "max_trials": 500}),
        ("perturb", {"model": "sim/bob", **PAIR, "readout": "logprob", "max_trials": 90}),
    ],
)
def test_prompts_of_any_study_of_choices_are_found_again(
    tmp_path: Path, verb: str, said: dict[str, Any]
) -> None:
    with laboratory(tmp_path / "lab") as lab:
        base = run(lab, verb, said)
        finding = found(lab, run(lab, "rerun", {"study_id": base, "fraction": 0.5}))
        assert finding.asked >= 5
        assert finding.after == base
        assert finding.agreement.value is not None


def test_what_cannot_be_held_against_anything_is_refused(tmp_path: Path) -> None:
    with laboratory(tmp_path / "lab") as lab:
        base = run(lab, "perturb", ALICE)
        texts = run(lab, "follow_up", {"study_id": base, "ask": "Why?", "limit": 1})
        with pytest.raises(InputError, match="no stored choice"):
            lab.design("rerun", {"study_id": texts})
        with pytest.raises(InputError, match="has this seed"):
            lab.design("rerun", {"study_id": base, "seed": 0})
        with pytest.raises(InputError, match="leave out max_trials, near_flip"):
            lab.sampled_again(base, 0.1, {"max_trials": 5, "near_flip": True, "dry_run": False})
        design = lab.sampled_again(base, 0.1, {"seed": 9, "near_flip": False})
        assert isinstance(design, RerunDesign)
        plan = lab.plan(design)[0]
        assert plan.trials == len(design.again)
        assert plan.smallest_effect is not None
        wrong = design.model_copy(
            update={"again": (design.again[0].model_copy(update={"trial": "none"}),)}
        )
        with pytest.raises(InputError, match="has no trial none"):
            lab.start(wrong)
