"""Which addresses are refused, in every spelling that leads to them."""

from contextlib import suppress
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crawl.guard import AddressGuard, AddressRefusedError
from bot.crawl.urls import place_of, resolve

REFUSED = """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
    239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1
    5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1
"""
ALLOWED = "1.1.1.1 8.8.8.8 100.63.255.255 172.32.0.1 192.0.1.1 2606:4700::1111 64:ff9b::8.8.8.8 ::ffff:8.8.8.8"

# Every spelling of loopback, of a private address and of the metadata service that some parser takes.
SPELLINGS = """
    http://127.0.0.1/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.0.0.1/ http://0x7f.1/
    http://0177.0.0.1/ http://017700000001/ http://00000177.0.0.1/ http://127.0.0.1./ http://127.1./ http://0/ http://0x0/
    http://[::1]/ http://[::]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[0:0:0:0:0:ffff:127.0.0.1]/
    http://[::127.0.0.1]/ http://[64:ff9b::127.0.0.1]/ http://[2002:7f00:1::]/ http://[fe80::1]/ http://[fd00:ec2::254]/
    http://%31%32%37.0.0.1/ http://①②⑦.⓪.⓪.①/ http://127。0。0。1/ http://127.0.0.1%2e/ http://\uff11\uff12\uff17.0.0.1/
    http://example.com@127.0.0.1/ http://example.com:80@127.0.0.1/ http://user:pass@127.0.0.1:8080/
    http://127.0.0.1#@example.com/ http://127.0.0.1?@example.com/ http:\\\\127.0.0.1\\ http:127.0.0.1 http:///127.0.0.1/
    http://127.0.0.1\\@example.com/ http://169.254.169.254/latest/meta-data/ http://0xa9.0xfe.0xa9.0xfe/
    http://2852039166/ http://0251.0376.0251.0376/ http://169.254.43518/ http://10.1/ http://0xa000001/ http://012.0.0.1/
    http://192.168.257/ http://3232235521/ https://127.0.0.1/ HTTP://127.0.0.1/
"""


@pytest.mark.parametrize("address", REFUSED.split())
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(AddressRefusedError, match=r"allow_addresses"):
        AddressGuard().check(address, 80)


@pytest.mark.parametrize("address", ALLOWED.split())
def test_a_public_address_is_allowed(address: str) -> None:
    assert not AddressGuard().refusal(address, 443)


@pytest.mark.parametrize("url", SPELLINGS.split())
def test_an_odd_spelling_of_an_address_is_read_as_that_address(url: str) -> None:
    place = place_of(url)
    assert place.is_address
    assert AddressGuard().refusal(place.host.strip("[]"), place.port)
    assert not place.url.startswith("http://example.com")


@pytest.mark.parametrize(
    "url",
    ["http://0000:7f00/", "http://256.1/", "http://1.2.3.4.5/", "http://0x100000000/", "http://[fe80::1%25lo]/", "//x/",
     "file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1:6379/_x", "javascript:alert(1)", "data:,x",
     "http://", "http://a b/", "http://x:99999/", "http://\0/", "\ud800", "http://[::1", "", "unix:///run/docker.sock"],
)  # fmt: skip
def test_what_is_no_http_url_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        place_of(url)


@pytest.mark.parametrize("port", [0, 21, 22, 25, 110, 3306, 5432, 6379, 9200, 11211, 27017, 65535])
def test_a_port_of_another_service_is_refused(port: int) -> None:
    with pytest.raises(AddressRefusedError, match=rf"Port {port} "):
        AddressGuard().check("8.8.8.8", port)


def test_an_allowed_network_may_be_reached_at_any_port_and_no_other() -> None:
    guard = AddressGuard([ip_network("10.1.0.0/16"), ip_network("fd00::/8")])
    guard.check("10.1.2.3", 9999)
    guard.check("::ffff:10.1.2.3", 9999)
    guard.check("fd00::1", 22)
    for address in ("10.2.0.1", "127.0.0.1", "fc00::1", "::ffff:10.2.0.1"):
        assert guard.refusal(address, 80), address


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_clothing(address: IPv4Address) -> None:
    guard = AddressGuard()
    plain = guard.refusal(str(address), 80) is None
    mapped = IPv6Address(0xFFFF00000000 | int(address))
    nat64 = IPv6Address(int(IPv6Address("64:ff9b::")) | int(address))
    assert (guard.refusal(str(mapped), 80) is None) == plain
    assert (guard.refusal(str(nat64), 80) is None) == plain
    assert place_of(f"http://{int(address)}/") == place_of(f"http://{address}/")


@given(st.ip_addresses())
def test_whatever_python_knows_as_not_global_is_refused(address: IPv4Address | IPv6Address) -> None:
    if not address.is_global and "ffff:" not in address.exploded[:30]:
        assert AddressGuard().refusal(str(address), 80)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_reading_of_urls(url: str, location: str) -> None:
    base = place_of("https://example.com/a/b?c")
    for read in (partial(place_of, url), partial(resolve, location, base)):
        with suppress(ValueError):
            assert read().url.startswith(("http://", "https://"))


def test_a_location_is_read_as_browsers_read_it() -> None:
    base = place_of("https://example.com/a/b?c#d")
    assert resolve("../x y?ü#frag", base).url == "https://example.com/x%20y?%C3%BC"
    assert resolve("//other.example:8443", base).origin == "https://other.example:8443"
    latin = b"/caf\xe9".decode("utf-8", "surrogateescape")
    assert resolve(latin, base).url == "https://example.com/caf%C3%A9"
