"""Files of studies as tests of pytest: `*.velleity.toml`, a test for each study, and the fixture
`velleity_check` for studies that are written in a test.

As expected passes, shown otherwise fails, too few answers skip with the reason. Light until a study
is there: pytest loads it in every run.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from .files import StudyFile

ENDING = ".velleity.toml"


class Check(Protocol):
    """What the fixture gives: a verb with its arguments, held to a verdict."""

    def __call__(
        self, verb: str, expect: str, *, favours: str | None = None, **arguments: Any
    ) -> None:
        """Run it. Fails where something else is shown, skips where too little is."""
        ...


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "StudiesOfFile | None":
    """Take up files of studies."""
    if not file_path.name.endswith(ENDING):
        return None
    made: StudiesOfFile = StudiesOfFile.from_parent(parent, path=file_path)  # pyright: ignore[reportUnknownMemberType]
    return made


class StudiesOfFile(pytest.File):
    """A file of studies."""

    def collect(self) -> Iterable["OneStudy"]:
        """Make a test of each study."""
        from ..banks import BadFile
        from .files import read_studies

        try:
            written = read_studies(self.path)
        except BadFile as error:
            raise self.CollectError(str(error)) from None
        for at, one in enumerate(written.study, 1):
            alone = written.model_copy(update={"study": [one]})
            made: OneStudy = OneStudy.from_parent(self, name=f"{at}-{one.verb}")  # pyright: ignore[reportUnknownMemberType]
            made.alone = alone
            yield made


class OneStudy(pytest.Item):
    """One study of a file, asked of each of its models."""

    alone: "StudyFile"
    """A file that holds this study only."""

    def runtest(self) -> None:
        """Run it, and hold it to its verdict."""
        _hold(self.alone)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it stands."""
        return self.path, None, self.name


@pytest.fixture
def velleity_check() -> Check:
    """Hold a study to a verdict: `velleity_check("perturb", "strong", model=…, option_a=…, …)`."""
    from .files import StudyFile

    def check(verb: str, expect: str, *, favours: str | None = None, **arguments: Any) -> None:
        said = {"verb": verb, "expect": expect, "favours": favours, **arguments}
        _hold(StudyFile.model_validate({"study": [said]}))

    return check


def _hold(file: "StudyFile") -> None:
    """Run studies and compare; in a loop of their own, since a test may have one.

    Raises:
        Failed: something else was shown, or it could not run.
        Skipped: too little was.
    """
    from ...server.refusal import Refused
    from ..lab import connect
    from ..sync.loop import Loop
    from ..terminal.screen import Screen
    from .checking import Checked, checked

    async def work() -> list[Checked]:
        async with connect() as lab:
            return await checked(Screen(), lab, file, None)

    loop = Loop()
    try:
        found = loop.run(work())
    except Refused as error:
        pytest.fail(str(error), pytrace=False)
    finally:
        loop.stop()
    told = "\n".join(
        f"{one.came}: {one.name}: expected {one.expected}, found {one.verdict or 'nothing'}. "
        f"{one.sentence}"
        for one in found
        if one.came != "as expected"
    )
    if any(one.came in ("otherwise", "could not run") for one in found):
        pytest.fail(told, pytrace=False)
    if told:
        pytest.skip(told)
