"""Many options: who is liked best, by how much, and what it would take to know more."""

import sys

from velleity.clients.sync import connect

OPTIONS = ["a bar of dark chocolate", "a walk in the park", "a new book", "an ice cream", "a nap"]


def main(model: str) -> None:
    """Elicit utilities and print them with their intervals, best first."""
    with connect() as lab:
        study = lab.elicit(model, OPTIONS, label="a quiet afternoon")
        found = study.result()
        print(found.findings[0].sentence)
        for row in study.to_rows("options"):
            print(
                f"{row['rank']}. {row['option']:24} {row['utility']:+.2f} "
                f"[{row['low']:+.2f}, {row['high']:+.2f}], n = {row['n']}"
            )
        for step in found.next:
            print(f"next: {step.tool} {step.arguments}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sim/bob")
