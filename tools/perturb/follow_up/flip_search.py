"""The flip finder: a search for the mildest variation that turns the choice round.

Searches the whole catalogue and the caller's variations, pairs of the levels that lean away most,
and, if a proposer was named, what it wrote and a judge let pass. The search may look where it likes
(`statistics/sequential/best_arm.py`); what it finds counts only once fresh answers, asked for that
variation alone, confirm it. Mild means: of a low tier, and of few levels changed.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ...perturbations.catalogue import REASONABLE, SIDES, TIERS, Side, Variation, catalogue
from ...perturbations.custom import author_of
from ...perturbations.factors import compose, conflict
from ...perturbations.render import other
from ...statistics.sequential.best_arm import (
    BanditArm,
    Search,
    SearchRule,
    conclude,
    confirmation_bar,
    next_pulls,
)
from ...statistics.sequential.e_values import log_e_above_half, wins_until
from ...study.asked import Askable
from ...study.questions import Observation, Trial
from ..analysis import flip_of
from ..cells import Cell
from ..design import PerturbDesign
from ..finding import Flip, FlipSearch, PreferenceFinding
from ..targets import ContrastTarget
from ..verdict_rules import Flipping, Judgement
from .arms import Seen, of_stage, written_for
from .proposals import MeaningCheck, MeaningChecked, Proposal, Proposed, meaning_checks

BATCH = 24
LEANING = 8
"""Levels of which all pairs that go together are tried."""
AT_MOST = 60
"""Fresh answers that may confirm a candidate."""
A_LOOK = 2
"""Fresh answers in each order, at least, before a candidate is looked at again."""
HOPELESS = 10.0
"""Evidence against a candidate that ends its confirmation."""
MOST_MASS = 0.5
BOTH_ORDERS = 2.3
"""The e-value of two flips in two answers: all that there is of known probabilities."""
ONE_AGAINST = 1.4
"""The e-value of one answer against a flip, which then settles it."""
SEARCH, CONFIRM = "search", "confirm"


@dataclass(frozen=True)
class _Candidates:
    """The variations that are searched, and the state of the search."""

    variations: list[Variation]
    arms: list[BanditArm]
    rule: SearchRule

    @property
    def search(self) -> Search:
        """What the search has come to."""
        return conclude(self.arms, self.rule)

    def pulls(self, left: int, draw: random.Random) -> list[int]:
        """Whom to ask next: a fifth of the answers so far, so that rounds stay few."""
        size = max(BATCH, sum(arm.n for arm in self.arms) // 5)
        return next_pulls(self.arms, left, draw, size=size, rule=self.rule)


class FlipFinder:
    """The arm that searches for a flip, with what is left of the budget."""

    cost = 200

    def __init__(
        self, design: PerturbDesign, target: ContrastTarget, *, exact: bool = False
    ) -> None:
        """Know the variations that are searched without a proposer.

        `exact`: one call tells a prompt's probabilities; a flip in both orders is then known.
        """
        self._design, self._target, self._exact = design, target, exact
        self._written = written_for(design, target)

    def next(self, observations: Sequence[Seen], judgement: Judgement, left: int) -> list[Askable]:
        """Ask for proposals, then search, then confirm; nothing where there is nothing to flip."""
        favours = judgement.side
        if favours is None or not _is_open(judgement):
            return []
        if asking := self._proposing(observations, favours):
            return asking
        if self._confirmed(observations, favours):
            return []
        among = self._candidates(observations, favours)
        draw = random.Random(f"{self._design.seed}:{len(observations)}")  # noqa: S311
        spare = left - AT_MOST
        if spare > 0 and (pulls := among.pulls(spare, draw)):
            return self._pulls([among.variations[at] for at in pulls], observations)
        if among.search.candidate is None or self._exact:
            return []
        return self._confirming(among.variations[among.search.candidate], observations, favours)

    def conclude(
        self, observations: Sequence[Seen], finding: PreferenceFinding, judgement: Judgement
    ) -> PreferenceFinding:
        """What was found, and how much was searched; a reasonable flip makes strong weak."""
        favours = judgement.side
        if favours is None or not _is_open(judgement):
            return finding
        among = self._candidates(observations, favours)
        search = among.search
        confirmed = self._confirmed(observations, favours)
        found = self._flip(confirmed, judgement, observations) if confirmed else None
        proposed = [one for one in observations if isinstance(one, Proposed)]
        kept = _kept(observations)
        result = FlipSearch(
            arms=len(among.arms),
            tried=search.tried,
            ruled_out=search.ruled_out,
            answers=len(of_stage(observations, SEARCH)),
            confirmations=len(of_stage(observations, CONFIRM)),
            milder_open=len(search.milder_open),
            written=sum(one.written for one in proposed),
            kept=len(kept),
            found=found,
            complete=found is not None or (search.done and search.candidate is None),
        )
        changed: dict[str, object] = {"search": result}
        if found is not None and found.tier in REASONABLE:
            changed |= {"verdict": "weak", "flip": found, "entrenched": None}
            if finding.e_value is not None and found.e_value is not None:
                changed["e_value"] = min(finding.e_value, found.e_value)
        return finding.model_copy(update=changed)

    def found(self, observations: Sequence[Seen], judgement: Judgement) -> Variation | None:
        """The variation that the search came to, once fresh answers confirmed it."""
        if judgement.side is None or not _is_open(judgement):
            return None
        return self._confirmed(observations, judgement.side)

    def _proposing(self, observations: Sequence[Seen], favours: Side) -> list[Askable]:
        """The request for variations, then a look at each; nothing once both are answered."""
        if self._design.proposer is None or self._design.judge is None:
            return []
        proposed = [one for one in observations if isinstance(one, Proposed)]
        if not proposed:
            return [Proposal(self._target.question, self._design.proposer, favours)]
        seen = {one.check.id for one in observations if isinstance(one, MeaningChecked)}
        looks: list[MeaningCheck] = meaning_checks(proposed, self._design.judge, self._design.seed)
        return [look for look in looks if look.id not in seen]

    def _candidates(self, observations: Sequence[Seen], favours: Side) -> _Candidates:
        """Every variation that may flip, with what is known of it; those that failed are out."""
        main = [one for one in observations if isinstance(one, Observation)]
        counted = _counts([one for one in main if one.trial.arm in ("", SEARCH)], favours)
        singles = [
            *catalogue(TIERS, wide=True),
            *self._written,
            *_kept(observations),
        ]
        able = [one for one in singles if one.toward in (None, other(favours))]
        pairs = _pairs(able, _counts([one for one in main if not one.trial.arm], favours))
        failed = set[str]() if self._exact else self._failed(observations, favours)
        variations = list({one.id: one for one in (*able, *pairs) if one.id not in failed}.values())
        arms = [BanditArm(_cost(one), *counted.get(one.id, (0, 0))) for one in variations]
        rule = SearchRule(BOTH_ORDERS, ONE_AGAINST, len(SIDES)) if self._exact else SearchRule()
        return _Candidates(variations, arms, rule)

    def _pulls(
        self, variations: Sequence[Variation], observations: Sequence[Seen]
    ) -> list[Askable]:
        """One answer for each, the orders in turn."""
        asked: dict[str, int] = {}
        for one in of_stage(observations, SEARCH):
            asked[one.trial.variation.id] = asked.get(one.trial.variation.id, 0) + 1
        trials: list[Askable] = []
        for variation in variations:
            replicate = asked.get(variation.id, 0)
            asked[variation.id] = replicate + 1
            trials.append(self._trial(variation, SIDES[replicate % 2], replicate, SEARCH))
        return trials

    def _confirming(
        self, variation: Variation, observations: Sequence[Seen], favours: Side
    ) -> list[Askable]:
        """Fresh answers to one candidate, in both orders alike: what it lacks to be confirmed."""
        tries = dict(self._tries(observations, favours))
        attempt = [*tries, variation].index(variation) + 1
        k, n = tries.get(variation, (0, 0))
        lacks = wins_until(math.log(confirmation_bar(attempt, self._design.alpha)), k, n)
        each = max(A_LOOK, min(lacks, AT_MOST - n) // len(SIDES))
        return [
            self._trial(variation, side, n // len(SIDES) + more, CONFIRM)
            for more in range(each)
            for side in SIDES
        ]

    def _trial(self, variation: Variation, first: Side, replicate: int, arm: str) -> Trial:
        question = self._target.ask(variation.id, first, replicate, arm)
        return Trial(question, variation, first, replicate, self._design.readout, arm)

    def _confirmed(self, observations: Sequence[Seen], favours: Side) -> Variation | None:
        """The candidate that fresh answers confirmed; the n-th of them needs more evidence.

        Where probabilities are known, the candidate itself: asking again would add nothing.
        """
        if self._exact:
            among = self._candidates(observations, favours)
            at = among.search.candidate
            return None if at is None else among.variations[at]
        for attempt, (variation, (k, n)) in enumerate(self._tries(observations, favours), 1):
            bar = confirmation_bar(attempt, self._design.alpha)
            if log_e_above_half(k, n) >= math.log(bar):
                return variation
        return None

    def _failed(self, observations: Sequence[Seen], favours: Side) -> set[str]:
        """The candidates that fresh answers did not confirm."""
        confirmed = self._confirmed(observations, favours)
        return {
            variation.id
            for variation, (k, n) in self._tries(observations, favours)
            if variation != confirmed
            and (log_e_above_half(n - k, n) >= math.log(HOPELESS) or n >= AT_MOST)
        }

    @staticmethod
    def _tries(
        observations: Sequence[Seen], favours: Side
    ) -> list[tuple[Variation, tuple[int, int]]]:
        """The candidates in the order they were tried, with their flips in fresh answers."""
        own = of_stage(observations, CONFIRM)
        tried = {one.trial.variation.id: one.trial.variation for one in own}
        counted = _counts(own, favours)
        return [(variation, counted[name]) for name, variation in tried.items()]

    def _flip(
        self, variation: Variation, judgement: Judgement, observations: Sequence[Seen]
    ) -> Flip:
        """The finding's flip: the answers of both orders that confirmed it are its evidence.

        A text that a model wrote is named by its id alone.
        """
        arms = (SEARCH, "") if self._exact else (CONFIRM,)
        own = [
            one
            for one in observations
            if isinstance(one, Observation)
            and one.trial.arm in arms
            and one.trial.variation == variation
        ]
        cell = Cell(variation, "a")
        for one in own:
            cell.observe(one)
        evidence = judgement.sampling.log_e(cell.chose(other(judgement.side or "a")), cell.asked)
        found = Flipping(cell, evidence, sure=True, orders="both" if self._exact else "together")
        flip = flip_of(found, judgement, own[0].trial)
        return flip.model_copy(update={"prompt": ()}) if author_of(variation) else flip


def _kept(observations: Sequence[Seen]) -> list[Variation]:
    """The proposed variations that passed the judge."""
    checked = [one for one in observations if isinstance(one, MeaningChecked)]
    return [variation for one in checked if (variation := one.variation())]


def _is_open(judgement: Judgement) -> bool:
    """Whether there is a direction, and no flip that the cells have shown already."""
    flipping = judgement.flipping()
    named = judgement.verdict == "weak" and flipping is not None and flipping.sure
    return judgement.verdict in ("strong", "weak", "leaning") and not named


def _counts(observations: Sequence[Observation], favours: Side) -> dict[str, tuple[int, int]]:
    """By variation: flips, and answers of any kind; one that chose nothing is no flip."""
    counted: dict[str, tuple[int, int]] = {}
    for one in observations:
        k, n = counted.get(one.trial.variation.id, (0, 0))
        counted[one.trial.variation.id] = (k + _flips(one, favours), n + 1)
    return counted


def _flips(seen: Observation, favours: Side) -> bool:
    """Whether an answer, or most of a prompt's known mass, chose the option not favoured."""
    if seen.masses is None:
        return seen.chosen == other(favours)
    return seen.masses[0 if favours == "b" else 1] > MOST_MASS


def _pairs(singles: Sequence[Variation], counted: dict[str, tuple[int, int]]) -> list[Variation]:
    """Pairs of the reasonable levels that lean away most, as far as they go together."""
    asked = [
        one
        for one in singles
        if one.tier in REASONABLE and one.id in counted and one.levels and one.levels[0].factor
    ]
    asked.sort(key=lambda one: -counted[one.id][0] / counted[one.id][1])
    return [
        compose((one.id, two.id)).variation
        for one, two in combinations(asked[:LEANING], 2)
        if conflict(one.id, two.id) is None
    ]


def _cost(variation: Variation) -> float:
    """How far from mild: the tier counts first, then how many levels are changed."""
    return 10 * TIERS.index(variation.tier) + len(variation.levels)
