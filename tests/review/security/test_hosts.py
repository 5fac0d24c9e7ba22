"""The host names to which the server answers."""

import pytest

from photoindex.review.security.hosts import Hosts, hosts_of, is_loopback

LOOPBACK = Hosts(8000)
REMOTE = hosts_of("0.0.0.0", 8000)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"])
def test_the_loopback_names_lead_here(host: str) -> None:
    assert LOOPBACK.allow(host) and REMOTE.allow(host)


@pytest.mark.parametrize(
    "host",
    ["evil.example:8000", "127.0.0.1.evil.example:8000", "localhost.evil.example:8000", "localhost:8001", "127.0.0.1",
     "localhost", "", ":8000", "127.0.0.1:", "127.0.0.1:8000 ", "127.0.0.1:8000@evil.example", "a@127.0.0.1:8000",
     "127.0.0.1:80000000000000000", "[::1", "::1:8000", "[::1]evil:8000", "2130706433:8000", "127.1:8000",
     "localhost.:8000", "ｌocalhost:8000", "127.0.0.1:８０００", "127.0.0.1:8000\n"],
)  # fmt: skip
def test_every_other_name_is_refused(host: str) -> None:
    assert not LOOPBACK.allow(host)


def test_the_standard_port_is_left_out_of_addresses() -> None:
    assert Hosts(80).allow("127.0.0.1") and Hosts(80).allow("127.0.0.1:80")


def test_beyond_loopback_ip_addresses_are_allowed_but_no_name_that_others_control() -> None:
    assert REMOTE.allow("192.168.1.7:8000") and REMOTE.allow("[fe80::1]:8000")
    assert not REMOTE.allow("evil.example:8000")
    assert not LOOPBACK.allow("192.168.1.7:8000")


def test_a_host_that_was_named_is_allowed() -> None:
    assert hosts_of("Nas.Home", 8000).allow("nas.home:8000")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.7", "localhost.evil.example", "", "127.1", "::ffff:1.2.3.4"]
)
def test_an_address_that_other_machines_can_reach_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)
