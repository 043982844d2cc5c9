"""What a study can ask and how it is run.

A verb is a folder with the same files in each: `design` (what is asked), `study`, `analysis`,
`finding`, `wording`, `notes`, `report`, `power`, `tool` (what callers say), and `verb`, its row for
the registry. What verbs share are folders beside them:

    study          the words of all verbs: questions, designs, estimates, plans, protocols
    responses      from a reply to an outcome
    perturbations  the catalogue of ways to ask, and rendering
    respondents    who is asked
    judges         panels of judges, their calibration and bias
    statistics     a leaf in five chapters
    reports        a page from plain data
    engine         runs studies
    banks          options that are shipped

`registry.py` has one row a verb, and nobody else switches on kind; `studies.py` starts, follows and
steers. A study is a pure function over what is stored:

    Study.next(observations)     -> the trials still to ask; none when it is done
    Study.conclude(observations) -> findings

Everything random comes from the study's seed and a trial's id, and `next` sees the observations in
the order in which it planned them, so a study that was killed anywhere goes on as if it had not
been.
"""

import os

# Threads of linear algebra that have nothing to do sleep at once: as shipped they spin for a while
# after every fit, beside calls that need the processor. Read when numpy is first imported.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
