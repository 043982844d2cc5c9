"""Studies named by a few letters."""

import pytest

from tests.clients.commands import A, B, answer
from velleity.clients.terminal.naming import all_named, named
from velleity.server.refusal import Refused


def test_a_whole_id_and_no_word_are_not_looked_up() -> None:
    whole = "std_abcdefghijklmnopqrstuvwxyz"
    assert named(whole) == whole
    assert named(None) is None
    assert all_named(None) is None


def test_the_last_is_the_newest_and_without_any_that_is_said() -> None:
    with pytest.raises(Refused, match="no studies yet"):
        named("last")
    study = answer("perturb", A, B, "-m", "sim/first")["findings"][0]["study_id"]
    assert named("last") == named(study[:9]) == named(study[4:9]) == study
    assert named("nothing") == "nothing"
    assert all_named(["last", "nothing"]) == [study, "nothing"]
