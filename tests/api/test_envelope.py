"""Success and failure, judged by status and body; JSON read without loss."""

from __future__ import annotations

import gc
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klearstack_desktop.api.answers import read_receipt
from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.envelope import judge, unwrapped
from klearstack_desktop.api.errors import (
    KlearStackError,
    NotReachable,
    NotUnderstood,
    Refused,
    ServerFault,
)
from klearstack_desktop.api.exchange import RawAnswer, as_http_date
from klearstack_desktop.model import jsontext
from klearstack_desktop.model.garbage import collection_paused

ENDPOINT = Endpoints()["update_document"]


def raw(body: str | bytes, status: int = 200, **headers: str) -> RawAnswer:
    data = body if isinstance(body, bytes) else body.encode()
    return RawAnswer(status, {name.replace("_", "-"): v for name, v in headers.items()}, data)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"success": "Document updated successfully"}', "Document updated successfully"),
        ('{"success": true, "release_version": "7.8.9"}', ""),
        ('"QBE status updated successfully"', "QBE status updated successfully"),
        ("Request Submitted Successfully", "Request Submitted Successfully"),
        ('\ufeff{"success": "ok"}', "ok"),
        ('{"error": null, "result": {"a": 1}}', ""),
        ('{"error": "", "message": "saved"}', "saved"),
    ],
)
def test_successes(body: str, message: str) -> None:
    assert read_receipt(judge(ENDPOINT, raw(body))).message == message


@pytest.mark.parametrize(
    ("body", "status", "kind", "words"),
    [
        ('{"error": "Comment missing"}', 400, Refused, "Comment missing"),
        ('{"error": "Comment missing"}', 200, Refused, "Comment missing"),
        ('{"success": false, "message": "No"}', 200, Refused, "No"),
        ('{"success": false}', 200, Refused, "failed"),
        ('{"detail": "Not yours"}', 403, Refused, "Not yours"),
        ('{"detail": [{"message": "deep"}]}', 422, Refused, "deep"),
        ("plain words", 409, Refused, "plain words"),
        ('["first", "second"]', 400, Refused, "first"),
        ("", 403, Refused, "403"),
        ("", 404, Refused, "update_document"),
        ('{"error": "boom"}', 500, ServerFault, "boom"),
        ('{"error": "boom"}', 501, ServerFault, "boom"),
        ("", 503, ServerFault, "503"),
        ("", 429, ServerFault, "429"),
        ("", 408, ServerFault, "408"),
        ("", 407, NotReachable, "proxy"),
        ('{"success": "O', 200, NotUnderstood, "damaged"),
        ("", 200, NotUnderstood, "did not say"),
        ("null", 200, NotUnderstood, "did not say"),
        ("[]", 200, NotUnderstood, "did not say"),
        ("{}", 200, NotUnderstood, "did not say"),
        ("\x00\x01\x02", 200, NotUnderstood, "did not say"),
    ],
)
def test_failures(body: str, status: int, kind: type[KlearStackError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        read_receipt(judge(ENDPOINT, raw(body, status)))
    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("Sun, 22 Nov 2026 10:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    answer = raw("busy", 503, retry_after=header, date="Sun, 22 Nov 2026 10:00:00 GMT")
    with pytest.raises(ServerFault) as caught:
        judge(ENDPOINT, answer)
    assert caught.value.retry_after == seconds


def test_a_long_reason_is_shortened_to_one_line() -> None:
    with pytest.raises(Refused) as caught:
        judge(ENDPOINT, raw("a\tb\nc \u202e" + "x" * 1000, 400))
    assert caught.value.reason.startswith("a b c x")
    assert len(caught.value.reason) == 300


def test_private_texts_are_taken_out_of_a_reason() -> None:
    with pytest.raises(Refused) as caught:
        judge(ENDPOINT, raw("pass is no pass", 400), ("pass", "is no pass", ""))
    assert caught.value.reason == "… …"


def test_letters_of_another_encoding_are_read() -> None:
    with pytest.raises(Refused, match="Größe"):
        judge(ENDPOINT, raw("Größe".encode("latin-1"), 400, content_type="text/plain"))
    header = "text/plain; charset=iso-8859-2"
    with pytest.raises(Refused, match="Łódź"):
        judge(ENDPOINT, raw("Łódź".encode("iso-8859-2"), 400, content_type=header))


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[A-Z][a-z]{2}, \d+ \w+ \d+ [\d:]+ \S*")))
@settings(max_examples=300, deadline=None)
def test_any_date_header_is_a_moment_or_none(text: str) -> None:
    moment = as_http_date(text)
    assert moment is None or moment.utcoffset() is not None


@given(st.binary(max_size=300), st.integers(200, 599), st.text(max_size=20))
@settings(max_examples=300, deadline=None)
def test_judging_is_total(body: bytes, status: int, media_type: str) -> None:
    try:
        answer = judge(ENDPOINT, raw(body, status, content_type=media_type))
        unwrapped(answer.payload)
        read_receipt(answer)
    except KlearStackError:
        return
    assert answer.payload not in ("", None)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1.50, "a": -0, "b": [1e400, 10, -0.0, NaN]}',
        '{"long": ' + "9" * 5000 + "}",
        '{"half a pair": "\\ud83d"}',
        "[" * 700 + "]" * 700,
        '{"a": ' * 300 + "1" + "}" * 300,
    ],
)
def test_json_goes_through_unchanged(text: str) -> None:
    assert jsontext.dumps(jsontext.loads(text)) == text


@pytest.mark.parametrize("beside", ["-0", "-0.5", "9" * 5000, "0.1", '"2026-01-02"', "null"])
def test_a_whole_number_is_an_int_whatever_stands_beside_it(beside: str) -> None:
    assert type(jsontext.loads(f"[3, {beside}]")[0]) is int


@pytest.mark.parametrize("text", ["1", "-0", "1.50", "0.1e-7", "1E+5", "9" * 5000])
def test_numbers_are_told_from_texts(text: str) -> None:
    assert jsontext.is_number(text)
    assert jsontext.dumps(jsontext.loads(text)) == text


@pytest.mark.parametrize("text", ["", "01", "1.", ".5", "+1", "1,5", " 1", "1\n", "1e", "NaN", "٣"])
def test_texts_are_told_from_numbers(text: str) -> None:
    assert not jsontext.is_number(text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, "{", "nul", ""])
def test_hopeless_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        jsontext.loads(text)


def test_pauses_of_the_collector_overlap() -> None:
    assert gc.isenabled()
    entered, leave = threading.Event(), threading.Event()

    def pause() -> None:
        with collection_paused():
            entered.set()
            assert leave.wait(20)

    thread = threading.Thread(target=pause)
    with collection_paused():
        thread.start()
        assert entered.wait(20)
    assert not gc.isenabled()
    leave.set()
    thread.join(20)
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("body", "status", "is_about_rights"),
    [
        ('{"detail": "You do not have permission to perform this action."}', 403, True),
        ('{"error": "Only an Approver may do this"}', 400, False),
        ("", 403, False),
        ("<html><body>Blocked by the firewall</body></html>", 403, False),
    ],
)
def test_only_the_service_s_own_word_is_about_the_user_s_rights(
    body: str, status: int, is_about_rights: bool
) -> None:
    with pytest.raises(Refused) as caught:
        judge(ENDPOINT, raw(body, status))
    assert caught.value.is_about_rights is is_about_rights
