"""Names of clients."""

from __future__ import annotations

from datetime import date

from lq_graph.web.http.limits import Clients


class Calendar:
    day = date(2026, 1, 1)

    def __call__(self) -> date:
        return self.day


def test_a_client_has_the_same_name_all_day_and_another_one_the_next() -> None:
    calendar = Calendar()
    clients = Clients(calendar)
    first = clients.name("192.0.2.1")
    assert clients.name("192.0.2.1") == first
    assert "192" not in first
    calendar.day = date(2026, 1, 2)
    assert clients.name("192.0.2.1") != first


def test_two_services_give_other_names() -> None:
    assert Clients().name("192.0.2.1") != Clients().name("192.0.2.1")


def test_a_network_of_64_bits_is_one_client() -> None:
    clients = Clients()
    assert clients.name("2001:db8::1") == clients.name("2001:db8::ffff:2")
    assert clients.name("2001:db8::1") != clients.name("2001:db8:0:1::1")
    assert clients.name("::ffff:192.0.2.1") == clients.name("192.0.2.1")


def test_whatever_stands_for_an_address_has_a_name() -> None:
    clients = Clients()
    assert clients.name(None) == clients.name("")
    assert clients.name("unix:socket") != clients.name("")
