"""What must hold, and why: every claim of the sources that the code so far answers for.

An id, where the claim comes from, and the sentence. Tests name ids with `@requirement("S0-...")`;
`test_requirements.py` fails for an id without a test and for a test with an unknown id.

    S0  blog: strong and weak preferences
    S1  When Preferences Fail to Become Incentives (arXiv 2606.22974)
    S2  Alignment Revisited (arXiv 2506.00751)
    S3  Dissecting Human and LLM Preferences (arXiv 2402.11296)
"""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

REQUIREMENTS = {
    "S0-strong": "A preference that wins under every reasonable variation is called strong.",
    "S0-weak": "A preference that exists on average and flips under some reasonable variation is "
    "called weak.",
    "S0-flip-named": "The variation that flips a weak preference is named and quoted.",
    "S0-entrenched": "A strong preference may survive even a direct instruction; this is reported "
    "apart from the verdict.",
    "S0-instruction-not-reasonable": "A direct instruction or pressure never counts as a "
    "reasonable variation.",
    "S0-chance-is-not-a-flip": "Sampling noise alone does not make a preference weak.",
    "S1-coherent-utilities": "Forced choices between many options are coherent enough for one "
    "utility each, and both orders are asked.",
    "S1-no-utilities-from-noise": "Utilities are not shown when choices carry no signal.",
    "S1-position-is-not-indifference": "A choice that follows the position is reported apart from "
    "indifference.",
    "S1-transfer-is-found": "An actor that writes better for outcomes that it likes is found to "
    "do so.",
    "S1-judges-are-tested": "Judges see both orders, are calibrated on pairs of known quality, and "
    "are left out by a rule that is stated before the run.",
    "S1-no-transfer-needs-a-control": "That utilities are no incentive is said only where equality "
    "within the margin is shown and a positive control fired.",
    "S1-import-is-a-run": "Imported verdicts get the same analysis as a run.",
    "S2-gap-is-found": "A model that chooses otherwise in contexts than it says is found to, one "
    "family at a time, beyond noise and a margin.",
    "S2-style-is-no-gap": "Habits of saying yes, no or the first label are no gap between what is "
    "said and what is chosen, and are reported as style.",
    "S2-polarity": "Which answer supports the principle is known of every prompt; turning all "
    "polarities changes no verdict.",
    "S2-published-measures": "The published measures are computed as defined, beside signed ones.",
    "S2-format-pivots": "A change of format that pivots the choice is found and named.",
    "S2-neutral-is-not-a-choice": "Refusals and neutral answers are outcomes of their own and are "
    "never counted for an option.",
    "S3-posterior": "The published regression is fitted by sampling: means and intervals are those "
    "of a reference sampler, by the published prior and by a weak one.",
    "S3-held-out": "How well choices are foretold is measured on what the fit has not seen, beside "
    "length alone and order alone.",
    "S3-length-alone": "Where length alone explains as much as all properties, that is the "
    "finding.",
    "S3-pair-is-one-unit": "A pair that is asked in both orders is one unit, not two.",
    "S3-planted-weights": "Properties that a judge is known to like or dislike are found, and "
    "order and length are not mistaken for others.",
    "S3-annotator-is-not-the-judge": "A judge is never its own only annotator, and what it read "
    "itself does not explain what it prefers.",
    "S3-similarity": "How alike judges are is told by named rules, with an interval and the noise "
    "of both fits taken out.",
    "S3-manipulation": "How far a score can be gamed by what a judge prefers is measured, beside "
    "what its weights foretold.",
    "S3-order-term": "An order effect is estimated by a term of its own instead of being averaged "
    "away.",
}

Test = TypeVar("Test", bound=Callable[..., Any])


def requirement(name: str) -> Callable[[Test], Test]:
    """Mark a test as the proof of a requirement."""
    assert name in REQUIREMENTS, name
    return pytest.mark.requirement(name)
