"""The faulty proxy does what it says: each fault is met by the real client, one call at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import Credentials, KlearStackClient, Limits, ServerProfile
from klearstack_desktop.api.errors import (
    KlearStackError,
    NotReachable,
    NotUnderstood,
    ServerFault,
)
from tests.faults.faults import Fault, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.fault_proxy import FaultProxy
    from tests.server_process import ServerProcess

QUICK = Limits(connect=1, read=1, deadline=2)
CALL = Kind.UPDATE.endpoint
MET = {
    Fault.CUT_UNHEARD: NotReachable,
    Fault.CUT_BEFORE: NotReachable,
    Fault.CUT_DURING: NotReachable,
    Fault.TIMEOUT_UNHEARD: NotReachable,
    Fault.TIMEOUT: NotReachable,
    Fault.STATUS_500_UNHEARD: ServerFault,
    Fault.STATUS_500: ServerFault,
    Fault.STATUS_502_UNHEARD: ServerFault,
    Fault.STATUS_502: ServerFault,
    Fault.STATUS_429: ServerFault,
    Fault.EMPTY: NotUnderstood,
    Fault.HALF: NotUnderstood,
    Fault.GARBAGE: NotUnderstood,
}
UNNOTICED = (Fault.CUT_AFTER, Fault.STATUS_401, Fault.SLOW)


@pytest.fixture
def client(server: ServerProcess, proxy: FaultProxy) -> Iterator[KlearStackClient]:
    credentials = Credentials(server.company, server.username, server.password)
    with KlearStackClient(ServerProfile(proxy.url), credentials, limits=QUICK) as client:
        yield client


def heard(server: ServerProcess, number: str) -> int:
    """Count the updates with that number in the server's own record."""
    rows = [row["values"] for row in server.record() if row["call"] == CALL]
    return sum(values["doc_number_value"]["_value"] == number for values in rows)


def test_every_fault_is_either_met_or_goes_unnoticed() -> None:
    assert {*MET, *UNNOTICED} == set(Fault)


@pytest.mark.parametrize("fault", MET)
def test_a_fault_reaches_the_client_and_the_service_only_if_it_says_so(
    client: KlearStackClient, server: ServerProcess, proxy: FaultProxy, fault: Fault
) -> None:
    document = client.user_documents()[0].id
    proxy.arm(CALL, fault)
    with pytest.raises(MET[fault]) as met:
        client.update_document(document, {"doc_number_value": fault.name})
    proxy.wait()
    assert proxy.log()[-1].fault is fault
    assert heard(server, fault.name) == fault.is_heard
    assert met.value.may_have_arrived or not fault.is_heard
    client.update_document(document, {"doc_number_value": "after it"})


@pytest.mark.parametrize("fault", UNNOTICED)
def test_some_faults_are_overcome_within_the_call(
    client: KlearStackClient, server: ServerProcess, proxy: FaultProxy, fault: Fault
) -> None:
    document = client.user_documents()[0].id
    proxy.arm(CALL, fault)
    client.update_document(document, {"doc_number_value": fault.name})
    assert heard(server, fault.name) == 1
    assert client.document(document).file_name


def test_it_strikes_the_named_call_as_often_as_it_was_told(
    client: KlearStackClient, proxy: FaultProxy
) -> None:
    document = client.user_documents()[0].id
    proxy.arm(CALL, Fault.STATUS_502_UNHEARD, times=2)
    assert client.document(document).id == document
    for _ in range(2):
        with pytest.raises(KlearStackError):
            client.update_document(document, {"doc_number_value": "x"})
    client.update_document(document, {"doc_number_value": "x"})
    assert [seen.was_heard for seen in proxy.log() if seen.name == CALL][-3:] == [
        False,
        False,
        True,
    ]
    assert proxy.log()[-1].document == document
