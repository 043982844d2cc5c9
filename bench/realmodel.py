"""What the real model in the box takes and gives: size, start-up, memory, speed, exactness.

    python bench/realmodel.py [--draws 400]

Fetches the weights of local/smollm2 if they are not there. CPU seconds are those of all processes.
Ends with status 1 if a share that was drawn differs from the exact one by more than four standard
errors, or if a study leaves a call unaccounted for.
"""

import argparse
import asyncio
import math
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

from velleity.server.settings import Settings
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.study import Perturb
from velleity.tools.perturbations.render import Prompt
from velleity.tools.respondents.local.fetching import fetch
from velleity.tools.respondents.local.model import LocalModel
from velleity.tools.respondents.local.weights import LOCAL, SMOLLM2
from velleity.tools.respondents.protocol import Messages, Params, Reply
from velleity.tools.respondents.registry import shipped
from velleity.tools.responses.label import read
from velleity.tools.responses.logprob import label_probabilities
from velleity.tools.studies import Laboratory
from velleity.tools.study.questions import Trial

NAME = LOCAL + SMOLLM2.name
PAIRS = (
    ("a bar of chocolate", "a scoop of ice cream"),
    ("a walk in the forest", "an evening at the cinema"),
    ("tea", "coffee"),
)
STARTS, GENERATED = 3, 24
ERRORS = 4.0
"""Standard errors by which a drawn share may differ."""
Asked = Sequence[tuple[Messages, Params]]


class Cost(NamedTuple):
    """What a block took: processor seconds, those of its child included, and seconds."""

    cpu: float
    wall: float


def spent() -> Cost:
    """Processor seconds of this process and of children that have ended, and the time."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Cost(sum(one.ru_utime + one.ru_stime for one in both), time.monotonic())


def prompts() -> list[Prompt]:
    """The first round of a study of each pair: every variation in both orders."""
    found: list[Prompt] = []
    for a, b in PAIRS:
        design = PerturbDesign(model=NAME, option_a=a, option_b=b, readout="logprob")
        first = {one.id: one for one in Perturb(design).next([]) if isinstance(one, Trial)}
        found += list({one.prompt().messages: one.prompt() for one in first.values()}.values())
    return found


async def asked_of(path: Path, asked: Asked) -> list[Reply]:
    """Ask processes of its own, as many questions at once as it takes, and end them."""
    model = LocalModel(NAME, path, shipped(SMOLLM2))
    places = asyncio.Semaphore(model.terms.most_at_once)

    async def one(messages: Messages, params: Params) -> Reply:
        async with places:
            return await model.ask(messages, params)

    try:
        return list(await asyncio.gather(*(one(*each) for each in asked)))
    finally:
        await model.close()


def taken(path: Path, asked: Asked) -> tuple[list[Reply], Cost]:
    """Ask, and what that took."""
    before = spent()
    replies = asyncio.run(asked_of(path, asked))
    after = spent()
    return replies, Cost(after.cpu - before.cpu, after.wall - before.wall)


def show_size(path: Path) -> None:
    """What the extra and the weights take on a disk."""
    installed = distribution("xllamacpp")
    paths = [Path(str(installed.locate_file(one))) for one in installed.files or ()]
    size = sum(one.stat().st_size for one in paths if one.exists())
    print(f"installed: xllamacpp {size / 1e6:.1f} MB, weights {path.stat().st_size / 1e6:.1f} MB")


def show_speed(path: Path, shown: Sequence[Prompt]) -> None:
    """Start-up, one-token prompts, generated tokens, memory."""
    one = (shown[0].messages, Params(0, max_tokens=1))
    starts = [taken(path, [one])[1] for _ in range(STARTS)]
    start = Cost(*(statistics.median(each) for each in zip(*starts, strict=True)))
    print(f"start, load and first answer: {start.wall:.2f} s, {start.cpu:.2f} CPU s")
    exact = [(each.messages, Params(0, max_tokens=1, logprobs=True)) for each in shown]
    replies, cost = taken(path, exact)
    tokens = sum(reply.usage.input_tokens for reply in replies if reply.usage)
    cpu = cost.cpu - start.cpu
    print(
        f"log-probabilities: {len(shown)} different prompts of {tokens / len(shown):.0f} tokens, "
        f"{len(shown) / cpu:.1f} a CPU s, {len(shown) / (cost.wall - start.wall):.1f} a second"
    )
    texts = [(each.messages, Params(seed)) for seed, each in enumerate(shown[:GENERATED])]
    replies, cost = taken(path, texts)
    written = sum(reply.usage.output_tokens for reply in replies if reply.usage)
    print(f"replies: {written} tokens, {written / (cost.cpu - start.cpu):.0f} a CPU s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"memory of its process: {peak * (1 if sys.platform == 'darwin' else 1024) / 1e6:.0f} MB")


def show_exactness(path: Path, shown: Sequence[Prompt], draws: int) -> bool:
    """Exact probabilities beside drawn ones: of the first token, and of whole replies as read."""
    fine = True
    for prompt in (shown[0], shown[len(shown) // 3], shown[-1]):
        once = (prompt.messages, Params(0, max_tokens=1, logprobs=True))
        first = [(prompt.messages, Params(seed, max_tokens=1)) for seed in range(draws)]
        whole = [(prompt.messages, Params(seed)) for seed in range(draws // 10)]
        [exact], tokens, texts = (taken(path, each)[0] for each in ([once], first, whole))
        known = label_probabilities(prompt, exact.logprobs)
        assert known is not None
        counted = Counter(
            probability.shares.index(1.0) if probability else None
            for reply in tokens
            for probability in [label_probabilities(prompt, ((reply.text, 0.0),))]
        )
        for slot, share in enumerate(known.shares):
            exactly, drawn = share * known.mass, counted[slot] / draws
            error = math.sqrt(exactly * (1 - exactly) / draws)
            near = abs(drawn - exactly) <= ERRORS * error
            fine &= near
            print(
                f"label {prompt.labels[slot]}: exactly {exactly:.4f}, drawn {drawn:.4f} of {draws} "
                f"({(drawn - exactly) / error:+.1f} standard errors){'' if near else ' WRONG'}"
            )
        outcomes = Counter(read(prompt, reply.text).chosen or "none" for reply in texts)
        print(f"  mass {known.mass:.3f}; {len(texts)} whole replies as read: {dict(outcomes)}")
    return fine


def show_study(models: Path) -> bool:
    """One study from its design to its finding; whether every call is accounted for."""
    before = spent()
    with tempfile.TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder), models=models)
        pair = {"option_a": PAIRS[0][0], "option_b": PAIRS[0][1]}
        study = laboratory.start(PerturbDesign.model_validate({"model": NAME, **pair})).study.id
        while (progress := laboratory.wait(study, 1)).study.state == "running":
            pass
        calls, trials = laboratory.store.calls(study), laboratory.store.trials(study)
        headlines = [one.headline for one in laboratory.findings(study)]
        laboratory.close()
    after = spent()
    masses = sorted(float(one.extra["mass"]) for one in trials if "mass" in one.extra)
    different = len({one.messages for one in trials})
    print(
        f"perturb: {progress.study.state}, {len(trials)} answers to {different} prompts in "
        f"{after.wall - before.wall:.1f} s, {len(trials) / (after.cpu - before.cpu):.1f} a CPU s; "
        f"label mass {masses[0]:.2f} to {masses[-1]:.2f}, median {statistics.median(masses):.2f}"
    )
    print(f"  {dict(Counter(one.outcome for one in trials))}", *headlines, sep="\n  ")
    return progress.study.state == "done" and calls.answered == calls.made == len(trials) > 0


def main() -> None:
    """Fetch the weights and show each figure."""
    options = argparse.ArgumentParser()
    options.add_argument("--draws", type=int, default=400)
    draws: int = options.parse_args().draws
    models = Settings().models
    path = fetch(SMOLLM2, models)
    shown = prompts()
    show_size(path)
    show_speed(path, shown)
    fine = show_exactness(path, shown, draws)
    sys.exit(0 if show_study(models) and fine else 1)


if __name__ == "__main__":
    main()
