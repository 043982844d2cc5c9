"""A check for CI: 0 if X is strongly preferred, 1 if something else is shown, 2 if nothing is.

`ci_check.py [MODEL]`. What was answered before is not asked again; with fresh=True it is.
"""

import sys

from velleity.clients.sync import connect

X, Y = "a walk in the park", "a new book"
OPEN = {"undetermined", "leaning"}
"""Too little evidence is no failure."""


def main(model: str) -> int:
    """Ask, print one line, and return the exit code."""
    with connect() as lab:
        study = lab.perturb(model, X, Y, ladder=False, label="CI")
        [finding] = study.result().findings
    print(f"expected strong, found {finding.verdict}: {finding.sentence}")
    if finding.verdict == "strong" and finding.favours == "a":
        return 0
    return 2 if finding.verdict in OPEN else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "sim/bob"))
