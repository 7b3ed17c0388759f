"""Who acts in tests."""

from __future__ import annotations

from klearstack_desktop.model.journal import Witness

WITNESS = Witness(
    user="ann",
    company="Acme",
    server="https://tenant.example",
    system_user="anna",
    workstation="desk-7",
    version="0.0",
)
