"""Commands that hand studies on in files, and what they say of such a file."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd  # pyright: ignore[reportMissingTypeStubs]
import pytest

from tests.clients.commands import answer, document, document_in, refused, run, said
from tests.tools.capsules.altering import a_capsule, changed, line, setting

PAIR = ("tea", "coffee")


def settings(home: Path, text: str) -> None:
    (home.parent / "settings.toml").write_text(text)


def test_an_exported_study_can_be_replayed_to_the_same_findings(home: Path, tmp_path: Path) -> None:
    begun = run("perturb", "tea", "coffee", "-m", "sim/bob", "--json")
    study = json.loads(begun.stdout)["data"]["findings"][0]["study_id"]
    log = tmp_path / "replies.jsonl"
    assert run("export", study, str(log)).exit_code == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["kind"] for line in lines} == {"trial"}
    assert len({line["id"] for line in lines}) == len(lines)
    settings(home, '[models.tape]\nrecorded = "replies.jsonl"\n')
    again = json.loads(run("perturb", "tea", "coffee", "-m", "tape", "--json").stdout)["data"]
    first = json.loads(begun.stdout)["data"]["findings"][0]
    assert again["findings"][0]["verdict"] == first["verdict"] == "strong"
    assert run("export", study, str(log)).exit_code == 1
    assert "There is no study" in run("export", "std_no", str(tmp_path / "x")).stderr


def test_trials_of_one_kind_can_be_shown_and_exported_alone(home: Path, tmp_path: Path) -> None:
    texts = ("-m", "sim/striver", "-j", "sim/judge", "--high", "a pier", "--low", "rain")
    begun = run("transfer-test", *texts, "--items", "2", "--judge-temperature", "0", "--json")
    study = json.loads(begun.stdout)["data"]["findings"][0]["study_id"]
    whole, some = tmp_path / "all.jsonl", tmp_path / "texts.jsonl"
    assert run("export", study, str(whole)).exit_code == 0
    assert run("export", study, str(some), "--kind", "text").exit_code == 0
    lines = [json.loads(line) for line in whole.read_text().splitlines()]
    assert {line["kind"] for line in lines} == {"trial"}
    assert {line["trial_kind"] for line in lines} == {"text", "verdict"}
    texts_alone = [line for line in lines if line["trial_kind"] == "text"]
    assert [json.loads(line) for line in some.read_text().splitlines()] == texts_alone
    assert all(line["option_a"] is line["first"] is None for line in texts_alone)
    refused = run("export", study, str(tmp_path / "x"), "--kind", "wish").stderr
    assert "There is no kind 'wish' of trial" in refused
    shown = run("trials", study, "--kind", "verdict", "--limit", "1").stdout
    assert shown.startswith("verdict · ")
    assert " first · chose " in shown
    text = run("trials", study, "--kind", "text", "--limit", "1").stdout
    assert text.startswith("text · arm:high · written · ×1")


def test_a_table_of_findings_is_exported_as_csv(home: Path, tmp_path: Path) -> None:
    options = ("=1+2", "tea", "coffee", "a pier")
    begun = run("elicit", *options, "-m", "sim/bob?lapse=0", "--json")
    assert begun.exit_code == 0, begun.stderr
    study = json.loads(begun.stdout)["data"]["findings"][0]["study_id"]
    file = tmp_path / "wins.csv"
    assert "Wrote 6 rows" in run("export", study, str(file), "--table", "pair_wins").stdout
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    sides = ("a_first_a", "a_first_b", "b_first_a", "b_first_b")
    assert {int(row["undecided"]) + sum(int(row[one]) for one in sides) for row in rows} == {20}
    named = {row[side] for row in rows for side in ("a", "b")}
    assert named == {"'=1+2", "tea", "coffee", "a pier"}  # no spreadsheet takes it for a formula
    refused = run("export", study, str(tmp_path / "x.csv"), "--table", "wishes")
    assert refused.exit_code == 1
    assert "There is no table 'wishes'" in refused.stderr
    assert "pair_wins" in refused.stderr
    assert not (tmp_path / "x.csv").exists()
    assert "is there already" in run("export", study, str(file), "--table", "options").stderr
    assert run("export", study, str(tmp_path / "o.csv"), "--table", "options").exit_code == 0


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_capsule(tmp_path_factory.mktemp("capsules"))


def replayed(file: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = run("replay", str(file), *words, "--json")
    return done.exit_code, document_in(done).data


def test_a_capsule_of_the_newest_study_replays_to_the_same_where_there_is_no_database(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("perturb", *PAIR, "-m", "sim/bob", "--label", "drinks", "--max-trials", "100")
    one, all_of_them = tmp_path / "one.zip", tmp_path / "all.zip"
    assert "`velleity replay " in said("export", str(one), "--capsule")
    assert answer("export", str(all_of_them), "--capsule", "--label", "drinks")["trials"] > 80
    assert one.read_bytes() == all_of_them.read_bytes()
    assert one.stat().st_mode & 0o077 == 0
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("VELLEITY_HOME", str(elsewhere))
    assert said("replay", str(one)).startswith("identical  std_")
    assert not elsewhere.exists()
    assert answer("replay", str(one), "--keep", "--label", "theirs")["studies"][0]["kept"]
    assert answer("list")["studies"][0]["label"] == "theirs"
    assert "1 study: 1 leaning" in said("summarize")
    assert replayed(one, "--keep")[0] == 3


def test_the_exit_code_says_identical_different_or_not_to_be_made(
    sound: Path, tmp_path: Path
) -> None:
    bad = changed(sound, {"findings.jsonl": line(0, setting(verdict="strong"))})
    assert (replayed(sound)[0], replayed(sound)[1]["came"]) == (0, "identical")
    code, told = replayed(bad)
    assert (code, told["came"], told["studies"][0]["differ"]) == (1, "differs", 1)
    printed = run("replay", str(bad))
    assert printed.exit_code == 1
    assert "findings[0].verdict: 'strong' in the capsule, here" in printed.stdout
    (tmp_path / "x.zip").write_bytes(b"PK")
    code, told = replayed(tmp_path / "x.zip")
    assert (code, told["came"]) == (3, "could not")
    assert "is no capsule" in told["reason"]
    assert "is no capsule" in run("replay", str(tmp_path / "x.zip")).stderr


def test_words_that_do_not_go_together_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    file = str(tmp_path / "a.zip")
    assert "There are no studies yet" in refused("export", file, "--capsule")
    assert "No study has label" in refused("export", file, "--capsule", "--label", "none")
    assert "--label goes with --capsule" in refused("export", file, "--label", "x")
    assert "--label goes with --keep" in refused("replay", file, "--label", "x")
    assert "names a study" in refused("export", "last", "--capsule")
    assert document("export", "a", "b", "c").error is not None
    assert not Path(file).exists()


def read(file: Path) -> Any:
    return pd.read_parquet(file)  # pyright: ignore[reportUnknownMemberType]


def test_trials_and_findings_are_written_as_csv_and_parquet_by_the_name_of_the_file(
    tmp_path: Path,
) -> None:
    said("perturb", "=1+2", "coffee", "-m", "sim/bob", "--max-trials", "60")
    files = {
        name: tmp_path / name for name in ("t.jsonl", "t.csv", "t.parquet", "f.csv", "f.parquet")
    }
    for name in ("t.jsonl", "t.csv", "t.parquet"):
        assert answer("export", str(files[name]))["trials"] > 30
    lines = [json.loads(line) for line in files["t.jsonl"].read_text("utf-8").splitlines()]
    rows = list(csv.DictReader(files["t.csv"].read_text("utf-8").splitlines()))
    frame = read(files["t.parquet"])
    assert len(lines) == len(rows) == len(frame)
    assert {row["option_a"] for row in rows} == {"'=1+2"}  # no spreadsheet takes it for a formula
    assert set(frame["option_a"]) == {"=1+2"}
    assert list(frame["replicate"]) == [one["replicate"] for one in lines]
    assert list(frame["reply"]) == [one["reply"] for one in lines] == [row["reply"] for row in rows]
    assert json.loads(frame["messages"][0]) == lines[0]["messages"]
    for name in ("f.csv", "f.parquet"):
        assert answer("export", str(files[name]), "--table", "findings") == {
            "file": str(files[name]),
            "rows": 1,
        }
    [found] = csv.DictReader(files["f.csv"].read_text("utf-8").splitlines())
    typed = read(files["f.parquet"])
    assert float(found["share_a.value"]) == typed["share_a.value"][0]
    assert found["verdict"] == typed["verdict"][0]
    assert files["t.parquet"].stat().st_mode & 0o077 == 0


def test_without_pyarrow_it_is_named_and_no_file_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("perturb", *PAIR, "-m", "sim/bob", "--max-trials", "60")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pip install 'velleity[parquet]'" in refused("export", str(tmp_path / "t.parquet"))
    assert not list(tmp_path.glob("t.*"))
