"""Rows and data frames: every number with its interval, pages joined without mixing their names."""

import sys
from typing import Any

import pytest

from velleity.clients.results.frames import NoFrames, frame_of, joined, row_of, rows_of
from velleity.server.toolset.answers.brevity import Table
from velleity.server.toolset.results import ConciseFinding, Estimate

SHARE = Estimate(value=0.7, low=0.6, high=0.8, n=50)


def test_an_estimate_is_four_columns_and_what_is_inside_is_named_by_where_it_was() -> None:
    finding = ConciseFinding(
        study_id="s",
        kind="preference",
        sentence="…",
        share_a=SHARE,
        bounds_a=(0.5, 0.9),
        missing={"declined": 2},
        notes=["a note"],
    )
    row = row_of(finding)
    shown = [row[f"share_a{end}"] for end in ("", "_low", "_high", "_n")]
    assert shown == [0.7, 0.6, 0.8, 50]
    assert (row["bounds_a_low"], row["bounds_a_high"]) == (0.5, 0.9)
    assert row["missing_declined"] == 2
    assert row["flip"] is None
    assert "notes" not in row


def test_pages_whose_names_differ_are_joined_by_name() -> None:
    first = Table(columns=["who", "n"], names={"who": ["x", "y"]}, rows=[[0, 1], [1, 2]])
    second = Table(columns=["who", "n"], names={"who": ["z", "y"]}, rows=[[0, 3], [1, 4]])
    both = joined(first, second)
    assert both.names == {"who": ["x", "y", "z"]}
    told = [(row["who"], row["n"]) for row in rows_of(both)]
    assert told == [("x", 1), ("y", 2), ("z", 3), ("y", 4)]


def test_a_frame_has_the_columns_in_the_order_in_which_they_come_up() -> None:
    frame: Any = frame_of([{"a": 1, "b": "x"}, {"c": None, "a": 2}])
    assert list(frame.columns) == ["a", "b", "c"]
    assert list(frame["a"]) == [1, 2]
    assert frame_of([]).empty


def test_without_pandas_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(NoFrames, match=r"pip install 'velleity\[frames\]'"):
        frame_of([])
