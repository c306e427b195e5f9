"""No address of a private, reserved or cloud's own network passes for one of the public internet, however written."""

from __future__ import annotations

import ipaddress

import pytest

from masthead.kernel.public_addresses import is_public

METADATA = ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192")
PRIVATE = ("10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "100.64.0.1", "169.254.1.1")
RESERVED = (
    *("198.18.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "240.0.0.1", "255.255.255.255", "224.0.0.1"),
    *("192.88.99.1", "192.31.196.1", "192.52.193.1", "192.175.48.1"),
)


@pytest.mark.parametrize("address", [*METADATA, *PRIVATE, *RESERVED])
@pytest.mark.parametrize(
    "form", ["{}", "::ffff:{}", "64:ff9b::{}", "::{}", "::ffff:0:{}", "64:ff9b:1::{}", "2002:{hex}::1"]
)
def test_no_form_of_an_address_that_is_not_public_is(address: str, form: str) -> None:
    number = int(ipaddress.IPv4Address(address))
    assert not is_public(form.format(address, hex=f"{number >> 16:x}:{number & 0xFFFF:x}"))


@pytest.mark.parametrize(
    "address",
    [
        *("::", "::1", "fc00::1", "fd00:ec2::254", "fe80::1%eth0", "fec0::1", "ff02::1", "64:ff9b:1::a00:1", "100::1"),
        *("2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1", "2620:4f:8000::1", "5f00::1"),
    ],
)
def test_no_ipv6_address_set_aside_for_something_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("93.184.216.34", "168.63.129.17", "192.0.1.1", "192.88.98.1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"),
        *("2606:2800:220:1:248:1893:25c8:1946", "2001:4860:4860::8888", "2400:cb00::1"),
    ],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)
