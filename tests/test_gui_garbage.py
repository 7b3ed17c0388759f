"""The collector works for the window while that is open, and for everybody afterwards."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.gui_garbage import GuiGarbage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[GuiGarbage]:
    """With nothing spared yet; afterwards what lives is spared again, as for all tests."""
    gc.unfreeze()
    yield GuiGarbage()
    gc.enable()
    gc.freeze()


def test_what_a_start_made_is_spared_until_the_end(garbage: GuiGarbage) -> None:
    assert not gc.isenabled()
    garbage.spare_what_is_there()
    assert gc.get_freeze_count() > 0
    garbage.close()
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


def test_what_somebody_else_has_spared_stays_so(garbage: GuiGarbage) -> None:
    gc.freeze()
    garbage.spare_what_is_there()
    garbage.close()
    assert gc.get_freeze_count() > 0
