"""Studies of simulated judges, run in memory through the real prompts and the real reader."""

from typing import Any

from velleity.tools.dissect.design import DissectDesign
from velleity.tools.dissect.finding import DissectFinding, PropertyWeight
from velleity.tools.dissect.study import Dissect
from velleity.tools.engine.asking import params_of
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.responses.recording import pose


def observations_of(study: Dissect, design: DissectDesign) -> list[Any]:
    """Everything that a study asks, answered."""
    cast = {name: simulated(name) for name in (design.model, *design.judges_asked)}
    found: list[Any] = []
    while batch := study.next(found):
        new: list[Any] = []
        for one in batch:
            posed, params = pose(one), params_of(one, design.seed, None, design.temperature)
            reply = cast[one.to or design.model].reply(posed.messages, params)
            new.append(one.observed(posed.record("", reply, params.seed).answer))
        found += new
    return found


def found_by(model: str, **fields: Any) -> DissectFinding:
    """The finding of a study."""
    design = DissectDesign.model_validate({"model": model, **fields})
    study = Dissect(design)
    [finding] = study.conclude(observations_of(study, design))
    return finding


def weight_of(finding: DissectFinding, judge: str, name: str) -> PropertyWeight:
    """What a property is worth to a judge."""
    return next(one for one in finding.weights if one.judge == judge and one.property == name)
