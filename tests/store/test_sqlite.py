"""The library below the store is imported without what it would take in for nothing."""

import subprocess
import sys

import pytest

pytest.importorskip("pandas")


def test_opening_a_store_imports_no_pandas_and_does_not_keep_others_from_it() -> None:
    """In an interpreter of its own: here pandas may be imported already."""
    told = "import velleity.store.store, sys; assert 'pandas' not in sys.modules; import pandas"
    subprocess.run([sys.executable, "-c", told], check=True)


def test_another_thread_may_import_it_meanwhile() -> None:
    told = """
import threading, sys
from velleity.store import sqlite
with sqlite._without("pandas"):
    failed = []
    def other():
        try:
            import pandas
        except ImportError as error:
            failed.append(error)
    one = threading.Thread(target=other)
    one.start()
    one.join()
    assert not failed
"""
    subprocess.run([sys.executable, "-c", told], check=True)
