"""Tokens, passwords and companies (sections 1 and 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt
import pytest
import requests

from tests.localserver.caller import TIMEOUT, Caller
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from pathlib import Path

TOKEN_NOT_VALID = "token_not_valid"


def claims(token: str) -> dict[str, object]:
    return jwt.decode(token, options={"verify_signature": False})


def test_tokens_carry_the_claims_of_simplejwt(caller: Caller) -> None:
    access, refresh = claims(caller.tokens["access_token"]), claims(caller.tokens["refresh_token"])
    assert access["token_type"] == "access"
    assert refresh["token_type"] == "refresh"
    assert int(str(access["exp"])) - int(str(access["iat"])) == 15 * 60
    assert int(str(refresh["exp"])) - int(str(refresh["iat"])) == 24 * 60 * 60
    assert set(access) == {"token_type", "exp", "iat", "jti", "user_id"}
    assert jwt.get_unverified_header(caller.tokens["access_token"]) == {
        "typ": "JWT",
        "alg": "HS256",
    }


@pytest.mark.parametrize("name", ["get_access_token", "getaccesstokenfromuserid"])
def test_a_missing_token_parameter_is_a_500_that_names_it(caller: Caller, name: str) -> None:
    answer = caller.call(name, company_name=None, user_id="26")
    assert answer.status_code == 500
    assert "Company Name" in answer.json()["error"]


def test_a_missing_refresh_token_is_a_500_that_names_it(caller: Caller) -> None:
    answer = caller.call("getaccesstokenfromrefreshtoken")
    assert answer.status_code == 500
    assert "refresh_token" in answer.json()["error"]


@pytest.mark.parametrize("parameter", ["username", "password"])
def test_elsewhere_a_missing_parameter_is_a_400(caller: Caller, parameter: str) -> None:
    answer = caller.call("getuserdocuments", **{parameter: None})
    assert answer.status_code == 400
    assert answer.json() == {"error": f"Please provide {parameter}."}


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"username": "nobody"}, {"company_name": "Other Ltd"}]
)
@pytest.mark.parametrize("name", ["get_access_token", "getuserdocuments"])
def test_wrong_credentials_are_refused(caller: Caller, name: str, wrong: dict[str, str]) -> None:
    answer = caller.call(name, **wrong)
    assert answer.status_code == 401
    assert answer.json() == {"error": "Incorrect username or password."}


def test_refreshing_gives_an_access_token_and_no_refresh_token(caller: Caller) -> None:
    answer = caller.result(
        "getaccesstokenfromrefreshtoken", refresh_token=caller.tokens["refresh_token"]
    )
    assert set(answer) == {"access_token", "release_version"}
    assert caller.call("getuserdocuments", token=answer["access_token"]).status_code == 200


def test_refreshing_wants_the_bearer_token_and_a_refresh_token(caller: Caller) -> None:
    name, refresh = "getaccesstokenfromrefreshtoken", caller.tokens["refresh_token"]
    assert caller.call(name, token=None, refresh_token=refresh).status_code == 401
    swapped = caller.call(name, refresh_token=caller.tokens["access_token"])
    assert swapped.json()["code"] == TOKEN_NOT_VALID


def test_a_user_id_alone_gives_tokens_as_documented(caller: Caller) -> None:
    user_id = caller.result("getuserid", username="arjun")["user_id"]
    answer = caller.result("getaccesstokenfromuserid", user_id=str(user_id))
    assert claims(answer["access_token"])["user_id"] == user_id


def test_a_call_needs_a_bearer_access_token(caller: Caller) -> None:
    nothing = caller.call("getuserdocuments", token=None)
    assert nothing.status_code == 401
    assert "detail" in nothing.json()
    for wrong in ("no-token", caller.tokens["refresh_token"]):
        answer = caller.call("getuserdocuments", token=wrong)
        assert answer.status_code == 401
        assert answer.json()["code"] == TOKEN_NOT_VALID


def test_json_bodies_are_refused(caller: Caller) -> None:
    answer = requests.post(
        f"{caller.server.url}/access/klearstack/get_access_token",
        json={"company_name": caller.server.company, "username": "priya", "password": "x"},
        timeout=TIMEOUT,
    )
    assert answer.status_code == 415


def test_urlencoded_forms_are_taken(caller: Caller) -> None:
    answer = requests.post(
        f"{caller.server.url}/access/klearstack/get_access_token",
        data={
            "company_name": caller.server.company,
            "username": caller.server.username,
            "password": caller.server.password,
        },
        timeout=TIMEOUT,
    )
    assert answer.status_code == 200


def test_tokens_outlive_a_restart_and_expire(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=1, arguments=("--token-life", "60")) as server:
        caller = Caller(server)
        access = claims(caller.tokens["access_token"])
        assert int(str(access["exp"])) - int(str(access["iat"])) == 60
        server.restart()
        assert caller.call("getuserid", username="priya").status_code == 200
        server.switch(clock_skew=61)
        assert caller.call("getuserid", username="priya").json()["code"] == TOKEN_NOT_VALID


def test_all_tokens_can_be_made_invalid(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=1) as server:
        caller = Caller(server)
        server.expire_tokens()
        assert caller.call("getuserid", username="priya").status_code == 401
        refresh = caller.tokens["refresh_token"]
        answer = caller.call("getaccesstokenfromrefreshtoken", refresh_token=refresh)
        assert answer.status_code == 401
        caller.sign_in()
        assert caller.call("getuserid", username="priya").status_code == 200
