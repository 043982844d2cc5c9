"""The command that asks what a study asked once more, with something changed."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from ..terminal.naming import StudyId
from ..terminal.running import DryRun, Fresh, Json, MaxCost, MaxTokens, OwnBudget, ReadBy, run_study

if TYPE_CHECKING:
    from ..handle import Study
    from ..lab import Format, Lab, PairsName, Readout

Repeated = list[str] | None
Whether = bool | None


def rerun(
    study: StudyId,
    fraction: Annotated[
        float, typer.Option(min=0.001, max=1.0, help="This part of its trials, of every cell.")
    ] = 0.1,
    alpha: Annotated[float | None, typer.Option(help="Error rate of a drift.")] = None,
    seed: Annotated[int | None, typer.Option(help="Not the study's own.")] = None,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    dry_run: DryRun = False,
    fresh: Fresh = False,
    as_json: Json = False,
) -> None:
    """Ask a sample of a study's prompts once more: does the model still answer so?"""

    async def start(lab: "Lab") -> "Study":
        return await lab.ask_again(
            study,
            fraction=fraction,
            alpha=alpha,
            seed=seed,
            max_cost_usd=max_cost_usd,
            max_tokens=max_tokens,
            dry_run=dry_run,
            fresh=fresh,
        )

    run_study(start, as_json=as_json, limits=(max_cost_usd, max_tokens))


def ask_again(
    study: StudyId,
    model: Annotated[
        Repeated, typer.Option("--model", "-m", help="Ask these instead. Repeatable.")
    ] = None,
    near_flip: Annotated[
        bool, typer.Option("--near-flip", help="perturb: also wordings near the one that flips.")
    ] = False,
    turned_lengths: Annotated[
        Whether, typer.Option(help="perturb: lengthen the shorter option.")
    ] = None,
    wide: Annotated[Whether, typer.Option(help="perturb: every variation there is.")] = None,
    find_flip: Annotated[Whether, typer.Option(help="perturb: search for a flip.")] = None,
    factor: Annotated[Repeated, typer.Option(help="perturb: share out over these.")] = None,
    proposer: Annotated[str | None, typer.Option(help="A model that writes variations.")] = None,
    variation: Annotated[Repeated, typer.Option(help="stated-revealed: only these.")] = None,
    judge: Annotated[
        Repeated, typer.Option("--judge", "-j", help="Who judges. Repeatable for transfer-test.")
    ] = None,
    items: Annotated[int | None, typer.Option(help="transfer-test: items of each family.")] = None,
    replicates: Annotated[int | None, typer.Option(help="Answers a pair, prompt or item.")] = None,
    margin: Annotated[float | None, typer.Option(help="Within it, there is no effect.")] = None,
    alpha: Annotated[float | None, typer.Option(help="Error rate of the verdict.")] = None,
    delta: Annotated[float | None, typer.Option(help="Within it, indifferent.")] = None,
    pairs: Annotated[
        str | None, typer.Option(help="elicit: auto, all, random or active; dissect: a number.")
    ] = None,
    family: Annotated[Repeated, typer.Option(help="Of tasks or principles. Repeatable.")] = None,
    formats: Annotated[
        Repeated, typer.Option("--format", help="stated-revealed: yes_no, a_b, free. Repeatable.")
    ] = None,
    hypothesis: Annotated[str | None, typer.Option(help="The verdict that you foretell.")] = None,
    batch: Annotated[Whether, typer.Option(help="As provider batches.")] = None,
    readout: ReadBy = None,
    temperature: Annotated[float | None, typer.Option(help="0: no chance.")] = None,
    max_trials: OwnBudget = None,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    seed: Annotated[int | None, typer.Option(help="Another seed.")] = None,
    dry_run: DryRun = False,
    fresh: Fresh = False,
    as_json: Json = False,
) -> None:
    """Ask what a study asked once more, with something changed."""

    async def start(lab: "Lab") -> "Study":
        has_panel = (await lab.study(study)).status.verb == "transfer_test"
        return await lab.ask_again(
            study,
            models=model or None,
            max_trials=max_trials,
            readout=cast("Readout | None", readout),
            near_flip=near_flip,
            turned_lengths=turned_lengths,
            wide=wide,
            find_flip=find_flip,
            factors=factor or None,
            proposer=proposer,
            judge=None if has_panel or not judge else judge[-1],
            judges=judge if has_panel else None,
            items=items,
            replicates=replicates,
            margin=margin,
            alpha=alpha,
            delta=delta,
            temperature=temperature,
            batch=batch,
            pairs=int(pairs) if pairs and pairs.isdigit() else cast("PairsName | None", pairs),
            families=family or None,
            formats=cast("list[Format] | None", formats or None),
            variations=variation or None,
            hypothesis=hypothesis,
            seed=seed,
            max_cost_usd=max_cost_usd,
            max_tokens=max_tokens,
            dry_run=dry_run,
            fresh=fresh,
        )

    run_study(start, as_json=as_json, limits=(max_cost_usd, max_tokens))
