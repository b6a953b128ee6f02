"""Who asked, when proxies stand between: believed as far as our own proxies say it."""

import json
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import RequestFactory
from pytest_django import Settings

from mediahub.proxies import (
    Asker,
    Proxies,
    ProxyMiddleware,
    find_asker,
    parse_proxies,
    plain_address,
)

ONE = parse_proxies(["127.0.0.1"])
TWO = parse_proxies(["127.0.0.1", "172.18.0.0/16", "fd00::/8"])


def asker(peer: str, for_: str = "", proto: str = "", proxies: Proxies = ONE) -> Asker:
    return find_asker(peer, forwarded_for=for_, forwarded_proto=proto, proxies=proxies)


def test_nobody_is_believed_unless_named() -> None:
    nobody = Proxies()
    for peer in ("127.0.0.1", "192.168.1.5", "::1", ""):
        said = asker(peer, "203.0.113.9", "https", nobody)
        assert said == Asker(peer)


def test_a_proxy_of_ours_is_believed_for_its_own_hop_alone() -> None:
    assert asker("127.0.0.1", "203.0.113.9", "https") == Asker("203.0.113.9", "https")
    # What the visitor wrote himself stands further left.
    said = asker("127.0.0.1", "198.51.100.1, 127.0.0.1, 203.0.113.9", "https")
    assert said.address == "203.0.113.9"


def test_a_visitor_cannot_claim_https_before_a_proxy_that_adds_its_own_word() -> None:
    assert asker("127.0.0.1", "203.0.113.9", "https, http").scheme == "http"
    spoofed = asker("127.0.0.1", "198.51.100.1, 203.0.113.9", "https, https, http")
    assert spoofed == Asker("203.0.113.9", "http")


def test_several_proxies_in_a_row() -> None:
    said = asker("172.18.0.7", "203.0.113.9, 172.18.0.2", "https, http", TWO)
    assert said == Asker("203.0.113.9", "https")
    # One that passes on the first one's word alone.
    said = asker("172.18.0.7", "203.0.113.9, 172.18.0.2", "https", TWO)
    assert said == Asker("203.0.113.9", "https")
    # The same header, but the second is not ours: its word is where it ends.
    said = asker("127.0.0.1", "203.0.113.9, 172.18.0.2", "https, http", ONE)
    assert said == Asker("172.18.0.2", "http")
    # All of them ours: the one furthest out.
    assert asker("127.0.0.1", "172.18.0.9, 172.18.0.2", "", TWO).address == "172.18.0.9"


@pytest.mark.parametrize(
    ("hop", "address"),
    [
        ("203.0.113.9:51234", "203.0.113.9"),
        ("2001:db8::9", "2001:db8::9"),
        ("[2001:db8::9]", "2001:db8::9"),
        ('"[2001:DB8::9]:443"', "2001:db8::9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", None),
        ("203.0.113.999", None),
        ("1.2.3.4, 5.6.7.8", None),
        ("", None),
        ("_hidden", None),
    ],
)
def test_every_spelling_of_an_address(hop: str, address: str | None) -> None:
    found = plain_address(hop)
    assert (str(found) if found else None) == address


def test_what_is_no_address_ends_what_is_known() -> None:
    assert asker("127.0.0.1", "203.0.113.9, unknown", "http").address == "127.0.0.1"
    said = asker("172.18.0.7", "203.0.113.9, <b>, 172.18.0.2", "https", TWO)
    assert said.address == "172.18.0.2"
    assert asker("127.0.0.1", "203.0.113.9", "gopher").scheme is None


def test_a_peer_that_speaks_ipv4_inside_ipv6_is_the_same_proxy() -> None:
    assert asker("::ffff:127.0.0.1", "203.0.113.9").address == "203.0.113.9"
    assert asker("::ffff:203.0.113.9", "198.51.100.1").address == "203.0.113.9"
    assert asker("fd00::2", "2001:db8::9", "https", TWO).address == "2001:db8::9"


def test_an_endless_chain_is_not_followed() -> None:
    chain = ", ".join(["203.0.113.9"] + ["127.0.0.1"] * 5000)
    assert asker("127.0.0.1", chain).address == "127.0.0.1"


def test_a_local_socket_is_believed_by_its_own_word() -> None:
    assert asker("", "203.0.113.9", "https", ONE) == Asker("")
    unix = parse_proxies(["unix"])
    assert asker("", "203.0.113.9", "https", unix) == Asker("203.0.113.9", "https")
    assert asker("127.0.0.1", "203.0.113.9", "", unix).address == "127.0.0.1"


def test_the_word_private_is_homes_and_containers() -> None:
    private = parse_proxies(["private"])
    for peer in (
        "127.0.0.1",
        "10.1.2.3",
        "172.18.0.2",
        "192.168.1.9",
        "::1",
        "fd00::1",
    ):
        assert private.trusts(peer)
    for peer in ("203.0.113.9", "172.32.0.1", "2001:db8::1", "", "nonsense"):
        assert not private.trusts(peer)


@pytest.mark.parametrize(
    "word", ["proxy", "172.18.0.1/16", "1.2.3", "0.0.0.0/0", "::/0"]
)
def test_nonsense_and_everyone_are_refused(word: str) -> None:
    with pytest.raises(ValueError, match=word.replace(".", r"\.")):
        parse_proxies([word])


def asking(path: str, meta: dict[str, str]) -> HttpRequest:
    request = RequestFactory().get(path)
    request.META.update(meta)
    return request


def seen_by_a_view(settings: Settings, *proxies: str, **meta: str) -> dict[str, Any]:
    settings.TRUSTED_PROXIES = list(proxies)

    def view(request: HttpRequest) -> HttpResponse:
        return JsonResponse(
            {
                "address": request.META["REMOTE_ADDR"],
                "secure": request.is_secure(),
                "claims": [
                    name
                    for name in request.META
                    if name.startswith(
                        ("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_X_R")
                    )
                ],
            }
        )

    answer = ProxyMiddleware(view)(asking("/", meta))
    assert isinstance(answer, HttpResponse)
    found: dict[str, Any] = json.loads(answer.content)
    return found


CLAIMS = {
    "REMOTE_ADDR": "127.0.0.1",
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_REAL_IP": "198.51.100.1",
    "HTTP_FORWARDED": "for=198.51.100.1;proto=https",
}


def test_views_see_the_truth_and_no_claims(settings: Settings) -> None:
    believed = seen_by_a_view(settings, "127.0.0.1", **CLAIMS)
    assert believed == {"address": "203.0.113.9", "secure": True, "claims": []}
    spoofed = seen_by_a_view(settings, **CLAIMS)
    assert spoofed == {"address": "127.0.0.1", "secure": False, "claims": []}


def test_an_unknown_proxy_is_named_instead_of_a_loop(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.TRUSTED_PROXIES = ["10.9.9.9"]
    middleware = ProxyMiddleware(lambda _: HttpResponse("a page"))
    answer = middleware(asking("/", CLAIMS))
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 400
    assert b"TRUSTED_PROXIES" in answer.content
    assert b"127.0.0.1" not in answer.content
    assert "A proxy at 127.0.0.1 is not in TRUSTED_PROXIES" in caplog.text
    for_program = middleware(asking("/api/v1/", CLAIMS))
    assert for_program["Content-Type"] == "application/problem+json"
    # Known, or without a claim, it goes on.
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    known = ProxyMiddleware(lambda _: HttpResponse("a page"))
    assert known(asking("/", CLAIMS)).status_code == 200
    assert middleware(asking("/", {})).status_code == 200
