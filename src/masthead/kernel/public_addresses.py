"""Which network addresses the public internet reaches. Pure: whoever connects asks at the moment of connecting."""

from __future__ import annotations

import ipaddress

# All that is handed out to the public of IPv6 (RFC 4291). Outside it lie forms that a system may turn into an address
# of its own network: IPv4-compatible and translated ones, site-local ones, local NAT64 (RFC 8215).
_HANDED_OUT = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What the running Python's own list may lack (IANA's registries of special-purpose addresses grow), and public
# addresses under which a cloud serves a machine its own secrets.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # shared address space (RFC 6598); in it 100.100.100.200, Alibaba Cloud's metadata
        "168.63.129.16/32",  # Azure's wire server, answered inside each virtual network
        "169.254.0.0/16",  # link-local (RFC 3927); in it 169.254.169.254, most clouds' metadata
        "192.0.0.0/24",  # IETF protocol assignments (RFC 6890); in it 192.0.0.192, Oracle Cloud's metadata
        "192.31.196.0/24",  # AS112 (RFC 7535): answered wherever one is, also inside
        "192.52.193.0/24",  # AMT (RFC 7450)
        "192.88.99.0/24",  # 6to4 relays, withdrawn (RFC 7526)
        "192.175.48.0/24",  # AS112 (RFC 7534)
        "198.18.0.0/15",  # benchmarks between networks (RFC 2544)
        "2001::/23",  # IETF protocol assignments (RFC 2928), Teredo among them (RFC 4380)
        "2001:db8::/32",  # documentation (RFC 3849)
        "2620:4f:8000::/48",  # AS112 (RFC 7534)
        "3fff::/20",  # documentation (RFC 9637)
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address is one the public internet reaches.

    An IPv4 address in an IPv6 one is unwrapped: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056). Raises
    ValueError for what is no IP address.
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _HANDED_OUT:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC)


def is_loopback(address: str) -> bool:
    """Whether an IP address is this very machine."""
    return ipaddress.ip_address(address.split("%")[0]).is_loopback
