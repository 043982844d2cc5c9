"""dissect: which properties of an answer earn a judge's choice, and how far it can be gamed."""
