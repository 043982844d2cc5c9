"""A process that runs a study until it is done, or until it is killed: by others or at a named
point of its own work. `python -m tests.tools.engine.worker HOME STUDY [POINT NTH]`
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from velleity.store.store import Store
from velleity.tools.engine.pacing.retries import RetryPolicy
from velleity.tools.engine.writes import CallWrites
from velleity.tools.respondents.direct import Direct
from velleity.tools.studies import Laboratory

QUICK = RetryPolicy(base_s=0.02, longest_s=0.2)
POINTS: dict[str, tuple[type, str, bool]] = {
    "before_a_call_is_written": (CallWrites, "begin", False),
    "while_a_call_is_written": (CallWrites, "begin", True),
    "before_a_call_is_made": (Direct, "_wanted", False),
    "after_a_reply_before_its_write": (CallWrites, "answer", False),
    "while_an_answer_is_written": (Store, "add_calls", True),
    "before_a_failure_is_written": (CallWrites, "end", False),
    "before_the_findings": (Store, "conclude", False),
    "while_the_findings_are_written": (Store, "conclude", True),
}


def die() -> None:
    """End as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str, nth: int) -> None:
    """Arrange to die at the n-th passage of a named point."""
    owner, name, after = POINTS[point]
    real: Callable[..., Any] = getattr(owner, name)
    passages = 0

    def passing(*args: Any, **kwargs: Any) -> Any:
        nonlocal passages
        passages += 1
        if passages == nth and not after:
            die()
        result = real(*args, **kwargs)
        if passages == nth and after:
            die()
        return result

    setattr(owner, name, passing)


def main(home: str, study_id: str, point: str = "", nth: str = "1") -> None:
    """Go on with the study and wait for its end."""
    if point:
        die_at(point, int(nth))
    laboratory = Laboratory(Path(home), Path(home) / "settings.toml", QUICK)
    laboratory.resume(study_id)
    print("running", flush=True)
    while laboratory.wait(study_id, 1).study.state == "running":
        pass
    print(laboratory.progress(study_id).study.state, flush=True)
    laboratory.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
