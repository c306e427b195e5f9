"""A small HTTP server on loopback, in threads of this process, for the servers that keep a platform's contract."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection closed on purpose is no news."""


@contextmanager
def listener(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve `handler` until the block ends; yields the address."""
    server = _Listener(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


@contextmanager
def answering(platform: Callable[[httpx.Request], httpx.Response], lock: threading.RLock) -> Iterator[str]:
    """A simulator made for an httpx transport, on a socket, for connectors in other processes; yields the address.

    What it plans to lose breaks off.
    """

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if len(body) < length:  # whoever sent it broke off: nothing has been asked
                self.close_connection = True
                return
            here = f"http://{self.headers.get('Host', '127.0.0.1')}{self.path}"
            request = httpx.Request(self.command, here, headers=dict(self.headers), content=body)
            try:
                with lock:
                    said = platform(request)
            except httpx.TransportError:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(said.status_code)
            for name, value in said.headers.items():
                if name not in ("content-length", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.content)))
            self.end_headers()
            self.wfile.write(said.content)

        do_GET = do_POST = do_PUT = do_DELETE = _serve

        def log_message(self, format: str, *args: object) -> None:
            """The test says what it looks at."""

    with listener(Handler) as address:
        yield address
