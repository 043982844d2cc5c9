"""A driver as a process of its own: goes on with a study through the workers of a cluster.

python -m tests.tools.engine.cluster.driver HOME STUDY SCHEDULER
"""

import sys
from pathlib import Path

from tests.tools.engine.cluster.clusters import ended, laboratory_of


def main(home: str, study: str, scheduler: str) -> None:
    """Go on until the study has ended, or this process is killed."""
    with laboratory_of(Path(home), scheduler) as laboratory:
        laboratory.resume(study)
        print("running", flush=True)
        ended(laboratory, study)
        print(laboratory.progress(study).study.state, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
