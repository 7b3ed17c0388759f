"""KlearStack over HTTP: ``from klearstack_desktop.api import KlearStackClient``.

Usable by itself, without the window and without Qt. See docs/library.md.
"""

from __future__ import annotations

from klearstack_desktop.api import errors
from klearstack_desktop.api.answers import Batch, BatchStatus, Receipt, Upload
from klearstack_desktop.api.client import KlearStackClient
from klearstack_desktop.api.profile import Credentials, ServerProfile
from klearstack_desktop.model.changes import FieldChange, TableChange
from klearstack_desktop.model.geometry import Box

__all__ = [
    "Batch",
    "BatchStatus",
    "Box",
    "Credentials",
    "FieldChange",
    "KlearStackClient",
    "Receipt",
    "ServerProfile",
    "TableChange",
    "Upload",
    "errors",
]
