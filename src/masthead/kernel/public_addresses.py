"""Which network addresses the public internet reaches. Pure: whoever connects asks at the moment of connecting."""

from __future__ import annotations

import ipaddress

# All that is handed out to the public of IPv6 (RFC 4291). Outside it lie forms that a system may turn into an address
# of its own network: IPv4-compatible and translated ones, site-local ones, local NAT64 (RFC 8215).
_HANDED_OUT = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one the public internet reaches (IPv4-mapped and NAT64 forms are unwrapped)."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _HANDED_OUT:
            return False
    return ip.is_global and not ip.is_multicast


def is_loopback(address: str) -> bool:
    """Whether an IP address is this very machine."""
    return ipaddress.ip_address(address.split("%")[0]).is_loopback
