"""The first command on a bare machine: which pins a command gets, installed once."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.sources import ROOT


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script with an environment of its own, in which nothing is installed."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / ".ci" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "HOME", tmp_path)
    monkeypatch.setattr(module, "BIN", tmp_path / "bin")
    return module


def test_the_demo_gets_the_product_and_the_tests_the_rest() -> None:
    script = (ROOT / ".ci" / "bootstrap.py").read_text("utf-8")
    assert 'install(PRODUCT if words[0] == "velleity" else ALL)' in script
    product = (ROOT / ".ci" / "requirements.txt").read_text("utf-8")
    assert not [name for name in ("pyright", "litellm", "pytest") if f"\n{name}==" in product]


def test_the_builder_is_pinned_with_hashes(bootstrap: ModuleType) -> None:
    pin = bootstrap.pin_of(bootstrap.BUILDS)
    assert pin.startswith("setuptools==")
    assert pin.count("--hash=sha256:") >= 1
    assert pin.count("==") == 1


def test_what_is_installed_is_not_installed_again(bootstrap: ModuleType, tmp_path: Path) -> None:
    mark = tmp_path / "installed"
    mark.write_text(bootstrap.digest(bootstrap.ALL))
    bootstrap.install(bootstrap.ALL)
    bootstrap.install(bootstrap.PRODUCT)
    mark.write_text(bootstrap.digest(bootstrap.PRODUCT))
    bootstrap.install(bootstrap.PRODUCT)
    assert bootstrap.digest(bootstrap.PRODUCT) != bootstrap.digest(bootstrap.ALL)
