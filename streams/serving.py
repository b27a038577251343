"""Serves ``/metrics`` and the health of a process over HTTP, from a thread of its own."""

import logging
import socket
import socketserver
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import CollectorRegistry, ProcessCollector, make_wsgi_app
from prometheus_client.registry import Collector

from streams.errors import HubError, kind_of

log = logging.getLogger(__name__)

Check = Callable[[], str | None]
"""Says what is wrong, in one line without a secret; null where nothing is."""

PROCESSES = ("route", "index", "collate", "metrics")
"""Those that may share one machine, and so one ``CPI_LISTEN``: each has the next port."""

_SLOW_SECONDS = 10.0
_PLAIN = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"))


class ListenError(HubError):
    """Nothing can listen there; the text is one line."""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    """A thread for each request: a scrape that is slow holds up no health check."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without asking the name service who this is, as the base class would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()


class _Quiet(WSGIRequestHandler):
    """Logs nothing, and waits for no one for long."""

    timeout = _SLOW_SECONDS

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's own
        """Say nothing of a request."""


def place_of(process: str, address: tuple[str, int]) -> tuple[str, int]:
    """Give where one of the ``PROCESSES`` listens; port 0 is any that is free."""
    host, port = address
    return host, port + PROCESSES.index(process) if port else 0


def serve(address: tuple[str, int], collector: Collector, checks: Mapping[str, Check]) -> int:
    """Answer at ``/metrics``, and at the paths of the checks: 200, or 503 with the reason.

    Gives the port. A daemon thread serves until the process ends.

    Raises:
        ListenError: the address is in use, or is none of this machine.
    """
    registry = CollectorRegistry()
    registry.register(collector)
    ProcessCollector(registry=registry)
    try:
        server = _bound(*address)
    except (OSError, OverflowError) as error:
        host, port = address
        why = getattr(error, "strerror", None) or "there is no such port"
        message = f"nothing can listen on {host}:{port} ({why}): name another address"
        raise ListenError(message) from None
    server.set_app(_application(make_wsgi_app(registry), checks))
    threading.Thread(target=server.serve_forever, name="serving", daemon=True).start()
    return server.server_port


def _bound(host: str, port: int) -> _Server:
    (family, *_), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    class Server(_Server):
        address_family = family

    return Server((host, port), _Quiet)


def _application(metrics: Any, checks: Mapping[str, Check]) -> Any:  # noqa: ANN401 - a WSGI application
    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        try:
            if path == "/metrics":
                found: Iterable[bytes] = metrics(environ, start)
                return found
            status, text = _answered(path, checks)
        except Exception as error:  # noqa: BLE001 - whatever it is, no traceback and no text of it
            log.warning("%s cannot be answered (%s)", path, kind_of(error))
            status, text = "500 Internal Server Error", f"a fault in the hub ({kind_of(error)})"
        start(status, list(_PLAIN))  # the server adds its own to the list
        return [f"{text}\n".encode()]

    return answer


def _answered(path: str, checks: Mapping[str, Check]) -> tuple[str, str]:
    check = checks.get(path)
    if check is None:
        return "404 Not Found", " ".join(("there are", "/metrics", *checks))
    why = check()
    return ("503 Service Unavailable", why) if why else ("200 OK", "ok")
