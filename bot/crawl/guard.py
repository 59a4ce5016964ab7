"""Which addresses may be connected to. Strangers choose our URLs, so everything that is not public is refused."""

import errno
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Where web pages live. Other ports belong to mail, databases and the like, which must not be talked to by way of us.
WEB_PORTS = frozenset({80, 81, 443, 3000, 5000, 8000, 8008, 8080, 8081, 8088, 8443, 8888})

# IANA's registries of special-purpose addresses (RFC 6890 and successors), and multicast.
_SPECIAL: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud metadata"),  # Azure's, the only one outside of the other ranges
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
        ("2001::/23", "reserved"),  # Teredo, ORCHID, benchmarking
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "reserved"),
        ("3fff::/20", "documentation"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out so far
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is really reached


class AddressRefusedError(OSError):
    """A connection that the guard forbids. The message is a sentence for people."""

    def __init__(self, sentence: str) -> None:
        super().__init__(errno.EACCES, sentence)


class AddressGuard:
    """Decides about an address and port just before the connection is made.

    `allowed` lists networks that may be reached, at any port, although they are not public.
    """

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        self._allowed = tuple(allowed)
        self.refusal = lru_cache(maxsize=4096)(self._refusal)  # the same few thousand servers come again and again

    def check(self, host: str, port: int) -> None:
        """Raise AddressRefusedError unless the IP address `host` may be connected to at `port`."""
        refusal = self.refusal(host, port)
        if refusal:
            raise AddressRefusedError(refusal)

    def _refusal(self, host: str, port: int) -> str | None:
        address = _really_reached(ip_address(host))
        if any(address in network for network in self._allowed):
            return None
        kind = _special_kind(address)
        if kind:
            return f"{host} is a {kind} address. To allow it, list its network in [crawl] allow_addresses."
        if port not in WEB_PORTS:
            return f"Port {port} is not one that web pages are served on."
        return None


def _really_reached(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped or NAT64 one, else the address without its zone."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    bare = IPv6Address(int(address))
    return IPv4Address(int(bare) & 0xFFFFFFFF) if bare in _NAT64 else bare


def _special_kind(address: Address) -> str | None:
    for network, kind in _SPECIAL:
        if address.version == network.version and address in network:
            return kind
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "reserved"
    return None
