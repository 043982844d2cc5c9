"""One contrast under every reasonable variation: the study that perturb makes of each.

Asks round after round (`rounds.py`) until a verdict stops it (`verdict_rules.py`), which stays
valid however trials are allocated. Climbs the ladder beside the round that may bring the verdict:
nudges and pressure toward the option that is not favoured, a fixed number of times each. Then come
the follow-up arms that were asked for; neither their answers nor the ladder's touch the cells. What
was cut off is asked once more with more room, before anything is judged.
"""

from collections.abc import Sequence

from ..perturbations.catalogue import REASONABLE, SIDES, Side, Variation, catalogue
from ..perturbations.render import other
from ..study.asked import Askable
from ..study.fold import Fold
from ..study.questions import Observation, Question, Trial
from .analysis import About, conclude_preference, sampling_of
from .cells import Cell, Key
from .design import PerturbDesign
from .finding import PreferenceFinding
from .follow_up.arms import FollowUpArm, Seen, written_for
from .follow_up.factorial import FactorialArm
from .follow_up.flip_search import FlipFinder
from .follow_up.fresh_flip import FreshFlip
from .follow_up.placebo import PlaceboArm
from .sampling.horizon import may_end
from .sampling.progress import Progress
from .sampling.rounds import FIRST_ROUND, LEAST, next_round
from .targets import ContrastTarget
from .verdict_rules import Judgement, Rule

RUNG = 8
"""Answers to every rung of the ladder, in each order."""


class Contrast:
    """The study of one contrast, within a budget of its own."""

    def __init__(self, design: PerturbDesign, target: ContrastTarget, budget: int) -> None:
        """Lay out the cells of a design.

        Raises:
            ValueError: a variation, a factor or the budget cannot be used.
        """
        self._design = design
        self._target = target
        self._budget = budget
        self._rule = Rule(design.alpha, design.delta, design.claims)
        self._written = written_for(design, target)
        self._exact = asks_once(design, target)
        shipped = catalogue(REASONABLE, wide=design.wide)
        reasonable = (
            *(shipped if design.shipped else shipped[:1]),
            *(one for one in self._written if one.tier in REASONABLE),
        )
        self._prompts: list[tuple[Variation, Side]] = [
            (variation, side) for variation in reasonable for side in SIDES
        ]
        self._arms: list[FollowUpArm] = arms_of(design, target)
        self._fold = Fold[Seen, Progress](Progress, Progress.add)

    @property
    def question(self) -> Question:
        """The pair, or the names of the categories."""
        return self._target.question

    @property
    def planned(self) -> int:
        """The most trials that may be asked."""
        return self._budget

    @property
    def cells(self) -> int:
        """The number of reasonable cells."""
        return len(self._prompts)

    @property
    def budget_of_cells(self) -> int:
        """The most trials that the reasonable cells may take; all else is set aside."""
        return max(0, self._budget - self._reserved)

    @property
    def _reserved(self) -> int:
        return self._ladder_cost() + sum(arm.cost for arm in self._arms)

    def next(self, observations: Sequence[Seen]) -> Sequence[Askable]:
        """Plan the next trials; none when there is a verdict or nothing left to spend."""
        progress = self._fold.over(observations)
        left = self._budget - len(observations)
        if left <= 0:
            return ()
        if not observations:
            return self._first_round()[:left]
        if again := progress.again():
            return again[:left]
        judgement = self._judgement(progress)
        asked = len(observations) - progress.beyond
        spare = self.budget_of_cells - asked
        open_cells = spare > 0 and not self._settled(judgement)
        if open_cells and (chosen := next_round(judgement, asked, spare, self._least)):
            early = self._climb(judgement, progress) if may_end(judgement, chosen) else []
            return [*self._trials(chosen), *early][:left]
        return self._beyond(judgement, progress, left)

    def _beyond(self, judgement: Judgement, progress: Progress, left: int) -> list[Askable]:
        """The ladder and all that the follow-up arms ask next, side by side: none waits for another
        unless it follows from its answers.
        """
        planned: list[Askable] = []
        if judgement.verdict in ("strong", "weak"):
            planned += self._climb(judgement, progress)
        for arm in self._arms:
            planned += arm.next(progress.seen, judgement, left - len(planned))
        return planned[:left]

    def fixed(self) -> list[Trial]:
        """Every cell as often as the budget allows, and every rung, whatever is answered.

        For a runner that cannot wait for answers: nothing follows from them.

        Raises:
            ValueError: an arm is asked for that follows answers, or the budget is too small.
        """
        own = self._design
        if own.find_flip or own.placebo or own.factors or own.readout == "logprob":
            raise ValueError(
                "prompts that are written beforehand follow no answer: leave out find_flip, "
                "proposer, placebo and factors, and the readout logprob"
            )
        rungs: list[tuple[Variation, Side]] = [
            (rung, side) for rung in self._rungs() for side in SIDES
        ]
        each = (self._budget - len(rungs) * RUNG) // len(self._prompts)
        if each < 1:
            least = len(self._prompts) + len(rungs) * RUNG
            raise ValueError(f"max_trials must be {least} at least for one answer to each prompt")
        return [
            self._trial(variation, side, number)
            for asked, times in ((self._prompts, each), (rungs, RUNG))
            for variation, side in asked
            for number in range(times)
        ]

    def conclude(self, observations: Sequence[Seen]) -> list[PreferenceFinding]:
        """Judge the question by what has been answered."""
        progress = self._fold.over(observations)
        judgement, seen = self._judgement(progress), progress.seen
        example = next((one.trial for one in seen if isinstance(one, Observation)), None)
        about = About(self._design.model, self.question, self._target.question_id, example)
        finding = conclude_preference(about, judgement, progress.rungs)
        for arm in self._arms:
            finding = arm.conclude(seen, finding, judgement)
        return [finding]

    def _settled(self, judgement: Judgement) -> bool:
        """Whether more answers would be in vain.

        Of a few variations of one's own, each is a question by itself: all are asked until they
        hold or flip, whatever the verdict on them together; unless there are no answers to count.
        """
        if self._design.shipped:
            return judgement.done
        if judgement.done and judgement.verdict in ("unreadable", "refusal_driven", "undetermined"):
            return True
        told = zip(judgement.holds, judgement.flips, strict=True)
        return all(max(pair) >= self._rule.log_bar for pair in told)

    def _judgement(self, progress: Progress) -> Judgement:
        cells = progress.reasonable
        return Judgement(cells, self._rule, sampling_of(cells, one_question=self._exact))

    @property
    def _least(self) -> int:
        """Answers of a round at least: what takes a day to come back is worth a whole block."""
        return len(self._prompts) if self._design.batch else LEAST

    def _trial(self, variation: Variation, first: Side, replicate: int) -> Trial:
        question = self._target.ask(variation.id, first, replicate)
        return Trial(question, variation, first, replicate, self._design.readout)

    def _first_round(self) -> list[Trial]:
        """What is known after one call is asked once."""
        return [
            self._trial(variation, side, replicate)
            for replicate in range(1 if self._exact else FIRST_ROUND)
            for variation, side in self._prompts
        ]

    def _trials(self, chosen: Sequence[Cell]) -> list[Trial]:
        """One further trial for each chosen cell, numbered on from those it had."""
        asked: dict[Key, int] = {}
        trials: list[Trial] = []
        for cell in chosen:
            number = asked.setdefault(cell.key, cell.asked)
            assert cell.first is not None  # we showed it
            trials.append(self._trial(cell.variation, cell.first, number))
            asked[cell.key] += 1
        return trials

    def _rungs(self) -> tuple[Variation, ...]:
        if not self._design.ladder:
            return ()
        written = (one for one in self._written if one.tier not in REASONABLE)
        return (*catalogue(("nudge", "pressure"), wide=self._design.wide), *written)

    @property
    def _each_rung(self) -> int:
        return 1 if self._exact else RUNG

    def _ladder_cost(self) -> int:
        rungs = sum(rung.toward in (None, "a") for rung in self._rungs())
        return rungs * len(SIDES) * self._each_rung

    def _climb(self, judgement: Judgement, progress: Progress) -> list[Trial]:
        """All rungs against the favoured option that were not climbed yet."""
        if judgement.side is None:
            return []
        climbed = {cell.variation.id for cell in progress.rungs}
        against = (None, other(judgement.side))
        return [
            self._trial(rung, first, replicate)
            for rung in self._rungs()
            if rung.toward in against and rung.id not in climbed
            for replicate in range(self._each_rung)
            for first in SIDES
        ]


def asks_once(design: PerturbDesign, target: ContrastTarget) -> bool:
    """Whether one call tells all about a prompt: its labels' probabilities, of one question."""
    return design.readout == "logprob" and not target.many_a


def arms_of(design: PerturbDesign, target: ContrastTarget) -> list[FollowUpArm]:
    """The follow-up arms that a design asks for, in their order.

    A placebo of known probabilities would be the same numbers again: it is left out.

    Raises:
        ValueError: one of them cannot be carried out.
    """
    arms: list[FollowUpArm] = []
    exact = asks_once(design, target)
    if (design.placebo or design.find_flip) and not exact:
        arms.append(PlaceboArm(design, target))
    if design.factors:
        arms.append(FactorialArm(design, target, exact=exact))
    finder = FlipFinder(design, target, exact=exact) if design.find_flip else None
    if finder:
        arms.append(finder)
    if not exact:
        arms.append(FreshFlip(design, target, finder))
    return arms
