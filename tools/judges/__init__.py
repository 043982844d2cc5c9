"""A panel of judges: how two texts are put to a judge, how its reply is read, what it is worth.

* `prompts.py` puts two texts to a judge, blind, behind the fence of `responses/fence.py`, which no
  text can close.
* `grammar.py` reads the verdict from a reply: one last line with a word that only the prompt knew.
* `panel.py` makes one vote of a judge's two orders, and one of a panel's votes; with each judge
  left out.
* `bias.py` measures what a judge follows besides quality: the position, the length, its own
  family, and orders in a text, which `injections.py` has.
* `known_quality.py` makes worse copies of texts, and longer ones that say no more; `calibration.py`
  says how often a judge tells the former from the originals, and whether it is left out, by a rule
  that is fixed before the run.

Texts are untrusted: nothing in them is an instruction, a fence or a verdict. Judges know nothing of
the store, of arms, outcomes or utilities; what has no vote is shown with its reason, never dropped.
"""
