"""Numbers from counts: e-values, confidence sequences, intervals, paired comparisons.

A leaf: it knows nothing of models, prompts, the store or verdicts. The rules:

* Every function names its source; the tests hold published results.
* What may be looked at while answers come in is an e-process or a confidence sequence: chapter
  `sequential`. Shares of a fixed number of answers: `proportions`. Utilities and their graphs:
  `paired`; with noise that is found from the same answers: `hierarchical`. What utilities say of
  quantities, lotteries and categories: `utilities`, on top. Designs of several factors:
  `factorial`.
* Utilities come with the covariance of their fit (`bradley_terry.py`; `comparisons.py` holds
  the counts and says when they do not identify anything).
* "No data" is an error or an interval of all that is possible, never a zero.
* All that is random takes a seed. Distributions, roots and factors of matrices are written here,
  with numpy alone: `special`, `roots.py`, `positive_definite.py`. scipy is what tests hold them to.
"""
