"""The notebook, run in a kernel as Jupyter would: cells that wait, cards, a frame, a page."""

import json
from pathlib import Path
from typing import Any, cast

import nbclient
import nbformat
import pytest

from tests.sources import ROOT

NOTEBOOK = ROOT / "clients" / "stories" / "first_look.ipynb"


def read() -> Any:
    return cast("Any", nbformat).read(NOTEBOOK, as_version=4)


def test_it_is_stored_without_what_it_showed_once() -> None:
    notebook = read()
    nbformat.validate(notebook)
    cells = [one for one in notebook.cells if one.cell_type == "code"]
    assert not [one for one in cells if one.outputs or one.execution_count]


def test_every_cell_runs_and_shows_what_the_text_above_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    notebook = read()
    where = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=120, resources=where).execute()
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", ())]
    assert {one.output_type for one in outputs} == {"execute_result"}
    begun, card, frame, page, exported = outputs
    assert "perturb of sim/alice" in begun.data["text/html"]
    assert '<span class="velleity-badge">weak</span>' in card.data["text/html"]
    assert "<table" in frame.data["text/html"]
    assert page.data["text/html"].startswith("<iframe sandbox")
    lines = (tmp_path / "trials.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == int(exported.data["text/plain"])
    assert {json.loads(line)["model"] for line in lines} == {"sim/alice"}
