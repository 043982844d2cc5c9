"""Logs of Inspect: what its models dump of samples, as records; and what is said without it.

The samples are those of a log that Inspect 0.3.285 wrote (`multiple_choice` and the scorer
`choice`), read by its reader and cut to the fields that are looked at.
"""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from velleity.store.errors import InputError
from velleity.tools.imports.formats import Source
from velleity.tools.imports.inspect_logs import place_of, record_of
from velleity.tools.imports.taking import take

HEADER = {
    "eval": {"eval_id": "AK8jKqGVgTy6VpptKRJgPF", "model": "mockllm/model"},
    "plan": {"config": {"temperature": 0.7, "max_connections": 1, "top_p": None}},
}


def a_sample(answer: str = "B", completion: str = "ANSWER: B", **fields: Any) -> dict[str, Any]:
    scores = {"choice": {"value": "I", "answer": answer, "explanation": completion}}
    choices = [{"message": {"content": completion}, "stop_reason": "stop"}]
    output = {"model": "mockllm/model-2026", "completion": completion, "choices": choices}
    return {
        "id": "q0a",
        "epoch": 1,
        "uuid": "M8P9tnsPNgKJ8bufwSbjdp",
        "choices": ["a kayak", "a telescope"],
        "metadata": {"variation": "plain"},
        "error": None,
        "scores": scores,
        "output": output,
        **fields,
    }


def test_a_sample_of_two_choices_is_a_choice() -> None:
    sample = a_sample()
    found = record_of(HEADER, sample)
    number = found.pop("replicate")
    assert found == {
        "kind": "choice",
        "model": "mockllm/model",
        "snapshot": "mockllm/model-2026",
        "option_a": "a kayak",
        "option_b": "a telescope",
        "first": "a",
        "chosen": "b",
        "variation": "plain",
        "temperature": 0.7,
    }
    assert place_of(sample) == "Sample q0a, epoch 1"
    assert record_of(HEADER, sample)["replicate"] == number
    assert record_of(HEADER, a_sample(uuid="526tedtaanEgcLJ5sY6FSu"))["replicate"] != number


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({"answer": "A"}, "a"),
        ({"answer": "", "completion": "I will not say."}, "unreadable"),
        ({"scores": None, "completion": "Well.\nANSWER: A"}, "a"),
        ({"scores": None, "completion": "Answer A or B?"}, "unreadable"),
        ({"metadata": {"option_a": "tea", "option_b": "rain", "first": "b"}}, "a"),
        ({"output": {"choices": [{"stop_reason": "content_filter"}]}}, "refused"),
    ],
)
def test_what_was_chosen_is_the_letter_of_what_was_shown(
    fields: dict[str, Any], chosen: str
) -> None:
    assert record_of(HEADER, a_sample(**fields))["chosen"] == chosen


def test_a_sample_that_ended_in_an_error_is_missing_by_that_name() -> None:
    found = record_of(HEADER, a_sample(error={"message": "no answer"}))
    assert (found["kind"], found["outcome"], found["chosen"]) == ("trial", "error", None)


def test_a_sample_without_two_options_says_what_lacks() -> None:
    found = record_of(HEADER, a_sample(choices=["one", "two", "three"], metadata={}))
    assert "option_a" not in found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("run.eval", "PK"),
        ("run.json", '{\n  "version": 2,\n  "status": "success",\n  "eval": {}}'),
        ("run.JSON", '{"eval": {}, "samples": []}'),
    ],
)
def test_without_inspect_a_log_of_it_says_what_to_install(
    tmp_path: Path, name: str, text: str
) -> None:
    assert find_spec("inspect_ai") is None, "the reader itself is tried where it is installed"
    log = tmp_path / name
    log.write_text(text)
    with pytest.raises(InputError, match=rf"{name}.*pip install 'velleity\[inspect\]'"):
        take(Source(paths=(log,)))


@pytest.mark.parametrize("name", ["log.json", "missing.json"])
def test_other_files_of_json_are_read_as_records(tmp_path: Path, name: str) -> None:
    record = record_of(HEADER, a_sample())
    (tmp_path / "log.json").write_text(json.dumps([record]))
    if name == "missing.json":
        with pytest.raises(InputError, match="cannot be read"):
            take(Source(paths=(tmp_path / name,)))
        return
    [taken] = take(Source(paths=(tmp_path / name,)))
    assert taken.answers == 1
