"""``klearstack-desktop journal`` as auditors start it: process, exit code, files."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from klearstack_desktop.keychain import Keychain
from klearstack_desktop.model.journal import Anchor, JournalEntry, JournalKind
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.journal_keeping import KeptAnchor, seal_of
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.database import transaction
from klearstack_desktop.store.profiles import ProfileFolder
from klearstack_desktop.store.seal import Seal
from klearstack_desktop.store.witness import witness_here
from tests.file_keyring import FileKeyring
from tests.memory_keyring import installed
from tests.test_doctor_command import WITHOUT_QT

ROOT = Path(__file__).parent.parent
SERVER, COMPANY = "https://tenant.example", "Acme"
AT = datetime(2026, 11, 22, 19, 53, tzinfo=UTC)
EVIL = '=HYPERLINK("http://evil.example";"pay here")'


@dataclass
class Workstation:
    """A profile folder, and a keychain where there is one."""

    folder: Path
    keychain: Path | None = None

    def account(self, user: str, *values: str, keep_anchor: bool = True) -> Path:
        """Record some values as a user; return the account's folder."""
        keys = Keychain()
        store = AccountStore(self.folder, SERVER, COMPANY, user)
        try:
            seal = seal_of(keys, store.folder.name) if self.keychain else Seal()
            store.open_work(seal, witness_here(SERVER, COMPANY, user))
            for value in values:
                with transaction(store._work):  # type: ignore[arg-type]
                    store.journal.append(
                        JournalEntry(
                            JournalKind.CHANGE,
                            "doc",
                            AT,
                            {
                                "field": "supplier",
                                "before": {"value": ""},
                                "after": {"value": value},
                            },
                        )
                    )
            if keep_anchor:
                KeptAnchor(keys, store.folder.name).keep(store.journal.anchor())
            return store.folder
        finally:
            store.close_work()
            store.close()

    @property
    def where(self) -> tuple[str, str]:
        return "--profile-dir", str(self.folder)

    def journal(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        keychain = {
            "PYTHON_KEYRING_BACKEND": "tests.file_keyring.FileKeyring",
            "FILE_KEYRING": str(self.keychain),
            "PYTHONPATH": str(ROOT),
        }
        none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
        return subprocess.run(
            (sys.executable, "-c", WITHOUT_QT, "journal", *arguments, *self.where),
            env={**os.environ, **(keychain if self.keychain else none)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workstation:
    """A workstation with a keychain."""
    keychain = tmp_path / "keychain.json"
    monkeypatch.setenv("FILE_KEYRING", str(keychain))
    return Workstation(tmp_path / "profile", keychain)


@pytest.fixture(autouse=True)
def _keychain() -> object:
    with installed(FileKeyring()):
        yield


def tamper(folder: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "work.db")) as connection, connection:
        connection.execute(statement)


def test_the_only_account_is_verified(desk: Workstation) -> None:
    desk.account("ann", "one", "two")
    finished = desk.journal("verify")
    assert finished.returncode == 0, finished.stderr
    lines = finished.stdout.splitlines()
    assert lines[0] == "All 2 rows of the record are as written."
    assert lines[-2] == "An anchor covers the record to its end."
    assert lines[-1].startswith("Anchor: journal 2:")


def test_an_edit_and_a_cut_tail_are_found(desk: Workstation) -> None:
    folder = desk.account("ann", "one", "two", "three")
    tamper(folder, "UPDATE journal SET entry = replace(entry, 'one', 'won') WHERE sequence = 1")
    tamper(folder, "DELETE FROM journal WHERE sequence = 3")
    finished = desk.journal("verify")
    assert finished.returncode == 1
    assert finished.stdout.splitlines()[:3] == [
        "The record is NOT as it was written.",
        "Row 1 is not as it was written.",
        "Row 3 was cut off: an anchor shows that it was there.",
    ]


def test_without_a_keychain_the_result_says_what_it_cannot_show(tmp_path: Path) -> None:
    desk = Workstation(tmp_path)
    with installed(__import__("keyring").backends.fail.Keyring()):
        folder = desk.account("ann", "one", "two")
    finished = desk.journal("verify")
    assert finished.returncode == 3, finished.stderr
    assert "Rows 1 to 2 were sealed without a key" in finished.stdout
    assert "There was no anchor to compare with" in finished.stdout
    anchor = tmp_path / "kept elsewhere.txt"
    anchor.write_text(finished.stdout)
    assert desk.journal("verify", "--anchor", str(anchor)).returncode == 0
    tamper(folder, "DELETE FROM journal WHERE sequence = 2")
    assert desk.journal("verify").returncode == 3
    assert desk.journal("verify", "--anchor", str(anchor)).returncode == 1


def test_an_export_is_verified_by_itself_and_anywhere(desk: Workstation, tmp_path: Path) -> None:
    desk.account("ann", "one", EVIL, "Müller \ud800")
    file = tmp_path / "record.JSON"
    exported = desk.journal("export", str(file))
    assert exported.returncode == 0, exported.stderr
    assert exported.stdout.startswith("3 rows of ann at Acme, https://tenant.example are in ")
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    content = json.loads(file.read_text())
    assert content["rows"][1]["entry"]["facts"]["after"]["value"] == EVIL

    here = desk.journal("verify", str(file))
    assert (here.returncode, here.stdout.splitlines()[0]) == (
        0,
        "All 3 rows of the record are as written.",
    )
    elsewhere = Workstation(tmp_path / "auditor")
    there = elsewhere.journal("verify", str(file))
    assert there.returncode == 3, there.stderr
    assert "sealed with a key that is not at hand" in there.stdout
    assert "There was no anchor" in there.stdout
    anchor = tmp_path / "ticket.txt"
    anchor.write_text(f"From: ann\n{exported.stdout}")
    assert elsewhere.journal("verify", str(file), "--anchor", str(anchor)).returncode == 0


def test_an_export_is_an_anchor_for_the_record(desk: Workstation, tmp_path: Path) -> None:
    folder = desk.account("ann", "one", "two", keep_anchor=False)
    for name in ("record.json", "record.csv"):
        file = tmp_path / name
        assert desk.journal("export", str(file)).returncode == 0
    tamper(folder, "DELETE FROM journal WHERE sequence = 2")
    assert desk.journal("verify").returncode == 0
    for name in ("record.json", "record.csv"):
        found = desk.journal("verify", "--anchor", str(tmp_path / name))
        assert found.returncode == 1, found.stderr
        assert "cut off" in found.stdout


@pytest.mark.parametrize(
    "forgery",
    [
        lambda content: content["rows"].pop(),
        lambda content: content["rows"][0]["entry"]["facts"].update(field="tax"),
        lambda content: content["rows"][0].update(entry="[]"),
        lambda content: content["rows"].reverse(),
        lambda content: content["anchor"].update(rows=1),
        lambda content: content["rows"][1].update(mac="00"),
    ],
)
def test_a_forged_export_is_found(desk: Workstation, tmp_path: Path, forgery: object) -> None:
    desk.account("ann", "one", "two", keep_anchor=False)
    file = tmp_path / "record.json"
    desk.journal("export", str(file))
    content = json.loads(file.read_text())
    forgery(content)  # type: ignore[operator]
    file.write_text(json.dumps(content, indent=1))
    finished = desk.journal("verify", str(file))
    assert finished.returncode == 1, finished.stdout + finished.stderr


def test_a_row_that_was_tampered_with_is_exported_as_it_is(
    desk: Workstation, tmp_path: Path
) -> None:
    folder = desk.account("ann", "one", "two")
    tamper(folder, "UPDATE journal SET entry = '{ ' || substr(entry, 2) WHERE sequence = 1")
    file = tmp_path / "record.json"
    assert desk.journal("export", str(file)).returncode == 0
    finished = desk.journal("verify", str(file))
    assert finished.returncode == 1
    assert "Row 1 is not as it was written." in finished.stdout


def test_a_spreadsheet_finds_no_formula(desk: Workstation, tmp_path: Path) -> None:
    desk.account("ann", EVIL, "plain", "\t=1", "-5.00", "＝1+1", "a;=1", "two\n@lines")
    file = tmp_path / "record.csv"
    assert desk.journal("export", str(file)).returncode == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["after"] for row in rows] == [
        "'" + EVIL,
        "plain",
        "'\t'=1",
        "'-5.00",
        "'＝1+1",
        "a;'=1",
        "two\n'@lines",
        "",
    ]
    assert rows[-1]["kind"] == "anchor"
    assert json.loads(rows[0]["facts"])["after"]["value"] == EVIL


def test_another_ending_is_refused(desk: Workstation, tmp_path: Path) -> None:
    desk.account("ann", "one")
    finished = desk.journal("export", str(tmp_path / "record.pdf"))
    assert finished.returncode == 2
    assert "ends with .json or .csv" in finished.stderr
    assert not (tmp_path / "record.pdf").exists()


def test_an_account_is_chosen(desk: Workstation) -> None:
    desk.account("ann", "one")
    desk.account("bob", "one", "two")
    unsaid = desk.journal("verify")
    assert unsaid.returncode == 2
    assert "more than one account" in unsaid.stderr
    assert "bob at Acme" in unsaid.stderr
    assert "All 2 rows" in desk.journal("verify", "--user", "bob").stdout
    named = ("--server", f"{SERVER}/", "--company", COMPANY, "--user", "bob")
    assert "All 2 rows" in desk.journal("verify", *named).stdout
    assert desk.journal("verify", "--user", "eve").returncode == 2
    profile = Profile("bob", server=SERVER, company=COMPANY, user="bob")
    ProfileFolder(desk.folder / "profiles").write(profile)
    assert "All 2 rows" in desk.journal("verify", "--profile", "bob").stdout


def test_nothing_to_verify_is_no_success(desk: Workstation, tmp_path: Path) -> None:
    assert desk.journal("verify").returncode == 2
    desk.account("ann", "one")
    empty = tmp_path / "empty.txt"
    empty.write_text("journal 7:tooshort")
    for arguments in (
        ("verify", "--anchor", str(empty)),
        ("verify", "--anchor", str(tmp_path / "missing")),
        ("verify", str(empty)),
    ):
        finished = desk.journal(*arguments)
        assert finished.returncode == 2, arguments
        assert finished.stderr.strip().endswith((".", "colon.", "directory.", "JSON."))


def test_it_works_while_the_program_writes(desk: Workstation) -> None:
    desk.account("ann", "one")
    store = AccountStore(desk.folder, SERVER, COMPANY, "ann")
    try:
        store.open_work(
            seal_of(Keychain(), store.folder.name), witness_here(SERVER, COMPANY, "ann")
        )
        with transaction(store._work):  # type: ignore[arg-type]
            store.journal.append(JournalEntry(JournalKind.SAVE, "doc", AT))
            finished = desk.journal("verify")
        assert "The 1 row of the record is as written." in finished.stdout, finished.stderr
        assert "All 2 rows" in desk.journal("verify").stdout
    finally:
        store.close_work()
        store.close()


def test_an_anchor_kept_in_the_keychain_comes_back(desk: Workstation) -> None:
    kept = KeptAnchor(Keychain(), "acme-ann-1")
    assert kept.load() is None
    anchor = Anchor(12, "ab" * 32)
    kept.keep(anchor)
    assert KeptAnchor(Keychain(), "acme-ann-1").load() == anchor
    assert KeptAnchor(Keychain(), "acme-bob-1").load() is None
