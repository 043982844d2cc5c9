"""Shipped banks: named sets of options that a study may ask about, and how they are looked up.

A leaf: it knows nothing of studies, of who is asked or of what is chosen.

* A bank is a JSON file here with one option a line, written for this project. An id never changes
  once it is published; a text that must change gets a new id.
* An outcome is a clause in the present tense, without capital or full stop, so that it reads well
  behind "Option A:" and behind "If you do this well,". "You" is the model.
* A request is what a user would write. A lottery is made of two outcomes of the bank.
* What a study takes of an option is `fields()`; the rest is for those who choose among options.
"""
