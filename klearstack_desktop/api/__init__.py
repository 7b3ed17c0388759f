"""KlearStack over HTTP: ``from klearstack_desktop.api import KlearStackClient``.

Usable by itself, without the window and without Qt. See docs/library.md.
"""

from __future__ import annotations

from klearstack_desktop.api import errors
from klearstack_desktop.api.answers import Batch, BatchStatus, Receipt, Upload
from klearstack_desktop.api.callingoff import CallOff
from klearstack_desktop.api.certificate import fetch_certificate
from klearstack_desktop.api.client import KlearStackClient
from klearstack_desktop.api.exchange import Limits
from klearstack_desktop.api.listings import DatasourceRow, UploadStatus
from klearstack_desktop.api.parts import Part
from klearstack_desktop.api.profile import Credentials, ServerProfile
from klearstack_desktop.api.proxies import Proxy, ProxyLogin, proxy_for
from klearstack_desktop.api.pushed import Push, parse_push
from klearstack_desktop.api.sections.mapping import FieldSetting
from klearstack_desktop.model.certificate import ServerCertificate
from klearstack_desktop.model.changes import FieldChange, TableChange
from klearstack_desktop.model.geometry import Box

__all__ = [
    "Batch",
    "BatchStatus",
    "Box",
    "CallOff",
    "Credentials",
    "DatasourceRow",
    "FieldChange",
    "FieldSetting",
    "KlearStackClient",
    "Limits",
    "Part",
    "Proxy",
    "ProxyLogin",
    "Push",
    "Receipt",
    "ServerCertificate",
    "ServerProfile",
    "TableChange",
    "Upload",
    "UploadStatus",
    "errors",
    "fetch_certificate",
    "parse_push",
    "proxy_for",
]
