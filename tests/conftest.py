"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# Windows are drawn into memory, with and without a display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long an example takes says something about the machine, not about the code.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")
