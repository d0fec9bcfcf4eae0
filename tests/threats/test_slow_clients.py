"""Clients that are slow on purpose, two hundred at a time: others are not affected."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from threats.service import Service, wait_until_idle

CLIENTS, CHEAP = 200, 20
SOON = 5.0
LONG = b"GET /data/dump.ttl HTTP/1.1\r\nHost: a\r\n\r\n"
ROWS = b"GET /sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n"


def slow_head(service: Service) -> socket.socket:
    return service.sent(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nX-")


def slow_body(service: Service) -> socket.socket:
    return service.sent(
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\nASK"
    )


def slow_reader(service: Service) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", service.port))
    connection.sendall(ROWS if connection.fileno() % 2 else LONG)
    return connection


@pytest.mark.parametrize("begin", [slow_head, slow_body, slow_reader])
def test_two_hundred_slow_clients_do_not_hold_up_others(
    service: Service, begin: Callable[[Service], socket.socket]
) -> None:
    with ExitStack() as stack:
        for number in range(CLIENTS):
            connection = stack.enter_context(begin(service))
            if number % 50 == 0 and begin is slow_head:
                connection.sendall(b"a")
        time.sleep(0.2)
        for number in range(CHEAP):
            assert service.seconds(f"ASK {{}} # {begin.__name__} {number}") < SOON
        begun = time.monotonic()
        assert service.ask("GET", "/", accept="text/html").status == 200
        assert time.monotonic() - begun < SOON


def test_those_who_only_wait_cost_no_processor(service: Service) -> None:
    with ExitStack() as stack:
        for _ in range(CLIENTS):
            stack.enter_context(slow_head(service))
        wait_until_idle(service, 10)
        before = service.processor_seconds()
        time.sleep(0.5)
        assert service.processor_seconds() - before < 0.1
