"""Options of unlike length or form are told, alike ones are not."""

from velleity.tools.elicit.planning.forms import log_lengths, unlike


def test_options_alike_in_length_and_form_are_not_told() -> None:
    assert unlike(["a walk in the park", "a new book", "a bar of dark chocolate"]) is None


def test_lengths_beyond_the_limit_are_told_with_it() -> None:
    said = unlike(["tea", "a pot of tea on the terrace"]) or ""
    assert "9.0 times as long" in said
    assert "up to 3 is alike" in said


def test_forms_that_some_options_have_are_told() -> None:
    said = unlike(["- a walk here", "a walk there", "two\nlines of it", "a full stop."]) or ""
    assert "1 of 4 options have marks" in said
    assert "1 of 4 options have several lines" in said
    assert "1 of 4 options have a full stop" in said


def test_lengths_are_those_of_the_text_without_blanks_around_it() -> None:
    assert log_lengths([" abc \n", "abc"])[0] == log_lengths(["abc"])[0]
