"""A print client of the live world: sends one stream to a printer and waits for the printer's close."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket

from emulator.network.packets import Delivery

_IP_BIND_ADDRESS_NO_PORT = getattr(socket, "IP_BIND_ADDRESS_NO_PORT", 24)


async def send_stream(source_host: str, address: str, port: int, data: bytes, timeout_s: float) -> Delivery:
    """Connect from ``source_host``, send all, close our half, and wait until the printer closes its own.

    ``timeout_s`` bounds the whole. Failure is a value: a Delivery with one line that says why.
    """
    source = f"{source_host}:0"
    writer: asyncio.StreamWriter | None = None
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        with contextlib.suppress(OSError):  # the port is chosen at connect: far more streams fit into the range
            sock.setsockopt(socket.IPPROTO_IP, _IP_BIND_ADDRESS_NO_PORT, 1)
        sock.bind((source_host, 0))
        async with asyncio.timeout(timeout_s):
            await asyncio.get_running_loop().sock_connect(sock, (address, port))
            host, own_port = sock.getsockname()
            source = f"{host}:{own_port}"
            reader, writer = await asyncio.open_connection(sock=sock)
            writer.write(data)
            await writer.drain()
            writer.write_eof()
            while await reader.read(65_536):
                pass
    except TimeoutError:
        return Delivery(False, source, f"no answer from {address}:{port} within {timeout_s:g} s")
    except OSError as error:
        return Delivery(False, source, f"{address}:{port}: {_reason(error)}")
    finally:
        if writer is not None:
            writer.close()
        sock.close()
    return Delivery(True, source, "")


def _reason(error: OSError) -> str:
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return "connection reset by the printer"
    return os.strerror(error.errno).lower() if error.errno else str(error)
