"""What holds for all tests."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

# Windows are drawn into memory, with and without a display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No test touches the keychain of whoever runs it; `memory_keyring` has one for those that need it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# How long an example takes says something about the machine, not about the code.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the bundle: it takes long, and no second worker shall begin to build one."""
    items.sort(key=lambda item: item.get_closest_marker("bundle") is None)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was imported and collected: it lives until the end."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--tenants",
        default="pairs",
        metavar="pairs|N/M",
        help="tenants of the conformance suite: every pair of switches, or the Nth of M parts of"
        " all combinations (1/1: all of them)",
    )
