"""Web sites on this machine for bench/links.py, one for each loopback address: `python bench/_link_sites.py HOSTS`.

Prints the port they listen on. A path begins with how it answers and a number: alive, long, gone, ended, moved, astray
(moved to what is gone), shut, broken, slow. `/asked` tells what was asked since it was last asked, and when.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

WORDS = "The library lends books, seeds and tools to everybody in the county, and keeps what the county remembers. "
SLOW = 2.5
"""Seconds until a slow page answers."""
STATUS = {"gone": 404, "ended": 410, "shut": 403, "broken": 503}
asked: list[tuple[str, str, float]] = []


def address(number: int) -> str:
    return f"127.8.{number // 250}.{number % 250 + 1}"


def page(kind: str, number: str) -> bytes:
    words = WORDS * (400 if kind == "long" else 40)
    return f"<html lang=en><title>Page {number}</title><main><h1>Page {number}</h1><p>{words}</main></html>".encode()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    host = str(writer.get_extra_info("sockname")[0])
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1].decode()
            kind, _, number = path.removeprefix("/").partition("/")
            status, more, body = STATUS.get(kind, 200), "", page(kind, number)
            if kind == "asked":
                body = json.dumps(asked).encode()
                asked.clear()
            else:
                asked.append((host, path, time.monotonic()))
            if kind in ("moved", "astray"):
                status, body = 301, b""
                more = f"Location: /{'alive' if kind == 'moved' else 'gone'}/of-{number}\r\n"
            elif kind == "slow":
                await asyncio.sleep(SLOW)
            told = (
                f"HTTP/1.1 {status} So\r\nContent-Type: text/html; charset=utf-8\r\n{more}Content-Length: {len(body)}"
            )
            writer.write(f"{told}\r\n\r\n".encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(hosts: int) -> None:
    first = await asyncio.start_server(answer, address(0), 0)
    port = first.sockets[0].getsockname()[1]
    servers = [first] + [await asyncio.start_server(answer, address(number), port) for number in range(1, hosts)]
    print(port, flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
