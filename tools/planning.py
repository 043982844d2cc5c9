"""What a design would take and could find: its verb's plan, and a forecast of tokens, cost, time.

Starts and stores nothing.
"""

from collections.abc import Sequence

from ..store.errors import InputError
from ..store.records import TrialRecord
from ..store.store import Store
from .engine.cost_forecast import Forecast, forecast, together
from .engine.token_limits import most_tokens
from .registry import design_of, loads, plan, verb_of
from .respondents.registry import Models
from .study.design import Asking, Design, Sampled
from .study.plan import Plan
from .work import batch_api_of, own_model


def planned_work(store: Store, models: Models, design: Design) -> tuple[Plan, Forecast]:
    """Plan a design, and forecast what each participant would take.

    Raises:
        InputError: a model is unknown, or the design cannot be carried out.
    """
    asked = {None: own_model(models, design)}
    asked |= {judge: models.open(judge) for judge in design.judges_asked}
    batch = isinstance(design, Asking) and design.batch
    if batch:
        batch_api_of(asked[None])
    found = loads(design)
    known = len(texts_known(store, design))
    text = most_tokens("write", asked[None].terms)
    parts: dict[str, Forecast] = {}
    for load in found:
        one = asked[load.to]
        parts[one.name] = forecast(
            load.trials - (known if load.to is None else 0),
            load.sample,
            one.terms,
            store.experience(one.name),
            batch=batch,
            carried=load.carried * text,
        )
    return plan(design), together(parts) if len(parts) > 1 else parts[design.model]


def texts_known(store: Store, design: Design) -> Sequence[TrialRecord]:
    """What a new study takes over from an earlier one, so that nothing is paid twice.

    Raises:
        NotFound: there is no such study.
        InputError: its texts are by another model, or written at another temperature, or it has
            none of those wanted.
    """
    taken = verb_of(design).reused(design)
    if taken is None:
        return ()
    earlier, wanted = store.study(taken[0]), taken[1]
    found = [trial for trial in store.trials(earlier.id) if trial.id in wanted]
    if not found or _writer(design_of(earlier.design)) != _writer(design):
        raise InputError(
            f"Study {earlier.id} has no texts of {design.model} for these items, outcomes and "
            "cues, written at this temperature: give the design that it had, with other judges, "
            "or leave reuse out."
        )
    return found


def _writer(design: Design) -> tuple[str, float | None]:
    """Who wrote a study's texts, and at which temperature."""
    return design.model, design.temperature if isinstance(design, Sampled) else None
