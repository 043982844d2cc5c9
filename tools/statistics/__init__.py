"""Numbers from counts: e-values, confidence sequences, intervals, paired comparisons.

A leaf: it knows nothing of models, prompts, the store or verdicts. Every function names its source;
the tests hold published results. What needs scipy imports it on first use. "No data" is an error or
an interval of all that is possible, never a zero.
"""
