"""A file of studies: what it says for all, what each says, and how a bad one is refused."""

from pathlib import Path

import pytest

from velleity.clients.banks import BadFile
from velleity.clients.studying.files import read_studies

WHOLE = """
label = "sweets"
model = ["sim/bob", "sim/alice"]
max_trials = 400

[[study]]
verb = "perturb"
option_a = "tea"
option_b = "coffee"
expect = "strong"

[[study]]
verb = "elicit"
model = "sim/coin"
options = ["tea", "coffee"]
max_trials = 30

[[study]]
verb = "calibrate"
design = "elicit"
"""


def read(folder: Path, text: str) -> list[dict[str, object]]:
    file = folder / "studies.toml"
    file.write_text(text, "utf-8")
    return [said for _, said in read_studies(file).calls()]


def test_what_stands_at_the_top_is_for_all_that_do_not_say_otherwise(tmp_path: Path) -> None:
    pair, several, tried = read(tmp_path, WHOLE)
    assert pair == {
        "model": "sim/bob",
        "models": ["sim/alice"],
        "label": "sweets",
        "max_trials": 400,
        "option_a": "tea",
        "option_b": "coffee",
    }
    assert (several["model"], several["models"], several["max_trials"]) == ("sim/coin", None, 30)
    assert tried == {"verb": "elicit", "label": "sweets", "max_trials": 400}


def test_a_limit_at_the_top_is_one_purse_of_all_studies_without_a_limit_of_their_own(
    tmp_path: Path,
) -> None:
    pair, several, tried = read(tmp_path, "max_cost_usd = 5.0\nmax_tokens = 9_000" + WHOLE)
    assert (pair["max_cost_usd"], pair["max_tokens"]) == (5.0, 9_000)
    assert pair["purse"] == several["purse"]
    assert not {"purse", "max_cost_usd", "max_tokens"} & tried.keys()
    own = WHOLE.replace("max_trials = 30", "max_cost_usd = 1.0")
    first, second, _ = read(tmp_path, "max_cost_usd = 5.0\nmax_tokens = 9_000" + own)
    assert "purse" in first
    assert second["max_cost_usd"] == 1.0
    assert not {"purse", "max_tokens"} & second.keys()


def test_a_single_study_needs_no_list(tmp_path: Path) -> None:
    assert len(read(tmp_path, 'model = "sim/bob"\n[study]\nverb = "elicit"\n')) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("verb = ", "is not TOML"),
        ("label = 3\n[[study]]\nverb = 'perturb'", "label"),
        ("mood = 'x'\n[[study]]\nverb = 'perturb'", "mood"),
        ("label = 'x'", "study"),
        ("study = []", "study"),
        ("[[study]]\nverb = 'chat'", "study.0.verb"),
        ("[[study]]\nverb = 'perturb'\nfavours = 'c'", "favours"),
        ("[[study]]\nverb = 'perturb'", "names no model"),
    ],
)
def test_a_bad_file_is_refused_by_where_it_is_bad(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        read(tmp_path, text)
