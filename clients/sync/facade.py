"""A laboratory and its studies, each method made of the asynchronous one of the same name.

Knows no argument: types, defaults and words are those of `lab` and `handle`.
"""

from collections.abc import Callable, Coroutine, Sequence
from functools import wraps
from inspect import signature
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from .. import handle, lab
from ..auditing.auditor import audit
from .loop import Loop

Given = ParamSpec("Given")
Result = TypeVar("Result")


def _asked(
    method: Callable[Concatenate[lab.Lab, Given], Coroutine[Any, Any, Result]],
) -> "Callable[Concatenate[Lab, Given], Result]":
    """A method of the laboratory that waits for its answer."""

    @wraps(method)
    def wait(self: "Lab", *args: Given.args, **kwargs: Given.kwargs) -> Result:
        return self._loop.run(method(self._lab, *args, **kwargs))  # pyright: ignore[reportPrivateUsage]

    return wait


def _started(
    method: Callable[Concatenate[lab.Lab, Given], Coroutine[Any, Any, handle.Study]],
) -> "Callable[Concatenate[Lab, Given], Study]":
    """A method of the laboratory that starts or takes up a study."""

    @wraps(method)
    def start(self: "Lab", *args: Given.args, **kwargs: Given.kwargs) -> Study:
        study = self._loop.run(method(self._lab, *args, **kwargs))  # pyright: ignore[reportPrivateUsage]
        return Study(self._loop, study)  # pyright: ignore[reportPrivateUsage]

    setattr(start, "__signature__", signature(method).replace(return_annotation=Study))  # noqa: B010
    return start


def _followed(
    method: Callable[Concatenate[handle.Study, Given], Coroutine[Any, Any, Result]],
) -> "Callable[Concatenate[Study, Given], Result]":
    """A method of a study that waits for its answer."""

    @wraps(method)
    def wait(self: "Study", *args: Given.args, **kwargs: Given.kwargs) -> Result:
        return self._loop.run(method(self._study, *args, **kwargs))  # pyright: ignore[reportPrivateUsage]

    return wait


class Study:
    """A study that was started: `handle.Study`, waited for.

    What is given as `progress` or `told` is called in the laboratory's thread.
    """

    def __init__(self, loop: Loop, study: handle.Study) -> None:
        """Take up a handle."""
        self._loop, self._study = loop, study

    @property
    def id(self) -> str:
        """The handle; of several studies that of the first."""
        return self._study.id

    @property
    def ids(self) -> list[str]:
        """All handles."""
        return self._study.ids

    @property
    def status(self) -> handle.Standing:
        """Where it stood when it was last asked; of several studies the first."""
        return self._study.status

    @property
    def statuses(self) -> dict[str, handle.Standing]:
        """The same of each."""
        return self._study.statuses

    wait = _followed(handle.Study.wait)
    result = _followed(handle.Study.result)
    evidence = _followed(handle.Study.evidence)
    to_rows = _followed(handle.Study.to_rows)
    to_frame = _followed(handle.Study.to_frame)
    report = _followed(handle.Study.report)
    export = _followed(handle.Study.export)
    cancel = _followed(handle.Study.cancel)

    def _repr_html_(self) -> str:
        return self._study._repr_html_()  # pyright: ignore[reportPrivateUsage] - its protocol

    def __repr__(self) -> str:
        """Where it stands, in a line."""
        return repr(self._study)


class Lab:
    """All tools of a server, as methods that wait. Each may raise ToolFailed or NotConnected."""

    def __init__(self, loop: Loop, opened: lab.Lab) -> None:
        """Use a laboratory that is open."""
        self._loop, self._lab = loop, opened

    perturb = _started(lab.Lab.perturb)
    elicit = _started(lab.Lab.elicit)
    transfer_test = _started(lab.Lab.transfer_test)
    stated_revealed = _started(lab.Lab.stated_revealed)
    dissect = _started(lab.Lab.dissect)
    calibrate = _started(lab.Lab.calibrate)
    ask_again = _started(lab.Lab.ask_again)
    follow_up = _started(lab.Lab.follow_up)
    study = _started(lab.Lab.study)
    resume = _started(lab.Lab.resume)
    audit = _asked(audit)
    import_choices = _asked(lab.Lab.import_choices)
    studies = _asked(lab.Lab.studies)
    cancel = _asked(lab.Lab.cancel)
    summarize = _asked(lab.Lab.summarize)
    summarize_all = _asked(lab.Lab.summarize_all)
    table = _asked(lab.Lab.table)
    write_report = _asked(lab.Lab.write_report)
    figures = _asked(lab.Lab.figures)
    report = _asked(lab.Lab.report)
    export = _asked(lab.Lab.export)
    capsule = _asked(lab.Lab.capsule)
    trials = _asked(lab.Lab.trials)
    catalogue = _asked(lab.Lab.catalogue)
    models = _asked(lab.Lab.models)
    variations = _asked(lab.Lab.variations)
    arguments = _asked(lab.Lab.arguments)
    read = _asked(lab.Lab.read)
    read_file = _asked(lab.Lab.read_file)

    def close(self) -> None:
        """Disconnect; a server in this process ends, and its studies can go on in the next."""
        try:
            self._loop.run(self._lab.close())
        finally:
            self._loop.stop()

    def __enter__(self) -> Self:
        """Use it until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


def connect(
    home: Path | str | None = None,
    allowed: Sequence[Path] = (),
    *,
    command: Sequence[str] | None = None,
    url: str | None = None,
    token: str | None = None,
) -> Lab:
    """Open a laboratory, as `lab.connect` does; close it, or use it as `with connect() as lab:`.

    Raises:
        NotConnected: nobody answers there, or the arguments do not go together.
    """
    loop = Loop()
    try:
        opening = lab.connect(home, allowed, command=command, url=url, token=token)
        return Lab(loop, loop.run(opening.__aenter__()))
    except BaseException:
        loop.stop()
        raise
