"""Logs of known truths, without a prompt: what the import of replies can be given, and how often
the verdicts on it are false.

A family is answered cell by cell by a respondent of known content and style. Whatever a log may be
is a field of `Truth`: styles by role and format, styles of each prompt's own (as of who says yes to
long ones), formats and polarities and orders that are uneven or missing, few prompts, repeats,
neutral and missing answers. Judged as an import is. Pure: everything random comes from a generator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from ...respondents.simulated.profiles import sigmoid
from ...stated_revealed.analysis import Asked, conclude
from ...stated_revealed.bank.families import Format, Role
from ...stated_revealed.cells import Answered
from ...stated_revealed.verdict_rules import Rule
from ..finding import TruthRow
from ..seeds import run_seed
from ..stated_revealed import StanceTally, StanceTruth

ROLES: tuple[Role, Role] = ("stated", "revealed")
Formats = tuple[Sequence[Format], Sequence[Format]]
A_B: Formats = (("a_b",), ("a_b",))
YES_NO: Formats = (("yes_no",), ("yes_no",))


@dataclass(frozen=True)
class Truth:
    """Logits of content and style; each pair is (stated, revealed).

    `spread` is the standard deviation of the content among prompts, `flips` and `wobbles` the
    shares of contexts and of statements whose content turns; `yes` is the liking for yes, `label`
    for the first label, `first` for whatever is named first, `own` the standard deviation of a
    liking for yes, and for the first label, that each prompt has of its own. `polarity` gives the
    polarities of each role in turn, `orders` the orders that each prompt is asked in; `by_turn`, it
    is asked in one of them alone, the next prompt in the next one.
    """

    content: tuple[float, float] = (3.0, 3.0)
    spread: tuple[float, float] = (0.0, 0.0)
    flips: float = 0.0
    wobbles: float = 0.0
    yes: tuple[float, float] = (0.0, 0.0)
    label: tuple[float, float] = (0.0, 0.0)
    first: float = 0.0
    own: tuple[float, float] = (0.0, 0.0)
    refuses: tuple[float, float] = (0.0, 0.0)
    opposing_refuses: tuple[float, float] = (0.0, 0.0)
    neutral: tuple[float, float] = (0.0, 0.0)
    prompts: tuple[int, int] = (12, 12)
    formats: Formats = (("yes_no", "a_b"), ("yes_no", "a_b"))
    polarity: tuple[Sequence[int], Sequence[int]] = ((1, -1), (1, -1))
    orders: tuple[Sequence[int], Sequence[int]] = ((0, 1), (0, 1))
    by_turn: bool = False
    repeats: int = 1
    exact: bool = False

    @property
    def gap(self) -> float:
        """Revealed less stated support by the content alone, in the mean over prompts."""
        shares = [self._support(at) for at in (0, 1)]
        return shares[1] - shares[0]

    def _support(self, at: int) -> float:
        """Of one role, by the quantiles of the content among prompts."""
        among = np.random.default_rng(0).standard_normal(200_000) * self.spread[at]
        share = float(np.mean(1 / (1 + np.exp(-(self.content[at] + among)))))
        return share + (self.wobbles, self.flips)[at] * (1 - 2 * share)

    @property
    def same(self) -> bool:
        """Whether prompts of both roles are answered alike: what the p-value is about."""
        uneven = (self.yes, self.label, self.own, self.refuses, self.opposing_refuses, self.neutral)
        both = all(one == two for one, two in uneven)
        alike = all(one == two for one, two in (self.formats, self.polarity, self.orders))
        mean = abs(self.gap) < 5e-3 and (self.spread[0] == self.spread[1] or not any(self.yes))
        return both and alike and mean

    def told(self, name: str) -> StanceTruth:
        """What is true of it, as the verdicts are held against."""
        styled = any(any(one) for one in (self.yes, self.label, self.own)) or self.first != 0
        missing = any(any(one) for one in (self.refuses, self.opposing_refuses, self.neutral))
        what = f"{self.prompts[0]} statements, {self.prompts[1]} contexts"
        plain = not (styled or missing)
        wobbles = self.wobbles > 0
        return StanceTruth(name, what, self.gap, plain=plain, same=self.same, wobbles=wobbles)


def answers(truth: Truth, draw: np.random.Generator) -> list[Answered]:
    """The answers of one family."""
    found: list[Answered] = []
    for at, role in enumerate(ROLES):
        for number in range(truth.prompts[at]):
            signs, orders = truth.polarity[at], truth.orders[at]
            content = truth.content[at] + truth.spread[at] * draw.standard_normal()
            if draw.random() < (truth.wobbles, truth.flips)[at]:
                content = -content
            own = truth.own[at] * draw.standard_normal() if truth.own[at] else 0.0
            asked = [orders[number % len(orders)]] if truth.by_turn else orders
            for form in truth.formats[at]:
                for order in asked:
                    blank, style = _cell(truth, at, form, order, signs[number % len(signs)])
                    blank = replace(blank, item=f"{role} {number}")
                    yes = sigmoid(blank.polarity * content + style + own)
                    found += [_answer(blank, yes, truth, at, draw) for _ in range(truth.repeats)]
    return found


def _cell(truth: Truth, at: int, form: Format, order: int, sign: int) -> tuple[Answered, float]:
    """An answer to come in one format and order, and the liking for its yes or first label."""
    if form == "a_b":
        polarity, style = (-sign if order else sign), truth.first + truth.label[at]
        return Answered(ROLES[at], "", form, "first label", polarity), style
    style = truth.first * (1 - 2 * order) + truth.yes[at]
    return Answered(ROLES[at], "", form, ("yes first", "no first")[order], sign), style


def _answer(
    blank: Answered, yes: float, truth: Truth, at: int, draw: np.random.Generator
) -> Answered:
    supports = yes if blank.polarity == 1 else 1 - yes
    if truth.exact:
        return replace(blank, supports=supports, opposes=1 - supports, mass=0.9)
    says = draw.random() < supports
    if draw.random() < truth.refuses[at] + (0.0 if says else truth.opposing_refuses[at]):
        return replace(blank, missing=1.0, outcome="refused")
    if truth.neutral[at] and draw.random() < truth.neutral[at]:
        return replace(blank, neutral=1.0, outcome="neutral")
    return replace(blank, supports=float(says), opposes=float(not says))


LOGS: Mapping[str, Truth] = MappingProxyType(
    {
        "does as it says": Truth(),
        "mildly alike": Truth(content=(1.0, 1.0)),
        "a coin": Truth(content=(0.0, 0.0)),
        "mildly alike, five answers a prompt": Truth(content=(1.0, 1.0), repeats=5),
        "exactly known, mild": Truth(content=(0.4, 0.4), spread=(0.3, 0.3), exact=True),
        "prompts vary": Truth(content=(0.8, 0.8), spread=(1.0, 1.0)),
        "contexts vary more": Truth(content=(0.8, 0.8), spread=(0.2, 1.5)),
        "contexts vary more, no side": Truth(content=(0.0, 0.0), spread=(0.3, 2.0), exact=True),
        "contexts for or against, half and half": Truth(content=(0.0, 0.0), spread=(0.3, 4.0)),
        "one flip in ten": Truth(flips=0.1),
        "one flip in four": Truth(content=(9.0, 9.0), flips=0.26),
        "a gap of a third": Truth(content=(2.0, 0.2)),
        "always yes": Truth(content=(0.0, 0.0), yes=(4.0, 4.0)),
        "always no": Truth(content=(0.0, 0.0), yes=(-4.0, -4.0)),
        "the first label": Truth(content=(0.0, 0.0), label=(5.0, 5.0)),
        "the last label": Truth(content=(0.0, 0.0), label=(-5.0, -5.0)),
        "whatever is first": Truth(content=(0.0, 0.0), first=8.0),
        "yes when stated only": Truth(content=(1.0, 1.0), yes=(3.0, 0.0)),
        "yes when stated, no in context": Truth(content=(2.0, 2.0), yes=(2.0, -2.0)),
        "first label in context only": Truth(content=(1.0, 1.0), label=(0.0, 4.0)),
        "yes when stated, first label in context": Truth(
            content=(1.0, 1.0), yes=(3.0, 0.0), label=(0.0, 3.0)
        ),
        "no in yes/no, the first of A/B": Truth(
            content=(1.0, 1.0), yes=(-2.0, -2.0), label=(3.0, 3.0)
        ),
        "yes to some prompts, no to others": Truth(content=(1.0, 1.0), own=(2.0, 2.0)),
        "yes to long contexts, no to short ones": Truth(content=(1.0, 1.0), own=(0.0, 4.0)),
        "the same, and it is sure": Truth(own=(0.0, 6.0)),
        "much yes and a real gap": Truth(content=(3.0, -3.0), yes=(2.0, 2.0), label=(2.0, 2.0)),
        "refuses one in ten": Truth(refuses=(0.1, 0.1)),
        "refuses what opposes": Truth(content=(0.5, 0.5), opposing_refuses=(0.0, 0.6)),
        "neutral in contexts": Truth(content=(1.0, 1.0), neutral=(0.0, 0.4)),
        "yes/no alone, nay-saying": Truth(content=(1.0, 1.0), yes=(-3.0, -3.0), formats=YES_NO),
        "one side yes/no, the other A/B": Truth(
            content=(0.0, 0.0), yes=(-3.0, 0.0), label=(0.0, 3.0), formats=(("yes_no",), ("a_b",))
        ),
        "contexts in yes/no alone": Truth(
            content=(1.0, 1.0), yes=(2.0, 2.0), formats=(("yes_no", "a_b"), ("yes_no",))
        ),
        "statements all positive, contexts reversed": Truth(
            content=(0.0, 0.0), yes=(4.0, 4.0), polarity=((1,), (-1,)), formats=YES_NO
        ),
        "contexts all positive": Truth(
            content=(0.5, 0.5), yes=(2.0, 2.0), polarity=((1, -1), (1,)), formats=YES_NO
        ),
        "polarities five to one": Truth(
            content=(0.0, 0.0),
            yes=(3.0, 3.0),
            polarity=((1, 1, 1, 1, 1, -1), (-1, -1, -1, -1, -1, 1)),
            formats=YES_NO,
        ),
        "labels shown in one order": Truth(
            content=(0.5, 0.5), label=(3.0, 3.0), orders=((0,), (0,)), formats=A_B
        ),
        "orders differ by role": Truth(
            content=(0.5, 0.5), first=3.0, orders=((0,), (1,)), formats=YES_NO
        ),
        "orders ten to one": Truth(
            content=(0.5, 0.5),
            first=3.0,
            prompts=(44, 44),
            orders=((0,) * 10 + (1,), (1,) * 10 + (0,)),
            by_turn=True,
        ),
        "many statements, few contexts": Truth(
            content=(0.7, 0.7), prompts=(24, 4), spread=(0.0, 1.5)
        ),
        "eleven statements, three contexts": Truth(
            content=(0.0, 0.0), prompts=(11, 3), spread=(0.3, 2.0), exact=True
        ),
        "few of either": Truth(content=(3.0, 3.0), prompts=(4, 4), flips=0.3),
        "statements contradict each other": Truth(wobbles=0.5),
    }
)
"""Truths by what they are. Of a gap between margin and delta no verdict is false."""


def try_log(name: str, runs: int, seed: int, rule: Rule) -> TruthRow:
    """Judge so many logs of one truth, each by itself."""
    truth = LOGS[name]
    tally = StanceTally(truth.told(name))
    for run in range(runs):
        number = run_seed(seed, name, run)
        given = answers(truth, np.random.default_rng(number))
        families = [(Asked(name, "", name, {}), given)]
        [found] = conclude("log", families, rule, number, neutral=None).families
        tally.count(found, len(given), rule.margin, rule.delta)
    return tally.row()
