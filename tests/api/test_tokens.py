"""The token keeper: one renewal at a time, early, shared, and never a refused password twice."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.api.errors import KlearStackError, NotReachable, ServerFault, SignInNeeded
from klearstack_desktop.api.tokens import REFRESH_AFTER, TokenKeeper, Tokens, lifetime_of
from tests.api.conftest import CREDENTIALS, QUICK
from tests.api.scripted import ScriptedServer, answer, jwt, text

if TYPE_CHECKING:
    import socket

    from tests.api.scripted import Request

MANY = 20
HOURS = 3600


class Service:
    """Stands where the token calls stand: counts, and can be told to fail or to wait."""

    def __init__(self, lifetime: float = 900) -> None:
        self.lifetime = lifetime
        self.sign_ins = 0
        self.refreshes = 0
        self.now = 1000.0
        self.sign_in_fails: KlearStackError | None = None
        self.refresh_fails: KlearStackError | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.busy = threading.Event()
        self.all_asked = threading.Event()
        self.outage = False
        self._asked = 0

    def keeper(self) -> TokenKeeper:
        return TokenKeeper(self._sign_in, self._refresh, self._clock)

    def _clock(self) -> float:
        self._asked += 1  # the keeper looks at the clock under its lock
        if self._asked == MANY:
            self.all_asked.set()
        return self.now

    def _sign_in(self) -> Tokens:
        self.sign_ins += 1
        return self._tokens("in", self.sign_ins, self.sign_in_fails, "r")

    def _refresh(self, access: str, refresh: str) -> Tokens:
        assert refresh == "r"
        assert access
        self.refreshes += 1
        return self._tokens("re", self.refreshes, self.refresh_fails, None)

    def _tokens(
        self, kind: str, count: int, failure: KlearStackError | None, refresh: str | None
    ) -> Tokens:
        self.busy.set()
        assert self.gate.wait(20)
        if self.outage:
            raise ServerFault("down")
        if failure is not None:
            raise failure
        return Tokens(jwt(self.lifetime, name=f"{kind}{count}"), refresh, self.now)


def test_the_first_token_comes_from_one_sign_in_for_all_threads() -> None:
    service = Service()
    keeper = service.keeper()
    with ThreadPoolExecutor(MANY) as pool:
        tokens = list(pool.map(lambda _: keeper.token(), range(MANY)))
    assert service.sign_ins == 1
    assert {token.generation for token in tokens} == {1}


@pytest.mark.parametrize(
    ("lifetime", "refresh_after"),
    [(900, 600), (300, 200), (3, 2), (24 * HOURS, REFRESH_AFTER)],
)
def test_it_refreshes_early(lifetime: float, refresh_after: float) -> None:
    service = Service(lifetime)
    keeper = service.keeper()
    first = keeper.token()
    service.now += refresh_after - 0.1
    assert keeper.token() is first
    service.now += 0.2
    assert keeper.token().generation == 2
    assert (service.sign_ins, service.refreshes) == (1, 1)


def test_while_one_refreshes_early_the_others_go_on_with_the_old_token() -> None:
    service = Service()
    keeper = service.keeper()
    first = keeper.token()
    keeper.accept(first)
    service.now += 601
    service.gate.clear()
    service.busy.clear()
    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(keeper.token)
        assert service.busy.wait(20)
        assert keeper.token() is first
        service.gate.set()
        assert refreshing.result(20).generation == 2


def test_an_early_refresh_that_cannot_reach_the_service_is_put_off() -> None:
    service = Service()
    keeper = service.keeper()
    first = keeper.token()
    service.now += 601
    service.refresh_fails = NotReachable("gone")
    assert keeper.token() is first
    assert keeper.token() is first
    assert service.refreshes == 1, "the next try waits a little"
    service.now += 300
    with pytest.raises(NotReachable):
        keeper.token()
    assert service.sign_ins == 1


def test_a_storm_of_refusals_is_one_refresh() -> None:
    service = Service()
    keeper = service.keeper()
    first = keeper.token()
    keeper.accept(first)
    barrier = threading.Barrier(MANY)

    def meets_401(_: int) -> int:
        barrier.wait(20)
        return keeper.renew(first).generation

    with ThreadPoolExecutor(MANY) as pool:
        assert set(pool.map(meets_401, range(MANY))) == {2}
    assert (service.sign_ins, service.refreshes) == (1, 1)


def test_a_refused_refresh_is_one_sign_in() -> None:
    service = Service()
    keeper = service.keeper()
    first = keeper.token()
    keeper.accept(first)
    service.refresh_fails = SignInNeeded("over")
    assert keeper.renew(first).signed_in
    assert (service.sign_ins, service.refreshes) == (2, 1)


def test_all_who_wait_get_the_same_error() -> None:
    service = Service()
    keeper = service.keeper()
    service.outage = True
    service.gate.clear()
    errors: list[KlearStackError] = []
    started = threading.Barrier(MANY + 1)

    def ask() -> None:
        started.wait(20)
        try:
            keeper.token()
        except KlearStackError as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    started.wait(20)
    assert service.all_asked.wait(20)
    service.gate.set()
    for thread in threads:
        thread.join(20)
    assert len(errors) == MANY
    assert len({id(error) for error in errors}) == service.sign_ins < MANY / 2


def test_a_refused_password_is_not_tried_again_until_it_is_changed() -> None:
    service = Service()
    keeper = service.keeper()
    service.sign_in_fails = SignInNeeded("Incorrect username or password.", password_refused=True)
    with ThreadPoolExecutor(MANY) as pool:
        asked = [pool.submit(keeper.token) for _ in range(MANY)]
    assert all(isinstance(call.exception(), SignInNeeded) for call in asked)
    with pytest.raises(SignInNeeded):
        keeper.sign_in()
    assert service.sign_ins == 1
    keeper.forget()
    service.sign_in_fails = None
    assert keeper.token().generation == 1
    assert service.sign_ins == 2


def test_a_server_that_refuses_its_own_tokens_is_not_asked_for_ever() -> None:
    service = Service()
    keeper = service.keeper()
    second = keeper.renew(keeper.token())
    for _ in range(3):
        with pytest.raises(SignInNeeded, match="just confirmed"):
            keeper.renew(second)
    assert (service.sign_ins, service.refreshes) == (2, 0)
    keeper.forget()
    assert keeper.token().generation == 3


def test_a_refreshed_token_that_is_refused_leads_to_a_sign_in() -> None:
    service = Service()
    keeper = service.keeper()
    first = keeper.token()
    keeper.accept(first)
    second = keeper.renew(first)
    third = keeper.renew(second)
    assert third.signed_in
    assert (service.sign_ins, service.refreshes) == (2, 1)


def test_what_comes_for_old_credentials_is_thrown_away() -> None:
    service = Service()
    keeper = service.keeper()
    service.gate.clear()
    service.sign_in_fails = SignInNeeded("wrong", password_refused=True)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(keeper.token)
        assert service.busy.wait(20)
        keeper.forget()
        failed, service.sign_in_fails = service.sign_in_fails, None
        service.gate.set()
        assert asked.result(20).generation == 1
    assert failed is not None
    assert keeper.token().signed_in


@pytest.mark.parametrize("skew", [-2 * HOURS, 0, 2 * HOURS])
def test_clock_skew_plays_no_part(skew: float) -> None:
    issued = datetime.now(UTC).timestamp() + skew
    date = datetime.fromtimestamp(issued, UTC)
    assert lifetime_of(Tokens(jwt(900, issued=issued), None, 0.0)) == 900
    without_iat = Tokens(jwt(900, issued=issued, iat=False), None, 0.0, date)
    assert lifetime_of(without_iat) == pytest.approx(900, abs=1)


@pytest.mark.parametrize(
    "token", ["opaque", "a.b.c", "a.e30.c", "..", "a.bm8.c", "a.eyJleHAiOiAibmFuIn0.c", "é.é.é"]
)
def test_opaque_tokens_are_refreshed_after_ten_minutes(token: str) -> None:
    assert lifetime_of(Tokens(token, None, 0.0, datetime.now(UTC))) is None


def test_a_401_in_the_middle_of_work_is_not_noticed(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    renewed = jwt(name="renewed")
    expired = answer({"detail": "Given token not valid", "code": "token_not_valid"}, 401)
    server.script("getuserid", answer({"user_id": 26}), expired, answer({"user_id": 27}))
    server.script("getaccesstokenfromrefreshtoken", answer({"access_token": renewed}))
    assert [client.user_id(), client.user_id()] == ["26", "27"]
    assert server.calls("getuserid")[-1].token == renewed
    assert len(server.calls("get_access_token")) == 1
    refresh = server.calls("getaccesstokenfromrefreshtoken")[0]
    assert refresh.form == {"refresh_token": "r1", "company_name": "acme"}
    assert refresh.token == server.calls("getuserid")[0].token


def test_a_call_that_only_gets_401_ends_in_a_sign_in(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("getuserid", answer({"user_id": 26}), text("no", 401))
    server.script("getaccesstokenfromrefreshtoken", answer({"access_token": jwt(name="x")}))
    assert client.user_id() == "26"
    with pytest.raises(SignInNeeded) as caught:
        client.user_id()
    assert not caught.value.password_refused
    assert len(server.calls("get_access_token")) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 200])
def test_a_wrong_password_is_said_and_not_repeated(
    server: ScriptedServer, client: KlearStackClient, status: int
) -> None:
    server.script("get_access_token", answer({"error": "Incorrect username or password."}, status))
    for _ in range(3):
        with pytest.raises(SignInNeeded, match="Incorrect username") as caught:
            client.user_documents()
        assert caught.value.password_refused
    assert len(server.calls("get_access_token")) == 1
    server.script("get_access_token", answer({"access_token": "opaque"}))
    server.script("getuserdocuments", answer({"result": []}))
    client.replace_credentials(Credentials("acme", "maria", "the new one"))
    assert client.user_documents() == ()
    assert server.calls("get_access_token")[-1].form["password"] == "the new one"


class _DyingTokens:
    """A server whose tokens die after a number of uses, however the threads take turns."""

    def __init__(self, server: ScriptedServer, uses: int) -> None:
        self._uses = uses
        self._used: Counter[str] = Counter()
        self._issued = itertools.count(1)
        self._lock = threading.Lock()
        server.script("get_access_token", self._issue)
        server.script("getaccesstokenfromrefreshtoken", self._issue)
        server.script("getuserid", self._use)

    def _issue(self, connection: socket.socket, _: Request) -> None:
        with self._lock:
            token = jwt(name=f"t{next(self._issued)}")
        connection.sendall(answer({"access_token": token, "refresh_token": "r1"}))

    def _use(self, connection: socket.socket, request: Request) -> None:
        with self._lock:
            self._used[request.token] += 1
            is_dead = self._used[request.token] > self._uses
        connection.sendall(text("expired", 401) if is_dead else answer({"user_id": 26}))


def test_twenty_threads_over_expiring_tokens(server: ScriptedServer) -> None:
    """Every token dies after a few uses, and still nobody notices.

    More uses than threads: when a token dies, some thread has used it twice and so has told the
    keeper that it was good. And a hundred calls outlive three tokens at most, so that no call meets
    more dead ones than the client is ready to replace.
    """
    _DyingTokens(server, uses=MANY + 5)
    profile = ServerProfile(server.url)
    with (
        KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client,
        ThreadPoolExecutor(MANY) as pool,
    ):
        assert set(pool.map(lambda _: client.user_id(), range(100))) == {"26"}
    assert len(server.calls("get_access_token")) == 1
    assert len(server.calls("getaccesstokenfromrefreshtoken")) == 3


def test_a_token_that_ends_before_its_first_use_is_one_sign_in(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    """What a lock-out counts are sign-ins: one for the call, however often it is refused."""
    server.script("getuserid", text("expired", 401), answer({"user_id": 26}))
    assert client.user_id() == "26"
    assert len(server.calls("get_access_token")) == 2
    server.script("getuserid", text("expired", 401))
    with pytest.raises(SignInNeeded):
        client.user_id()
    assert len(server.calls("get_access_token")) == 3
