"""The command `families`: the bank and one's own files are checked, published ones drafted."""

import json
from pathlib import Path

from tests.clients.commands import run
from tests.tools.stated_revealed.bank.test_published_layout import PROMPTS, QUESTIONS


def test_the_bank_is_sound_and_a_lopsided_file_is_not(tmp_path: Path) -> None:
    sound = run("families", "check")
    assert sound.exit_code == 0
    assert sound.stdout.strip() == "24 families, 0 problems."
    file = tmp_path / "prompts.json"
    file.write_text(PROMPTS)
    drafted = run("families", "draft", str(file), "--name", "lamps")
    assert drafted.exit_code == 0
    [family] = json.loads(drafted.stdout)
    assert family["name"] == "lamps"
    assert "set the polarity" in drafted.stderr
    for one in (*family["stated"], *family["revealed"]):
        one["polarity"] = 1
    family["stated"].append({**family["stated"][0], "ask": "Are lamps in order on bridges?"})
    own = tmp_path / "own.json"
    own.write_text(json.dumps(family))
    found = run("families", "check", str(own))
    assert found.exit_code == 1
    assert "word as many either way" in found.stdout


def test_files_that_are_no_families_are_refused_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    assert "cannot be read" in run("families", "check", str(file)).stderr
    file.write_text(QUESTIONS)
    assert "Family 1, field" in run("families", "check", str(file)).stderr
    failed = run("families", "draft", str(file))
    assert failed.exit_code == 1
    assert "base_prompt" in failed.stderr
