"""What a study can ask and how it is run.

Verbs are files (`elicit.py`, `perturb.py`, `summarize.py`, ...); what they need are folders beside
them: `perturbations/`, `respondents/`, `statistics/` and `reports/` are leaves that know nothing of
each other, of the store or of the server; `engine/` runs studies.

A study is a pure function over what is stored:

    Study.next(observations)     -> the trials still to ask; none when it is done
    Study.conclude(observations) -> findings

Everything random comes from the study's seed and a trial's id, and `next` sees the observations in
the order in which it planned them, so a study that was killed anywhere goes on as if it had not
been. A new verb is one file with a design and a study, one row in `verbs.py`, one thin tool in the
server.
"""
