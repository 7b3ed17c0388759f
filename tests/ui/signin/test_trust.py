"""A pinned certificate belongs to its server, however the form is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.ui.signin.form import SignInForm

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

PIN = "sha256:" + "0f" * 32
OTHER_PIN = "sha256:" + "1e" * 32
PINNED = Profile("Acme", "https://tenant.example", "Acme", "priya", trust=PIN)
OTHER = Profile("Other", "https://other.example", "Other", "priya", trust=OTHER_PIN)
WITH_CA = Profile("Ours", "https://ours.example", "Ours", "priya", trust="/etc/ours.pem")


@pytest.fixture
def form(qtbot: QtBot) -> SignInForm:
    form = SignInForm(can_remember=False)
    qtbot.addWidget(form)
    form.set_profiles([PINNED, OTHER, WITH_CA])
    form.show_profile(PINNED)
    form.password.setText("pw")
    return form


def trust_for(form: SignInForm, server: str, company: str = "Acme") -> str | None:
    for edit, text in ((form.server, server), (form.company, company)):
        edit.selectAll()
        QTest.keyClicks(edit, text)
    return form.request().trust


def test_it_stays_with_its_server(form: SignInForm) -> None:
    assert form.request().trust == PIN
    assert trust_for(form, "tenant.example/") == PIN
    assert trust_for(form, "https://tenant.example", "Another company") == PIN


def test_it_does_not_move_to_another_server(form: SignInForm) -> None:
    assert trust_for(form, "https://unknown.example") is None
    assert trust_for(form, "https://tenant.example:8443") is None


def test_a_known_server_that_is_typed_keeps_its_own(form: SignInForm) -> None:
    assert trust_for(form, "https://other.example", "Other") == OTHER_PIN
    assert trust_for(form, "https://other.example", "Nobody knows") == OTHER_PIN
    form.prefill("", "", "priya")
    assert trust_for(form, "https://tenant.example") == PIN


def test_what_is_typed_counts(form: SignInForm) -> None:
    form.trust.setText(OTHER_PIN)
    assert trust_for(form, "https://tenant.example") == OTHER_PIN
    form.trust.clear()
    assert trust_for(form, "https://tenant.example") is None


def test_what_the_command_line_says_counts(form: SignInForm) -> None:
    form.show_profile(PINNED.overruled(None, None, None, OTHER_PIN))
    assert form.request().trust == OTHER_PIN


def test_a_company_s_ca_file_may_serve_several_servers(form: SignInForm) -> None:
    form.show_profile(WITH_CA)
    assert trust_for(form, "https://unknown.example", "Ours") == "/etc/ours.pem"
