"""The words of tools become the words of the command line; whatever else is said stays."""

import pytest

from velleity.clients.terminal.wording import at_terminal


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Call resume_study to go on.", "Say `velleity resume` to go on."),
        ("then call resume_study.", "then say `velleity resume`."),
        (
            "Call study_status with wait_s=20 until it is done.",
            "Say `velleity status` until it is done.",
        ),
        ("list_studies shows those there are.", "`velleity list` shows those there are."),
        ("Set max_cost_usd to 2.", "Set --max-cost-usd to 2."),
        ("fresh=true asks anew.", "--fresh asks anew."),
        ("Say `velleity resume` or --max-tokens 3.", "Say `velleity resume` or --max-tokens 3."),
        ("sim/bob prefers tea.", "sim/bob prefers tea."),
    ],
)
def test_tools_and_arguments_are_called_as_a_person_types_them(said: str, heard: str) -> None:
    assert at_terminal(said) == heard
    assert at_terminal(heard) == heard
