"""Page images in every form, told apart by their bytes, decoded by nobody here."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from klearstack_desktop.api import KlearStackClient, ServerProfile
from klearstack_desktop.api.errors import KlearStackError, NotTrusted, NotUnderstood, Refused
from klearstack_desktop.api.images import find_images, media_type_of, pages_from, pdf_page_count
from klearstack_desktop.api.tiff import frame_count
from tests.api.conftest import CREDENTIALS, QUICK
from tests.api.scripted import Request, ScriptedServer, answer, jwt, text

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

MISSING = answer({"error": "There is no such page."}, 404)


def picture(kind: str, shade: int = 200, pages: int = 1) -> bytes:
    images = [Image.new("L", (60, 80), shade + n) for n in range(pages)]
    written = io.BytesIO()
    images[0].save(
        written, kind, **({"save_all": True, "append_images": images[1:]} if pages > 1 else {})
    )
    return written.getvalue()


def pdf(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 300)
    written = io.BytesIO()
    document.save(written)
    document.close()
    return written.getvalue()


JPEG, PNG, WEBP = picture("JPEG"), picture("PNG"), picture("WEBP")
TIFF = picture("TIFF", pages=3)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def data_address(data: bytes) -> str:
    return f"data:image/png;base64,{encoded(data)}"


def page_by_page(*pages: object) -> Callable[[socket.socket, Request], None]:
    """Return a reply that gives the page asked for, and 404 beyond the last."""

    def reply(connection: socket.socket, request: Request) -> None:
        index = int(request.form["page_index"]) - 1
        connection.sendall(answer(pages[index]) if index < len(pages) else MISSING)

    return reply


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (WEBP, "image/webp"),
        (TIFF, "image/tiff"),
        (b"MM\x00*" + bytes(8), "image/tiff"),
        (pdf(1), "application/pdf"),
        (b"\r\n%PDF-1.7 after a line", "application/pdf"),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_bytes_tell_what_they_are(data: bytes, media_type: str | None) -> None:
    assert media_type_of(data) == media_type


@pytest.mark.parametrize("media_type", ["image/jpeg", "application/json", "text/html", ""])
def test_plain_bytes_whatever_the_header_says(
    server: ScriptedServer, client: KlearStackClient, media_type: str
) -> None:
    server.script("getimage", answer(PNG, media_type=media_type))
    (page,) = client.page_images("d1", 2)
    assert (page.page, page.data, page.media_type, page.frame) == (2, PNG, "image/png", 0)
    assert server.calls("getimage")[0].form["page_index"] == "2"


@pytest.mark.parametrize(
    "payload",
    [
        {"image": encoded(PNG)},
        {"anything": {"at": {"all": encoded(PNG)}}, "release_version": "7.8.9"},
        {"result": data_address(PNG)},
        [encoded(PNG)],
        {"image": encoded(PNG), "thumbnail": encoded(JPEG)},
        {"image": encoded(PNG), "image_url": "/files/1.png"},
        encoded(PNG),
        "\n".join(encoded(PNG)[i : i + 76] for i in range(0, len(encoded(PNG)), 76)),
        base64.urlsafe_b64encode(PNG).decode().rstrip("="),
    ],
    ids=["key", "deep", "data", "list", "thumb", "beside a link", "bare", "lines", "url-safe"],
)
def test_an_image_in_json_under_any_key(
    server: ScriptedServer, client: KlearStackClient, payload: object
) -> None:
    server.script("getimage", answer(payload))
    (page,) = client.page_images("d1", 3)
    assert (page.page, page.data) == (3, PNG)


def test_bare_base64_that_is_no_json(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getimage", text(encoded(JPEG)))
    assert client.page_images("d1", 1)[0].data == JPEG


def test_the_rendition_of_the_boxes(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getimage", answer({"width": 1240, "height": 1754, "image": encoded(PNG)}))
    assert client.page_images("d1", 1)[0].rendition == (1240, 1754)


def test_pages_one_by_one_until_one_is_missing(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    pages = [picture("PNG", shade) for shade in (10, 20, 30)]
    server.script("getimage", page_by_page(*pages))
    assert [(p.page, p.data) for p in client.page_images("d1")] == list(enumerate(pages, 1))
    assert len(server.calls("getimage")) == 4


def test_equal_pages_in_a_document_are_kept(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("getimage", page_by_page(PNG, JPEG, JPEG, JPEG))
    assert len(client.page_images("d1")) == 4


def test_a_server_that_ignores_the_page_number(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("getimage", answer(PNG))
    assert [page.page for page in client.page_images("d1")] == [1]


@pytest.mark.parametrize(("data", "count"), [(TIFF, 3), (pdf(4), 4)], ids=["tiff", "pdf"])
@pytest.mark.parametrize("page", [None, 1, 2])
def test_a_file_of_several_pages_is_shared(
    server: ScriptedServer, client: KlearStackClient, data: bytes, count: int, page: int | None
) -> None:
    server.script("getimage", answer(data))
    pages = client.page_images("d1", page)
    assert [(p.page, p.frame) for p in pages] == [(n + 1, n) for n in range(count)]
    assert len({id(p.data) for p in pages}) == 1
    assert len(server.calls("getimage")) == 1


def test_a_pdf_page_a_call(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getimage", page_by_page(pdf(1), pdf(1) + b"\n"))
    assert [(p.page, p.frame) for p in client.page_images("d1")] == [(1, 0), (2, 0)]


def test_the_dpi_of_the_profile_travels_with_a_pdf(server: ScriptedServer) -> None:
    server.script("getimage", answer(pdf(1)))
    profile = ServerProfile(server.url, box_dpi=300)
    with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
        assert client.page_images("d1", 1)[0].dpi == 300


def test_a_list_of_all_pages(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getimage", answer({"result": [encoded(PNG), encoded(JPEG)]}))
    assert [(p.page, p.data) for p in client.page_images("d1")] == [(1, PNG), (2, JPEG)]


def test_a_list_may_number_its_pages(server: ScriptedServer, client: KlearStackClient) -> None:
    listed = [{"page_index": 2, "x": encoded(JPEG)}, {"page_index": 1, "x": encoded(PNG)}]
    server.script("getimage", answer(listed))
    assert [(p.page, p.data) for p in client.page_images("d1")] == [(1, PNG), (2, JPEG)]


class TestLinks:
    @pytest.mark.parametrize(
        "link", ["{url}/files/1.png", "/files/1.png", "{url}/a/../files/1.png"]
    )
    def test_on_the_same_server_are_followed(
        self, server: ScriptedServer, client: KlearStackClient, link: str
    ) -> None:
        server.script("getimage", answer({"image_url": link.format(url=server.url)}))
        server.script("1.png", answer(PNG))
        assert client.page_images("d1", 1)[0].data == PNG
        assert server.calls("1.png")[0].method == "GET"
        assert server.calls("1.png")[0].token == server.calls("getimage")[0].token

    def test_only_the_page_asked_for_is_fetched(
        self, server: ScriptedServer, client: KlearStackClient
    ) -> None:
        server.script("getimage", answer(["/files/1.png", "/files/2.png"]))
        server.script("2.png", answer(PNG))
        (page,) = client.page_images("d1", 2)
        assert (page.page, page.data) == (2, PNG)
        assert not server.calls("1.png")

    def test_redirects_are_followed_on_the_same_server(
        self, server: ScriptedServer, client: KlearStackClient
    ) -> None:
        server.script("getimage", answer("/a"))
        server.script("a", answer(b"", 302, Location="/b"))
        server.script("b", answer(b"", 302, Location=f"{server.url}/c"))
        server.script("c", answer(PNG))
        assert client.page_images("d1", 1)[0].data == PNG

    def test_endless_redirects_end(self, server: ScriptedServer, client: KlearStackClient) -> None:
        server.script("getimage", answer("/a"))
        server.script("a", answer(b"", 302, Location="/a"))
        with pytest.raises(NotUnderstood, match="leads on"):
            client.page_images("d1", 1)

    def test_to_another_host_never_get_the_token(
        self, server: ScriptedServer, client: KlearStackClient
    ) -> None:
        stranger = ScriptedServer()
        stranger.script("1.png", answer(PNG))
        try:
            for link in (f"{stranger.url}/1.png", "//127.0.0.2/1.png", "https://127.0.0.1/1.png"):
                server.script("getimage", answer({"image": link}))
                with pytest.raises((NotTrusted, NotUnderstood)):
                    client.page_images("d1", 1)
            server.script("getimage", answer("/a"))
            server.script("a", answer(b"", 302, Location=f"{stranger.url}/1.png"))
            with pytest.raises(NotTrusted, match="another server"):
                client.page_images("d1", 1)
            assert stranger.requests == []
        finally:
            stranger.close()

    def test_an_expired_token_is_renewed_for_links_too(
        self, server: ScriptedServer, client: KlearStackClient
    ) -> None:
        server.script("getimage", answer("/1.png"))
        server.script("1.png", text("no", 401), answer(PNG))
        server.script("getaccesstokenfromrefreshtoken", answer({"access_token": jwt(name="new")}))
        assert client.page_images("d1", 1)[0].data == PNG


@pytest.mark.parametrize(
    "reply",
    [text("busy", 503), text("no rights", 403), answer(b""), answer(b"\xff\x00"), text("oops")],
    ids=["fault", "forbidden", "empty", "garbage", "words"],
)
def test_trouble_with_a_later_page_is_not_the_end_of_the_document(
    server: ScriptedServer, client: KlearStackClient, reply: bytes
) -> None:
    server.script("getimage", answer(PNG), answer(JPEG), reply)
    with pytest.raises(KlearStackError):
        client.page_images("d1")


@pytest.mark.parametrize("reply", [MISSING, answer({"result": None}), answer({"error": "no page"})])
def test_ways_to_say_that_there_are_no_more_pages(
    server: ScriptedServer, client: KlearStackClient, reply: bytes
) -> None:
    server.script("getimage", answer(PNG), answer(JPEG), reply)
    assert [page.page for page in client.page_images("d1")] == [1, 2]


@pytest.mark.parametrize(
    "payload",
    [{"result": None}, {"image": "none"}, {"image": encoded(b"x" * 100)}, b"\x00garbage", {}],
)
def test_no_image_is_said(
    server: ScriptedServer, client: KlearStackClient, payload: object
) -> None:
    server.script("getimage", answer(payload))
    with pytest.raises(NotUnderstood):
        client.page_images("d1")


def test_a_missing_document_is_refused(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getimage", MISSING)
    with pytest.raises(Refused, match="no such page"):
        client.page_images("d1")


def test_an_image_of_any_size_is_handed_on_undecoded() -> None:
    huge = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (40_000).to_bytes(4, "big") * 2 + bytes(20)
    (found,) = find_images({"image": encoded(huge)})
    assert pages_from(found, 1, 200, pdf_page_count)[0].data == huge


@pytest.mark.parametrize("data", [b"%PDF-1.7 broken", b"%PDF-1.7" + b"\xff" * 500])
def test_a_broken_pdf_counts_as_one_page_for_the_renderer_to_refuse(data: bytes) -> None:
    assert pdf_page_count(data) == 1


@given(st.binary(max_size=200), st.sampled_from([b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"]))
@settings(max_examples=200, deadline=None)
def test_counting_frames_never_fails(data: bytes, start: bytes) -> None:
    assert frame_count(start + data) >= 1


def test_a_looping_tiff_ends() -> None:
    looping = b"II*\x00" + (8).to_bytes(4, "little") + bytes(2) + (8).to_bytes(4, "little")
    assert frame_count(looping) == 1


@given(
    st.recursive(
        st.one_of(
            st.none(), st.booleans(), st.text(max_size=30), st.just("/x"), st.just(encoded(PNG))
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)
        ),
        max_leaves=20,
    )
)
@settings(max_examples=200, deadline=None)
def test_looking_for_images_is_total(payload: object) -> None:
    try:
        found = find_images(payload)
    except KlearStackError:
        return
    assert all((item.data is None) != (item.link is None) for item in found)
