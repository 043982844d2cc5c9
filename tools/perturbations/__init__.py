"""The catalogue of ways to ask one question, and the pure rendering of a question in one of them.

A *factor* (labels, layout, wording, ...) has *levels*; a *variation* names a level for some factors
and leaves the others at their first level; rendering turns two texts, a variation and an order into
messages. Everything here is text to text: no clock, no randomness, nothing of who is asked, of the
store or of statistics. Adding a level is adding a row to `levels.py`.

Order is not a level: every variation is asked in both orders, always.
"""
